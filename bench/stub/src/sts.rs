//! STS: any role of any account, for whoever names the external id that it was first assumed by.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use percent_encoding::percent_decode_str;

use crate::estate::ACCOUNT;
use crate::route::{Request, form};

/// What the ids of our keys begin with; the account follows, so that a request says whose it is.
const KEY_PREFIX: &str = "ASIASTUB";
/// A role whose name ends so opens without an external id, and with any.
const OPEN: &str = "Open";

/// What STS remembers.
#[derive(Default)]
pub(crate) struct Sts(Mutex<Memory>);

#[derive(Default)]
struct Memory {
    /// The external id of each role: the first that it was assumed by.
    trusts: HashMap<String, String>,
    /// How often each account was asked whose credentials these are.
    asked: HashMap<String, usize>,
}

impl Sts {
    /// The answer, if the request is one to STS.
    pub(crate) fn answer(&self, key: &str, request: &Request<'_>) -> Option<(u16, String)> {
        if request.signing_name != "sts" {
            return None;
        }
        let body = std::str::from_utf8(request.body).ok()?;
        let field = |name: &str| {
            let text = form(body, name)?;
            percent_decode_str(text).decode_utf8().ok().map(|text| text.into_owned())
        };
        match field("Action")?.as_str() {
            "AssumeRole" => Some(self.assume(&field("RoleArn")?, field("ExternalId"))),
            "GetCallerIdentity" => {
                let account = account(key);
                *self.memory().asked.entry(account.to_owned()).or_default() += 1;
                let who = if key.starts_with(KEY_PREFIX) { "assumed-role/Read/stub" } else { "user/bench" };
                let service = if key.starts_with(KEY_PREFIX) { "sts" } else { "iam" };
                let arn = format!("arn:aws:{service}::{account}:{who}");
                let result =
                    format!("<Arn>{arn}</Arn><UserId>AIDAEXAMPLE</UserId><Account>{account}</Account>");
                Some((200, wrapped("GetCallerIdentity", &result)))
            }
            _ => None,
        }
    }

    /// Which of so many states the account of a key is in.
    pub(crate) fn state(&self, key: &str, states: usize) -> usize {
        if states < 2 {
            return 0;
        }
        self.memory().asked.get(account(key)).copied().unwrap_or_default() % states
    }

    fn assume(&self, role: &str, external_id: Option<String>) -> (u16, String) {
        let account = role.split(':').nth(4).unwrap_or_default();
        let is_good = match external_id {
            _ if role.ends_with(OPEN) => true,
            Some(given) => {
                *self.memory().trusts.entry(role.to_owned()).or_insert_with(|| given.clone()) == given
            }
            None => false,
        };
        if !is_good || account.len() != 12 {
            let text = "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized to \
                        perform: sts:AssumeRole</Message></Error><RequestId>bench</RequestId></ErrorResponse>";
            return (403, text.to_owned());
        }
        let name = role.rsplit('/').next().unwrap_or_default();
        let result = format!(
            "<Credentials><AccessKeyId>{KEY_PREFIX}{account}</AccessKeyId><SecretAccessKey>stub</SecretAccessKey>\
             <SessionToken>stub</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>\
             <AssumedRoleUser><AssumedRoleId>AROAEXAMPLE:stub</AssumedRoleId>\
             <Arn>arn:aws:sts::{account}:assumed-role/{name}/stub</Arn></AssumedRoleUser>"
        );
        (200, wrapped("AssumeRole", &result))
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The account of a key.
fn account(key: &str) -> &str {
    key.strip_prefix(KEY_PREFIX).unwrap_or(ACCOUNT)
}

fn wrapped(operation: &str, result: &str) -> String {
    format!(
        "<{operation}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><{operation}Result>{result}</{operation}Result>\
         <ResponseMetadata><RequestId>bench</RequestId></ResponseMetadata></{operation}Response>"
    )
}
