//! Receipts over HTTP: a file is taken, shown safely, given to a transaction or posted, and gone.

use std::path::PathBuf;

use serde_json::{Value, json};
use skytally_testkit::{Says, TextractServer};

use crate::kit::{Answer, Client, NOBODY, Service, Setup, until, workspace};
use crate::rights::escape;

const PDF: &[u8] = b"%PDF-1.7 not much of one";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n nothing in it";
/// The largest file that the service takes here.
const FILE_MAX_BYTES: usize = 65_536;

pub(crate) async fn keep(client: &Client, of: &str, name: &str, bytes: &[u8]) -> Answer {
    let ask = client.request("POST", &format!("{of}/receipts?name={}", escape(name)));
    client.send(ask.header("content-type", "application/octet-stream").body(bytes.to_vec())).await
}

/// All files of the service that are receipts.
fn kept(service: &Service) -> Vec<PathBuf> {
    let mut all = Vec::new();
    let folder = service.folder().join("receipts");
    for of in std::fs::read_dir(folder).unwrap() {
        all.extend(std::fs::read_dir(of.unwrap().path()).unwrap().map(|file| file.unwrap().path()));
    }
    all
}

fn transaction(payee: &str) -> Value {
    let posting =
        |account: i64, amount: &str| json!({ "account": account, "amount": amount, "currency": "EUR" });
    json!({ "date": "2026-01-06", "payee": payee, "postings": [posting(5, "-119.00"), posting(16, "119.00")] })
}

/// A service in which nobody reads, with books in a workspace of its owner.
async fn desk() -> (Service, Client, String) {
    let more = [
        ("SKYTALLY_RECEIPTS__READ", "false".to_owned()),
        ("SKYTALLY_RECEIPTS__FILE_MAX_BYTES", FILE_MAX_BYTES.to_string()),
    ];
    let service = Service::start(&Setup { more: &more, ..Setup::default() });
    let client = service.person("owner").await.client;
    let of = format!("/workspaces/{}/books", workspace(&client, "Books").await);
    client.post(&of, &json!({ "currency": "EUR", "chart": "personal" })).await.must(201);
    (service, client, of)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_from_its_file_to_its_transaction() {
    let (service, client, of) = desk().await;
    let made = keep(&client, &of, "Büro \"März\".pdf", PDF).await.must(201).json();
    assert_eq!((&made["state"], &made["media_type"]), (&json!("not_read"), &json!("application/pdf")));
    assert!(made["why"].as_str().unwrap().contains("switched off"), "{made}");
    let again = keep(&client, &of, "copy.pdf", PDF).await.must(200).json();
    assert_eq!(again, made);
    assert_eq!(kept(&service).len(), 1);
    let id = made["id"].as_str().unwrap();
    let at = format!("{of}/receipts/{id}");

    let file = client.get(&format!("{at}/file")).await.must(200);
    assert_eq!(file.body, PDF);
    for (name, value) in [
        ("content-type", "application/pdf"),
        ("cache-control", "private, no-store"),
        ("x-content-type-options", "nosniff"),
        (
            "content-disposition",
            "inline; filename=\"B_ro _M_rz_.pdf\"; filename*=UTF-8''B%C3%BCro%20%22M%C3%A4rz%22.pdf",
        ),
    ] {
        assert_eq!(file.header(name), value, "{name}");
    }
    let policy = file.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && policy.ends_with("; sandbox"), "{policy}");
    let saved = client.get(&format!("{at}/file?download=true")).await.must(200);
    assert!(saved.header("content-disposition").starts_with("attachment; "));
    let picture = keep(&client, &of, "photo.jpg", PNG).await.must(201).json();
    let shown = client.get(&format!("{of}/receipts/{}/file", picture["id"].as_str().unwrap())).await;
    assert_eq!(shown.must(200).header("content-type"), "image/png", "by its bytes, not by its name");

    // Posted once, however often it is sent.
    let post = async |key: &str| {
        let ask = client.request("POST", &format!("{at}/post")).header("idempotency-key", key);
        let body = transaction("Shop").to_string();
        client.send(ask.header("content-type", "application/json").body(body)).await
    };
    let posted = post("one").await.must(201).json();
    assert_eq!(post("one").await.must(201).json(), posted);
    post("two").await.refused(409, "conflict");
    let no = posted["transaction"]["no"].as_i64().unwrap();
    assert_eq!(posted["transaction"]["source"], json!({ "kind": "receipt", "receipt": id }));
    assert_eq!(posted["receipt"]["transaction"], json!({ "no": no, "deleted": false }));
    let detail = client.get(&format!("{of}/transactions/{no}")).await.must(200).json();
    assert_eq!(detail["receipts"].as_array().unwrap().len(), 1);
    assert_eq!(detail["receipts"][0]["id"], id);

    // A change that was meant for another version is refused; what belongs to a transaction is not deleted.
    let version = posted["receipt"]["version"].as_i64().unwrap();
    let detach = async |tag: String| {
        client.send(client.request("POST", &format!("{at}/detach")).header("if-match", tag)).await
    };
    detach(format!("\"v{}\"", version - 1)).await.refused(412, "changed");
    client.ask("DELETE", &at, None).await.refused(409, "conflict");
    detach(format!("\"v{version}\"")).await.must(200);
    let attach = json!({ "transaction": no });
    client.post(&format!("{at}/attach"), &attach).await.must(200);
    client.post(&format!("{at}/attach"), &attach).await.must(200);
    client.post(&format!("{at}/attach"), &json!({ "transaction": 999 })).await.refused(404, "not-found");
    client.post(&format!("{at}/detach"), &json!({})).await.must(200);

    let items = async |query: &str| {
        let page = client.get(&format!("{of}/receipts?{query}")).await.must(200).json();
        page["items"].as_array().unwrap().len()
    };
    assert_eq!((items("").await, items("state=not_read").await, items("attached=true").await), (2, 2, 0));
    let page = client.get(&format!("{of}/receipts?limit=1")).await.must(200).json();
    let next = page["next"].as_str().unwrap();
    assert_eq!(items(&format!("limit=1&cursor={next}")).await, 1);

    client.ask("DELETE", &at, None).await.must(204);
    client.get(&at).await.refused(404, "not-found");
    client.ask("DELETE", &at, None).await.refused(404, "not-found");
    assert_eq!(kept(&service).len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receipt_is_read_in_a_moment_and_finds_its_transaction() {
    let service = Service::start(&Setup::default());
    let client = service.person("owner").await.client;
    let of = format!("/workspaces/{}/books", workspace(&client, "Books").await);
    client.post(&of, &json!({ "currency": "EUR", "chart": "personal" })).await.must(201);
    let invoice = skytally_testkit::pdf::Pdf::new().page(
        "Papierhaus GmbH\nRechnung Nr. 2026-77\nDatum: 05.01.2026\n\nNettobetrag  100,00 EUR\nMwSt 19 %     19,00 EUR\n\
         Gesamtbetrag 119,00 EUR",
    );
    let made = keep(&client, &of, "invoice.pdf", &invoice.bytes()).await.must(201).json();
    assert_eq!(made["state"], "waiting");
    let at = format!("{of}/receipts/{}", made["id"].as_str().unwrap());
    let ended = async |at: &str| {
        until("a receipt to be read", async || {
            let now = client.get(at).await.must(200).json();
            (!["waiting", "reading"].contains(&now["state"].as_str().unwrap())).then_some(now)
        })
        .await
    };
    let read = ended(&at).await;
    assert_eq!((&read["state"], &read["why"]), (&json!("read"), &Value::Null), "{read}");
    let reading = &read["reading"];
    for (name, value) in [
        ("payee", "Papierhaus GmbH"),
        ("date", "2026-01-05"),
        ("total", "119.00"),
        ("currency", "EUR"),
        ("number", "2026-77"),
    ] {
        assert_eq!(reading[name]["value"], value, "{reading}");
        assert!(reading[name]["confidence"].as_i64().is_some_and(|sure| (1..=100).contains(&sure)));
    }
    assert_eq!(read["judgement"]["proved"], true, "{read}");
    assert_eq!(read["suggested"]["certainty"], "none");
    let draft = &read["suggested"]["draft"];
    assert_eq!((&draft["amount"], &draft["date"]), (&json!("119.00"), &json!("2026-01-05")), "{draft}");
    // Its transaction comes later, and is found.
    let no =
        client.post(&format!("{of}/transactions"), &transaction("Papierhaus")).await.must(201).json()["no"]
            .clone();
    let found = client.get(&at).await.must(200).json();
    assert_eq!(
        (&found["suggested"]["certainty"], &found["suggested"]["draft"]),
        (&json!("certain"), &Value::Null)
    );
    assert_eq!(found["suggested"]["matches"][0]["transaction"], no);
    assert_eq!(found["transaction"], Value::Null, "nothing is attached by itself");
    let attached = client.post(&format!("{at}/attach"), &json!({ "transaction": no })).await.must(200).json();
    assert_eq!(attached["transaction"]["no"], no);
    // One that only begins like what it says it is.
    let broken = keep(&client, &of, "broken.pdf", b"%PDF-1.7 and nothing more").await.must(201).str("id");
    let broken = ended(&format!("{of}/receipts/{broken}")).await;
    assert_eq!(broken["state"], "unreadable", "{broken}");
    assert!(broken["why"].as_str().is_some_and(|why| why.len() > 10), "{broken}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_is_read_by_textract_where_the_settings_say_so() {
    let textract = TextractServer::start(vec![Says::error(500, "InternalServerError", "broken")]);
    let more = [
        ("SKYTALLY_RECEIPT_READER__PICTURES_BY", "textract".to_owned()),
        ("SKYTALLY_RECEIPT_READER__TEXTRACT_REGION", "eu-central-1".to_owned()),
        ("SKYTALLY_RECEIPT_READER__TEXTRACT_ENDPOINT_URL", textract.url().to_owned()),
    ];
    let service = Service::start(&Setup { more: &more, ..Setup::default() });
    let client = service.person("owner").await.client;
    let of = format!("/workspaces/{}/books", workspace(&client, "Books").await);
    client.post(&of, &json!({ "currency": "EUR", "chart": "personal" })).await.must(201);
    let made = keep(&client, &of, "photo.png", PNG).await.must(201).json();
    let at = format!("{of}/receipts/{}", made["id"].as_str().unwrap());
    // While Textract fails, it waits and says why.
    until("it to say why it waits", async || {
        let now = client.get(&at).await.must(200).json();
        assert_ne!(now["state"], "unreadable", "{now}");
        let why = now["why"].as_str().unwrap_or_default();
        (now["state"] == "waiting" && why.contains("InternalServerError")).then_some(())
    })
    .await;
    textract.says(vec![Says::good(include_str!("../../../skytally-money/tests/receipt/textract.json"))]);
    client.post(&format!("{at}/read"), &json!({})).await.must(200);
    let read = until("it to be read", async || {
        let now = client.get(&at).await.must(200).json();
        (!["waiting", "reading"].contains(&now["state"].as_str().unwrap())).then_some(now)
    })
    .await;
    assert_eq!((&read["state"], &read["why"]), (&json!("read"), &Value::Null), "{read}");
    assert_eq!(
        (&read["reading"]["reader"], &read["reading"]["source"]),
        (&json!("textract"), &json!("service"))
    );
    assert_eq!(read["reading"]["total"]["value"], "1309.00");
    let notes = read["reading"]["notes"].as_array().unwrap();
    assert!(
        notes.contains(&json!("it was sent to Amazon Textract in eu-central-1, which read it")),
        "{read}"
    );
    assert!(textract.asked().iter().all(|asked| asked.file == PNG));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_receipt_is_refused_and_nothing_is_kept() {
    let (service, client, of) = desk().await;
    let long = "a".repeat(10_000);
    let large = [PDF, &vec![b' '; FILE_MAX_BYTES]].concat();
    for (name, bytes, status, code) in [
        ("bill.pdf", &b"<html><script>alert(1)</script>"[..], 422, "bad-value"),
        ("bill.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", 422, "bad-value"),
        ("bill.pdf", b"", 422, "bad-value"),
        ("bill.pdf", &large, 413, "too-large"),
        ("../../x", PDF, 422, "bad-value"),
        ("..", PDF, 422, "bad-value"),
        ("bill\u{202e}fdp.exe", PDF, 422, "bad-value"),
        ("bill\n.pdf", PDF, 400, "bad-query"),
        ("", PDF, 400, "bad-query"),
        (&long, PDF, 414, "uri-too-long"),
        (&long[..201], PDF, 400, "bad-query"),
    ] {
        keep(&client, &of, name, bytes).await.refused(status, code);
    }
    let unnamed =
        client.request("POST", &format!("{of}/receipts")).header("content-type", "application/octet-stream");
    client.send(unnamed.body(PDF)).await.refused(400, "bad-query");
    for media in ["application/pdf", "multipart/form-data; boundary=x", "text/plain"] {
        let ask = client.request("POST", &format!("{of}/receipts?name=bill.pdf"));
        let answer = client.send(ask.header("content-type", media).body(PDF)).await;
        assert!([403, 415].contains(&answer.status), "{}", answer.say());
    }
    // Ids of nothing, and of another workspace.
    let other = workspace(&client, "Other").await;
    client.post(&format!("/workspaces/{other}/books"), &json!({ "currency": "EUR" })).await.must(201);
    let theirs =
        keep(&client, &format!("/workspaces/{other}/books"), "bill.pdf", PDF).await.must(201).str("id");
    for id in [NOBODY, &theirs] {
        for (method, what, body) in [
            ("GET", "", None),
            ("GET", "/file", None),
            ("GET", "/pages/1", None),
            ("DELETE", "", None),
            ("POST", "/detach", None),
            ("POST", "/read", None),
            ("POST", "/attach", Some(json!({ "transaction": 1 }))),
            ("POST", "/post", Some(transaction("Shop"))),
        ] {
            let answer = client.ask(method, &format!("{of}/receipts/{id}{what}"), body.as_ref()).await;
            answer.refused(404, "not-found");
        }
    }
    let list = client.get(&format!("{of}/receipts")).await.must(200).json();
    assert_eq!(list["items"], json!([]));
    assert_eq!(kept(&service).len(), 1, "only that of the other workspace");
    let register = client.get(&format!("{of}/transactions")).await.must(200).json();
    assert_eq!(register["items"], json!([]));
}
