//! Files that were made to harm. Each is refused or read within its limits, and the program that asked lives on.

use std::time::{Duration, Instant};

use skytally_app::books::receipt_reader::ReceiptLimits;
use skytally_money::receipt::{Fault, Reading, Unreadable};
use skytally_testkit::pdf::{Pdf, stream};

use crate::{invoice, read, reader};

/// What is left of the time when a machine is busy.
pub(crate) const SLACK: Duration = Duration::from_secs(30);

pub(crate) fn limits() -> ReceiptLimits {
    ReceiptLimits { time: Duration::from_secs(20), memory_mb: 512, ..ReceiptLimits::default() }
}

/// Reads within the limits, with a program in the place of tesseract that reads nothing.
fn tried(bytes: &[u8]) -> Result<Reading, Unreadable> {
    let limits = limits();
    let started = Instant::now();
    let read = read(&reader(Some("/bin/false".into()), limits), bytes);
    assert!(started.elapsed() < limits.time + SLACK, "{:?}", started.elapsed());
    read
}

fn why(read: &Result<Reading, Unreadable>) -> String {
    match read {
        Ok(reading) => format!("read: {:?}", reading.text.chars().take(60).collect::<String>()),
        Err(why) => serde_json::to_value(why).unwrap()["why"].as_str().unwrap().to_owned(),
    }
}

/// A check sum of PNG (CRC-32, ISO 3309).
fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 },
        )
    };
    !bytes.iter().fold(!0, step)
}

/// A PNG of one colour that says to have such a size.
pub(crate) fn png(width: u32, height: u32, data: &[u8]) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend([8, 0, 0, 0, 0]);
    for (kind, data) in [(b"IHDR", header.as_slice()), (b"IDAT", data), (b"IEND", &[])] {
        file.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        let chunk = [kind.as_slice(), data].concat();
        file.extend(&chunk);
        file.extend(crc(&chunk).to_be_bytes());
    }
    file
}

/// A zlib stream of so many zeros: 13 bits for 258 of them (RFC 1951, fixed codes).
pub(crate) fn zeros(count: usize) -> Vec<u8> {
    let (mut bytes, mut bits, mut held) = (vec![0x78, 0x9c], 0_u64, 0_u32);
    let mut put = |value: u64, width: u32, bytes: &mut Vec<u8>| {
        bits |= value << held;
        held += width;
        while held >= 8 {
            bytes.push((bits & 0xff) as u8);
            bits >>= 8;
            held -= 8;
        }
    };
    put(0b011, 3, &mut bytes);
    // The letter 0 is the code 00110000; codes go with their first bit first.
    put(0b0000_1100, 8, &mut bytes);
    for _ in 0..count / 258 {
        // Length 258 is code 285, 11000101; distance 1 is 00000.
        put(0b1010_0011, 8, &mut bytes);
        put(0, 5, &mut bytes);
    }
    put(0, 7, &mut bytes);
    put(0, 8, &mut bytes);
    bytes.extend([0; 4]);
    bytes
}

pub(crate) fn replaced(file: &[u8], from: &str, to: &str) -> Vec<u8> {
    let at = file.windows(from.len()).position(|part| part == from.as_bytes()).unwrap();
    [&file[..at], to.as_bytes(), &file[at + from.len()..]].concat()
}

#[test]
fn what_is_no_receipt_is_refused_by_its_content() {
    let zip = b"PK\x03\x04\x14\0\0\0\x08\0 a whole archive";
    for (name, bytes, expected) in [
        ("nothing", &b""[..], "empty"),
        (
            "a picture that is markup",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>",
            "type",
        ),
        ("a page", b"<!DOCTYPE html><html><body>%PDF-1.7</body></html>", "type"),
        ("an archive", zip, "type"),
        ("a program", b"\x7fELF\x02\x01\x01", "type"),
        ("text", b"Total 5.00 EUR", "type"),
        ("a telephone's picture", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "no_decoder"),
    ] {
        assert_eq!(why(&tried(bytes)), expected, "{name}");
    }
}

#[test]
fn broken_files_are_told_to_be_broken() {
    let invoice = invoice();
    let png = png(40, 40, &zeros(40 * 41));
    let jpeg = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xdb\0\x43".to_vec();
    for (name, bytes) in [
        ("only its mark", b"%PDF-1.7\n".to_vec()),
        ("a PDF's beginning", invoice[..200].to_vec()),
        ("a picture's beginning", png[..40].to_vec()),
        ("a picture without data", png[..33].to_vec()),
        ("a photograph's beginning", jpeg),
        ("a WebP of nothing", b"RIFF\x10\0\0\0WEBPVP8 \0\0\0\0".to_vec()),
    ] {
        let read = tried(&bytes);
        assert_eq!(why(&read), "broken", "{name}");
        assert_eq!(read.unwrap_err().fault(), Fault::File, "{name}");
    }
    // Bytes by chance behind each mark: the same each time.
    let mut state = 1_u64;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as u8
    })
    .take(100_000)
    .collect();
    for mark in [&b"%PDF-1.4\n"[..], b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF\0\0\0\0WEBP"] {
        let read = tried(&[mark, &noise].concat());
        assert!(
            matches!(why(&read).as_str(), "broken" | "too_large" | "no_text"),
            "{mark:?}: {}",
            why(&read)
        );
    }
}

#[test]
fn pictures_that_unpack_to_gigabytes_are_not_unpacked() {
    for (width, height) in
        [(60_000, 60_000), (20_000, 20_000), (30_001, 10), (u32::MAX, u32::MAX), (2_000_000_000, 1)]
    {
        let read = tried(&png(width, height, &zeros(258)));
        assert!(matches!(why(&read).as_str(), "too_large" | "broken"), "{width} {height}: {}", why(&read));
        assert_eq!(read.unwrap_err().fault(), Fault::File);
    }
    assert_eq!(why(&tried(&png(10_000, 10_000, &zeros(10_001 * 10_000)))), "too_large");
}

/// A form that unpacks to two gigabytes, and a picture that does to nearly as many.
pub(crate) fn bombs() -> [Vec<u8>; 2] {
    let form = "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Filter /FlateDecode";
    let picture = "/Type /XObject /Subtype /Image /Width 40000 /Height 40000 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode";
    [(form, 2_000_000_000, "/X10 Do"), (picture, 1_600_000_000, "q 600 0 0 700 0 0 cm /X10 Do Q")].map(
        |(entries, count, content)| {
            Pdf::new().object(stream(entries, &zeros(count))).content(content).bytes()
        },
    )
}

#[test]
fn streams_that_unpack_to_gigabytes_end_at_a_limit() {
    let [bytes, picture] = bombs();
    assert!(bytes.len() < limits().file_max_bytes);
    let read = tried(&bytes);
    assert!(
        matches!(why(&read).as_str(), "out_of_memory" | "out_of_time" | "no_text" | "broken"),
        "{}",
        why(&read)
    );
    assert_eq!(why(&tried(&picture)), "too_large");
}

/// Files that lead in circles, or deeper than anybody goes.
pub(crate) fn circles() -> Vec<(&'static str, Vec<u8>)> {
    let form =
        "/Type /XObject /Subtype /Form /BBox [0 0 99 99] /Resources << /XObject << /A 10 0 R /B 11 0 R >> >>";
    let mutual = Pdf::new()
        .object(stream(form, b"/B Do /B Do"))
        .object(stream(form, b"/A Do /A Do"))
        .content("/X10 Do /X11 Do")
        .bytes();
    let plain = invoice();
    vec![
        ("forms that draw each other", mutual),
        (
            "a page that is its own parent's list",
            replaced(&plain, "/Type /Pages /Kids [10 0 R]", "/Type /Pages /Kids [2 0 R] "),
        ),
        ("a content that is itself", replaced(&plain, "/Contents 11 0 R", "/Contents 10 0 R")),
        ("a table that follows itself", replaced(&plain, "/Root 1 0 R", "/Root 1 0 R /Prev 9")),
        ("a length that is its own", replaced(&plain, "/Length ", "/Length 11 0 R /Was ")),
        ("lists in lists", Pdf::new().content("[".repeat(2_000_000)).bytes()),
        ("saves without end", Pdf::new().content("q ".repeat(2_000_000)).bytes()),
        (
            "dictionaries in dictionaries",
            Pdf::new().object("<< /A ".repeat(200_000)).content("/X10 Do").bytes(),
        ),
    ]
}

#[test]
fn files_that_lead_in_circles_end() {
    for (name, bytes) in circles() {
        let read = tried(&bytes);
        let ends = ["broken", "no_text", "out_of_time", "out_of_memory", "crashed"];
        let end = why(&read);
        assert!(read.is_ok() || ends.contains(&end.as_str()), "{name}: {end}");
    }
}

#[test]
fn many_pages_cost_no_more_than_the_first() {
    let mut file = Pdf::new();
    for page in 0..10_000 {
        file = file.page(&format!("Papierhaus GmbH page {page}\nTotal EUR 5,00"));
    }
    let reading = tried(&file.bytes()).unwrap();
    assert_eq!((reading.pages, reading.pages_in_file), (20, 10_000));
}

#[test]
fn scripts_are_not_run_and_passwords_are_not_guessed() {
    let script = Pdf::new()
        .catalog("/OpenAction << /S /JavaScript /JS (while \\(true\\) {}) >> /AA << /WC << /S /Launch /F (/bin/sh) >> >>")
        .page("Papierhaus GmbH\nTotal EUR 5,00")
        .bytes();
    assert_eq!(tried(&script).unwrap().money().map(|money| money.to_string()).as_deref(), Some("5.00 EUR"));
    let word = "<6162636465666768696a6b6c6d6e6f707172737475767778797a414243444546>";
    let locked = replaced(
        &invoice(),
        "/Root 1 0 R",
        &format!(
            "/Root 1 0 R /ID [{word} {word}] /Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O {word} /U {word} >>"
        ),
    );
    assert_eq!(why(&tried(&locked)), "encrypted");
}

#[test]
fn after_all_that_a_receipt_is_read() {
    let reading = tried(&invoice()).unwrap();
    assert_eq!(reading.money().map(|money| money.to_string()).as_deref(), Some("119.00 EUR"));
}
