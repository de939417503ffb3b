//! One-time codes of an authenticator app (TOTP, RFC 6238): six digits, 30 seconds, SHA-1.
//!
//! Not because SHA-1 or six digits were best, but because apps silently take others for these. What HMAC needs of SHA-1
//! is not broken; and six digits hold because attempts are counted and slowed down.

use jiff::Timestamp;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use serde::{Deserialize, Serialize};
use totp_rs::{Algorithm, Builder, Totp};
use zeroize::Zeroizing;

use crate::{Email, Error, random};

/// How many bytes of secret: 160 bits, as RFC 4226 recommends.
pub const SECRET_BYTES: usize = 20;

/// How long one code holds.
pub const STEP_S: u64 = 30;

/// How many digits a code has.
pub const DIGITS: usize = 6;

/// How many steps a clock may be off, each way.
pub const SKEW_STEPS: u64 = 1;

/// The longest code that is looked at, with the spaces that people and apps put in.
const CODE_BYTES_MAX: usize = 16;

/// The side of the picture, in units of the screen.
const PICTURE_SIDE_MIN: u32 = 240;

/// What the app and we share. It has no `Debug`, and is wiped when dropped. It must be stored sealed, not hashed.
pub struct Secret(Zeroizing<[u8; SECRET_BYTES]>);

impl Secret {
    /// Draws a secret.
    ///
    /// # Errors
    /// The operating system gives no random numbers.
    pub fn draw() -> Result<Self, Error> {
        random::bytes().map(Self)
    }

    /// Takes what was stored.
    ///
    /// # Errors
    /// Another number of bytes than 20.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let bytes = bytes.try_into().map_err(|_| Error::Totp("it has not 20 bytes"))?;
        Ok(Self(Zeroizing::new(bytes)))
    }

    /// The bytes, to be sealed.
    pub fn expose(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// As people type it into an app that has no camera: 32 letters and digits, in groups of four.
    pub fn for_typing(&self) -> Zeroizing<String> {
        let letters = Zeroizing::new(data_encoding::BASE32_NOPAD.encode(self.expose()));
        let mut grouped = Zeroizing::new(String::with_capacity(letters.len() * 2));
        for (at, letter) in letters.chars().enumerate() {
            if at > 0 && at % 4 == 0 {
                grouped.push(' ');
            }
            grouped.push(letter);
        }
        grouped
    }

    fn totp(&self, account: &str, issuer: Option<&str>) -> Result<Totp, Error> {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(DIGITS as u8)
            .with_skew(0)
            .with_step_duration(STEP_S)
            .with_secret(*self.0)
            .with_account_name(account)
            .with_issuer(issuer)
            .build()
            .map_err(|_| Error::Totp("the name of the service or of the account has a colon in it"))
    }
}

/// The address that an app reads from the picture. It holds the secret: show it once, never log it.
///
/// # Errors
/// A name of the service with a colon in it.
pub fn uri(secret: &Secret, account: &Email, service: &str) -> Result<Zeroizing<String>, Error> {
    let address = secret.totp(account.as_typed(), Some(service))?.to_url();
    address.map(Zeroizing::new).map_err(|_| Error::Totp("its address cannot be written"))
}

/// The picture of an address, as a document of SVG. It has no script, no style and no reference to anything outside.
///
/// # Errors
/// An address that is too long for a picture.
pub fn picture(uri: &str) -> Result<Zeroizing<String>, Error> {
    let code = QrCode::with_error_correction_level(uri, EcLevel::M)
        .map_err(|_| Error::Totp("its address is too long for a picture"))?;
    let drawn = code
        .render::<svg::Color<'_>>()
        .min_dimensions(PICTURE_SIDE_MIN, PICTURE_SIDE_MIN)
        .dark_color(svg::Color("#000000"))
        .light_color(svg::Color("#ffffff"))
        .build();
    Ok(Zeroizing::new(drawn))
}

/// Which code of a secret: the number of 30-second steps since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Step(u64);

impl Step {
    /// Takes what was stored.
    pub fn from_number(number: u64) -> Self {
        Self(number)
    }

    /// To be stored.
    pub fn number(self) -> u64 {
        self.0
    }
}

/// Whether a code is right, and of which step it is. Store that step, in the same transaction that lets the person in, and
/// only if it is later than the one stored: so a code can be used once, also when two requests bring it at the same time.
///
/// Spaces in the code are left out. Codes of the step before and of the step after are taken too; a code of `last_used` or
/// earlier is not. All three are computed whatever the outcome.
pub fn verify(secret: &Secret, code: &str, now: Timestamp, last_used: Option<Step>) -> Option<Step> {
    if code.len() > CODE_BYTES_MAX {
        return None;
    }
    let digits: Zeroizing<String> = Zeroizing::new(code.chars().filter(|c| *c != ' ').collect());
    if digits.len() != DIGITS || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let current = u64::try_from(now.as_second()).ok()? / STEP_S;
    let totp = secret.totp("account", None).ok()?;
    (current.saturating_sub(SKEW_STEPS)..=current + SKEW_STEPS)
        .map(|step| (Step(step), totp.check(&digits, step * STEP_S).is_some()))
        .fold(None, |found, (step, right)| {
            let fresh = last_used.is_none_or(|last| step > last);
            if right && fresh { found.or(Some(step)) } else { found }
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The secret of RFC 6238's appendix B.
    fn secret() -> Secret {
        Secret::from_bytes(b"12345678901234567890").ok().unwrap()
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // Appendix B of RFC 6238, the last six of its eight digits.
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let step = Step::from_number(second as u64 / STEP_S);
            assert_eq!(verify(&secret(), code, at(second), None), Some(step), "{second}");
        }
    }

    #[test]
    fn a_clock_may_be_off_by_one_step_each_way() {
        let (code, step) = ("005924", 1_234_567_890 / 30);
        for (off, taken) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let now = at((step + off) * 30 + 15);
            assert_eq!(verify(&secret(), code, now, None).is_some(), taken, "{off}");
        }
    }

    #[test]
    fn a_code_is_used_once() {
        let now = at(1_234_567_890);
        let used = verify(&secret(), "005924", now, None);
        assert!(used.is_some());
        assert_eq!(verify(&secret(), "005924", now, used), None);
        let before = used.map(|step| Step::from_number(step.number() - 1));
        assert_eq!(verify(&secret(), "005924", now, before), used);
        let after = used.map(|step| Step::from_number(step.number() + 1));
        assert_eq!(verify(&secret(), "005924", now, after), None);
    }

    #[test]
    fn only_six_digits_are_a_code() {
        let now = at(1_234_567_890);
        for good in ["005924", "005 924", " 005924 "] {
            assert!(verify(&secret(), good, now, None).is_some(), "{good:?}");
        }
        for bad in
            ["", "5924", "05924", "0005924", "+05924", "-05924", "00592４", "005924\n", "0x5924", "005-924"]
        {
            assert!(verify(&secret(), bad, now, None).is_none(), "{bad:?}");
        }
        assert!(verify(&secret(), &"005924".repeat(100_000), now, None).is_none());
        assert!(verify(&secret(), "005924", at(-60), None).is_none());
    }

    #[test]
    fn the_address_and_the_picture_hold_what_an_app_needs() {
        let account: Email = "ann+aws@example.com".parse().unwrap();
        let uri = uri(&secret(), &account, "Skytally").ok().unwrap();
        assert_eq!(
            uri.as_str(),
            "otpauth://totp/Skytally:ann%2Baws%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Skytally"
        );
        assert_eq!(secret().for_typing().as_str(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let picture = picture(&uri).ok().unwrap();
        assert!(picture.contains("<svg") && picture.ends_with("</svg>"), "{}", picture.as_str());
        assert!(!picture.contains("style=") && !picture.contains("<script") && !picture.contains("GEZD"));
        assert!(super::uri(&secret(), &account, "Sky:tally").is_err());
    }

    #[test]
    fn each_secret_is_new_and_has_the_right_length() {
        let (one, two) = (Secret::draw().ok().unwrap(), Secret::draw().ok().unwrap());
        assert_ne!(one.expose(), two.expose());
        assert!(Secret::from_bytes(one.expose()).is_ok());
        assert!(Secret::from_bytes(&[0; 19]).is_err() && Secret::from_bytes(&[0; 21]).is_err());
    }

    proptest! {
        #[test]
        fn no_text_but_the_three_codes_is_taken(text in "(?s).{0,20}|[0-9 ]{4,9}|[0-9]{6}", second in 0_i64..4_000_000_000) {
            let secret = secret();
            if let Some(step) = verify(&secret, &text, at(second), None) {
                let right = secret.totp("account", None).ok().unwrap().generate(step.number() * STEP_S).to_string();
                prop_assert_eq!(text.replace(' ', ""), right);
                prop_assert!(step.number().abs_diff(second as u64 / STEP_S) <= 1);
            }
        }
    }
}
