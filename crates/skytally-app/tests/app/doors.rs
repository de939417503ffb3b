//! Doors that shut: delays grow, the owner is told, and others come in meanwhile.

use skytally_app::AppError;

use crate::kit::people::PASSWORD;
use crate::kit::{Wish, World, from, home, hours, mins, secs};

everywhere!(
    delays_grow_for_known_and_unknown_addresses_alike,
    the_owner_is_told_after_ten_failures_and_comes_in_again,
    one_address_on_the_network_cannot_try_everybody,
);

const WRONG: &str = "not the password";

/// How long one must wait after so many failures at once, in seconds.
async fn waits(world: &World, email: &str, failures: usize) -> Vec<u64> {
    let mut waits = Vec::new();
    for _ in 0..failures {
        refused!(world.sign_in(email, WRONG, None).await, AppError::WrongCredentials);
        match world.sign_in(email, WRONG, None).await.err().unwrap() {
            AppError::WrongCredentials => waits.push(0),
            AppError::TooMany(wait) => {
                waits.push(wait.as_secs());
                // A moment before, it is still shut; even for whoever knows the password.
                world.pass(secs(i64::try_from(wait.as_secs()).unwrap() - 1));
                refused!(world.sign_in(email, PASSWORD, None).await, AppError::TooMany(_));
                world.pass(secs(1));
            }
            other => panic!("{other:?}"),
        }
    }
    waits
}

async fn delays_grow_for_known_and_unknown_addresses_alike(wish: Wish) {
    let world = World::of(wish).await;
    world.person("ann").await;
    let known = waits(&world, "ann@example.com", 8).await;
    // The second try of a round counts where the door was open: four failures cost nothing.
    assert_eq!(known, [0, 0, 1, 2, 4, 8, 16, 32]);
    // The door of the network's address is another: it is forgotten before the next round.
    world.pass(hours(48));
    assert_eq!(waits(&world, "nobody@example.com", 8).await, known);
    // The longest wait is a quarter of an hour.
    world.pass(hours(48));
    let long = waits(&world, "somebody@example.com", 13).await;
    assert_eq!(long.last(), Some(&900), "{long:?}");
}

async fn the_owner_is_told_after_ten_failures_and_comes_in_again(wish: Wish) {
    let world = World::of(wish).await;
    let ann = world.person("ann").await;
    let attacker = from("198.51.100.66");
    for attempt in 1..=12 {
        let error = world.sign_in_from(&attacker, &ann.email, WRONG, None).await.err().unwrap();
        assert!(matches!(error, AppError::WrongCredentials), "{attempt}: {error:?}");
        let told = world.letter(&ann.email, "Failed sign-ins").await;
        assert_eq!(told.is_some(), attempt >= 10, "{attempt}");
        world.pass(mins(15));
    }
    let letter = world.letter(&ann.email, "Failed sign-ins").await.unwrap();
    assert!(letter.contains("10 times") && letter.contains("198.51.100.66"), "{letter}");
    // One to verify, one of this.
    assert_eq!(world.letters(&ann.email).await, 2);
    let refusals = "SELECT COUNT(*) FROM audit WHERE action = 'door.refused'";
    assert_eq!(world.number_of(refusals).await, 12);
    // A success forgets the failures at her own door.
    world.sign_in(&ann.email, PASSWORD, None).await.unwrap();
    for _ in 0..4 {
        refused!(world.sign_in(&ann.email, WRONG, None).await, AppError::WrongCredentials);
    }
    world.sign_in(&ann.email, PASSWORD, None).await.unwrap();
}

async fn one_address_on_the_network_cannot_try_everybody(wish: Wish) {
    let world = World::of(wish).await;
    let ann = world.person("ann").await;
    let attacker = from("198.51.100.66");
    let mut refused = 0;
    for victim in 0..60 {
        let email = format!("victim-{victim}@example.com");
        match world.sign_in_from(&attacker, &email, WRONG, None).await.err().unwrap() {
            AppError::WrongCredentials => refused += 1,
            AppError::TooMany(_) => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(refused, 25, "twenty that many people may share, and five of which the last one costs time");
    refused!(world.sign_in_from(&attacker, &ann.email, PASSWORD, None).await, AppError::TooMany(_));
    // Others are not in the way, and a good sign-in of the attacker's own does not reset it.
    world.sign_in_from(&home(), &ann.email, PASSWORD, None).await.unwrap();
    world.pass(secs(1));
    world.sign_in_from(&attacker, &ann.email, PASSWORD, None).await.unwrap();
    refused!(
        world.sign_in_from(&attacker, "victim-1@example.com", WRONG, None).await,
        AppError::WrongCredentials
    );
    refused!(world.sign_in_from(&attacker, &ann.email, PASSWORD, None).await, AppError::TooMany(_));
}
