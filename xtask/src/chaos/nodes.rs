//! `cargo xtask chaos nodes`: two nodes on one PostgreSQL collect 100 accounts; one is killed, one is stopped for a while.
//!
//! An interval passes by setting all accounts due in the database, which is what the clock does; `--clock` waits for real
//! intervals of five minutes instead, half an hour in all.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use super::http::Client;
use super::postgres::Postgres;
use super::random::Random;
use super::service::{LOOK, Service, Setup, folder, owner};
use super::stub::{Stub, link, workspace};
use crate::steps::{Done, read};

const ACCOUNTS: u64 = 100;
/// The shortest that the settings allow.
const EVERY: Duration = Duration::from_secs(300);
const LEASE: Duration = Duration::from_secs(10);
/// All accounts are collected within this time once they are due: far less than an interval.
const ROUND_MAX: Duration = Duration::from_secs(120);
/// What a stopped node held has another after its lease has run out, somebody has looked, and the run has taken its time.
const TAKEN_MAX: Duration = Duration::from_secs(40);
/// How often a node is stopped within its runs.
const STOPS: u64 = 12;
/// How far from its minute a run may begin: nodes look every two seconds, and other runs go before.
const LATE_MAX_MS: i64 = 20_000;
/// Milliseconds since 1970, as the database says.
const NOW: &str = "(EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::BIGINT";

struct Test {
    postgres: Postgres,
    setups: [Setup; 2],
    random: Random,
}

pub(crate) fn run(programs: &super::Programs, seed: u64, clock: bool) -> Done {
    let place = folder(if clock { "chaos-clock" } else { "chaos-nodes" })?;
    let estate = ["--resources", "40", "--then", "60", "--regions", "us-east-1", "--delay-ms", "40"];
    let stub = Stub::start(&programs.stub, &estate)?;
    let postgres = Postgres::start()?;
    let setup = |name: &str| -> Done<Setup> {
        let (key, mails) = (place.join("vault.key"), place.join("mail"));
        Ok(Setup::new(&programs.service, &place, name, &stub.url)?
            .with("STORE__URL", &postgres.url())
            .with("VAULT__KEY_FILE", &key.display().to_string())
            .with("MAIL__FOLDER", &mails.display().to_string())
            .with("COLLECTION__LEASE_S", &LEASE.as_secs().to_string())
            .with("COLLECTION__EVERY_MINUTES", &(EVERY.as_secs() / 60).to_string()))
    };
    let setups = [setup("a")?, setup("b")?];
    let mut test = Test { postgres, setups, random: Random::new(seed) };
    // The first makes the key and the schema.
    let one = test.setups[0].up()?;
    let two = test.setups[1].up()?;
    let client = owner(&one, &place.join("mail"))?;
    let space = workspace(&client, "A hundred accounts")?;
    let began = Instant::now();
    link(&client, &space, 0, ACCOUNTS)?;
    let linked = began.elapsed();
    test.wait("every account has its first generation", ROUND_MAX, |test| {
        Ok(test.postgres.number("SELECT COUNT(*) FROM accounts WHERE generation >= 1")? == ACCOUNTS as i64)
    })?;
    println!(
        "   {ACCOUNTS} accounts linked in {:.1} s, all collected after {:.1} s",
        linked.as_secs_f64(),
        began.elapsed().as_secs_f64()
    );
    if clock {
        test.real_intervals(two)?;
    } else {
        let (one, two) = test.intervals(one, two)?;
        test.stops(&one, &two, &client, &space)?;
    }
    test.at_last()
}

impl Test {
    fn wait(&self, what: &str, most: Duration, mut done: impl FnMut(&Self) -> Done<bool>) -> Done<Duration> {
        let began = Instant::now();
        while !done(self)? {
            if began.elapsed() > most {
                return Err(format!("it did not come true in {} s that {what}", most.as_secs()));
            }
            thread::sleep(LOOK * 20);
        }
        Ok(began.elapsed())
    }

    fn now(&self) -> Done<i64> {
        self.postgres.number(&format!("SELECT {NOW}"))
    }

    /// An interval passes: every account is due. Gives the moment.
    fn interval(&self) -> Done<i64> {
        let now = self.now()?;
        self.postgres.sql(&format!("UPDATE accounts SET due_ms = {now}"))?;
        Ok(now)
    }

    /// Accounts without a generation since a moment.
    fn missing(&self, since: i64) -> Done<i64> {
        self.postgres.number(&format!("SELECT COUNT(*) FROM accounts WHERE generation_ms < {since}"))
    }

    fn wait_for_all(&self, since: i64) -> Done<Duration> {
        let took =
            self.wait("every account has a new generation", ROUND_MAX, |test| Ok(test.missing(since)? == 0))?;
        // Whoever would collect an account again has time to.
        thread::sleep(Duration::from_secs(3));
        Ok(took)
    }

    /// How many runs each node made since a moment. Each account must have exactly one that was published, and none besides
    /// but those that were abandoned.
    fn once(&self, since: i64) -> Done<BTreeMap<String, u64>> {
        let rows = self.postgres.sql(&format!(
            "SELECT a.id, COUNT(r.generation), COUNT(*) FILTER (WHERE r.state NOT IN ('complete', 'partial', 'abandoned')),
                 MAX(r.node) FILTER (WHERE r.generation IS NOT NULL), COUNT(*) FILTER (WHERE r.state = 'abandoned')
             FROM accounts a LEFT JOIN runs r ON r.account_id = a.id AND r.started_ms >= {since} GROUP BY a.id"
        ))?;
        let mut nodes = BTreeMap::new();
        for row in rows.lines() {
            let cells: Vec<&str> = row.split('|').collect();
            let [account, published, other, node, abandoned] = cells[..] else {
                return Err(format!("a row: {row}"));
            };
            if published != "1" || other != "0" {
                return Err(format!(
                    "account {account} was collected {published} times in one interval ({other} other runs)"
                ));
            }
            *nodes.entry(short(node)).or_default() += 1;
            *nodes.entry("abandoned".to_owned()).or_default() += abandoned.parse::<u64>().unwrap_or_default();
        }
        Ok(nodes)
    }

    /// Two intervals with both nodes; a kill within the third; one with the survivor alone.
    fn intervals(&mut self, one: Service, mut two: Service) -> Done<(Service, Service)> {
        for interval in 1..=2 {
            let since = self.interval()?;
            let took = self.wait_for_all(since)?;
            let nodes = self.once(since)?;
            println!("   interval {interval}: each account once, in {:.1} s; {nodes:?}", took.as_secs_f64());
            if nodes.iter().filter(|(name, count)| *name != "abandoned" && **count > 0).count() != 2 {
                return Err("one node did nothing".to_owned());
            }
        }
        let since = self.interval()?;
        let part = ACCOUNTS as i64 - 20 - i64::try_from(self.random.below(30)).unwrap_or_default();
        self.wait("the interval is under way", ROUND_MAX, |test| Ok(test.missing(since)? < part))?;
        two.kill();
        let left = self.missing(since)?;
        let took = self.wait_for_all(since)?;
        let nodes = self.once(since)?;
        println!(
            "   interval 3: a node killed with {left} accounts left; the other had all {:.1} s later; {nodes:?}",
            took.as_secs_f64()
        );
        let since = self.interval()?;
        let took = self.wait_for_all(since)?;
        let nodes = self.once(since)?;
        println!(
            "   interval 4: the survivor alone, each account once, in {:.1} s; {nodes:?}",
            took.as_secs_f64()
        );
        Ok((one, self.setups[1].up()?))
    }

    /// How many of these leases (account, fence) have made a generation.
    fn published(&self, held: &[Vec<String>]) -> Done<i64> {
        let mut published = 0;
        for row in held {
            let [account, fence, _] = &row[..] else { return Err(format!("a row: {row:?}")) };
            published += self.postgres.number(&format!(
                "SELECT COUNT(*) FROM runs WHERE account_id = '{account}' AND fence = {fence} AND generation IS NOT NULL"
            ))?;
        }
        Ok(published)
    }

    /// Stops a node within its runs until the other has taken over, and lets it go on.
    fn stops(&mut self, one: &Service, two: &Service, client: &Client, space: &str) -> Done {
        let (mut held_all, mut fenced_all, mut blocked) = (0, 0, 0);
        for stop in 1..=STOPS {
            let (stopped, other) = if stop % 2 == 0 { (one, two) } else { (two, one) };
            let before = stopped.metric("skytally_runs_fenced_total")?;
            let since = self.interval()?;
            let held = format!("holder LIKE '%-{}-%' AND held_until_ms > {NOW}", stopped.id());
            let count = format!("SELECT COUNT(*) FROM accounts WHERE {held}");
            self.wait("the node has begun", ROUND_MAX, |test| Ok(test.postgres.number(&count)? > 0))?;
            thread::sleep(Duration::from_millis(self.random.below(1_500)));
            stopped.signal("STOP")?;
            // It says nothing more: what it holds is what it held.
            let held =
                self.postgres.sql(&format!("SELECT id, fence, generation FROM accounts WHERE {held}"))?;
            let held: Vec<Vec<String>> =
                held.lines().map(|row| row.split('|').map(str::to_owned).collect()).collect();
            let taken = self.wait("the other node has all", TAKEN_MAX, |test| Ok(test.missing(since)? == 0));
            // A transaction that was open when the node was stopped keeps its rows.
            let is_blocked = taken.is_err();
            blocked += u64::from(is_blocked);
            // The other answers meanwhile.
            client.at(port(other)).get(&format!("/api/v1/workspaces/{space}/accounts"))?;
            stopped.signal("CONT")?;
            self.wait_for_all(since)?;
            // What it held ends one way or the other, each once. A lease that was given while it stood still begins only now, so
            // that no run goes on for a moment.
            let (mut fenced, mut late) = (0, 0);
            let ended = self.wait("the node that was stopped has given up its runs", TAKEN_MAX, |test| {
                let idle = stopped.metric("skytally_runs_going_on")? == 0;
                fenced = stopped.metric("skytally_runs_fenced_total")? - before;
                late = test.published(&held)?;
                Ok(idle && fenced + late == i64::try_from(held.len()).unwrap_or_default())
            });
            ended.map_err(|error| {
                format!("{error}: of {} runs {fenced} were fenced and {late} published", held.len())
            })?;
            if !is_blocked && late > 0 {
                return Err(format!("{late} runs were published by a node whose leases had gone to another"));
            }
            self.once(since)?;
            held_all += held.len();
            fenced_all += fenced;
            let took = taken.map_or_else(
                |error| error,
                |took| format!("the other had all {:.1} s later", took.as_secs_f64()),
            );
            println!("   stop {stop}: {} runs held; {took}; {fenced} fenced", held.len());
        }
        println!(
            "   {STOPS} stops: {held_all} runs lost their lease, {fenced_all} were refused, none was published late; {blocked} times the other had to wait"
        );
        if held_all == 0 {
            return Err("no stop came within a run: that proves nothing".to_owned());
        }
        if blocked > 0 {
            return Err(format!("{blocked} times a stopped node kept the other from an account"));
        }
        Ok(())
    }

    /// The clock itself: two intervals, a kill, two more.
    fn real_intervals(&mut self, mut two: Service) -> Done {
        let first = "SELECT COUNT(*) FROM accounts a WHERE NOT EXISTS
            (SELECT 1 FROM runs r WHERE r.account_id = a.id AND r.trigger_by = 'schedule' AND r.generation IS NOT NULL)";
        self.wait("every account was collected by the clock", EVERY * 2, |test| {
            Ok(test.postgres.number(first)? == 0)
        })?;
        let since = self.now()?;
        println!("   every account was collected by the clock; two intervals begin");
        thread::sleep(EVERY * 2);
        self.paced(since, EVERY * 2)?;
        two.kill();
        let killed = self.now()?;
        println!("   a node is killed; two intervals begin");
        thread::sleep(EVERY * 2);
        let missing = self.missing(killed)?;
        if missing > 0 {
            return Err(format!("{missing} accounts have nothing new two intervals after the kill"));
        }
        self.paced(killed, EVERY * 2)
    }

    /// Every account was collected once an interval over a span that has just ended.
    fn paced(&self, since: i64, span: Duration) -> Done {
        let rows = self.postgres.sql(&format!(
            "SELECT account_id, string_agg(started_ms::TEXT, ',' ORDER BY started_ms), COUNT(DISTINCT node) FROM runs
             WHERE started_ms >= {since} AND generation IS NOT NULL GROUP BY account_id"
        ))?;
        let every = i64::try_from(EVERY.as_millis()).unwrap_or_default();
        let times = i64::try_from(span.as_millis()).unwrap_or_default() / every;
        let (mut runs, mut farthest) = (0, 0);
        for row in rows.lines() {
            let starts: Vec<i64> = row
                .split('|')
                .nth(1)
                .unwrap_or_default()
                .split(',')
                .filter_map(|text| text.parse().ok())
                .collect();
            for pair in starts.windows(2) {
                farthest = farthest.max((pair[1] - pair[0] - every).abs());
            }
            // A run at either edge of the span may fall on the other side of it.
            let count = i64::try_from(starts.len()).unwrap_or_default();
            let near = |start: &i64| {
                (start - since).rem_euclid(every).min(every - (start - since).rem_euclid(every)) < LATE_MAX_MS
            };
            if count != times && !((count - times).abs() == 1 && starts.iter().any(near)) {
                return Err(format!("an account was collected {count} times in {times} intervals: {row}"));
            }
            runs += count;
        }
        if i64::try_from(rows.lines().count()).unwrap_or_default() != ACCOUNTS as i64
            || farthest > LATE_MAX_MS
        {
            return Err(format!(
                "{} accounts were collected; {farthest} ms off their minute at most",
                rows.lines().count()
            ));
        }
        println!(
            "   {times} intervals: {runs} runs of {ACCOUNTS} accounts, {:.1} s off their minute at most",
            farthest as f64 / 1e3
        );
        Ok(())
    }

    /// What must hold of all that was written.
    fn at_last(&self) -> Done {
        for (what, statement) in [
            (
                "generations that two runs made",
                "SELECT COUNT(*) FROM (SELECT 1 FROM runs WHERE generation IS NOT NULL GROUP BY account_id, generation HAVING COUNT(*) > 1) t",
            ),
            (
                "accounts whose generations are not 1, 2, 3 …",
                "SELECT COUNT(*) FROM accounts a WHERE a.generation <> (SELECT COUNT(*) FROM runs r WHERE r.account_id = a.id AND r.generation IS NOT NULL) OR a.generation <> (SELECT MAX(generation) FROM runs r WHERE r.account_id = a.id)",
            ),
            (
                "later generations of earlier leases",
                "SELECT COUNT(*) FROM runs a JOIN runs b ON a.account_id = b.account_id AND a.generation < b.generation AND a.fence >= b.fence",
            ),
            (
                "generations whose documents are not those of the run",
                "SELECT COUNT(*) FROM runs r WHERE r.generation IS NOT NULL AND r.documents <> (SELECT COUNT(*) FROM documents d WHERE d.account_id = r.account_id AND d.from_gen <= r.generation AND d.to_gen > r.generation)",
            ),
            (
                "documents that are there twice",
                "SELECT COUNT(*) FROM (SELECT 1 FROM documents WHERE to_gen = 9223372036854775807 GROUP BY account_id, kind, region, id HAVING COUNT(*) > 1) t",
            ),
            (
                "documents that nobody published",
                "SELECT COUNT(*) FROM documents d JOIN accounts a ON a.id = d.account_id WHERE d.to_gen = -1 AND a.holder = ''",
            ),
            (
                "runs that go on for ever",
                "SELECT COUNT(*) FROM runs r JOIN accounts a ON a.id = r.account_id WHERE r.state = 'running' AND a.holder = ''",
            ),
        ] {
            let count = self.postgres.number(statement)?;
            if count != 0 {
                return Err(format!("{count} {what}"));
            }
        }
        let sizes = self
            .postgres
            .sql("SELECT DISTINCT documents FROM runs WHERE generation IS NOT NULL ORDER BY 1")?;
        if sizes.lines().count() != 2 {
            return Err(format!("pictures of other sizes than the two states of the estate: {sizes:?}"));
        }
        let states = self.postgres.sql("SELECT state, COUNT(*) FROM runs GROUP BY 1 ORDER BY 1")?;
        let verified = read(&mut self.setups[0].command(&["audit", "verify"]))?;
        println!("   runs: {}", states.trim().replace('\n', ", ").replace('|', " "));
        println!("   audit: {}", verified.lines().filter(|line| line.contains("  whole ")).count());
        Ok(())
    }
}

fn port(service: &Service) -> u16 {
    service.client().address.rsplit(':').next().and_then(|port| port.parse().ok()).unwrap_or_default()
}

/// A node's name without the machine.
fn short(node: &str) -> String {
    node.rsplit('-').next().unwrap_or(node).to_owned()
}
