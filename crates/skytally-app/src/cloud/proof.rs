//! Proof that a role opens to Skytally, and to nobody who does not know its external id.

use ring::rand::{SecureRandom as _, SystemRandom};
use skytally_collect::Account;
use skytally_model::{CauseClass, RoleArn};

use super::{EXTERNAL_ID_BYTES, Reach, ReachError, account_of, external_id};

/// What a role was seen to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The account that the role opened.
    pub account: Account,
    /// What it did when no external id was given.
    pub without_external_id: Answer,
    /// What it did when another external id of the same form was given.
    pub wrong_external_id: Answer,
}

impl Proof {
    /// Whether the role was seen to refuse whoever does not know its external id.
    pub fn is_safe(&self) -> bool {
        let answers = [&self.without_external_id, &self.wrong_external_id];
        answers.iter().all(|answer| **answer == Answer::Refused)
    }
}

/// What a role did when it should have refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It refused, as it should.
    Refused,
    /// It opened: anybody who makes Skytally use this ARN may look at the account.
    Accepted,
    /// It could not be found out, and why.
    Unknown(String),
}

impl Reach {
    /// Assumes a role anew by its external id, and tries it without one and with a wrong one.
    ///
    /// # Errors
    /// The role cannot be assumed by its own external id. What else it does is then not tried: a role that opens to nobody
    /// would look safe.
    pub async fn prove_role(&self, role: &RoleArn, own_external_id: &str) -> Result<Proof, ReachError> {
        let expected = account_of(role)?;
        self.base.forget_role(role);
        let client = self
            .base
            .role_client(None, role, Some(own_external_id), None)
            .await
            .map_err(|refusal| ReachError::of_role(role, refusal))?;
        let account = self.who(&client, Some(&expected)).await?;
        let without_external_id = self.answer(role, None).await;
        let wrong_external_id = match wrong_external_id() {
            Some(wrong) => self.answer(role, Some(&wrong)).await,
            None => Answer::Unknown("the system gives no random numbers".to_owned()),
        };
        Ok(Proof { account, without_external_id, wrong_external_id })
    }

    async fn answer(&self, role: &RoleArn, external_id: Option<&str>) -> Answer {
        match self.base.try_role(None, role, external_id).await {
            Ok(()) => Answer::Accepted,
            Err(refusal) if refusal.class == CauseClass::Denied && !refusal.of_base => Answer::Refused,
            Err(refusal) => Answer::Unknown(refusal.to_string()),
        }
    }
}

/// An id that nobody has, of the form that all have: a trust in `skytally-*` must not pass for one in the id.
fn wrong_external_id() -> Option<String> {
    let mut random = [0; EXTERNAL_ID_BYTES];
    SystemRandom::new().fill(&mut random).ok()?;
    Some(external_id(&random))
}
