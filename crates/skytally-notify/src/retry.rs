//! When to try again.

use std::time::Duration;

/// The wait after the first failed try.
const FIRST: Duration = Duration::from_secs(30);
/// No wait is longer, but for the jitter.
const LONGEST: Duration = Duration::from_secs(2 * 60 * 60);
/// Tries of one mail. With the waits between them they take about a day.
const ATTEMPTS_MAX: u32 = 20;

/// How long to wait after the `attempt`th try (counted from 1) has failed for now, or none to give up.
///
/// The waits double from half a minute to two hours; the last try is about a day after the first. `jitter` is any number, best a
/// random one: it moves the wait by up to a tenth, so that mails that failed together do not come back together.
pub fn retry_after(attempt: u32, jitter: u64) -> Option<Duration> {
    if attempt >= ATTEMPTS_MAX {
        return None;
    }
    let doublings = attempt.saturating_sub(1).min(16);
    let wait = FIRST.saturating_mul(1 << doublings).min(LONGEST);
    let tenth_ms = u64::try_from(wait.as_millis() / 10).unwrap_or(0);
    let moved = Duration::from_millis(jitter % (2 * tenth_ms + 1));
    Some(wait - Duration::from_millis(tenth_ms) + moved)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end_after_about_a_day() {
        let middle = |attempt| retry_after(attempt, 3_000);
        assert_eq!(middle(1), Some(Duration::from_secs(30)));
        let (mut total, mut last, mut tries) = (Duration::ZERO, Duration::ZERO, 1);
        while let Some(wait) = retry_after(tries, 0) {
            assert!(wait >= last, "{tries}: {wait:?} after {last:?}");
            (total, last, tries) = (total + wait, wait, tries + 1);
        }
        let hours = total.as_secs() / 3600;
        assert!((20..=26).contains(&hours), "gives up after {hours} h");
        assert_eq!(tries, ATTEMPTS_MAX);
        assert_eq!(retry_after(u32::MAX, 7), None);
    }

    #[test]
    fn jitter_moves_a_wait_by_a_tenth_at_most() {
        for attempt in 0..ATTEMPTS_MAX {
            let least = retry_after(attempt, 0).unwrap();
            for jitter in [1, 17, 12_345, u64::MAX, u64::MAX / 3] {
                let wait = retry_after(attempt, jitter).unwrap();
                assert!(
                    wait >= least && wait.as_millis() * 9 <= least.as_millis() * 11 + 9,
                    "{attempt} {jitter}"
                );
            }
        }
        assert_ne!(retry_after(5, 1), retry_after(5, 1_000));
    }
}
