//! List prices, with the date and the source of each.

use std::collections::{BTreeMap, BTreeSet};

/// List prices: what one unit costs, by item and region.
#[derive(Debug, Clone, Default)]
pub struct Prices {
    nano_usd: BTreeMap<(String, String), u64>,
}

impl Prices {
    /// Adds the rows of a CSV file with the columns item, region, unit, usd, source and as_of; or, for the price of API
    /// calls, service, operation, usd_per_call, source and as_of. Says line and reason of what is wrong.
    pub fn add(&mut self, text: &str) -> Result<(), (u64, String)> {
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
        let at = |error: csv::Error| (error.position().map_or(1, csv::Position::line), error.to_string());
        let header = reader.headers().map_err(at)?.clone();
        let column = |name: &str| {
            header.iter().position(|h| h == name).ok_or_else(|| (1, format!("the column {name} is missing")))
        };
        let calls = header.iter().any(|h| h == "usd_per_call");
        let (first, second, usd) = if calls {
            (column("service")?, column("operation")?, column("usd_per_call")?)
        } else {
            column("unit")?;
            (column("item")?, column("region")?, column("usd")?)
        };
        let (source, as_of) = (column("source")?, column("as_of")?);
        let mut known = BTreeSet::new();
        for record in reader.records() {
            let record = record.map_err(at)?;
            let line = record.position().map_or(1, csv::Position::line);
            let field = |index: usize| record.get(index).unwrap_or_default().to_owned();
            if field(source).is_empty() || field(as_of).is_empty() {
                return Err((line, "a price needs its source and its date (as_of)".to_owned()));
            }
            let price = nano_usd(&field(usd)).ok_or_else(|| {
                (line, format!("{:?} is not a price in dollars with at most nine decimals", field(usd)))
            })?;
            if !known.insert((field(first), field(second))) {
                return Err((line, format!("{} in {} has two prices", field(first), field(second))));
            }
            // A file that is laid over an earlier one changes its prices.
            self.nano_usd.insert((field(first), field(second)), price);
        }
        Ok(())
    }

    /// The price of one unit in billionths of a dollar, in a region or, for items that cost the same everywhere, in `*`.
    pub fn nano_usd(&self, item: &str, region: &str) -> Option<u64> {
        let find = |region: &str| self.nano_usd.get(&(item.to_owned(), region.to_owned())).copied();
        find(region).or_else(|| find("*"))
    }
}

/// A decimal number of dollars as billionths.
fn nano_usd(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty()
        || fraction.len() > 9
        || !fraction.bytes().chain(whole.bytes()).all(|b| b.is_ascii_digit())
    {
        return None;
    }
    format!("{whole}{fraction:0<9}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_read_exactly() {
        assert_eq!(nano_usd("0.08"), Some(80_000_000));
        assert_eq!(nano_usd("0.0000004"), Some(400));
        assert_eq!(nano_usd("32"), Some(32_000_000_000));
        for bad in ["", ".5", "-1", "1e3", "0.0000000001", "1.2.3"] {
            assert_eq!(nano_usd(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_price_without_source_is_refused() {
        let mut prices = Prices::default();
        let header = "item,region,unit,usd,source,as_of\n";
        assert!(prices.add(&format!("{header}a,*,hour,0.1,https://x,2026-01-01\n")).is_ok());
        assert_eq!(prices.nano_usd("a", "eu-west-1"), Some(100_000_000));
        assert_eq!(prices.add(&format!("{header}b,*,hour,0.1,,2026-01-01\n")).unwrap_err().0, 2);
    }
}
