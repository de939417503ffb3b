//! What was acknowledged: the values that must be there after a kill, and those that may be.

use std::collections::BTreeMap;

use crate::steps::Done;

/// One thing that is written: a name, an invitation, a mute. No value: it is not there.
#[derive(Default)]
struct Register {
    known: Option<String>,
    /// What it may be instead: writes that broke off without an answer.
    doubtful: Vec<Option<String>>,
}

/// All things that one writer writes, one write after the other.
#[derive(Default)]
pub(crate) struct Ledger {
    registers: BTreeMap<String, Register>,
    pub(crate) acknowledged: u64,
    pub(crate) in_doubt: u64,
    /// Of those in doubt, those that had come through.
    pub(crate) came_through: u64,
}

impl Ledger {
    /// A write was answered with a success.
    pub(crate) fn acknowledged(&mut self, key: &str, value: Option<String>) {
        self.acknowledged += 1;
        self.known(key, value);
    }

    /// What is there from the beginning.
    pub(crate) fn known(&mut self, key: &str, value: Option<String>) {
        self.registers.insert(key.to_owned(), Register { known: value, doubtful: Vec::new() });
    }

    /// A write broke off.
    pub(crate) fn doubtful(&mut self, key: &str, value: Option<String>) {
        self.in_doubt += 1;
        self.registers.entry(key.to_owned()).or_default().doubtful.push(value);
    }

    /// What is known to be there under keys that begin so.
    pub(crate) fn present(&self, prefix: &str) -> Vec<String> {
        let all = self
            .registers
            .iter()
            .filter(|(key, register)| key.starts_with(prefix) && register.known.is_some());
        all.map(|(key, _)| key[prefix.len()..].to_owned()).collect()
    }

    /// Whether something is known to have a value.
    pub(crate) fn is(&self, key: &str, value: &str) -> bool {
        self.registers.get(key).is_some_and(|register| register.known.as_deref() == Some(value))
    }

    /// Compares with what is there. What was in doubt is known from here on.
    pub(crate) fn check(&mut self, mut seen: BTreeMap<String, String>) -> Done {
        for (key, register) in &mut self.registers {
            let found = seen.remove(key);
            if found == register.known {
                register.doubtful.clear();
            } else if register.doubtful.contains(&found) {
                self.came_through += 1;
                *register = Register { known: found, doubtful: Vec::new() };
            } else {
                let known = &register.known;
                return Err(format!(
                    "an acknowledged write is lost: {key} is {found:?}, and must be {known:?}"
                ));
            }
        }
        self.registers.retain(|_, register| register.known.is_some());
        match seen.into_iter().next() {
            None => Ok(()),
            Some((key, value)) => Err(format!("nobody wrote that {key} is {value:?}")),
        }
    }
}
