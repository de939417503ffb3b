//! stub
use crate::cli::ScanArgs;
use crate::failure::Failure;
pub(crate) fn run(_args: &ScanArgs) -> Result<u8, Failure> { Err(Failure::run("not yet")) }
