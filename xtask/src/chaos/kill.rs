//! `cargo xtask chaos kill`: kill -9 of the service at random moments, again and again, on the same data folder.
//!
//! While it lives, writers change things and remember what was acknowledged, accounts are collected without pause, and
//! somebody looks at the pictures. After each start everything that was acknowledged must be there; every picture is that of
//! one whole run; the audit's chains are whole. After every tenth start each account must come to a new generation, those
//! whose run was killed by themselves.

use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::http::{Client, number, text};
use super::picture::{NOT_WHOLE, Watched};
use super::random::Random;
use super::service::{LOOK, Service, Setup, folder, owner};
use super::stub::{Stub, link, workspace};
use super::writer::{REFUSED, TWICE, Writer};
use crate::steps::{Done, read};

/// Writers, each with a workspace.
const WRITERS: u64 = 3;
/// Cloud accounts of each workspace.
const ACCOUNTS: u64 = 3;
/// How long a run belongs to a node that says nothing: the least that the settings allow.
const LEASE_S: u64 = 10;
/// A new generation must be there so long after a start: the lease of a killed run ends, somebody looks, and the run takes
/// its time.
const GENERATION_MAX: Duration = Duration::from_secs(LEASE_S + 20);
/// After so many starts, the next waits for new generations.
const SETTLE_EVERY: u64 = 10;
/// A life of the service is this long at most.
const LIFE_MAX_MS: u64 = 2_500;

/// What is counted over all lives.
#[derive(Default)]
struct Tally {
    starts_ms: Vec<u64>,
    killed_starting: u64,
    killed_running: u64,
    pictures: u64,
    settled_ms: Vec<u64>,
    taken_over: u64,
}

struct Test {
    setup: Setup,
    watched: Vec<Watched>,
    writers: Vec<Writer>,
    client: Client,
    random: Random,
    tally: Tally,
}

pub(crate) fn run(programs: &super::Programs, times: u64, seed: u64) -> Done {
    let place = folder("chaos-kill")?;
    // Runs take about as long as the service lives.
    let estate = ["--resources", "40", "--then", "60", "--regions", "us-east-1", "--delay-ms", "40"];
    let stub = Stub::start(&programs.stub, &estate)?;
    let setup = Setup::new(&programs.service, &place, "data", &stub.url)?
        .with("COLLECTION__LEASE_S", &LEASE_S.to_string());
    let mut service = setup.up()?;
    let client = owner(&service, &setup.data.join("mail"))?;
    let mut test = prepare(setup, client, seed)?;
    println!(
        "   {} accounts of {} and {} documents, {} and {} findings; {WRITERS} writers; seed {seed}",
        test.watched.len(),
        test.watched[0].states[0].documents.len(),
        test.watched[0].states[1].documents.len(),
        test.watched[0].states[0].findings.len(),
        test.watched[0].states[1].findings.len(),
    );
    let began = Instant::now();
    test.live(&mut service, false)?;
    for life in 1..=times {
        service = test.next_life(life, life == times)?;
        if life.is_multiple_of(20) {
            println!("   {life} kills, {} s", began.elapsed().as_secs());
        }
    }
    let stopped = service.stop()?;
    service = test.setup.up()?;
    test.check()?;
    let runs = test.runs()?;
    service.stop()?;
    let file = whole_file(&test.setup)?;
    test.summary(times, began.elapsed(), stopped, &runs, &file)
}

/// Workspaces, accounts, and the whole pictures of each: they are taken before anything is killed.
fn prepare(setup: Setup, client: Client, seed: u64) -> Done<Test> {
    let mut random = Random::new(seed);
    let (mut watched, mut writers) = (Vec::new(), Vec::new());
    let until = read(Command::new("date").args(["-u", "-d", "+30 days", "+%FT%TZ"]))?.trim().to_owned();
    for at in 0..WRITERS {
        let name = format!("w{at}");
        let space = workspace(&client, &format!("Client {name}"))?;
        let accounts = link(&client, &space, at * ACCOUNTS, ACCOUNTS)?;
        watched.extend(accounts.iter().map(|account| Watched::new(&space, account)));
        let mut writer = Writer::new(&client, &name, &space, &accounts, Random::new(random.next()));
        writer.until.clone_from(&until);
        writers.push(writer);
    }
    for one in &mut watched {
        // The first run begins by itself.
        for generation in 1..=2 {
            wait(one, &client, generation, Duration::from_secs(60))?;
            let (_, picture) = one.take(&client)?.ok_or("no picture could be taken")?;
            one.states.push(picture);
            if generation == 1 {
                one.collect(&client)?;
            }
        }
        if one.states[0].documents == one.states[1].documents
            || one.states[0].findings == one.states[1].findings
        {
            return Err(
                "the two states of the estate look the same: the pictures would prove nothing".to_owned()
            );
        }
        one.generation = 2;
    }
    for writer in &mut writers {
        let own = watched.iter().filter(|one| one.workspace == writer.workspace);
        let both = own.flat_map(|one| one.states[0].findings.intersection(&one.states[1].findings));
        writer.findings = both.take(10).cloned().collect();
        writer.begin()?;
    }
    Ok(Test { setup, watched, writers, client, random, tally: Tally::default() })
}

/// Waits until an account has a generation. Gives how long that took.
fn wait(one: &Watched, client: &Client, generation: i64, most: Duration) -> Done<Duration> {
    let began = Instant::now();
    loop {
        let (newest, _) = one.newest(client)?;
        if newest >= generation {
            return Ok(began.elapsed());
        }
        if began.elapsed() > most {
            return Err(format!(
                "account {} is stuck: generation {newest}, and {generation} did not come in {} s",
                one.account,
                most.as_secs()
            ));
        }
        thread::sleep(LOOK * 10);
    }
}

impl Test {
    /// A start, the checks, some time alive, and a kill. The last life is not killed.
    fn next_life(&mut self, life: u64, is_last: bool) -> Done<Service> {
        if self.random.below(12) == 0 {
            // Within the start: the log of the database is taken up, the schema is looked at, the key is read.
            let mut service = self.setup.start()?;
            let usual = self.tally.starts_ms.last().copied().unwrap_or(500);
            thread::sleep(Duration::from_millis(self.random.below(usual + 50)));
            service.kill();
            self.tally.killed_starting += 1;
        }
        let mut service = self.setup.start()?;
        let ready = service.wait("/readyz")?;
        self.tally.starts_ms.push(u64::try_from(ready.as_millis()).unwrap_or(u64::MAX));
        let left: Vec<(i64, bool)> =
            self.watched.iter().map(|one| one.newest(&self.client)).collect::<Done<_>>()?;
        self.check()?;
        if life.is_multiple_of(SETTLE_EVERY) || is_last {
            self.settle(&left)?;
        }
        if !is_last {
            self.live(&mut service, true)?;
        }
        Ok(service)
    }

    /// What must hold after every start.
    fn check(&mut self) -> Done {
        for writer in &mut self.writers {
            writer.check()?;
        }
        for one in &mut self.watched {
            self.tally.pictures += u64::from(one.check(&self.client)?);
        }
        let verified = read(&mut self.setup.command(&["audit", "verify"]))?;
        let chains = verified.lines().filter(|line| line.contains("  whole ")).count();
        if chains < self.writers.len() + 1 {
            return Err(format!("the audit's chains are not all whole:\n{verified}"));
        }
        Ok(())
    }

    /// Every account comes to a new generation: those whose run was killed by themselves, the others when asked.
    fn settle(&mut self, left: &[(i64, bool)]) -> Done {
        for (one, (_, was_running)) in self.watched.iter().zip(left) {
            if *was_running {
                self.tally.taken_over += 1;
            } else {
                one.collect(&self.client)?;
            }
        }
        let began = Instant::now();
        for (one, (generation, _)) in self.watched.iter().zip(left) {
            wait(one, &self.client, generation + 1, GENERATION_MAX.saturating_sub(began.elapsed()))?;
        }
        self.tally.settled_ms.push(u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX));
        Ok(())
    }

    /// Lets everybody work until a random moment, and kills.
    fn live(&mut self, service: &mut Service, may_be_short: bool) -> Done {
        let span = self.random.below(LIFE_MAX_MS) + if may_be_short { 0 } else { LIFE_MAX_MS };
        let killed = AtomicBool::new(false);
        let (watched, writers, client) = (&mut self.watched, &mut self.writers, &self.client);
        let mut looks = Random::new(self.random.next());
        let ended: Done<(u64, u64)> = thread::scope(|scope| {
            let killed = &killed;
            let writing: Vec<_> = writers
                .iter_mut()
                .map(|writer| {
                    scope.spawn(move || {
                        loop {
                            match writer.write() {
                                Ok(()) => {}
                                Err(error) if error.starts_with(REFUSED) => return Err(error),
                                // A connection breaks when the service is killed, and not before.
                                Err(error) if !killed.load(Ordering::SeqCst) => {
                                    return Err(format!("a connection broke before the kill: {error}"));
                                }
                                Err(_) => return Ok(()),
                            }
                        }
                    })
                })
                .collect();
            let looking = scope.spawn(move || {
                let mut seen = 0;
                let mut look = || -> Done {
                    for one in watched.iter() {
                        one.collect(client)?;
                    }
                    loop {
                        let at = usize::try_from(looks.below(watched.len() as u64)).unwrap_or_default();
                        seen += u64::from(watched[at].check(client)?);
                        if looks.below(3) == 0 {
                            watched[at].collect(client)?;
                        }
                    }
                };
                match look() {
                    Err(error) if error.starts_with(NOT_WHOLE) || !killed.load(Ordering::SeqCst) => {
                        Err(error)
                    }
                    _ => Ok(seen),
                }
            });
            thread::sleep(Duration::from_millis(span));
            let running = service.metric("skytally_runs_going_on").unwrap_or_default();
            killed.store(true, Ordering::SeqCst);
            service.kill();
            for writer in writing {
                writer.join().map_err(|_| "a writer panicked")??;
            }
            let seen = looking.join().map_err(|_| "the onlooker panicked")??;
            Ok((seen, u64::from(running > 0)))
        });
        let (seen, running) = ended?;
        self.tally.pictures += seen;
        self.tally.killed_running += running;
        Ok(())
    }

    /// All runs: generations come one after the other, each by one run. Gives how many runs ended in which way.
    fn runs(&self) -> Done<Vec<(String, u64)>> {
        let mut states: Vec<(String, u64)> = Vec::new();
        for one in &self.watched {
            let path =
                format!("/api/v1/workspaces/{}/accounts/{}/runs?limit=200", one.workspace, one.account);
            let mut runs = self.client.all(&path)?;
            runs.reverse();
            let generations: Vec<i64> = runs
                .iter()
                .map(|run| number(run, "generation"))
                .filter(|generation| *generation > 0)
                .collect();
            if !generations.iter().copied().eq(1..=one.newest(&self.client)?.0) {
                return Err(format!("account {} has generations out of order: {generations:?}", one.account));
            }
            for run in &runs {
                let state = text(run, "state");
                match states.iter_mut().find(|(name, _)| *name == state) {
                    Some((_, count)) => *count += 1,
                    None => states.push((state, 1)),
                }
            }
        }
        Ok(states)
    }

    fn summary(
        &mut self,
        times: u64,
        took: Duration,
        stopped: Duration,
        runs: &[(String, u64)],
        file: &str,
    ) -> Done {
        let tally = &mut self.tally;
        tally.starts_ms.sort_unstable();
        let middle = tally.starts_ms.get(tally.starts_ms.len() / 2).copied().unwrap_or_default();
        let sum = |of: fn(&Writer) -> u64| self.writers.iter().map(of).sum::<u64>();
        println!("\n{times} kills in {} s", took.as_secs());
        println!("  within a collection run       {}", tally.killed_running);
        println!("  and besides within a start    {}", tally.killed_starting);
        println!(
            "  start until ready             median {middle} ms, most {} ms",
            tally.starts_ms.last().unwrap_or(&0)
        );
        println!("  writes acknowledged           {}, none lost", sum(|writer| writer.ledger.acknowledged));
        println!(
            "  writes that broke off         {}, of which {} had come through",
            sum(|writer| writer.ledger.in_doubt),
            sum(|writer| writer.ledger.came_through)
        );
        let mut repeated = std::collections::BTreeMap::<&str, u64>::new();
        for (what, count) in self.writers.iter().flat_map(|writer| &writer.repeated) {
            *repeated.entry(what).or_default() += count;
        }
        println!("  repeated with their key       {repeated:?}");
        println!("  pictures looked at            {}, all whole", tally.pictures);
        println!("  runs                          {runs:?}");
        println!(
            "  new generations everywhere    {} times, within {} ms at most; {} runs of dead nodes done again by themselves",
            tally.settled_ms.len(),
            tally.settled_ms.iter().max().unwrap_or(&0),
            tally.taken_over
        );
        println!("  stopped by TERM               in {} ms", stopped.as_millis());
        println!("  the database's file           {file}");
        let twice = repeated.get(TWICE).copied().unwrap_or_default();
        if twice > 0 {
            return Err(format!(
                "{twice} requests were done twice, though they were repeated with their key"
            ));
        }
        Ok(())
    }
}

/// What SQLite itself says of the file.
fn whole_file(setup: &Setup) -> Done<String> {
    let look = "import sqlite3, sys\n\
                base = sqlite3.connect(sys.argv[1])\n\
                print(base.execute('PRAGMA integrity_check').fetchone()[0], len(base.execute('PRAGMA foreign_key_check').fetchall()))";
    let file = setup.data.join("skytally.db");
    let said = read(Command::new("python3").args(["-c", look]).arg(&file))?;
    if said.trim() == "ok 0" { Ok("whole".to_owned()) } else { Err(format!("{}: {said}", file.display())) }
}
