//! Mail by Amazon SES, against the demo's emulator.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use skytally_aws::{RetryPolicy, Setup};
use skytally_catalog::Catalog;
use skytally_notify::{Letter, Mail, SesConfig, Transport, TransportConfig};
use skytally_testkit::{Server, python};

const REGION: &str = "eu-central-1";
const CHILD: &str = "SKYTALLY_TEST_SES";

/// Runs a test in a process of its own whose environment has the emulator's keys and nothing else of AWS.
fn with_keys(test: &str, run: impl AsyncFnOnce(PathBuf)) {
    let Some(python) = python() else { return };
    if std::env::var_os(CHILD).is_none() {
        let mut child = Command::new(std::env::current_exe().unwrap());
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("AWS_")) {
            child.env_remove(name);
        }
        child.args([test, "--exact"]).env(CHILD, "1").env("AWS_EC2_METADATA_DISABLED", "true");
        child.env("AWS_ACCESS_KEY_ID", "AKIADEMOEXAMPLE00000").env("AWS_SECRET_ACCESS_KEY", "demo");
        child.env("AWS_CONFIG_FILE", "/dev/null").env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
        let output = child.output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
        assert!(text.contains("1 passed"), "{text}");
        return;
    }
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(run(python));
}

async fn transport(url: &str, from: &str) -> Transport {
    let retry = RetryPolicy { attempts: 2, base: Duration::from_millis(1), ..RetryPolicy::default() };
    let region = || REGION.parse().unwrap();
    let setup =
        Setup { region: Some(region()), endpoint_url: Some(url.to_owned()), retry, ..Setup::default() };
    let client = Arc::new(setup.client(Arc::new(Catalog::embedded().unwrap())).await.unwrap());
    let config = SesConfig { client, region: region(), from: from.to_owned() };
    Transport::open(TransportConfig::Ses(config)).await.unwrap()
}

fn mail() -> Mail {
    let link = "https://skytally.example/verify?token=0123456789abcdef0123456789abcdef&x=y".to_owned();
    Letter::VerifyEmail { link, hours: 24 }.render("ada@example.com", "0198-a").unwrap()
}

/// Makes SES know a sender, as an administrator would.
fn verify(python: &PathBuf, url: &str, domain: &str) {
    let program = "import boto3, sys\nurl, region, name = sys.argv[1:]\n\
        boto3.client('sesv2', region_name=region, endpoint_url=url).create_email_identity(EmailIdentity=name)";
    let output = Command::new(python).args(["-c", program, url, REGION, domain]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// What the emulator has sent.
fn sent(server: &Server) -> Vec<Value> {
    server.get("/moto-api/data.json")["ses"]["RawMessage"].as_array().cloned().unwrap_or_default()
}

#[test]
fn a_mail_goes_whole_once_the_sender_is_verified() {
    with_keys("a_mail_goes_whole_once_the_sender_is_verified", async |python| {
        let server = Server::emulator(&python);
        let transport = transport(server.url(), "Zähler <skytally@example.com>").await;
        assert_eq!(
            transport.describe(),
            "mail goes by Amazon SES in eu-central-1, from skytally@example.com"
        );
        // Somebody may verify the sender while the mail waits.
        let error = transport.deliver(&mail()).await.unwrap_err();
        assert!(error.is_temporary() && error.to_string().contains("MessageRejected"), "{error}");
        assert!(!error.to_string().contains("token"), "{error}");
        assert!(sent(&server).is_empty());
        verify(&python, server.url(), "example.com");
        transport.deliver(&mail()).await.unwrap();
        let mails = sent(&server);
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0]["source"], "skytally@example.com");
        let raw = mails[0]["raw_data"].as_str().unwrap();
        for wanted in [
            "To: ada@example.com\r\n",
            "Message-ID: <0198-a@example.com>\r\n",
            "X-Skytally-Mail: 0198-a\r\n",
            "Content-Type: text/plain; charset=utf-8\r\n",
            "Content-Type: text/html; charset=utf-8\r\n",
        ] {
            assert!(raw.contains(wanted), "{wanted}: {raw}");
        }
        // The emulator does not know whether the account may send, and neither do we.
        assert!(transport.check().await.is_err());
        let foreign = Mail { to: "zoë@example.com".to_owned(), ..mail() };
        assert!(!transport.deliver(&foreign).await.unwrap_err().is_temporary());
    });
}

#[test]
fn a_service_that_is_away_is_tried_again_later() {
    with_keys("a_service_that_is_away_is_tried_again_later", async |_python| {
        let transport = transport("http://127.0.0.1:9", "skytally@example.com").await;
        for result in [transport.deliver(&mail()).await, transport.check().await] {
            let error = result.unwrap_err();
            assert!(error.is_temporary() && !error.to_string().contains("token"), "{error}");
        }
    });
}
