//! How long things hold, and how long one waits: pure functions of what happened and of the time.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::Error;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How long the link holds that verifies an e-mail address.
pub const VERIFICATION_LIFETIME: Duration = DAY;

/// How long the link holds that resets a password.
pub const RESET_LIFETIME: Duration = HOUR;

/// How long an invitation holds.
pub const INVITATION_LIFETIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// How long one may take from the right password to the one-time code.
pub const SECOND_FACTOR_LIFETIME: Duration = Duration::from_secs(5 * 60);

/// How long one may take to sign in at an OpenID provider.
pub const OIDC_LIFETIME: Duration = Duration::from_secs(10 * 60);

/// How long an API token holds when nothing is said.
pub const API_TOKEN_LIFETIME: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// How long an API token may hold at most.
pub const API_TOKEN_LIFETIME_MAX: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// The failures in a row that cost no time: people mistype.
pub const FREE_FAILURES: u32 = 4;

/// The longest delay after a failure. It is not longer, so that somebody who fails on purpose cannot lock the owner out for good.
pub const DELAY_MAX: Duration = Duration::from_secs(15 * 60);

/// After this many failures in a row the owner gets a mail.
pub const MAIL_AFTER_FAILURES: u32 = 10;

/// How often it is written down that a session is in use.
pub const TOUCH_EVERY: Duration = MINUTE;

/// When something ends that begins now.
pub fn ends(begins: Timestamp, lifetime: Duration) -> Timestamp {
    // Beyond the end of the calendar there is nothing to end.
    SignedDuration::try_from(lifetime)
        .ok()
        .and_then(|lifetime| begins.checked_add(lifetime).ok())
        .unwrap_or(Timestamp::MAX)
}

/// Whether something has ended. At its end it has.
pub fn has_ended(ends: Timestamp, now: Timestamp) -> bool {
    now >= ends
}

/// How long to wait after the last of so many failures in a row: nothing for the first four, then 1 s, doubling, at most 15 min.
pub fn delay_after(failures: u32) -> Duration {
    let Some(doublings) = failures.checked_sub(FREE_FAILURES + 1) else { return Duration::ZERO };
    let factor = 1_u32.checked_shl(doublings).unwrap_or(u32::MAX);
    SECOND.saturating_mul(factor).min(DELAY_MAX)
}

/// When the next attempt may be made, if not now. An attempt before that is refused without being looked at, and is no failure.
///
/// Count by e-mail address and by network address: by the first alone, strangers keep an owner out; by the second alone,
/// many machines try out one account.
pub fn next_attempt(failures: u32, last_failure: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let next = ends(last_failure, delay_after(failures));
    (!has_ended(next, now)).then_some(next)
}

/// Whether this failure is the one after which the owner gets a mail: once in a row of failures, not at each.
pub fn mails_owner(failures: u32) -> bool {
    failures == MAIL_AFTER_FAILURES
}

/// How long a session holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLimits {
    idle: Duration,
    absolute: Duration,
}

/// What a session is at some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionState {
    /// It holds.
    Alive,
    /// It was not used for too long.
    Idle,
    /// It began too long ago.
    Over,
}

impl Default for SessionLimits {
    /// Twelve hours without use, seven days in all.
    fn default() -> Self {
        Self { idle: HOUR * 12, absolute: DAY * 7 }
    }
}

impl SessionLimits {
    /// Takes the time without use after which a session ends, and the time after which it ends in any case.
    ///
    /// # Errors
    /// Less than five minutes idle, more than 400 days in all (what browsers keep a cookie for), or idle longer than in all.
    pub fn new(idle: Duration, absolute: Duration) -> Result<Self, Error> {
        if idle < MINUTE * 5 {
            return Err(Error::Limits("idle is less than five minutes"));
        }
        if absolute > DAY * 400 {
            return Err(Error::Limits("absolute is more than 400 days"));
        }
        if idle > absolute {
            return Err(Error::Limits("idle is longer than absolute"));
        }
        Ok(Self { idle, absolute })
    }

    /// The time without use after which a session ends.
    pub fn idle(&self) -> Duration {
        self.idle
    }

    /// The time after which a session ends in any case.
    pub fn absolute(&self) -> Duration {
        self.absolute
    }

    /// What a session is now.
    pub fn state(&self, began: Timestamp, last_used: Timestamp, now: Timestamp) -> SessionState {
        if has_ended(ends(began, self.absolute), now) {
            SessionState::Over
        } else if has_ended(ends(last_used, self.idle), now) {
            SessionState::Idle
        } else {
            SessionState::Alive
        }
    }

    /// When a session ends if it is not used again.
    pub fn end(&self, began: Timestamp, last_used: Timestamp) -> Timestamp {
        ends(began, self.absolute).min(ends(last_used, self.idle))
    }
}

/// Whether it is time to write down again that a session is in use. Not at each request: that would be a write for each read.
pub fn touches(last_used: Timestamp, now: Timestamp) -> bool {
    has_ended(ends(last_used, TOUCH_EVERY), now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    #[test]
    fn delays_grow_from_the_fifth_failure_and_stop_growing() {
        let table = [
            (0, 0),
            (1, 0),
            (4, 0),
            (5, 1),
            (6, 2),
            (7, 4),
            (8, 8),
            (9, 16),
            (10, 32),
            (13, 256),
            (14, 512),
            (15, 900),
            (16, 900),
            (36, 900),
            (37, 900),
            (1000, 900),
            (u32::MAX, 900),
        ];
        for (failures, seconds) in table {
            assert_eq!(delay_after(failures).as_secs(), seconds, "{failures}");
        }
    }

    #[test]
    fn one_waits_from_the_last_failure() {
        let table = [
            (4, 0, 0, None),
            (5, 0, 0, Some(1)),
            (5, 0, 1, None),
            (8, 100, 104, Some(108)),
            (8, 100, 108, None),
            (99, 0, 899, Some(900)),
            (99, 0, 900, None),
        ];
        for (failures, last, now, next) in table {
            assert_eq!(next_attempt(failures, at(last), at(now)), next.map(at), "{failures} {now}");
        }
        assert_eq!(next_attempt(5, Timestamp::MAX, Timestamp::MAX), None);
    }

    #[test]
    fn the_owner_is_mailed_once_in_a_row_of_failures() {
        assert_eq!((0..1000).filter(|failures| mails_owner(*failures)).collect::<Vec<_>>(), [10]);
    }

    #[test]
    fn links_hold_as_long_as_they_say() {
        let table = [
            (VERIFICATION_LIFETIME, 24 * 3600),
            (RESET_LIFETIME, 3600),
            (INVITATION_LIFETIME, 7 * 24 * 3600),
            (OIDC_LIFETIME, 600),
            (SECOND_FACTOR_LIFETIME, 300),
        ];
        for (lifetime, seconds) in table {
            let end = ends(at(0), lifetime);
            assert_eq!(end, at(seconds));
            assert!(!has_ended(end, at(seconds - 1)) && has_ended(end, at(seconds)));
        }
        assert_eq!(ends(at(0), Duration::MAX), Timestamp::MAX);
        assert!(API_TOKEN_LIFETIME < API_TOKEN_LIFETIME_MAX);
    }

    #[test]
    fn a_session_ends_when_it_is_not_used_and_in_any_case() {
        let limits = SessionLimits::new(HOUR, HOUR * 3).unwrap();
        let table = [
            (0, 0, SessionState::Alive),
            (0, 3599, SessionState::Alive),
            (0, 3600, SessionState::Idle),
            (3600, 7199, SessionState::Alive),
            (10_000, 10_799, SessionState::Alive),
            (10_000, 10_800, SessionState::Over),
            (0, 10_800, SessionState::Over),
            // The clock went back.
            (100, 50, SessionState::Alive),
        ];
        for (used, now, state) in table {
            assert_eq!(limits.state(at(0), at(used), at(now)), state, "{used} {now}");
            assert_eq!(has_ended(limits.end(at(0), at(used)), at(now)), state != SessionState::Alive);
        }
        assert!(!touches(at(0), at(59)) && touches(at(0), at(60)));
    }

    #[test]
    fn limits_that_contradict_themselves_are_refused() {
        assert!(SessionLimits::new(MINUTE, HOUR).is_err());
        assert!(SessionLimits::new(HOUR * 2, HOUR).is_err());
        assert!(SessionLimits::new(HOUR, DAY * 401).is_err());
        let default = SessionLimits::default();
        assert_eq!(SessionLimits::new(default.idle(), default.absolute()).unwrap(), default);
    }
}
