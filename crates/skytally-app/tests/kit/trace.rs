//! Everything that the program would log, at the finest level, of whoever speaks.

use std::fmt::{Debug, Write as _};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, Once, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

static LISTENERS: AtomicUsize = AtomicUsize::new(0);
static SAID: Mutex<String> = Mutex::new(String::new());

struct Ear;

struct Words<'w>(&'w mut String);

impl Visit for Words<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        // Writing into a text does not fail.
        let _ = write!(self.0, " {field}={value:?}");
    }
}

fn note(metadata: &Metadata<'_>, record: impl FnOnce(&mut Words<'_>)) {
    let mut line = format!("{} {} {}", metadata.level(), metadata.target(), metadata.name());
    record(&mut Words(&mut line));
    line.push('\n');
    SAID.lock().unwrap_or_else(PoisonError::into_inner).push_str(&line);
}

impl Subscriber for Ear {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        LISTENERS.load(Ordering::SeqCst) > 0
    }
    fn register_callsite(&self, _: &'static Metadata<'static>) -> tracing::subscriber::Interest {
        tracing::subscriber::Interest::sometimes()
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        note(span.metadata(), |words| span.record(words));
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut line = String::new();
        values.record(&mut Words(&mut line));
        SAID.lock().unwrap_or_else(PoisonError::into_inner).push_str(&line);
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        note(event.metadata(), |words| event.record(words));
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// Somebody who listens: what is said meanwhile, by other cases too, is kept.
pub(crate) struct Listener;

impl Listener {
    pub(crate) fn new() -> Self {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| tracing::subscriber::set_global_default(Ear).unwrap());
        LISTENERS.fetch_add(1, Ordering::SeqCst);
        Self
    }

    /// All that was said.
    pub(crate) fn heard(&self) -> String {
        SAID.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if LISTENERS.fetch_sub(1, Ordering::SeqCst) == 1 {
            SAID.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
    }
}
