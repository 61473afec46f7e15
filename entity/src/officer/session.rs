//! Officers' sessions: thirty minutes without activity end one, and eight hours in any case.
//!
//! As with applicants' sessions activity is written down at most once a minute, and the stored end lies a
//! minute later than promised. A token here is nothing there: what is stored is another digest.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{UpdateMany, entity::prelude::*};
use sha2::{Digest, Sha256};

use super::OfficerId;
use crate::session::{Delivery, TOUCH_INTERVAL};

/// Without activity for so long, a session ends.
pub const IDLE: TimeDelta = TimeDelta::minutes(30);
/// A session ends after so long, whatever happens.
pub const LONGEST: TimeDelta = TimeDelta::hours(8);

/// One login.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "officer_session")]
pub struct Model {
    /// The public handle; the token is another thing.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256 of the token.
    #[sea_orm(unique)]
    pub token_digest: Vec<u8>,
    /// Whose session it is.
    pub officer_id: OfficerId,
    /// The password version that was verified at login.
    pub password_version: i32,
    /// When it was opened.
    pub created_at: DateTimeUtc,
    /// The last activity that was written down.
    pub last_seen_at: DateTimeUtc,
    /// It is over from here on, without activity.
    pub idle_expires_at: DateTimeUtc,
    /// It is over from here on, whatever happens.
    pub absolute_expires_at: DateTimeUtc,
    /// What it was opened with, in a few words.
    pub device: String,
    /// When it was ended before its time.
    pub ended_at: Option<DateTimeUtc>,
}

/// A session belongs to an officer; both are read in one statement.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Who logged in.
    #[sea_orm(belongs_to = "super::Entity", from = "Column::OfficerId", to = "super::Column::Id")]
    Officer,
}

impl Related<super::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Officer.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Whether the session still stands at `now`.
    #[must_use]
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.ended_at.is_none() && now < self.idle_expires_at && now < self.absolute_expires_at
    }

    /// Whether activity at `now` is to be written down.
    #[must_use]
    pub fn is_due_for_touch(&self, now: DateTime<Utc>) -> bool {
        self.last_seen_at + TOUCH_INTERVAL <= now
    }

    /// When it ends without activity, as its officer is told.
    #[must_use]
    pub fn expires_at(&self) -> DateTime<Utc> {
        (self.last_seen_at + IDLE).min(self.absolute_expires_at)
    }
}

/// The stored end of a session with activity at `now`.
#[must_use]
pub fn idle_end(now: DateTime<Utc>) -> DateTime<Utc> {
    now + IDLE + TOUCH_INTERVAL
}

/// What is stored of a token that reaches its client in this way.
#[must_use]
pub fn digest(token: &str, delivery: Delivery) -> Vec<u8> {
    let domain: &[u8] = match delivery {
        Delivery::Cookie => b"uketori:officer-session:cookie:v1:",
        Delivery::Bearer => b"uketori:officer-session:bearer:v1:",
    };
    Sha256::new().chain_update(domain).chain_update(token).finalize().to_vec()
}

/// Writes activity at `now` down, unless the session is over or a later one stands there already.
#[must_use]
pub fn touch(id: Uuid, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::LastSeenAt, Expr::value(now))
        .col_expr(Column::IdleExpiresAt, Expr::value(idle_end(now)))
        .filter(Column::Id.eq(id))
        .filter(Column::EndedAt.is_null())
        .filter(Column::IdleExpiresAt.gt(now))
        .filter(Column::LastSeenAt.lt(now))
}

/// Ends a session at `now`, once.
#[must_use]
pub fn end(id: Uuid, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .filter(Column::EndedAt.is_null())
}

/// Ends every session of an officer that stands.
#[must_use]
pub fn end_all(officer: OfficerId, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(now))
        .filter(Column::OfficerId.eq(officer))
        .filter(Column::EndedAt.is_null())
        .filter(Column::IdleExpiresAt.gt(now))
        .filter(Column::AbsoluteExpiresAt.gt(now))
}
