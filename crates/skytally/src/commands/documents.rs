//! stub
use crate::cli::DocumentsArgs;
use crate::failure::Failure;
pub(crate) fn run(_args: &DocumentsArgs) -> Result<u8, Failure> { Err(Failure::run("not yet")) }
