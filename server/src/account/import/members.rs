//! Reads the members of a JSON object as they were written, repeated names included.
//!
//! A derived deserializer would quote values in its errors; this one never repeats what it reads.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::Value;

/// The members of an object in their order, including repeated ones.
pub(super) struct Members(pub(super) Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut pairs = Vec::new();
                // A map would silently keep the last of two members with the same name.
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Members(pairs))
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}

/// The name of a member, if it looks like one; otherwise a placeholder, since it could be personal data.
pub(super) fn printable(name: String) -> String {
    let is_part = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let is_name =
        name.len() <= 32 && name.starts_with(|c: char| c.is_ascii_lowercase()) && name.bytes().all(is_part);
    if is_name { name } else { "(name withheld)".to_owned() }
}
