//! Pages drawn for people: what is on them is where it was, the right way up, and no larger than a screen needs.

use std::io::Cursor;

use image::{DynamicImage, GrayImage, ImageFormat, Luma, Rgb, RgbImage, Rgba, RgbaImage};
use skytally_money::receipt::{Drawn, MediaType, NotDrawn, Unreadable, media_type};
use skytally_reader::{Options, draw};
use skytally_testkit::pdf::{Pdf, stream};

/// No program is needed.
fn options() -> Options {
    Options { tesseract: None, heif: None, letters_only: false, pages_max: 20, pixels_max: 50_000_000 }
}

/// A page, decoded again; what is said of the picture is true.
fn page(bytes: &[u8], page: u32) -> (Drawn, RgbImage) {
    let (drawn, picture) = draw(bytes.to_vec(), page, &options()).unwrap();
    assert_eq!(media_type(&picture), Some(drawn.media_type));
    let picture = image::load_from_memory(&picture).unwrap().into_rgb8();
    assert_eq!(picture.dimensions(), (drawn.width, drawn.height));
    (drawn, picture)
}

fn bytes(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn replaced(file: &[u8], from: &str, to: &str) -> Vec<u8> {
    let at = file.windows(from.len()).position(|part| part == from.as_bytes()).unwrap();
    [&file[..at], to.as_bytes(), &file[at + from.len()..]].concat()
}

/// Where the dark points are: left, top, right, bottom in thousandths of the page.
fn ink(picture: &RgbImage) -> Option<[u32; 4]> {
    let dark = picture.enumerate_pixels().filter(|(.., point)| point.0.iter().all(|colour| *colour < 100));
    let seen = dark.fold(None, |seen: Option<[u32; 4]>, (x, y, _)| {
        let [left, top, right, bottom] = seen.unwrap_or([x, y, x, y]);
        Some([left.min(x), top.min(y), right.max(x), bottom.max(y)])
    });
    let (width, height) = picture.dimensions();
    seen.map(|[left, top, right, bottom]| {
        [left * 1000 / width, top * 1000 / height, right * 1000 / width, bottom * 1000 / height]
    })
}

fn near(found: Option<[u32; 4]>, expected: [u32; 4]) {
    let found = found.unwrap();
    let far = found.iter().zip(expected).any(|(found, expected)| found.abs_diff(expected) > 12);
    assert!(!far, "{found:?}, not {expected:?}");
}

#[test]
fn a_page_of_a_pdf_is_drawn_with_its_letters_in_their_places() {
    // Half an inch from the left, an inch and a half from the top of a letter: 612 by 792 points.
    let file = Pdf::new()
        .content("/Helvetica-Bold 20 Tf BT 1 0 0 1 36 684 Tm (Total 119,00) Tj ET")
        .content("1 0 0 rg 306 0 306 396 re f")
        .content("")
        .bytes();
    let (drawn, picture) = page(&file, 1);
    assert_eq!((drawn.media_type, drawn.pages_in_file), (MediaType::Png, 3));
    assert_eq!((drawn.width, drawn.height), (1400, 1811));
    near(ink(&picture), [59, 118, 244, 140]);
    // The lower right quarter is red, and so it is said.
    let (_, picture) = page(&file, 2);
    assert_eq!(picture.get_pixel(350, 450).0, [255, 255, 255]);
    assert_eq!(picture.get_pixel(1050, 1350).0, [255, 0, 0]);
    let (_, picture) = page(&file, 3);
    assert_eq!(ink(&picture), None);
    for no in [0, 4, u32::MAX] {
        let none = draw(file.clone(), no, &options());
        assert_eq!(none.unwrap_err(), NotDrawn::NoSuchPage { pages_in_file: 3 }, "{no}");
    }
}

#[test]
fn a_page_that_lies_on_its_side_is_drawn_upright() {
    let file = Pdf::new().content("306 396 306 396 re f").bytes();
    near(ink(&page(&file, 1).1), [500, 0, 1000, 500]);
    let turned = replaced(&file, "/Type /Page /Parent", "/Type /Page /Rotate 90 /Parent");
    let (drawn, picture) = page(&turned, 1);
    assert_eq!((drawn.width, drawn.height), (1811, 1400));
    near(ink(&picture), [500, 500, 1000, 1000]);
}

#[test]
fn a_scanned_page_is_drawn_by_its_picture() {
    let scan = GrayImage::from_fn(600, 800, |x, _| Luma([if x < 300 { 0 } else { 255 }]));
    let entries = "/Type /XObject /Subtype /Image /Width 600 /Height 800 /ColorSpace /DeviceGray \
                   /BitsPerComponent 8 /Filter /DCTDecode";
    let file = Pdf::new()
        .object(stream(entries, &bytes(scan, ImageFormat::Jpeg)))
        .content("q 612 0 0 792 0 0 cm /X10 Do Q")
        .bytes();
    near(ink(&page(&file, 1).1), [0, 0, 500, 1000]);
}

#[test]
fn pages_of_any_size_are_drawn_within_limits_or_refused() {
    let file = Pdf::new().content("0 0 9999 9999 re f").bytes();
    for (size, expected) in [
        // A till's slip, a stamp, a plan of a house, a strip.
        ("[0 0 200 900]", Some((800, 3600))),
        ("[0 0 100 100]", Some((400, 400))),
        ("[0 0 9000 9000]", Some((1400, 1400))),
        ("[0 0 20 4000]", Some((40, 8000))),
        // Nothing that anybody prints; without a size a page is taken to be A4.
        ("[0 0 1 99999]", None),
        ("[0 0 900000 1]", None),
        ("[0 0 0 0]", Some((1400, 1980))),
    ] {
        // As long as what it replaces: the table of places stays true.
        let file =
            replaced(&file, "/MediaBox [0 0 612 792] /Resources", &format!("/MediaBox{size:15}/Resources"));
        match expected {
            Some(expected) => {
                let (drawn, _) = page(&file, 1);
                let far = drawn.width.abs_diff(expected.0) > 1 || drawn.height.abs_diff(expected.1) > 1;
                assert!(!far, "{size}: {drawn:?}");
            }
            None => {
                let refused = draw(file, 1, &options());
                assert!(
                    matches!(refused, Err(NotDrawn::Unreadable(Unreadable::Broken { .. }))),
                    "{size}: {:?}",
                    refused.map(|(drawn, _)| drawn)
                );
            }
        }
    }
}

#[test]
fn a_photograph_is_upright_and_made_smaller() {
    // Dark where the camera, held sideways, saw the upper left corner.
    let photo =
        RgbImage::from_fn(4000, 3000, |x, y| Rgb(if x < 1000 && y < 600 { [0; 3] } else { [250, 220, 200] }));
    let jpeg = bytes(photo, ImageFormat::Jpeg);
    // Exif: a header, one directory with one entry, orientation (0x0112) 6: turn by 90 degrees.
    let exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let noted = [&jpeg[..2], b"\xff\xe1", &length, exif, &jpeg[2..]].concat();
    let (drawn, picture) = page(&noted, 1);
    assert_eq!((drawn.media_type, drawn.pages_in_file), (MediaType::Jpeg, 1));
    let points = u64::from(drawn.width) * u64::from(drawn.height);
    assert!((3_000_000..=3_500_000).contains(&points) && drawn.height > drawn.width, "{drawn:?}");
    near(ink(&picture), [800, 0, 1000, 250]);
    assert_eq!(draw(noted, 2, &options()).unwrap_err(), NotDrawn::NoSuchPage { pages_in_file: 1 });
}

#[test]
fn what_shines_through_is_paper_and_small_pictures_stay_as_they_are() {
    let clear = RgbaImage::from_fn(10, 8, |x, _| Rgba(if x < 5 { [0, 0, 0, 0] } else { [200, 0, 0, 128] }));
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let (drawn, picture) = page(&bytes(clear.clone(), format), 1);
        assert_eq!((drawn.width, drawn.height), (10, 8), "{format:?}");
        let is = |x: u32, expected: [u8; 3]| {
            let found = picture.get_pixel(x, 4).0;
            let far = found.iter().zip(expected).any(|(found, expected)| found.abs_diff(expected) > 20);
            assert!(!far, "{format:?} at {x}: {found:?}");
        };
        is(1, [255, 255, 255]);
        is(8, [227, 127, 127]);
    }
    let deep = DynamicImage::ImageLuma16(image::ImageBuffer::from_pixel(40, 30, Luma([0xffff_u16])));
    assert_eq!(page(&bytes(deep, ImageFormat::Png), 1).1.get_pixel(3, 3).0, [255; 3]);
}

#[test]
fn a_page_full_of_grain_is_sent_as_a_photograph() {
    // The same each time: xorshift (Marsaglia 2003).
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let grain = RgbImage::from_fn(1500, 2000, |_, _| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let [red, green, blue, ..] = state.to_le_bytes();
        Rgb([red, green, blue])
    });
    let (drawn, picture) = draw(bytes(grain, ImageFormat::Png), 1, &options()).unwrap();
    assert_eq!(drawn.media_type, MediaType::Jpeg);
    assert!(picture.len() < 6_000_000, "{}", picture.len());
}

#[test]
fn what_cannot_be_looked_into_says_why() {
    for (name, bytes, expected) in [
        ("nothing", &b""[..], "empty"),
        ("markup", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "type"),
        ("a PDF's mark", b"%PDF-1.7\n", "broken"),
        ("a picture's mark", b"\x89PNG\r\n\x1a\n nothing in it", "broken"),
        ("HEIC without a program", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "no_decoder"),
    ] {
        let Err(NotDrawn::Unreadable(why)) = draw(bytes.to_vec(), 1, &options()) else { panic!("{name}") };
        assert_eq!(serde_json::to_value(&why).unwrap()["why"], expected, "{name}: {why}");
    }
    let small = Options { pixels_max: 999, ..options() };
    let picture = bytes(GrayImage::new(40, 25), ImageFormat::Png);
    let refused = draw(picture, 1, &small);
    assert!(matches!(refused, Err(NotDrawn::Unreadable(Unreadable::TooLarge { .. }))));
}
