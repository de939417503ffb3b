//! The forms of values: what a setting takes, and how it says so.

use std::fmt::Display;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use ipnet::IpNet;
use tracing_subscriber::EnvFilter;

use super::address::HttpUrl;
use super::fault::Origin;
use super::show::Plain;
use super::tree::Raw;

/// The longest text that a setting takes.
const TEXT_MAX_CHARACTERS: usize = 2_048;

/// Where a value stands, for what depends on it.
pub(crate) struct Place<'a> {
    pub(crate) origin: &'a Origin,
    /// The folder that the program was started in.
    pub(crate) current: &'a Path,
}

/// Why a value is not taken.
pub(crate) enum Refusal {
    /// It is something else than was expected. It is repeated in the message.
    Other,
    /// The same of a value that may hold a secret. It is not repeated.
    OtherHidden,
    /// It is what was expected, but it will not do: the words say why, after the name of the setting.
    Because(String),
}

/// A value as it is used, and as it is shown.
pub(crate) type Taken<T> = Result<(T, Plain), Refusal>;

type Read<T> = Box<dyn Fn(&Raw, &Place<'_>) -> Taken<T>>;

/// What a setting takes.
pub(crate) struct Form<T> {
    /// What is expected, as in "a whole number from 1 to 5".
    pub(crate) expected: String,
    pub(crate) read: Read<T>,
}

impl<T: 'static> Form<T> {
    pub(crate) fn new(
        expected: impl Into<String>,
        read: impl Fn(&Raw, &Place<'_>) -> Taken<T> + 'static,
    ) -> Self {
        Self { expected: expected.into(), read: Box::new(read) }
    }

    /// The same form, with the value made into something else.
    pub(crate) fn map<U: 'static>(self, into: impl Fn(T) -> U + 'static) -> Form<U> {
        let read = self.read;
        Form::new(self.expected, move |raw, place| {
            read(raw, place).map(|(value, plain)| (into(value), plain))
        })
    }

    /// Takes this form, or nothing: an empty text.
    pub(crate) fn or_empty(self) -> Form<Option<T>> {
        let read = self.read;
        Form::new(self.expected, move |raw, place| match raw {
            Raw::Text(text) | Raw::Words(text) if text.is_empty() => Ok((None, Plain::text(""))),
            raw => read(raw, place).map(|(value, plain)| (Some(value), plain)),
        })
    }
}

/// Words that `parse` understands; they are shown as they were given.
pub(crate) fn words<T: 'static>(
    expected: impl Into<String>,
    parse: impl Fn(&str) -> Result<T, Refusal> + 'static,
) -> Form<T> {
    Form::new(expected, move |raw, _| match raw {
        Raw::Text(text) | Raw::Words(text) => {
            if text.chars().count() > TEXT_MAX_CHARACTERS {
                let because = format!("has more than {TEXT_MAX_CHARACTERS} characters; give a shorter one");
                return Err(Refusal::Because(because));
            }
            if text.chars().any(char::is_control) {
                let because = "holds a line break or another control character; take it out";
                return Err(Refusal::Because(because.to_owned()));
            }
            let value = parse(text)?;
            Ok((value, Plain::text(text)))
        }
        _ => Err(Refusal::Other),
    })
}

/// Any words but none.
pub(crate) fn text(expected: &'static str) -> Form<String> {
    words(expected, |text| if text.trim().is_empty() { Err(Refusal::Other) } else { Ok(text.to_owned()) })
}

/// Words of a type of our own.
pub(crate) fn parsed<T: FromStr + 'static>(expected: &'static str) -> Form<T> {
    words(expected, |text| text.parse().map_err(|_| Refusal::Other))
}

/// One of some words.
pub(crate) fn one_of<T: Copy + 'static, const N: usize>(choices: [(&'static str, T); N]) -> Form<T> {
    let names: Vec<String> = choices.iter().map(|(name, _)| format!("{name:?}")).collect();
    words(format!("one of {}", names.join(", ")), move |text| {
        choices.iter().find(|(name, _)| *name == text).map(|(_, choice)| *choice).ok_or(Refusal::Other)
    })
}

/// `true` or `false`.
pub(crate) fn switch() -> Form<bool> {
    Form::new("true or false", |raw, _| {
        let value = match raw {
            Raw::Boolean(value) => Some(*value),
            Raw::Words(text) => text.parse().ok(),
            _ => None,
        };
        value.map(|value| (value, Plain::Boolean(value))).ok_or(Refusal::Other)
    })
}

/// A whole number. The limits belong to the type as well.
pub(crate) fn whole<T: TryFrom<i64> + 'static>(limits: RangeInclusive<i64>) -> Form<T> {
    let expected = format!("a whole number from {} to {}", limits.start(), limits.end());
    Form::new(expected, move |raw, _| {
        let number = match raw {
            Raw::Integer(number) => Some(*number),
            Raw::Words(text) => text.replace('_', "").parse().ok(),
            _ => None,
        };
        let number = number.filter(|number| limits.contains(number)).ok_or(Refusal::Other)?;
        let value = T::try_from(number).map_err(|_| Refusal::Other)?;
        Ok((value, Plain::Integer(number)))
    })
}

/// A time in milliseconds.
pub(crate) fn milliseconds(limits: RangeInclusive<i64>) -> Form<Duration> {
    whole::<u64>(limits).map(Duration::from_millis)
}

/// A time in seconds.
pub(crate) fn seconds(limits: RangeInclusive<i64>) -> Form<Duration> {
    whole::<u64>(limits).map(Duration::from_secs)
}

/// A time in minutes.
pub(crate) fn minutes(limits: RangeInclusive<i64>) -> Form<Duration> {
    whole::<u64>(limits).map(Duration::from_mins)
}

/// A time in hours.
pub(crate) fn hours(limits: RangeInclusive<i64>) -> Form<Duration> {
    whole::<u64>(limits).map(Duration::from_hours)
}

/// A part of a whole.
pub(crate) fn ratio() -> Form<f64> {
    Form::new("a number from 0.0 to 1.0", |raw, _| {
        let number = match raw {
            Raw::Float(number) => Some(*number),
            Raw::Integer(0) => Some(0.0),
            Raw::Integer(1) => Some(1.0),
            Raw::Words(text) => text.parse().ok(),
            _ => None,
        };
        let number = number.filter(|number| (0.0..=1.0).contains(number)).ok_or(Refusal::Other)?;
        Ok((number, Plain::Float(number)))
    })
}

/// A file or folder. In a file it is seen from the file's folder, elsewhere from the current one.
pub(crate) fn path(expected: &'static str) -> Form<PathBuf> {
    Form::new(expected, |raw, place| match raw {
        Raw::Text(text) | Raw::Words(text) if !text.is_empty() && !text.contains('\0') => {
            let base = match place.origin {
                Origin::File { file, .. } => file.parent().unwrap_or(place.current),
                _ => place.current,
            };
            let path = base.join(text.as_str());
            let plain = Plain::text(&path.to_string_lossy());
            Ok((path, plain))
        }
        _ => Err(Refusal::Other),
    })
}

/// An address of the web.
pub(crate) fn web() -> Form<HttpUrl> {
    words("an address such as https://example.com", HttpUrl::parse)
}

/// An address and a port.
pub(crate) fn socket() -> Form<SocketAddr> {
    parsed("an address and a port such as 127.0.0.1:8280 or [::]:8280")
}

/// A list of values, each of which is words.
fn list<T: 'static>(
    expected: &'static str,
    parse: impl Fn(&str) -> Result<T, Refusal> + 'static,
) -> Form<Vec<T>> {
    Form::new(expected, move |raw, _| {
        let texts: Vec<&str> = match raw {
            Raw::List(items) => {
                let texts = items.iter().map(|item| match item {
                    Raw::Text(text) => Some(text.as_str()),
                    _ => None,
                });
                texts.collect::<Option<_>>().ok_or(Refusal::Other)?
            }
            Raw::Words(text) => text.split(',').map(str::trim).filter(|text| !text.is_empty()).collect(),
            _ => return Err(Refusal::Other),
        };
        let values = texts.iter().map(|text| {
            parse(text).map_err(|_| Refusal::Because(format!("holds {text:?}; {expected} was expected")))
        });
        let values = values.collect::<Result<_, _>>()?;
        Ok((values, Plain::List(texts.iter().map(|text| (*text).to_owned()).collect())))
    })
}

/// A list of networks.
pub(crate) fn networks() -> Form<Vec<IpNet>> {
    list(r#"a list of networks such as ["10.0.0.0/8", "127.0.0.1"]"#, |text| {
        let address = || text.parse::<IpAddr>().ok().map(IpNet::from);
        text.parse::<IpNet>().ok().or_else(address).map(|network| network.trunc()).ok_or(Refusal::Other)
    })
}

/// A list of words without blanks, such as names.
pub(crate) fn names(expected: &'static str) -> Form<Vec<String>> {
    list(expected, |text| {
        let fits = !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic() && !"\"'\\,".contains(c));
        if fits { Ok(text.to_owned()) } else { Err(Refusal::Other) }
    })
}

/// What is logged.
pub(crate) fn filter() -> Form<String> {
    words("a filter such as info or warn,skytally_app=debug", |text| {
        // Nothing would be a filter as well: one that hides all.
        let known = !text.trim().is_empty() && EnvFilter::builder().parse(text).is_ok();
        if known { Ok(text.to_owned()) } else { Err(Refusal::Other) }
    })
}

/// The sender of mails: an address, with or without a name.
pub(crate) fn mailbox() -> Form<String> {
    words("a mail address such as Skytally <skytally@example.com>", |text| {
        let address = match text.split_once('<') {
            Some((_, rest)) => rest.strip_suffix('>').ok_or(Refusal::Other)?,
            None => text,
        };
        let (user, host) = address.split_once('@').ok_or(Refusal::Other)?;
        let fits = |part: &str| {
            !part.is_empty() && part.chars().all(|c| !c.is_whitespace() && !"<>,;:@\"()".contains(c))
        };
        if fits(user) && fits(host) { Ok(text.to_owned()) } else { Err(Refusal::Other) }
    })
}

/// Words of a few kinds of characters.
pub(crate) fn of_characters(
    expected: &'static str,
    lengths: RangeInclusive<usize>,
    fits: fn(char) -> bool,
) -> Form<String> {
    words(expected, move |text| {
        let good = lengths.contains(&text.chars().count()) && text.chars().all(fits);
        if good { Ok(text.to_owned()) } else { Err(Refusal::Other) }
    })
}

/// Words for a refusal.
pub(crate) fn because(text: impl Display) -> Refusal {
    Refusal::Because(text.to_string())
}
