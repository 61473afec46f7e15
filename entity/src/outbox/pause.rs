//! Paused kinds of mail: their mails wait, and expire as usual, but none is sent.
//!
//! A kind has one row, which says when and why it was last paused and when it was resumed. Staff pause and
//! resume kinds. A clock that seems to have jumped pauses reminders automatically (`reminder_guard`), and
//! staff resume them.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    Insert, QuerySelect, QueryTrait, UpdateMany,
    entity::prelude::*,
    sea_query::{ExprTrait, OnConflict},
};

use super::Kind;

/// The reason in the row when the guard, and not a person, paused reminders.
pub const CLOCK_JUMP_GUARD: &str = "CLOCK_JUMP_GUARD";

/// The last pause of a kind of mail.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_pause")]
pub struct Model {
    /// The kind's name, as in the outbox.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// The reason, as typed by the person who paused it, or [`CLOCK_JUMP_GUARD`].
    pub reason: String,
    /// When it was paused.
    pub paused_at: DateTimeUtc,
    /// When it was resumed; `None` while it is paused.
    pub resumed_at: Option<DateTimeUtc>,
}

/// No relation: a pause is found by its kind.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Selects the last pause of a kind, ended or not.
#[must_use]
pub fn last_of(kind: Kind) -> Select<Entity> {
    Entity::find_by_id(kind.name())
}

/// Selects the pauses that are in force.
#[must_use]
pub fn in_force() -> Select<Entity> {
    Entity::find().filter(Column::ResumedAt.is_null())
}

/// Pauses a kind. Changes nothing if it is paused already.
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
        // A pause that is in force keeps its reason and its beginning.
        .action_and_where(Expr::col((Entity, Column::ResumedAt)).is_not_null())
        .to_owned();
    Entity::insert(row).on_conflict(again)
}

/// Ends a pause. Changes nothing if the kind is not paused.
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
