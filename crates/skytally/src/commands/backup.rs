//! `skytally backup` and `skytally restore`.

use std::path::PathBuf;

use clap::Args;
use skytally_store::Store;

use crate::failure::{CLEAN, Failure};
use crate::output::print;
use crate::settings::Settings;
use crate::settings::flags::PlaceFlags;
use crate::wire;

/// A backup and the installation that it is of.
#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    /// File of the backup
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) place: PlaceFlags,
}

pub(crate) fn backup(args: &BackupArgs) -> Result<u8, Failure> {
    let settings = match Settings::load(&(&args.place).into()) {
        Ok(settings) => settings,
        Err(faults) => return Ok(faults.say()),
    };
    wire::block_on(async {
        if let skytally_store::Place::File(file) = wire::place(&settings)
            && !file.exists()
        {
            return Err(Failure::run(format!("there is no database {}", file.display())));
        }
        let store = wire::store(&settings).await?;
        store.backup(&args.file).await.map_err(Failure::run)?;
        store.close().await;
        Ok(())
    })?;
    let keys = match &settings.vault.keys {
        crate::settings::sections::vault::Keys::File(file) => {
            format!(
                "; keep the key file {} as well, but elsewhere: without it no credential opens",
                file.display()
            )
        }
        crate::settings::sections::vault::Keys::AwsKms { .. } => String::new(),
    };
    print(&format!("the backup is in {}{keys}\n", args.file.display()))?;
    Ok(CLEAN)
}

pub(crate) fn restore(args: &BackupArgs) -> Result<u8, Failure> {
    let settings = match Settings::load(&(&args.place).into()) {
        Ok(settings) => settings,
        Err(faults) => return Ok(faults.say()),
    };
    wire::block_on(async {
        if let skytally_store::Place::File(file) = wire::place(&settings)
            && let Some(folder) = file.parent()
        {
            wire::private_folder(folder)?;
        }
        Store::restore(&args.file, &wire::place(&settings)).await.map_err(Failure::run)
    })?;
    print("the backup is restored; the former database is kept beside it\n")?;
    Ok(CLEAN)
}
