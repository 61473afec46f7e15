//! Addresses that a relay has called wrong: no certificate and no reminder is sent to them.
//!
//! An address is known here by its digest alone, so it stands in the database once, with its account, and goes
//! with it. That hides nothing from whoever reads both tables, and is not meant to. Officers find a row by its
//! account, or by an address that they type; a mail that arrives there lifts it.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ActiveValue::Set, DeleteMany, Insert, Select, entity::prelude::*, sea_query::OnConflict};
use sha2::{Digest, Sha256};

use crate::account::AccountId;

/// After so long without another bounce an address is tried again.
pub const RETENTION: TimeDelta = TimeDelta::days(180);

/// One address.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "suppressed_address")]
pub struct Model {
    /// See [`digest`].
    #[sea_orm(primary_key, auto_increment = false)]
    pub digest: Vec<u8>,
    /// The account whose mail bounced last; others may have the same address. None, when a link to register
    /// did. The account may have another address by now.
    pub account_id: Option<AccountId>,
    /// When a mail bounced last.
    pub suppressed_at: DateTimeUtc,
    /// The relay's reply code.
    pub code: Option<i32>,
}

/// No relation is loaded through an address.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// SHA-256 of the address without regard to case.
#[must_use]
pub fn digest(email: &str) -> Vec<u8> {
    Sha256::digest(email.to_ascii_lowercase()).to_vec()
}

/// Suppresses an address, or writes down that it bounced again.
#[must_use]
pub fn suppress(
    email: &str,
    account: Option<AccountId>,
    code: Option<i32>,
    now: DateTime<Utc>,
) -> Insert<ActiveModel> {
    let row = ActiveModel {
        digest: Set(digest(email)),
        account_id: Set(account),
        suppressed_at: Set(now),
        code: Set(code),
    };
    let again = OnConflict::column(Column::Digest)
        .update_columns([Column::AccountId, Column::SuppressedAt, Column::Code])
        .to_owned();
    Entity::insert(row).on_conflict(again)
}

/// The row of an address, if it is suppressed.
#[must_use]
pub fn of(email: &str) -> Select<Entity> {
    Entity::find_by_id(digest(email))
}

/// Has an address written to again.
#[must_use]
pub fn lift(email: &str) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::Digest.eq(digest(email)))
}

/// Rows that have served their time at `now`.
#[must_use]
pub fn past_retention(now: DateTime<Utc>) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::SuppressedAt.lte(now - RETENTION))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_the_same_whatever_its_case_and_no_text_of_it_is_kept() {
        assert_eq!(digest("A@Example.com"), digest("a@example.com"));
        assert_ne!(digest("a@example.com"), digest("b@example.com"));
        assert_eq!(digest("a@example.com").len(), 32);
    }
}
