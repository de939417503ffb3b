//! Sessions of people: what is known of one, and the cookie that carries its token.

use std::net::IpAddr;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use skytally_model::{SessionId, UserId};

use crate::Error;
use crate::oidc::is_safe_address;
use crate::policy::{SessionLimits, SessionState};

/// The longest text that is kept of a user agent, in characters.
pub const AGENT_CHARACTERS_MAX: usize = 64;

/// A session, without its token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Session {
    /// Its id: for lists and for revoking, not for signing in.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// When it began.
    pub began: Timestamp,
    /// When it was used last, to the minute.
    pub last_used: Timestamp,
    /// From where it began.
    pub address: IpAddr,
    /// With what it began, as [`describe_agent`] says it.
    pub agent: String,
    /// Whether a second factor was shown: a one-time code, a recovery code, or a provider of OpenID Connect.
    pub second_factor: bool,
}

impl Session {
    /// What it is now.
    pub fn state(&self, limits: &SessionLimits, now: Timestamp) -> SessionState {
        limits.state(self.began, self.last_used, now)
    }
}

/// The cookie that carries the token of a session, as its parts. All cookies of sessions are HttpOnly: no script reads them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionCookie {
    /// Its name. With `__Host-` in front the browser itself sees to Secure, to the path, and that no other host sets it.
    pub name: &'static str,
    /// Whether it is sent over TLS only.
    pub secure: bool,
    /// Whether scripts cannot read it: always.
    pub http_only: bool,
    /// `Lax`: it comes along when people follow a link to us, but not with a form or a script of another site.
    pub same_site: &'static str,
    /// The paths it is sent to: all.
    pub path: &'static str,
    /// How long the browser keeps it: as long as a session can hold. That it ends earlier, the server knows.
    pub max_age: Duration,
}

impl SessionCookie {
    /// The cookie for a service that people reach at this address.
    ///
    /// # Errors
    /// An address that is neither `https://` nor `http://` with a loopback host: tokens would travel in the clear.
    pub fn of(public_address: &str, limits: &SessionLimits) -> Result<Self, Error> {
        let refused = || Error::Address { what: "the service".to_owned() };
        let address = reqwest::Url::parse(public_address).map_err(|_| refused())?;
        if !is_safe_address(&address) {
            return Err(refused());
        }
        let secure = address.scheme() == "https";
        Ok(Self {
            name: if secure { "__Host-skytally" } else { "skytally" },
            secure,
            http_only: true,
            same_site: "Lax",
            path: "/",
            max_age: limits.absolute(),
        })
    }
}

/// Browsers, by the word that tells them; one that names others for compatibility stands before those.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Systems, by the word that tells them, in the same order.
const SYSTEMS: &[(&str, &str)] = &[
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// Says a user agent in words by which people tell their sessions apart: `Firefox on Linux`, `curl/8.5.0`.
///
/// Of what is not known, the first word is kept, shortened, without what is not printable.
pub fn describe_agent(user_agent: &str) -> String {
    let find = |table: &[(&str, &'static str)]| {
        table.iter().find(|(word, _)| user_agent.contains(word)).map(|(_, name)| *name)
    };
    match (find(BROWSERS), find(SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, _) => {
            let first = user_agent.split_whitespace().next().unwrap_or_default();
            let kept: String =
                first.chars().filter(|c| c.is_ascii_graphic()).take(AGENT_CHARACTERS_MAX).collect();
            if kept.is_empty() { "unknown".to_owned() } else { kept }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_cookie_is_safe_wherever_it_travels() {
        let limits = SessionLimits::default();
        for (address, name, secure) in [
            ("https://skytally.example.com", "__Host-skytally", true),
            ("https://127.0.0.1:8443/", "__Host-skytally", true),
            ("http://127.0.0.1:8080", "skytally", false),
            ("http://localhost:8080", "skytally", false),
            ("http://[::1]:8080", "skytally", false),
        ] {
            let cookie = SessionCookie::of(address, &limits).unwrap();
            assert_eq!((cookie.name, cookie.secure), (name, secure), "{address}");
            assert_eq!((cookie.http_only, cookie.same_site, cookie.path), (true, "Lax", "/"));
            assert_eq!(cookie.max_age, limits.absolute());
        }
        for address in [
            "",
            "skytally.example.com",
            "http://skytally.example.com",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "http://0.0.0.0:8080",
            "ftp://localhost",
            "https://user:secret@example.com",
        ] {
            assert!(SessionCookie::of(address, &limits).is_err(), "{address}");
        }
    }

    #[test]
    fn a_session_knows_when_it_ends() {
        let began = Timestamp::from_second(1_800_000_000).unwrap();
        let session = Session {
            id: SessionId::new(uuid::Uuid::nil()),
            user: UserId::new(uuid::Uuid::nil()),
            began,
            last_used: began,
            address: IpAddr::from([127, 0, 0, 1]),
            agent: "curl/8.5.0".to_owned(),
            second_factor: false,
        };
        let limits = SessionLimits::default();
        let later = |hours: i64| began + jiff::SignedDuration::from_hours(hours);
        assert_eq!(session.state(&limits, later(11)), SessionState::Alive);
        assert_eq!(session.state(&limits, later(12)), SessionState::Idle);
        assert_eq!(session.state(&limits, later(7 * 24)), SessionState::Over);
        let json = serde_json::to_value(&session).unwrap();
        assert_eq!(json["began"], "2027-01-15T08:00:00Z");
    }

    #[test]
    fn agents_are_said_in_words() {
        for (agent, words) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15",
                "Safari on macOS",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36",
                "Chrome on Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0 Mobile/15E148 Safari/604.1",
                "Chrome on iPhone",
            ),
            ("curl/8.5.0", "curl/8.5.0"),
            ("<script>alert(1)</script> x", "<script>alert(1)</script>"),
            ("", "unknown"),
            ("\u{1b}[31m", "[31m"),
        ] {
            assert_eq!(describe_agent(agent), words);
        }
    }

    proptest! {
        #[test]
        fn any_agent_is_short_and_printable(agent in "(?s).{0,300}") {
            let words = describe_agent(&agent);
            prop_assert!(!words.is_empty() && words.len() <= AGENT_CHARACTERS_MAX);
            prop_assert!(words.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' '));
        }
    }
}
