//! `cargo xtask chaos books`: two people write into one book at once, and the service is killed again and again meanwhile.
//!
//! Each writes transactions of their own, and sends each until it is acknowledged: always with the same idempotency key, as
//! somebody does who did not hear the answer. Some they change or delete afterwards. In the end every transaction must be there
//! once, with the amount that was acknowledged last; the balance is the sum of them; and the books are whole after each start.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::http::{Client, list, number, text};
use super::random::Random;
use super::service::{LOOK, Setup, folder, owner};
use super::stub::{Stub, workspace};
use crate::steps::Done;

/// The account that is paid from, and the category: numbers of the empty chart come first.
const BANK: i64 = 5;
const CATEGORY: i64 = 4;
/// The service lives so long between two kills, at most.
const LIFE_MAX_MS: u64 = 1_500;
/// Somebody who is not answered at all for so long gives up: the service does not come back.
const PATIENCE: Duration = Duration::from_secs(60);

/// What one person knows to be in the books: cents by payee; none where it was deleted.
type Known = BTreeMap<String, Option<i64>>;

struct Person {
    name: &'static str,
    client: Client,
    of: String,
    random: Random,
    known: Known,
    /// How often something was sent again.
    again: u64,
}

pub(crate) fn run(programs: &super::Programs, writes: u64, seed: u64) -> Done {
    let place = folder("chaos-books")?;
    let stub = Stub::start(&programs.stub, &["--resources", "1", "--regions", "us-east-1"])?;
    let setup = Setup::new(&programs.service, &place, "data", &stub.url)?;
    let mut service = setup.up()?;
    let client = owner(&service, &setup.data.join("mail"))?;
    let space = workspace(&client, "Books")?;
    let of = format!("/api/v1/workspaces/{space}/books");
    client.send("POST", &of, &json!({ "currency": "EUR", "chart": "empty" }))?;
    let bank = json!({ "kind": "asset", "name": "Bank", "currency": "EUR" });
    client.send("POST", &format!("{of}/accounts"), &bank)?;
    let mut random = Random::new(seed);
    let people: Vec<Person> = ["ann", "ben"]
        .into_iter()
        .map(|name| Person {
            name,
            client: client.clone(),
            of: of.clone(),
            random: Random::new(random.next()),
            known: Known::new(),
            again: 0,
        })
        .collect();
    let (done, over, began) = (AtomicU64::new(0), AtomicBool::new(false), Instant::now());
    let mut kills = 0_u64;
    let people = thread::scope(|scope| -> Done<Vec<Person>> {
        let writing: Vec<_> = people
            .into_iter()
            .map(|person| {
                let (done, over) = (&done, &over);
                scope.spawn(move || {
                    let written = person.write_all(writes, done);
                    if written.is_err() {
                        over.store(true, Ordering::Relaxed);
                    }
                    written
                })
            })
            .collect();
        while done.load(Ordering::Relaxed) < 2 && !over.load(Ordering::Relaxed) {
            let life = Duration::from_millis(random.next() % LIFE_MAX_MS);
            let until = Instant::now() + life;
            while Instant::now() < until && done.load(Ordering::Relaxed) < 2 {
                thread::park_timeout(LOOK);
            }
            service.kill();
            kills += 1;
            service = setup.up()?;
            if kills.is_multiple_of(10) {
                whole(&client, &of)?;
                println!("   {kills} kills, {} s", began.elapsed().as_secs());
            }
        }
        writing
            .into_iter()
            .map(|thread| thread.join().map_err(|_| "a writer broke off".to_owned())?)
            .collect::<Done<Vec<Person>>>()
    })?;
    whole(&client, &of)?;
    compare(&client, &of, &people)?;
    service.stop()?;
    let again: u64 = people.iter().map(|person| person.again).sum();
    println!(
        "   {} transactions of two people, {kills} kills, {again} requests sent again, {} s: each is there once, with what was acknowledged last",
        people.iter().map(|person| person.known.len()).sum::<usize>(),
        began.elapsed().as_secs()
    );
    if again == 0 || kills < 3 {
        return Err("nothing was ever interrupted: this proves nothing; write more".to_owned());
    }
    Ok(())
}

impl Person {
    fn write_all(mut self, writes: u64, done: &AtomicU64) -> Done<Self> {
        for at in 0..writes {
            let payee = format!("{} {at}", self.name);
            let cents = i64::try_from(1 + self.random.next() % 100_000).unwrap_or(1);
            let posted = self.until_answered(
                "POST",
                "/transactions",
                Some(&body(&payee, cents)),
                &format!("{payee} post"),
                None,
            )?;
            self.known.insert(payee.clone(), Some(cents));
            let (no, version) = (number(&posted, "no"), number(&posted, "version"));
            let path = format!("/transactions/{no}");
            match self.random.next() % 5 {
                0 => {
                    let other = cents + 7;
                    let key = format!("{payee} edit");
                    self.until_answered("PUT", &path, Some(&body(&payee, other)), &key, Some(version))?;
                    self.known.insert(payee, Some(other));
                }
                1 => {
                    self.until_answered("DELETE", &path, None, &format!("{payee} delete"), Some(version))?;
                    self.known.insert(payee, None);
                }
                _ => {}
            }
        }
        done.fetch_add(1, Ordering::Relaxed);
        Ok(self)
    }

    /// Sends the same until it is answered, whatever breaks meanwhile.
    fn until_answered(
        &mut self,
        method: &str,
        path: &str,
        body: Option<&Value>,
        key: &str,
        version: Option<i64>,
    ) -> Done<Value> {
        let key = key.replace(' ', "-");
        let tag = version.map(|version| format!("\"v{version}\""));
        let mut headers = vec![("Idempotency-Key", key.as_str())];
        headers.extend(tag.as_deref().map(|tag| ("If-Match", tag)));
        let path = format!("{}{path}", self.of);
        let since = Instant::now();
        loop {
            match self.client.ask(method, &path, body, &headers) {
                Ok(answer) if answer.is_good() => return answer.json(),
                // It is starting, or busy.
                Ok(answer) if answer.status == 503 => {}
                Ok(answer) => return Err(format!("{method} {path} with {key}: {}", answer.said())),
                Err(error) if since.elapsed() > PATIENCE => return Err(error),
                Err(_) => {}
            }
            self.again += 1;
            thread::park_timeout(LOOK);
        }
    }
}

fn body(payee: &str, cents: i64) -> Value {
    let amount = |cents: i64| {
        let sign = if cents < 0 { "-" } else { "" };
        format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100)
    };
    let posting =
        |account: i64, cents: i64| json!({ "account": account, "amount": amount(cents), "currency": "EUR" });
    json!({ "date": "2026-01-05", "payee": payee, "postings": [posting(BANK, -cents), posting(CATEGORY, cents)] })
}

/// The books say of themselves that they are whole.
fn whole(client: &Client, of: &str) -> Done {
    let report = client.get(&format!("{of}/check"))?;
    if number(&report, "fault_count") == 0 {
        return Ok(());
    }
    Err(format!("the books are not whole: {report}"))
}

/// Everything that was acknowledged is there once, and nothing else is.
fn compare(client: &Client, of: &str, people: &[Person]) -> Done {
    let mut expected: BTreeMap<&str, i64> = BTreeMap::new();
    let mut balance = 0;
    for (payee, cents) in people.iter().flat_map(|person| &person.known) {
        if let Some(cents) = cents {
            expected.insert(payee, *cents);
            balance -= cents;
        }
    }
    for row in client.all(&format!("{of}/transactions?limit=200"))? {
        let payee = text(&row, "payee");
        let amount = row.pointer("/postings/1/amount").and_then(Value::as_str).unwrap_or_default();
        let cents: Option<i64> = amount.replace('.', "").parse().ok();
        match expected.remove(payee.as_str()) {
            Some(known) if Some(known) == cents => {}
            Some(known) => return Err(format!("{payee} has {amount} instead of {known} cents")),
            None => {
                return Err(format!("{payee} is there, but was deleted, is doubled, or was never written"));
            }
        }
    }
    if let Some((payee, _)) = expected.first_key_value() {
        return Err(format!("{} transactions are lost, {payee} for one", expected.len()));
    }
    let accounts = list(&client.get(&format!("{of}/accounts"))?);
    let bank = accounts.iter().find(|account| number(account, "no") == BANK);
    let found = bank.and_then(|bank| bank.pointer("/own/0/amount")).and_then(Value::as_str).unwrap_or("0");
    if found.replace('.', "").parse() == Ok(balance) {
        return Ok(());
    }
    Err(format!("the balance is {found}, the transactions sum to {balance} cents"))
}
