//! Rate limits: how often one address, or one name, may knock at one door.

use std::hash::{BuildHasher, RandomState};
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Response};
use axum::middleware::Next;
use axum::response::IntoResponse;
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::client_ip::ClientIp;
use crate::problem::{Code, Problem};

/// Most visitors that a door remembers one by one. Beyond, newcomers share [`SHARED_SLOTS`] places.
pub const VISITORS_MAX: usize = 50_000;
/// The places that newcomers share when a door is crowded.
const SHARED_SLOTS: u64 = 4_096;
/// How many knocks lie between two times that a door forgets those who may knock again freely.
const FORGET_EVERY: u32 = 1_024;
/// The network of an IPv6 address that counts as one visitor: what a provider gives to one customer.
const IPV6_PREFIX_BITS: u32 = 64;

/// What is guarded by a limit of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Door {
    /// Any call.
    Api,
    /// Sign-in, by password, code or OIDC.
    SignIn,
    /// Sign-up and the mails that it sends.
    SignUp,
    /// Asking for a reset, and resetting.
    Reset,
    /// Answers that cost us or AWS a lot: tests of permissions, exports, "collect now".
    Costly,
}

/// How often: so many at once, and all of them again after a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many knocks in a row.
    pub burst: NonZeroU32,
    /// After which time without knocks all of them are free again.
    pub window: Duration,
}

/// The rates of all doors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// [`Door::Api`].
    pub api: Rate,
    /// [`Door::SignIn`].
    pub sign_in: Rate,
    /// [`Door::SignUp`].
    pub sign_up: Rate,
    /// [`Door::Reset`].
    pub reset: Rate,
    /// [`Door::Costly`].
    pub costly: Rate,
}

impl Rate {
    /// So many in so many seconds. Zero of either counts as one.
    pub fn new(burst: u32, window_s: u64) -> Self {
        let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        Self { burst, window: Duration::from_secs(window_s.max(1)) }
    }
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            api: Rate::new(1_200, 60),
            sign_in: Rate::new(20, 300),
            sign_up: Rate::new(10, 3_600),
            reset: Rate::new(10, 3_600),
            costly: Rate::new(30, 60),
        }
    }
}

/// Who knocks.
#[derive(Debug, Clone, Copy)]
pub enum Visitor<'a> {
    /// An address; of IPv6, its network.
    Address(IpAddr),
    /// A name that was tried, such as an e-mail address. Only its hash is kept.
    Name(&'a str),
}

/// What is left after a knock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    rate: Rate,
    /// How many more knocks are free right now.
    pub left: u32,
    /// When to knock again, in seconds, if this knock was refused.
    pub retry_after_s: Option<u64>,
}

type Keyed<K, C> = RateLimiter<K, DashMapStateStore<K>, C, StateInformationMiddleware>;

/// The limits of all doors, in bounded memory.
#[derive(Debug)]
pub struct Limits<C: Clock = DefaultClock> {
    doors: [DoorState<C>; 5],
    clock: C,
    hashes: RandomState,
}

#[derive(Debug)]
struct DoorState<C: Clock> {
    rate: Rate,
    visitors: Keyed<u128, C>,
    shared: Keyed<u64, C>,
    knocks: AtomicU32,
    crowded: AtomicBool,
    visitors_max: usize,
}

impl Limits {
    /// Limits by the clock of the machine.
    pub fn new(rates: &Rates) -> Self {
        Self::with_clock(rates, DefaultClock::default(), VISITORS_MAX)
    }
}

impl<C: Clock + Clone> Limits<C> {
    /// Limits by a given clock, and with a given number of visitors that each door remembers.
    pub fn with_clock(rates: &Rates, clock: C, visitors_max: usize) -> Self {
        let door = |rate| DoorState::new(rate, clock.clone(), visitors_max);
        let doors = [
            door(rates.api),
            door(rates.sign_in),
            door(rates.sign_up),
            door(rates.reset),
            door(rates.costly),
        ];
        Self { doors, clock, hashes: RandomState::new() }
    }

    /// One knock. What is left says whether it is refused.
    pub fn knock(&self, door: Door, visitor: Visitor<'_>) -> Allowance {
        self.doors[door as usize].knock(self.key(visitor), &self.hashes, &self.clock)
    }

    /// One knock, refused with a problem when there were too many.
    ///
    /// # Errors
    /// 429 with the time to wait.
    pub fn enter(&self, door: Door, visitor: Visitor<'_>) -> Result<Allowance, Problem> {
        let allowance = self.knock(door, visitor);
        match allowance.retry_after_s {
            None => Ok(allowance),
            Some(seconds) => Err(too_many(seconds)),
        }
    }

    fn key(&self, visitor: Visitor<'_>) -> u128 {
        let bits = |address: Ipv6Addr| address.to_bits();
        match visitor {
            Visitor::Address(address) => match address.to_canonical() {
                IpAddr::V4(v4) => bits(v4.to_ipv6_mapped()),
                IpAddr::V6(v6) => bits(v6) >> (128 - IPV6_PREFIX_BITS) << (128 - IPV6_PREFIX_BITS),
            },
            // The upper half says that it is a name: no network of an address begins so (it is multicast).
            Visitor::Name(name) => (0xffff_u128 << 112) | u128::from(self.hashes.hash_one(name)),
        }
    }
}

impl<C: Clock + Clone> DoorState<C> {
    fn new(rate: Rate, clock: C, visitors_max: usize) -> Self {
        // The interval between two free knocks is never zero: a rate has at least one second.
        let quota = Quota::with_period(rate.window / rate.burst.get())
            .unwrap_or(Quota::per_second(NonZeroU32::MIN))
            .allow_burst(rate.burst);
        Self {
            rate,
            visitors: RateLimiter::dashmap_with_clock(quota, clock.clone()).with_middleware(),
            shared: RateLimiter::dashmap_with_clock(quota, clock).with_middleware(),
            knocks: AtomicU32::new(0),
            crowded: AtomicBool::new(false),
            visitors_max,
        }
    }

    fn knock(&self, key: u128, hashes: &RandomState, clock: &C) -> Allowance {
        // Often enough that a door holds at most `visitors_max` and `FORGET_EVERY` more.
        if self.knocks.fetch_add(1, Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
            self.visitors.retain_recent();
            let crowded = self.visitors.len() >= self.visitors_max;
            if !crowded {
                self.visitors.shrink_to_fit();
            }
            self.crowded.store(crowded, Ordering::Relaxed);
        }
        // A crowd of addresses is an attack, or a day when everybody comes: slower for all, but nobody is let in unseen.
        let outcome = if self.crowded.load(Ordering::Relaxed) {
            self.shared.check_key(&(hashes.hash_one(key) % SHARED_SLOTS))
        } else {
            self.visitors.check_key(&key)
        };
        match outcome {
            Ok(state) => {
                Allowance { rate: self.rate, left: state.remaining_burst_capacity(), retry_after_s: None }
            }
            Err(refused) => {
                let wait = refused.wait_time_from(clock.now());
                let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
                Allowance { rate: self.rate, left: 0, retry_after_s: Some(seconds.max(1)) }
            }
        }
    }
}

impl Allowance {
    /// Puts the headers `RateLimit` and `RateLimit-Policy` on an answer.
    pub fn put(&self, mut response: Response<Body>) -> Response<Body> {
        let (burst, window_s) = (self.rate.burst, self.rate.window.as_secs());
        // When all is free again: one knock comes back every window / burst.
        let used = u64::from(burst.get() - self.left.min(burst.get()));
        let reset_s = self.retry_after_s.unwrap_or((used * window_s).div_ceil(u64::from(burst.get())));
        for (name, value) in [
            ("ratelimit-policy", format!("\"default\";q={burst};w={window_s}")),
            ("ratelimit", format!("\"default\";r={};t={reset_s}", self.left)),
        ] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().insert(HeaderName::from_static(name), value);
            }
        }
        response
    }
}

/// Middleware for the routes behind a door, by the address of the client:
/// `.layer(from_fn_with_state((limits, Door::SignIn), rate::by_address))`.
pub async fn by_address(
    State((limits, door)): State<(Arc<Limits>, Door)>,
    request: Request,
    next: Next,
) -> Response<Body> {
    let ClientIp(address) = request.extensions().get().copied().unwrap_or_default();
    let allowance = limits.knock(door, Visitor::Address(address));
    let response = match allowance.retry_after_s {
        None => next.run(request).await,
        Some(seconds) => too_many(seconds).into_response(),
    };
    // A door inside another one speaks for itself.
    if response.headers().contains_key("ratelimit") { response } else { allowance.put(response) }
}

fn too_many(seconds: u64) -> Problem {
    let unit = if seconds == 1 { "second" } else { "seconds" };
    let detail = format!("too many requests; try again in {seconds} {unit}");
    Problem::new(Code::TooManyRequests, detail).retry_after_s(seconds)
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;
    use std::time::Duration;

    use governor::clock::FakeRelativeClock;

    use super::{Door, FORGET_EVERY, Limits, Rate, Rates, SHARED_SLOTS, Visitor};

    fn limits(visitors_max: usize) -> (Limits<FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        let rates = Rates { sign_in: Rate::new(3, 30), ..Rates::default() };
        (Limits::with_clock(&rates, clock.clone(), visitors_max), clock)
    }

    fn from(address: &str) -> Visitor<'static> {
        Visitor::Address(address.parse::<IpAddr>().unwrap())
    }

    #[test]
    fn a_door_closes_after_a_burst_and_opens_again_with_time() {
        let (limits, clock) = limits(100);
        let left: Vec<u32> = (0..3).map(|_| limits.knock(Door::SignIn, from("192.0.2.1")).left).collect();
        assert_eq!(left, [2, 1, 0]);
        let refused = limits.enter(Door::SignIn, from("192.0.2.1")).unwrap_err();
        assert_eq!(refused.body(None).retry_after_s, Some(10));
        // Other doors and other visitors are not concerned.
        assert!(limits.enter(Door::Api, from("192.0.2.1")).is_ok());
        assert!(limits.enter(Door::SignIn, from("192.0.2.2")).is_ok());
        assert!(limits.enter(Door::SignIn, Visitor::Name("192.0.2.1")).is_ok());
        clock.advance(Duration::from_secs(10));
        assert!(limits.enter(Door::SignIn, from("192.0.2.1")).is_ok());
        assert!(limits.enter(Door::SignIn, from("192.0.2.1")).is_err());
    }

    #[test]
    fn an_ipv6_network_and_the_two_spellings_of_ipv4_are_one_visitor() {
        let (limits, _) = limits(100);
        for address in ["2001:db8:0:1::1", "2001:db8:0:1::2", "2001:db8:0:1:ffff::"] {
            assert!(limits.enter(Door::SignIn, from(address)).is_ok());
        }
        assert!(limits.enter(Door::SignIn, from("2001:db8:0:1::9")).is_err());
        assert!(limits.enter(Door::SignIn, from("2001:db8:0:2::1")).is_ok());
        for address in ["192.0.2.1", "::ffff:192.0.2.1", "192.0.2.1"] {
            assert!(limits.enter(Door::SignIn, from(address)).is_ok());
        }
        assert!(limits.enter(Door::SignIn, from("::ffff:192.0.2.1")).is_err());
    }

    #[test]
    fn a_crowd_does_not_fill_the_memory_and_is_still_limited() {
        let (limits, clock) = limits(1_000);
        let address = |number: u32| Visitor::Address(IpAddr::from(number.to_be_bytes()));
        let crowd = 100_000_u32;
        let refused =
            (0..crowd).filter(|number| limits.enter(Door::SignIn, address(*number)).is_err()).count();
        let door = &limits.doors[Door::SignIn as usize];
        assert!(door.visitors.len() <= 1_000 + FORGET_EVERY as usize, "{}", door.visitors.len());
        assert!(door.shared.len() <= SHARED_SLOTS as usize);
        // The shared places let in 3 each at most.
        assert!(refused >= crowd as usize - 3 * SHARED_SLOTS as usize - 3_000, "{refused}");
        // When the crowd has gone, all is forgotten.
        clock.advance(Duration::from_secs(60));
        for _ in 0..FORGET_EVERY {
            let _ = limits.enter(Door::SignIn, from("192.0.2.77"));
            clock.advance(Duration::from_secs(10));
        }
        assert!(door.visitors.len() <= 1, "{}", door.visitors.len());
        assert!(limits.enter(Door::SignIn, from("192.0.2.77")).is_ok());
    }
}
