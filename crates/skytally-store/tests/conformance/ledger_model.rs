//! The books under random sequences of requests and crashes, against a naive model that keeps lists and looks through all of them.

mod answers;
mod killed;
mod plan;
mod truth;
mod writer;

use std::cell::Cell;

use proptest::test_runner::{Config, TestRunner};
use skytally_store::Store;

use crate::crashes::{end_sessions, given_up, interrupted};
use crate::ledger::book;
use crate::world::{World, by};
use plan::{Crash, Step, steps};
use truth::{Expected, Model, Request};
use writer::{Writer, judged};

on_both!(any_sequence_of_requests_and_crashes_agrees_with_the_model);

/// How many sequences there are on SQLite, and on PostgreSQL, where each takes longer; unless `PROPTEST_CASES` says otherwise.
const CASES: (u32, u32) = (60, 28);

struct Run<'a> {
    world: &'a World,
    writer: Writer,
    model: Model,
    /// Of this case: requests that were kept from their end, and those of them that were done all the same.
    cut: u32,
    done: u32,
}

impl Run<'_> {
    async fn step(&mut self, step: &Step) {
        let Some(request) = self.model.request(&step.what) else { return };
        let Some(crash) = step.crash else { return self.request(&request).await };
        let said = match crash {
            Crash::SessionEnded(cut) if self.world.is_postgres() => {
                let said = interrupted(self.writer.send(&request), cut, end_sessions(self.world)).await;
                // Whether it was done is not known to whom was told that the database failed.
                if let Err(error) = &said
                    && error.is_passing()
                {
                    None
                } else {
                    Some(said)
                }
            }
            Crash::Unheard => {
                drop(self.writer.send(&request).await);
                None
            }
            Crash::GivenUp(cut) => given_up(self.writer.send(&request), cut).await,
            Crash::Reopened(cut) | Crash::SessionEnded(cut) => {
                let said = given_up(self.writer.send(&request), cut).await;
                self.writer.store = Store::open(&self.world.place, 2).await.unwrap();
                said
            }
        };
        if let Some(said) = said {
            if let Some(then) = judged(&request, said, self.model.after(&request)) {
                self.model = *then;
            }
            return;
        }
        self.cut += 1;
        if self.writer.audited(self.world).await != self.model.audited
            && let Expected::Done(then, _) = self.model.after(&request)
        {
            self.done += 1;
            self.model = *then;
        }
        self.writer.is_as(self.world, &mut self.model).await;
        // Whoever was not answered asks again.
        if !self.model.would_be_twice(&request) {
            self.request(&request).await;
        }
    }

    async fn request(&mut self, request: &Request) {
        let said = self.writer.send(request).await;
        if let Some(then) = judged(request, said, self.model.after(request)) {
            self.model = *then;
        }
    }
}

/// How many sequences, and whether that is enough for something of everything.
fn config(world: &World) -> (Config, bool) {
    let given = Config::default();
    let usual = if world.is_postgres() { CASES.1 } else { CASES.0 };
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { given.cases } else { usual };
    (Config { cases, failure_persistence: None, ..given }, cases >= usual)
}

async fn any_sequence_of_requests_and_crashes_agrees_with_the_model(world: World) {
    let handle = tokio::runtime::Handle::current();
    tokio::task::block_in_place(|| {
        let (config, enough) = config(&world);
        let cases = config.cases;
        let mut runner = TestRunner::new(config);
        let (number, cut, done) = (Cell::new(0), Cell::new(0), Cell::new(0));
        runner
            .run(&steps(), |steps| {
                number.set(number.get() + 1);
                let name = format!("person{}", number.get());
                handle.block_on(async {
                    let (owner, scope) = book(&world, &name).await;
                    let store = Store::open(&world.place, 2).await.unwrap();
                    let writer = Writer { store, scope, from: by(&owner, 0) };
                    let mut run = Run { world: &world, writer, model: Model::default(), cut: 0, done: 0 };
                    for step in &steps {
                        run.step(step).await;
                    }
                    run.writer.is_as(&world, &mut run.model).await;
                    cut.set(cut.get() + run.cut);
                    done.set(done.get() + run.done);
                });
                Ok(())
            })
            .unwrap();
        assert!(number.get() >= cases);
        if enough {
            assert!(done.get() > 0, "nothing was done without anybody being told");
            assert!(cut.get() > done.get(), "nothing was kept from its end");
        }
        handle.block_on(world.chains_are_whole());
    });
}
