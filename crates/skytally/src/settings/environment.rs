//! Settings from the environment: `SKYTALLY_SERVER__LISTEN` is `server.listen`.

use std::ffi::OsString;

use zeroize::Zeroizing;

use super::fault::{Fault, Origin};
use super::tree::{Leaf, Raw, Table};

/// What our variables begin with.
const PREFIX: &str = "SKYTALLY_";

/// What stands between the levels of a path. One underscore is part of a key.
const BETWEEN: &str = "__";

/// The variable that names the configuration file, as `--config` does.
pub(crate) const CONFIG: &str = "SKYTALLY_CONFIG";

/// Variables that begin as ours do and are no settings: those of the project's own tests, whose children inherit them.
const OF_TESTS: [&str; 7] =
    ["LETTERS", "POSTGRES", "PROTOCOL_TESTS", "PYTHON", "READ_POLICY_ACTIONS", "RECORDINGS", "REPLAY"];

/// What further variables of tests begin with.
const OF_A_TEST: &str = "TEST_";

/// The variable of a setting.
pub(crate) fn variable(path: &str) -> String {
    format!("{PREFIX}{}", path.replace('.', BETWEEN).replace('-', "_").to_uppercase())
}

/// The settings among the variables.
pub(crate) fn layer(variables: &[(OsString, OsString)], faults: &mut Vec<Fault>) -> Table {
    let mut table = Table::new(Origin::Default);
    for (name, value) in variables {
        let Some(name) = name.to_str() else { continue };
        let Some(rest) = name.strip_prefix(PREFIX) else { continue };
        if name == CONFIG || OF_TESTS.contains(&rest) || rest.starts_with(OF_A_TEST) {
            continue;
        }
        let origin = Origin::Variable(name.to_owned());
        let Some(value) = value.to_str() else {
            faults.push(Fault::at(&origin, "the value is not UTF-8; settings are text"));
            continue;
        };
        if is_of_kubernetes(name, value) {
            continue;
        }
        let path = rest.to_lowercase();
        let path: Vec<&str> = path.split(BETWEEN).collect();
        if path.iter().any(|key| key.is_empty()) {
            faults.push(Fault::at(
                &origin,
                "a key is missing; a setting is named as in SKYTALLY_SERVER__LISTEN",
            ));
            continue;
        }
        let leaf = Leaf { raw: Raw::Words(Zeroizing::new(value.to_owned())), origin };
        table.put(&path, leaf, faults);
    }
    table
}

/// Whether Kubernetes made the variable. It tells every container of every service beside it, so a service that is
/// called `skytally` gives variables that begin as ours do and are no settings.
fn is_of_kubernetes(name: &str, value: &str) -> bool {
    let is_address = ["tcp://", "udp://", "sctp://"].iter().any(|scheme| value.starts_with(scheme));
    let protocol = |text: &str| {
        let (port, rest) = text.split_once('_').unwrap_or((text, ""));
        let is_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
        is_port && ["TCP", "UDP", "SCTP"].iter().any(|protocol| rest.starts_with(protocol))
    };
    name.ends_with("_SERVICE_HOST")
        || name.ends_with("_SERVICE_PORT")
        || name.contains("_SERVICE_PORT_")
        || (name.ends_with("_PORT") && is_address)
        || name.split_once("_PORT_").is_some_and(|(_, rest)| protocol(rest))
}
