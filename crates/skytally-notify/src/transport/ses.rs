//! Mail by Amazon SES (API version 2), sent as a whole MIME message: so both bodies and all headers are ours.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lettre::message::Mailbox;
use serde_json::{Value, json};
use skytally_aws::{CallError, Client};
use skytally_model::{CauseClass, Region};
use tokio::time::timeout;

use super::{SesConfig, sender};
use crate::error::{DeliveryError, NotifyError};
use crate::mail::{Form, Mail};

const SERVICE: &str = "sesv2";
/// For one mail, with the client's own retries.
const CALL_MAX: Duration = Duration::from_secs(60);

/// Amazon SES in a region.
pub(super) struct Ses {
    client: Arc<Client>,
    region: Region,
    from: Mailbox,
}

impl Ses {
    pub(super) fn open(config: SesConfig) -> Result<Self, NotifyError> {
        let from = sender(&config.from)?;
        if !AsRef::<str>::as_ref(&from.email).is_ascii() {
            return Err(NotifyError::Sender(config.from));
        }
        Ok(Self { client: config.client, region: config.region, from })
    }

    pub(super) fn describe(&self) -> String {
        format!("mail goes by Amazon SES in {}, from {}", self.region, self.from.email)
    }

    pub(super) async fn deliver(&self, mail: &Mail) -> Result<(), DeliveryError> {
        let message = mail.compose(&self.from, Form::Wire).map_err(DeliveryError::Permanent)?;
        if !mail.to.is_ascii() {
            let reason = "Amazon SES takes only addresses in ASCII; a domain has such a form";
            return Err(DeliveryError::Permanent(reason.to_owned()));
        }
        let request = json!({
            "FromEmailAddress": self.from.email.to_string(),
            "Destination": {"ToAddresses": [mail.to]},
            "Content": {"Raw": {"Data": STANDARD.encode(message)}},
        });
        self.call("SendEmail", &request).await.map(|_| ())
    }

    pub(super) async fn check(&self) -> Result<(), DeliveryError> {
        let account = self.call("GetAccount", &json!({})).await?;
        if account["SendingEnabled"] == Value::Bool(true) {
            return Ok(());
        }
        let region = &self.region;
        Err(DeliveryError::Temporary(format!(
            "Amazon SES does not say that the account may send in {region}"
        )))
    }

    async fn call(&self, operation: &str, request: &Value) -> Result<Value, DeliveryError> {
        match timeout(CALL_MAX, self.client.call(SERVICE, operation, &self.region, request)).await {
            Ok(answer) => answer.map_err(|error| failed(&error)),
            Err(_) => {
                let limit = CALL_MAX.as_secs();
                Err(DeliveryError::Temporary(format!("{SERVICE}:{operation}: no answer within {limit} s")))
            }
        }
    }
}

/// Only a request that SES cannot read is final. All else can be mended while the mail waits: credentials, rights, quotas, and,
/// under `MessageRejected`, a sender that is not verified yet.
fn failed(error: &CallError) -> DeliveryError {
    let text = format!("Amazon SES refuses: {error}");
    if error.class == CauseClass::Invalid && error.code.as_deref() == Some("BadRequestException") {
        DeliveryError::Permanent(text)
    } else {
        DeliveryError::Temporary(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_mail_that_ses_cannot_read_is_refused_for_good() {
        for (code, message, class, permanent) in [
            ("MessageRejected", "Email address is not verified: a@b.co", CauseClass::Invalid, false),
            ("BadRequestException", "Domain contains illegal character", CauseClass::Invalid, true),
            ("SendingPausedException", "paused", CauseClass::Invalid, false),
            ("TooManyRequestsException", "slow down", CauseClass::Throttled, false),
            ("AccessDeniedException", "not authorized", CauseClass::Denied, false),
            ("ExpiredTokenException", "expired", CauseClass::Credentials, false),
        ] {
            let error = CallError {
                class,
                service: SERVICE.to_owned(),
                operation: "SendEmail".to_owned(),
                code: Some(code.to_owned()),
                status: Some(400),
                request_id: None,
                message: message.to_owned(),
            };
            assert_eq!(!failed(&error).is_temporary(), permanent, "{code} {message}");
        }
    }
}
