//! What the database knows about key files: each key's name and fingerprint, and which keys are in use as
//! current ones.
//!
//! The first process that sees a name records the key's fingerprint. So a process that has another key under
//! a known name finds out when it starts, and processes with different files find each other. No key is
//! stored, and no key can be computed from a row.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set,
    InsertMany, UpdateMany,
    entity::prelude::*,
    sea_query::{CaseStatement, OnConflict},
};

use crate::key_ring::KeyRing;

/// How often a process reports its current key.
pub const SAID_EVERY: TimeDelta = TimeDelta::minutes(1);
/// A key that no process has reported as current for this long is not in use.
const FORGOTTEN_AFTER: TimeDelta = TimeDelta::minutes(5);
/// Maximum time that a change of keys should take. If it takes longer, an alert is raised.
pub const LONGEST_CHANGE: TimeDelta = TimeDelta::hours(1);

/// One of the two key files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ring {
    /// The key file of the servers.
    Server,
    /// The key file from which workers derive links and the codes on certificates. Servers have it, too, to
    /// verify the codes.
    Link,
}

impl Ring {
    /// Both key files.
    pub const ALL: [Self; 2] = [Self::Server, Self::Link];

    /// The name in the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Link => "link",
        }
    }
}

/// A key that at least one process has had.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "server_key")]
pub struct Model {
    /// The key file, as a [`Ring::name`].
    #[sea_orm(primary_key, auto_increment = false)]
    pub ring: String,
    /// The key's name in its file.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// [`KeyRing::fingerprint`] of the key that was first seen with this name.
    pub fingerprint: String,
    /// When a key with this name was first seen.
    pub first_seen_at: DateTimeUtc,
    /// Since when the key has been current in some process; `None` if it never was.
    pub current_since: Option<DateTimeUtc>,
    /// When a process last reported it as current.
    pub current_seen_at: Option<DateTimeUtc>,
}

/// No relation: a key is found by file and name.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A name has another key than the one that was first seen with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the key {name} is not the one that was first seen under this name, on {}; restore that key, or give the new one \
     another name (`server keys add` picks one)",
    first_seen_at.date_naive()
)]
pub struct AnotherKey {
    /// The key's name.
    pub name: String,
    /// When the other key was first seen.
    pub first_seen_at: DateTime<Utc>,
}

/// Records the keys that were never seen before. Known ones are not changed.
#[must_use]
pub fn first_seen(ring: Ring, keys: &KeyRing, now: DateTime<Utc>) -> InsertMany<ActiveModel> {
    let row = |name: &str| ActiveModel {
        ring: Set(ring.name().to_owned()),
        name: Set(name.to_owned()),
        fingerprint: Set(keys.fingerprint(name).unwrap_or_default()),
        first_seen_at: Set(now),
        current_since: Set(None),
        current_seen_at: Set(None),
    };
    let known = OnConflict::columns([Column::Ring, Column::Name]).do_nothing().to_owned();
    Entity::insert_many(keys.ids().map(row)).on_conflict(known)
}

/// Selects all keys of a key file that were ever seen.
#[must_use]
pub fn of(ring: Ring) -> Select<Entity> {
    Entity::find().filter(Column::Ring.eq(ring.name()))
}

/// Checks that the keys of a process are the known ones of the same names.
pub fn compare(keys: &KeyRing, known: &[Model]) -> Result<(), AnotherKey> {
    let differs = |row: &&Model| keys.fingerprint(&row.name).is_some_and(|found| found != row.fingerprint);
    match known.iter().find(differs) {
        Some(row) => Err(AnotherKey { name: row.name.clone(), first_seen_at: row.first_seen_at }),
        None => Ok(()),
    }
}

/// Records that a process has this key as its current one.
#[must_use]
pub fn is_current(ring: Ring, name: &str, now: DateTime<Utc>) -> UpdateMany<Entity> {
    // A key that comes back after a pause begins again: it has not been in use beside the other one all the
    // time.
    let goes_on = Column::CurrentSeenAt.gt(now - FORGOTTEN_AFTER);
    let since =
        CaseStatement::new().case(goes_on, Expr::col(Column::CurrentSince)).finally(Expr::value(Some(now)));
    Entity::update_many()
        .col_expr(Column::CurrentSince, since.into())
        .col_expr(Column::CurrentSeenAt, Expr::value(Some(now)))
        .filter(Column::Ring.eq(ring.name()))
        .filter(Column::Name.eq(name))
}

/// Counts the keys in `rows` that have been current beside another key of the same file for longer than a
/// change of keys should take.
#[must_use]
pub fn differing(rows: &[Model], now: DateTime<Utc>) -> usize {
    let is_in_use = |row: &&Model| {
        row.current_seen_at.is_some_and(|seen| now - FORGOTTEN_AFTER < seen)
            && row.current_since.is_some_and(|since| since <= now - LONGEST_CHANGE)
    };
    let of_ring = |ring: Ring| rows.iter().filter(is_in_use).filter(|row| row.ring == ring.name()).count();
    Ring::ALL.into_iter().map(of_ring).filter(|count| *count > 1).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key_file::new_key;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
    }

    fn row(ring: Ring, name: &str, fingerprint: &str, current: Option<(i64, i64)>) -> Model {
        Model {
            ring: ring.name().to_owned(),
            name: name.to_owned(),
            fingerprint: fingerprint.to_owned(),
            first_seen_at: at(0),
            current_since: current.map(|(since, _)| at(since)),
            current_seen_at: current.map(|(_, seen)| at(seen)),
        }
    }

    #[test]
    fn another_key_under_a_known_name_is_found() {
        let mut rng = <rand::rngs::StdRng as rand::SeedableRng>::seed_from_u64(3);
        let keys =
            KeyRing::parse(&format!("k2 {}\nk1 {}", new_key(&mut rng), new_key(&mut rng))).expect("keys");
        let own = |name: &str| row(Ring::Server, name, &keys.fingerprint(name).expect("a key"), None);
        assert_eq!(compare(&keys, &[own("k1"), own("k2"), row(Ring::Server, "k0", "gone", None)]), Ok(()));
        assert_eq!(compare(&keys, &[]), Ok(()));
        let wrong = compare(&keys, &[own("k2"), row(Ring::Server, "k1", "another", None)]);
        let said = wrong.expect_err("another key").to_string();
        assert!(said.starts_with("the key k1 is not the one") && said.contains("on 1970-01-01"), "{said}");
    }

    #[test]
    fn only_keys_that_are_in_use_beside_each_other_for_long_differ() {
        let check = |rows: &[Model], expected| assert_eq!(differing(rows, at(100)), expected, "{rows:?}");
        let server = |name, since, seen| row(Ring::Server, name, "", Some((since, seen)));
        check(&[server("k1", 0, 100)], 0);
        check(&[server("k1", 0, 100), server("k2", 40, 99)], 2);
        check(&[server("k1", 0, 100), server("k2", 41, 100)], 0); // a change of keys is under way
        check(&[server("k1", 0, 95), server("k2", 40, 100)], 0); // it is over
        check(&[server("k1", 0, 100), row(Ring::Link, "k2", "", Some((0, 100)))], 0);
        check(&[server("k1", 0, 100), row(Ring::Server, "k0", "", None)], 0);
    }
}
