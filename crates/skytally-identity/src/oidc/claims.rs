//! What an ID token says, once it has been shown to be true.

use chrono::{DateTime, TimeDelta, Utc};
use jiff::Timestamp;
use openidconnect::core::{CoreIdToken, CoreIdTokenClaims, CoreIdTokenVerifier, CoreJwsSigningAlgorithm};
use openidconnect::{
    AccessToken, AccessTokenHash, ClaimsVerificationError, EndUserEmail, EndUserName, IssuerUrl,
    JsonWebKeySet, LocalizedClaim, Nonce, SignatureVerificationError,
};
use serde::Serialize;

use crate::{Email, Refusal};

/// How far a provider's clock may be ahead of ours.
pub const CLOCK_SKEW_S: i64 = 60;

/// The longest subject, in characters, by the standard.
const SUBJECT_CHARACTERS_MAX: usize = 255;

/// The longest name that is kept of a person.
const NAME_CHARACTERS_MAX: usize = 200;

const NOT_YET: &str = "issued in the future";

/// The signatures that we accept: by a key that only the provider has. Those by a shared secret could be made by whoever knows
/// the client secret, and `none` by anybody.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Who signs in, as the provider says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Claims {
    /// The provider. With the subject it tells a person: keep these two, not the e-mail address, which may change hands.
    pub issuer: String,
    /// The provider's id of the person.
    pub subject: String,
    /// The e-mail address, if the provider tells it.
    pub email: Option<Email>,
    /// Whether the provider says that the address is the person's. If not, never take it to find an account: anybody can
    /// write anybody's address into a profile. A provider that says nothing (Microsoft Entra, as a rule) says no.
    pub email_verified: bool,
    /// What the person is called.
    pub name: Option<String>,
}

/// Why an ID token is not accepted, and whether newer keys could change that.
pub(super) enum Doubt {
    UnknownKey,
    Refused(Refusal),
}

/// What must be true of an ID token.
pub(super) struct Expected<'a> {
    pub(super) client_id: &'a openidconnect::ClientId,
    pub(super) issuer: &'a IssuerUrl,
    pub(super) keys: &'a JsonWebKeySet<openidconnect::core::CoreJsonWebKey>,
    pub(super) nonce: &'a Nonce,
    pub(super) now: Timestamp,
}

impl Expected<'_> {
    /// Checks signature, issuer, audience, authorised party, expiry, time of issue, nonce and the hash of the access token.
    pub(super) fn check<'t>(
        &self,
        token: &'t CoreIdToken,
        access_token: &AccessToken,
    ) -> Result<&'t CoreIdTokenClaims, Doubt> {
        let now = chrono_time(self.now).ok_or(Doubt::Refused(Refusal::Expired))?;
        let latest = now + TimeDelta::seconds(CLOCK_SKEW_S);
        // As for a public client: no signature by a shared secret, whatever the list says.
        let verifier =
            CoreIdTokenVerifier::new_public_client(
                self.client_id.clone(),
                self.issuer.clone(),
                self.keys.clone(),
            )
            .set_allowed_algs(ALGORITHMS)
            .set_time_fn(move || now)
            .set_issue_time_verifier_fn(move |issued| {
                if issued > latest { Err(NOT_YET.to_owned()) } else { Ok(()) }
            });
        let claims = token.claims(&verifier, self.nonce).map_err(|error| doubt(&error))?;
        let refused = |refusal| Err(Doubt::Refused(refusal));
        if claims.authorized_party().is_some_and(|party| party != self.client_id) {
            return refused(Refusal::Audience);
        }
        if let Some(said) = claims.access_token_hash() {
            let (Ok(algorithm), Ok(key)) = (token.signing_alg(), token.signing_key(&verifier)) else {
                return refused(Refusal::Signature);
            };
            if AccessTokenHash::from_token(access_token, algorithm, key).ok().as_ref() != Some(said) {
                return refused(Refusal::AccessToken);
            }
        }
        let subject = claims.subject().as_str();
        if subject.trim().is_empty() || subject.chars().count() > SUBJECT_CHARACTERS_MAX {
            return refused(Refusal::Subject);
        }
        Ok(claims)
    }
}

fn chrono_time(time: Timestamp) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(time.as_second(), u32::try_from(time.subsec_nanosecond()).ok()?)
}

fn doubt(error: &ClaimsVerificationError) -> Doubt {
    Doubt::Refused(match error {
        ClaimsVerificationError::Expired(why) if why == NOT_YET => Refusal::NotYet,
        ClaimsVerificationError::Expired(_) => Refusal::Expired,
        ClaimsVerificationError::InvalidAudience(_) => Refusal::Audience,
        ClaimsVerificationError::InvalidIssuer(_) => Refusal::Issuer,
        ClaimsVerificationError::InvalidNonce(_) => Refusal::Nonce,
        ClaimsVerificationError::InvalidSubject(_) => Refusal::Subject,
        ClaimsVerificationError::SignatureVerification(error) => match error {
            SignatureVerificationError::NoMatchingKey => return Doubt::UnknownKey,
            SignatureVerificationError::DisallowedAlg(_)
            | SignatureVerificationError::UnsupportedAlg(_)
            | SignatureVerificationError::NoSignature => Refusal::Algorithm,
            _ => Refusal::Signature,
        },
        ClaimsVerificationError::Unsupported(_) => Refusal::Algorithm,
        _ => Refusal::Answer,
    })
}

/// The e-mail address and whether it is verified, from an ID token or from the provider's word about the user.
pub(super) fn email(
    address: Option<&EndUserEmail>,
    verified: Option<bool>,
) -> Result<(Option<Email>, bool), Refusal> {
    let Some(address) = address else { return Ok((None, false)) };
    let email: Email = address.as_str().parse().map_err(|_| Refusal::Email)?;
    Ok((Some(email), verified == Some(true)))
}

/// The name in no particular language, or in the first there is: printable and shortened.
pub(super) fn name(claim: Option<&LocalizedClaim<EndUserName>>) -> Option<String> {
    let claim = claim?;
    let name = claim.get(None).or_else(|| claim.iter().next().map(|(_, name)| name))?;
    let kept: String = name.trim().chars().filter(|c| !c.is_control()).take(NAME_CHARACTERS_MAX).collect();
    (!kept.is_empty()).then_some(kept)
}
