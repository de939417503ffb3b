//! What must hold of a reader of bank files, and of the rules of receipts, whatever the bytes.

use peak_alloc::PeakAlloc;
use skytally_money::bank::{ENTRIES_MAX, Format, Options, PROBLEMS_MAX, read};
use skytally_money::receipt::{
    ITEMS_MAX, MediaType, Reader, Reading, SeenLine, Source, TAXES_MAX, TEXT_MAX_BYTES, judge, media_type, read_pages,
};

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// What a reader may allocate over what was there before.
const HEAP_MAX_BYTES: usize = 64 * 1024 * 1024;

/// Reads bytes as a format, and checks what comes out.
pub fn check(format: Format, bytes: &[u8]) {
    HEAP.reset_peak_usage();
    let before = HEAP.current_usage();
    let options = Options { format: Some(format), ..Options::default() };
    let result = read(bytes, &options);
    let used = HEAP.peak_usage().saturating_sub(before);
    assert!(used <= HEAP_MAX_BYTES, "{used} bytes of heap for {} of input", bytes.len());
    let Ok(file) = result else { return };
    assert_eq!(file.format, format);
    assert!(file.problems.len() <= PROBLEMS_MAX + 1 && file.notes.len() <= PROBLEMS_MAX);
    let lines = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() + 1;
    let mut count = 0;
    for statement in &file.statements {
        for (index, entry) in statement.entries.iter().enumerate() {
            count += 1;
            assert_eq!(entry.index, index);
            assert!(entry.offset + entry.length <= bytes.len());
            assert!(entry.line >= 1 && entry.line as usize <= lines);
            file.raw(bytes, entry);
            // An amount in a currency that is known fits it.
            if let (Some(_), Some(currency)) = (entry.amount, entry.currency.and_then(|code| code.currency()))
            {
                let money = entry.money().expect("the amount is money");
                assert_eq!(money.currency, currency);
            }
            // What is incomplete is told.
            assert!(entry.complete() || !file.problems.is_empty());
        }
    }
    assert!(count <= ENTRIES_MAX);
    for problem in file.problems.iter().chain(&file.notes) {
        assert!(problem.line.is_none_or(|line| line >= 1 && line as usize <= lines), "{problem:?}");
        assert!(problem.message.len() < 1000 && !problem.message.contains(char::is_control), "{problem:?}");
    }
    // The same bytes give the same reading.
    if bytes.len() < 4096 {
        let again = read(bytes, &options).expect("it was read before");
        assert_eq!(format!("{file:?}"), format!("{again:?}"));
        // Its format may be found to be another; that must not panic either.
        let _ = read(bytes, &Options::default());
    }
}

/// Reads bytes as the lines of a receipt: the first says whether they are those of a picture, a form feed begins a page.
pub fn check_receipt(bytes: &[u8]) {
    HEAP.reset_peak_usage();
    let before = HEAP.current_usage();
    media_type(bytes);
    let Some((first, rest)) = bytes.split_first() else { return };
    let source = if first % 2 == 0 { Source::PdfText } else { Source::Picture };
    let text = String::from_utf8_lossy(rest);
    let pages: Vec<Vec<SeenLine>> = text
        .split('\u{c}')
        .map(|page| page.lines().map(|line| SeenLine { text: line.to_owned(), confidence: *first }).collect())
        .collect();
    let reader = || Reader { name: "fuzz".to_owned(), version: "1".to_owned() };
    let reading = read_pages(reader(), MediaType::Pdf, source, &pages);
    let used = HEAP.peak_usage().saturating_sub(before);
    assert!(used <= HEAP_MAX_BYTES, "{used} bytes of heap for {} of input", bytes.len());
    assert!(reading.text.len() <= TEXT_MAX_BYTES && reading.items.len() <= ITEMS_MAX && reading.taxes.len() <= TAXES_MAX);
    let lines = reading.text.lines().count();
    let places = [
        reading.payee.as_ref().and_then(|field| field.place),
        reading.total.as_ref().and_then(|field| field.place),
        reading.date.as_ref().and_then(|field| field.place),
        reading.number.as_ref().and_then(|field| field.place),
    ];
    for place in places.into_iter().flatten() {
        assert!(place.line.is_none_or(|line| line >= 1 && line as usize <= lines));
    }
    let judged = judge(&reading);
    assert!(!judged.proved() || reading.total.is_some() && reading.currency.is_some());
    let json = serde_json::to_string(&reading).expect("a reading is JSON");
    let again: Reading = serde_json::from_str(&json).expect("its JSON is a reading");
    assert_eq!(again, reading);
    // The same lines give the same reading.
    assert_eq!(read_pages(reader(), MediaType::Pdf, source, &pages), reading);
}
