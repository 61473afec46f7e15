//! A digest of several texts: two lists have the same only if they have the same parts. Nothing here knows
//! what is digested.

use sha2::{Digest, Sha256};

/// SHA-256 of `domain` and of parts in a fixed order. Each part is preceded by its length, so that no two
/// lists have the same form.
#[must_use]
pub fn digest(domain: &str, parts: &[&str]) -> Vec<u8> {
    let start = Sha256::new().chain_update(domain);
    let hash = parts
        .iter()
        .fold(start, |hash, part| hash.chain_update((part.len() as u64).to_be_bytes()).chain_update(part));
    hash.finalize().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows in the database are found by it, so it must stay as it is.
    #[test]
    fn it_covers_the_domain_and_the_length_of_each_part() {
        let plain = |bytes: &[u8]| Sha256::digest(bytes).to_vec();
        assert_eq!(digest("", &["a", "bc"]), plain(b"\0\0\0\0\0\0\0\x01a\0\0\0\0\0\0\0\x02bc"));
        assert_eq!(digest("d:", &["a"]), plain(b"d:\0\0\0\0\0\0\0\x01a"));
        assert_ne!(digest("", &["ab", "c"]), digest("", &["a", "bc"]));
    }
}
