//! Numbers that the tasks and the cache count, for `/metrics`.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// The counters. Those that only grow count since the start of the process.
#[derive(Debug, Default)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Counters {
    pub runs_complete: AtomicU64,
    pub runs_partial: AtomicU64,
    pub runs_failed: AtomicU64,
    pub runs_fenced: AtomicU64,
    pub runs_going_on: AtomicI64,
    pub aws_calls: AtomicU64,
    pub aws_throttled: AtomicU64,
    pub aws_nano_usd: AtomicU64,
    pub documents_seen: AtomicU64,
    pub documents_written: AtomicU64,
    pub letters_sent: AtomicU64,
    pub letters_failed: AtomicU64,
    pub cache_hits: AtomicU64,
    pub cache_misses: AtomicU64,
    pub sign_ins: AtomicU64,
    pub sign_ins_refused: AtomicU64,
}

impl Counters {
    pub(crate) fn add(counter: &AtomicU64, by: u64) {
        counter.fetch_add(by, Ordering::Relaxed);
    }

    /// All of them by name, with what they count.
    pub fn all(&self) -> Vec<(&'static str, &'static str, i64)> {
        let grown = |counter: &AtomicU64| i64::try_from(counter.load(Ordering::Relaxed)).unwrap_or(i64::MAX);
        vec![
            ("skytally_runs_complete_total", "runs that saw everything", grown(&self.runs_complete)),
            ("skytally_runs_partial_total", "runs that did not see everything", grown(&self.runs_partial)),
            ("skytally_runs_failed_total", "runs that gave no generation", grown(&self.runs_failed)),
            ("skytally_runs_fenced_total", "runs whose lease went to another node", grown(&self.runs_fenced)),
            ("skytally_runs_going_on", "runs at this moment", self.runs_going_on.load(Ordering::Relaxed)),
            ("skytally_aws_calls_total", "requests to AWS, retries included", grown(&self.aws_calls)),
            ("skytally_aws_throttled_total", "requests that AWS throttled", grown(&self.aws_throttled)),
            (
                "skytally_aws_nano_usd_total",
                "list price of the requests in billionths of a dollar",
                grown(&self.aws_nano_usd),
            ),
            ("skytally_documents_seen_total", "resources seen", grown(&self.documents_seen)),
            (
                "skytally_documents_written_total",
                "resources that were new or had changed",
                grown(&self.documents_written),
            ),
            ("skytally_letters_sent_total", "mails delivered", grown(&self.letters_sent)),
            ("skytally_letters_failed_total", "mails that nobody would take", grown(&self.letters_failed)),
            ("skytally_cache_hits_total", "answers out of the cache", grown(&self.cache_hits)),
            ("skytally_cache_misses_total", "answers that had to be made", grown(&self.cache_misses)),
            ("skytally_sign_ins_total", "sessions begun", grown(&self.sign_ins)),
            ("skytally_sign_ins_refused_total", "sign-ins refused", grown(&self.sign_ins_refused)),
        ]
    }
}
