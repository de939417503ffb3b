//! How an entry is kept: one JSON object, whose bytes are hashed and so never change.
//!
//! The members of the content stand among those of the entry. serde can say so (`flatten`), but then it reads each member into a
//! value of its own first, which takes several times as long as reading the entry: a book of a million is read whole when it is
//! checked and exported.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::entry::{Content, Entry, EntryKind, EntryNo, Exchange, Mark, Posting, Source, TransactionNo};

/// The members in their order, to be written.
#[derive(Serialize)]
struct Written<'a> {
    no: EntryNo,
    transaction: TransactionNo,
    kind: EntryKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    reverses: Option<EntryNo>,
    recorded_ms: i64,
    actor: &'a str,
    date: Date,
    payee: &'a str,
    note: &'a str,
    tags: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    source: &'a Option<Source>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exchange: &'a Option<Exchange>,
    postings: &'a [Posting],
    #[serde(skip_serializing_if = "Option::is_none")]
    mark: &'a Option<Mark>,
}

/// The members as they are read.
#[derive(Deserialize)]
struct Read {
    no: EntryNo,
    transaction: TransactionNo,
    kind: EntryKind,
    #[serde(default)]
    reverses: Option<EntryNo>,
    recorded_ms: i64,
    actor: String,
    date: Date,
    payee: String,
    note: String,
    tags: Vec<String>,
    #[serde(default)]
    source: Option<Source>,
    #[serde(default)]
    exchange: Option<Exchange>,
    postings: Vec<Posting>,
    #[serde(default)]
    mark: Option<Mark>,
}

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let content = &self.content;
        Written {
            no: self.no,
            transaction: self.transaction,
            kind: self.kind,
            reverses: self.reverses,
            recorded_ms: self.recorded_ms,
            actor: &self.actor,
            date: content.date,
            payee: &content.payee,
            note: &content.note,
            tags: &content.tags,
            source: &content.source,
            exchange: &content.exchange,
            postings: &content.postings,
            mark: &self.mark,
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = Read::deserialize(deserializer)?;
        Ok(Self {
            no: read.no,
            transaction: read.transaction,
            kind: read.kind,
            reverses: read.reverses,
            recorded_ms: read.recorded_ms,
            actor: read.actor,
            content: Content {
                date: read.date,
                payee: read.payee,
                note: read.note,
                tags: read.tags,
                source: read.source,
                exchange: read.exchange,
                postings: read.postings,
            },
            mark: read.mark,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts as they lie in journals of today: of each kind, with and without what may be left out.
    const KEPT: [&str; 4] = [
        r#"{"no":1,"transaction":1,"kind":"post","recorded_ms":1764230400000,"actor":"user:a","date":"2026-01-05","payee":"Café","note":"two\nlines","tags":["a","b"],"source":{"kind":"import","import":"i","line":7,"account":1},"postings":[[1,"EUR",-5,""],[2,"EUR",5,"memo"]]}"#,
        r#"{"no":2,"transaction":1,"kind":"reverse","reverses":1,"recorded_ms":1,"actor":"","date":"2026-01-05","payee":"","note":"","tags":[],"postings":[[1,"EUR",5,""],[2,"EUR",-5,""]]}"#,
        r#"{"no":3,"transaction":1,"kind":"mark","recorded_ms":1,"actor":"","date":"2026-01-05","payee":"","note":"","tags":[],"postings":[],"mark":{"account":1,"state":"cleared"}}"#,
        r#"{"no":4,"transaction":4,"kind":"post","recorded_ms":1,"actor":"","date":"2026-01-05","payee":"","note":"","tags":[],"exchange":{"rate":"1.1","from":"EUR","to":"USD","source":"bank","date":"2026-01-05"},"postings":[[1,"EUR",-5,""],[3,"EUR",5,""]]}"#,
    ];

    #[test]
    fn what_is_kept_is_read_and_written_byte_for_byte() {
        for kept in KEPT {
            let entry: Entry = serde_json::from_str(kept).unwrap();
            assert_eq!(serde_json::to_string(&entry).unwrap(), kept);
        }
        let entry: Entry = serde_json::from_str(KEPT[0]).unwrap();
        assert_eq!((entry.content.payee.as_str(), entry.content.postings.len()), ("Café", 2));
        // What is missing is not made up.
        assert!(serde_json::from_str::<Entry>(&KEPT[1].replace(r#""payee":"","#, "")).is_err());
    }
}
