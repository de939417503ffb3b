//! Issuers whose invoices are known: a template each, which is data (`issuers.txt`).

use std::sync::LazyLock;

use skytally_model::Currency;

use super::labels::{Kind, OF_TEMPLATE, Phrase};
use crate::bank::DateOrder;

/// What is known of an issuer's invoices.
#[derive(Debug, Clone)]
pub(super) struct Issuer {
    pub(super) name: &'static str,
    pub(super) payee: &'static str,
    /// One of these stands on its invoices, in words made comparable.
    when: Vec<&'static str>,
    pub(super) labels: Vec<Phrase>,
    pub(super) dates: Option<DateOrder>,
    pub(super) dollar: Option<Currency>,
}

static ISSUERS: LazyLock<Vec<Issuer>> =
    LazyLock::new(|| read(include_str!("issuers.txt")).unwrap_or_default());

/// The lines of the list; an error names the line that is not understood.
fn read(text: &'static str) -> Result<Vec<Issuer>, String> {
    let mut issuers: Vec<Issuer> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let wrong = || format!("{line:?} is not understood");
        let (key, value) = line.split_once(' ').ok_or_else(wrong)?;
        if key == "issuer" {
            issuers.push(Issuer {
                name: value,
                payee: value,
                when: Vec::new(),
                labels: Vec::new(),
                dates: None,
                dollar: None,
            });
            continue;
        }
        let issuer = issuers.last_mut().ok_or_else(wrong)?;
        match key {
            "payee" => issuer.payee = value,
            "when" => issuer.when = value.split(" | ").collect(),
            "dates" => {
                issuer.dates = Some(match value {
                    "dmy" => DateOrder::Dmy,
                    "mdy" => DateOrder::Mdy,
                    "ymd" => DateOrder::Ymd,
                    _ => return Err(wrong()),
                });
            }
            "dollar" => issuer.dollar = Some(value.parse().map_err(|_| wrong())?),
            _ => {
                let kind = Kind::of(key).ok_or_else(wrong)?;
                issuer.labels.extend(value.split(" | ").map(|text| Phrase::new(kind, OF_TEMPLATE, text)));
            }
        }
    }
    Ok(issuers)
}

/// Whose receipt it is, told by its lines as they are compared: the issuer whose own words stand first on it. What stands where the
/// customer does counts for nothing: firms of software are customers too.
pub(super) fn issuer<'l>(lines: impl Iterator<Item = (&'l str, bool)>) -> Option<(&'static Issuer, usize)> {
    let mut found: Option<(&'static Issuer, usize, usize)> = None;
    for (at, (line, is_customer)) in lines.enumerate() {
        if is_customer {
            continue;
        }
        let padded = format!(" {line} ");
        for issuer in ISSUERS.iter() {
            for words in issuer.when.iter().filter(|words| padded.contains(&format!(" {words} "))) {
                // A full name says more than a word that is also that of a product.
                let better = found.is_none_or(|(_, length, _)| words.split(' ').count() > length);
                if better {
                    found = Some((issuer, words.split(' ').count(), at));
                }
            }
        }
    }
    found.map(|(issuer, _, at)| (issuer, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_list_is_understood() {
        let issuers = read(include_str!("issuers.txt")).unwrap();
        assert!(issuers.len() >= 15, "{}", issuers.len());
        for issuer in &issuers {
            assert!(!issuer.when.is_empty(), "{}", issuer.name);
            for words in &issuer.when {
                assert_eq!(crate::inbox::normalised(words), *words, "{}", issuer.name);
            }
        }
        assert!(read("payee Nobody").is_err() && read("issuer a\nwhat else").is_err());
    }

    #[test]
    fn an_issuer_is_known_by_its_own_lines_only() {
        let name = |lines: &[(&str, bool)]| issuer(lines.iter().copied()).map(|(issuer, _)| issuer.name);
        assert_eq!(name(&[("invoice", false), ("amazon web services inc", false)]), Some("aws"));
        assert_eq!(name(&[("bill to", true), ("github inc", true), ("openai llc", false)]), Some("openai"));
        assert_eq!(
            name(&[("hetzner cloud", false), ("github com", false), ("hetzner online gmbh", false)]),
            Some("hetzner")
        );
        assert_eq!(name(&[("scalewayish", false)]), None);
    }
}
