//! `skytally ledger receipt`: what a receipt says, with no database.

use std::path::Path;
use std::time::Duration;

use serde_json::json;
use skytally_app::books::receipt_reader::ReceiptLimits;
use skytally_money::receipt::{Field, Judgement, Reading, Source, judge};

use super::read::content;
use super::{Form, ReceiptArgs};
use crate::failure::{CLEAN, Failure, NOT_ALL_SEEN};
use crate::output::print;
use crate::settings::Settings;
use crate::settings::flags::ServeFlags;
use crate::wire;

pub(super) fn run(args: &ReceiptArgs) -> Result<u8, Failure> {
    let flags = ServeFlags { pictures_by: args.pictures_by.clone(), ..ServeFlags::from(&args.place) };
    let Settings { mut receipt_reader, catalog, .. } = match Settings::load(&flags) {
        Ok(settings) => settings,
        Err(faults) => return Ok(faults.say()),
    };
    if args.tesseract.is_some() {
        receipt_reader.tesseract.clone_from(&args.tesseract);
    }
    if args.heif_convert.is_some() {
        receipt_reader.heif_convert.clone_from(&args.heif_convert);
    }
    receipt_reader.time = args.time.map_or(receipt_reader.time, Duration::from_secs);
    receipt_reader.memory_mb = args.memory.unwrap_or(receipt_reader.memory_mb);
    let limits = wire::receipts::limits(&receipt_reader, ReceiptLimits::default().file_max_bytes);
    let name = if args.file == Path::new("-") {
        "the standard input".to_owned()
    } else {
        args.file.display().to_string()
    };
    let cannot = |error: &dyn std::fmt::Display| Failure::run(format!("{name} cannot be read: {error}"));
    let most = u64::try_from(limits.file_max_bytes).unwrap_or(u64::MAX).saturating_add(1);
    let bytes = content(&args.file, most).map_err(|error| cannot(&error))?;
    let read = wire::block_on(async {
        let catalog = wire::catalog(catalog.folder.as_deref())?;
        Ok(wire::receipts::reader(&receipt_reader, limits, &catalog).await?.read(&bytes).await)
    })?;
    let reading = read.map_err(|why| cannot(&why))?;
    let judgement = judge(&reading);
    let text = match args.format {
        Form::Json => {
            let document =
                json!({ "reading": reading, "judgement": judgement, "proved": judgement.proved() });
            let mut text = serde_json::to_string_pretty(&document).map_err(Failure::run)?;
            text.push('\n');
            text
        }
        Form::Text => table(&reading, &judgement),
    };
    print(&text)?;
    if judgement.proved() {
        return Ok(CLEAN);
    }
    anstream::eprintln!("skytally: the total of {name} is not proved: {}", judgement.why);
    Ok(NOT_ALL_SEEN)
}

/// The reading for people.
fn table(reading: &Reading, judgement: &Judgement) -> String {
    let pages = if reading.pages_in_file == 1 {
        "1 page".to_owned()
    } else {
        format!("{} pages", reading.pages_in_file)
    };
    let mut text = format!("{}, {pages}", reading.media_type);
    if reading.source == Source::Service {
        text.push_str(&format!(", read by {}", reading.reader.name));
    }
    if let Some(template) = &reading.template {
        text.push_str(&format!(", as {template} writes them"));
    }
    text.push_str("\n\n");
    let mut row = |name: &str, value: String, sure: Option<u8>| {
        let sure = sure.map_or(String::new(), |sure| format!("{sure:>3} %"));
        text.push_str(format!("  {name:<10}  {value:<44}  {sure}").trim_end());
        text.push('\n');
    };
    fn told<T: ToString>(field: &Option<Field<T>>) -> (String, Option<u8>) {
        match field {
            Some(field) => (field.value.to_string(), Some(field.confidence)),
            None => ("not found".to_owned(), None),
        }
    }
    for (name, (value, sure)) in [
        ("payee", told(&reading.payee)),
        ("number", told(&reading.number)),
        ("date", told(&reading.date)),
        ("currency", told(&reading.currency)),
        ("subtotal", told(&reading.subtotal)),
    ] {
        row(name, value, sure);
    }
    for tax in &reading.taxes {
        let rate = tax.rate.map_or(String::new(), |rate| format!(" ({rate} %)"));
        row("tax", format!("{}{rate}", tax.amount.value), Some(tax.amount.confidence));
    }
    for (name, field) in [("tip", &reading.tip), ("discount", &reading.discount)] {
        if let Some(field) = field {
            row(name, field.value.to_string(), Some(field.confidence));
        }
    }
    let (total, sure) = told(&reading.total);
    row("total", total, sure);
    row(
        "proof",
        if judgement.proved() { judgement.why.clone() } else { format!("none: {}", judgement.why) },
        None,
    );
    for item in &reading.items {
        let count = item.quantity.map_or(String::new(), |count| format!("{count} × "));
        row(
            "item",
            format!("{} {count}{}", item.amount.value, item.description),
            Some(item.amount.confidence),
        );
    }
    for note in &reading.notes {
        text.push_str(&format!("\nnote: {note}\n"));
    }
    text
}
