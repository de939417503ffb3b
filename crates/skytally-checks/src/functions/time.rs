//! Points in time, in the forms in which documents carry them.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde_json::Value;
use thiserror::Error;

/// A text or value that is no point in time.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} is not a point in time")]
pub struct TimeError(String);

/// What the IAM credential report writes where there is no time
/// ([its format](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html)).
const NO_TIME: [&str; 5] = ["", "N/A", "no_information", "not_supported", "None"];

/// Whole numbers from here on are milliseconds since 1970 (as CloudWatch Logs has them), below it seconds.
const FIRST_MILLISECONDS: i64 = 100_000_000_000;

const NANOSECONDS_A_DAY: i128 = 86_400_000_000_000;

/// Reads a point in time. `None` for what the credential report writes where there is none (`N/A`,
/// `no_information`, `not_supported`).
///
/// Forms: ISO 8601 with an offset (`2024-05-01T12:00:00+00:00`, `…Z`, `…+0000`, fractions), without one (taken as
/// UTC), the date alone (its first moment in UTC), and EC2's
/// [StateTransitionReason](https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html)
/// (`User initiated (2024-05-01 12:00:00 GMT)`).
pub fn parse_time(text: &str) -> Result<Option<Timestamp>, TimeError> {
    let trimmed = text.trim();
    if NO_TIME.iter().any(|n| n.eq_ignore_ascii_case(trimmed)) {
        return Ok(None);
    }
    // What stands in the last parentheses, when something does.
    let inner = trimmed
        .strip_suffix(')')
        .and_then(|t| t.rsplit_once('('))
        .map_or(trimmed, |(_, inside)| inside.trim());
    let plain = inner.strip_suffix(" GMT").or_else(|| inner.strip_suffix(" UTC")).unwrap_or(inner).trim_end();
    let utc = |at: DateTime| at.to_zoned(TimeZone::UTC).map(|z| z.timestamp());
    plain
        .parse::<Timestamp>()
        .or_else(|_| plain.parse::<DateTime>().and_then(utc))
        .or_else(|_| plain.parse::<Date>().and_then(|d| utc(d.at(0, 0, 0, 0))))
        .map(Some)
        .map_err(|_| error(text))
}

/// Reads a point in time from a document's member: a text (see [`parse_time`]), or a whole number of seconds or
/// milliseconds since 1970. `null` is no time.
pub fn time_from_value(value: &Value) -> Result<Option<Timestamp>, TimeError> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => parse_time(text),
        Value::Number(number) => {
            let n = number.as_i64().ok_or_else(|| error(&number.to_string()))?;
            if n.unsigned_abs() >= FIRST_MILLISECONDS.unsigned_abs() {
                Timestamp::from_millisecond(n)
            } else {
                Timestamp::from_second(n)
            }
            .map(Some)
            .map_err(|_| error(&number.to_string()))
        }
        _ => Err(error("this value")),
    }
}

fn error(text: &str) -> TimeError {
    TimeError(text.chars().take(64).collect())
}

/// The whole days of 24 hours from `then` to `now`, rounded down: 0 on the first day, 1 once 24 hours are full, -1
/// for anything up to a day in the future.
pub fn days_between(now: Timestamp, then: Timestamp) -> i64 {
    let days = (now.as_nanosecond() - then.as_nanosecond()).div_euclid(NANOSECONDS_A_DAY);
    // All of jiff's time is some seven million days, so this always fits.
    i64::try_from(days).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn every_form_is_read() {
        for (text, want) in [
            ("2024-05-01T12:00:00+00:00", "2024-05-01T12:00:00Z"),
            ("2024-05-01T12:00:00Z", "2024-05-01T12:00:00Z"),
            ("2024-05-01T12:00:00.123Z", "2024-05-01T12:00:00.123Z"),
            ("2024-05-01T12:00:00.123456+02:00", "2024-05-01T10:00:00.123456Z"),
            ("2024-05-01T12:00:00.000+0000", "2024-05-01T12:00:00Z"),
            ("2024-05-01T12:00:00", "2024-05-01T12:00:00Z"),
            ("2024-05-01", "2024-05-01T00:00:00Z"),
            (" 2024-05-01 ", "2024-05-01T00:00:00Z"),
            ("User initiated (2024-05-01 12:00:00 GMT)", "2024-05-01T12:00:00Z"),
            ("User initiated shutdown (2024-05-01 12:00:00 UTC)", "2024-05-01T12:00:00Z"),
        ] {
            assert_eq!(parse_time(text), Ok(Some(at(want))), "{text}");
        }
        for none in ["N/A", "no_information", "not_supported", "n/a", ""] {
            assert_eq!(parse_time(none), Ok(None), "{none}");
        }
        for bad in
            ["yesterday", "User initiated", "2024-13-01", "2024-02-30", "User initiated ()", "12:00", ")("]
        {
            assert!(parse_time(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn numbers_are_seconds_or_milliseconds() {
        assert_eq!(time_from_value(&json!(1_714_564_800)), Ok(Some(at("2024-05-01T12:00:00Z"))));
        assert_eq!(time_from_value(&json!(1_714_564_800_123i64)), Ok(Some(at("2024-05-01T12:00:00.123Z"))));
        assert_eq!(time_from_value(&Value::Null), Ok(None));
        assert_eq!(time_from_value(&json!("2024-05-01")), Ok(Some(at("2024-05-01T00:00:00Z"))));
        for bad in [json!(i64::MAX), json!(i64::MIN), json!(u64::MAX), json!(1.5), json!([]), json!(true)] {
            assert!(time_from_value(&bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn days_are_full_days() {
        for (now, then, days) in [
            ("2024-05-02T12:00:00Z", "2024-05-01T12:00:00Z", 1),
            ("2024-05-02T11:59:59Z", "2024-05-01T12:00:00Z", 0),
            ("2024-05-02T12:00:00.4Z", "2024-05-01T12:00:00.5Z", 0),
            ("2024-05-02T12:00:00.5Z", "2024-05-01T12:00:00.5Z", 1),
            ("2024-05-01T12:00:00Z", "2024-05-01T12:00:00Z", 0),
            ("2024-05-01T12:00:00Z", "2024-05-01T12:00:01Z", -1),
            ("2024-05-01T12:00:00.1Z", "2024-05-01T12:00:00.2Z", -1),
            ("2024-05-01T12:00:00Z", "2024-05-02T12:00:00Z", -1),
            ("2024-03-01T00:00:00Z", "2024-02-01T00:00:00Z", 29),
            ("1970-01-01T00:00:00.5Z", "1969-12-31T00:00:00.5Z", 1),
            ("1970-01-01T00:00:00.4Z", "1969-12-31T00:00:00.5Z", 0),
        ] {
            assert_eq!(days_between(at(now), at(then)), days, "{now} {then}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,60}") {
            let _ = parse_time(&text);
        }

        #[test]
        fn days_move_with_the_clock(then in -8_000_000_000i64..8_000_000_000, days in -9000i64..9000, rest in 0i64..86_400) {
            let start = Timestamp::from_second(then).unwrap();
            let later = Timestamp::from_second(then + days * 86_400 + rest).unwrap();
            prop_assert_eq!(days_between(later, start), days);
        }
    }
}
