//! The envelope sender of each mail, so that a report about it names the mail.
//!
//! It is `bounce+TOKEN@domain`. The token is the mail's id, four bytes of the digest of its address, and a
//! MAC under a link key, in base32 and in lower case, because relays may change the case. Nobody without the
//! key can name a mail. The four bytes tell whether the address is still the one that the mail went to.

use base32::Alphabet;
use entity::{key_ring::KeyRing, suppressed_address};
use lettre::Address;
use uuid::Uuid;

/// Bytes of the id, of the address' digest, and of the MAC.
const ID: usize = 16;
const TAG: usize = 4;
const MAC: usize = 10;
/// The length of a token: 30 bytes in base32 without padding.
const LENGTH: usize = 48;
/// What precedes the message of a MAC, so that no other use of a link key gives the same MAC.
const PURPOSE: &[u8] = b"return-path|1|";
const ALPHABET: Alphabet = Alphabet::Rfc4648Lower { padding: false };

/// The longest local part of the setting: RFC 5321 allows 64 characters, with `+` and the token.
pub const LONGEST: usize = 64 - 1 - LENGTH;

/// What a token says. The token may be anyone's invention until [`Token::is_genuine`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    mail: Uuid,
    address: [u8; TAG],
    mac: [u8; MAC],
}

/// The envelope sender of the mail `id` to the address `to`, with the current key. `None` if `base` is too
/// long.
#[must_use]
pub fn envelope_sender(base: &Address, keys: &KeyRing, id: Uuid, to: &str) -> Option<Address> {
    let token = Token::new(keys, keys.current_id(), id, tag(to))?;
    Address::new(format!("{}+{}", base.user(), token.text()), base.domain()).ok()
}

/// Finds the tokens in a text, e.g. in the recipient that a report was delivered to.
pub fn tokens_in(text: &str) -> impl Iterator<Item = Token> {
    text.match_indices('+').filter_map(|(at, _)| {
        let rest = &text[at + 1..];
        let (token, after) = rest.split_at_checked(LENGTH)?;
        after.starts_with('@').then(|| Token::parse(token)).flatten()
    })
}

impl Token {
    fn new(keys: &KeyRing, key: &str, mail: Uuid, address: [u8; TAG]) -> Option<Self> {
        let message = [PURPOSE, mail.as_bytes(), &address].concat();
        let mac = keys.mac(key, &message)?;
        Some(Self { mail, address, mac: *mac.first_chunk()? })
    }

    fn parse(text: &str) -> Option<Self> {
        let bytes = base32::decode(ALPHABET, &text.to_ascii_lowercase())?;
        let (mail, rest) = bytes.split_first_chunk::<ID>()?;
        let (address, mac) = rest.split_first_chunk::<TAG>()?;
        Some(Self { mail: Uuid::from_bytes(*mail), address: *address, mac: mac.try_into().ok()? })
    }

    fn text(&self) -> String {
        base32::encode(ALPHABET, &[&self.mail.as_bytes()[..], &self.address, &self.mac].concat())
    }

    /// Whether the token was made with a key of the ring. A token of an older key is as good as one of the
    /// current key.
    #[must_use]
    pub fn is_genuine(&self, keys: &KeyRing) -> bool {
        keys.ids().any(|key| {
            // All bytes are compared, so that the time does not tell how many are right.
            Self::new(keys, key, self.mail, self.address)
                .is_some_and(|made| made.mac.iter().zip(self.mac).fold(0, |acc, (a, b)| acc | (a ^ b)) == 0)
        })
    }

    /// The mail that the token names.
    #[must_use]
    pub fn mail(&self) -> Uuid {
        self.mail
    }

    /// Whether the mail went to this address.
    #[must_use]
    pub fn is_for(&self, email: &str) -> bool {
        self.address == tag(email)
    }
}

fn tag(email: &str) -> [u8; TAG] {
    *suppressed_address::digest(email).first_chunk().expect("a digest has 32 bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A ring with keys of these names; a name always has the same key.
    fn ring(names: &[char]) -> KeyRing {
        let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNO";
        let line = |name: &char| format!("{name} {name}{letters}A\n");
        KeyRing::parse(&names.iter().map(line).collect::<String>()).expect("keys")
    }

    fn sender(keys: &KeyRing, id: Uuid) -> String {
        let base = "bounce@mail.example.org".parse().expect("an address");
        envelope_sender(&base, keys, id, "Taro@Example.com").expect("a sender").to_string()
    }

    fn found(text: &str) -> Option<Token> {
        tokens_in(text).next()
    }

    #[test]
    fn a_token_names_mail_and_address_in_any_case_and_fits_a_local_part() {
        let (keys, id) = (ring(&['a']), Uuid::from_u128(7));
        let sender = sender(&keys, id);
        assert!(sender.split('@').next().expect("a local part").len() <= 64, "{sender}");
        for text in
            [sender.clone(), sender.to_ascii_uppercase(), format!("<{sender}>"), format!("a+b@c, {sender}")]
        {
            let token = found(&text).expect("a token");
            assert!(token.is_genuine(&keys) && token.mail() == id, "{text}");
            assert!(token.is_for("taro@example.com") && !token.is_for("jiro@example.com"));
        }
    }

    #[test]
    fn a_token_survives_a_rotation_and_no_other_key_makes_it() {
        let (old, id) = (ring(&['a']), Uuid::from_u128(7));
        let token = found(&sender(&old, id)).expect("a token");
        assert!(token.is_genuine(&ring(&['b', 'a'])));
        assert!(!token.is_genuine(&ring(&['b'])));
        assert_ne!(sender(&old, id), sender(&ring(&['b', 'a']), id));
    }

    #[test]
    fn a_changed_token_is_not_genuine_and_what_is_no_token_is_not_found() {
        let keys = ring(&['a']);
        let sender = sender(&keys, Uuid::from_u128(7));
        for at in "bounce+".len().."bounce+".len() + LENGTH {
            let mut changed = sender.clone().into_bytes();
            changed[at] = if changed[at] == b'a' { b'b' } else { b'a' };
            let changed = String::from_utf8(changed).expect("ASCII");
            assert!(found(&changed).is_none_or(|token| !token.is_genuine(&keys)), "{changed}");
        }
        for text in ["", "+", "bounce@example.org", "bounce+short@example.org", &sender[..40]] {
            assert_eq!(found(text), None, "{text}");
        }
        assert_eq!(found(&sender.replace('@', "x@")), None, "one character too many");
        assert_eq!(found(&"+é".repeat(60)), None);
    }
}
