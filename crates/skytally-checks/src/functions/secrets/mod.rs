//! Finding secrets in text, environment maps and user data, without ever repeating them.

mod assignment;
mod patterns;
mod strength;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::Value;
use thiserror::Error;

/// How much text is looked at. What lies behind it is not, and [`Secrets::truncated`] says so.
pub const LONGEST_TEXT: usize = 1024 * 1024;

/// A line (a packed JSON file, say) is searched for this many secrets of each way of finding them; so one line cannot
/// cost square time. What lies behind is not reported, and [`Secrets::truncated`] says so.
const MOST_A_LINE: usize = 1000;

/// A name longer than this is no name.
const LONGEST_NAME: usize = 128;

/// A place where a secret stands. It holds nothing of the secret itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct SecretHit {
    /// What sort of secret it is: `aws-access-key-id`, `private-key`, `password` …
    pub kind: &'static str,
    /// The line of the text, counted from one; in a map, the line within the value.
    pub line: usize,
    /// The variable that holds it, when there is one.
    pub name: Option<String>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Secrets {
    /// Every place, by line, without doubles.
    pub hits: Vec<SecretHit>,
    /// Whether the text was longer than [`LONGEST_TEXT`], so that there may be more.
    pub truncated: bool,
}

/// Why something could not be searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SecretsError {
    /// The value is neither a map of name to value nor a list of names with values.
    #[error("this is no map of names and values")]
    NotAMap,
    /// The text is not base64.
    #[error("the data are not base64")]
    NotBase64,
    /// The data are packed (gzip) or not text.
    #[error("the data are packed or not text")]
    NotText,
}

/// Looks for secrets in text: access keys of AWS, private keys, tokens of well-known services, JSON web tokens, URLs
/// with a password, and assignments to names such as `password` or `api_key`.
///
/// References (`${…}`, `{{…}}`, ARNs, parameter paths), placeholders (`<password>`, `xxxx`, AWS's own example keys)
/// and values that cannot be secrets (`true`, `12`) do not count. A weak password such as `changeme` does: it is one.
pub fn find_secrets(text: &str) -> Secrets {
    let (text, mut truncated) = cut(text, LONGEST_TEXT);
    let mut hits = Vec::new();
    let mut key_id_lines = BTreeSet::new();
    let mut secret_key_lines = BTreeSet::new();
    for (number, line) in text.lines().enumerate() {
        let line_number = number + 1;
        let mut formed = patterns::in_line(line);
        let mut assigned = assignment::in_line(line);
        truncated |= formed.len() > MOST_A_LINE || assigned.len() > MOST_A_LINE;
        formed.truncate(MOST_A_LINE);
        assigned.truncate(MOST_A_LINE);
        let meet = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
        // A name that lies within another secret is a piece of it.
        let shown = |at: Range<usize>| {
            let hidden =
                formed.iter().any(|(_, s)| meet(s, &at)) || assigned.iter().any(|f| meet(&f.value, &at));
            if hidden { None } else { safe_name(&line[at]) }
        };
        for (kind, span) in &formed {
            match *kind {
                patterns::AWS_KEY_ID => key_id_lines.insert(line_number),
                patterns::AWS_SECRET => secret_key_lines.insert(line_number),
                _ => false,
            };
            let name = assignment::name_before(line, span.start).and_then(shown);
            hits.push(SecretHit { kind, line: line_number, name });
        }
        // What has been found by its form is not found again by its name.
        for found in assigned.iter().filter(|f| !formed.iter().any(|(_, s)| meet(s, &f.value))) {
            if found.kind == patterns::AWS_SECRET {
                secret_key_lines.insert(line_number);
            }
            hits.push(SecretHit { kind: found.kind, line: line_number, name: shown(found.name_at.clone()) });
        }
    }
    // The secret half of a key pair has no form of its own; it is looked for close to the other half only.
    for (number, line) in text.lines().enumerate() {
        let line_number = number + 1;
        let near = key_id_lines.range(line_number.saturating_sub(2)..=line_number + 2).next().is_some();
        if near && !secret_key_lines.contains(&line_number) && patterns::has_lone_aws_secret(line) {
            hits.push(SecretHit { kind: patterns::AWS_SECRET, line: line_number, name: None });
        }
    }
    hits.sort_by(|a, b| (a.line, a.kind, &a.name).cmp(&(b.line, b.kind, &b.name)));
    hits.dedup();
    Secrets { hits, truncated }
}

/// Looks for secrets in a map of name to value (a Lambda function's environment), or in a list of objects with `name`
/// and `value` (a container's). Values that are not text, number or boolean are searched as their JSON text.
pub fn find_secrets_in_map(map: &Value) -> Result<Secrets, SecretsError> {
    let mut all = Secrets::default();
    let mut budget = LONGEST_TEXT;
    let mut look = |name: &str, value: &Value| {
        let text = match value {
            Value::String(s) => s.clone(),
            Value::Null => return,
            other => other.to_string(),
        };
        if text.len() > budget {
            all.truncated = true;
        }
        let (text, _) = cut(&text, budget);
        budget -= text.len();
        let mut found = find_secrets(text).hits;
        for hit in &mut found {
            hit.name = safe_name(name);
        }
        if found.is_empty()
            && let Some(kind) = assignment::judge(name, text)
        {
            found.push(SecretHit { kind, line: 1, name: safe_name(name) });
        }
        all.hits.append(&mut found);
    };
    match map {
        Value::Object(object) => object.iter().for_each(|(name, value)| look(name, value)),
        Value::Array(list) => {
            for entry in list {
                let member = |names: [&str; 2]| names.into_iter().find_map(|n| entry.get(n));
                let name = member(["name", "Name"]).and_then(Value::as_str).ok_or(SecretsError::NotAMap)?;
                look(name, member(["value", "Value"]).unwrap_or(&Value::Null));
            }
        }
        _ => return Err(SecretsError::NotAMap),
    }
    all.hits.sort_by(|a, b| (&a.name, a.line, a.kind).cmp(&(&b.name, b.line, b.kind)));
    all.hits.dedup();
    Ok(all)
}

/// Looks for secrets in base64 text, as EC2 gives out
/// [user data](https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceAttribute.html). Packed
/// data and data that are not text are an error, for nothing can be said of them.
pub fn find_secrets_in_base64(data: &str) -> Result<Secrets, SecretsError> {
    // Four characters hold three bytes; a little more than needed, so that the cut is seen.
    let (data, cut_short) = cut(data.trim(), LONGEST_TEXT / 3 * 4 + 8);
    let mut compact: Vec<u8> = data.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    if cut_short {
        compact.truncate(compact.len() / 4 * 4);
    }
    let bytes = STANDARD.decode(compact).map_err(|_| SecretsError::NotBase64)?;
    if bytes.starts_with(&[0x1f, 0x8b]) || bytes.contains(&0) {
        return Err(SecretsError::NotText);
    }
    let mut found = find_secrets(&String::from_utf8_lossy(&bytes));
    found.truncated |= cut_short;
    Ok(found)
}

/// The longest start of the text within the limit, and whether anything was cut off.
fn cut(text: &str, limit: usize) -> (&str, bool) {
    if text.len() <= limit {
        return (text, false);
    }
    let mut end = limit;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    (&text[..end], true)
}

/// A name that can be shown: a plain identifier that does not itself hold a secret.
fn safe_name(name: &str) -> Option<String> {
    let name = name.trim();
    let plain = !name.is_empty()
        && name.len() <= LONGEST_NAME
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '/'));
    (plain && patterns::in_line(name).is_empty() && !strength::looks_random(name)).then(|| name.to_owned())
}
