//! Kinds of mail that are paused: their mails wait, and expire in their time, but none is sent.
//!
//! A kind has one row, which says when and why it was paused last and when it was resumed. Staff do both; a
//! clock that seems to have jumped pauses reminders by itself (`reminder_guard`), and staff resume them.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    Insert, QuerySelect, QueryTrait, UpdateMany,
    entity::prelude::*,
    sea_query::{ExprTrait, OnConflict},
};

use super::Kind;

/// Why reminders were paused, when nobody did it.
pub const CLOCK_JUMP_GUARD: &str = "CLOCK_JUMP_GUARD";

/// The last pause of a kind.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_pause")]
pub struct Model {
    /// The kind's name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// Why, in the words of whoever paused it.
    pub reason: String,
    /// Since when.
    pub paused_at: DateTimeUtc,
    /// When it was resumed; `None` while it is paused.
    pub resumed_at: Option<DateTimeUtc>,
}

/// No relation is loaded through a pause.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The last pause of a kind, over or not.
#[must_use]
pub fn last_of(kind: Kind) -> Select<Entity> {
    Entity::find_by_id(kind.name())
}

/// The pauses that are not over.
#[must_use]
pub fn in_force() -> Select<Entity> {
    Entity::find().filter(Column::ResumedAt.is_null())
}

/// Pauses a kind; changes nothing when it is paused already.
#[must_use]
pub fn pause(kind: Kind, reason: &str, now: DateTime<Utc>) -> Insert<ActiveModel> {
    let row = ActiveModel {
        kind: Set(kind.name().to_owned()),
        reason: Set(reason.to_owned()),
        paused_at: Set(now),
        resumed_at: Set(None),
    };
    let again = OnConflict::column(Column::Kind)
        .update_columns([Column::Reason, Column::PausedAt, Column::ResumedAt])
        .action_and_where(Expr::col((Entity, Column::ResumedAt)).is_not_null())
        .to_owned();
    Entity::insert(row).on_conflict(again)
}

/// Ends a pause; changes nothing when there is none.
#[must_use]
pub fn resume(kind: Kind, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::ResumedAt, Expr::value(now))
        .filter(Column::Kind.eq(kind.name()))
        .filter(Column::ResumedAt.is_null())
}

/// A condition on rows of the outbox: their kind is not paused.
pub(super) fn is_not_paused() -> Expr {
    let paused = in_force().select_only().column(Column::Kind).into_query();
    super::Column::Kind.not_in_subquery(paused)
}
