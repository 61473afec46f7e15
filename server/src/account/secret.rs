//! Generates secrets. Each is handed out once; the database stores only digests.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::{Rng, rngs::ThreadRng};

/// A token of 256 random bits from the system's generator, as 43 characters of base64url.
#[must_use]
pub(crate) fn token() -> String {
    URL_SAFE_NO_PAD.encode(bytes::<32>())
}

/// Sixteen random bytes for a new link; its token is derived from them and a key.
#[must_use]
pub(super) fn nonce() -> Vec<u8> {
    bytes::<16>().to_vec()
}

/// `N` random bytes from the system's generator.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    generator().fill_bytes(&mut bytes);
    bytes
}

/// The system's generator, for secrets in another format.
#[expect(clippy::disallowed_methods, reason = "a shell draws its own secrets")]
pub(crate) fn generator() -> ThreadRng {
    rand::rng()
}
