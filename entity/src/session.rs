//! Sessions: three hours without activity end one, ten minutes before that it warns (R8, R46-R48).
//!
//! Times are kept so that a request need not write: `last_seen_at` moves at most once a minute, and
//! the stored end lies one minute later than promised, so nobody is logged out too early.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    Condition, QueryOrder, QuerySelect, QueryTrait, UpdateMany,
    entity::prelude::*,
    sea_query::{LockBehavior, LockType},
};
use sha2::{Digest, Sha256};

use crate::account::{self, AccountId};

/// Without activity for so long, a session ends (R8).
pub const IDLE: TimeDelta = TimeDelta::hours(3);
/// So long before the end, the warning appears (R46).
pub const WARNING: TimeDelta = TimeDelta::minutes(10);
/// After the password was typed in it for so long, a session may change what protects the account.
pub const RECENT: TimeDelta = TimeDelta::minutes(15);
/// An account has no more live sessions than this; one more ends the one that was idle longest.
pub const MAX_LIVE: usize = 10;
/// Activity within so short a time of the last is not written down.
pub const TOUCH_INTERVAL: TimeDelta = TimeDelta::seconds(60);

/// One login.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// The public handle; the token is another thing.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256 of the token; the token itself is only in the cookie or with the app.
    #[sea_orm(unique)]
    pub token_digest: Vec<u8>,
    /// Whose session it is.
    pub account_id: AccountId,
    /// The account's password version that was verified at login.
    pub password_version: i32,
    /// When it was opened.
    pub created_at: DateTimeUtc,
    /// When the password was last typed in it.
    pub authenticated_at: DateTimeUtc,
    /// The last activity that was written down.
    pub last_seen_at: DateTimeUtc,
    /// It is over from here on, without activity.
    pub idle_expires_at: DateTimeUtc,
    /// It is over from here on, whatever happens; `None` for no such limit.
    pub absolute_expires_at: Option<DateTimeUtc>,
    /// What it was opened with, in a few words.
    pub device: String,
    /// When it was ended by logging out or by the account's owner.
    pub ended_at: Option<DateTimeUtc>,
}

/// A session belongs to an account; both are read in one statement.
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

/// When a session will warn and end, as its owner is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// When the warning is to appear (R46).
    pub warn_at: DateTime<Utc>,
    /// When the session ends without activity (R8).
    pub expires_at: DateTime<Utc>,
    /// When it ends whatever happens.
    pub absolute_expires_at: Option<DateTime<Utc>>,
}

/// The deadlines after activity at `seen_at`.
#[must_use]
pub fn deadlines(seen_at: DateTime<Utc>, absolute_expires_at: Option<DateTime<Utc>>) -> Deadlines {
    let idle_end = seen_at + IDLE;
    let expires_at = absolute_expires_at.map_or(idle_end, |cap| idle_end.min(cap));
    Deadlines { warn_at: expires_at - WARNING, expires_at, absolute_expires_at }
}

/// The stored end of a session with activity at `now`.
#[must_use]
pub fn idle_end(now: DateTime<Utc>) -> DateTime<Utc> {
    now + IDLE + TOUCH_INTERVAL
}

impl Model {
    /// Whether the session still stands at `now`.
    #[must_use]
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.ended_at.is_none()
            && now < self.idle_expires_at
            && self.absolute_expires_at.is_none_or(|cap| now < cap)
    }

    /// Whether the password was typed in it so recently that it need not be typed again.
    #[must_use]
    pub fn is_recent(&self, now: DateTime<Utc>) -> bool {
        now < self.authenticated_at + RECENT
    }

    /// Whether activity at `now` is to be written down.
    #[must_use]
    pub fn is_due_for_touch(&self, now: DateTime<Utc>) -> bool {
        self.last_seen_at + TOUCH_INTERVAL <= now
    }
}

/// How a session reaches its client. A token is good in this way alone: a browser's cookie that was read out
/// opens nothing as a header, and an app's token nothing as a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// As a cookie, for browsers.
    Cookie,
    /// In the answer, for apps.
    Bearer,
}

/// What is stored of a session token.
#[must_use]
pub fn digest(token: &str, delivery: Delivery) -> Vec<u8> {
    let domain: &[u8] = match delivery {
        Delivery::Cookie => b"uketori:session:cookie:v1:",
        Delivery::Bearer => b"uketori:session:bearer:v1:",
    };
    Sha256::new().chain_update(domain).chain_update(token).finalize().to_vec()
}

/// Writes activity at `now` down, unless the session is over or a later one stands there already.
#[must_use]
pub fn touch(id: Uuid, now: DateTime<Utc>) -> UpdateMany<Entity> {
    touched(now).filter(Column::Id.eq(id))
}

/// The same for several sessions. One that is being changed at this moment is left out: each change of a session writes
/// its activity down, or ends it. So nobody waits, and no two statements wait for each other.
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

/// Gives a session a new token after its owner has typed the password again, which is activity; the old token is dead.
#[must_use]
pub fn rotate(
    id: Uuid,
    password_version: i32,
    new_digest: Vec<u8>,
    now: DateTime<Utc>,
) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::TokenDigest, Expr::value(new_digest))
        .col_expr(Column::PasswordVersion, Expr::value(password_version))
        .col_expr(Column::AuthenticatedAt, Expr::value(now))
        .col_expr(Column::LastSeenAt, Expr::value(now))
        .col_expr(Column::IdleExpiresAt, Expr::value(idle_end(now)))
        .filter(Column::Id.eq(id))
        .filter(Column::EndedAt.is_null())
}

/// The sessions of an account that stand at `now`, the last used first.
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

/// Ends every session of an account but one.
#[must_use]
pub fn end_others(account: AccountId, kept: Uuid, now: DateTime<Utc>) -> UpdateMany<Entity> {
    end_all(account, now).filter(Column::Id.ne(kept))
}

/// Ends every session of an account (I22).
#[must_use]
pub fn end_all(account: AccountId, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(now))
        .filter(Column::AccountId.eq(account))
        .filter(Column::EndedAt.is_null())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    #[test]
    fn a_session_warns_ten_minutes_before_three_hours() {
        let told = deadlines(at("2026-02-01T00:00:00Z"), None);
        assert_eq!(told.warn_at, at("2026-02-01T02:50:00Z"));
        assert_eq!(told.expires_at, at("2026-02-01T03:00:00Z"));
    }

    #[test]
    fn the_absolute_end_comes_first_when_it_is_nearer() {
        let cap = at("2026-02-01T01:00:00Z");
        let told = deadlines(at("2026-02-01T00:00:00Z"), Some(cap));
        assert_eq!((told.warn_at, told.expires_at), (at("2026-02-01T00:50:00Z"), cap));
    }
}
