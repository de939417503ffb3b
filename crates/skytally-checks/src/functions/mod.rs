//! What rules may call: pure functions over JSON values and text.
//!
//! Nothing here reads a clock, a file or the network. Input is foreign (it comes from a cloud account), so every
//! function takes whatever JSON there is and answers with a value or a stated error. An error makes a check
//! unknown; it never makes a pass.

pub mod network;
pub mod policy;
pub mod secrets;
pub mod time;
pub mod version;
