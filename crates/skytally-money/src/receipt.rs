//! Receipts: what a bill says, whether its own arithmetic proves it, and which transaction it belongs to.
//!
//! Reading happens elsewhere, in a process with limits; what it finds has the shape of [`Reading`], whoever found it. A reading is
//! an offer, never a fact: each value says how it stood there and how sure the reader is. [`judge`] says whether the total is proved by
//! the receipt's own figures; without that nothing is more than a proposal for people. Nothing here posts anything.

mod amounts;
mod currency;
mod dates;
mod drawn;
mod issuers;
mod items;
mod judge;
mod labels;
pub mod matching;
mod media;
mod page;
mod payee;
mod reading;
mod rules;
mod textract;
mod totals;
mod unreadable;
mod words;

pub use drawn::{DrawAnswer, Drawn, NotDrawn};
pub use judge::{Judgement, Proof, judge};
pub use media::{MediaType, media_type};
pub use page::{LINE_MAX_BYTES, LINES_MAX};
pub use reading::{Answer, Field, Item, Place, Reader, Reading, Source, Tax};
pub use rules::read_pages;
pub use textract::from_textract;
pub use unreadable::{Fault, Unreadable};
pub use words::SeenLine;

/// Longest text of a receipt that is kept and looked through.
pub const TEXT_MAX_BYTES: usize = 256 * 1024;
/// Most line items of a receipt.
pub const ITEMS_MAX: usize = 500;
/// Most rates of tax of a receipt.
pub const TAXES_MAX: usize = 20;
