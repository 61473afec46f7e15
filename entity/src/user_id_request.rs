//! Requests for a forgotten user ID (R41): what was typed, until the worker has searched for it.

use chrono::TimeDelta;
use sea_orm::entity::prelude::*;

use crate::language::Language;

/// How long a request is kept.
pub const RETENTION: TimeDelta = TimeDelta::days(7);

/// A request for forgotten user IDs.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user_id_request")]
pub struct Model {
    /// The primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The address that was typed.
    pub email: String,
    /// The address in lower case, for comparisons.
    pub email_key: String,
    /// The name that was typed, in upper case with single spaces.
    pub name: String,
    /// The language of the request, in which workers of the previous version write the mail. Anyone can make
    /// a request, so it is not the reader's.
    pub language: Language,
    /// When the request was made.
    pub created_at: DateTimeUtc,
    /// The known browser or app of such an account that made it. Its mails have room of their own.
    pub known_device_id: Option<Uuid>,
}

/// No relation: the worker reads a request by its ID.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Selects a request that was made after `older` with the same address and name.
#[must_use]
pub fn newer_than(older: &Model) -> Select<Entity> {
    Entity::find()
        .filter(Column::EmailKey.eq(&older.email_key))
        .filter(Column::Name.eq(&older.name))
        // The IDs are ordered by time; the time is for the index.
        .filter(Column::Id.gt(older.id))
        .filter(Column::CreatedAt.gte(older.created_at))
}
