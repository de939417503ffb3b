//! `skytally ledger export`: the books as a file, byte for byte what the API gives.

use std::io::{ErrorKind, Write};

use super::ExportArgs;
use super::inside::inside;
use crate::failure::{CLEAN, Failure};
use crate::output::Output;

pub(super) fn run(args: &ExportArgs) -> Result<u8, Failure> {
    // A wrong path costs nobody a start.
    let mut output = Output::open(args.output.as_deref())?;
    inside(&args.of.place, async move |inside| {
        let workspace = inside.books(&args.of.workspace).await?;
        let mut file = inside.app.export_ledger(&inside.caller, workspace.id, args.format.into()).await?;
        while let Some(piece) = file.next().await? {
            match output.write_all(&piece) {
                Ok(()) => {}
                // Whoever reads has seen enough.
                Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(CLEAN),
                Err(error) => return Err(Failure::run(format!("the output cannot be written: {error}"))),
            }
        }
        output.finish()?;
        Ok(CLEAN)
    })
}
