//! Making things in the emulator by AWS's own calls, without a library: it takes any signature.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use skytally_app::cloud::{Reach, ReachError, Settings};
use skytally_aws::{Key, RetryPolicy};
use skytally_catalog::Catalog;
use skytally_testkit::Server;

/// A key that the emulator takes for one of the management account.
pub(crate) const OWN: &str = "AKIADEMOEXAMPLE00000";

/// Sends a request and gives the body of the answer, whatever its status.
pub(crate) fn post(server: &Server, path: &str, headers: &str, body: &str) -> String {
    let address = server.url().trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).unwrap();
    let length = body.len();
    let head =
        format!("POST {path} HTTP/1.0\r\nHost: {address}\r\nContent-Length: {length}\r\n{headers}\r\n");
    stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split_once("\r\n\r\n").unwrap().1.to_owned()
}

/// Makes a call of IAM or STS as the account that a key is of.
pub(crate) fn call(server: &Server, key: &str, service: &str, form: &[(&str, &str)]) -> String {
    call_in(server, key, service, "us-east-1", form)
}

/// Makes a call in a region.
pub(crate) fn call_in(
    server: &Server,
    key: &str,
    service: &str,
    region: &str,
    form: &[(&str, &str)],
) -> String {
    let headers = format!(
        "Content-Type: application/x-www-form-urlencoded\r\nAuthorization: AWS4-HMAC-SHA256 \
         Credential={key}/20260101/{region}/{service}/aws4_request, SignedHeaders=host, Signature=0\r\n"
    );
    let escape = |text: &str| -> String { text.bytes().map(|byte| format!("%{byte:02X}")).collect() };
    let body: Vec<String> = form.iter().map(|(name, value)| format!("{name}={}", escape(value))).collect();
    let answer = post(server, "/", &headers, &body.join("&"));
    assert!(!answer.contains("<Error>"), "{form:?}: {answer}");
    answer
}

/// The text of one element of an answer.
pub(crate) fn element(answer: &str, name: &str) -> String {
    let (_, rest) = answer.split_once(&format!("<{name}>")).unwrap_or_else(|| panic!("no {name}: {answer}"));
    rest.split_once("</").unwrap().0.to_owned()
}

/// A role's trust in everybody under this condition.
pub(crate) fn trust(condition: &str) -> String {
    format!(
        r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Principal": {{"AWS": "*"}},
            "Action": "sts:AssumeRole"{condition}}}]}}"#
    )
}

/// Makes a role that trusts everybody under this condition in the account that a key is of, and gives its ARN.
pub(crate) fn role(server: &Server, key: &str, name: &str, condition: &str) -> String {
    let trust = trust(condition);
    let form = [("Action", "CreateRole"), ("Version", "2010-05-08"), ("RoleName", name)];
    let form = [&form[..], &[("AssumeRolePolicyDocument", &trust)]].concat();
    element(&call(server, key, "iam", &form), "Arn")
}

/// The catalogue, read once.
pub(crate) fn catalog() -> Arc<Catalog> {
    static CATALOG: OnceLock<Arc<Catalog>> = OnceLock::new();
    Arc::clone(CATALOG.get_or_init(|| Arc::new(Catalog::embedded().unwrap())))
}

/// The way to the emulator, with a key in place of a chain of credentials, and little patience.
pub(crate) async fn reach(url: &str) -> Result<Reach, ReachError> {
    let pause = Duration::from_millis(20);
    let settings = Settings {
        key: Some(Key::new(OWN, "demo", None)),
        region: Some("eu-central-1".parse().unwrap()),
        endpoint_url: Some(url.to_owned()),
        retry: RetryPolicy { attempts: 3, base: pause, cap: pause, ..RetryPolicy::default() },
        ..Settings::default()
    };
    Reach::open(catalog(), settings).await
}
