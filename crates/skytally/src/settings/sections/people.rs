//! `[people]`: who may come in, and how.

use std::time::Duration;

use crate::settings::address::HttpUrl;
use crate::settings::form::{Form, Refusal, hours, names, of_characters, one_of, text, web, whole};
use crate::settings::reader::Section;
use crate::settings::secret::Secret;
use crate::settings::show::Plain;

/// What memory times passes must come to at least: OWASP's recommendations lie above it, such as 19456 KiB with 2
/// passes or 7168 KiB with 5 (Password Storage Cheat Sheet, 2025).
const ARGON2_WORK_MIN_KIB: u32 = 35_840;

/// What is asked of an OpenID provider unless somebody says otherwise.
const SCOPES: [&str; 3] = ["openid", "email", "profile"];

/// Who may come in, and how.
pub(crate) struct People {
    pub(crate) sign_up: SignUp,
    /// A session that is not used for so long ends.
    pub(crate) session_idle: Duration,
    /// A session ends after so long in any case.
    pub(crate) session_absolute: Duration,
    /// The name that authenticator apps show.
    pub(crate) totp_issuer: String,
    pub(crate) passwords: Passwords,
    pub(crate) oidc: Vec<Oidc>,
}

/// Who may sign up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SignUp {
    /// Everybody.
    Open,
    /// Who was invited to a workspace.
    Invited,
}

/// What Argon2id does to a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Passwords {
    pub(crate) memory_kib: u32,
    pub(crate) passes: u32,
}

/// A provider of identities.
pub(crate) struct Oidc {
    /// Its name in addresses.
    pub(crate) name: String,
    /// Exactly as the provider gives it, with or without a slash at its end.
    pub(crate) issuer: HttpUrl,
    pub(crate) client_id: String,
    /// None for a public client.
    pub(crate) client_secret: Option<Secret>,
    pub(crate) scopes: Vec<String>,
}

impl People {
    pub(crate) fn read(section: &mut Section<'_>) -> Option<Self> {
        let sign_up =
            section.value("sign_up", one_of([("open", SignUp::Open), ("invited", SignUp::Invited)]));
        let session_idle = section.value("session_idle_hours", hours(1..=720));
        let session_absolute = section.value("session_absolute_hours", hours(1..=8_760));
        let totp_issuer = section.value("totp_issuer", issuer());
        let memory_kib = section.value("argon2_memory_kib", whole(7_168..=1_048_576));
        let passes = section.value("argon2_passes", whole(1..=20));
        let oidc = section.list("oidc", Oidc::read);
        if let (Some(idle), Some(absolute)) = (session_idle, session_absolute)
            && idle > absolute
        {
            section.clash(
                &["session_idle_hours", "session_absolute_hours"],
                "people.session_idle_hours is more than people.session_absolute_hours, which ends the session before; make it less",
            );
        }
        if let (Some(memory_kib), Some(passes)) = (memory_kib, passes)
            && u64::from(memory_kib) * u64::from(passes) < u64::from(ARGON2_WORK_MIN_KIB)
        {
            let least = ARGON2_WORK_MIN_KIB.div_ceil(memory_kib);
            section.clash(
                &["argon2_passes", "argon2_memory_kib"],
                format!(
                    "people.argon2_passes is {passes}, too few for {memory_kib} KiB: stolen passwords would be \
                     guessed too fast; make it {least}, or raise people.argon2_memory_kib"
                ),
            );
        }
        Some(Self {
            sign_up: sign_up?,
            session_idle: session_idle?,
            session_absolute: session_absolute?,
            totp_issuer: totp_issuer?,
            passwords: Passwords { memory_kib: memory_kib?, passes: passes? },
            oidc: oidc?,
        })
    }
}

impl Oidc {
    fn read(section: &mut Section<'_>) -> Option<Self> {
        let name = section.value(
            "name",
            of_characters("a name of 1 to 32 small letters, digits and dashes", 1..=32, |c| {
                c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'
            }),
        );
        let issuer = section.value("issuer", web());
        let client_id = section.value("client_id", text("the id that the provider gave"));
        let client_secret = section.secret("client_secret", "client_secret_file");
        let default = || {
            let scopes: Vec<String> = SCOPES.map(str::to_owned).to_vec();
            (scopes.clone(), Plain::List(scopes))
        };
        let scopes =
            section.value_or("scopes", names(r#"a list of scopes such as ["openid", "email"]"#), default);
        if let Some(issuer) = &issuer
            && !issuer.is_https()
            && !issuer.is_loopback()
        {
            section.fault("issuer", format!("{issuer} is without TLS; give its https:// address"));
        }
        for scope in ["openid", "email"] {
            if scopes.as_ref().is_some_and(|scopes| !scopes.iter().any(|given| given == scope)) {
                section.fault(
                    "scopes",
                    format!("lacks {scope:?}, without which nobody can be recognised; add it"),
                );
            }
        }
        Some(Self {
            name: name?,
            issuer: issuer?,
            client_id: client_id?,
            client_secret: client_secret?,
            scopes: scopes?,
        })
    }
}

/// A name for authenticator apps. A colon ends it in their addresses.
fn issuer() -> Form<String> {
    let form = text("a name without a colon");
    let read = form.read;
    Form::new(form.expected, move |raw, place| {
        read(raw, place).and_then(
            |(name, plain)| {
                if name.contains(':') { Err(Refusal::Other) } else { Ok((name, plain)) }
            },
        )
    })
}
