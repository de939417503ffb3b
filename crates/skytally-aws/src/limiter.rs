//! Token buckets and retry budgets, one of each for every service and region.
//!
//! AWS throttles by account, region and service. A bucket that AWS says is too fast gives up a fifth of its rate, and each
//! answer wins a little back: it settles where about one request in nine is throttled, whatever the limit is. Pauses
//! before retries take care of limits below the lowest rate.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Requests a second that a bucket starts with. EC2 refills describe calls at 20 a second; most others allow no less.
const RATE_START: f64 = 20.0;
const RATE_MIN: f64 = 10.0;
/// S3 throttles by bucket, of which there are many, and each takes thousands a second.
const S3_RATE_START: f64 = 60.0;
const S3_RATE_MIN: f64 = 40.0;
const RATE_MAX: f64 = 100.0;
const SLOWER: f64 = 0.8;
const FASTER: f64 = 1.03;
/// Requests that may be sent at once after a rest.
const BURST: f64 = 40.0;
/// What a retry takes from the budget, in tokens. An answer puts back what its call has taken, and a little more.
const RETRY_COST: u32 = 5;
const TIMEOUT_COST: u32 = 20;
const ANSWER_REFUND: u32 = 1;
const BUDGET_MAX: u32 = 500;

/// The buckets of one client, which belongs to one account.
#[derive(Debug, Default)]
pub(crate) struct Limiter {
    buckets: Mutex<HashMap<(String, String), Bucket>>,
}

#[derive(Debug)]
struct Bucket {
    rate_per_s: f64,
    lowest_per_s: f64,
    tokens: f64,
    filled: Instant,
    budget: u32,
    slowed: Option<Instant>,
}

impl Bucket {
    fn new(service: &str, now: Instant) -> Self {
        let (rate_per_s, lowest_per_s) =
            if service == "s3" { (S3_RATE_START, S3_RATE_MIN) } else { (RATE_START, RATE_MIN) };
        Self { rate_per_s, lowest_per_s, tokens: BURST, filled: now, budget: BUDGET_MAX, slowed: None }
    }

    fn refill(&mut self, now: Instant) {
        let passed_s = now.duration_since(self.filled).as_secs_f64();
        self.tokens = (self.tokens + passed_s * self.rate_per_s).min(BURST);
        self.filled = now;
    }
}

impl Limiter {
    fn with<T>(&self, service: &str, region: &str, act: impl FnOnce(&mut Bucket, Instant) -> T) -> T {
        let now = Instant::now();
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = buckets
            .entry((service.to_owned(), region.to_owned()))
            .or_insert_with(|| Bucket::new(service, now));
        bucket.refill(now);
        act(bucket, now)
    }

    /// Waits until a request may be sent.
    pub(crate) async fn take(&self, service: &str, region: &str) {
        // The token is taken at once, on credit if need be: whoever comes later waits longer, in order of arrival.
        let wait = self.with(service, region, |bucket, _| {
            bucket.tokens -= 1.0;
            (bucket.tokens < 0.0).then(|| Duration::from_secs_f64(-bucket.tokens / bucket.rate_per_s))
        });
        if let Some(wait) = wait {
            tokio::time::sleep(wait).await;
        }
    }

    /// AWS answered, be it with a refusal. `spent` is what the call's retries took from the budget.
    pub(crate) fn answered(&self, service: &str, region: &str, spent: u32) {
        self.with(service, region, |bucket, _| {
            bucket.rate_per_s = (bucket.rate_per_s * FASTER).min(RATE_MAX);
            bucket.budget = (bucket.budget + spent + ANSWER_REFUND).min(BUDGET_MAX);
        });
    }

    /// AWS asked to slow down.
    pub(crate) fn throttled(&self, service: &str, region: &str) {
        self.with(service, region, |bucket, now| {
            // Requests under way are throttled together: that is one reason to slow down, not many.
            let recent = bucket.slowed.is_some_and(|at| now.duration_since(at) < Duration::from_millis(100));
            if !recent {
                bucket.rate_per_s = (bucket.rate_per_s * SLOWER).max(bucket.lowest_per_s);
                bucket.tokens = bucket.tokens.min(1.0);
                bucket.slowed = Some(now);
            }
        });
    }

    /// Takes another try from the budget, if it allows one, and says what it took. Timeouts cost more: a dead region must
    /// not be waited for by every call.
    pub(crate) fn retry(&self, service: &str, region: &str, timed_out: bool) -> Option<u32> {
        let cost = if timed_out { TIMEOUT_COST } else { RETRY_COST };
        self.with(service, region, |bucket, _| {
            bucket.budget = bucket.budget.checked_sub(cost)?;
            Some(cost)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_burst_is_free_and_then_the_rate_holds() {
        let limiter = Limiter::default();
        let start = Instant::now();
        for _ in 0..60 {
            limiter.take("ec2", "eu-west-1").await;
        }
        let passed = start.elapsed();
        assert!(passed >= Duration::from_millis(950) && passed < Duration::from_millis(1_100), "{passed:?}");
        let before = Instant::now();
        limiter.take("ec2", "us-east-1").await;
        assert_eq!(before.elapsed(), Duration::ZERO, "another region has its own bucket");
    }

    #[tokio::test(start_paused = true)]
    async fn throttling_slows_down_once_and_success_wins_back() {
        let limiter = Limiter::default();
        for _ in 0..10 {
            limiter.throttled("ec2", "eu-west-1");
        }
        let rate = |limiter: &Limiter| limiter.with("ec2", "eu-west-1", |b, _| b.rate_per_s);
        assert!((rate(&limiter) - RATE_START * SLOWER).abs() < 1e-9);
        tokio::time::advance(Duration::from_secs(1)).await;
        limiter.throttled("ec2", "eu-west-1");
        assert!((rate(&limiter) - RATE_START * SLOWER * SLOWER).abs() < 1e-9);
        for _ in 0..1_000 {
            limiter.answered("ec2", "eu-west-1", 0);
        }
        assert!((rate(&limiter) - RATE_MAX).abs() < 1e-9);
    }

    #[tokio::test(start_paused = true)]
    async fn the_retry_budget_ends() {
        let limiter = Limiter::default();
        let granted = (0..1_000).filter(|_| limiter.retry("s3", "x", true).is_some()).count();
        assert_eq!(granted, 25);
        assert_eq!(limiter.retry("s3", "x", true), None);
        limiter.answered("s3", "x", TIMEOUT_COST);
        assert_eq!(limiter.retry("s3", "x", true), Some(TIMEOUT_COST));
    }
}
