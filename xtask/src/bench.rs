//! `cargo xtask bench scan`: how fast and how large, against a peer in the same run.

use crate::steps::Done;

pub(crate) fn scan() -> Done {
    Err("not built yet".to_owned())
}
