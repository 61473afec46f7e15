//! Officers' sessions: they end after 30 minutes without activity, and after eight hours in any case. An
//! officer has at most five.
//!
//! As with applicants' sessions, activity is recorded at most once a minute, and the stored end is a minute
//! later than promised. A token of an officer does not open an applicant's session, because the two have
//! different digests.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{QueryOrder, UpdateMany, entity::prelude::*};
use sha2::{Digest, Sha256};

use super::OfficerId;
use crate::session::{Delivery, TOUCH_INTERVAL};

/// How long a session lasts without activity.
pub const IDLE: TimeDelta = TimeDelta::minutes(30);
/// Maximum lifetime of a session, whatever the activity.
pub const LONGEST: TimeDelta = TimeDelta::hours(8);
/// Maximum number of live sessions of an officer. A further login ends the one that was idle longest.
pub const MAX_LIVE: usize = 5;

/// A session of an officer.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "officer_session")]
pub struct Model {
    /// The public ID of the session; it is not the token.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256 of the token.
    #[sea_orm(unique)]
    pub token_digest: Vec<u8>,
    /// The officer who logged in.
    pub officer_id: OfficerId,
    /// The password version that was verified at login.
    pub password_version: i32,
    /// When the officer logged in.
    pub created_at: DateTimeUtc,
    /// The last activity that was recorded.
    pub last_seen_at: DateTimeUtc,
    /// When it ends if there is no activity.
    pub idle_expires_at: DateTimeUtc,
    /// When it ends whatever the activity.
    pub absolute_expires_at: DateTimeUtc,
    /// The device and browser that opened it, e.g. `Firefox, Linux`.
    pub device: String,
    /// When it was ended early, by logging out or by an officer; `None` otherwise.
    pub ended_at: Option<DateTimeUtc>,
}

/// Relation to the officer, so that one statement reads both.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The officer who logged in.
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
    /// Whether the session is live at `now`.
    #[must_use]
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.ended_at.is_none() && now < self.idle_expires_at && now < self.absolute_expires_at
    }

    /// Whether activity at `now` must be recorded.
    #[must_use]
    pub fn is_due_for_touch(&self, now: DateTime<Utc>) -> bool {
        self.last_seen_at + TOUCH_INTERVAL <= now
    }

    /// When it ends without further activity, as promised to the officer.
    #[must_use]
    pub fn expires_at(&self) -> DateTime<Utc> {
        (self.last_seen_at + IDLE).min(self.absolute_expires_at)
    }
}

/// The end that is stored for a session with activity at `now`.
#[must_use]
pub fn idle_end(now: DateTime<Utc>) -> DateTime<Utc> {
    // Activity within the interval is not recorded, and must not end the session early.
    now + IDLE + TOUCH_INTERVAL
}

/// The digest that is stored in place of a token that reaches its client in this way.
#[must_use]
pub fn digest(token: &str, delivery: Delivery) -> Vec<u8> {
    let domain: &[u8] = match delivery {
        Delivery::Cookie => b"uketori:officer-session:cookie:v1:",
        Delivery::Bearer => b"uketori:officer-session:bearer:v1:",
    };
    Sha256::new().chain_update(domain).chain_update(token).finalize().to_vec()
}

/// Records activity at `now`, unless the session has ended or a later activity is recorded.
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

/// Ends a session at `now`, unless it was ended before.
#[must_use]
pub fn end(id: Uuid, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .filter(Column::EndedAt.is_null())
}

/// Selects the live sessions of an officer, the most recently used first.
#[must_use]
pub fn live_of(officer: OfficerId, now: DateTime<Utc>) -> Select<Entity> {
    Entity::find()
        .filter(Column::OfficerId.eq(officer))
        .filter(Column::EndedAt.is_null())
        .filter(Column::IdleExpiresAt.gt(now))
        .filter(Column::AbsoluteExpiresAt.gt(now))
        .order_by_desc(Column::LastSeenAt)
        .order_by_desc(Column::Id)
}

/// Ends these sessions at `now`, unless they were ended before.
#[must_use]
pub fn end_these(ids: Vec<Uuid>, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(now))
        .filter(Column::Id.is_in(ids))
        .filter(Column::EndedAt.is_null())
}

/// Ends every live session of an officer.
#[must_use]
pub fn end_all(officer: OfficerId, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(now))
        .filter(Column::OfficerId.eq(officer))
        .filter(Column::EndedAt.is_null())
        .filter(Column::IdleExpiresAt.gt(now))
        .filter(Column::AbsoluteExpiresAt.gt(now))
}
