//! From a letter to a mail: one template a letter, with its subject, its text, its HTML and the reason why one gets it.

use std::collections::BTreeMap;

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};

use crate::clean;
use crate::error::NotifyError;
use crate::letter::Letter;
use crate::mail::{self, Mail};

/// The widest line of a text body, in characters, but for links.
const TEXT_WIDTH: usize = 76;

/// What a value of a letter is, which decides how it is shown.
enum Field<'a> {
    /// A link: checked, shown as it is.
    Link(&'a str),
    /// What somebody typed.
    Name(String),
    /// A text of ours: a number, a time, a role.
    Own(String),
}

impl Letter {
    /// The mail for this letter to this address.
    ///
    /// # Errors
    /// A recipient that is not an address, a link that is none, an unfit dedupe key.
    pub fn render(&self, to: &str, dedupe: &str) -> Result<Mail, NotifyError> {
        let to = mail::address(to).ok_or(NotifyError::Recipient)?.to_string();
        mail::key(dedupe)?;
        let mut fields = self.fields();
        fields.insert("to", Field::Name(clean::person(&to)));
        for field in fields.values() {
            if let Field::Link(link) = field
                && !clean::is_link(link)
            {
                return Err(NotifyError::Link(self.template()));
            }
        }
        let source = self.source();
        let template = Template { name: self.template(), source };
        let plain: BTreeMap<&str, Value> =
            fields.iter().map(|(name, field)| (*name, field.plain())).collect();
        let rich: BTreeMap<&str, Value> = fields.iter().map(|(name, field)| (*name, field.rich())).collect();

        let subject = one_line(&template.render("subject", Form::Text, &plain)?);
        let why = one_line(&template.render("why", Form::Text, &plain)?);
        let text = wrap(&template.render("text", Form::Text, &plain)?);
        let body = Value::from_safe_string(template.render("html", Form::Html, &rich)?);
        let frame = BTreeMap::from([
            ("subject", Value::from(&subject)),
            ("why", Value::from(&why)),
            ("body", body),
            ("text", Value::from(text)),
            ("why_wrapped", Value::from(wrap(&why))),
        ]);
        let layout = |name, source, form| Template { name, source }.render_all(form, &frame);
        let text = layout("layout.txt", include_str!("../templates/layout.txt"), Form::Text)?;
        let text = format!("{}\n", text.trim_end());
        let html = layout("layout.html", include_str!("../templates/layout.html"), Form::Html)?;
        Ok(Mail { to, subject, text, html, dedupe: dedupe.to_owned() })
    }

    fn source(&self) -> &'static str {
        match self {
            Self::VerifyEmail { .. } => include_str!("../templates/verify-email.jinja"),
            Self::EmailInUse { .. } => include_str!("../templates/email-in-use.jinja"),
            Self::ResetPassword { .. } => include_str!("../templates/reset-password.jinja"),
            Self::Invitation { .. } => include_str!("../templates/invitation.jinja"),
            Self::SignInFailures { .. } => include_str!("../templates/sign-in-failures.jinja"),
            Self::PasswordChanged { .. } => include_str!("../templates/password-changed.jinja"),
            Self::TotpEnabled { .. } => include_str!("../templates/totp-enabled.jinja"),
            Self::TotpDisabled { .. } => include_str!("../templates/totp-disabled.jinja"),
            Self::RecoveryCodeUsed { .. } => include_str!("../templates/recovery-code-used.jinja"),
            Self::NewOwner { .. } => include_str!("../templates/new-owner.jinja"),
            Self::WorkspaceDeleted { .. } => include_str!("../templates/workspace-deleted.jinja"),
        }
    }

    fn fields(&self) -> BTreeMap<&'static str, Field<'_>> {
        let own = |text: &dyn ToString| Field::Own(text.to_string());
        let name = |text: &str| Field::Name(clean::name(text));
        let person = |text: &str| Field::Name(clean::person(text));
        let fields = match self {
            Self::VerifyEmail { link, hours } => {
                vec![("link", Field::Link(link)), ("valid", Field::Own(span(*hours, "hour")))]
            }
            Self::EmailInUse { link } => vec![("link", Field::Link(link))],
            Self::ResetPassword { link, minutes } => {
                vec![("link", Field::Link(link)), ("valid", Field::Own(span(*minutes, "minute")))]
            }
            Self::Invitation { workspace, inviter, role, link, days } => vec![
                ("workspace", name(workspace)),
                ("inviter", person(inviter)),
                ("role", own(role)),
                ("link", Field::Link(link)),
                ("valid", Field::Own(span(*days, "day"))),
            ],
            Self::SignInFailures { workspace, account, count, last_ip, when } => vec![
                ("workspace", workspace.as_deref().map_or_else(|| Field::Own(String::new()), name)),
                ("account", person(account)),
                ("count", own(count)),
                ("ip", Field::Own(clean::place(*last_ip))),
                ("when", Field::Own(clean::time(*when))),
            ],
            Self::PasswordChanged { when, ip }
            | Self::TotpEnabled { when, ip }
            | Self::TotpDisabled { when, ip } => {
                vec![("when", Field::Own(clean::time(*when))), ("ip", Field::Own(clean::place(*ip)))]
            }
            Self::RecoveryCodeUsed { left, when, ip } => vec![
                ("left", own(left)),
                ("when", Field::Own(clean::time(*when))),
                ("ip", Field::Own(clean::place(*ip))),
            ],
            Self::NewOwner { workspace, member, by, when } => vec![
                ("workspace", name(workspace)),
                ("member", person(member)),
                ("by", person(by)),
                ("when", Field::Own(clean::time(*when))),
            ],
            Self::WorkspaceDeleted { workspace, by, when } => vec![
                ("workspace", name(workspace)),
                ("by", person(by)),
                ("when", Field::Own(clean::time(*when))),
            ],
        };
        fields.into_iter().collect()
    }
}

impl Field<'_> {
    fn plain(&self) -> Value {
        match self {
            Self::Link(text) => Value::from(*text),
            Self::Name(text) | Self::Own(text) => Value::from(text),
        }
    }

    fn rich(&self) -> Value {
        match self {
            // Checked: of all that HTML cares about, it may only have this.
            Self::Link(text) => Value::from_safe_string(text.replace('&', "&amp;")),
            Self::Name(text) | Self::Own(text) => Value::from(text),
        }
    }
}

/// "1 hour", "24 hours".
fn span(number: u32, unit: &str) -> String {
    if number == 1 { format!("1 {unit}") } else { format!("{number} {unit}s") }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    Html,
}

struct Template {
    name: &'static str,
    source: &'static str,
}

impl Template {
    /// Renders one section: what stands between a line `=== name` and the next such line.
    fn render(
        &self,
        section: &str,
        form: Form,
        values: &BTreeMap<&str, Value>,
    ) -> Result<String, NotifyError> {
        let sections = self.source.split("=== ").filter_map(|part| part.split_once('\n'));
        let source = sections.into_iter().find(|(name, _)| *name == section).map(|(_, text)| text);
        let source = source.ok_or_else(|| NotifyError::Template {
            name: self.name,
            reason: format!("it has no section {section}"),
        })?;
        Self { name: self.name, source }.render_all(form, values)
    }

    fn render_all(&self, form: Form, values: &BTreeMap<&str, Value>) -> Result<String, NotifyError> {
        // The values stay out of the error: they may be secret.
        let failed = |error: minijinja::Error| NotifyError::Template {
            name: self.name,
            reason: format!("{} in line {}", error.kind(), error.line().unwrap_or(0)),
        };
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().map_err(failed)?;
        environment.set_syntax(syntax);
        environment.set_auto_escape_callback(move |_| match form {
            Form::Text => AutoEscape::None,
            Form::Html => AutoEscape::Html,
        });
        environment.add_template("parts.html", include_str!("../templates/parts.html")).map_err(failed)?;
        environment.add_template("this", self.source).map_err(failed)?;
        environment.get_template("this").and_then(|template| template.render(values)).map_err(failed)
    }
}

/// A text on one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text with its paragraphs filled up to the width. Links, and lines that are indented, stay as they are.
fn wrap(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for paragraph in text.trim().split("\n\n") {
        let paragraph = paragraph.trim_matches('\n');
        if paragraph.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        if paragraph.starts_with(' ') || clean::is_link(paragraph) {
            out.push_str(paragraph);
            continue;
        }
        let mut width = 0;
        for word in paragraph.split_whitespace() {
            let long = word.chars().count();
            if width > 0 && width + 1 + long > TEXT_WIDTH {
                out.push('\n');
                width = 0;
            } else if width > 0 {
                out.push(' ');
                width += 1;
            }
            out.push_str(word);
            width += long;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_filled_and_links_stay_whole() {
        let link = format!("https://a.example/{}", "x".repeat(200));
        let text = format!("{}\nend\n\n{link}\n\n  a:  b\n  c:  d\n", "word ".repeat(20));
        let wrapped = wrap(&text);
        assert!(wrapped.lines().filter(|line| *line != link).all(|line| line.chars().count() <= TEXT_WIDTH));
        assert!(wrapped.contains(&format!("\n\n{link}\n\n  a:  b\n  c:  d")), "{wrapped}");
        assert!(wrapped.contains("word end"), "{wrapped}");
    }

    #[test]
    fn a_value_that_is_missing_is_an_error_that_shows_none() {
        let template = Template { name: "test", source: "=== text\n{{ secret }} {{ missing }}\n" };
        let values = BTreeMap::from([("secret", Value::from("hunter2"))]);
        let error = template.render("text", Form::Text, &values).unwrap_err().to_string();
        assert!(
            error.contains("test") && error.contains("undefined") && !error.contains("hunter2"),
            "{error}"
        );
        assert!(template.render("html", Form::Html, &values).is_err());
    }
}
