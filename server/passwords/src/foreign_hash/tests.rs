//! Hashes of every kind, and what is refused.

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

#[test]
fn kind_and_costs_end_before_the_salt() {
    for (_, text, _) in VECTORS {
        let beginning = kind_and_costs(text);
        assert!(beginning.ends_with('$') && beginning.len() < text.len(), "{text}");
    }
    assert_eq!(kind_and_costs("$2b$04$abcdefghijklmnopqrstuu1DYyxwszY2r2fET8Otd/9p2FlO3pkQq"), "$2b$04$");
    assert_eq!(kind_and_costs("$argon2i$m=256,t=2,p=2$c29tZXNhbHQ$tsEV"), "$argon2i$m=256,t=2,p=2$");
    assert_eq!(kind_and_costs("no hash"), "no hash");
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
