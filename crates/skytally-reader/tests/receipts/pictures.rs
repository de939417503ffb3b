//! Pictures of receipts: clean, small, pale, photographed badly, the wrong way up.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{GrayImage, ImageFormat};
use skytally_money::receipt::{MediaType, Proof, Source, Unreadable, judge};
use skytally_reader::read;
use skytally_testkit::pdf::Pdf;

use crate::options;
use crate::paper::{Spoil, drawn, spoiled};

/// A receipt: font, text, and what it says: payee, day, total.
struct Receipt {
    name: &'static str,
    font: &'static str,
    text: &'static str,
    says: (&'static str, &'static str, &'static str),
}

const RECEIPTS: [Receipt; 8] = [
    Receipt {
        name: "market",
        font: "Courier",
        text: "Fresh Market Ltd\n12 High Street, Bath\n\nMilk 2l              1.85\nWholemeal bread      2.40\nApples 1kg           3.15\nCoffee beans         7.60\n\nTOTAL GBP           15.00\nVISA                15.00\n\n14/03/2026 17:32\nThank you",
        says: ("Fresh Market Ltd", "2026-03-14", "15.00 GBP"),
    },
    Receipt {
        name: "paper-shop",
        font: "Helvetica",
        text: "Stationers & Co Ltd\nInvoice number: SC-20931\nInvoice date: 2 February 2026\n\nSubtotal   EUR 84.00\nVAT 19%   EUR 15.96\nTotal   EUR 99.96",
        says: ("Stationers & Co Ltd", "2026-02-02", "99.96 EUR"),
    },
    Receipt {
        name: "diner",
        font: "Courier",
        text: "Blue Door Diner Inc\n44 Elm Street\n\nDate: 06/21/2026\n\nBurger             $14.50\nSalad              $10.25\nIced tea            $3.75\n\nSubtotal           $28.50\nSales tax           $2.28\nTip                 $5.00\nTotal              $35.78",
        says: ("Blue Door Diner Inc", "2026-06-21", "35.78 USD"),
    },
    Receipt {
        name: "till",
        font: "Courier",
        text: "Kaufmarkt GmbH\nHauptstrasse 5\n\nKaffee             5,99 A\nMilch              1,29 B\nBrot               3,49 B\nSUMME EUR         10,77\nBar EUR           20,00\n\nDatum: 09.05.2026  Bon-Nr. 4471",
        says: ("Kaufmarkt GmbH", "2026-05-09", "10.77 EUR"),
    },
    Receipt {
        name: "rechnung",
        font: "Times-Roman",
        text: "Werkzeug Huber GmbH\nRechnung Nr. 2026-118\nRechnungsdatum: 15.09.2026\n\nNettobetrag   250,00 EUR\nMwSt 19 %   47,50 EUR\nRechnungsbetrag   297,50 EUR",
        says: ("Werkzeug Huber GmbH", "2026-09-15", "297.50 EUR"),
    },
    Receipt {
        name: "facture",
        font: "Helvetica",
        text: "Librairie du Port SARL\nFacture no 2026-0042\nDate de facture: 12/05/2026\n\nTotal HT   120,00 EUR\nTVA 20 %   24,00 EUR\nTotal TTC   144,00 EUR",
        says: ("Librairie du Port SARL", "2026-05-12", "144.00 EUR"),
    },
    Receipt {
        name: "hosting",
        font: "Helvetica",
        text: "Hetzner Online GmbH\nInvoice no. R0012345678\nInvoice date: 03.10.2026\n\nCloud Server   30,00 EUR\nVolume   10,00 EUR\nSubtotal (excl. VAT)   40,00 EUR\nVAT 19 %   7,60 EUR\nAmount due   47,60 EUR",
        says: ("Hetzner", "2026-10-03", "47.60 EUR"),
    },
    Receipt {
        name: "swiss",
        font: "Courier",
        text: "Alpenblick AG\nBahnhofplatz 1, Chur\n\nSuppe            12.50\nHauptgang        34.00\nWasser            6.50\nTOTAL CHF        53.00\n\n09.10.2026 13:05",
        says: ("Alpenblick AG", "2026-10-09", "53.00 CHF"),
    },
];

fn picture(receipt: &Receipt) -> GrayImage {
    let size = if receipt.font == "Courier" { 10.0 } else { 12.0 };
    drawn(Pdf::new().page_in(receipt.font, size, receipt.text).bytes(), 200.0)
}

fn encoded(picture: &GrayImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    if format == ImageFormat::Jpeg {
        JpegEncoder::new_with_quality(&mut bytes, 70).encode_image(picture).unwrap();
    } else {
        picture.write_to(&mut bytes, format).unwrap();
    }
    bytes.into_inner()
}

/// How many receipts are read right when they are spoiled so, and what went wrong with the others.
fn right(how: &[Spoil], format: ImageFormat) -> (usize, Vec<String>) {
    let (mut right, mut wrong) = (0, Vec::new());
    for receipt in &RECEIPTS {
        let bytes = encoded(&spoiled(picture(receipt), how), format);
        let reading = match read(bytes, &options()) {
            Ok(reading) => reading,
            Err(why) => {
                wrong.push(format!("{}: {why}", receipt.name));
                continue;
            }
        };
        let (payee, date, total) = receipt.says;
        let found = (
            reading.payee.as_ref().map(|field| field.value.as_str()).unwrap_or_default().to_owned(),
            reading.date.as_ref().map(|field| field.value.to_string()).unwrap_or_default(),
            reading.money().map(|money| money.to_string()).unwrap_or_default(),
        );
        let proved = judge(&reading).proof != Proof::Nothing;
        // What is proved must be right; that is what the proof is for.
        assert!(
            !proved || found.2 == total,
            "{}: {} is proved and wrong\n{}",
            receipt.name,
            found.2,
            reading.text
        );
        if found.2 == total && found.1 == date && proved {
            right += 1;
        } else {
            wrong.push(format!("{}: {found:?} {}\n{}", receipt.name, judge(&reading).why, reading.text));
        }
        // A letter of the name may be misread; it is still the same one to whoever compares.
        let alike = skytally_money::inbox::similarity_per_mille(
            &skytally_money::inbox::normalised(&found.0),
            &skytally_money::inbox::normalised(payee),
        );
        if alike < 700 {
            wrong.push(format!("{}: payee {:?}", receipt.name, found.0));
        }
    }
    (right, wrong)
}

fn is_left_out() -> bool {
    options().tesseract.is_none()
}

#[test]
fn clean_pictures_are_all_read() {
    if is_left_out() {
        return;
    }
    let (right, wrong) = right(&[], ImageFormat::Png);
    assert!(right == RECEIPTS.len() && wrong.is_empty(), "{right}\n{}", wrong.join("\n"));
}

#[test]
fn pictures_of_half_the_size_are_all_read() {
    if is_left_out() {
        return;
    }
    let (right, wrong) = right(&[Spoil::Half], ImageFormat::WebP);
    assert!(right == RECEIPTS.len(), "{right}\n{}", wrong.join("\n"));
}

#[test]
fn pale_ink_is_read() {
    if is_left_out() {
        return;
    }
    let (right, wrong) = right(&[Spoil::Faded], ImageFormat::Png);
    assert!(right == RECEIPTS.len(), "{right}\n{}", wrong.join("\n"));
}

#[test]
fn photographs_are_read_though_they_are_askew_dark_soft_and_grainy() {
    if is_left_out() {
        return;
    }
    let photo = [Spoil::Turned(4.0), Spoil::Shadow, Spoil::Blurred, Spoil::Grain(18)];
    let (right, wrong) = right(&photo, ImageFormat::Jpeg);
    assert!(right >= 7, "{right}\n{}", wrong.join("\n"));
}

#[test]
fn pages_that_lie_on_their_side_or_head_are_turned() {
    if is_left_out() {
        return;
    }
    for degrees in [90.0, 180.0, 272.0] {
        // Which way up can be told where there are enough letters.
        let receipt = &RECEIPTS[0];
        let bytes = encoded(&spoiled(picture(receipt), &[Spoil::Turned(degrees)]), ImageFormat::Png);
        let reading = read(bytes, &options()).unwrap();
        let total = reading.money().map(|money| money.to_string());
        assert_eq!(total.as_deref(), Some(receipt.says.2), "{degrees}: {}", reading.text);
    }
}

#[test]
fn a_scanned_pdf_is_read_by_its_picture() {
    if is_left_out() {
        return;
    }
    let receipt = &RECEIPTS[4];
    let picture = picture(receipt);
    let jpeg = encoded(&picture, ImageFormat::Jpeg);
    let entries = format!(
        "/Type /XObject /Subtype /Image /Width {} /Height {} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode",
        picture.width(),
        picture.height()
    );
    let pdf = Pdf::new()
        .object(skytally_testkit::pdf::stream(&entries, &jpeg))
        .content("q 500 0 0 400 50 300 cm /X10 Do Q")
        .bytes();
    let reading = read(pdf.clone(), &options()).unwrap();
    assert_eq!((reading.source, reading.media_type), (Source::PdfPictures, MediaType::Pdf));
    assert_eq!(
        reading.money().map(|money| money.to_string()).as_deref(),
        Some(receipt.says.2),
        "{}",
        reading.text
    );
    // Without tesseract it is not read, which is no fault of the file.
    let without = skytally_reader::Options { tesseract: None, ..options() };
    assert!(matches!(read(pdf, &without), Err(Unreadable::NoProgram { .. })));
}

#[test]
fn a_camera_s_note_of_which_way_up_it_was_held_is_followed() {
    if is_left_out() {
        return;
    }
    let receipt = &RECEIPTS[0];
    let jpeg = encoded(&image::imageops::rotate270(&picture(receipt)), ImageFormat::Jpeg);
    // Exif: a header, one directory with one entry, orientation (0x0112) 6: turn by 90 degrees.
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
    let mut marked = jpeg[..2].to_vec();
    marked.extend([0xff, 0xe1]);
    marked.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
    marked.append(&mut exif);
    marked.extend(&jpeg[2..]);
    let reading = read(marked, &options()).unwrap();
    assert_eq!(
        reading.money().map(|money| money.to_string()).as_deref(),
        Some(receipt.says.2),
        "{}",
        reading.text
    );
}

#[test]
fn an_empty_picture_has_no_text() {
    if is_left_out() {
        return;
    }
    let blank = encoded(&GrayImage::from_pixel(600, 800, image::Luma([240])), ImageFormat::Png);
    assert_eq!(read(blank, &options()), Err(Unreadable::NoText));
    let tiny = encoded(&GrayImage::from_pixel(4, 4, image::Luma([0])), ImageFormat::Png);
    assert_eq!(read(tiny, &options()), Err(Unreadable::NoText));
}

#[test]
fn a_program_that_is_not_tesseract_is_no_reader() {
    let picture = encoded(&GrayImage::from_pixel(60, 80, image::Luma([240])), ImageFormat::Png);
    for program in ["/no/such/tesseract", "/bin/true"] {
        let options = skytally_reader::Options { tesseract: Some(program.into()), ..options() };
        let read = read(picture.clone(), &options);
        assert!(matches!(read, Err(Unreadable::NoProgram { .. })), "{program}: {read:?}");
    }
}
