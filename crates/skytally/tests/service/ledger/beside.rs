//! What is beside the commands: real files, a service that writes at the same time, and writes of the API that are sent twice.

use std::collections::BTreeMap;
use std::path::Path;

use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};
use skytally_testkit::outside;

use super::{Books, Entry, ofx, text};

/// Real files, and what says the same and must add nothing.
const REAL: &[(&str, &str)] = &[
    ("actual/mocks-files/data.ofx", "actual/mocks-files/data.qfx"),
    ("actual/mocks-files/best.data-ever$.QFX", "actual/mocks-files/best.data-ever$.QFX"),
    ("actual/mocks-files/camt/camt.053.payee-memo.xml", "actual/mocks-files/camt/camt.053.payee-memo.xml"),
    ("actual/mocks-files/data.qif", "actual/mocks-files/data.qif"),
    ("mt940/mt940_tests/jejik/ing.sta", "mt940/mt940_tests/jejik/ing.sta"),
    (
        "mt940/mt940_tests/self-provided/raiffeisen-cmi.sta",
        "mt940/mt940_tests/self-provided/raiffeisen-cmi.sta",
    ),
];

/// Files that banks really gave out: what comes in is what other programs find in them, once, and in whatever format.
pub(super) async fn real_files_come_in(books: &Books) {
    let Some(samples) = outside("finance-data", "SKYTALLY_FINANCE_DATA") else { return };
    let table = skytally_testkit::root().join("crates/skytally-money/tests/bank-files.csv");
    let mut sums: BTreeMap<String, String> = BTreeMap::new();
    for row in csv::Reader::from_path(table).unwrap().records() {
        let row = row.unwrap();
        sums.insert(row[0].to_owned(), row[4].to_owned());
    }
    for (at, (file, twin)) in REAL.iter().enumerate() {
        let (currency, sum) = sums[*file].split_once(' ').unwrap();
        let currency = if currency == "-" { "USD" } else { currency };
        let name = format!("Real {at}");
        books.post("/accounts", &json!({ "kind": "asset", "name": name, "currency": currency })).await;
        let place = samples.join(file);
        let import = |place: &Path| {
            let of = ["import", text(place), "-w", &books.workspace, "-a", &name, "--yes"];
            books.run(&of).must(0)
        };
        let total = async || {
            let accounts = books.get("/accounts").await;
            let found = accounts["items"].as_array().unwrap().iter().find(|account| account["name"] == *name);
            found.unwrap()["own"][0]["amount"].as_str().unwrap().to_owned()
        };
        import(&place);
        let first = total().await;
        assert_eq!(first.trim_end_matches('0').trim_end_matches('.'), sum, "{file}");
        let again = import(&samples.join(twin));
        assert!(again.contains(" 0 new, "), "{twin}: {again}");
        assert_eq!(total().await, first, "{twin}");
    }
}

/// Both write into one database: neither fails, neither loses anything, and the service shows at once what the other did.
pub(super) async fn the_service_goes_on_while_a_file_comes_in(books: &Books) {
    let account =
        books.post("/accounts", &json!({ "kind": "asset", "name": "Busy", "currency": "EUR" })).await;
    let no = account["no"].as_i64().unwrap();
    let ids: Vec<String> = (0..1_500).map(|number| format!("n{number}")).collect();
    let entries: Vec<Entry<'_>> = ids.iter().map(|id| (7, "-1.00", "Shop", id.as_str())).collect();
    let file = books.file("busy.ofx", ofx(&entries, None));
    let mut command = books.service.at_command_line(&[
        "ledger",
        "import",
        &file,
        "-w",
        &books.workspace,
        "-a",
        "Busy",
        "--yes",
    ]);
    let mut running = command.stdout(std::process::Stdio::null()).spawn().unwrap();
    let mut posted = 0;
    let status = loop {
        let body = json!({ "date": "2026-01-08", "payee": "Beside", "postings": [
            { "account": no, "amount": "-0.01", "currency": "EUR" },
            { "account": 16, "amount": "0.01", "currency": "EUR" },
        ] });
        books.post("/transactions", &body).await;
        posted += 1;
        if let Some(status) = running.try_wait().unwrap() {
            break status;
        }
    };
    assert!(status.success(), "{status}");
    assert!(posted > 1, "nothing was written beside the import");
    let accounts = books.get("/accounts").await;
    let busy = accounts["items"].as_array().unwrap().iter().find(|account| account["no"] == no).unwrap();
    let cents = 150_000 + posted;
    assert_eq!(busy["own"][0]["amount"], format!("-{}.{:02}", cents / 100, cents % 100));
    let check = books.get("/check").await;
    assert_eq!((&check["fault_count"], &check["faults"]), (&json!(0), &json!([])));
}

pub(super) async fn writes_of_the_api_are_done_once(books: &Books) {
    let send = async |method: &str, path: &str, key: &str, body: &Value| {
        let request = books.client.request(method, path).header("idempotency-key", key);
        books.client.send(request.header(CONTENT_TYPE, "application/json").body(body.to_string())).await
    };
    let other = books.client.post("/workspaces", &json!({ "name": "Once" })).await.must(201).str("id");
    let of = format!("/workspaces/{other}/books");
    let open = json!({ "currency": "EUR", "chart": "personal" });
    let opened = send("POST", &of, "open", &open).await.must(201);
    assert_eq!(send("POST", &of, "open", &open).await.must(201).body, opened.body);
    send("POST", &of, "other", &open).await.refused(409, "conflict");
    let account = json!({ "kind": "asset", "name": "Safe", "currency": "EUR" });
    let path = format!("{of}/accounts");
    let made = send("POST", &path, "account", &account).await.must(201);
    let again = send("POST", &path, "account", &account).await.must(201);
    assert_eq!((&again.body, again.header("etag")), (&made.body, made.header("etag")));
    assert_eq!(made.header("etag"), format!("\"v{}\"", made.json()["version"]));
    send("POST", &path, "account", &json!({ "kind": "asset", "name": "Box" }))
        .await
        .refused(422, "key-reused");
    // A correction of a closed period names what it corrects.
    let posting = |day: &str, amount: &str, corrects: Option<i64>| {
        let minus = amount.strip_prefix('-').map_or_else(|| format!("-{amount}"), str::to_owned);
        json!({ "date": day, "payee": "Bakery", "corrects": corrects, "postings": [
            { "account": 5, "amount": amount, "currency": "EUR" },
            { "account": 16, "amount": minus, "currency": "EUR" },
        ] })
    };
    let transactions = format!("{of}/transactions");
    let wrong =
        books.client.post(&transactions, &posting("2026-01-03", "-12.50", None)).await.must(201).json();
    let wrong = wrong["no"].as_i64().unwrap();
    let until = json!({ "until": "2026-01-31" });
    let closed = send("PUT", &format!("{of}/closed"), "close", &until).await.must(200);
    assert_eq!(send("PUT", &format!("{of}/closed"), "close", &until).await.must(200).body, closed.body);
    send("PUT", &format!("{of}/closed"), "again", &until).await.refused(409, "conflict");
    let late = posting("2026-02-01", "2.50", Some(wrong));
    let corrected = books.client.post(&transactions, &late).await.must(201).json();
    assert_eq!(corrected["source"], json!({ "kind": "adjustment", "of": wrong }), "{corrected}");
    let none = books.client.post(&transactions, &posting("2026-02-01", "2.50", Some(999))).await;
    assert!(none.say().contains("there is no transaction 999"), "{}", none.say());
    none.refused(422, "bad-value");
    let change = books
        .client
        .request("PUT", &format!("{transactions}/{}", corrected["no"]))
        .header("if-match", format!("\"v{}\"", corrected["version"]))
        .header(CONTENT_TYPE, "application/json")
        .body(late.to_string());
    books.client.send(change).await.refused(422, "bad-value");
    // An opening balance that nobody offered is not posted.
    let file = ofx(&[(3, "-1.00", "Kiosk", "o1")], None);
    let read = books
        .client
        .request("POST", &format!("{of}/imports?account=5&name=a.ofx"))
        .header(CONTENT_TYPE, "application/octet-stream")
        .body(file);
    let read = books.client.send(read).await.must(201).json();
    assert_eq!(read["opening"], Value::Null);
    let commit = format!("{of}/imports/{}/commit", read["import"]["id"].as_str().unwrap());
    books.client.post(&commit, &json!({ "opening": true })).await.refused(422, "bad-value");
}
