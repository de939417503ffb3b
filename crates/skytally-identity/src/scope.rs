//! What an API token may be used for.
//!
//! A token never may more than the person who made it: its scopes narrow that person's role, they give nothing.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Error;

/// One thing that an API token may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// To read: documents, findings, runs, reports.
    Read,
    /// To start a collection run; and to read.
    Collect,
    /// To mute findings and end that; and to read.
    Findings,
    /// To write into the books; and to read.
    Books,
    /// To change what a workspace consists of: members, cloud accounts, settings; and all the rest.
    Manage,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Read, Self::Collect, Self::Findings, Self::Books, Self::Manage];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Collect => "collect",
            Self::Findings => "findings",
            Self::Books => "books",
            Self::Manage => "manage",
        }
    }

    /// Whether who has this one also has the other.
    pub fn implies(self, other: Self) -> bool {
        self == other || self == Self::Manage || other == Self::Read
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Scope {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text).ok_or_else(|| refused(text))
    }
}

fn refused(text: &str) -> Error {
    Error::Scope { given: text.chars().take(100).collect() }
}

/// The scopes of a token: at least one. As text: their names with a space between, as OAuth writes them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Scopes(BTreeSet<Scope>);

impl Scopes {
    /// Takes one or more scopes; twice the same is once.
    ///
    /// # Errors
    /// None at all: a token that may nothing is a mistake.
    pub fn new(scopes: impl IntoIterator<Item = Scope>) -> Result<Self, Error> {
        let scopes: BTreeSet<Scope> = scopes.into_iter().collect();
        if scopes.is_empty() { Err(refused("")) } else { Ok(Self(scopes)) }
    }

    /// Whether one of them is the scope that is needed, or implies it.
    pub fn allow(&self, needed: Scope) -> bool {
        self.0.iter().any(|scope| scope.implies(needed))
    }

    /// Those that were given, in order, without those that they imply.
    pub fn iter(&self) -> impl Iterator<Item = Scope> + '_ {
        self.0.iter().copied()
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" "))
    }
}

impl FromStr for Scopes {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        if text.is_empty() {
            return Err(refused(text));
        }
        // The whole text stands in the error: which word is wrong is seen best among the others.
        Self::new(
            text.split(' ')
                .map(|word| word.parse().map_err(|_| refused(text)))
                .collect::<Result<Vec<_>, _>>()?,
        )
    }
}

impl TryFrom<String> for Scopes {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<Scopes> for String {
    fn from(scopes: Scopes) -> Self {
        scopes.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_each_scope_implies() {
        let table = [
            (Scope::Read, [true, false, false, false, false]),
            (Scope::Collect, [true, true, false, false, false]),
            (Scope::Findings, [true, false, true, false, false]),
            (Scope::Books, [true, false, false, true, false]),
            (Scope::Manage, [true, true, true, true, true]),
        ];
        for (scope, implied) in table {
            assert_eq!(Scope::ALL.map(|other| scope.implies(other)), implied, "{scope}");
            assert_eq!(Scope::ALL.map(|other| Scopes::new([scope]).unwrap().allow(other)), implied);
        }
        let both: Scopes = "findings collect".parse().unwrap();
        assert_eq!(Scope::ALL.map(|other| both.allow(other)), [true, true, true, false, false]);
    }

    #[test]
    fn they_are_printed_in_one_way() {
        let scopes: Scopes = "findings read collect read".parse().unwrap();
        assert_eq!(scopes.to_string(), "read collect findings");
        assert_eq!(serde_json::to_string(&scopes).unwrap(), "\"read collect findings\"");
        assert_eq!(serde_json::from_str::<Scopes>("\"read collect findings\"").unwrap(), scopes);
    }

    #[test]
    fn what_is_no_scope_is_refused_with_the_ones_there_are() {
        for bad in ["", " ", "Read", "admin", "read,collect", "read  collect", " read", "read\n"] {
            assert!(bad.parse::<Scopes>().is_err(), "{bad:?}");
        }
        assert!(Scopes::new([]).is_err());
        assert_eq!(
            "read admin".parse::<Scopes>().unwrap_err().to_string(),
            "\"read admin\" is not a list of scopes: expected one or more of read, collect, findings, books, manage"
        );
    }

    proptest! {
        #[test]
        fn any_text_is_refused_or_a_list_of_scopes(text in ".{0,60}|(read|collect|findings|books|manage| |x){0,6}") {
            if let Ok(scopes) = text.parse::<Scopes>() {
                prop_assert_eq!(scopes.to_string().parse::<Scopes>().unwrap(), scopes.clone());
                prop_assert!(text.split(' ').all(|word| word.parse::<Scope>().is_ok()));
            }
        }
    }
}
