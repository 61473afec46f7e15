//! Suppressed addresses: a relay has permanently refused them, or a mail to them came back because they do
//! not exist. No certificate and no reminder is sent to them.
//!
//! The table only has digests, so an address is stored once, with its account, and is deleted with the
//! account. This hides nothing from somebody who can read both tables, and is not meant to. Officers find a
//! row by its account or by an address that they type. A successful delivery removes it.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ActiveValue::Set, DeleteMany, Insert, Select, entity::prelude::*, sea_query::OnConflict};
use sha2::{Digest, Sha256};

use crate::account::AccountId;

/// An address is tried again after this time without another bounce.
pub const RETENTION: TimeDelta = TimeDelta::days(180);

/// A suppressed address.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "suppressed_address")]
pub struct Model {
    /// The [`digest`] of the address.
    #[sea_orm(primary_key, auto_increment = false)]
    pub digest: Vec<u8>,
    /// The account whose mail bounced last; `None` if it was a registration link. Other accounts may have the
    /// same address, and this account may have another address by now.
    pub account_id: Option<AccountId>,
    /// When a mail to the address last bounced.
    pub suppressed_at: DateTimeUtc,
    /// The relay's reply code, if it gave one.
    pub code: Option<i32>,
}

/// No relation: an address is found by its digest.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// SHA-256 of the address in lower case.
#[must_use]
pub fn digest(email: &str) -> Vec<u8> {
    Sha256::digest(email.to_ascii_lowercase()).to_vec()
}

/// Suppresses an address, or records that it bounced again.
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

/// Selects the row of an address, if it is suppressed.
#[must_use]
pub fn of(email: &str) -> Select<Entity> {
    Entity::find_by_id(digest(email))
}

/// Removes the suppression of an address.
#[must_use]
pub fn lift(email: &str) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::Digest.eq(digest(email)))
}

/// Deletes the rows that are older than [`RETENTION`].
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
