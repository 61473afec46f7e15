//! Our own password hashes: argon2id with a secret key that is not in the database.
//!
//! Whoever has only a copy of the database cannot try passwords on it. A hash names its key in argon2's
//! parameter `keyid`, so that a new key can be put in front of the ring while hashes made with an older
//! one still count; without `keyid` there was no key. Nothing here prints a key, a name of one, or a hash.

use std::sync::Once;

use argon2::{
    ARGON2ID_IDENT, Algorithm, Argon2, KeyId, Params, ParamsBuilder, PasswordHasher, PasswordVerifier,
    Version, password_hash::phc::PasswordHash,
};
use entity::key_ring::KeyRing;

use super::foreign_hash::{ForeignHash, check_argon2};

/// What the secret is derived from, besides the key.
const PEPPER: &[u8] = b"password pepper v1";

/// How new hashes are made, and with which keys old ones are verified.
pub(super) struct OwnScheme {
    /// Costs, and the name of the current key.
    params: Params,
    keys: Option<KeyRing>,
    /// A hash like any other, with no password behind it.
    decoy: String,
    /// One line in the log is enough for a key that is missing.
    missing: Once,
}

impl OwnScheme {
    /// Hashes of this cost, with the ring's current key.
    pub(super) fn new(costs: &Params, keys: Option<KeyRing>) -> Self {
        let mut params = ParamsBuilder::new();
        params.m_cost(costs.m_cost()).t_cost(costs.t_cost()).p_cost(costs.p_cost());
        if let Some(keys) = &keys {
            // A ring's names have eight characters at most, as argon2's have bytes.
            params.keyid(KeyId::new(keys.current_id().as_bytes()).expect("a name of a key is short"));
        }
        let params = params.build().expect("the costs were checked when they were made");
        // Salt and hash of nothing: it costs what any verification costs.
        let decoy = format!("$argon2id$v=19${params}${}${}", "A".repeat(22), "A".repeat(43));
        Self { params, keys, decoy, missing: Once::new() }
    }

    /// The PHC string of a password.
    pub(super) fn hash(&self, password: &[u8]) -> String {
        let secret = self.secret(self.params.keyid());
        let argon2 = argon2(secret.as_ref(), self.params.clone());
        argon2.hash_password(password).expect("hashing cannot fail").to_string()
    }

    /// Whether the password is the one behind the text; `None` when the text is no hash that can be
    /// verified here, and nothing was done.
    pub(super) fn verify(&self, password: &[u8], text: &str) -> Option<bool> {
        let Some((phc, params)) = keyed(text) else {
            return ForeignHash::parse(text).ok().map(|hash| hash.matches(password));
        };
        check_argon2(&params).ok()?;
        let Some(secret) = self.secret(params.keyid()) else {
            self.missing.call_once(|| {
                tracing::error!(
                    "a password hash was made with a key that is not in the file of server keys; such \
                     passwords are refused until it is"
                );
            });
            return None;
        };
        Some(argon2(Some(&secret), params).verify_password(password, &phc).is_ok())
    }

    /// The work of a verification, for nothing.
    pub(super) fn pretend(&self) {
        self.verify(b"", &self.decoy);
    }

    /// Whether the text is anything but what [`Self::hash`] would make now.
    pub(super) fn is_outdated(&self, text: &str) -> bool {
        let Ok(phc) = PasswordHash::new(text) else { return true };
        let Ok(params) = Params::try_from(&phc) else { return true };
        let parts =
            |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost(), params.keyid().to_vec());
        let is_current = phc.algorithm == ARGON2ID_IDENT
            && phc.version == Some(Version::V0x13.into())
            && parts(&params) == parts(&self.params)
            && params.data().is_empty()
            && params.output_len() == Some(Params::DEFAULT_OUTPUT_LEN);
        !is_current
    }

    fn secret(&self, key_id: &[u8]) -> Option<[u8; 32]> {
        self.keys.as_ref()?.mac(str::from_utf8(key_id).ok()?, PEPPER)
    }
}

fn argon2(secret: Option<&[u8; 32]>, params: Params) -> Argon2<'_> {
    let (algorithm, version) = (Algorithm::Argon2id, Version::V0x13);
    match secret {
        Some(secret) => Argon2::new_with_secret(secret, algorithm, version, params)
            .expect("the secret is not longer than argon2 allows"),
        None => Argon2::new(algorithm, version, params),
    }
}

/// A hash that names a key: only ours do.
fn keyed(text: &str) -> Option<(PasswordHash, Params)> {
    let phc = PasswordHash::new(text).ok()?;
    let params = Params::try_from(&phc).ok()?;
    (phc.algorithm == ARGON2ID_IDENT && !params.keyid().is_empty()).then_some((phc, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    const K1: &str = "k1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n";
    const K2: &str = "k2 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE\n";

    fn scheme(keys: &str) -> OwnScheme {
        let costs = Params::new(8, 1, 1, None).expect("the least that argon2 allows");
        let keys = (!keys.is_empty()).then(|| KeyRing::parse(keys).expect("keys"));
        OwnScheme::new(&costs, keys)
    }

    #[test]
    fn a_hash_names_its_key_and_needs_it() {
        let old = scheme(K1);
        let phc = old.hash(b"secret");
        assert!(phc.starts_with("$argon2id$v=19$m=8,t=1,p=1,keyid=azE$"), "base64 of k1: {phc}");
        let check = |keys: &str, password: &[u8], expected| {
            assert_eq!(scheme(keys).verify(password, &phc), expected, "{keys}");
        };
        check(K1, b"secret", Some(true));
        check(K1, b"Secret", Some(false));
        check(&format!("{K2}{K1}"), b"secret", Some(true));
        check(K2, b"secret", None);
        check("", b"secret", None);
        check(&K1.replace("AAA\n", "AAE\n"), b"secret", Some(false));
    }

    #[test]
    fn a_hash_without_a_key_is_verified_without_one() {
        let phc = scheme("").hash(b"secret");
        assert!(!phc.contains("keyid"));
        assert_eq!(scheme(K1).verify(b"secret", &phc), Some(true));
        assert_eq!(scheme(K1).verify(b"Secret", &phc), Some(false));
        assert_eq!(scheme(K1).verify(b"secret", "not a hash"), None);
    }

    #[test]
    fn whatever_would_not_be_made_now_is_outdated() {
        let (none, old, new) = (scheme(""), scheme(K1), scheme(&format!("{K2}{K1}")));
        let check = |scheme: &OwnScheme, phc: &str, expected| {
            assert_eq!(scheme.is_outdated(phc), expected, "{phc}");
        };
        let (bare, keyed, newest) = (none.hash(b"secret"), old.hash(b"secret"), new.hash(b"secret"));
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
            assert_eq!(scheme.verify(b"anything", &scheme.decoy), Some(false));
        }
    }
}
