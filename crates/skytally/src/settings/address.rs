//! Addresses: of the web, and of a database.

use std::fmt;
use std::net::IpAddr;

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use reqwest::Url;
use zeroize::Zeroizing;

use super::form::{Refusal, because};
use super::secret::{MASK, Secret};

/// An address that begins with `http://` or `https://`. It holds no password and no query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HttpUrl {
    text: String,
    url: Url,
}

impl HttpUrl {
    /// Takes an address.
    ///
    /// # Errors
    ///
    /// What is no address of the web, or has a password or a query.
    pub(crate) fn parse(text: &str) -> Result<Self, Refusal> {
        // Before an at sign there may be a password.
        let other = || if text.contains('@') { Refusal::OtherHidden } else { Refusal::Other };
        let url = Url::parse(text).map_err(|_| other())?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(other());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(because("holds a user or a password; an address gets into logs, so take it out"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(because("has a part behind ? or #; take it out"));
        }
        Ok(Self { text: text.to_owned(), url })
    }

    /// The address, as it was given.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The address, without a slash at its end.
    pub(crate) fn base(&self) -> &str {
        self.text.trim_end_matches('/')
    }

    /// Whether there is nothing behind the host and port.
    pub(crate) fn is_root(&self) -> bool {
        self.url.path() == "/"
    }

    /// Whether it begins with `https://`.
    pub(crate) fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Whether it is of this very machine.
    pub(crate) fn is_loopback(&self) -> bool {
        self.url.host_str().is_some_and(is_loopback)
    }
}

impl fmt::Display for HttpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Whether a host is this very machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => bare == "localhost" || bare.ends_with(".localhost"),
    }
}

/// The address of a PostgreSQL database, with the password apart.
pub(crate) struct DatabaseUrl {
    /// What stands before the password: the scheme and the user.
    before: String,
    password: Option<Zeroizing<String>>,
    /// What stands behind it, from the at sign.
    behind: String,
}

impl DatabaseUrl {
    /// Takes an address such as `postgres://user:password@host/database`. No refusal repeats it.
    pub(super) fn parse(text: &str) -> Result<Self, Refusal> {
        let (scheme, rest) = text.split_once("://").ok_or(Refusal::OtherHidden)?;
        if !matches!(scheme, "postgres" | "postgresql") {
            return Err(Refusal::OtherHidden);
        }
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let (userinfo, host) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (user, password) = match userinfo.split_once(':') {
            Some((user, password)) => (user, Some(Zeroizing::new(password.to_owned()))),
            None => (userinfo, None),
        };
        let at = if authority.contains('@') { "@" } else { "" };
        let parts =
            Self { before: format!("{scheme}://{user}"), password, behind: format!("{at}{host}{path}") };
        let url = Url::parse(&parts.masked()).map_err(|_| Refusal::OtherHidden)?;
        if url.query_pairs().any(|(key, _)| key == "password") {
            return Err(because(
                "has the password behind ?; put it before the @ as in postgres://user:password@host/database, or \
                 into store.password_file",
            ));
        }
        if url.fragment().is_some() {
            return Err(because("has a part behind #; write that character as %23"));
        }
        if parts.password.as_ref().is_some_and(|password| {
            password.as_str() == MASK || percent_decode_str(password).decode_utf8_lossy() == MASK
        }) {
            return Err(because(IS_MASK));
        }
        Ok(parts)
    }

    /// Whether there is a password in it.
    pub(super) fn has_password(&self) -> bool {
        self.password.is_some()
    }

    /// Puts a password in. False when there is no user whose it could be.
    pub(super) fn set_password(&mut self, password: &Secret) -> bool {
        let has_user = self.behind.starts_with('@') && !self.before.ends_with('/');
        if has_user {
            let encoded = utf8_percent_encode(password.expose(), NON_ALPHANUMERIC).to_string();
            self.password = Some(Zeroizing::new(encoded));
        }
        has_user
    }

    /// The address as people may see it.
    pub(crate) fn masked(&self) -> String {
        let password = if self.password.is_some() { format!(":{MASK}") } else { String::new() };
        format!("{}{password}{}", self.before, self.behind)
    }

    /// The whole address, with the password, for the driver alone.
    pub(crate) fn expose(&self) -> Zeroizing<String> {
        let length =
            self.before.len() + self.behind.len() + self.password.as_ref().map_or(0, |p| p.len() + 1);
        // Enough room at once: a text that grows leaves its old copies behind.
        let mut whole = Zeroizing::new(String::with_capacity(length));
        whole.push_str(&self.before);
        if let Some(password) = &self.password {
            whole.push(':');
            whole.push_str(password);
        }
        whole.push_str(&self.behind);
        whole
    }
}

/// What is said of a mask in the place of a secret.
pub(super) const IS_MASK: &str =
    "is the mask that `skytally config show` prints in place of a secret; give the secret, or its file";
