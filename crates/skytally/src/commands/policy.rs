//! `skytally policy`: the read-only permissions that the catalogue's calls need, and nothing else.

use skytally_catalog::policy::{POLICY_MAX_CHARACTERS, actions, document, size, template};

use crate::cli::{PolicyArgs, PolicyFormat};
use crate::failure::{CLEAN, Failure};
use crate::output::print;
use crate::wire;

pub(crate) fn run(args: &PolicyArgs) -> Result<u8, Failure> {
    let catalog = wire::catalog(args.catalog.as_deref())?;
    let actions = actions(&catalog);
    let policy = document(&actions);
    let size = size(&policy);
    if size > POLICY_MAX_CHARACTERS {
        return Err(Failure::run(format!(
            "the policy has {size} characters, and IAM takes {POLICY_MAX_CHARACTERS}; leave kinds out of the folder"
        )));
    }
    match args.format {
        PolicyFormat::Json => {
            let text = serde_json::to_string_pretty(&policy).map_err(Failure::run)?;
            print(&format!("{text}\n"))?;
        }
        PolicyFormat::Cloudformation => print(&template(&actions, None))?,
    }
    Ok(CLEAN)
}
