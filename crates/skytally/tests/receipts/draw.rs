//! Pages drawn by the process that reads, of files that were made to harm and by programs that lie.

use std::time::{Duration, Instant};

use skytally_app::books::receipt_pages::PagePicture;
use skytally_app::books::receipt_reader::ReceiptLimits;
use skytally_money::receipt::{MediaType, NotDrawn, Unreadable};
use skytally_testkit::pdf::Pdf;

use crate::hostile::{SLACK, bombs, circles, limits, png, replaced, zeros};
use crate::{draw, invoice, reader};

/// Draws the first page within the limits.
fn tried(bytes: &[u8]) -> Result<PagePicture, NotDrawn> {
    let started = Instant::now();
    let drawn = draw(reader(None, limits()), bytes, 1);
    assert!(started.elapsed() < limits().time + SLACK, "{:?}", started.elapsed());
    drawn
}

/// Why there is no picture; nothing where there is one.
fn why(drawn: &Result<PagePicture, NotDrawn>) -> Option<String> {
    match drawn {
        Ok(_) => None,
        Err(NotDrawn::NoSuchPage { pages_in_file }) => Some(format!("{pages_in_file} pages")),
        Err(NotDrawn::Unreadable(why)) => {
            Some(serde_json::to_value(why).unwrap()["why"].as_str().unwrap().to_owned())
        }
    }
}

#[test]
fn pages_are_drawn_one_by_one() {
    let file = Pdf::new().page("Papierhaus GmbH").page("Seite 2").bytes();
    let first = tried(&file).unwrap();
    assert_eq!(first.media_type, MediaType::Png);
    let second = draw(reader(None, limits()), &file, 2).unwrap();
    assert_ne!(first.bytes, second.bytes);
    // A page is a page however often it is drawn: a browser that has it need not have it again.
    assert_eq!(tried(&file).unwrap(), first);
    let third = draw(reader(None, limits()), &file, 3);
    assert_eq!(third, Err(NotDrawn::NoSuchPage { pages_in_file: 2 }));
}

#[test]
fn a_page_far_behind_costs_no_more_than_the_first() {
    let file = (0..5_000).fold(Pdf::new(), |file, page| file.page(&format!("Page {page}"))).bytes();
    let started = Instant::now();
    assert!(draw(reader(None, limits()), &file, 5_000).is_ok());
    assert!(started.elapsed() < limits().time, "{:?}", started.elapsed());
}

#[test]
fn what_was_made_to_harm_is_drawn_or_refused_within_its_limits() {
    let [form, picture] = bombs();
    let word = "<6162636465666768696a6b6c6d6e6f707172737475767778797a414243444546>";
    let encrypt = format!(
        "/Root 1 0 R /ID [{word} {word}] /Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O {word} /U {word} >>"
    );
    for (name, bytes, expected) in [
        ("nothing", Vec::new(), "empty"),
        ("markup", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(), "type"),
        ("a PDF's beginning", invoice()[..200].to_vec(), "broken"),
        ("a picture's beginning", png(40, 40, &zeros(40 * 41))[..40].to_vec(), "broken"),
        ("a picture as large as a house", png(20_000, 20_000, &zeros(258)), "too_large"),
        ("HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(), "no_decoder"),
        ("a password", replaced(&invoice(), "/Root 1 0 R", &encrypt), "encrypted"),
    ] {
        assert_eq!(why(&tried(&bytes)).as_deref(), Some(expected), "{name}");
    }
    let circles = circles().into_iter().chain([("a form's bomb", form), ("a picture's bomb", picture)]);
    for (name, bytes) in circles {
        let ends = ["broken", "out_of_time", "out_of_memory", "crashed"];
        let end = why(&tried(&bytes));
        assert!(end.as_ref().is_none_or(|end| ends.contains(&end.as_str())), "{name}: {end:?}");
    }
    assert!(tried(&invoice()).is_ok(), "after all that a page is drawn");
}

/// A program that takes the receipt and gives out what it is told to.
#[cfg(target_os = "linux")]
fn told_by(says: &str) -> Result<PagePicture, NotDrawn> {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = crate::folder::Folder::new("receipts-liar");
    let script = folder.write("reader", format!("#!/bin/sh\n/bin/cat >/dev/null\n{says}\n"));
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    let limits = ReceiptLimits { time: Duration::from_secs(2), ..limits() };
    let mut reader = reader(None, limits);
    reader.local.program = script.into();
    draw(reader, &invoice(), 1)
}

#[test]
#[cfg(target_os = "linux")]
fn what_a_process_says_is_not_believed() {
    let head = |media: &str| {
        format!(
            "echo '{{\"Ok\":{{\"media_type\":\"{media}\",\"width\":1,\"height\":1,\"pages_in_file\":1}}}}'"
        )
    };
    let png = "printf '\\211PNG\\r\\n\\032\\n and so on'";
    let picture = told_by(&format!("{}; {png}", head("image/png"))).unwrap();
    assert!(picture.bytes.ends_with(b" and so on"));
    for says in [
        String::new(),
        "echo".to_owned(),
        png.to_owned(),
        head("image/png"),
        format!("{}; echo '<html><script>alert(1)</script>'", head("image/png")),
        format!("{}; {png}", head("image/jpeg")),
        format!("{}; printf '%%PDF-1.7'", head("application/pdf")),
        format!("{}; {png}", head("text/html")),
        format!("{}; {png}; /bin/head -c 9000000 /dev/zero", head("image/png")),
        "exit 3".to_owned(),
    ] {
        assert_eq!(why(&told_by(&says)).as_deref(), Some("crashed"), "{says}");
    }
    let late = told_by("exec /bin/sleep 98763");
    assert_eq!(late, Err(NotDrawn::Unreadable(Unreadable::OutOfTime { limit_s: 2 })));
}
