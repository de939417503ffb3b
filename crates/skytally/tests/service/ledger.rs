//! The books from the command line, while the service goes on with the same data.

mod beside;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use regex::Regex;
use serde_json::{Value, json};
use skytally_testkit::{beancount_python, program};

use self::beside::{
    real_files_come_in, the_service_goes_on_while_a_file_comes_in, writes_of_the_api_are_done_once,
};
use crate::kit::{Client, Service, Setup};

const COULD_NOT_RUN: i32 = 1;
const WRONG_USAGE: i32 = 2;
const NOT_ALL_SEEN: i32 = 4;
const NOT_WHOLE: i32 = 5;

/// A service, and somebody's books in it.
struct Books {
    service: Service,
    client: Client,
    workspace: String,
}

/// What a command did.
struct Done {
    status: i32,
    out: String,
    said: String,
    asked: String,
}

impl Done {
    /// The output of a command that ended as it should.
    fn must(self, status: i32) -> String {
        assert_eq!(self.status, status, "{}: {}{}", self.asked, self.out, self.said);
        assert!(!self.said.contains("panicked"), "{}", self.said);
        self.out
    }

    fn json(self, status: i32) -> Value {
        serde_json::from_str(&self.must(status)).unwrap()
    }
}

fn done(mut command: Command) -> Done {
    let asked = format!("{:?}", command.get_args().collect::<Vec<_>>());
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    Done {
        status: output.status.code().unwrap(),
        out: text(&output.stdout),
        said: text(&output.stderr),
        asked,
    }
}

impl Books {
    async fn open(postgres: bool) -> Self {
        let service = Service::start(&Setup { postgres, ..Setup::default() });
        let client = service.person("ada").await.client;
        let workspace = client.post("/workspaces", &json!({ "name": "Ada & Co" })).await.must(201).str("id");
        let chart = json!({ "currency": "EUR", "chart": "personal" });
        client.post(&format!("/workspaces/{workspace}/books"), &chart).await.must(201);
        Self { service, client, workspace }
    }

    fn run(&self, args: &[&str]) -> Done {
        done(self.service.at_command_line(&[&["ledger"], args].concat()))
    }

    async fn get(&self, path: &str) -> Value {
        self.client.get(&format!("/workspaces/{}/books{path}", self.workspace)).await.must(200).json()
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        self.client.post(&format!("/workspaces/{}/books{path}", self.workspace), body).await.must(201).json()
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let place = self.service.folder().join(name);
        std::fs::write(&place, bytes).unwrap();
        place.display().to_string()
    }

    /// What is the same in each run: ids, hashes, today and places have names of their own.
    fn plain(&self, text: &str) -> String {
        let text = text.replace(&self.service.folder().display().to_string(), "DATA");
        let mut plain = text.replace(&self.workspace, "WORKSPACE");
        for (pattern, name) in [
            ("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", "IMPORT"),
            ("[0-9a-f]{64}", "HASH"),
            (r"\(\d+ days\)", "(DAYS)"),
            (r"since 20\d\d-\d\d-\d\d, as", "since TODAY, as"),
            (r"\((hledger|[Bb]eancount)[^)]*\)", "(VERSION)"),
            (r"20\d\d-\d\d-\d\d \d\d:\d\d", "NOW"),
        ] {
            plain = Regex::new(pattern).unwrap().replace_all(&plain, name).into_owned();
        }
        plain
    }
}

/// Day of January 2026, amount, payee, the bank's id.
type Entry<'a> = (u8, &'a str, &'a str, &'a str);

fn ofx(entries: &[Entry<'_>], closing: Option<(&str, &str)>) -> String {
    let mut text = String::from(
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>1<ACCTID>DE1<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST>\n",
    );
    for (day, amount, payee, id) in entries {
        let _ = writeln!(
            text,
            "<STMTTRN><TRNTYPE>OTHER<DTPOSTED>202601{day:02}<TRNAMT>{amount}<FITID>{id}<NAME>{payee}</STMTTRN>"
        );
    }
    text.push_str("</BANKTRANLIST>");
    if let Some((amount, day)) = closing {
        let _ = write!(text, "<LEDGERBAL><BALAMT>{amount}<DTASOF>{day}</LEDGERBAL>");
    }
    text.push_str("</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n");
    text
}

fn january() -> String {
    let entries =
        [(3, "-12.50", "Bakery", "a1"), (5, "2000.00", "Employer", "a2"), (9, "-700.00", "Landlord", "a3")];
    ofx(&entries, Some(("1787.50", "20260110")))
}

fn hledger() -> Option<PathBuf> {
    program("hledger", "SKYTALLY_HLEDGER")
}

fn bean_check() -> Option<PathBuf> {
    Some(beancount_python()?.parent()?.join("bean-check"))
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

async fn files_come_in_once_and_are_taken_back(books: &Books) {
    let first = books.file("january.ofx", january());
    let to = ["--workspace", "ada & co", "--account", "Bank account"];
    let import = |files: &[&str], more: &[&str]| books.run(&[&["import"], files, &to, more].concat());

    // Only looked at: nothing is kept, neither in the books nor beside them.
    let looked = import(&[&first], &["--dry-run"]).must(0);
    insta::assert_snapshot!("ledger_dry_run", books.plain(&looked));
    assert_eq!(books.run(&["import", "list", "-w", &books.workspace]).must(0), "there is no import\n");
    assert_eq!(books.get("/imports").await["items"], json!([]));

    // Brought in, with what was on the account before.
    let brought = import(&[&first], &["--yes", "--opening"]).must(0);
    insta::assert_snapshot!("ledger_import", books.plain(&brought));
    let bank = |accounts: Value| accounts["items"][4]["own"].clone();
    assert_eq!(bank(books.get("/accounts").await), json!([{ "amount": "1787.50", "currency": "EUR" }]));
    assert_eq!(
        bank(books.get("/accounts?on=2026-01-02").await),
        json!([{ "amount": "500.00", "currency": "EUR" }])
    );

    // Again it adds nothing; what overlaps adds what is more, what is in doubt waits, and what was written by hand is joined.
    let again = import(&[&first], &["--yes"]).must(0);
    assert!(again.contains("3 lines: 0 new, 3 double, 0 matching, 0 unsure"), "{again}");
    assert!(again.contains("nothing is new: the same file is in the books since "), "{again}");
    books
        .post(
            "/transactions",
            &json!({ "date": "2026-01-12", "payee": "Cinema", "postings": [
                { "account": 5, "amount": "-20.00", "currency": "EUR" },
                { "account": 23, "amount": "20.00", "currency": "EUR" },
            ] }),
        )
        .await;
    let more = [
        (9, "-700.00", "Landlord", "a3"),
        (12, "-20.00", "Cinema", "a4"),
        (13, "-4.00", "Coffee", "a5"),
        (14, "-13.50", "Bakery", "a1"),
    ];
    let second = books.file("more.ofx", ofx(&more, Some(("1750.00", "20260115"))));
    let looked = import(&[&second], &["--yes", "--format", "json"]);
    assert!(
        looked
            .said
            .contains("1 line of DATA/more.ofx waits".replace("DATA", text(books.service.folder())).as_str()),
        "{}",
        looked.said
    );
    let looked = looked.json(0);
    let counts = ["new", "double", "matching", "unsure"].map(|name| looked[0][name].as_i64().unwrap());
    assert_eq!(counts, [1, 1, 1, 1], "{looked}");
    assert_eq!(looked[0]["import"]["posted"], 1);
    assert_eq!(looked[0]["lines"][3]["verdict"]["doubt"], "changed");
    let listed = books.run(&["import", "list", "-w", &books.workspace]).must(0);
    insta::assert_snapshot!("ledger_imports", books.plain(&listed));

    // Several at once, of which one is none and one has a line that cannot be read: the others come in.
    let none = books.file("none.txt", "no bank file");
    let half = ofx(&[(20, "-1,234", "Odd", "b1"), (21, "-5.00", "Kiosk", "b2")], None);
    let half = books.file("half.ofx", half);
    let done = import(&[&none, &half], &["--yes"]);
    assert!(done.said.contains("none.txt: file: this is no bank file"), "{}", done.said);
    assert!(done.said.contains("1 thing in "), "{}", done.said);
    let out = done.must(COULD_NOT_RUN);
    assert!(out.contains("problem in line 6: the amount \"-1,234\""), "{out}");
    assert!(out.contains("1 transaction posted"), "{out}");
    let id = books.get("/imports").await["items"][0]["id"].as_str().unwrap().to_owned();
    import(&[&half], &["--dry-run"]).must(NOT_ALL_SEEN);

    // Taken back as a whole; twice is once.
    for _ in 0..2 {
        let undone = books.run(&["import", "undo", &id, "-w", &books.workspace]).must(0);
        assert_eq!(undone, "the import of half.ofx was taken back; it had posted 1 transaction\n");
    }
    let kept = books.get("/transactions?account=5").await;
    assert!(!kept.to_string().contains("Kiosk"), "{kept}");

    // The audit trail names the operator.
    let audit = books.client.get(&format!("/workspaces/{}/audit", books.workspace)).await.must(200).json();
    let items = audit["items"].as_array().unwrap();
    let by = |action: &str| items.iter().find(|entry| entry["action"] == action).unwrap()["actor"].clone();
    assert_eq!((by("ledger.imported"), by("ledger.import-undone")), (json!("operator"), json!("operator")));
}

async fn files_for_other_programs_are_those_of_the_api(books: &Books) {
    for (format, ending) in
        [("csv", "csv"), ("hledger", "journal"), ("beancount", "beancount"), ("json", "json")]
    {
        let place = books.service.folder().join(format!("out.{ending}"));
        let of = ["export", "-w", &books.workspace, "--format", format];
        assert_eq!(books.run(&[&of[..], &["-o", text(&place)]].concat()).must(0), "");
        let printed = books.run(&of).must(0);
        let api = books.client.get(&format!("/workspaces/{}/books/export/{format}", books.workspace)).await;
        let api = api.must(200);
        assert_eq!(printed.as_bytes(), api.body, "{format}");
        assert_eq!(std::fs::read(&place).unwrap(), api.body, "{format}");
    }
}

async fn balances_are_a_tree_and_those_of_hledger(books: &Books) {
    let rate = json!({ "from": "USD", "to": "EUR", "date": "2026-01-01", "rate": "0.9", "source": "bank" });
    books.post("/definitions/rates", &json!({ "body": rate })).await;
    let yen = books
        .post("/accounts", &json!({ "kind": "asset", "name": "Wallet", "parent": 6, "currency": "JPY" }))
        .await;
    let dollars =
        books.post("/accounts", &json!({ "kind": "asset", "name": "Purse", "currency": "USD" })).await;
    for (account, currency, amount) in [(&yen, "JPY", "1500"), (&dollars, "USD", "10.05")] {
        let minus = format!("-{amount}");
        let body = json!({ "date": "2026-01-04", "payee": "Found", "postings": [
            { "account": account["no"], "amount": amount, "currency": currency },
            { "account": 3, "amount": minus, "currency": currency },
        ] });
        books.post("/transactions", &body).await;
    }
    let of = ["balance", "-w", "Ada & Co"];
    insta::assert_snapshot!("ledger_balance", books.run(&of).must(0));
    let day = [&of[..], &["--date", "2026-01-04", "--in", "eur"]].concat();
    insta::assert_snapshot!("ledger_balance_in_euro", books.run(&day).must(0));
    let below = [&of[..], &["--account", "Assets:Cash", "--format", "csv"]].concat();
    assert_eq!(
        books.run(&below).must(0),
        "account,path,currency,own,total\n6,Assets:Cash,JPY,0,1500\n28,Assets:Cash:Wallet,JPY,1500,1500\n"
    );
    let all = books.run(&[&of[..], &["--in", "EUR", "--format", "json"]].concat()).json(0);
    assert_eq!(all["total"], json!([]), "all of it is zero");
    let nodes = all["accounts"].as_array().unwrap();
    let node = |path: &str| nodes.iter().find(|node| node["path"] == path).unwrap();
    assert_eq!(node("Assets:Purse")["converted"], json!({ "amount": "9.04", "missing": [] }));
    assert_eq!(node("Assets")["converted"], json!({ "amount": null, "missing": ["JPY"] }));

    // Every figure is hledger's as well.
    let Some(program) = hledger() else { return };
    let journal = books.service.folder().join("out.journal");
    books.run(&["export", "-w", &books.workspace, "--format", "hledger", "-o", text(&journal)]).must(0);
    let mut command = Command::new(program);
    command
        .arg("-f")
        .arg(&journal)
        .args(["balance", "-N", "--flat", "-E", "-O", "csv"])
        .env("LC_ALL", "C.UTF-8");
    let said = done(command).must(0);
    let theirs: BTreeMap<String, String> = csv::Reader::from_reader(said.as_bytes())
        .records()
        .map(|row| row.unwrap())
        .filter(|row| &row[1] != "0")
        .map(|row| (row[0].to_owned(), row[1].to_owned()))
        .collect();
    let own = |node: &Value| {
        let amount = |own: &Value| {
            format!("{} {}", own["amount"].as_str().unwrap(), own["currency"].as_str().unwrap())
        };
        node["own"].as_array().unwrap().iter().map(amount).collect::<Vec<_>>().join(", ")
    };
    let ours: BTreeMap<String, String> = nodes
        .iter()
        .map(|node| (node["path"].as_str().unwrap().to_owned(), own(node)))
        .filter(|(_, amounts)| !amounts.is_empty())
        .collect();
    assert!(ours.len() > 5, "{ours:?}");
    assert_eq!(ours, theirs);
}

async fn the_check_says_what_is_wrong_and_what_was_not_looked_at(books: &Books) {
    let check = ["check", "-w", books.workspace.as_str()];
    let without = [&check[..], &["--no-programs"]].concat();
    // The second file closes with what a line in doubt does not let the books have.
    insta::assert_snapshot!("ledger_check_differs", books.plain(&books.run(&without).must(NOT_WHOLE)));
    let api = books.get("/check").await;
    let off: Vec<&Value> = api["statements"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|statement| statement["agrees"] == false)
        .collect();
    assert_eq!(off.len(), 1, "{api}");
    assert_eq!((&off[0]["waiting"], &off[0]["waiting_sum"]["amount"]), (&json!(1), &json!("-13.50")));
    let listed = api["clearing"].as_array().unwrap().len();
    let printed = books.run(&[&without[..], &["--format", "json"]].concat()).json(NOT_WHOLE);
    assert_eq!(printed[0]["clearing"].as_array().unwrap().len(), listed);
    assert_eq!(
        printed[0]["statements"].as_array().unwrap().len(),
        api["statements"].as_array().unwrap().len()
    );

    // Without that file all is well.
    let second = books.get("/imports").await["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|import| import["name"] == "more.ofx")
        .unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    books.run(&["import", "undo", &second, "-w", &books.workspace]).must(0);
    books.run(&without).must(0);
    let missing = ["--hledger", "/nowhere/hledger", "--bean-check", "/nowhere/bean-check"];
    let said = books.run(&[&check[..], &missing].concat()).must(NOT_ALL_SEEN);
    assert!(said.contains("hledger    not checked: hledger is not installed\n"), "{said}");
    assert!(said.contains("beancount  not checked: bean-check is not installed\n"), "{said}");
    if let (Some(hledger), Some(bean_check)) = (hledger(), bean_check()) {
        let programs = ["--hledger", text(&hledger), "--bean-check", text(&bean_check)];
        let said = books.run(&[&check[..], &programs].concat()).must(0);
        insta::assert_snapshot!("ledger_check", books.plain(&said));
        // A program that says something else is told.
        let liar = books.file(
            "liar",
            "#!/bin/sh\necho '\"account\",\"balance\"'\necho '\"Assets:Bank account\",\"1.00 EUR\"'\n",
        );
        let mut rights = std::fs::metadata(&liar).unwrap().permissions();
        std::os::unix::fs::PermissionsExt::set_mode(&mut rights, 0o700);
        std::fs::set_permissions(&liar, rights).unwrap();
        let lies = ["--hledger", liar.as_str(), "--bean-check", text(&bean_check)];
        let said = books.run(&[&check[..], &lies].concat()).must(NOT_WHOLE);
        assert!(said.contains("Assets:Bank account: it says 1.00 EUR, the books 1767.50 EUR"), "{said}");
    }

    // What is derived is made anew after somebody spoilt it.
    books.service.tamper("UPDATE ledger_months SET debit = debit + 1 WHERE account_no = 5").await;
    let said = books.run(&without).must(NOT_WHOLE);
    assert!(said.contains("journal    NOT WHOLE: "), "{said}");
    books.run(&["rebuild", "-w", &books.workspace]).must(0);
    books.run(&without).must(0);
}

async fn wrong_names_are_told_with_what_is_near(books: &Books) {
    let file = books.file("january.ofx", january());
    books.client.post("/workspaces", &json!({ "name": "Twin" })).await.must(201);
    books.client.post("/workspaces", &json!({ "name": "Twin" })).await.must(201);
    books.post("/accounts", &json!({ "kind": "expense", "name": "Rent", "parent": 19 })).await;
    let w = ["-w", books.workspace.as_str()];
    let wrong: &[(&[&str], i32, &str)] = &[
        (&["balance", "-w", "Ada & C"], WRONG_USAGE, "did you mean Ada & Co?"),
        (&["balance", "-w", "Twin"], WRONG_USAGE, "2 workspaces are called Twin; name one by its id: "),
        (
            &["balance", "-w", "0190"],
            WRONG_USAGE,
            "there is no workspace 0190; there are Ada & Co, Once, Twin",
        ),
        (&["balance", w[0], w[1], "-a", "Bank acount"], WRONG_USAGE, "did you mean Bank account?"),
        (&["balance", w[0], w[1], "-a", "999"], WRONG_USAGE, "there is no ledger account 999"),
        (
            &["balance", w[0], w[1], "-a", "rent"],
            WRONG_USAGE,
            "2 ledger accounts are called rent; name one by its path: ",
        ),
        (&["balance", w[0], w[1], "--date", "2026-1-4"], WRONG_USAGE, "such as 2026-11-27"),
        (&["balance", w[0], w[1], "--in", "EURO"], WRONG_USAGE, "EURO"),
        (&["check"], WRONG_USAGE, "--workspace"),
        (&["check", "--all", w[0], w[1]], WRONG_USAGE, "--all"),
        (&["export", w[0], w[1], "--format", "xml"], WRONG_USAGE, "csv, hledger, beancount, json"),
        (
            &["export", w[0], w[1], "--format", "csv", "-o", "/nowhere/x"],
            COULD_NOT_RUN,
            "/nowhere/x cannot be written",
        ),
        (&["import", w[0], w[1], "-a", "5"], WRONG_USAGE, "FILE"),
        (&["import", &file, w[0], w[1]], WRONG_USAGE, "--account"),
        (&["import", &file, w[0], w[1], "-a", "5"], WRONG_USAGE, "nobody can be asked here"),
        (&["import", &file, w[0], w[1], "-a", "5", "--yes", "--dry-run"], WRONG_USAGE, "--dry-run"),
        (
            &["import", &file, w[0], w[1], "-a", "5", "--yes", "--currency", "USD"],
            WRONG_USAGE,
            "is in EUR, not in USD",
        ),
        (&["import", &file, w[0], w[1], "-a", "Food", "--yes"], COULD_NOT_RUN, "not for a category"),
        (
            &["import", &file, w[0], w[1], "-a", "5", "--yes", "--statement", "7"],
            COULD_NOT_RUN,
            "the file has 1 statements",
        ),
        (
            &["import", "/nowhere.ofx", w[0], w[1], "-a", "5", "--yes"],
            COULD_NOT_RUN,
            "/nowhere.ofx cannot be read",
        ),
        (
            &["import", "undo", "01900000-0000-7000-8000-000000000000", w[0], w[1]],
            COULD_NOT_RUN,
            "there is no such import",
        ),
        (&["import", "list"], WRONG_USAGE, "--workspace"),
    ];
    for (args, status, says) in wrong {
        let done = books.run(args);
        assert_eq!((done.status, done.out.as_str()), (*status, ""), "{}: {}", done.asked, done.said);
        assert!(done.said.contains(says), "{}: {}", done.asked, done.said);
    }
    let twin = done(books.service.at_command_line(&["ledger", "books"])).must(0);
    assert!(twin.contains("Ada & Co") && !twin.contains("Twin"), "{twin}");
}

async fn all_of_it(postgres: bool) {
    let books = Books::open(postgres).await;
    writes_of_the_api_are_done_once(&books).await;
    files_come_in_once_and_are_taken_back(&books).await;
    files_for_other_programs_are_those_of_the_api(&books).await;
    balances_are_a_tree_and_those_of_hledger(&books).await;
    the_check_says_what_is_wrong_and_what_was_not_looked_at(&books).await;
    wrong_names_are_told_with_what_is_near(&books).await;
    the_service_goes_on_while_a_file_comes_in(&books).await;
    real_files_come_in(&books).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_books_from_the_command_line_on_sqlite() {
    all_of_it(false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_books_from_the_command_line_on_postgres() {
    all_of_it(true).await;
}
