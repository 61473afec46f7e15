//! Our own password hashes: argon2id with a secret key that is not in the database.
//!
//! A copy of the database alone is therefore useless for trying passwords. A hash names its key in argon2's
//! parameter `keyid`, so that a new key can be put first in the ring while hashes made with older keys stay
//! valid. A hash without `keyid` was made without a key. Nothing here prints a key or a hash.

use argon2::{
    ARGON2ID_IDENT, Algorithm, Argon2, KeyId, Params, ParamsBuilder, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};
use entity::key_ring::{KeyMissing, KeyRing};

use crate::{
    foreign_hash::{ForeignHash, check_argon2},
    hashing_threads::Memory,
};

/// The input from which the secret is derived, together with the key.
const PEPPER: &[u8] = b"password pepper v1";
/// The version of argon2 for new hashes.
const CURRENT: Version = Version::V0x13;

/// How new hashes are made, and with which keys existing ones are verified.
pub(super) struct OwnScheme {
    /// The costs, and the name of the current key.
    params: Params,
    keys: Option<KeyRing>,
    /// A valid hash that no password matches.
    decoy: String,
}

/// Why a hash was not verified. No work was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unverifiable {
    /// The text is not a supported hash.
    NoHash,
    /// The hash was made with a key that the ring lacks.
    Key(KeyMissing),
}

impl OwnScheme {
    /// Creates a scheme with these costs and the ring's current key.
    pub(super) fn new(costs: &Params, keys: Option<KeyRing>) -> Self {
        let mut params = ParamsBuilder::new();
        params.m_cost(costs.m_cost()).t_cost(costs.t_cost()).p_cost(costs.p_cost());
        if let Some(keys) = &keys {
            // A key's name has at most eight characters, and argon2's `keyid` at most eight bytes.
            params.keyid(KeyId::new(keys.current_id().as_bytes()).expect("a name of a key is short"));
        }
        let params = params.build().expect("the costs were checked when they were made");
        // Salt and hash are arbitrary: verifying it costs as much as any verification.
        let decoy = format!("$argon2id$v=19${params}${}${}", "A".repeat(22), "A".repeat(43));
        Self { params, keys, decoy }
    }

    /// Hashes a password into a PHC string.
    pub(super) fn hash(&self, password: &[u8], memory: &mut Memory) -> String {
        let (salt, params) = (Salt::generate(), &self.params);
        // Without a ring there is no name of a key either, and the hash is made without a secret.
        let secret = self.secret(params.keyid()).ok();
        let output = output(secret.as_ref(), CURRENT, params, password, &salt, memory);
        let phc = PasswordHash {
            algorithm: ARGON2ID_IDENT,
            version: Some(CURRENT.into()),
            params: ParamsString::try_from(params)
                .expect("the costs are numbers and the key's name is short"),
            salt: Some(salt),
            hash: Some(output.expect("hashing cannot fail")),
        };
        phc.to_string()
    }

    /// Whether the password matches the hash.
    pub(super) fn verify(
        &self,
        password: &[u8],
        text: &str,
        memory: &mut Memory,
    ) -> Result<bool, Unverifiable> {
        let Some((phc, params)) = keyed(text) else {
            let hash = ForeignHash::parse(text).map_err(|_| Unverifiable::NoHash)?;
            return Ok(hash.matches(password));
        };
        // Before the work: a hash in the database need not be one that we made, and its costs could exhaust
        // the machine.
        check_argon2(&params).map_err(|_| Unverifiable::NoHash)?;
        let version = phc.version.and_then(|version| Version::try_from(version).ok());
        let (Some(version), Some(salt), Some(expected)) = (version, phc.salt, phc.hash) else {
            return Err(Unverifiable::NoHash);
        };
        let secret = self.secret(params.keyid()).map_err(Unverifiable::Key)?;
        let output = output(Some(&secret), version, &params, password, &salt, memory);
        Ok(output.ok_or(Unverifiable::NoHash)? == expected) // compares in constant time
    }

    /// Does the work of a verification without a result.
    pub(super) fn pretend(&self, memory: &mut Memory) {
        let _ = self.verify(b"", &self.decoy, memory); // the result has no meaning
    }

    /// Whether the hash differs in kind, cost or key from what [`Self::hash`] would make now.
    pub(super) fn is_outdated(&self, text: &str) -> bool {
        let Ok(phc) = PasswordHash::new(text) else { return true };
        let Ok(params) = Params::try_from(&phc) else { return true };
        let parts =
            |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost(), params.keyid().to_vec());
        let is_current = phc.algorithm == ARGON2ID_IDENT
            && phc.version == Some(CURRENT.into())
            && parts(&params) == parts(&self.params)
            && params.data().is_empty()
            && params.output_len() == Some(Params::DEFAULT_OUTPUT_LEN);
        !is_current
    }

    fn secret(&self, key_id: &[u8]) -> Result<[u8; 32], KeyMissing> {
        let name = String::from_utf8_lossy(key_id);
        let secret = self.keys.as_ref().and_then(|keys| keys.mac(&name, PEPPER));
        secret.ok_or_else(|| KeyMissing(name.into_owned()))
    }
}

/// Computes argon2id; `None` if argon2 does not accept the salt or the parameters.
fn output(
    secret: Option<&[u8; 32]>,
    version: Version,
    params: &Params,
    password: &[u8],
    salt: &[u8],
    memory: &mut Memory,
) -> Option<Output> {
    let params = params.clone();
    let argon2 = match secret {
        Some(secret) => Argon2::new_with_secret(secret, Algorithm::Argon2id, version, params)
            .expect("the secret is not longer than argon2 allows"),
        None => Argon2::new(Algorithm::Argon2id, version, params),
    };
    let mut buffer = [0; Output::MAX_LENGTH];
    let out = buffer.get_mut(..argon2.params().output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN))?;
    let memory = memory.for_params(argon2.params());
    argon2.hash_password_into_with_memory(password, salt, out, memory).ok()?;
    Output::new(out).ok()
}

/// Parses a hash that names a key. Only our own hashes do.
fn keyed(text: &str) -> Option<(PasswordHash, Params)> {
    let phc = PasswordHash::new(text).ok()?;
    let params = Params::try_from(&phc).ok()?;
    (phc.algorithm == ARGON2ID_IDENT && !params.keyid().is_empty()).then_some((phc, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    const K1: &str = "k1 Ocp9wMXBFVRDHC5jExVbK9i90Q4rvPZdFbUO-4TrBiQ\n";
    const K2: &str = "k2 AQq2z8Viqxg_0UI5Y-rFZMw0zs8CT6Scd2QkbzvfWQk\n";

    fn scheme(keys: &str) -> OwnScheme {
        let costs = Params::new(8, 1, 1, None).expect("the least that argon2 allows");
        let keys = (!keys.is_empty()).then(|| KeyRing::parse(keys).expect("keys"));
        OwnScheme::new(&costs, keys)
    }

    fn hash(scheme: &OwnScheme, password: &[u8]) -> String {
        scheme.hash(password, &mut Memory::default())
    }

    fn verify(scheme: &OwnScheme, password: &[u8], text: &str) -> Result<bool, Unverifiable> {
        scheme.verify(password, text, &mut Memory::default())
    }

    #[test]
    fn a_hash_names_its_key_and_needs_it() {
        let old = scheme(K1);
        let phc = hash(&old, b"secret");
        assert!(phc.starts_with("$argon2id$v=19$m=8,t=1,p=1,keyid=azE$"), "base64 of k1: {phc}");
        let check = |keys: &str, password: &[u8], expected| {
            assert_eq!(verify(&scheme(keys), password, &phc), expected, "{keys}");
        };
        let missing = || Err(Unverifiable::Key(KeyMissing("k1".to_owned())));
        check(K1, b"secret", Ok(true));
        check(K1, b"Secret", Ok(false));
        check(&format!("{K2}{K1}"), b"secret", Ok(true));
        check(K2, b"secret", missing());
        check("", b"secret", missing());
        check(&K2.replace("k2", "k1"), b"secret", Ok(false));
    }

    #[test]
    fn a_hash_without_a_key_is_verified_without_one() {
        let phc = hash(&scheme(""), b"secret");
        assert!(!phc.contains("keyid"));
        assert_eq!(verify(&scheme(K1), b"secret", &phc), Ok(true));
        assert_eq!(verify(&scheme(K1), b"Secret", &phc), Ok(false));
        assert_eq!(verify(&scheme(K1), b"secret", "not a hash"), Err(Unverifiable::NoHash));
    }

    #[test]
    fn whatever_would_not_be_made_now_is_outdated() {
        let (none, old, new) = (scheme(""), scheme(K1), scheme(&format!("{K2}{K1}")));
        let check = |scheme: &OwnScheme, phc: &str, expected| {
            assert_eq!(scheme.is_outdated(phc), expected, "{phc}");
        };
        let (bare, keyed, newest) = (hash(&none, b"secret"), hash(&old, b"secret"), hash(&new, b"secret"));
        check(&none, &bare, false);
        check(&old, &bare, true);
        check(&old, &keyed, false);
        check(&new, &keyed, true);
        check(&new, &newest, false);
        check(&none, &keyed, true);
        check(&none, &bare.replace("t=1", "t=2"), true);
        check(&none, &bare.replace("argon2id", "argon2i"), true);
        check(&none, &bare.replace("v=19", "v=16"), true);
        check(&none, "$2b$04$abcdefghijklmnopqrstuu1DYyxwszY2r2fET8Otd/9p2FlO3pkQq", true);
        check(&none, "not a hash", true);
    }

    #[test]
    fn the_decoy_is_verified_like_any_hash() {
        for keys in ["", K1] {
            let scheme = scheme(keys);
            assert!(!scheme.is_outdated(&scheme.decoy), "the same costs and the same key");
            assert_eq!(verify(&scheme, b"anything", &scheme.decoy), Ok(false));
        }
    }

    /// Memory that was used for another hash, with higher or lower costs, makes no difference.
    #[test]
    fn memory_is_used_again() {
        let (scheme, mut memory) = (scheme(K1), Memory::default());
        let large = Params::new(64, 2, 1, None).expect("costs");
        let large = OwnScheme::new(&large, Some(KeyRing::parse(K1).expect("keys")));
        let phcs = [scheme.hash(b"secret", &mut memory), large.hash(b"secret", &mut memory)];
        for phc in [&phcs[0], &phcs[1], &phcs[0]] {
            assert_eq!(scheme.verify(b"secret", phc, &mut memory), Ok(true));
            assert_eq!(scheme.verify(b"Secret", phc, &mut memory), Ok(false));
            assert_eq!(verify(&scheme, b"secret", phc), Ok(true));
        }
    }
}
