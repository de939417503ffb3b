//! A fitting request for each operation. What it would end or remove is an id that nothing has; what it makes is new.

use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

use crate::kit::{Estate, NOBODY, Operation, PASSWORD};

/// A token of a mail that was never sent.
const NO_TOKEN: &str = "skm_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A request.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) body: Option<Value>,
}

/// An address that nobody has: doors that shut after failures are not what is tested here.
pub(crate) fn fresh_email() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("somebody-{}@example.com", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// The request for an operation about a workspace.
pub(crate) fn request(estate: &Estate, operation: &Operation, workspace: &str) -> Request {
    let body = match operation.id {
        "sign_up" => Some(json!({ "email": fresh_email(), "name": "Some Body", "password": PASSWORD })),
        "verify_email" | "look_at_invitation" | "accept_invitation" => Some(json!({ "token": NO_TOKEN })),
        "resend_verification" | "forgot_password" => Some(json!({ "email": fresh_email() })),
        "reset_password" => Some(json!({ "token": NO_TOKEN, "password": PASSWORD })),
        "sign_in" => Some(json!({ "email": fresh_email(), "password": "wrong-horse-battery" })),
        "create_workspace" => Some(json!({ "name": "Made on the way" })),
        "rename_me" => Some(json!({ "name": "Renamed" })),
        "create_token" => Some(json!({ "name": "Made on the way", "scopes": ["read"] })),
        // Without the password that they ask for.
        "change_password" => Some(json!({ "new": "another-Long-horse-battery-8" })),
        "start_totp" | "stop_totp" | "renew_recovery_codes" | "delete_me" => Some(json!({})),
        "confirm_totp" => Some(json!({ "code": "000000" })),
        "mute" => Some(json!({ "until": in_a_week(), "reason": "accepted" })),
        "mute_many" => {
            Some(json!({ "findings": [estate.finding, NOBODY], "until": in_a_week(), "reason": "accepted" }))
        }
        "unmute_many" => Some(json!({ "findings": [estate.finding] })),
        "invite" => Some(json!({ "email": fresh_email(), "role": "viewer" })),
        "change_role" => Some(json!({ "role": "viewer" })),
        "change_workspace" => Some(json!({ "name": "First", "retention_days": 90 })),
        "delete_workspace" => Some(json!({ "name": "not its name" })),
        "offer_link" => Some(json!({ "region": "eu-west-1" })),
        "link_account" | "relink_account" => {
            let role = "arn:aws:iam::123456789012:role/SkytallyRead";
            Some(json!({ "access": { "by": "role", "role_arn": role, "external_id": "never-offered" } }))
        }
        "link_many" => {
            let accounts = json!([{ "aws_account": "111122223333", "name": "One" }]);
            Some(json!({ "role_name": "SkytallyRead", "external_id": "never-offered", "accounts": accounts }))
        }
        "change_account" => Some(json!({ "name": "Demo", "settings": { "every_minutes": 1440 } })),
        "open_book" => Some(json!({ "currency": "EUR" })),
        // As they are already.
        "close_books" => Some(json!({ "until": null })),
        "new_ledger_account" => Some(json!({ "kind": "liability", "name": "Credit card" })),
        "change_ledger_account" => Some(json!({ "name": "Cash", "parent": null, "closed": null })),
        "post_transaction" | "edit_transaction" | "post_receipt" => Some(transaction()),
        "attach_receipt" => Some(json!({ "transaction": 1 })),
        "mark_transactions" => Some(json!({ "transactions": [1], "account": 5, "state": "cleared" })),
        "change_transactions" => Some(json!({ "changes": [{ "do": "post", "content": transaction() }] })),
        "commit_import" => Some(json!({})),
        "answer_import" => Some(json!({ "decisions": [] })),
        "try_rule" => {
            let conditions = json!([{ "kind": "payee_contains", "text": "x" }]);
            let actions = json!([{ "kind": "note", "note": "y" }]);
            Some(json!({ "body": { "name": "Some", "conditions": conditions, "actions": actions } }))
        }
        "try_schedule" => Some(json!({ "rule": "FREQ=MONTHLY", "start": "2026-01-31" })),
        "new_definition" | "change_definition" => {
            let rate = json!({ "from": "USD", "to": "EUR", "date": "2026-01-05", "rate": "0.92", "source": "somebody" });
            Some(json!({ "body": rate }))
        }
        _ => None,
    };
    assert_eq!(body.is_some(), operation.body().is_some(), "{} and its body", operation.id);
    let mut path = estate.path(operation.path, workspace);
    if ["unlink_account", "test_permissions"].contains(&operation.id) {
        path = path.replace(&estate.account, NOBODY);
    }
    match operation.id {
        "resource" | "relations" => {
            let [kind, region, id] = &estate.resource;
            let pairs = [("account", &estate.account), ("kind", kind), ("region", region), ("id", id)];
            let query: Vec<String> =
                pairs.iter().map(|(name, value)| format!("{name}={}", escape(value))).collect();
            path = format!("{path}?{}", query.join("&"));
        }
        "finding_groups" => path.push_str("?by=resource"),
        "check_resources" => path = format!("{path}?check={}", estate.check),
        "read_import" => path.push_str("?account=1&name=file.ofx"),
        "keep_receipt" => path.push_str("?name=bill.pdf"),
        "ledger_report" => path.push_str("?to=2026-01-31"),
        "finish_provider" => path.push_str("?state=x&code=y"),
        _ => {}
    }
    Request { path, body }
}

/// A transaction that balances.
fn transaction() -> Value {
    let posting =
        |account: i64, amount: &str| json!({ "account": account, "amount": amount, "currency": "EUR" });
    let exchange =
        json!({ "rate": "1.08", "from": "EUR", "to": "USD", "source": "somebody", "date": "2026-01-06" });
    let postings = [posting(5, "-1.00"), posting(4, "1.00")];
    json!({ "date": "2026-01-06", "postings": postings, "exchange": exchange })
}

/// A text as it stands in a path or a query.
pub(crate) fn escape(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// When a mute may end.
fn in_a_week() -> String {
    (jiff::Timestamp::now() + jiff::SignedDuration::from_hours(7 * 24)).to_string()
}
