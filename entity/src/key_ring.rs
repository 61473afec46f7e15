//! A ring of named secret keys. New MACs and seals use the first key, the current one; every key verifies and
//! opens.
//!
//! To rotate keys, a new key is added behind the current one, and moved to the front once every process has
//! it. What was made with an older key stays valid meanwhile. Nothing here prints a key.

use std::path::PathBuf;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sha2::Sha256;

/// Named keys, the current one first, and the file that they were read from.
#[derive(Clone)]
pub struct KeyRing {
    pub(crate) keys: Vec<(String, [u8; 32])>,
    pub(crate) file: Option<PathBuf>,
}

/// The key that something was made with is not in this process's key file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the key {0} is not in the key file")]
pub struct KeyMissing(pub String);

impl KeyRing {
    /// The key file's path for messages to operators, or `the key file` if the keys came from elsewhere.
    #[must_use]
    pub fn file_name(&self) -> String {
        self.file.as_ref().map_or_else(|| "the key file".to_owned(), |path| path.display().to_string())
    }

    /// The name of the current key.
    #[must_use]
    pub fn current_id(&self) -> &str {
        &self.keys[0].0
    }

    /// The names of all keys, in the order of the file.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(|(name, _)| name.as_str())
    }

    /// Whether the ring has a key of this name.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.ids().any(|known| known == id)
    }

    /// A fingerprint that distinguishes keys and reveals nothing about them: 64 bits of a MAC, in
    /// hexadecimal. `None` if the ring has no key of this name.
    #[must_use]
    pub fn fingerprint(&self, id: &str) -> Option<String> {
        use std::fmt::Write;
        let mac = self.mac(id, b"fingerprint|1")?;
        Some(mac[..8].iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}"); // writing to a text cannot fail
            text
        }))
    }

    /// HMAC-SHA-256 of `message` with the key of this name; `None` if the ring has no such key.
    #[must_use]
    pub fn mac(&self, id: &str, message: &[u8]) -> Option<[u8; 32]> {
        let (_, key) = self.keys.iter().find(|(name, _)| name == id)?;
        let mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
        Some(mac.chain_update(message).finalize().into_bytes().into())
    }

    /// Encrypts and authenticates `clear` with the current key. What is sealed for one `context` does not
    /// open in another. Use each nonce once.
    #[must_use]
    pub fn seal(&self, context: &str, nonce: [u8; NONCE_LEN], clear: &[u8]) -> String {
        let key = self.sealing_key(self.current_id()).expect("the ring has its current key");
        let mut sealed = clear.to_vec();
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(context), &mut sealed)
            .expect("what is sealed is short");
        let sealed = [&nonce[..], &sealed].concat();
        format!("{}.{}", self.current_id(), URL_SAFE_NO_PAD.encode(sealed))
    }

    /// The name of the key that `sealed` was made with.
    #[must_use]
    pub fn sealed_with(sealed: &str) -> Option<&str> {
        sealed.split_once('.').map(|(id, _)| id)
    }

    /// The key that `sealed` was made with, if the ring lacks it.
    #[must_use]
    pub fn missing_for(&self, sealed: &str) -> Option<KeyMissing> {
        Self::sealed_with(sealed).filter(|id| !self.has(id)).map(|id| KeyMissing(id.to_owned()))
    }

    /// Opens what was sealed for `context`. `None` if it was altered or moved, or if the ring lacks its key.
    #[must_use]
    pub fn open(&self, context: &str, sealed: &str) -> Option<Vec<u8>> {
        let (id, text) = sealed.split_once('.')?;
        let mut bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (nonce, sealed) = bytes.split_at_mut_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let clear = self.sealing_key(id)?.open_in_place(nonce, Aad::from(context), sealed).ok()?;
        Some(clear.to_vec())
    }

    /// Derives a key for sealing only, so that no MAC made elsewhere is a sealing key.
    fn sealing_key(&self, id: &str) -> Option<LessSafeKey> {
        let key = UnboundKey::new(&CHACHA20_POLY1305, &self.mac(id, b"seal|1")?);
        Some(LessSafeKey::new(key.expect("a key of 32 bytes")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(keys: &[(&str, u8)]) -> KeyRing {
        let keys = keys.iter().map(|(name, byte)| ((*name).to_owned(), [*byte; 32])).collect();
        KeyRing { keys, file: None }
    }

    #[test]
    fn each_key_has_its_own_macs_and_an_unknown_one_has_none() {
        let ring = ring(&[("k2", 2), ("k1", 1)]);
        assert_eq!(ring.current_id(), "k2");
        assert_eq!(ring.mac("k2", b"m"), ring.mac("k2", b"m"));
        assert_ne!(ring.mac("k2", b"m"), ring.mac("k1", b"m"));
        assert_ne!(ring.mac("k2", b"m"), ring.mac("k2", b"n"));
        assert_eq!(ring.mac("k3", b"m"), None);
    }

    #[test]
    fn what_is_sealed_opens_in_its_place_alone_and_while_its_key_is_there() {
        let old = ring(&[("k1", 1)]);
        let new = ring(&[("k2", 2), ("k1", 1)]);
        let sealed = old.seal("here", [9; NONCE_LEN], b"secret");
        assert_eq!(old.open("here", &sealed).as_deref(), Some(&b"secret"[..]));
        assert_eq!(new.open("here", &sealed).as_deref(), Some(&b"secret"[..]));
        assert_eq!(old.open("there", &sealed), None);
        assert_eq!((old.missing_for(&sealed), new.missing_for("")), (None, None));
        let newer = new.seal("here", [9; NONCE_LEN], b"secret");
        assert_eq!(old.missing_for(&newer), Some(KeyMissing("k2".to_owned())));
        assert_eq!(old.open("here", &new.seal("here", [9; NONCE_LEN], b"secret")), None);
        for wrong in ["", "k1", "k1.", "k1.AAAA", &sealed.replace('.', ".A")] {
            assert_eq!(old.open("here", wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_fingerprint_tells_keys_apart_and_nothing_else() {
        let (renamed, ring) = (ring(&[("k3", 2)]), ring(&[("k2", 2), ("k1", 1)]));
        assert_eq!(ring.fingerprint("k2"), renamed.fingerprint("k3"));
        assert_ne!(ring.fingerprint("k2"), ring.fingerprint("k1"));
        assert!(ring.fingerprint("k2").is_some_and(|text| text.len() == 16));
        assert_eq!(ring.fingerprint("k3"), None);
        assert!(ring.has("k1") && !ring.has("k3"));
    }
}
