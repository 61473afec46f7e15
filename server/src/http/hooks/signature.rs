//! The signature of events: HMAC-SHA-256 of time and body with a shared secret, as Stripe and others do it.

use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The header with the signature: `t=UNIX_TIME,v1=HEX`. While a secret is replaced, there may be several
/// `v1`.
pub const HEADER: &str = "uketori-signature";

/// How far the time of a signature may be from ours. An event that is repeated within it changes nothing.
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);
/// The shortest secret.
pub const SHORTEST: usize = 32;

/// A secret that a provider and we share. Without `Debug`.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

impl Secret {
    /// Takes a secret of at least 32 characters.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        (text.len() >= SHORTEST).then(|| Self(text.as_bytes().to_vec()))
    }

    /// Whether the header signs `body` with this secret, at about `now`.
    #[must_use]
    pub fn verifies(&self, header: &str, body: &[u8], now: DateTime<Utc>) -> bool {
        let parts = || header.split(',').filter_map(|part| part.trim().split_once('='));
        let time = parts().find(|(name, _)| *name == "t").and_then(|(_, value)| value.parse().ok());
        let Some(at) = time.and_then(|seconds| DateTime::from_timestamp(seconds, 0)) else { return false };
        if (now - at).abs() > TOLERANCE {
            return false;
        }
        // Computed once, because a stranger can send a large body and many values.
        let mac = self.mac(at.timestamp(), body);
        parts().filter(|(name, _)| *name == "v1").any(|(_, value)| {
            // Compared in constant time.
            bytes(value).is_some_and(|given| mac.clone().verify_slice(&given).is_ok())
        })
    }

    fn mac(&self, seconds: i64, body: &[u8]) -> Hmac<Sha256> {
        Hmac::<Sha256>::new_from_slice(&self.0)
            .expect("HMAC takes a key of any length")
            .chain_update(format!("{seconds}."))
            .chain_update(body)
    }
}

/// Decodes the hexadecimal form of 32 bytes.
fn bytes(hex: &str) -> Option<Vec<u8>> {
    let is_hex = hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).ok();
    if is_hex { (0..64).step_by(2).map(byte).collect() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value of the header for `body`, signed at `at`.
    fn sign(secret: &Secret, body: &[u8], at: DateTime<Utc>) -> String {
        let mac = secret.mac(at.timestamp(), body).finalize().into_bytes();
        let hex = mac.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
        format!("t={},v1={hex}", at.timestamp())
    }

    #[test]
    fn a_signature_holds_for_its_body_its_secret_and_five_minutes() {
        let secret = Secret::new("0123456789abcdef0123456789abcdef").expect("long enough");
        let other = Secret::new("0123456789abcdef0123456789abcdeg").expect("long enough");
        let at = DateTime::from_timestamp(1_762_502_400, 0).expect("a time");
        let header = sign(&secret, b"{}", at);
        let edge = TimeDelta::minutes(5);
        for now in [at, at + edge, at - edge] {
            assert!(secret.verifies(&header, b"{}", now));
        }
        assert!(!secret.verifies(&header, b"{}", at + edge + TimeDelta::seconds(1)));
        assert!(!secret.verifies(&header, b"{}", at - edge - TimeDelta::seconds(1)));
        assert!(!secret.verifies(&header, b"{ }", at));
        assert!(!other.verifies(&header, b"{}", at));
        let both = format!("{header},{}", sign(&other, b"{}", at).split_once(',').expect("two parts").1);
        assert!(secret.verifies(&both, b"{}", at) && other.verifies(&both, b"{}", at));
        let later = header.replace("t=1", "t=2");
        for wrong in ["", "t=", "v1=", "t=1762502400", "t=1762502400,v1=zz", "t=é,v1=é", later.as_str()] {
            assert!(!secret.verifies(wrong, b"{}", at), "{wrong}");
        }
        assert!(Secret::new("short").is_none());
    }
}
