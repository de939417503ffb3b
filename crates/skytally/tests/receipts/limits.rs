//! The walls around the process that reads. A script stands in for tesseract and says what it sees of them.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::time::Duration;

use skytally_app::books::receipt_reader::ReceiptLimits;
use skytally_money::receipt::{Fault, Unreadable};

use crate::folder::Folder;
use crate::{invoice, read, reader};

/// A grey picture, as small as can be read.
fn picture() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::GrayImage::from_pixel(64, 64, image::Luma([200]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

/// A program of the shell in the place of tesseract: it has English, and does what it is told for a page.
fn stand_in(folder: &Folder, page: &str) -> PathBuf {
    let path = folder
        .write("tesseract", format!("#!/bin/sh\ncase \"$1\" in --list-langs) echo eng;; *) {page};; esac\n"));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path.into()
}

/// Whether some process was started with this text among its arguments.
fn is_running(text: &str) -> bool {
    fs::read_dir("/proc").unwrap().flatten().any(|process| {
        let line = fs::read(process.path().join("cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&line).split('\0').any(|part| part == text)
    })
}

#[test]
fn the_process_has_limits_and_nothing_of_the_surroundings() {
    let folder = Folder::new("receipts-walls");
    // Words of a table as tesseract writes it: what of the environment can be seen, and the limits.
    let say = "printf '5\\t1\\t1\\t1\\t1\\t1\\t10\\t10\\t90\\t20\\t96\\t%s\\n' \
               \"home=${HOME-none},manifest=${CARGO_MANIFEST_DIR-none},folder=$PWD,memory=$(ulimit -v),time=$(ulimit -t),file=$(ulimit -f),open=$(ulimit -n),core=$(ulimit -c)\"";
    let limits = ReceiptLimits { time: Duration::from_secs(50), memory_mb: 700, ..ReceiptLimits::default() };
    let reading = read(&reader(Some(stand_in(&folder, say)), limits), &picture()).unwrap();
    assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some(), "there is something that must not be seen");
    assert_eq!(
        reading.text.trim(),
        "home=none,manifest=none,folder=/,memory=716800,time=50,file=0,open=64,core=0"
    );
}

#[test]
fn what_takes_too_long_is_ended_with_all_that_it_started() {
    let folder = Folder::new("receipts-hang");
    let hangs = stand_in(&folder, "exec /bin/sleep 98761");
    let limits = ReceiptLimits { time: Duration::from_secs(2), ..ReceiptLimits::default() };
    let read = read(&reader(Some(hangs), limits), &picture());
    assert_eq!(read, Err(Unreadable::OutOfTime { limit_s: 2 }));
    assert_eq!(read.unwrap_err().fault(), Fault::Unclear);
    while is_running("98761") {
        std::thread::yield_now();
    }
}

#[test]
fn who_stops_waiting_ends_it_too() {
    let folder = Folder::new("receipts-dropped");
    let reader = reader(Some(stand_in(&folder, "exec /bin/sleep 98762")), ReceiptLimits::default());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let begun = async {
            while !is_running("98762") {
                tokio::task::yield_now().await;
            }
        };
        let picture = picture();
        tokio::select! {
            read = reader.read(&picture) => panic!("it ended by itself: {read:?}"),
            () = begun => {}
        }
    });
    while is_running("98762") {
        std::thread::yield_now();
    }
}

#[test]
fn a_tesseract_that_dies_floods_or_is_not_there_is_told_apart() {
    let folder = Folder::new("receipts-deaths");
    let limits = ReceiptLimits { time: Duration::from_secs(30), ..ReceiptLimits::default() };
    let tried = |page: &str| read(&reader(Some(stand_in(&folder, page)), limits), &picture());
    let Err(Unreadable::Crashed { detail }) = tried("echo broken glass >&2; exit 3") else { panic!() };
    assert_eq!(detail, "tesseract: it ended with exit status: 3: broken glass");
    assert!(matches!(tried("kill -SEGV $$"), Err(Unreadable::Crashed { .. })));
    // Answers without end are cut, and the writer is not left waiting.
    assert_eq!(
        tried("i=0; while [ $i -lt 40000 ]; do echo 'no table at all'; i=$((i+1)); done"),
        Err(Unreadable::NoText)
    );
    let there_is_none = reader(Some("/no/such/tesseract".into()), limits);
    let Err(why @ Unreadable::NoProgram { .. }) = read(&there_is_none, &picture()) else { panic!() };
    assert_eq!(why.fault(), Fault::Installation);
    assert!(matches!(read(&reader(None, limits), &picture()), Err(Unreadable::NoProgram { .. })));
}

#[test]
fn limits_that_are_too_small_for_anything_are_told() {
    let tight = ReceiptLimits { file_max_bytes: 100, ..ReceiptLimits::default() };
    assert!(matches!(read(&reader(None, tight), &invoice()), Err(Unreadable::TooLarge { .. })));
    let short = ReceiptLimits { answer_max_bytes: 50, ..ReceiptLimits::default() };
    let Err(Unreadable::Crashed { detail }) = read(&reader(None, short), &invoice()) else { panic!() };
    assert_eq!(detail, "its answer has more than 50 bytes");
    let mut nobody = reader(None, ReceiptLimits::default());
    nobody.local.program = "/no/such/program".into();
    assert!(matches!(read(&nobody, &invoice()), Err(Unreadable::Crashed { .. })));
    nobody.local.program = "/bin/true".into();
    assert!(matches!(read(&nobody, &invoice()), Err(Unreadable::Crashed { .. })));
}

#[test]
fn many_at_once_do_not_disturb_each_other() {
    let reader = reader(None, ReceiptLimits::default());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let read = runtime.block_on(async {
        let mut all = tokio::task::JoinSet::new();
        for at in 0..12 {
            let reader = reader.clone();
            let bytes = if at % 3 == 0 { b"%PDF-1.4 broken".to_vec() } else { invoice() };
            all.spawn(async move { reader.read(&bytes).await.is_ok() });
        }
        all.join_all().await
    });
    assert_eq!(read.iter().filter(|read| **read).count(), 8);
}
