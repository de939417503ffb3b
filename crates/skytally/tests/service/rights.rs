//! The table of rights of `rights.txt`: what each caller is answered.

mod requests;

pub(crate) use requests::{Request, escape, request};

use std::collections::BTreeSet;

use crate::kit::{Operation, operations};

/// Who may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Who {
    Anybody,
    SignedIn,
    Viewer,
    Analyst,
    Admin,
    Owner,
}

/// What a caller is to the workspace that the walk is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stands {
    /// Whether anybody knows them.
    pub(crate) known: bool,
    /// Their role, if they are a member.
    pub(crate) role: Option<Who>,
    /// The scopes of the token; none for a person.
    pub(crate) token: Option<&'static [&'static str]>,
    /// Where the token is good: everywhere, here only, elsewhere only.
    pub(crate) tied: Tied,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tied {
    Nowhere,
    Here,
    Elsewhere,
}

/// A line of the table.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) operation: Operation,
    pub(crate) who: Who,
    token: &'static str,
    answer: (u16, &'static str),
}

/// The table, in its order. It must have all operations of the document, and no other.
pub(crate) fn table() -> Vec<Rule> {
    let operations = operations();
    let mut rules: Vec<Rule> = Vec::new();
    let (mut unknown, mut seen) = (Vec::new(), BTreeSet::new());
    for line in include_str!("rights.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let words: Vec<&'static str> = line.split_whitespace().collect();
        let [name, who, token, status, code @ ..] = words.as_slice() else { panic!("rights.txt: {line}") };
        let who = match *who {
            "anybody" => Who::Anybody,
            "signed-in" => Who::SignedIn,
            "viewer" => Who::Viewer,
            "analyst" => Who::Analyst,
            "admin" => Who::Admin,
            "owner" => Who::Owner,
            other => panic!("rights.txt: {other} is nobody"),
        };
        let answer = (status.parse().unwrap(), code.first().copied().unwrap_or_default());
        assert!(seen.insert(*name), "rights.txt has {name} twice");
        match operations.iter().find(|operation| operation.id == *name) {
            Some(operation) => rules.push(Rule { operation: *operation, who, token, answer }),
            None => unknown.push(*name),
        }
    }
    assert!(unknown.is_empty(), "rights.txt has operations that the document lacks: {unknown:?}");
    let missing: Vec<&str> =
        operations.iter().map(|operation| operation.id).filter(|id| !seen.contains(id)).collect();
    assert!(missing.is_empty(), "say in tests/service/rights.txt who may ask for {missing:?}");
    for rule in &rules {
        let workspace = rule.operation.path.contains("{workspace}");
        assert_eq!(workspace, rule.who >= Who::Viewer, "rights.txt: who asks for {}", rule.operation.id);
        // The document says of itself which operations need nobody to be known.
        let open =
            rule.operation.value["security"].as_array().is_some_and(|any| any[0] == serde_json::json!({}));
        assert_eq!(open, rule.who == Who::Anybody, "the security of {} in the document", rule.operation.id);
    }
    rules
}

impl Rule {
    /// Status and code of the answer to a caller.
    pub(crate) fn expects(&self, caller: &Stands) -> (u16, &'static str) {
        self.denies(caller).unwrap_or(self.answer)
    }

    /// How a caller is refused; none for those who may.
    pub(crate) fn denies(&self, caller: &Stands) -> Option<(u16, &'static str)> {
        const FORBIDDEN: Option<(u16, &str)> = Some((403, "forbidden"));
        if self.who == Who::Anybody {
            return None;
        }
        if !caller.known {
            return Some((401, "unauthenticated"));
        }
        if self.who >= Who::Viewer {
            match caller.role {
                Some(role) if caller.tied != Tied::Elsewhere => {
                    if role < self.who {
                        return FORBIDDEN;
                    }
                }
                _ => return Some((404, "not-found")),
            }
        }
        let scopes = caller.token?;
        match self.token {
            "any" => None,
            "people" => FORBIDDEN,
            _ if self.who == Who::SignedIn && caller.tied != Tied::Nowhere => FORBIDDEN,
            needed if scopes.iter().any(|scope| implies(scope, needed)) => None,
            _ => FORBIDDEN,
        }
    }
}

/// What a scope is good for besides itself: manage for all, the others for reading.
fn implies(scope: &str, needed: &str) -> bool {
    scope == needed || scope == "manage" || needed == "read"
}
