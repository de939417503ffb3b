//! The commands, one file each.

pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod documents;
pub(crate) mod policy;
pub(crate) mod scan;
mod session;
mod stop;
