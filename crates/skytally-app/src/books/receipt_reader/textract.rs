//! Pictures read by Amazon Textract (AnalyzeExpense), in the account that Skytally itself runs in. Whatever is given to it leaves the machine.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use data_encoding::BASE64;
use serde_json::json;
use skytally_aws::{CallError, Client};
use skytally_model::{CauseClass, LookPrice, Region};
use skytally_money::receipt::{MediaType, Reading, Unreadable, from_textract};
use tokio::time::timeout;

const SERVICE: &str = "textract";
const OPERATION: &str = "AnalyzeExpense";
/// The largest file of a call that waits for its answer ("Set quotas in Amazon Textract" of its guide; the member `Bytes` in botocore's model).
const FILE_MAX_BYTES: usize = 10 * 1024 * 1024;
/// Pages of a PDF in such a call (the same).
const PAGES_MAX: u32 = 1;

/// Amazon Textract in a region.
#[derive(Debug, Clone)]
pub struct Textract {
    client: Arc<Client>,
    region: Region,
    /// From the first try to the last answer.
    time: Duration,
    /// What of the client's calls has been told.
    told: Arc<Mutex<LookPrice>>,
}

/// Why Textract gave no reading.
pub(super) enum Failed {
    /// It does not take such a file, and why: somebody else may.
    NotTaken(String),
    /// Any other reason.
    Not(Unreadable),
}

/// Whether Textract takes such a file; why not, if it does not.
pub(super) fn takes(kind: MediaType, bytes: usize, pages: u32) -> Result<(), String> {
    if !matches!(kind, MediaType::Pdf | MediaType::Jpeg | MediaType::Png) {
        return Err(format!("it is of the kind {kind}"));
    }
    if bytes > FILE_MAX_BYTES {
        return Err(format!("it has {bytes} bytes, more than {FILE_MAX_BYTES}"));
    }
    if pages > PAGES_MAX {
        return Err(format!("it has {pages} pages, more than {PAGES_MAX}"));
    }
    Ok(())
}

impl Textract {
    /// Textract in a region, by a client that acts as Skytally itself. `time` is for one receipt, with the client's own retries.
    pub fn new(client: Arc<Client>, region: Region, time: Duration) -> Self {
        Self { client, region, time, told: Arc::default() }
    }

    /// Gives it a file, and takes what it read.
    pub(super) async fn read(&self, bytes: &[u8], kind: MediaType) -> Result<Reading, Failed> {
        let request = json!({ "Document": { "Bytes": BASE64.encode(bytes) } });
        let call = self.client.call(SERVICE, OPERATION, &self.region, &request);
        let answer = match timeout(self.time, call).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => {
                // All that AWS says is for whoever runs the installation: it names the account and the role.
                tracing::warn!(%error, region = %self.region, "Amazon Textract did not read a receipt");
                return Err(failed(&error));
            }
            Err(_) => {
                let detail = format!("it did not answer within {} seconds", self.time.as_secs());
                return Err(Failed::Not(Unreadable::ServiceAway { detail }));
            }
        };
        let unusable = |detail: String| Failed::Not(Unreadable::ServiceAnswer { detail });
        let answer = serde_json::to_vec(&answer).map_err(|error| unusable(error.to_string()))?;
        let mut reading = from_textract(&answer, kind).map_err(|error| unusable(error.to_string()))?;
        if !reading.text.chars().any(char::is_alphanumeric)
            && reading.payee.is_none()
            && reading.total.is_none()
        {
            return Err(Failed::Not(Unreadable::NoText));
        }
        reading.notes.push(format!("it was sent to Amazon Textract in {}, which read it", self.region));
        Ok(reading)
    }

    /// What has been sent since this was last asked, and its list price.
    pub(crate) fn sent(&self) -> LookPrice {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let (now, before) = (self.client.meter().read(), *told);
        *told = now;
        LookPrice {
            calls: now.calls.saturating_sub(before.calls),
            throttled: now.throttled.saturating_sub(before.throttled),
            nano_usd: now.nano_usd.saturating_sub(before.nano_usd),
        }
    }
}

/// What a call that failed means. AWS's own words are not told: who may read receipts need not know who Skytally is to AWS.
fn failed(error: &CallError) -> Failed {
    let code = error.code.as_deref().unwrap_or_default();
    let code = code.rsplit(['.', '#']).next().unwrap_or_default();
    let said = match (code, error.status) {
        ("", Some(status)) => format!("status {status}"),
        ("", None) => error.class.to_string(),
        (code, _) => code.to_owned(),
    };
    let refused = |what: String| Failed::Not(Unreadable::ServiceRefused { detail: what });
    match (code, error.class) {
        (
            "UnsupportedDocumentException"
            | "DocumentTooLargeException"
            | "BadDocumentException"
            | "InvalidParameterException",
            _,
        ) => Failed::NotTaken(said),
        (_, CauseClass::Throttled | CauseClass::Transient) => {
            let what = if error.status.is_some() { said } else { error.message.clone() };
            Failed::Not(Unreadable::ServiceAway { detail: what })
        }
        // A failing server may have no words of AWS for it.
        (_, CauseClass::Malformed) if error.status.is_some_and(|status| status >= 500) => {
            Failed::Not(Unreadable::ServiceAway { detail: said })
        }
        (_, CauseClass::Malformed) => {
            Failed::Not(Unreadable::ServiceAnswer { detail: error.message.clone() })
        }
        (_, CauseClass::Denied) => refused(format!(
            "AWS refuses ({said}); allow the role or user that Skytally runs as {SERVICE}:{OPERATION}, then have it read again"
        )),
        (code, CauseClass::Credentials) => {
            let held = if code.is_empty() { String::new() } else { format!(" that hold ({code})") };
            refused(format!(
                "Skytally has no AWS credentials{held}; give it a role, a profile or a key that may {SERVICE}:{OPERATION}, \
                 then have it read again"
            ))
        }
        _ => refused(format!(
            "AWS does not take the call ({said}); look at the account, and at receipt_reader.textract_region in the settings, then have it read again"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_textract_takes_is_what_its_guide_says() {
        let most = FILE_MAX_BYTES;
        for (kind, bytes, pages, told) in [
            (MediaType::Jpeg, most, 1, None),
            (MediaType::Png, 1, 1, None),
            (MediaType::Pdf, most, 1, None),
            (MediaType::Pdf, 1, 2, Some("it has 2 pages, more than 1")),
            (MediaType::Png, most + 1, 1, Some("it has 10485761 bytes, more than 10485760")),
            (MediaType::Webp, 1, 1, Some("it is of the kind image/webp")),
            (MediaType::Heic, 1, 1, Some("it is of the kind image/heic")),
        ] {
            assert_eq!(takes(kind, bytes, pages).err().as_deref(), told, "{kind} {bytes} {pages}");
        }
    }

    #[test]
    fn a_failed_call_is_the_files_the_installations_or_nobodys_fault() {
        use skytally_money::receipt::Fault::{Installation, Passing, Unclear};
        let secret = "User: arn:aws:sts::123456789012:assumed-role/Skytally/i-1 is not authorized";
        let tried = |code: Option<&str>, status: Option<u16>, class: CauseClass| {
            let error = CallError {
                class,
                service: SERVICE.to_owned(),
                operation: OPERATION.to_owned(),
                code: code.map(str::to_owned),
                status,
                request_id: None,
                message: if status.is_some() { secret } else { "nobody answers" }.to_owned(),
            };
            match failed(&error) {
                Failed::NotTaken(why) => (None, why),
                Failed::Not(why) => (Some(why.fault()), why.to_string()),
            }
        };
        for (code, status, class, fault, words) in [
            (Some("BadDocumentException"), Some(400), CauseClass::Invalid, None, "BadDocumentException"),
            (
                Some("com.amazonaws.textract#UnsupportedDocumentException"),
                Some(400),
                CauseClass::Invalid,
                None,
                "UnsupportedDocumentException",
            ),
            (
                Some("ProvisionedThroughputExceededException"),
                Some(400),
                CauseClass::Throttled,
                Some(Passing),
                "ProvisionedThroughputExceededException",
            ),
            (None, Some(503), CauseClass::Transient, Some(Passing), "status 503"),
            (None, None, CauseClass::Transient, Some(Passing), "nobody answers"),
            (None, Some(500), CauseClass::Malformed, Some(Passing), "status 500"),
            (None, None, CauseClass::Malformed, Some(Unclear), "nobody answers"),
            (
                Some("AccessDeniedException"),
                Some(400),
                CauseClass::Denied,
                Some(Installation),
                "allow the role or user that Skytally runs as textract:AnalyzeExpense",
            ),
            (None, None, CauseClass::Credentials, Some(Installation), "has no AWS credentials; give it"),
            (None, None, CauseClass::Unavailable, Some(Installation), "receipt_reader.textract_region"),
            (
                Some("UnknownOperationException"),
                Some(400),
                CauseClass::Invalid,
                Some(Installation),
                "UnknownOperationException",
            ),
        ] {
            let (found, told) = tried(code, status, class);
            assert_eq!(found, fault, "{code:?} {told}");
            assert!(told.contains(words) && !told.contains("123456789012"), "{code:?} {told}");
        }
    }
}
