//! Moments: read from any of the forms that AWS sends, written as documents and requests need them.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::fmt::{rfc2822, temporal};
use jiff::tz::TimeZone;
use serde_json::{Number, Value};
use skytally_catalog::wire::TimestampFormat;

static ISO: temporal::DateTimeParser = temporal::DateTimeParser::new();
static HTTP_DATE: rfc2822::DateTimeParser = rfc2822::DateTimeParser::new().relaxed_weekday(true);

/// Reads a moment from a JSON number (seconds since 1970) or from text.
pub(super) fn read(value: &Value) -> Option<Timestamp> {
    match value {
        Value::Number(number) => from_number(number),
        Value::String(text) => from_text(text),
        _ => None,
    }
}

fn from_number(number: &Number) -> Option<Timestamp> {
    match number.as_i64() {
        Some(seconds) => in_range(Timestamp::from_second(seconds).ok()?),
        None => from_seconds(number.as_f64()?),
    }
}

/// A fraction is rounded to whole microseconds, which is what a float of this size can tell.
fn from_seconds(seconds: f64) -> Option<Timestamp> {
    let whole = seconds.floor();
    // Beyond this no calendar reaches, and the conversion below would lose digits.
    if !(-1e12..=1e12).contains(&whole) {
        return None;
    }
    let micros = ((seconds - whole) * 1e6).round_ties_even();
    #[expect(clippy::cast_possible_truncation, reason = "both are whole and inside the bounds above")]
    let (whole, micros) = (whole as i64, micros as i64);
    in_range(Timestamp::from_microsecond(whole.checked_mul(1_000_000)?.checked_add(micros)?).ok()?)
}

/// Reads a moment from text: a number of seconds, ISO 8601 (extended or basic, with or without an offset; without one
/// it is UTC), a date alone, or an HTTP date.
pub(super) fn from_text(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    // Eight digits could be a date; they are read as seconds, as botocore does.
    if let Ok(seconds) = text.parse::<i64>() {
        return in_range(Timestamp::from_second(seconds).ok()?);
    }
    if text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'))
        && let Ok(seconds) = text.parse::<f64>()
    {
        return from_seconds(seconds);
    }
    let found = ISO
        .parse_timestamp(text)
        .ok()
        .or_else(|| in_utc(ISO.parse_datetime(text).ok()?))
        .or_else(|| in_utc(text.parse::<Date>().ok()?.to_datetime(jiff::civil::Time::midnight())))
        .or_else(|| HTTP_DATE.parse_timestamp(text).ok())?;
    in_range(found)
}

fn in_utc(civil: DateTime) -> Option<Timestamp> {
    civil.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

/// Documents hold the years 1 to 9999.
fn in_range(moment: Timestamp) -> Option<Timestamp> {
    let year = moment.to_zoned(TimeZone::UTC).year();
    (1..=9999).contains(&year).then_some(moment)
}

/// The text of a document: `2024-05-01T12:00:00+00:00`, with six digits of a fraction where there is one.
pub(super) fn document(moment: Timestamp) -> String {
    iso(moment, "+00:00")
}

fn iso(moment: Timestamp, zone: &str) -> String {
    use std::fmt::Write as _;
    let civil = moment.to_zoned(TimeZone::UTC).datetime();
    let mut out = String::with_capacity(32);
    let (year, month, day) = (civil.year(), civil.month(), civil.day());
    let (hour, minute, second) = (civil.hour(), civil.minute(), civil.second());
    // Writing to a String cannot fail.
    let _ = write!(out, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
    let micros = civil.subsec_nanosecond() / 1000;
    if micros != 0 {
        let _ = write!(out, ".{micros:06}");
    }
    out.push_str(zone);
    out
}

/// The form that a request needs. Unix time is a JSON number, the others are text.
pub(super) fn request(moment: Timestamp, format: TimestampFormat) -> Value {
    match format {
        TimestampFormat::Iso8601 => Value::String(iso(moment, "Z")),
        TimestampFormat::Rfc822 => Value::String(http_date(moment)),
        TimestampFormat::Unix => {
            let micros = moment.as_microsecond();
            if micros.rem_euclid(1_000_000) == 0 {
                return Value::Number(moment.as_second().into());
            }
            #[expect(clippy::cast_precision_loss, reason = "a float of this size still tells microseconds")]
            let seconds = micros as f64 / 1e6;
            Number::from_f64(seconds).map_or(Value::Null, Value::Number)
        }
    }
}

fn http_date(moment: Timestamp) -> String {
    moment.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text(value: Value) -> Option<String> {
        read(&value).map(document)
    }

    #[test]
    fn every_form_of_aws_reads_as_utc() {
        let cases = [
            (json!(1_714_564_800), "2024-05-01T12:00:00+00:00"),
            (json!(1_714_564_800.0), "2024-05-01T12:00:00+00:00"),
            (json!(1_714_564_800.123), "2024-05-01T12:00:00.123000+00:00"),
            (json!(-0.5), "1969-12-31T23:59:59.500000+00:00"),
            (json!(1.714_564_8E9), "2024-05-01T12:00:00+00:00"),
            (json!("1714564800"), "2024-05-01T12:00:00+00:00"),
            (json!("1714564800.5"), "2024-05-01T12:00:00.500000+00:00"),
            (json!("2024-05-01T12:00:00Z"), "2024-05-01T12:00:00+00:00"),
            (json!("2024-05-01T12:00:00.000Z"), "2024-05-01T12:00:00+00:00"),
            (json!("2024-05-01T12:00:00.123456789Z"), "2024-05-01T12:00:00.123456+00:00"),
            (json!("2024-05-01T13:00:00+01:00"), "2024-05-01T12:00:00+00:00"),
            (json!("2024-05-01T13:00:00+0100"), "2024-05-01T12:00:00+00:00"),
            (json!("2024-05-01T12:00:00"), "2024-05-01T12:00:00+00:00"),
            (json!("2024-05-01 12:00:00"), "2024-05-01T12:00:00+00:00"),
            (json!("2024-05-01T12:00Z"), "2024-05-01T12:00:00+00:00"),
            (json!("20240501T120000Z"), "2024-05-01T12:00:00+00:00"),
            (json!("2024-05-01"), "2024-05-01T00:00:00+00:00"),
            (json!("Wed, 01 May 2024 12:00:00 GMT"), "2024-05-01T12:00:00+00:00"),
            (json!("Wed, 1 May 2024 12:00:00 +0000"), "2024-05-01T12:00:00+00:00"),
            (json!("0001-01-01T00:00:00Z"), "0001-01-01T00:00:00+00:00"),
        ];
        for (value, expected) in cases {
            assert_eq!(text(value.clone()).as_deref(), Some(expected), "{value}");
        }
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for value in
            [json!(""), json!("soon"), json!(true), json!(null), json!(1e300), json!("2024-13-01T00:00:00Z")]
        {
            assert_eq!(read(&value), None, "{value}");
        }
        assert_eq!(read(&json!(i64::MAX)), None);
        assert_eq!(read(&json!(-62_135_596_801_i64)), None, "the year 0");
    }

    #[test]
    fn requests_take_three_forms() {
        let moment = read(&json!(1_714_564_800.25)).expect("a moment");
        assert_eq!(request(moment, TimestampFormat::Iso8601), json!("2024-05-01T12:00:00.250000Z"));
        assert_eq!(request(moment, TimestampFormat::Unix), json!(1_714_564_800.25));
        assert_eq!(request(moment, TimestampFormat::Rfc822), json!("Wed, 01 May 2024 12:00:00 GMT"));
        let whole = read(&json!(0)).expect("a moment");
        assert_eq!(request(whole, TimestampFormat::Iso8601), json!("1970-01-01T00:00:00Z"));
        assert_eq!(request(whole, TimestampFormat::Unix), json!(0));
    }
}
