//! Applicants' sessions: they end after three hours without activity, and warn ten minutes before that (R8,
//! R46-R48).
//!
//! Most requests need not write: `last_seen_at` is updated at most once a minute, and the stored end is a
//! minute later than promised, so nobody is logged out too early.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    Condition, Iterable, QueryOrder, QuerySelect, QueryTrait, UpdateMany,
    entity::prelude::*,
    sea_query::{LockBehavior, LockType},
};
use sha2::{Digest, Sha256};

use crate::account::{self, AccountId};

/// How long a session lasts without activity (R8).
pub const IDLE: TimeDelta = TimeDelta::hours(3);
/// How long before the end the warning appears (R46).
pub const WARNING: TimeDelta = TimeDelta::minutes(10);
/// How long after the password was confirmed a session may change what protects the account.
pub const RECENT: TimeDelta = TimeDelta::minutes(15);
/// Maximum number of live sessions of an account. One more ends the one that was idle longest.
pub const MAX_LIVE: usize = 10;
/// How long the token before a rotation still works, for requests that were under way meanwhile.
pub const GRACE: TimeDelta = TimeDelta::seconds(10);
/// Activity sooner than this after the last recorded one is not recorded.
pub const TOUCH_INTERVAL: TimeDelta = TimeDelta::seconds(60);

/// A session of an account.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// The public ID of the session; it is not the token.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256 of the token. Only the cookie or the app has the token itself.
    #[sea_orm(unique)]
    pub token_digest: Vec<u8>,
    /// The account that logged in.
    pub account_id: AccountId,
    /// The account's password version that was verified at login.
    pub password_version: i32,
    /// When the account logged in.
    pub created_at: DateTimeUtc,
    /// When the password was last confirmed in this session.
    pub authenticated_at: DateTimeUtc,
    /// The last activity that was recorded.
    pub last_seen_at: DateTimeUtc,
    /// When it ends if there is no activity.
    pub idle_expires_at: DateTimeUtc,
    /// When it ends whatever the activity; `None` if there is no such limit.
    pub absolute_expires_at: Option<DateTimeUtc>,
    /// The device and browser that opened it, e.g. `Firefox, Linux`.
    pub device: String,
    /// When it was ended early, by logging out or by the account's owner; `None` otherwise.
    pub ended_at: Option<DateTimeUtc>,
    /// The digest of the token before the last rotation; `None` if there was none.
    pub previous_digest: Option<Vec<u8>>,
    /// When the token was last rotated.
    pub rotated_at: Option<DateTimeUtc>,
    /// Why it was ended early: the name of an [`EndReason`]. It is text, so that a reason of another version
    /// does not break the lookup of a session.
    pub end_reason: Option<String>,
}

/// Relation to the account, so that one statement reads both.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The account that logged in.
    #[sea_orm(belongs_to = "account::Entity", from = "Column::AccountId", to = "account::Column::Id")]
    Account,
}

impl Related<account::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Account.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// Why a session has ended, as its holder reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter)]
pub enum EndReason {
    /// Three hours passed without activity (R8).
    Idle,
    /// It reached its absolute limit.
    AbsoluteLimit,
    /// Its holder logged out, or logged in again in the same browser or app.
    LoggedOut,
    /// Another session of the account ended it, or it was idle longest when there were more than
    /// [`MAX_LIVE`].
    EndedElsewhere,
    /// The password was changed or reset.
    PasswordChanged,
    /// The e-mail address was changed, or such a change was undone.
    EmailChanged,
}

impl EndReason {
    /// The name that is stored. It never changes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Idle => "IDLE",
            Self::AbsoluteLimit => "ABSOLUTE_LIMIT",
            Self::LoggedOut => "LOGGED_OUT",
            Self::EndedElsewhere => "ENDED_ELSEWHERE",
            Self::PasswordChanged => "PASSWORD_CHANGED",
            Self::EmailChanged => "EMAIL_CHANGED",
        }
    }

    /// The reason with this name; `None` for one of another version.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::iter().find(|reason| reason.name() == name)
    }
}

/// The end of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionEnd {
    /// When it ended; the time of the request if the end was not stored.
    pub at: DateTime<Utc>,
    /// Why it ended; `None` if that is not known, e.g. because a restore from a backup ended it.
    pub why: Option<EndReason>,
    /// When it would have ended whatever the activity; `None` if there was no such limit.
    pub absolute_expires_at: Option<DateTime<Utc>>,
}

impl SessionEnd {
    /// The deadlines of a session that has ended: both have passed.
    #[must_use]
    pub fn deadlines(self) -> Deadlines {
        Deadlines {
            warn_at: self.at - WARNING,
            expires_at: self.at,
            absolute_expires_at: self.absolute_expires_at,
        }
    }
}

/// When a session warns and ends, as its owner is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// When the warning appears (R46).
    pub warn_at: DateTime<Utc>,
    /// When the session ends without activity (R8).
    pub expires_at: DateTime<Utc>,
    /// When it ends whatever the activity; `None` if there is no such limit.
    pub absolute_expires_at: Option<DateTime<Utc>>,
}

/// The deadlines after activity at `seen_at`.
#[must_use]
pub fn deadlines(seen_at: DateTime<Utc>, absolute_expires_at: Option<DateTime<Utc>>) -> Deadlines {
    let idle_end = seen_at + IDLE;
    let expires_at = absolute_expires_at.map_or(idle_end, |cap| idle_end.min(cap));
    Deadlines { warn_at: expires_at - WARNING, expires_at, absolute_expires_at }
}

/// The end that is stored for a session with activity at `now`.
#[must_use]
pub fn idle_end(now: DateTime<Utc>) -> DateTime<Utc> {
    // Activity within the interval is not recorded, and must not end the session early.
    now + IDLE + TOUCH_INTERVAL
}

impl Model {
    /// Whether the session is live at `now`.
    #[must_use]
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.ended_at.is_none()
            && now < self.idle_expires_at
            && self.absolute_expires_at.is_none_or(|cap| now < cap)
    }

    /// Whether the token before the last rotation still works at `now`.
    #[must_use]
    pub fn accepts_previous(&self, now: DateTime<Utc>) -> bool {
        self.rotated_at.is_some_and(|at| now < at + GRACE)
    }

    /// When and why the session, which is not valid at `now`, has ended: what came first. `password_version` is
    /// the account's present one.
    #[must_use]
    pub fn end(&self, password_version: i32, now: DateTime<Utc>) -> SessionEnd {
        let absolute_expires_at = self.absolute_expires_at;
        let limit = absolute_expires_at.filter(|cap| *cap <= self.idle_expires_at);
        let (lapsed_at, lapse) =
            limit.map_or((self.idle_expires_at, EndReason::Idle), |cap| (cap, EndReason::AbsoluteLimit));
        if lapsed_at <= now && self.ended_at.is_none_or(|ended| lapsed_at <= ended) {
            return SessionEnd { at: lapsed_at, why: Some(lapse), absolute_expires_at };
        }
        let stored = self.end_reason.as_deref().and_then(EndReason::named);
        // A program that stores no reason, and an end that is not stored, are seen by the password's version.
        let why =
            stored.or((self.password_version != password_version).then_some(EndReason::PasswordChanged));
        SessionEnd { at: self.ended_at.unwrap_or(now), why, absolute_expires_at }
    }

    /// Whether the password was confirmed so recently that it need not be typed again.
    #[must_use]
    pub fn is_recent(&self, now: DateTime<Utc>) -> bool {
        now < self.authenticated_at + RECENT
    }

    /// Whether activity at `now` must be recorded.
    #[must_use]
    pub fn is_due_for_touch(&self, now: DateTime<Utc>) -> bool {
        self.last_seen_at + TOUCH_INTERVAL <= now
    }
}

/// How a session reaches its client. A token works only in this way: a browser's cookie does not work as a
/// header, nor an app's token as a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// As a cookie, for browsers.
    Cookie,
    /// In the response, for apps.
    Bearer,
}

/// A session token, as a request carries it.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken {
    /// The token itself.
    pub text: String,
    /// How it was sent. A token works only in the way in which it was handed out.
    pub delivery: Delivery,
}

/// The digest that is stored in place of a session token.
#[must_use]
pub fn digest(token: &str, delivery: Delivery) -> Vec<u8> {
    let domain: &[u8] = match delivery {
        Delivery::Cookie => b"uketori:session:cookie:v1:",
        Delivery::Bearer => b"uketori:session:bearer:v1:",
    };
    Sha256::new().chain_update(domain).chain_update(token).finalize().to_vec()
}

/// Records activity at `now`, unless the session has ended or a later activity is recorded.
#[must_use]
pub fn touch(id: Uuid, now: DateTime<Utc>) -> UpdateMany<Entity> {
    touched(now).filter(Column::Id.eq(id))
}

/// The same for several sessions. A session that another transaction is changing is skipped, because every
/// change of a session records its activity or ends it. So no request waits, and no two statements wait for
/// each other.
#[must_use]
pub fn touch_all(ids: impl IntoIterator<Item = Uuid>, now: DateTime<Utc>) -> UpdateMany<Entity> {
    let free = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Id.is_in(ids))
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    touched(now).filter(Column::Id.in_subquery(free.into_query()))
}

fn touched(now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::LastSeenAt, Expr::value(now))
        .col_expr(Column::IdleExpiresAt, Expr::value(idle_end(now)))
        .filter(Column::EndedAt.is_null())
        .filter(Column::IdleExpiresAt.gt(now))
        // A request that read the clock earlier must not move the activity back.
        .filter(Column::LastSeenAt.lt(now))
}

/// Ends a session at `now`, unless it was ended before.
#[must_use]
pub fn end(id: Uuid, why: EndReason, now: DateTime<Utc>) -> UpdateMany<Entity> {
    ended(why, now).filter(Column::Id.eq(id)).filter(Column::EndedAt.is_null())
}

/// Ends the sessions that the caller selects, for this reason.
#[must_use]
pub fn ended(why: EndReason, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(now))
        .col_expr(Column::EndReason, Expr::value(why.name()))
}

/// Gives a session a new token after its owner has confirmed the password, which counts as activity. The old
/// token works for [`GRACE`], and the one before it no longer.
#[must_use]
pub fn rotate(
    id: Uuid,
    password_version: i32,
    new_digest: Vec<u8>,
    now: DateTime<Utc>,
) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::TokenDigest, Expr::value(new_digest))
        // The value before this statement, whatever the order of the assignments.
        .col_expr(Column::PreviousDigest, Expr::col(Column::TokenDigest))
        .col_expr(Column::RotatedAt, Expr::value(now))
        .col_expr(Column::PasswordVersion, Expr::value(password_version))
        .col_expr(Column::AuthenticatedAt, Expr::value(now))
        .col_expr(Column::LastSeenAt, Expr::value(now))
        .col_expr(Column::IdleExpiresAt, Expr::value(idle_end(now)))
        .filter(Column::Id.eq(id))
        .filter(Column::EndedAt.is_null())
}

/// Selects the live sessions of an account at `now`, the last used first.
#[must_use]
pub fn live_of(account: AccountId, now: DateTime<Utc>) -> Select<Entity> {
    Entity::find()
        .filter(Column::AccountId.eq(account))
        .filter(Column::EndedAt.is_null())
        .filter(Column::IdleExpiresAt.gt(now))
        .filter(
            Condition::any().add(Column::AbsoluteExpiresAt.is_null()).add(Column::AbsoluteExpiresAt.gt(now)),
        )
        .order_by_desc(Column::LastSeenAt)
        .order_by_desc(Column::Id)
}

/// Ends every session of an account except `kept`.
#[must_use]
pub fn end_others(account: AccountId, kept: Uuid, why: EndReason, now: DateTime<Utc>) -> UpdateMany<Entity> {
    end_all(account, why, now).filter(Column::Id.ne(kept))
}

/// Ends every session of an account (I22).
#[must_use]
pub fn end_all(account: AccountId, why: EndReason, now: DateTime<Utc>) -> UpdateMany<Entity> {
    ended(why, now).filter(Column::AccountId.eq(account)).filter(Column::EndedAt.is_null())
}

#[cfg(test)]
mod tests;
