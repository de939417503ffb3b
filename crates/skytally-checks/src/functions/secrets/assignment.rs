//! Secrets without a form of their own: values given to names that speak of secrets.

use std::ops::Range;
use std::sync::OnceLock;

use regex::Regex;

use super::patterns;

/// A value given to a telling name.
pub(super) struct Found {
    pub(super) kind: &'static str,
    /// Where the name stands in the line.
    pub(super) name_at: Range<usize>,
    /// Where the value stands in the line.
    pub(super) value: Range<usize>,
}

/// Name, sign, value. A value in quotes runs to the closing quote or to the end of the line; a bare one to the next
/// blank or separator.
const FORM: &str = r#"(?P<name>[A-Za-z0-9_.\-]{0,100}(?i-u:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|auth[_-]?key|signing[_-]?key|encryption[_-]?key|credential)[A-Za-z0-9_.\-]{0,60})["']?\s{0,8}(?:=>|:=|==?|:)\s{0,8}(?:"(?P<d>(?:[^"\\]|\\.)+)|'(?P<s>(?:[^'\\]|\\.)+)|(?P<b>[^\s"',;&<>(){}\[\]|]+))"#;

/// Words at the end of a name that make it speak about a secret rather than hold one.
const ABOUT: [&str; 45] = [
    "alg",
    "algorithm",
    "alias",
    "arn",
    "arns",
    "backend",
    "count",
    "digest",
    "dir",
    "directory",
    "enabled",
    "endpoint",
    "env",
    "expiration",
    "expires",
    "expiry",
    "field",
    "file",
    "format",
    "header",
    "host",
    "id",
    "ids",
    "issuer",
    "key_id",
    "length",
    "lifetime",
    "location",
    "manager",
    "mode",
    "name",
    "names",
    "param",
    "parameter",
    "path",
    "policy",
    "prefix",
    "provider",
    "ref",
    "region",
    "required",
    "store",
    "ttl",
    "type",
    "version",
];

/// Endings that speak about a secret too: a place where it can be had.
const ABOUT_PLACES: [&str; 5] = ["uri", "url", "rotation", "audience", "bucket"];

/// Values that stand where a secret will come, or for none.
const PLACEHOLDERS: [&str; 24] = [
    "null",
    "nil",
    "none",
    "undefined",
    "true",
    "false",
    "yes",
    "no",
    "on",
    "off",
    "todo",
    "tbd",
    "redacted",
    "hidden",
    "masked",
    "placeholder",
    "example",
    "replace-me",
    "replaceme",
    "replace_me",
    "string",
    "password",
    "secret",
    "token",
];

/// Starts of values that point at a secret elsewhere.
const REFERENCES: [&str; 26] = [
    "$",
    "{{",
    "<",
    "%(",
    "%{",
    "!",
    "@",
    "#{",
    "arn:",
    "ssm:",
    "/aws/",
    "secretsmanager:",
    "resolve:",
    "vault:",
    "ref+",
    "file:",
    "env:",
    "env.",
    "process.env",
    "os.environ",
    "os.getenv",
    "getenv",
    "system.getenv",
    "var.",
    "data.",
    "local.",
];

fn form() -> &'static Regex {
    static FORM_ONCE: OnceLock<Regex> = OnceLock::new();
    FORM_ONCE.get_or_init(|| Regex::new(FORM).expect("the form is a constant that the tests compile"))
}

/// Whether what follows is a field of an ARN: `arn:aws:secretsmanager:…:secret:name` names a secret and gives none.
fn is_in_arn(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '=' | ',')).next();
    word.is_some_and(|word| word.starts_with("arn:"))
}

/// The secrets that a line gives to telling names.
pub(super) fn in_line(line: &str) -> Vec<Found> {
    form()
        .captures_iter(line)
        .filter_map(|captures| {
            let name = captures.name("name")?;
            let value = captures.name("d").or_else(|| captures.name("s")).or_else(|| captures.name("b"))?;
            if is_in_arn(&line[..name.start()]) {
                return None;
            }
            let kind = judge(name.as_str(), value.as_str())?;
            Some(Found { kind, name_at: name.range(), value: value.range() })
        })
        .collect()
}

/// What sort of secret a value is, given the name that holds it; `None` when it is none.
pub(super) fn judge(name: &str, value: &str) -> Option<&'static str> {
    let kind = kind_of(name)?;
    let value = value.trim();
    if stands_for_nothing(value) {
        return None;
    }
    if kind != "password"
        && name.to_ascii_lowercase().contains("secret")
        && patterns::has_form_of_aws_secret(value)
    {
        return Some(patterns::AWS_SECRET);
    }
    let digits_only = value.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    if kind == "password" {
        // Passwords may be short and weak; but what is shorter than this says how many or how long.
        return (value.len() >= 4 && !(digits_only && value.len() < 6)).then_some(kind);
    }
    let plain_path = value.split('/').count() > 1
        && value
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '/' | '-' | '_' | '.'))
        && value.split('/').all(|part| part.len() < 32);
    let distinct = value.bytes().collect::<std::collections::BTreeSet<u8>>().len();
    let is_url = value.contains("://");
    (value.len() >= 8 && distinct >= 5 && !digits_only && !plain_path && !is_url).then_some(kind)
}

/// The kind that a name speaks of, when it names a secret itself and not something about one.
fn kind_of(name: &str) -> Option<&'static str> {
    // `dbPassword` and `db.password` read like `db_password`.
    let mut words = String::with_capacity(name.len() + 8);
    let mut before: Option<char> = None;
    for c in name.chars() {
        if c.is_ascii_uppercase() && before.is_some_and(|b| b.is_ascii_lowercase()) {
            words.push('_');
        }
        words.push(if matches!(c, '-' | '.') { '_' } else { c.to_ascii_lowercase() });
        before = Some(c);
    }
    let words = words.trim_matches('_');
    let ends_with = |list: &[&str]| {
        list.iter().any(|end| words.strip_suffix(end).is_some_and(|rest| rest.ends_with('_')))
    };
    if ends_with(&ABOUT) || ends_with(&ABOUT_PLACES) {
        return None;
    }
    let has = |list: &[&str]| list.iter().any(|w| words.contains(w));
    if has(&["password", "passwd", "passphrase", "pwd"]) {
        // `PWD` alone is the working directory.
        return (words != "pwd" && words != "oldpwd").then_some("password");
    }
    let squeezed: String = words.chars().filter(|c| *c != '_').collect();
    if ["apikey", "accesskey", "privatekey", "authkey", "signingkey", "encryptionkey"]
        .iter()
        .any(|w| squeezed.contains(w))
    {
        return Some("api-key");
    }
    if has(&["secret"]) {
        return Some("secret");
    }
    if has(&["token"]) {
        // Counts of tokens, as language models have them.
        return (!has(&["tokens", "max_token", "token_limit"])).then_some("token");
    }
    has(&["credential"]).then_some("credential")
}

/// Whether a value only points at a secret, stands where one will come, or is none at all.
pub(super) fn stands_for_nothing(value: &str) -> bool {
    let value = value.trim();
    let lower = value.to_ascii_lowercase();
    let mut distinct: Vec<char> = lower.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    value.is_empty()
        || PLACEHOLDERS.contains(&lower.as_str())
        || patterns::EXAMPLES.contains(&value)
        || REFERENCES.iter().any(|start| lower.starts_with(start))
        || lower.contains("{{")
        || lower.contains("${")
        || lower.starts_with("your-")
        || lower.starts_with("your_")
        || (lower.starts_with("[") && lower.ends_with(']'))
        // `xxxxxxxx`, `********`, `........`
        || (distinct.len() == 1 && matches!(distinct[0], 'x' | '*' | '.' | '-' | '_' | '#'))
}

/// Where the name stands that a value at this place of a line is given to, when there is one.
pub(super) fn name_before(line: &str, at: usize) -> Option<Range<usize>> {
    let before = line.get(..at)?.trim_end_matches(['"', '\'', ' ', '\t']);
    let before = before.strip_suffix("=>").or_else(|| before.strip_suffix(['=', ':']))?;
    let before = before.trim_end_matches(['"', '\'', ' ', '\t', ':']);
    let start = before
        .char_indices()
        .rev()
        .find(|(_, c)| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')))
        .map_or(0, |(i, c)| i + c.len_utf8());
    before[start..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '_').then_some(start..before.len())
}
