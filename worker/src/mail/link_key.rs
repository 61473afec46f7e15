//! The secret that links in mails are derived from.
//!
//! A token is `base64url(HMAC-SHA-256(key, "v1|purpose|request|nonce"))`: nothing in the database,
//! in Redis or in a log can be turned into a working link without the key, and a mail that is
//! rendered again holds the same link. Keys are named, so that a new one can be put in front while
//! links derived with an older one still work.

use std::{fs, io, path::Path};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use entity::email_link::Purpose;
use hmac::{Hmac, Mac};
use rand::Rng;
use sha2::Sha256;
use uuid::Uuid;

/// The keys of an installation, the current one first.
pub struct LinkKeys(Vec<(String, [u8; 32])>);

/// Why a key file is refused; never holds a key.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The file cannot be read or written.
    #[error("the file cannot be read or written")]
    File(#[from] io::Error),
    /// A line does not have the form `name key`.
    #[error("line {0} is not `name key`, the key being 32 bytes in base64url without padding")]
    Line(usize),
    /// No key at all.
    #[error("the file holds no key")]
    Empty,
}

impl LinkKeys {
    /// Reads a key file: a line `name key` for each key, the current one first.
    pub fn read(path: &Path) -> Result<Self, KeyFileError> {
        let text = fs::read_to_string(path)?;
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

    /// The name of the key for new links.
    #[must_use]
    pub fn current_id(&self) -> &str {
        &self.0[0].0
    }

    /// The token of a request, or `None` without that key.
    #[must_use]
    pub fn derive(&self, key_id: &str, purpose: Purpose, request: Uuid, nonce: &[u8]) -> Option<String> {
        let (_, key) = self.0.iter().find(|(id, _)| id == key_id)?;
        let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
        mac.update(format!("v1|{}|{}|", purpose.name(), request.simple()).as_bytes());
        mac.update(nonce);
        Some(URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
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
    Some((name.to_owned(), key))
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

    fn keys() -> LinkKeys {
        LinkKeys(vec![("k2".to_owned(), [2; 32]), ("k1".to_owned(), [1; 32])])
    }

    #[test]
    fn the_same_request_gives_the_same_token_and_any_difference_another() {
        let (keys, request) = (keys(), Uuid::nil());
        let token =
            |key, purpose, nonce: &[u8]| keys.derive(key, purpose, request, nonce).expect("a known key");
        let first = token("k2", Purpose::Registration, b"n");
        assert!(entity::email_link::is_token(&first));
        assert_eq!(first, token("k2", Purpose::Registration, b"n"));
        assert_ne!(first, token("k1", Purpose::Registration, b"n"));
        assert_ne!(first, token("k2", Purpose::PasswordReset, b"n"));
        assert_ne!(first, token("k2", Purpose::Registration, b"m"));
        assert_eq!(keys.derive("k3", Purpose::Registration, request, b"n"), None);
    }

    #[test]
    fn a_key_line_needs_a_name_and_thirty_two_bytes() {
        let mut rng = rand::make_rng::<rand::rngs::StdRng>();
        assert!(parse(&format!("k1 {}", new_key(&mut rng))).is_some());
        assert!(parse("k1").is_none());
        assert!(parse("k1 c2hvcnQ").is_none());
    }
}
