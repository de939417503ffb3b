//! `[mail]`: how mails leave.

use std::path::{Path, PathBuf};

use skytally_model::Region;

use super::vault::region;
use crate::settings::address::{HttpUrl, is_loopback};
use crate::settings::fault::Origin;
use crate::settings::form::{mailbox, of_characters, one_of, path, text, web, whole};
use crate::settings::reader::Section;
use crate::settings::secret::Secret;

/// The folder in the data folder that mails are written to.
const FOLDER: &str = "mail";

/// How mails leave.
pub(crate) struct Mail {
    pub(crate) transport: Transport,
    /// The sender, with or without a name.
    pub(crate) from: String,
}

/// Who takes the mails.
pub(crate) enum Transport {
    /// Nobody: they are written into this folder.
    Folder(PathBuf),
    /// A mail server.
    Smtp(Smtp),
    /// AWS Simple Email Service.
    Ses(Ses),
}

/// A mail server.
pub(crate) struct Smtp {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) tls: SmtpTls,
    pub(crate) login: Option<SmtpLogin>,
}

/// How the connection to a mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SmtpTls {
    /// From a plain connection, before anything else. A server that cannot do it gets no mail.
    StartTls,
    /// From the first byte.
    Tls,
    /// Not at all.
    None,
}

/// Who we are to a mail server.
pub(crate) struct SmtpLogin {
    pub(crate) user: String,
    pub(crate) password: Secret,
}

/// AWS Simple Email Service.
#[derive(Debug, Clone)]
pub(crate) struct Ses {
    pub(crate) region: Region,
    /// Another address in place of AWS's.
    pub(crate) endpoint_url: Option<HttpUrl>,
}

#[derive(Clone, Copy, PartialEq)]
enum Word {
    Folder,
    Smtp,
    Ses,
}

impl Mail {
    pub(crate) fn read(section: &mut Section<'_>, data: Option<&Path>) -> Option<Self> {
        let word = section
            .value("transport", one_of([("folder", Word::Folder), ("smtp", Word::Smtp), ("ses", Word::Ses)]));
        let from = section.value("from", mailbox());
        let folder = section.optional("folder", path("the path of a folder"));
        // What is wrong with a transport that was not chosen is told as well; what is missing of it is not.
        let smtp = section.section("smtp", |section| Some(smtp(section, word == Some(Word::Smtp))));
        let ses = section.section("ses", |section| Some(ses(section, word == Some(Word::Ses))));
        let (smtp, smtp_given) = smtp?;
        let (ses, ses_given) = ses?;
        let word = word?;
        if word != Word::Folder && section.origin("from") == Origin::Default {
            section.clash(
                &["transport"],
                "mail.from is still the default, which no mail server takes; give the sender's address",
            );
        }
        let transport = match word {
            Word::Folder => {
                let other =
                    smtp_given.map(|origin| ("smtp", origin)).or(ses_given.map(|origin| ("ses", origin)));
                if let (Some((other, origin)), None) = (other, section.given(&["transport"])) {
                    section.fault_at(
                        &origin,
                        format!(
                            "mail.transport was left at \"folder\", but there are settings in mail.{other}; say \
                             transport = {other:?}, or, if that is not meant, transport = \"folder\""
                        ),
                    );
                }
                let folder = match folder? {
                    Some(folder) => folder,
                    None => {
                        let folder = data?.join(FOLDER);
                        section.means("folder", folder.display().to_string());
                        folder
                    }
                };
                Transport::Folder(folder)
            }
            Word::Smtp => Transport::Smtp(smtp??),
            Word::Ses => Transport::Ses(ses??),
        };
        Some(Self { transport, from: from? })
    }
}

/// A part that was read (nothing if it was wrong, none if it was not given), and where something in it was given.
type Part<T> = (Option<Option<T>>, Option<Origin>);

/// The mail server.
fn smtp(section: &mut Section<'_>, chosen: bool) -> Part<Smtp> {
    let smtp = read_smtp(section, chosen);
    let given = section.given(&["host", "port", "tls", "user", "password", "password_file"]);
    (smtp, given.map(|key| section.origin(key)))
}

fn read_smtp(section: &mut Section<'_>, chosen: bool) -> Option<Option<Smtp>> {
    let host = section.optional(
        "host",
        of_characters("the name or address of a server, such as smtp.example.com", 1..=253, |c| {
            c.is_ascii_alphanumeric() || "-._:[]".contains(c)
        }),
    );
    let port = section.value("port", whole(1..=65_535));
    let tls = section.value(
        "tls",
        one_of([("starttls", SmtpTls::StartTls), ("tls", SmtpTls::Tls), ("none", SmtpTls::None)]),
    );
    let user = section.optional("user", text("the name of a user"));
    let password = section.secret("password", "password_file");
    if chosen && host == Some(None) {
        section.fault("host", "is empty, but mail.transport is \"smtp\"; name the mail server");
    }
    let login = match (user?, password?) {
        (None, None) => None,
        (Some(user), Some(password)) => Some(SmtpLogin { user, password }),
        (Some(_), None) => {
            let text = "is given without a password; give mail.smtp.password_file or mail.smtp.password";
            section.fault("user", text);
            return None;
        }
        (None, Some(_)) => {
            section.fault("user", "is empty, but there is a password; give the user that it belongs to");
            return None;
        }
    };
    let (Some(host), tls) = (host?, tls?) else { return Some(None) };
    if tls == SmtpTls::None && login.is_some() && !is_loopback(&host) {
        let text = "is \"none\", so the password would travel in the clear; use \"starttls\" or \"tls\"";
        section.fault("tls", text);
        return None;
    }
    Some(Some(Smtp { host, port: port?, tls, login }))
}

/// SES.
fn ses(section: &mut Section<'_>, chosen: bool) -> Part<Ses> {
    let region = section.optional("region", region());
    let endpoint_url = section.optional("endpoint_url", web());
    if chosen && region == Some(None) {
        section.fault("region", "is empty, but mail.transport is \"ses\"; name the region of SES");
    }
    let read = || {
        let (region, endpoint_url) = (region?, endpoint_url?);
        Some(region.map(|region| Ses { region, endpoint_url }))
    };
    let given = section.given(&["region", "endpoint_url"]);
    (read(), given.map(|key| section.origin(key)))
}
