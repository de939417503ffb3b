//! Mail to an SMTP server, one connection a mail.
//!
//! The conversation is led step by step, because what a refusal means depends on what it answers: a 5xx to the recipient is
//! about this mail, a 5xx to the password is about our settings, and no mail must be thrown away for those.

use std::error::Error as _;
use std::net::IpAddr;
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters, TlsParametersBuilder,
};
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Noop, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::response::Severity;
use lettre::{Address, transport::smtp};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::line_wise::LineWise;
use super::{SmtpConfig, SmtpLogin, Tls, sender};
use crate::error::{DeliveryError, NotifyError};
use crate::mail::{Form, Mail, address};

/// How long we wait for a goodbye. The mail is delivered by then, or refused.
const GOODBYE_MAX: Duration = Duration::from_secs(2);
/// How much of a server's reason is repeated, in characters.
const REASON_MAX: usize = 200;
/// Words of this length or more are not repeated if they stand in the mail: a server may quote a link.
const QUOTED_MIN: usize = 16;

/// A mail server.
pub(super) struct Smtp {
    host: String,
    port: u16,
    tls: Tls,
    parameters: Option<TlsParameters>,
    login: Option<SmtpLogin>,
    from: Mailbox,
    timeout: Duration,
    hello: ClientId,
}

/// What is going on, for errors.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Reach,
    Encrypt,
    SignIn,
    Sender,
    Recipient,
    Content,
    Ask,
}

impl Step {
    fn words(self) -> &'static str {
        match self {
            Self::Reach => "cannot be reached",
            Self::Encrypt => "cannot be spoken to in private",
            Self::SignIn => "does not let us sign in",
            Self::Sender => "does not accept the sender",
            Self::Recipient => "does not accept the recipient",
            Self::Content => "does not accept the mail",
            Self::Ask => "does not answer",
        }
    }
}

/// Why a step failed.
enum Failure {
    Smtp(smtp::Error),
    Io(std::io::Error),
    /// Ours to say.
    Refused(&'static str),
}

impl From<smtp::Error> for Failure {
    fn from(error: smtp::Error) -> Self {
        Self::Smtp(error)
    }
}

/// One conversation.
struct Talk {
    step: Step,
    connection: Option<AsyncSmtpConnection>,
}

impl Smtp {
    pub(super) fn open(config: SmtpConfig) -> Result<Self, NotifyError> {
        let SmtpConfig { host, port, tls, login, from, timeout, authorities } = config;
        let server = format!("{host}:{port}");
        let wrong = |reason: String| NotifyError::Smtp { server: server.clone(), reason };
        if host.is_empty()
            || !host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:".contains(&byte))
        {
            return Err(wrong("expected the name or the address of a host".to_owned()));
        }
        if timeout.is_zero() {
            return Err(wrong("the timeout must be longer than nothing".to_owned()));
        }
        if tls == Tls::None && !is_loopback(&host) {
            let reason = "without encryption, mail goes only to the loopback; use TLS or STARTTLS";
            return Err(wrong(reason.to_owned()));
        }
        let parameters = if tls == Tls::None {
            None
        } else {
            let mut builder =
                TlsParametersBuilder::new(host.clone()).certificate_store(CertificateStore::WebpkiRoots);
            if let Some(path) = &authorities {
                let shown = path.display();
                let pem =
                    std::fs::read(path).map_err(|error| wrong(format!("{shown} cannot be read: {error}")))?;
                let holds = pem.windows(27).any(|window| window == b"-----BEGIN CERTIFICATE-----");
                let certificate = Certificate::from_pem(&pem).ok().filter(|_| holds);
                let certificate = certificate
                    .ok_or_else(|| wrong(format!("{shown} does not hold certificates in PEM form")))?;
                builder = builder.add_root_certificate(certificate);
            }
            Some(builder.build_rustls().map_err(|error| wrong(cause(&error)))?)
        };
        let from = sender(&from)?;
        let domain = from.email.domain();
        // Many servers look at how a client introduces itself; the sender's domain is the best name that we know.
        let hello = if domain.is_ascii() && !domain.starts_with('[') {
            ClientId::Domain(domain.to_owned())
        } else {
            ClientId::default()
        };
        Ok(Self { host, port, tls, parameters, login, from, timeout, hello })
    }

    pub(super) fn describe(&self) -> String {
        let how = match self.tls {
            Tls::Required => "TLS",
            Tls::StartTls => "STARTTLS",
            Tls::None => "not encrypted",
        };
        format!("mail goes to the mail server {}:{} ({how}), from {}", self.host, self.port, self.from.email)
    }

    pub(super) async fn deliver(&self, mail: &Mail) -> Result<(), DeliveryError> {
        let message = mail.compose(&self.from, Form::Wire).map_err(DeliveryError::Permanent)?;
        let to =
            address(&mail.to).ok_or_else(|| DeliveryError::Permanent(NotifyError::Recipient.to_string()))?;
        let mut talk = Talk { step: Step::Reach, connection: None };
        let done = timeout(self.timeout, self.hand_over(&mut talk, to, &message)).await;
        self.end(talk, done, Some(mail)).await
    }

    pub(super) async fn check(&self) -> Result<(), DeliveryError> {
        let mut talk = Talk { step: Step::Reach, connection: None };
        let done = timeout(self.timeout, async {
            let connection = self.begin(&mut talk).await?;
            talk.step = Step::Ask;
            connection_of(&mut talk.connection, connection).command(Noop).await?;
            Ok(())
        })
        .await;
        self.end(talk, done, None).await
    }

    /// Says goodbye and what came of it.
    async fn end(
        &self,
        talk: Talk,
        done: Result<Result<(), Failure>, tokio::time::error::Elapsed>,
        mail: Option<&Mail>,
    ) -> Result<(), DeliveryError> {
        let Ok(result) = done else {
            let (server, limit) = (self.server(), self.timeout.as_secs_f32());
            let what = talk.step.words();
            return Err(DeliveryError::Temporary(format!("{server} {what}: no answer within {limit} s")));
        };
        if let Some(mut connection) = talk.connection {
            // What has been said holds, however the goodbye ends.
            let _ = timeout(GOODBYE_MAX, connection.abort()).await;
        }
        result.map_err(|failure| self.failed(talk.step, failure, mail))
    }

    fn server(&self) -> String {
        format!("the mail server {}:{}", self.host, self.port)
    }

    /// Reaches the server, encrypts, signs in.
    async fn begin(&self, talk: &mut Talk) -> Result<AsyncSmtpConnection, Failure> {
        let server = (self.host.as_str(), self.port);
        let mut connection = match (self.tls, &self.parameters) {
            (Tls::Required, parameters) => {
                let limit = Some(self.timeout);
                AsyncSmtpConnection::connect_tokio1(server, limit, &self.hello, parameters.clone(), None)
                    .await?
            }
            (Tls::StartTls | Tls::None, _) => {
                let stream = TcpStream::connect(server).await.map_err(Failure::Io)?;
                let stream = Box::new(LineWise::new(stream));
                AsyncSmtpConnection::connect_with_transport(stream, &self.hello).await?
            }
        };
        talk.step = Step::Encrypt;
        if self.tls == Tls::StartTls {
            let Some(parameters) = self.parameters.clone() else { return Err(Failure::Refused("no TLS")) };
            if !connection.can_starttls() {
                return Err(Failure::Refused("it offers no STARTTLS"));
            }
            connection.starttls(parameters, &self.hello).await?;
        }
        if self.tls != Tls::None && !connection.is_encrypted() {
            return Err(Failure::Refused("the connection is not encrypted"));
        }
        talk.step = Step::SignIn;
        if let Some(login) = &self.login {
            let credentials = Credentials::new(login.user.clone(), login.password.reveal().to_owned());
            let mechanisms = [Mechanism::Plain, Mechanism::Login];
            if connection.server_info().get_auth_mechanism(&mechanisms).is_none() {
                return Err(Failure::Refused("it takes no password in a way that we know (PLAIN, LOGIN)"));
            }
            connection.auth(&mechanisms, &credentials).await?;
        }
        Ok(connection)
    }

    async fn hand_over(&self, talk: &mut Talk, to: Address, message: &[u8]) -> Result<(), Failure> {
        let connection = self.begin(talk).await?;
        let connection = connection_of(&mut talk.connection, connection);
        let mut parameters = Vec::new();
        talk.step = Step::Recipient;
        if !(AsRef::<str>::as_ref(&to).is_ascii() && AsRef::<str>::as_ref(&self.from.email).is_ascii()) {
            if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Err(Failure::Refused("it takes only addresses in ASCII (no SMTPUTF8)"));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        talk.step = Step::Sender;
        connection.command(MailFrom::new(Some(self.from.email.clone()), parameters)).await?;
        talk.step = Step::Recipient;
        connection.command(Rcpt::new(to, Vec::new())).await?;
        talk.step = Step::Content;
        connection.command(Data).await?;
        connection.message(message).await?;
        Ok(())
    }

    fn failed(&self, step: Step, failure: Failure, mail: Option<&Mail>) -> DeliveryError {
        let (reason, permanent) = match failure {
            Failure::Refused(reason) => (reason.to_owned(), step == Step::Recipient),
            Failure::Io(error) => (error.to_string(), false),
            Failure::Smtp(error) => match error.status() {
                None => (cause(&error), false),
                // A server may repeat what it was given: here, that was a password.
                Some(code) if step == Step::SignIn => {
                    (format!("status {code}; check the user and the password"), false)
                }
                Some(code) => {
                    let said = error.source().map(ToString::to_string).unwrap_or_default();
                    let of_the_mail = match step {
                        // Those with 5.7 are about who may send, not about who gets it; so are those about signing in.
                        Step::Recipient => {
                            !said.starts_with("5.7.") && !matches!(u16::from(code), 530 | 535 | 538)
                        }
                        Step::Content => true,
                        Step::Reach | Step::Encrypt | Step::SignIn | Step::Sender | Step::Ask => false,
                    };
                    let permanent = code.severity == Severity::PermanentNegativeCompletion && of_the_mail;
                    (format!("{code} {}", said_safely(&said, mail)).trim_end().to_owned(), permanent)
                }
            },
        };
        let text = format!("{} {}: {reason}", self.server(), step.words());
        if permanent { DeliveryError::Permanent(text) } else { DeliveryError::Temporary(text) }
    }
}

/// Keeps the connection where the goodbye finds it.
fn connection_of(
    place: &mut Option<AsyncSmtpConnection>,
    connection: AsyncSmtpConnection,
) -> &mut AsyncSmtpConnection {
    place.insert(connection)
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// The innermost reason of an error.
fn cause(error: &(dyn std::error::Error + 'static)) -> String {
    let mut inner = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    inner.to_string()
}

/// What a server said, on one line, not endless, and without what it quotes from the mail.
fn said_safely(said: &str, mail: Option<&Mail>) -> String {
    let line: String = said.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words = line.split_whitespace().map(|word| {
        let core = word.trim_matches(|c: char| !c.is_alphanumeric());
        let quoted = mail.is_some_and(|mail| {
            core.len() >= QUOTED_MIN
                && !core.contains(&mail.to)
                && (mail.text.contains(core) || mail.html.contains(core))
        });
        if quoted || word.contains("://") { "[…]" } else { word }
    });
    words.collect::<Vec<_>>().join(" ").chars().take(REASON_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_loopback_may_do_without_encryption() {
        for (host, fine) in [
            ("localhost", true),
            ("127.0.0.1", true),
            ("::1", true),
            ("mail.example.com", false),
            ("10.0.0.1", false),
            ("localhost.example.com", false),
        ] {
            let config = SmtpConfig {
                host: host.to_owned(),
                port: 25,
                tls: Tls::None,
                login: None,
                from: "a@example.com".to_owned(),
                timeout: Duration::from_secs(1),
                authorities: None,
            };
            assert_eq!(Smtp::open(config).is_ok(), fine, "{host}");
        }
    }

    #[test]
    fn what_a_server_quotes_from_the_mail_is_not_repeated() {
        let [to, subject, html] = ["ada@a-long-name.example", "s", ""].map(str::to_owned);
        let text =
            "https://a.example/verify?token=s3cr3tt0kenS3CR3T mail for ada@a-long-name.example".to_owned();
        let mail = Mail { to, subject, text, html, dedupe: "d".to_owned() };
        let said = "5.7.1 <ada@a-long-name.example> listed:\r\n <https://a.example/x> s3cr3tt0kenS3CR3T!";
        assert_eq!(said_safely(said, Some(&mail)), "5.7.1 <ada@a-long-name.example> listed: […] […]");
        assert_eq!(said_safely(&"x ".repeat(1_000), None).len(), REASON_MAX);
    }
}
