//! Documents by what names them, and by what they hold.

use skytally_model::{KindId, Region};
use skytally_store::StagedDocument;

use crate::world::{DAY, HOUR, MINUTE, World, at, collect, document, kind, lease, region};

on_both!(documents_are_found_by_id_and_arn, documents_are_found_by_what_they_hold);

fn of(mut document: StagedDocument, kind_of: &str, region_of: &str) -> StagedDocument {
    document.kind = kind(kind_of);
    document.region = region(region_of);
    document
}

async fn documents_are_found_by_id_and_arn(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    let account = world.link(&scope, 0).await;
    let mut twin = of(document("v1", "a"), "aws.ec2.snapshot", "eu-west-1");
    twin.arn = None;
    let mut renamed = document("v3", "a");
    renamed.arn = Some("arn:aws:x:::v3".to_owned());
    let documents = [
        document("v1", "a"),
        twin,
        of(document("v1", "a"), "aws.ec2.volume", "us-east-1"),
        document("v2", "a"),
        renamed,
        document("gone", "a"),
    ];
    collect(store, 0, &documents, |_| {}).await;
    collect(store, 20 * MINUTE, &[], |end| end.closed = vec![crate::world::document_key("gone")]).await;
    let held = lease(store, "n", HOUR).await;
    store.begin_run(&held, skytally_store::Trigger::Schedule, at(HOUR)).await.unwrap();
    store.stage_documents(&held, at(HOUR), &[document("pending", "a")]).await.unwrap();
    let found = async |names: &[&str]| -> Vec<String> {
        let found = store.documents_named(&scope, account.id, names).await.unwrap();
        found.iter().map(|one| format!("{} {} {}", one.kind, one.region, one.id)).collect()
    };
    let volume = "aws.ec2.volume eu-west-1";
    assert_eq!(
        found(&["v1"]).await,
        ["aws.ec2.snapshot eu-west-1 v1", "aws.ec2.volume eu-west-1 v1", "aws.ec2.volume us-east-1 v1"]
    );
    assert_eq!(found(&["arn:aws:x:::v3"]).await, [format!("{volume} v3")]);
    // By both its names, it is there once.
    assert_eq!(
        found(&["v3", "arn:aws:x:::v3", "V2", "v%", "gone", "pending", ""]).await,
        [format!("{volume} v3")]
    );
    // More names than one statement takes.
    let many: Vec<String> = (0..1_000).map(|n| format!("v{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(found(&many).await.len(), 5);
    assert!(found(&[]).await.is_empty());
    let found = store.documents_named(&scope, account.id, &["v2"]).await.unwrap().remove(0);
    assert_eq!((found.name.as_deref(), found.arn), (Some("Name of v2"), document("v2", "").arn));
    // Those of another account are not found.
    let other = world.link(&scope, DAY).await;
    assert!(store.documents_named(&scope, other.id, &["v1"]).await.unwrap().is_empty());
    assert!(store.documents_holding(&scope, other.id, &["v".to_owned()], None, 9).await.unwrap().is_empty());
}

async fn documents_are_found_by_what_they_hold(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    let account = world.link(&scope, 0).await.id;
    let mut documents: Vec<_> = (0..30).map(|n| document(&format!("v{n:02}"), "sg-1")).collect();
    documents.push(document("w1", "100%_!a"));
    documents.push(document("w2", "100x_a"));
    documents.push(of(document("w3", "say \"it\""), "aws.s3.bucket", "global"));
    collect(store, 0, &documents, |_| {}).await;
    let holders = async |pieces: &[&str], after: Option<&(KindId, Region, String)>, limit: i64| {
        let pieces: Vec<String> = pieces.iter().map(|piece| (*piece).to_owned()).collect();
        store.documents_holding(&scope, account, &pieces, after, limit).await.unwrap()
    };
    let ids = async |pieces: &[&str]| -> Vec<String> {
        holders(pieces, None, 99).await.into_iter().map(|holder| holder.named.id).collect()
    };
    assert_eq!(ids(&["\"sg-1\""]).await.len(), 30);
    assert_eq!(ids(&["\"sg-1"]).await.len(), 30);
    assert!(ids(&["\"g-1\""]).await.is_empty());
    assert_eq!(ids(&["100%_!"]).await, ["w1"]);
    assert_eq!(ids(&["100%_!", "\\\"it\\\""]).await, ["w1", "w3"]);
    assert!(ids(&[]).await.is_empty());
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = holders(&["\"sg-1\"", "100"], after.as_ref(), 7).await;
        let full = page.len() == 7;
        after = page
            .last()
            .map(|last| (last.named.kind.clone(), last.named.region.clone(), last.named.id.clone()));
        seen.extend(page.into_iter().map(|holder| holder.document.id));
        if !full {
            break;
        }
    }
    assert_eq!((seen.len(), seen.is_sorted_by(|a, b| a < b)), (32, true));
}
