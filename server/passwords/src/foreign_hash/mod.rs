//! Password hashes made by other systems (R26): which kinds are supported, and whether a password matches
//! one.
//!
//! A text becomes a [`ForeignHash`] or a [`Refusal`] for an operator to read. The same limits apply when a
//! hash is imported and when it is verified, because a hash beyond them would overload the machine. What a
//! verification costs is measured ([`Calibration`]). Nothing here makes a hash or knows a secret key.

mod cost;
mod form;

use std::time::Duration;

use argon2::{Argon2, password_hash::phc::Output};
use pbkdf2::{
    pbkdf2_hmac,
    sha2::{Sha256, Sha512},
};

pub use self::cost::{Calibration, LONGEST_VERIFICATION, Parameters};
pub(super) use self::{
    cost::{Sample, fastest},
    form::check_argon2,
};

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
    #[error("too expensive to verify at a login; the maximum is {0}")]
    TooCostly(&'static str),
    /// Verifying it would take longer than [`LONGEST_VERIFICATION`] on this machine.
    #[error(
        "too expensive to verify at a login: {} with {parameters} takes {time:.1?} on this machine; the maximum is \
         {LONGEST_VERIFICATION:?}",
        .kind.name()
    )]
    TooSlow {
        /// The kind of the hash.
        kind: Kind,
        /// What makes it expensive.
        parameters: Parameters,
        /// The time of one verification.
        time: Duration,
    },
    /// The hash was made with a secret key in addition to the password.
    #[error("made with a secret key (keyid), so it cannot be verified here")]
    Keyed,
}

impl Refusal {
    /// Whether both refuse the same kind and costs, whatever times were measured.
    #[must_use]
    pub fn is_for_the_same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::TooSlow { kind, parameters, .. },
                Self::TooSlow { kind: other_kind, parameters: other_parameters, .. },
            ) => (kind, parameters) == (other_kind, other_parameters),
            _ => self == other,
        }
    }
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

/// The beginning of a hash's text, up to its salt: its kind and its costs. All of a text that is no hash.
#[must_use]
pub fn kind_and_costs(text: &str) -> &str {
    // In bcrypt, nothing separates the salt from the hash.
    let separators = if text.starts_with("$2") { 1 } else { 2 };
    text.rmatch_indices('$').nth(separators - 1).map_or(text, |(at, _)| &text[..=at])
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
                // bcrypt reads the terminating zero as a part of the password, if there is room for it.
                let mut terminated = [password, b"\0"].concat();
                terminated.truncate(BCRYPT_BYTES);
                // The text of a hash has 23 of the 24 bytes that bcrypt computes.
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
mod tests;
