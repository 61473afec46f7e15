//! Drawing secrets. Each is handed out once; the database gets digests.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::Rng;

/// A token of 256 bits of the system's generator: 43 characters of base64url.
#[must_use]
pub(super) fn token() -> String {
    URL_SAFE_NO_PAD.encode(bytes::<32>())
}

/// Sixteen random bytes for a new request.
#[must_use]
pub(super) fn nonce() -> Vec<u8> {
    bytes::<16>().to_vec()
}

fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(clippy::disallowed_methods, reason = "a shell draws its own secrets")]
    rand::rng().fill_bytes(&mut bytes);
    bytes
}
