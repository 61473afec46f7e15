//! A file of named secret keys, the current one first.
//!
//! Keys are named, so that a new one can be put in front while what was made with an older one still
//! counts. Nothing here prints a key.

use std::{fs, io, path::Path};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use rand::Rng;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sha2::Sha256;

/// Named keys, the current one first.
#[derive(Clone)]
pub struct KeyRing(Vec<(String, [u8; 32])>);

/// Why a key file is refused; never holds a key.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The file cannot be read or written.
    #[error("the file cannot be read or written")]
    File(#[from] io::Error),
    /// A line does not have the form `name key`.
    #[error(
        "line {0} is not `name key`, the name being up to 8 letters and digits and the key 32 bytes in \
         base64url without padding"
    )]
    Line(usize),
    /// No key at all.
    #[error("the file holds no key")]
    Empty,
}

impl KeyRing {
    /// Reads a key file: a line `name key` for each key, the current one first.
    pub fn read(path: &Path) -> Result<Self, KeyFileError> {
        Self::parse(&fs::read_to_string(path)?)
    }

    /// The keys of a key file's text.
    pub fn parse(text: &str) -> Result<Self, KeyFileError> {
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let keys = lines.map(|(index, line)| parse(line).ok_or(KeyFileError::Line(index + 1)));
        match keys.collect::<Result<Vec<_>, _>>()? {
            keys if keys.is_empty() => Err(KeyFileError::Empty),
            keys => Ok(Self(keys)),
        }
    }

    /// Reads the key file at `path`, after making one with a new key if there is none.
    pub fn read_or_make(path: &Path, rng: &mut impl Rng) -> Result<Self, KeyFileError> {
        if !path.exists() {
            write_private(path, &format!("k1 {}\n", new_key(rng)))?;
        }
        Self::read(path)
    }

    /// The name of the current key.
    #[must_use]
    pub fn current_id(&self) -> &str {
        &self.0[0].0
    }

    /// HMAC-SHA-256 of `message` under the key of that name, if the ring has it.
    #[must_use]
    pub fn mac(&self, id: &str, message: &[u8]) -> Option<[u8; 32]> {
        let (_, key) = self.0.iter().find(|(name, _)| name == id)?;
        let mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
        Some(mac.chain_update(message).finalize().into_bytes().into())
    }

    /// `clear`, sealed under the current key for one place: what is sealed for one `context` opens in no
    /// other. A nonce is drawn for each sealing and used once.
    #[must_use]
    pub fn seal(&self, context: &str, nonce: [u8; NONCE_LEN], clear: &[u8]) -> String {
        let key = self.sealing_key(self.current_id()).expect("the ring has its current key");
        let mut sealed = clear.to_vec();
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(context), &mut sealed)
            .expect("what is sealed is short");
        let sealed = [&nonce[..], &sealed].concat();
        format!("{}.{}", self.current_id(), URL_SAFE_NO_PAD.encode(sealed))
    }

    /// The name of the key that something was sealed with.
    #[must_use]
    pub fn sealed_with(sealed: &str) -> Option<&str> {
        sealed.split_once('.').map(|(id, _)| id)
    }

    /// What was sealed for `context`; `None` when it was altered, moved, or its key is not in the ring.
    #[must_use]
    pub fn open(&self, context: &str, sealed: &str) -> Option<Vec<u8>> {
        let (id, text) = sealed.split_once('.')?;
        let mut bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (nonce, sealed) = bytes.split_at_mut_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let clear = self.sealing_key(id)?.open_in_place(nonce, Aad::from(context), sealed).ok()?;
        Some(clear.to_vec())
    }

    /// A key for sealing alone: what is a MAC elsewhere opens nothing.
    fn sealing_key(&self, id: &str) -> Option<LessSafeKey> {
        let key = UnboundKey::new(&CHACHA20_POLY1305, &self.mac(id, b"seal|1")?);
        Some(LessSafeKey::new(key.expect("a key of 32 bytes")))
    }
}

/// A new key, as it stands in a key file.
pub fn new_key(rng: &mut impl Rng) -> String {
    let mut key = [0; 32];
    rng.fill_bytes(&mut key);
    URL_SAFE_NO_PAD.encode(key)
}

fn parse(line: &str) -> Option<(String, [u8; 32])> {
    let (name, key) = line.trim().split_once(' ')?;
    let key = URL_SAFE_NO_PAD.decode(key.trim()).ok()?.try_into().ok()?;
    let is_name = (1..=8).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric());
    is_name.then(|| (name.to_owned(), key))
}

/// Writes a file that only its owner can read.
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    use std::io::Write;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_its_own_macs_and_an_unknown_one_has_none() {
        let ring = KeyRing(vec![("k2".to_owned(), [2; 32]), ("k1".to_owned(), [1; 32])]);
        assert_eq!(ring.current_id(), "k2");
        assert_eq!(ring.mac("k2", b"m"), ring.mac("k2", b"m"));
        assert_ne!(ring.mac("k2", b"m"), ring.mac("k1", b"m"));
        assert_ne!(ring.mac("k2", b"m"), ring.mac("k2", b"n"));
        assert_eq!(ring.mac("k3", b"m"), None);
    }

    #[test]
    fn what_is_sealed_opens_in_its_place_alone_and_while_its_key_is_there() {
        let old = KeyRing(vec![("k1".to_owned(), [1; 32])]);
        let new = KeyRing(vec![("k2".to_owned(), [2; 32]), ("k1".to_owned(), [1; 32])]);
        let sealed = old.seal("here", [9; NONCE_LEN], b"secret");
        assert_eq!(old.open("here", &sealed).as_deref(), Some(&b"secret"[..]));
        assert_eq!(new.open("here", &sealed).as_deref(), Some(&b"secret"[..]));
        assert_eq!(old.open("there", &sealed), None);
        assert_eq!(old.open("here", &new.seal("here", [9; NONCE_LEN], b"secret")), None);
        for wrong in ["", "k1", "k1.", "k1.AAAA", &sealed.replace('.', ".A")] {
            assert_eq!(old.open("here", wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_key_line_needs_a_name_and_thirty_two_bytes() {
        let mut rng = rand::make_rng::<rand::rngs::StdRng>();
        assert!(parse(&format!("k1 {}", new_key(&mut rng))).is_some());
        assert!(parse(&format!("k,1 {}", new_key(&mut rng))).is_none());
        assert!(parse("k1").is_none());
        assert!(parse("k1 c2hvcnQ").is_none());
    }
}
