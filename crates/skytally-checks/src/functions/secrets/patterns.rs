//! Secrets with a form of their own.

use std::ops::Range;
use std::sync::OnceLock;

use regex::{Regex, RegexSet};

use super::{assignment, strength};

pub(super) const AWS_KEY_ID: &str = "aws-access-key-id";
pub(super) const AWS_SECRET: &str = "aws-secret-access-key";
const URL: &str = "url-with-password";

/// Keys that stand in AWS's documentation for everyone to copy.
pub(super) const EXAMPLES: [&str; 5] = [
    "AKIAIOSFODNN7EXAMPLE",
    "AKIAI44QH8DHBEXAMPLE",
    "ASIAIOSFODNN7EXAMPLE",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
];

/// Kind and form, after what each service says of its tokens. The group `v`, where there is one, is the secret.
const FORMS: [(&str, &str); 22] = [
    (AWS_KEY_ID, r"(?-u:\b)(?:AKIA|ASIA)[A-Z2-7]{16}(?-u:\b)"),
    (
        AWS_SECRET,
        r#"(?i-u:secret[_-]?(?:access[_-]?)?key|aws[_-]?secret)["']?\s{0,8}(?:=>|:=|[=:])\s{0,8}["']?(?P<v>[A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|$)"#,
    ),
    ("private-key", r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----"),
    ("github-token", r"(?-u:\b)(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})"),
    ("gitlab-token", r"(?-u:\b)gl(?:pat|dt|rt|ptt|cbt)-[A-Za-z0-9_-]{20,}"),
    ("slack-token", r"(?-u:\b)xox[abeoprs]-[A-Za-z0-9-]{10,}"),
    ("slack-webhook", r"hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9/_-]{20,}"),
    ("stripe-key", r"(?-u:\b)[rs]k_live_[A-Za-z0-9]{16,}"),
    ("sendgrid-key", r"(?-u:\b)SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}"),
    ("twilio-key", r"(?-u:\b)SK[0-9a-f]{32}(?-u:\b)"),
    ("google-api-key", r"(?-u:\b)AIza[0-9A-Za-z_-]{35}"),
    ("google-oauth-secret", r"(?-u:\b)GOCSPX-[A-Za-z0-9_-]{20,}"),
    ("npm-token", r"(?-u:\b)npm_[A-Za-z0-9]{36}"),
    ("pypi-token", r"(?-u:\b)pypi-AgEI[A-Za-z0-9_-]{40,}"),
    ("openai-key", r"(?-u:\b)sk-(?:proj-|svcacct-|admin-)[A-Za-z0-9_-]{20,}"),
    ("anthropic-key", r"(?-u:\b)sk-ant-[A-Za-z0-9_-]{20,}"),
    ("datadog-key", r#"(?i-u:dd_(?:api|app)_key)["']?\s{0,8}[=:]\s{0,8}["']?(?P<v>[0-9a-f]{32,40})(?-u:\b)"#),
    ("azure-storage-key", r"AccountKey=(?P<v>[A-Za-z0-9+/]{86}==)"),
    ("mailgun-key", r"(?-u:\b)key-[0-9a-f]{32}(?-u:\b)"),
    ("digitalocean-token", r"(?-u:\b)do[opr]_v1_[0-9a-f]{64}"),
    ("jwt", r"(?-u:\b)eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}"),
    (URL, r#"[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s:/@"'<>]{0,128}:(?P<v>[^\s@/"'<>]{1,256})@[^\s"'<>]"#),
];

struct Forms {
    any: RegexSet,
    each: Vec<(&'static str, Regex)>,
}

fn forms() -> &'static Forms {
    static FORMS_ONCE: OnceLock<Forms> = OnceLock::new();
    FORMS_ONCE.get_or_init(|| Forms {
        any: RegexSet::new(FORMS.map(|(_, form)| form))
            .expect("the forms are constants that the tests compile"),
        each: FORMS
            .iter()
            .map(|(kind, form)| {
                (*kind, Regex::new(form).expect("the forms are constants that the tests compile"))
            })
            .collect(),
    })
}

/// The secrets of known form in a line: what they are and where they stand.
pub(super) fn in_line(line: &str) -> Vec<(&'static str, Range<usize>)> {
    let forms = forms();
    let mut found: Vec<(&'static str, Range<usize>)> = Vec::new();
    for i in forms.any.matches(line) {
        let (kind, form) = &forms.each[i];
        for captures in form.captures_iter(line) {
            let Some(hit) = captures.name("v").or_else(|| captures.get(0)) else { continue };
            let secret = hit.as_str();
            let is_none = if *kind == URL {
                assignment::stands_for_nothing(secret)
            } else {
                EXAMPLES.contains(&secret)
            };
            if !is_none {
                found.push((kind, hit.range()));
            }
        }
    }
    found
}

/// Whether a text has the form of AWS's secret keys: forty letters of base64.
pub(super) fn has_form_of_aws_secret(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'+'))
}

/// Whether a line holds a run of forty letters of base64 that looks drawn by lot, as AWS's secret keys are.
pub(super) fn has_lone_aws_secret(line: &str) -> bool {
    line.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '/' | '+'))).any(|run| {
        run.len() == 40
            && !EXAMPLES.contains(&run)
            && run.bytes().any(|b| b.is_ascii_lowercase())
            && run.bytes().any(|b| b.is_ascii_uppercase())
            && strength::entropy_milli(run) >= 4200
    })
}
