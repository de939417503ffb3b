//! What the functions that rules call have at hand: the world, the clock, and the resource that is being looked at.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use skytally_model::{Cause, CoverageState, Part, Region};

use crate::world::{Hidden, World};

/// One worker's evaluation of rules, one resource after the other.
pub(crate) struct Session {
    pub(crate) world: Arc<World>,
    pub(crate) now: Timestamp,
    current: Mutex<Current>,
}

/// The resource that is being looked at.
#[derive(Default)]
pub(crate) struct Current {
    pub(crate) document: usize,
    pub(crate) hidden: Vec<Hidden>,
}

impl Session {
    pub(crate) fn new(world: Arc<World>, now: Timestamp) -> Self {
        Self { world, now, current: Mutex::default() }
    }

    fn current(&self) -> MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts with a resource, or anew with the next rule on it.
    pub(crate) fn start(&self, document: usize) {
        *self.current() = Current { document, hidden: Vec::new() };
    }

    /// The resource that is being looked at.
    pub(crate) fn document(&self) -> usize {
        self.current().document
    }

    /// The region of the resource that is being looked at.
    pub(crate) fn region(&self) -> Region {
        self.world.document(self.document()).region.clone()
    }

    /// Notes that the rule asked for something that was not seen.
    pub(crate) fn hide(&self, hidden: Hidden) -> String {
        let text = hidden.to_string();
        self.current().hidden.push(hidden);
        text
    }

    /// What the rule asked for and was not told.
    pub(crate) fn take_hidden(&self) -> Vec<Hidden> {
        std::mem::take(&mut self.current().hidden)
    }
}

impl Hidden {
    /// The call that hid it, if one did.
    pub(crate) fn cause(&self) -> Option<&Cause> {
        match self {
            Self::Part { part, .. } => part.cause(),
            Self::Listing { state, .. } => state.cause(),
            Self::NotAsked { .. } => None,
        }
    }
}

impl std::fmt::Display for Hidden {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Part { resource, name, part } => match part {
                Part::Denied { cause } | Part::Failed { cause } => {
                    write!(f, "{name} of {resource} was not seen: {cause}")
                }
                Part::Present { .. } | Part::Absent | Part::NotCollected => {
                    write!(f, "{name} of {resource} was not collected")
                }
            },
            Self::Listing { kind, region, state } => match state {
                CoverageState::NotCollected => write!(f, "{kind} in {region} was not collected"),
                other => match other.cause() {
                    Some(cause) => write!(f, "{kind} in {region} was not seen: {cause}"),
                    None => write!(f, "{kind} in {region} was not seen"),
                },
            },
            Self::NotAsked { what } => write!(f, "{what} was not among what this scan looks at"),
        }
    }
}
