//! The secret keys that links in mails are derived from.
//!
//! A token is `base64url(HMAC-SHA-256(key, "v1|purpose|request|nonce"))`. Without the key, nothing in the
//! database, in Redis or in a log can be turned into a working link. A mail that is rendered again has the
//! same link.

use std::path::Path;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use entity::{
    email_link::Purpose,
    key_file::KeyFileError,
    key_ring::{KeyMissing, KeyRing},
};
use rand::Rng;
use uuid::Uuid;

/// The link keys of an installation; the first one is the current one.
pub struct LinkKeys(KeyRing);

impl LinkKeys {
    /// Reads a key file.
    pub fn read(path: &Path) -> Result<Self, KeyFileError> {
        KeyRing::read(path).map(Self)
    }

    /// Reads the key file at `path`. Creates it with a new key if it does not exist.
    pub fn read_or_make(path: &Path, rng: &mut impl Rng) -> Result<Self, KeyFileError> {
        KeyRing::read_or_make(path, rng).map(Self)
    }

    /// The underlying key ring.
    #[must_use]
    pub fn ring(&self) -> &KeyRing {
        &self.0
    }

    /// The name of the key for new links.
    #[must_use]
    pub fn current_id(&self) -> &str {
        self.0.current_id()
    }

    /// Derives the token of a request with the key `key_id`.
    pub fn derive(
        &self,
        key_id: &str,
        purpose: Purpose,
        request: Uuid,
        nonce: &[u8],
    ) -> Result<String, KeyMissing> {
        // Purpose and request are part of the input, so a token for one never works for another.
        let mut message = format!("v1|{}|{}|", purpose.name(), request.simple()).into_bytes();
        message.extend_from_slice(nonce);
        let mac = self.0.mac(key_id, &message).ok_or_else(|| KeyMissing(key_id.to_owned()))?;
        Ok(URL_SAFE_NO_PAD.encode(mac))
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn the_same_request_gives_the_same_token_and_any_difference_another() {
        let (folder, mut rng) = (std::env::temp_dir(), rand::rngs::StdRng::seed_from_u64(10));
        let file = folder.join(format!("link-keys-{}", Uuid::new_v4()));
        let keys = LinkKeys::read_or_make(&file, &mut rng).expect("a new key");
        std::fs::remove_file(&file).expect("the file is there");
        let token = |purpose, request, nonce: &[u8]| {
            keys.derive(keys.current_id(), purpose, request, nonce).expect("a known key")
        };
        let first = token(Purpose::Registration, Uuid::nil(), b"n");
        assert!(entity::email_link::is_token(&first));
        assert_eq!(first, token(Purpose::Registration, Uuid::nil(), b"n"));
        assert_ne!(first, token(Purpose::PasswordReset, Uuid::nil(), b"n"));
        assert_ne!(first, token(Purpose::Registration, Uuid::max(), b"n"));
        assert_ne!(first, token(Purpose::Registration, Uuid::nil(), b"m"));
        let missing = Err(KeyMissing("k3".to_owned()));
        assert_eq!(keys.derive("k3", Purpose::Registration, Uuid::nil(), b"n"), missing);
    }
}
