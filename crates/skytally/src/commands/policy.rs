//! stub
use crate::cli::PolicyArgs;
use crate::failure::Failure;
pub(crate) fn run(_args: &PolicyArgs) -> Result<u8, Failure> { Err(Failure::run("not yet")) }
