//! Pages of receipts as pictures over HTTP: drawn by the real reader, shown safely, and sent once.

use std::sync::Arc;

use skytally_testkit::pdf::Pdf;

use crate::kit::{Client, Service, Setup, workspace};
use crate::receipts::keep;

/// A service in which nobody reads, with books in a workspace of its owner: pages are drawn all the same.
async fn desk() -> (Service, Client, String) {
    let more = [("SKYTALLY_RECEIPTS__READ", "false".to_owned())];
    let service = Service::start(&Setup { more: &more, ..Setup::default() });
    let client = service.person("owner").await.client;
    let of = format!("/workspaces/{}/books", workspace(&client, "Books").await);
    client.post(&of, &serde_json::json!({ "currency": "EUR", "chart": "personal" })).await.must(201);
    (service, client, of)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_is_shown_safely_and_sent_once() {
    let (_service, client, of) = desk().await;
    let file = Pdf::new().page("Papierhaus GmbH\nTotal EUR 5,00").page("Seite 2").bytes();
    let id = keep(&client, &of, "bill.pdf", &file).await.must(201).str("id");
    let pages = format!("{of}/receipts/{id}/pages");
    let first = client.get(&format!("{pages}/1")).await.must(200);
    assert!(first.body.starts_with(b"\x89PNG\r\n\x1a\n") && first.body.len() > 1_000);
    for (name, value) in [
        ("content-type", "image/png"),
        ("x-pages", "2"),
        ("cache-control", "private, no-cache"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(first.header(name), value, "{name}");
    }
    let policy = first.header("content-security-policy").to_owned();
    assert!(policy.starts_with("default-src 'none'") && policy.ends_with("; sandbox"), "{policy}");

    // Who has it gets nothing but that it is still so, and may keep it on.
    let tag = first.header("etag").to_owned();
    let again = async |page: u32| {
        let ask = client.request("GET", &format!("{pages}/{page}")).header("if-none-match", &tag);
        client.send(ask).await
    };
    let known = again(1).await.must(304);
    assert!(known.body.is_empty());
    assert_eq!((known.header("etag"), known.header("cache-control")), (tag.as_str(), "private, no-cache"));
    let second = again(2).await.must(200);
    assert!(second.header("etag") != tag && second.body != first.body);

    client.get(&format!("{pages}/3")).await.refused(404, "not-found");
    for page in ["0", "-1", "x", "4294967296"] {
        client.get(&format!("{pages}/{page}")).await.refused(400, "bad-path");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_drawn_says_why_and_is_not_kept_by_browsers() {
    let (_service, client, of) = desk().await;
    for (name, bytes, why) in [
        ("broken.pdf", &b"%PDF-1.7 not much of one"[..], "the file is broken"),
        ("broken.png", b"\x89PNG\r\n\x1a\n nothing in it", "the file is broken"),
        ("telephone.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", ""),
    ] {
        let id = keep(&client, &of, name, bytes).await.must(201).str("id");
        let refused = client.get(&format!("{of}/receipts/{id}/pages/1")).await;
        assert_eq!(refused.header("cache-control"), "no-store", "{name}");
        let detail = refused.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.starts_with("the page cannot be drawn: ") && detail.contains(why), "{name}: {detail}");
        refused.refused(422, "not-drawable");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_who_look_at_once_all_see_their_page() {
    let (_service, client, of) = desk().await;
    let file = (1..=6).fold(Pdf::new(), |file, page| file.page(&format!("Seite {page}"))).bytes();
    let id = keep(&client, &of, "bill.pdf", &file).await.must(201).str("id");
    let client = Arc::new(client);
    let mut all = tokio::task::JoinSet::new();
    for page in 1..=6 {
        let (client, path) = (Arc::clone(&client), format!("{of}/receipts/{id}/pages/{page}"));
        all.spawn(async move { client.get(&path).await.must(200).body });
    }
    let mut seen = all.join_all().await;
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 6);
}
