//! `skytally config show|check|defaults`.

use crate::failure::{CLEAN, Failure};
use crate::output::print;
use crate::settings::flags::{ConfigArgs, ConfigCommand, ServeFlags, ShowFormat};
use crate::settings::{DEFAULTS, Settings};

pub(crate) fn run(args: &ConfigArgs) -> Result<u8, Failure> {
    match &args.command {
        ConfigCommand::Show { flags, format } => show(flags, *format),
        ConfigCommand::Check { flags } => check(flags),
        ConfigCommand::Defaults => print(DEFAULTS).map(|()| CLEAN),
    }
}

fn show(flags: &ServeFlags, format: ShowFormat) -> Result<u8, Failure> {
    let settings = match Settings::load(flags) {
        Ok(settings) => settings,
        Err(faults) => return Ok(faults.say()),
    };
    match format {
        ShowFormat::Toml => print(&settings.to_toml())?,
        ShowFormat::Json => {
            let text = serde_json::to_string_pretty(&settings.to_json()).map_err(Failure::run)?;
            print(&format!("{text}\n"))?;
        }
    }
    warn(&settings);
    Ok(CLEAN)
}

fn check(flags: &ServeFlags) -> Result<u8, Failure> {
    let settings = match Settings::load(flags) {
        Ok(settings) => settings,
        Err(faults) => return Ok(faults.say()),
    };
    let file = match &settings.file {
        Some(file) => format!("file {}", file.display()),
        None => "no file".to_owned(),
    };
    print(&format!("the configuration is good ({file})\n"))?;
    warn(&settings);
    Ok(CLEAN)
}

/// Says what is not wrong, but hardly meant.
fn warn(settings: &Settings) {
    for warning in &settings.warnings {
        anstream::eprintln!("skytally: warning: {warning}");
    }
}
