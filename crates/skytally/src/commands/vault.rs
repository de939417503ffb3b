//! `skytally vault rotate`: a new key, and everything wrapped anew with it, while the service goes on.

use clap::{Args, Subcommand};
use jiff::Timestamp;
use skytally_app::rotate;

use crate::failure::{CLEAN, Failure};
use crate::output::print;
use crate::settings::Settings;
use crate::settings::flags::PlaceFlags;
use crate::wire;

/// `skytally vault`.
#[derive(Debug, Args)]
pub(crate) struct VaultArgs {
    #[command(subcommand)]
    command: VaultCommand,
}

/// What to do with the vault.
#[derive(Debug, Subcommand)]
enum VaultCommand {
    /// Make a new key and wrap everything anew with it; the service may go on meanwhile
    Rotate {
        #[command(flatten)]
        place: PlaceFlags,
        /// Then remove the former keys: backups that were made before can no longer be opened with this key file
        #[arg(long)]
        prune: bool,
    },
}

pub(crate) fn run(args: &VaultArgs) -> Result<u8, Failure> {
    let VaultCommand::Rotate { place, prune } = &args.command;
    let settings = match Settings::load(&place.into()) {
        Ok(settings) => settings,
        Err(faults) => return Ok(faults.say()),
    };
    let text = wire::block_on(async {
        let catalog = wire::catalog(settings.catalog.folder.as_deref())?;
        let store = wire::store(&settings).await?;
        let vault = wire::vault(&settings, &store, &catalog).await?;
        let rotation = vault.rotate_key(Timestamp::now()).await.map_err(Failure::run)?;
        wire::remember_vault(&store, &rotation.after).await?;
        let done = rotate(&store, &vault, Timestamp::now()).await.map_err(Failure::run)?;
        let mut text = format!(
            "the key is {} now; {} secrets were wrapped anew, {} were already\n",
            rotation.after, done.rewrapped, done.untouched
        );
        if *prune {
            let gone = vault.prune_keys().await.map_err(Failure::run)?;
            text.push_str(&format!("{} former keys were removed\n", gone.len()));
        }
        store.close().await;
        Ok(text)
    })?;
    print(&text)?;
    Ok(CLEAN)
}
