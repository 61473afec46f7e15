//! One-time codes from a phone: RFC 6238 with the parameters that every authenticator app supports (SHA-1,
//! six digits, 30 seconds).
//!
//! A code also works 30 seconds before and after its own time, because clocks differ. That a code works only
//! once is ensured by the officer's row, which has the last step used.

use chrono::{DateTime, Utc};
use rand::Rng;
use totp_rs::{Builder, Secret, Totp};
use zeroize::Zeroizing;

use super::OfficerId;
use crate::key_ring::KeyRing;

/// The issuer, as the authenticator app shows it.
const ISSUER: &str = "Uketori";
/// Length of a secret in bytes, as RFC 4226 recommends.
const LENGTH: usize = 20;
/// Number of digits of a code.
const DIGITS: usize = 6;

/// The secret from which a phone computes its codes. It has no `Debug`, so that it cannot be logged.
#[derive(Clone)]
pub struct TotpSecret(Zeroizing<[u8; LENGTH]>);

impl TotpSecret {
    /// A new random secret.
    pub fn draw(rng: &mut impl Rng) -> Self {
        let mut bytes = Zeroizing::new([0; LENGTH]);
        rng.fill_bytes(&mut bytes[..]);
        Self(bytes)
    }

    /// A given secret, e.g. that of the demonstration.
    #[must_use]
    pub fn from_bytes(bytes: [u8; LENGTH]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Seals the secret for storage: the database alone does not suffice to compute codes.
    #[must_use]
    pub fn seal(&self, keys: &KeyRing, officer: OfficerId, nonce: [u8; 12]) -> String {
        keys.seal(&context(officer), nonce, &self.0[..])
    }

    /// Opens the stored secret of this officer. `None` if it belongs to another officer, was altered, or its
    /// key is missing.
    #[must_use]
    pub fn open(keys: &KeyRing, officer: OfficerId, sealed: &str) -> Option<Self> {
        let bytes = Zeroizing::new(keys.open(&context(officer), sealed)?);
        Some(Self(Zeroizing::new(bytes[..].try_into().ok()?)))
    }

    /// Seals the secret again, if `sealed` was not made with the current key.
    #[must_use]
    pub fn reseal(
        &self,
        keys: &KeyRing,
        officer: OfficerId,
        sealed: &str,
        nonce: impl FnOnce() -> [u8; 12],
    ) -> Option<String> {
        let is_current = KeyRing::sealed_with(sealed) == Some(keys.current_id());
        (!is_current).then(|| self.seal(keys, officer, nonce()))
    }

    /// The code at `now`.
    #[must_use]
    pub fn code(&self, now: DateTime<Utc>) -> String {
        self.rule("").generate(seconds(now)).to_string()
    }

    /// The time step of a typed code, if the code is valid at `now`. Spaces in it are ignored.
    #[must_use]
    pub fn step_of(&self, input: &str, now: DateTime<Utc>) -> Option<i64> {
        let code: String = input.chars().filter(|c| *c != ' ').collect();
        let is_code = code.len() == DIGITS && code.bytes().all(|c| c.is_ascii_digit());
        let step = is_code.then(|| self.rule("").check(&code, seconds(now))).flatten()?;
        i64::try_from(step).ok()
    }

    /// The `otpauth:` URI for the phone, usually shown as a QR code.
    #[must_use]
    pub fn uri(&self, name: &str) -> String {
        self.rule(name).to_url().expect("an officer's name has no colon")
    }

    fn rule(&self, name: &str) -> Totp {
        let secret = Secret::from(*self.0);
        let builder = Builder::new().with_secret(secret).with_issuer(Some(ISSUER)).with_account_name(name);
        builder.build().expect("the RFC's own numbers")
    }
}

/// The context of the seal: a sealed secret opens only for its officer.
fn context(officer: OfficerId) -> String {
    format!("officer-totp:{}", officer.0)
}

fn seconds(now: DateTime<Utc>) -> u64 {
    u64::try_from(now.timestamp()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use sea_orm::prelude::Uuid;

    use super::*;

    const KEY: &str = "Ocp9wMXBFVRDHC5jExVbK9i90Q4rvPZdFbUO-4TrBiA";
    const OTHER_KEY: &str = "AQq2z8Viqxg_0UI5Y-rFZMw0zs8CT6Scd2QkbzvfWQk";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).expect("an instant")
    }

    /// The vectors of the RFC's appendix B, reduced to six digits.
    #[test]
    fn the_codes_are_those_of_the_rfc() {
        let secret = TotpSecret::from_bytes(*b"12345678901234567890");
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(secret.code(at(seconds)), code);
            assert_eq!(secret.step_of(code, at(seconds)), Some(seconds / 30));
        }
        assert_eq!(secret.step_of("287 082", at(59)), Some(1));
        for wrong in ["", "287083", "28708", "2870821", "２８７０８２", "-87082", "94287082"] {
            assert_eq!(secret.step_of(wrong, at(59)), None, "{wrong}");
        }
    }

    #[test]
    fn a_code_works_thirty_seconds_before_and_after_its_own() {
        let secret = TotpSecret::from_bytes([7; LENGTH]);
        let (now, half_a_minute) = (at(1_800_000_000), TimeDelta::seconds(30));
        let code = secret.code(now);
        let step = Some(1_800_000_000 / 30);
        assert_eq!(secret.step_of(&code, now - half_a_minute), step);
        assert_eq!(secret.step_of(&code, now + half_a_minute), step);
        assert_eq!(secret.step_of(&code, now + half_a_minute * 2), None);
    }

    #[test]
    fn a_sealed_secret_opens_for_its_officer_alone() {
        let keys = KeyRing::parse(&format!("k1 {KEY}")).expect("a key");
        let (one, other) = (OfficerId(Uuid::from_u128(1)), OfficerId(Uuid::from_u128(2)));
        let secret = TotpSecret::from_bytes([7; LENGTH]);
        let sealed = secret.seal(&keys, one, [1; 12]);
        let code = |opened: Option<TotpSecret>| opened.map(|secret| secret.code(at(0)));
        assert_eq!(code(TotpSecret::open(&keys, one, &sealed)), Some(secret.code(at(0))));
        assert_eq!(code(TotpSecret::open(&keys, other, &sealed)), None);
    }

    #[test]
    fn a_secret_is_sealed_anew_under_another_current_key() {
        let (old, new) = (format!("k1 {KEY}"), format!("k2 {OTHER_KEY}"));
        let ring = |text: &str| KeyRing::parse(text).expect("keys");
        let (before, between, after) = (ring(&old), ring(&format!("{new}\n{old}")), ring(&new));
        let (officer, secret) = (OfficerId(Uuid::from_u128(1)), TotpSecret::from_bytes([7; LENGTH]));
        let sealed = secret.seal(&before, officer, [1; 12]);
        assert_eq!(secret.reseal(&before, officer, &sealed, || [2; 12]), None);
        let resealed = secret.reseal(&between, officer, &sealed, || [2; 12]).expect("resealed");
        let opened = TotpSecret::open(&after, officer, &resealed).expect("the old key is not needed");
        assert_eq!(opened.code(at(0)), secret.code(at(0)));
    }

    #[test]
    fn a_telephone_is_told_whose_codes_they_are() {
        let uri = TotpSecret::from_bytes([0; LENGTH]).uri("houmu.hanako");
        let secret = "A".repeat(32);
        assert_eq!(uri, format!("otpauth://totp/Uketori:houmu.hanako?secret={secret}&issuer=Uketori"));
    }
}
