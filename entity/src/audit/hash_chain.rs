//! The hash chain: each row's hash covers the row and the hash of the row before it.
//!
//! `hash = SHA-256(prev_hash ‖ form)`. The form of a row lists every column that is not null, in the table's
//! order: the column's name, then its value as text, each preceded by its length in bytes as an 8-byte
//! big-endian number. Numbers are decimal, IDs have hyphens, and times are RFC 3339 in UTC with nine digits.
//! A null column contributes nothing, so adding a column changes no hash of an older row.

use chrono::SecondsFormat;
use sea_orm::prelude::Uuid;
use sha2::{Digest, Sha256};

use super::Model;

/// The end of a chain, which the next row continues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The number of the last row; 0 for an empty chain.
    pub number: i64,
    /// The hash of the last row; 32 zero bytes for an empty chain.
    pub hash: Vec<u8>,
}

/// How a row fails to continue the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Break {
    /// A number is missing, repeated or out of order.
    #[error("number {expected} is missing, and {found} is in its place")]
    Number {
        /// The number that should come next.
        expected: i64,
        /// The number that was found.
        found: i64,
    },
    /// The row names another hash as its predecessor's.
    #[error("it does not continue the previous row")]
    Link,
    /// A column or the hash was altered.
    #[error("it was altered after it was written")]
    Content,
}

impl Default for Head {
    /// The start of every chain.
    fn default() -> Self {
        Self { number: 0, hash: vec![0; 32] }
    }
}

impl From<&Model> for Head {
    fn from(row: &Model) -> Self {
        Self { number: row.number, hash: row.hash.clone() }
    }
}

impl Head {
    /// Appends `row` to the chain: sets its number and both hashes.
    #[must_use]
    pub fn seal(&self, row: Model) -> Model {
        let row = Model { number: self.number + 1, prev_hash: self.hash.clone(), ..row };
        Model { hash: hash(&row), ..row }
    }

    /// Checks that `row` continues the chain, and returns the end of the chain after it.
    pub fn then(&self, row: &Model) -> Result<Self, Break> {
        let expected = self.number + 1;
        if row.number != expected {
            return Err(Break::Number { expected, found: row.number });
        }
        if row.prev_hash != self.hash {
            return Err(Break::Link);
        }
        if row.hash != hash(row) {
            return Err(Break::Content);
        }
        Ok(row.into())
    }
}

/// The form of a row without number and detail. PostgreSQL inserts those two when it seals a row itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// The bytes before the number: the chain's name.
    pub before: Vec<u8>,
    /// The bytes between the number and the detail.
    pub behind: Vec<u8>,
}

impl From<&Model> for Form {
    fn from(row: &Model) -> Self {
        // Destructured by name, so that a column that is forgotten here does not compile.
        let Model {
            chain,
            number: _,
            at,
            actor_kind,
            actor_id,
            subject_id,
            action,
            outcome,
            reason,
            request_id,
            session_id,
            network,
            device,
            detail: _,
            prev_hash: _,
            hash: _,
        } = row;
        let (mut before, mut behind) = (Vec::new(), Vec::with_capacity(512));
        put(&mut before, "chain", chain);
        put(&mut behind, "at", &at.to_rfc3339_opts(SecondsFormat::Nanos, true));
        put(&mut behind, "actor_kind", actor_kind);
        put_id(&mut behind, "actor_id", *actor_id);
        put_id(&mut behind, "subject_id", subject_id.map(|account| account.0));
        put(&mut behind, "action", action);
        put(&mut behind, "outcome", outcome);
        put_text(&mut behind, "reason", reason.as_deref());
        put_id(&mut behind, "request_id", Some(*request_id));
        put_id(&mut behind, "session_id", *session_id);
        put_text(&mut behind, "network", network.as_deref());
        put_text(&mut behind, "device", device.as_deref());
        Self { before, behind }
    }
}

fn put_id(form: &mut Vec<u8>, name: &str, id: Option<Uuid>) {
    if let Some(id) = id {
        put(form, name, id.hyphenated().encode_lower(&mut Uuid::encode_buffer()));
    }
}

fn put_text(form: &mut Vec<u8>, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        put(form, name, value);
    }
}

fn put(form: &mut Vec<u8>, name: &str, value: &str) {
    for part in [name, value] {
        // The length comes first, so that text moved from one column to the next changes the form.
        form.extend((part.len() as u64).to_be_bytes());
        form.extend(part.as_bytes());
    }
}

fn hash(row: &Model) -> Vec<u8> {
    let Form { before: mut form, behind } = Form::from(row);
    put(&mut form, "number", &row.number.to_string());
    form.extend(behind);
    put_text(&mut form, "detail", row.detail.as_deref());
    Sha256::new_with_prefix(&row.prev_hash).chain_update(form).finalize().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::AccountId;

    fn event() -> Model {
        Model {
            chain: "2025-11/07".to_owned(),
            number: 0,
            at: "2025-11-07T08:00:00.123Z".parse().expect("an instant"),
            actor_kind: "ACCOUNT".to_owned(),
            actor_id: Some(Uuid::from_u128(1)),
            subject_id: Some(AccountId(Uuid::from_u128(1))),
            action: "LOGGED_IN".to_owned(),
            outcome: "SUCCESS".to_owned(),
            reason: None,
            request_id: Uuid::from_u128(2),
            session_id: None,
            network: Some("192.0.2.0/24".to_owned()),
            device: Some("Firefox, Linux".to_owned()),
            detail: None,
            prev_hash: Vec::new(),
            hash: Vec::new(),
        }
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
    }

    /// These hashes were computed outside this program, from the description at the top. Rows are kept for
    /// good, so their form never changes.
    #[test]
    fn the_form_never_changes() {
        let first = Head::default().seal(event());
        assert_eq!(hex(&first.hash), "8858a70a988b58a0a2dd77af9dc8a53edd2803417904a6894636ca1e869d0bae");
        let second = Head::from(&first).seal(event());
        assert_eq!(hex(&second.hash), "fd8984442d2caca835dfc08f7b4ab533bfb351af9eeaf97f30902b7618f06778");
    }

    #[test]
    fn rows_that_were_sealed_one_after_another_are_a_chain() {
        let first = Head::default().seal(event());
        let second = Head::from(&first).seal(event());
        let head = Head::default().then(&first).expect("the first");
        assert_eq!(head.then(&second), Ok(Head { number: 2, hash: second.hash.clone() }));
        let broken = Break::Number { expected: 1, found: 2 };
        assert_eq!(Head::default().then(&second), Err(broken), "the first is gone");
        assert_eq!(head.then(&first), Err(Break::Number { expected: 2, found: 1 }), "it came twice");
        let elsewhere = Head { number: 1, hash: vec![1; 32] };
        assert_eq!(elsewhere.then(&second), Err(Break::Link));
    }

    #[test]
    fn a_row_that_was_altered_in_any_column_breaks_the_chain() {
        let good = Head::default().seal(event());
        let alter = |change: fn(&mut Model)| {
            let mut row = good.clone();
            change(&mut row);
            Head::default().then(&row).expect_err("a break")
        };
        let changes: [fn(&mut Model); 14] = [
            |row| row.chain = "2025-11/08".to_owned(),
            |row| row.at += chrono::TimeDelta::nanoseconds(1),
            |row| row.actor_kind = "OFFICER".to_owned(),
            |row| row.actor_id = None,
            |row| row.subject_id = Some(AccountId(Uuid::from_u128(3))),
            |row| row.action = "LOGGED_OUT".to_owned(),
            |row| row.outcome = "REFUSED".to_owned(),
            |row| row.reason = Some(String::new()),
            |row| row.request_id = Uuid::from_u128(3),
            |row| row.session_id = Some(Uuid::from_u128(3)),
            |row| row.network = None,
            |row| row.device = row.network.take(),
            |row| row.detail = Some("x".to_owned()),
            |row| row.hash[31] ^= 1,
        ];
        for change in changes {
            assert_eq!(alter(change), Break::Content);
        }
        assert_eq!(alter(|row| row.prev_hash[0] ^= 1), Break::Link);
        assert_eq!(alter(|row| row.number = 2), Break::Number { expected: 1, found: 2 });
    }
}
