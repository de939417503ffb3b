//! Frameworks: which checks stand for which control.

use serde::Deserialize;
use skytally_model::CheckId;

/// A framework, such as the CIS benchmark in one version.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Framework {
    /// Its id, which is also the file's name.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its controls, in its own order.
    pub controls: Vec<Control>,
}

/// A control of a framework.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// Its number.
    pub id: String,
    /// What it asks for, in our own words.
    pub title: String,
    /// The checks that together stand for it; none if it is not covered.
    #[serde(default)]
    pub checks: Vec<CheckId>,
    /// Which variants of those checks, if not all.
    #[serde(default)]
    pub variants: Vec<String>,
}
