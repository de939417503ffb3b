//! Months of the calendar.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A month of the calendar: `2026-02`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(Date);

impl Month {
    /// The month of a day.
    pub fn of(day: Date) -> Self {
        Self(day.first_of_month())
    }

    /// Its first day.
    pub fn first(self) -> Date {
        self.0
    }

    /// Its last day.
    pub fn last(self) -> Date {
        self.0.last_of_month()
    }

    /// The one that follows; none at the end of the calendar.
    pub fn next(self) -> Option<Self> {
        self.last().tomorrow().ok().map(Self::of)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

impl FromStr for Month {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let day = format!("{text}-01").parse::<Date>().ok().filter(|_| text.len() == 7);
        day.map(Self).ok_or_else(|| format!("{text:?} is not a month, such as 2026-02"))
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_knows_its_days_and_the_next() {
        let month: Month = "2028-02".parse().unwrap();
        assert_eq!(
            (month.first().to_string(), month.last().to_string()),
            ("2028-02-01".into(), "2028-02-29".into())
        );
        assert_eq!(month.next().unwrap().to_string(), "2028-03");
        assert_eq!("2027-12".parse::<Month>().unwrap().next().unwrap().to_string(), "2028-01");
        for text in ["2028", "2028-13", "2028-02-01", "28-02", ""] {
            assert!(text.parse::<Month>().is_err(), "{text}");
        }
    }
}
