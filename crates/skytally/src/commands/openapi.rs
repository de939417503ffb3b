//! `skytally openapi`: the document of the API.

use crate::failure::{CLEAN, Failure};
use crate::output::print;

pub(crate) fn run() -> Result<u8, Failure> {
    let text = skytally_api::docs::printed(&skytally_api::document()).map_err(Failure::run)?;
    print(&text)?;
    Ok(CLEAN)
}
