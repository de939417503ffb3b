//! Mail through a real mail server, which may refuse, hang or hang up at any point.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

use std::path::PathBuf;
use std::time::Duration;

use serde_json::Value;
use skytally_notify::{
    DeliveryError, Letter, Mail, NotifyError, Password, SmtpConfig, SmtpLogin, Tls, Transport,
    TransportConfig,
};
use skytally_testkit::{SmtpServer, python};

const FROM: &str = "Skytally für alle <skytally@example.com>";
const LINK: &str = "https://skytally.example/join?token=Zm9vYmFyYmF6-_0123456789abcdefghij&from=mail";

/// A file with the authority of the server's certificate, which ends with the test.
struct Authority(PathBuf);

impl Authority {
    fn of(server: &SmtpServer) -> Self {
        let name = format!("skytally-authority-{}-{}.pem", std::process::id(), server.port("tls"));
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, server.authority()).unwrap();
        Self(path)
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn mail() -> Mail {
    let [workspace, inviter] = ["Müller & Söhne \"<b>\"\r\nX-Evil: 1", "Zoë Ångström"].map(str::to_owned);
    let letter = Letter::Invitation {
        workspace,
        inviter,
        role: skytally_model::Role::Admin,
        link: LINK.to_owned(),
        days: 7,
    };
    letter.render("ada@example.com", "0198-a").unwrap()
}

/// Settings for the port that demands nothing.
fn plain(server: &SmtpServer) -> SmtpConfig {
    SmtpConfig {
        host: "127.0.0.1".to_owned(),
        port: server.port("plain"),
        tls: Tls::None,
        login: None,
        from: FROM.to_owned(),
        timeout: Duration::from_secs(20),
        authorities: None,
    }
}

/// Settings for a port that demands encryption and a password.
fn private(server: &SmtpServer, authority: &Authority, tls: Tls) -> SmtpConfig {
    let password = Password::new(server.password().to_owned());
    SmtpConfig {
        port: server.port(if tls == Tls::Required { "tls" } else { "starttls" }),
        tls,
        login: Some(SmtpLogin { user: server.user().to_owned(), password }),
        authorities: Some(authority.0.clone()),
        ..plain(server)
    }
}

async fn open(config: SmtpConfig) -> Transport {
    Transport::open(TransportConfig::Smtp(config)).await.unwrap_or_else(|error| panic!("{error}"))
}

fn temporary(result: Result<(), DeliveryError>) -> String {
    match result {
        Err(DeliveryError::Temporary(text)) => text,
        other => panic!("expected a temporary failure, found {other:?}"),
    }
}

fn header<'a>(mail: &'a Value, name: &str) -> Vec<&'a str> {
    let headers = mail["headers"].as_array().unwrap().iter();
    headers.filter(|header| header[0] == name).map(|header| header[1].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_mail_arrives_once_with_both_bodies_and_its_headers() {
    let Some(python) = python() else { return };
    let server = SmtpServer::start(&python);
    let transport = open(plain(&server)).await;
    let told = format!(
        "mail goes to the mail server 127.0.0.1:{} (not encrypted), from skytally@example.com",
        server.port("plain")
    );
    assert_eq!(transport.describe(), told);
    transport.check().await.unwrap();
    assert!(server.mails().is_empty());
    let sent = mail();
    transport.deliver(&sent).await.unwrap();
    let mails = server.mails();
    assert_eq!(mails.len(), 1);
    let got = &mails[0];
    assert_eq!(
        (got["from"].as_str(), &got["to"]),
        (Some("skytally@example.com"), &serde_json::json!(["ada@example.com"]))
    );
    assert_eq!((&got["encrypted"], got["hello"].as_str()), (&Value::Bool(false), Some("example.com")));
    assert_eq!(got["type"], "multipart/alternative");
    assert_eq!(got["parts"], serde_json::json!(["text/plain", "text/html"]));
    assert_eq!(got["defects"], serde_json::json!([]));
    assert_eq!(got["text"].as_str().unwrap().replace("\r\n", "\n"), sent.text);
    assert_eq!(got["html"].as_str().unwrap().replace("\r\n", "\n"), sent.html);
    assert!(sent.text.contains(LINK) && got["raw"].as_str().unwrap().is_ascii());
    assert!(got["raw"].as_str().unwrap().lines().all(|line| line.len() <= 998));
    let subject = "Zoë Ångström invites you to Müller & Söhne \"<b>\" X-Evil: 1 on Skytally";
    assert_eq!(header(got, "Subject"), [subject]);
    assert_eq!(header(got, "From"), [FROM]);
    assert_eq!(header(got, "To"), ["ada@example.com"]);
    assert_eq!(header(got, "Message-ID"), ["<0198-a@example.com>"]);
    assert_eq!(header(got, "X-Skytally-Mail"), ["0198-a"]);
    assert_eq!(header(got, "Auto-Submitted"), ["auto-generated"]);
    assert_eq!(header(got, "MIME-Version"), ["1.0"]);
    assert_eq!(header(got, "Date").len(), 1);
    assert!(header(got, "X-Evil").is_empty());
    // Another try is the same mail to whoever compares.
    transport.deliver(&sent).await.unwrap();
    assert_eq!(header(&server.mails()[1], "Message-ID"), header(got, "Message-ID"));
}

#[tokio::test]
async fn passwords_and_mail_go_encrypted_and_only_to_a_server_with_the_right_certificate() {
    let Some(python) = python() else { return };
    let server = SmtpServer::start(&python);
    let authority = Authority::of(&server);
    for tls in [Tls::StartTls, Tls::Required] {
        let transport = open(private(&server, &authority, tls)).await;
        transport.check().await.unwrap_or_else(|error| panic!("{tls:?}: {error}"));
        transport.deliver(&mail()).await.unwrap_or_else(|error| panic!("{tls:?}: {error}"));
        let mails = server.mails();
        assert_eq!((mails.len(), &mails[0]["encrypted"]), (1, &Value::Bool(true)), "{tls:?}");
        assert_eq!(mails[0]["user"].as_str(), Some(server.user()), "{tls:?}");
        server.clear();

        // Nobody vouches for the certificate.
        let stranger = SmtpConfig { authorities: None, ..private(&server, &authority, tls) };
        let text = temporary(open(stranger).await.deliver(&mail()).await);
        assert!(text.to_lowercase().contains("certificate"), "{tls:?}: {text}");

        // It is for 127.0.0.1 and not for the name of the same place.
        let other = SmtpConfig { host: "localhost".to_owned(), ..private(&server, &authority, tls) };
        let text = temporary(open(other).await.deliver(&mail()).await);
        assert!(text.contains("not valid for name"), "{tls:?}: {text}");

        // A wrong password is a matter of the settings: no mail is thrown away for it.
        let mut wrong = private(&server, &authority, tls);
        wrong.login =
            Some(SmtpLogin { user: "skytally".to_owned(), password: Password::new("s3cr3t".to_owned()) });
        let transport = open(wrong).await;
        for result in [transport.deliver(&mail()).await, transport.check().await] {
            let text = temporary(result);
            assert!(text.contains("535") && text.contains("password") && !text.contains("s3cr3t"), "{text}");
        }
        assert!(server.mails().is_empty(), "{tls:?}");
    }
}

#[tokio::test]
async fn a_server_that_repeats_the_password_does_not_get_it_into_an_error() {
    let Some(python) = python() else { return };
    let server = SmtpServer::start(&python);
    let authority = Authority::of(&server);
    server.script("AUTH", "reply", &format!("535 5.7.8 {} is not the password", server.password()), 1);
    let text = temporary(open(private(&server, &authority, Tls::StartTls)).await.deliver(&mail()).await);
    assert!(text.contains("535") && !text.contains(server.password()), "{text}");
}

#[tokio::test]
async fn starttls_is_not_done_without_and_not_tricked() {
    let Some(python) = python() else { return };
    let server = SmtpServer::start(&python);
    let authority = Authority::of(&server);
    let config =
        || SmtpConfig { timeout: Duration::from_secs(5), ..private(&server, &authority, Tls::StartTls) };
    // Answers in the clear, slipped in behind the go-ahead, must not pass for those of the encrypted conversation.
    server.script("STARTTLS", "inject", "250-evil.example\r\n250 AUTH PLAIN", 1);
    let text = temporary(open(config()).await.deliver(&mail()).await);
    assert!(text.contains("cannot be spoken to in private"), "{text}");
    server.script("EHLO", "reply", "250 evil.example", 1);
    let text = temporary(open(config()).await.deliver(&mail()).await);
    assert!(text.contains("offers no STARTTLS"), "{text}");
    server.script("STARTTLS", "reply", "454 4.7.0 not now", 1);
    let text = temporary(open(config()).await.deliver(&mail()).await);
    assert!(text.contains("454") && text.contains("not now"), "{text}");
    assert!(server.mails().is_empty());
    open(config()).await.deliver(&mail()).await.unwrap();
    assert_eq!(server.mails().len(), 1);
}

#[tokio::test]
async fn refusals_are_final_only_where_they_are_about_the_mail() {
    let Some(python) = python() else { return };
    let server = SmtpServer::start(&python);
    let transport = open(plain(&server)).await;
    for (stage, reply, lasting) in [
        ("CONNECT", "421 4.3.2 busy", false),
        ("CONNECT", "554 5.3.2 no service", false),
        ("EHLO", "550 5.7.0 go away", false),
        ("MAIL", "451 4.3.0 later", false),
        ("MAIL", "550 5.7.1 sender refused", false),
        ("RCPT", "450 4.2.1 greylisted", false),
        ("RCPT", "550 5.1.1 no such user", true),
        ("RCPT", "553 no such address", true),
        ("RCPT", "550 5.7.1 relaying denied", false),
        ("RCPT", "530 5.7.0 authentication needed", false),
        ("DATA", "451 4.3.0 no room", false),
        ("DATA", "554 5.5.1 no valid recipients", true),
        ("CONTENT", "452 4.3.1 disk full", false),
        ("CONTENT", "554 5.6.0 looks like spam", true),
    ] {
        server.script(stage, "reply", reply, 1);
        let error = transport.deliver(&mail()).await.unwrap_err();
        assert_eq!(!error.is_temporary(), lasting, "{stage} {reply}: {error}");
        let (code, words) = reply.split_once(' ').unwrap();
        let text = error.to_string();
        assert!(text.contains(code) && text.contains(words), "{stage} {reply}: {text}");
    }
    // A server that quotes the mail does not get its link into an error.
    server.script("CONTENT", "reply", &format!("554 listed: <{LINK}> Zm9vYmFyYmF6-_0123456789abcdefghij"), 1);
    let error = transport.deliver(&mail()).await.unwrap_err().to_string();
    assert!(error.contains("listed") && !error.contains("Zm9v"), "{error}");
    assert!(server.mails().is_empty());
    // What it does at the goodbye changes nothing.
    for action in ["drop", "reply"] {
        server.script("QUIT", action, "554 never", 1);
        transport.deliver(&mail()).await.unwrap();
    }
    assert_eq!(server.mails().len(), 2);
}

#[tokio::test]
async fn a_server_that_hangs_or_hangs_up_is_tried_again_later() {
    let Some(python) = python() else { return };
    let server = SmtpServer::start(&python);
    let authority = Authority::of(&server);
    let hasty = |config: SmtpConfig| SmtpConfig { timeout: Duration::from_millis(700), ..config };
    for stage in ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "CONTENT"] {
        server.script(stage, "drop", "", 1);
        temporary(open(plain(&server)).await.deliver(&mail()).await);
        server.script(stage, "hang", "", 1);
        let text = temporary(open(hasty(plain(&server))).await.deliver(&mail()).await);
        assert!(text.contains("no answer within 0.7 s"), "{stage}: {text}");
    }
    for stage in ["STARTTLS", "AUTH"] {
        server.script(stage, "drop", "", 1);
        temporary(open(private(&server, &authority, Tls::StartTls)).await.deliver(&mail()).await);
    }
    assert!(server.mails().is_empty());
    // It keeps the mail and then says nothing more: delivered.
    server.script("QUIT", "hang", "", 1);
    open(plain(&server)).await.deliver(&mail()).await.unwrap();
    assert_eq!(server.mails().len(), 1);
    let port = server.port("plain");
    let config = plain(&server);
    drop(server);
    let text = temporary(open(config).await.deliver(&mail()).await);
    assert!(text.contains(&format!("127.0.0.1:{port} cannot be reached")), "{text}");
}

#[tokio::test]
async fn an_address_outside_ascii_goes_only_to_a_server_that_takes_it() {
    let Some(python) = python() else { return };
    let server = SmtpServer::start(&python);
    let transport = open(plain(&server)).await;
    let mail = Mail { to: "zoë@exämple.com".to_owned(), ..mail() };
    transport.deliver(&mail).await.unwrap();
    let got = &server.mails()[0];
    assert_eq!(got["to"], serde_json::json!(["zoë@exämple.com"]));
    assert!(got["options"].to_string().contains("SMTPUTF8"), "{}", got["options"]);
    server.script("EHLO", "reply", "250 plain.example", 1);
    let error = transport.deliver(&mail).await.unwrap_err();
    assert!(!error.is_temporary() && error.to_string().contains("ASCII"), "{error}");
}

#[tokio::test]
async fn settings_that_cannot_work_are_refused_at_the_start() {
    let Some(python) = python() else { return };
    let server = SmtpServer::start(&python);
    let authority = Authority::of(&server);
    let empty =
        Authority(std::env::temp_dir().join(format!("skytally-no-authority-{}.pem", std::process::id())));
    std::fs::write(&empty.0, "nothing").unwrap();
    let good = || private(&server, &authority, Tls::StartTls);
    for (config, word) in [
        (SmtpConfig { host: "mail.example.com".to_owned(), tls: Tls::None, ..good() }, "loopback"),
        (SmtpConfig { host: "a b".to_owned(), ..good() }, "name or the address"),
        (SmtpConfig { from: "nobody".to_owned(), ..good() }, "sender"),
        (SmtpConfig { timeout: Duration::ZERO, ..good() }, "timeout"),
        (SmtpConfig { authorities: Some(empty.0.clone()), ..good() }, "PEM"),
        (SmtpConfig { authorities: Some("/nowhere/at/all.pem".into()), ..good() }, "cannot be read"),
    ] {
        let error: NotifyError = Transport::open(TransportConfig::Smtp(config)).await.err().unwrap();
        assert!(
            error.to_string().contains(word) && !error.to_string().contains(server.password()),
            "{error}"
        );
    }
}
