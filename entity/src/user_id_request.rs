//! Requests for a forgotten user ID (R41): what was typed, until the worker has looked for it.

use chrono::TimeDelta;
use sea_orm::entity::prelude::*;

use crate::language::Language;

/// A request is kept for so long.
pub const RETENTION: TimeDelta = TimeDelta::days(7);

/// One request.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user_id_request")]
pub struct Model {
    /// The request.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The address that was typed.
    pub email: String,
    /// The address as it is compared.
    pub email_key: String,
    /// The name that was typed, in upper case with single spaces.
    pub name: String,
    /// The language of the mail.
    pub language: Language,
    /// When it was made.
    pub created_at: DateTimeUtc,
}

/// No relation leads from a request.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
