//! Password hashes made by other systems (R26): which kinds are supported, and whether a password matches
//! one.
//!
//! A text becomes a [`ForeignHash`] or a [`Refusal`] for an operator to read. The same limits apply when a
//! hash is imported and when it is verified, because a hash beyond them would overload the machine. Nothing
//! here makes a hash or knows a secret key.

mod form;

use argon2::{Argon2, password_hash::phc::Output};
use pbkdf2::{
    pbkdf2_hmac,
    sha2::{Sha256, Sha512},
};

pub(super) use self::form::check_argon2;

/// Maximum length of a hash's text in bytes. No supported kind is longer.
const MAX_TEXT: usize = 512;
/// Number of a password's bytes that bcrypt reads.
const BCRYPT_BYTES: usize = 72;

/// The supported kinds of hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `$argon2id$…`, `$argon2i$…` and `$argon2d$…`, versions 16 and 19.
    Argon2,
    /// `$2a$…`, `$2b$…` and `$2y$…`.
    Bcrypt,
    /// `$pbkdf2-sha256$…`, as PHC writes it or as passlib does.
    Pbkdf2Sha256,
    /// `$pbkdf2-sha512$…`, in the same two ways.
    Pbkdf2Sha512,
    /// `$scrypt$…`.
    Scrypt,
}

impl Kind {
    /// The kind's name, for messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Argon2 => "argon2",
            Self::Bcrypt => "bcrypt",
            Self::Pbkdf2Sha256 => "pbkdf2-sha256",
            Self::Pbkdf2Sha512 => "pbkdf2-sha512",
            Self::Scrypt => "scrypt",
        }
    }
}

/// Why a text is refused as a hash. Never contains a part of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The text is not of a supported kind.
    #[error("not a supported kind of hash (argon2, bcrypt, pbkdf2-sha256, pbkdf2-sha512, scrypt)")]
    Unknown,
    /// The kind is supported, but the text does not have its format.
    #[error("not in the format of its kind of hash")]
    Malformed,
    /// The salt or the hash is too short or too long.
    #[error("the salt must have 8 to 64 bytes, and the hash 10 to 64")]
    Length,
    /// Verifying it would take too much time or memory. Contains the limit.
    #[error("costs more than a login may: {0}")]
    TooCostly(&'static str),
    /// The hash was made with a secret key in addition to the password.
    #[error("made with a secret key, which is not available")]
    Keyed,
}

/// A hash of a supported kind, within the limits.
pub struct ForeignHash {
    scheme: Scheme,
    salt: Vec<u8>,
    hash: Output,
}

enum Scheme {
    Argon2(Argon2<'static>),
    Bcrypt { cost: u32 },
    Pbkdf2Sha256 { rounds: u32 },
    Pbkdf2Sha512 { rounds: u32 },
    Scrypt(scrypt::Params),
}

impl ForeignHash {
    /// Parses a PHC string or a crypt string.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let Some(fields) = text.strip_prefix('$').filter(|_| text.len() <= MAX_TEXT) else {
            return Err(Refusal::Unknown);
        };
        let fields: Vec<_> = fields.split('$').collect();
        match fields.as_slice() {
            ["argon2id" | "argon2i" | "argon2d", ..] => form::argon2(text),
            ["2a" | "2b" | "2y", cost, salt_and_hash] => form::bcrypt(cost, salt_and_hash),
            [kind @ ("pbkdf2-sha256" | "pbkdf2-sha512"), cost, salt, hash] => {
                form::pbkdf2(kind, cost, salt, hash)
            }
            ["scrypt", cost, salt, hash] => form::scrypt(cost, salt, hash),
            ["2a" | "2b" | "2y" | "pbkdf2-sha256" | "pbkdf2-sha512" | "scrypt", ..] => {
                Err(Refusal::Malformed)
            }
            _ => Err(Refusal::Unknown),
        }
    }

    /// The hash's kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self.scheme {
            Scheme::Argon2(_) => Kind::Argon2,
            Scheme::Bcrypt { .. } => Kind::Bcrypt,
            Scheme::Pbkdf2Sha256 { .. } => Kind::Pbkdf2Sha256,
            Scheme::Pbkdf2Sha512 { .. } => Kind::Pbkdf2Sha512,
            Scheme::Scrypt(_) => Kind::Scrypt,
        }
    }

    /// Whether the password matches the hash. It uses a core for as long as the hash requires, and compares
    /// in constant time. Bcrypt reads 72 bytes, as it did in the system that made the hash.
    #[must_use]
    pub fn matches(&self, password: &[u8]) -> bool {
        let mut out = [0; Output::MAX_LENGTH];
        let out = &mut out[..self.hash.len()];
        match &self.scheme {
            Scheme::Argon2(argon2) => {
                if argon2.hash_password_into(password, &self.salt, out).is_err() {
                    return false;
                }
            }
            Scheme::Bcrypt { cost } => {
                let Ok(salt) = self.salt.as_slice().try_into() else { return false };
                let password = &password[..password.len().min(BCRYPT_BYTES)];
                let mut terminated = [password, b"\0"].concat();
                terminated.truncate(BCRYPT_BYTES);
                out.copy_from_slice(&bcrypt::bcrypt(*cost, salt, &terminated)[..out.len()]);
            }
            Scheme::Pbkdf2Sha256 { rounds } => pbkdf2_hmac::<Sha256>(password, &self.salt, *rounds, out),
            Scheme::Pbkdf2Sha512 { rounds } => pbkdf2_hmac::<Sha512>(password, &self.salt, *rounds, out),
            Scheme::Scrypt(params) => {
                if scrypt::scrypt(password, &self.salt, params, out).is_err() {
                    return false;
                }
            }
        }
        Output::new(out).is_ok_and(|out| out == self.hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWORD: &str = "Tsubaki-2025=hana";

    /// Vectors of the reference implementation; those with `PASSWORD` were made by Python's hashlib and
    /// libxcrypt.
    const VECTORS: [(&str, &str, Kind); 14] = [
        (
            "password",
            "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
            Kind::Argon2,
        ),
        (
            "password",
            "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8",
            Kind::Argon2,
        ),
        (
            "password",
            "$argon2i$v=16$m=256,t=2,p=1$c29tZXNhbHQ$/U3YPXYsSb3q9XxHvc0MLxur+GP960kN9j7emXX8zwY",
            Kind::Argon2,
        ),
        (
            "password",
            "$argon2i$m=256,t=2,p=2$c29tZXNhbHQ$tsEVYKap1h6scGt5ovl9aLRGOqOth+AMB+KwHpDFZPs",
            Kind::Argon2,
        ),
        (
            "password",
            "$argon2d$v=16$m=32,t=2,p=3,data=Dw8PDw8P$AAAAAAAAAAA$KnH4gniiaFnDvlA1xev3yovC4cnrrI6tnHOYtmja90o",
            Kind::Argon2,
        ),
        ("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", Kind::Bcrypt),
        (PASSWORD, "$2b$04$abcdefghijklmnopqrstuu1DYyxwszY2r2fET8Otd/9p2FlO3pkQq", Kind::Bcrypt),
        // With unused bits set in the salt's last character.
        (PASSWORD, "$2y$04$abcdefghijklmnopqrstuv1DYyxwszY2r2fET8Otd/9p2FlO3pkQq", Kind::Bcrypt),
        (
            PASSWORD,
            "$pbkdf2-sha256$i=1000,l=32$8PHy8/T19vf4+fr7/P3+/w$7cs8HfsMdxMd/WKnsD1cOGdR9TBZu0IS7DRf2e0T+N4",
            Kind::Pbkdf2Sha256,
        ),
        (
            PASSWORD,
            "$pbkdf2-sha256$i=1000$8PHy8/T19vf4+fr7/P3+/w$7cs8HfsMdxMd/WKnsD1cOGdR9TBZu0IS7DRf2e0T+N4",
            Kind::Pbkdf2Sha256,
        ),
        (
            PASSWORD,
            "$pbkdf2-sha256$1000$8PHy8/T19vf4.fr7/P3./w$7cs8HfsMdxMd/WKnsD1cOGdR9TBZu0IS7DRf2e0T.N4",
            Kind::Pbkdf2Sha256,
        ),
        (
            PASSWORD,
            "$pbkdf2-sha512$i=1000,l=64$8PHy8/T19vf4+fr7/P3+/w$qGLRULdr+AALCH6Bfpc0bT96XV2sP0ugKd43qPpYP\
             Nt8wcrncqooqhCyo4fEbMB8QVkVaFd2PY+x7K9g0Vslug",
            Kind::Pbkdf2Sha512,
        ),
        (
            PASSWORD,
            "$pbkdf2-sha512$1000$8PHy8/T19vf4.fr7/P3./w$qGLRULdr.AALCH6Bfpc0bT96XV2sP0ugKd43qPpYP\
             Nt8wcrncqooqhCyo4fEbMB8QVkVaFd2PY.x7K9g0Vslug",
            Kind::Pbkdf2Sha512,
        ),
        (
            PASSWORD,
            "$scrypt$ln=4,r=8,p=1$8PHy8/T19vf4+fr7/P3+/w$Ejn03GTi0U5iuVVQ/aqTxnvRG/vMVSHTJmQSzjfhEvk",
            Kind::Scrypt,
        ),
    ];

    fn parse(text: &str) -> ForeignHash {
        ForeignHash::parse(text).unwrap_or_else(|why| panic!("{text}: {why}"))
    }

    #[test]
    fn the_right_password_matches_a_hash_of_every_kind() {
        for (password, text, kind) in VECTORS {
            let hash = parse(text);
            assert_eq!(hash.kind(), kind, "{text}");
            assert!(hash.matches(password.as_bytes()), "{text}");
            assert!(!hash.matches(format!("{password}.").as_bytes()), "{text}");
            assert!(!hash.matches(b""), "{text}");
        }
    }

    /// The system that made the hash did not read beyond 72 bytes either.
    #[test]
    fn bcrypt_looks_at_seventy_two_bytes() {
        let hash = parse("$2b$04$abcdefghijklmnopqrstuuBzzIgyKkz7xMWYSzkIjUSnxEQFQ0WNe");
        assert!(hash.matches("a".repeat(80).as_bytes()));
        assert!(hash.matches("a".repeat(72).as_bytes()));
        assert!(!hash.matches("a".repeat(71).as_bytes()));
    }

    #[test]
    fn what_is_out_of_bounds_or_unknown_is_refused_with_its_reason() {
        let (salt, hash) = ("A".repeat(22), "A".repeat(43));
        let check = |text: String, expected: Option<Refusal>| match (ForeignHash::parse(&text), expected) {
            (Ok(_), None) | (Err(Refusal::TooCostly(_)), Some(Refusal::TooCostly(_))) => {}
            (found, expected) => assert_eq!(found.err(), expected, "{text}"),
        };
        let costly = Some(Refusal::TooCostly(""));
        for text in ["", "secret", "$1$abc$def", "$6$salt$hash", "{SSHA}AAAA", "$2x$04$", "$"] {
            check(text.to_owned(), Some(Refusal::Unknown));
        }
        check(format!("$argon2id${}", "A".repeat(600)), Some(Refusal::Unknown));
        let argon2 = |cost: &str| format!("$argon2id$v=19${cost}${salt}${hash}");
        check(argon2("m=262144,t=10,p=16"), None);
        check(argon2("m=262145,t=1,p=1"), costly);
        check(argon2("m=64,t=11,p=1"), costly);
        check(argon2("m=1024,t=1,p=17"), costly);
        check(argon2("m=64,t=1,p=1,keyid=azE"), Some(Refusal::Keyed));
        check(argon2("m=64,t=0,p=1"), Some(Refusal::Malformed));
        check(argon2("m=64,t=1,p=1").replace("v=19", "v=17"), Some(Refusal::Malformed));
        check(format!("$argon2id$v=19$m=64,t=1,p=1${salt}"), Some(Refusal::Malformed));
        let bcrypt = |cost: &str| format!("$2b${cost}${}", "a".repeat(53));
        check(bcrypt("15"), None);
        check(bcrypt("16"), costly);
        check(bcrypt("03"), Some(Refusal::Malformed));
        check(bcrypt("4"), Some(Refusal::Malformed));
        check(format!("{}a", bcrypt("10")), Some(Refusal::Malformed));
        check(format!("$2b$10${}", "é".repeat(26) + "a"), Some(Refusal::Malformed));
        let pbkdf2 = |cost: &str| format!("$pbkdf2-sha256${cost}${salt}${hash}");
        check(pbkdf2("10000000"), None);
        check(pbkdf2("10000001"), costly);
        check(pbkdf2("i=99999999999"), costly);
        for cost in ["0", "", "i=", "i=1000,l=31", "i=1000,x=1", "i=1,l=32,l=32", "+1000", "l=32"] {
            check(pbkdf2(cost), Some(Refusal::Malformed));
        }
        check(format!("$pbkdf2-sha512$1000$AAAA${hash}"), Some(Refusal::Length));
        check(format!("$pbkdf2-sha512$1000${salt}$AAAA"), Some(Refusal::Length));
        check(format!("$pbkdf2-sha512$1000${salt}${}", "A".repeat(88)), Some(Refusal::Length));
        check(format!("$pbkdf2-sha512$1000${salt}$A*"), Some(Refusal::Malformed));
        let scrypt = |cost: &str| format!("$scrypt${cost}${salt}${hash}");
        check(scrypt("ln=17,r=8,p=10"), None);
        for cost in ["ln=18,r=8,p=1", "ln=17,r=9,p=1", "ln=17,r=8,p=11"] {
            check(scrypt(cost), costly);
        }
        for cost in ["ln=0,r=8,p=1", "ln=4,r=0,p=1", "ln=4,r=8,p=0", "r=8,ln=4,p=1", "ln=4,r=8"] {
            check(scrypt(cost), Some(Refusal::Malformed));
        }
    }
}
