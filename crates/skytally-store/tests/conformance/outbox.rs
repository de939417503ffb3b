//! The outbox: each letter is sent once, however many drain it.

use std::collections::BTreeSet;

use jiff::SignedDuration;

use crate::world::{HOUR, MINUTE, SECOND, World, at, letter, minutes, origin};

on_both!(
    a_letter_goes_out_once,
    a_letter_is_tried_again_until_it_is_given_up,
    two_drains_never_take_the_same_letter,
);

async fn a_letter_goes_out_once(world: World) {
    let store = &world.store;
    store.send(&origin(0), &letter("a")).await.unwrap();
    store.send(&origin(1), &letter("a")).await.unwrap();
    store.send(&origin(2), &letter("b")).await.unwrap();
    assert!(store.take_letters(at(-1), minutes(1), 10).await.unwrap().is_empty());
    let counts = store.outbox_counts().await.unwrap();
    assert_eq!((counts.waiting, counts.failed, counts.oldest), (2, 0, Some(at(0))));
    let taken = store.take_letters(at(2), minutes(1), 10).await.unwrap();
    let told: Vec<_> = taken.iter().map(|l| (l.dedupe.as_str(), l.letter.as_str(), l.attempts)).collect();
    assert_eq!(told, [("a", "sealed a", 1), ("b", "sealed b", 1)]);
    assert!(store.take_letters(at(MINUTE), minutes(1), 10).await.unwrap().is_empty(), "somebody holds them");
    store.letter_sent(taken[0].id, at(3)).await.unwrap();
    // Its drain died; the hold runs out.
    let again = store.take_letters(at(2 + MINUTE), minutes(1), 10).await.unwrap();
    assert_eq!(again.iter().map(|l| (l.dedupe.as_str(), l.attempts)).collect::<Vec<_>>(), [("b", 2)]);
    assert!(store.take_letters(at(HOUR), minutes(1), 0).await.unwrap().is_empty());
    let sent = world.rows("outbox").await.into_iter().find(|row| row["dedupe"] == "a").unwrap();
    assert_eq!((&sent["state"], &sent["letter"]), (&"sent".into(), &"".into()), "what it said is forgotten");
    // What was sent stays sent: the same is not sent again.
    store.send(&origin(4), &letter("a")).await.unwrap();
    store.letter_failed(taken[0].id, "late", None).await.unwrap();
    store.letter_failed(taken[0].id, "late", Some(at(0))).await.unwrap();
    let counts = store.outbox_counts().await.unwrap();
    assert_eq!((counts.waiting, counts.failed), (1, 0));
}

async fn a_letter_is_tried_again_until_it_is_given_up(world: World) {
    let store = &world.store;
    store.send(&origin(0), &letter("a")).await.unwrap();
    let mut now = 0;
    for attempt in 1..=3 {
        let taken = store.take_letters(at(now), minutes(5), 10).await.unwrap().remove(0);
        assert_eq!(taken.attempts, attempt);
        store.letter_failed(taken.id, "the server is busy", Some(at(now + attempt * HOUR))).await.unwrap();
        assert!(store.take_letters(at(now + attempt * HOUR - 1), minutes(5), 10).await.unwrap().is_empty());
        now += attempt * HOUR;
    }
    let taken = store.take_letters(at(now), minutes(5), 10).await.unwrap().remove(0);
    store.letter_failed(taken.id, "nobody there", None).await.unwrap();
    assert!(store.take_letters(at(now + 100 * HOUR), minutes(5), 10).await.unwrap().is_empty());
    let counts = store.outbox_counts().await.unwrap();
    assert_eq!((counts.waiting, counts.failed, counts.oldest), (0, 1, None));
    let row = world.rows("outbox").await.remove(0);
    assert_eq!((&row["problem"], &row["letter"]), (&"nobody there".into(), &"".into()));
}

async fn two_drains_never_take_the_same_letter(world: World) {
    for n in 0..60 {
        world.store.send(&origin(n), &letter(&n.to_string())).await.unwrap();
    }
    let nodes = [world.node().await, world.node().await];
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..6 {
        let store = nodes[n % 2].clone();
        tasks.spawn(async move {
            let mut taken = Vec::new();
            loop {
                let some = store.take_letters(at(SECOND), SignedDuration::from_mins(5), 4).await.unwrap();
                if some.is_empty() {
                    return taken;
                }
                taken.extend(some.into_iter().map(|letter| letter.dedupe));
            }
        });
    }
    let taken: Vec<String> = tasks.join_all().await.concat();
    let distinct: BTreeSet<_> = taken.iter().collect();
    assert_eq!((taken.len(), distinct.len()), (60, 60));
}
