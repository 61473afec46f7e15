//! The text formats of each kind of hash, and the limits of their costs.

use std::ops::RangeInclusive;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::phc::{Output, PasswordHash},
};
use base64::{
    Engine,
    alphabet::BCRYPT,
    engine::{
        GeneralPurpose,
        general_purpose::{NO_PAD, STANDARD_NO_PAD},
    },
};

use super::{ForeignHash, Refusal, Scheme};

/// Maximum memory of one verification in KiB: 256 MiB.
const MAX_MEMORY_KIB: u32 = 256 * 1024;
/// Permitted length of a salt in bytes.
const SALT: RangeInclusive<usize> = 8..=64;
/// Bcrypt's base64. Trailing bits are allowed, because some systems set bits that the last character does not
/// need.
const BCRYPT_BASE64: GeneralPurpose =
    GeneralPurpose::new(&BCRYPT, NO_PAD.with_decode_allow_trailing_bits(true));

/// Checks that argon2's parameters are within the limits.
pub(crate) fn check_argon2(params: &Params) -> Result<(), Refusal> {
    let is_within = params.m_cost() <= MAX_MEMORY_KIB && params.t_cost() <= 10 && params.p_cost() <= 16;
    if is_within { Ok(()) } else { Err(Refusal::TooCostly("256 MiB, 10 passes and 16 lanes for argon2")) }
}

pub(super) fn argon2(text: &str) -> Result<ForeignHash, Refusal> {
    let phc = PasswordHash::new(text).map_err(|_| Refusal::Malformed)?;
    let params = Params::try_from(&phc).map_err(|_| Refusal::Malformed)?;
    if !params.keyid().is_empty() {
        return Err(Refusal::Keyed);
    }
    check_argon2(&params)?;
    let algorithm = Algorithm::new(phc.algorithm.as_str()).map_err(|_| Refusal::Malformed)?;
    let version = match phc.version {
        None | Some(16) => Version::V0x10, // hashes named no version while there was only one
        Some(19) => Version::V0x13,
        Some(_) => return Err(Refusal::Malformed),
    };
    let (salt, hash) = phc.salt.zip(phc.hash).ok_or(Refusal::Malformed)?;
    let scheme = Scheme::Argon2(Argon2::new(algorithm, version, params));
    Ok(ForeignHash { scheme, salt: salt.to_vec(), hash })
}

pub(super) fn bcrypt(cost: &str, salt_and_hash: &str) -> Result<ForeignHash, Refusal> {
    let cost = number(cost).filter(|_| cost.len() == 2).ok_or(Refusal::Malformed)?;
    if cost > 15 {
        return Err(Refusal::TooCostly("a cost of 15 for bcrypt"));
    }
    let is_long_enough = cost >= 4 && salt_and_hash.len() == 53 && salt_and_hash.is_ascii();
    let (salt, hash) =
        if is_long_enough { salt_and_hash.split_at(22) } else { return Err(Refusal::Malformed) };
    let decode = |text| BCRYPT_BASE64.decode(text).map_err(|_| Refusal::Malformed);
    new(Scheme::Bcrypt { cost }, decode(salt)?, &decode(hash)?)
}

pub(super) fn pbkdf2(kind: &str, cost: &str, salt: &str, hash: &str) -> Result<ForeignHash, Refusal> {
    // PHC writes `i=1000,l=32` or `i=1000`. Passlib writes `1000`, and `.` for `+` in its base64.
    let is_passlib = !cost.contains('=');
    let decode = |text: &str| if is_passlib { base64(&text.replace('.', "+")) } else { base64(text) };
    let (rounds, length) = if is_passlib {
        (number(cost), None)
    } else if let Some([rounds, length]) = numbers(["i", "l"], cost) {
        (Some(rounds), Some(length))
    } else {
        (numbers(["i"], cost).map(|[rounds]| rounds), None)
    };
    let (salt, hash) = (decode(salt)?, decode(hash)?);
    let rounds = rounds.filter(|rounds| *rounds > 0).ok_or(Refusal::Malformed)?;
    if length.is_some_and(|length| usize::try_from(length) != Ok(hash.len())) {
        return Err(Refusal::Malformed);
    }
    if rounds > 10_000_000 {
        return Err(Refusal::TooCostly("10,000,000 iterations for pbkdf2"));
    }
    let is_256 = kind == "pbkdf2-sha256";
    new(if is_256 { Scheme::Pbkdf2Sha256 { rounds } } else { Scheme::Pbkdf2Sha512 { rounds } }, salt, &hash)
}

pub(super) fn scrypt(cost: &str, salt: &str, hash: &str) -> Result<ForeignHash, Refusal> {
    let [log_n, r, p] = numbers(["ln", "r", "p"], cost).ok_or(Refusal::Malformed)?;
    // Within these limits, 128·N·r is at most 128 MiB.
    if log_n > 17 || r > 8 || p > 10 {
        return Err(Refusal::TooCostly("ln=17, r=8 and p=10 for scrypt"));
    }
    let log_n = u8::try_from(log_n).ok().filter(|log_n| *log_n > 0).ok_or(Refusal::Malformed)?;
    let params = scrypt::Params::new(log_n, r, p).map_err(|_| Refusal::Malformed)?;
    new(Scheme::Scrypt(params), base64(salt)?, &base64(hash)?)
}

fn new(scheme: Scheme, salt: Vec<u8>, hash: &[u8]) -> Result<ForeignHash, Refusal> {
    let hash = Output::new(hash).ok().filter(|_| SALT.contains(&salt.len())).ok_or(Refusal::Length)?;
    Ok(ForeignHash { scheme, salt, hash })
}

fn base64(text: &str) -> Result<Vec<u8>, Refusal> {
    STANDARD_NO_PAD.decode(text).map_err(|_| Refusal::Malformed)
}

/// Parses `name=1,name=2`, with exactly these names in this order.
fn numbers<const N: usize>(names: [&str; N], text: &str) -> Option<[u32; N]> {
    let mut numbers = [0; N];
    let mut parts = text.split(',');
    for (name, to) in names.into_iter().zip(&mut numbers) {
        *to = number(parts.next()?.strip_prefix(name)?.strip_prefix('=')?)?;
    }
    parts.next().is_none().then_some(numbers)
}

/// Parses digits. A number too large for a `u32` becomes `u32::MAX`, which exceeds every limit.
fn number(text: &str) -> Option<u32> {
    let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u32::MAX))
}
