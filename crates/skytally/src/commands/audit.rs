//! `skytally audit verify`: follows every chain of the audit trail.

use clap::{Args, Subcommand};

use crate::failure::{CLEAN, COULD_NOT_RUN, Failure};
use crate::output::print;
use crate::settings::Settings;
use crate::settings::flags::PlaceFlags;
use crate::wire;

/// `skytally audit`.
#[derive(Debug, Args)]
pub(crate) struct AuditArgs {
    #[command(subcommand)]
    command: AuditCommand,
}

/// What to do with the audit trail.
#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Follow every chain from its first entry to its head, and say which is broken
    ///
    /// The heads that are printed, kept elsewhere, prove later that nothing was cut off.
    Verify {
        #[command(flatten)]
        place: PlaceFlags,
    },
}

pub(crate) fn run(args: &AuditArgs) -> Result<u8, Failure> {
    let AuditCommand::Verify { place } = &args.command;
    let settings = match Settings::load(&place.into()) {
        Ok(settings) => settings,
        Err(faults) => return Ok(faults.say()),
    };
    let reports = wire::block_on(async {
        let store = wire::store(&settings).await?;
        let reports = store.verify_audit().await.map_err(Failure::run)?;
        store.close().await;
        Ok(reports)
    })?;
    let mut broken = 0;
    let mut text = String::new();
    for report in &reports {
        let chain = if report.chain == "-" { "installation" } else { report.chain.as_str() };
        match &report.broken {
            None => {
                text.push_str(&format!("{chain}  whole   {} entries  head {}\n", report.entries, report.head))
            }
            Some(why) => {
                broken += 1;
                text.push_str(&format!("{chain}  BROKEN  {why}\n"));
            }
        }
    }
    if reports.is_empty() {
        text.push_str("there is no entry yet\n");
    }
    print(&text)?;
    if broken > 0 {
        anstream::eprintln!("skytally: {broken} of {} chains are broken", reports.len());
        return Ok(COULD_NOT_RUN);
    }
    Ok(CLEAN)
}
