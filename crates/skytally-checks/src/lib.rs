//! Evaluates checks over a generation. Pure: no clock but the one handed in, no I/O, no knowledge of AWS calls.
//!
//! A rule that reads something which was not seen ends as unknown, with what hid it; never as a pass, never as a failure.

mod compile;
mod engine;
mod examples;
pub mod functions;
mod glue;
mod session;
mod value;
mod world;

pub use engine::{Engine, Needs, Overrides};
pub use examples::{ExampleFailure, run_examples};
