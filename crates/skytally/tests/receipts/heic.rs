//! HEIC through the process that reads, with the real program heif-convert. The files are made by its sister heif-enc.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use skytally_app::books::receipt_reader::{ReceiptLimits, ReceiptReader};
use skytally_money::receipt::{Fault, MediaType, NotDrawn, Source, Unreadable, media_type};
use skytally_testkit::pdf::Pdf;
use skytally_testkit::program;

use crate::folder::Folder;
use crate::paper::drawn;
use crate::{draw, read, reader};

/// A program by its whole path: the tests' environment may name it without its folder.
fn whole(program: PathBuf) -> PathBuf {
    if program.is_absolute() {
        return program;
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(&program)).find(|file| file.is_file());
    found.unwrap_or(program)
}

/// Those that read HEIC and make it. In CI they must be there.
fn programs() -> Option<(ReceiptReader, PathBuf)> {
    let tesseract = program("tesseract", "SKYTALLY_TESSERACT").map(whole)?;
    let heif_convert = program("heif-convert", "SKYTALLY_HEIF_CONVERT").map(whole)?;
    let heif_enc = program("heif-enc", "SKYTALLY_HEIF_ENC").map(whole)?;
    let mut reader = reader(Some(tesseract), ReceiptLimits::default());
    reader.local.heif_convert = Some(heif_convert);
    Some((reader, heif_enc))
}

/// Pictures of receipts as one file of HEIC.
fn heic(heif_enc: &Path, folder: &Folder, texts: &[&str]) -> Vec<u8> {
    let pictures = texts.iter().enumerate().map(|(at, text)| {
        let mut png = std::io::Cursor::new(Vec::new());
        drawn(Pdf::new().page(text).bytes(), 200.0).write_to(&mut png, image::ImageFormat::Png).unwrap();
        folder.write(&format!("{at}.png"), png.into_inner())
    });
    let made = folder.path("made.heic");
    let output = Command::new(heif_enc).args(pictures).args(["-o", &made]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let bytes = fs::read(made).unwrap();
    assert_eq!(media_type(&bytes), Some(MediaType::Heic));
    bytes
}

const MARKET: &str = "Fresh Market Ltd\n12 High Street, Bath\n\nMilk 2l              1.85\nCoffee beans         7.60\n\n\
                      TOTAL GBP            9.45\nVISA                 9.45\n\n14/03/2026 17:32";
const DINER: &str =
    "Blue Door Diner Inc\nDate: 06/21/2026\n\nSubtotal           $28.50\nTotal              $28.50";

#[test]
fn heic_is_read_and_drawn_like_other_pictures() {
    let Some((reader, heif_enc)) = programs() else { return };
    let folder = Folder::new("receipts-heic");
    let bytes = heic(&heif_enc, &folder, &[MARKET]);
    let reading = read(&reader, &bytes).unwrap();
    assert_eq!((reading.media_type, reading.source), (MediaType::Heic, Source::Picture));
    let total = reading.money().map(|money| money.to_string());
    assert_eq!(total.as_deref(), Some("9.45 GBP"), "{}", reading.text);
    let picture = draw(reader.clone(), &bytes, 1).unwrap();
    assert_eq!(picture.media_type, MediaType::Jpeg);
    // Dark letters on light paper.
    let shown = image::load_from_memory(&picture.bytes).unwrap().into_luma8();
    let dark = shown.pixels().filter(|point| point.0[0] < 80).count();
    assert!(
        shown.width() > 300 && (1_000..shown.pixels().len() / 4).contains(&dark),
        "{dark} points are dark"
    );
    assert_eq!(draw(reader, &bytes, 2), Err(NotDrawn::NoSuchPage { pages_in_file: 1 }));
}

#[test]
fn of_several_pictures_in_a_file_the_first_is_read() {
    let Some((reader, heif_enc)) = programs() else { return };
    let folder = Folder::new("receipts-heic-two");
    let reading = read(&reader, &heic(&heif_enc, &folder, &[MARKET, DINER])).unwrap();
    let total = reading.money().map(|money| money.to_string());
    assert_eq!(total.as_deref(), Some("9.45 GBP"), "{}", reading.text);
}

#[test]
fn heic_that_is_cut_or_spoiled_is_refused() {
    let Some((reader, heif_enc)) = programs() else { return };
    let folder = Folder::new("receipts-heic-spoiled");
    let whole = heic(&heif_enc, &folder, &[MARKET]);
    let at = |mark: &[u8]| whole.windows(mark.len()).position(|part| part == mark).unwrap();
    let (data, size) = (at(b"mdat") + 4, at(b"ispe") + 8);
    let noise: Vec<u8> = whole[data..].iter().map(|byte| byte.wrapping_mul(7).wrapping_add(13)).collect();
    let house = [60_000_u32.to_be_bytes(), 60_000_u32.to_be_bytes()].concat();
    for (name, bytes) in [
        ("only its mark", whole[..40].to_vec()),
        ("cut in the middle", whole[..whole.len() / 2].to_vec()),
        ("noise in the place of its data", [&whole[..data], &noise].concat()),
        ("as large as a house", [&whole[..size], &house, &whole[size + 8..]].concat()),
    ] {
        let refused = read(&reader, &bytes).unwrap_err();
        assert!(matches!(refused, Unreadable::Broken { .. }), "{name}: {refused}");
        assert_eq!(refused.fault(), Fault::File);
        assert_eq!(draw(reader.clone(), &bytes, 1), Err(NotDrawn::Unreadable(refused)), "{name}");
    }
}

/// Begins as HEIC does: enough for a program that does not look.
const HEIC: &[u8] = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic and so on";

/// A reader with a program of the shell in the place of heif-convert; its arguments are those of the real one.
fn with_stand_in(folder: &Folder, does: &str, limits: ReceiptLimits) -> ReceiptReader {
    let script = folder.write("heif-convert", format!("#!/bin/sh\n{does}\n"));
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let mut reader = reader(Some("/bin/false".into()), limits);
    reader.local.heif_convert = Some(script.into());
    reader
}

#[test]
fn without_the_program_heic_is_not_read_which_is_no_fault_of_the_file() {
    let mut reader = reader(Some("/bin/false".into()), ReceiptLimits::default());
    for program in [None, Some("/no/such/heif-convert")] {
        reader.local.heif_convert = program.map(Into::into);
        let refused = read(&reader, HEIC).unwrap_err();
        assert!(matches!(refused, Unreadable::NoDecoder { .. }), "{program:?}: {refused}");
        assert_eq!(refused.fault(), Fault::Installation);
        assert_eq!(draw(reader.clone(), HEIC, 1), Err(NotDrawn::Unreadable(refused)));
    }
    let folder = Folder::new("receipts-heic-other");
    for (does, detail) in [
        ("exit 0", "heif-convert: it ended with exit status: 0: it said nothing"),
        ("echo no such option >&2; exit 5", "heif-convert: it ended with exit status: 5: no such option"),
    ] {
        let refused = read(&with_stand_in(&folder, does, ReceiptLimits::default()), HEIC);
        assert_eq!(refused, Err(Unreadable::Crashed { detail: detail.to_owned() }));
    }
}

#[test]
fn the_program_sees_the_receipt_and_nothing_else_and_writes_no_file() {
    let folder = Folder::new("receipts-heic-walls");
    let limits = ReceiptLimits { time: Duration::from_secs(50), memory_mb: 700, ..ReceiptLimits::default() };
    let say = |what: &str| {
        let reader = with_stand_in(&folder, &format!("echo \"{what}\" >&2; exit 1"), limits);
        let Err(Unreadable::Broken { detail }) = read(&reader, HEIC) else { panic!("{what}") };
        detail
    };
    assert_eq!(
        say(
            "home=${HOME-none},folder=$PWD,memory=$(ulimit -v),time=$(ulimit -t),file=$(ulimit -f),open=$(ulimit -n),core=$(ulimit -c)"
        ),
        "home=none,folder=/,memory=716800,time=50,file=0,open=64,core=0"
    );
    // Quietly, so well, from its input, into a name.
    assert_eq!(say("$1 $2 $3 $4 ${5##*/}"), "--quiet -q 95 /proc/self/fd/0 page.jpg");
    assert_eq!(say("$(/bin/cat $4)").as_bytes().last_chunk(), Some(b" and so on"));
    assert_eq!(
        say("$(/bin/readlink $5), $(/bin/ls ${5%/*} | /usr/bin/wc -l) names"),
        "/proc/self/fd/1, 2 names"
    );
    // What it got cannot be changed, its folder is nobody else's, and what it would write elsewhere stays empty.
    assert_eq!(say("$( (echo x > $4) 2>/dev/null || echo refused)"), "refused");
    assert_eq!(say("$(/usr/bin/stat -c %a ${5%/*})"), "700");
    let kept = say("${5%/*}");
    assert!(kept.contains("skytally-heic-") && !Path::new(&kept).exists(), "{kept}");
}

#[test]
fn a_program_that_hangs_is_ended_and_leaves_nothing() {
    let folder = Folder::new("receipts-heic-hang");
    let note = folder.path("where");
    let limits = ReceiptLimits { time: Duration::from_secs(2), ..ReceiptLimits::default() };
    // A name says where it was: it may write nothing.
    let hangs =
        with_stand_in(&folder, &format!("/bin/ln -s ${{5%/*}} {note}; exec /bin/sleep 98764"), limits);
    assert_eq!(read(&hangs, HEIC), Err(Unreadable::OutOfTime { limit_s: 2 }));
    let kept = fs::read_link(&note).unwrap();
    assert!(kept.to_string_lossy().contains("skytally-heic-") && !kept.exists(), "{kept:?}");
}
