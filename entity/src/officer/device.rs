//! Browsers and apps that an officer has logged in from.
//!
//! A client with the token of a known device has its own count of wrong attempts, so a stranger who knows an
//! officer's name does not lock the officer out. A browser has the token in a cookie, an app in a header. The
//! token proves nothing else: it opens no session.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set, DeleteMany, QueryOrder, QuerySelect, QueryTrait, UpdateMany, entity::prelude::*,
};
use sha2::{Digest, Sha256};

use super::{OfficerId, OfficerName, PAUSES};
use crate::account::lockout::{Count, Lockable};
pub use crate::known_device::LIFETIME;

/// A known browser or app of one officer.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "officer_device")]
pub struct Model {
    /// The primary key. Never shown.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256 of the token. Only the browser or app has the token itself.
    #[sea_orm(unique)]
    pub token_digest: Vec<u8>,
    /// The officer who logged in from this browser.
    pub officer_id: OfficerId,
    /// When the officer last logged in from it.
    pub last_used_at: DateTimeUtc,
    /// When the browser stops being known.
    pub expires_at: DateTimeUtc,
    /// Attempts from this browser since the last success that failed or whose result is not known yet.
    pub failed_count: i32,
    /// No attempt from this browser is verified before this time.
    pub locked_until: Option<DateTimeUtc>,
    /// Grows with every success, and with the first attempt after a lock.
    pub lock_epoch: i32,
    /// Whether it is an app, which got the token in an answer, and not a browser with a cookie.
    pub is_app: bool,
}

/// No relation: they are selected by token or officer.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Lockable for Entity {
    const ID: Column = Column::Id;
    const FAILED_COUNT: Column = Column::FailedCount;
    const LOCKED_UNTIL: Column = Column::LockedUntil;
    const LOCK_EPOCH: Column = Column::LockEpoch;
    const PAUSES: &'static [TimeDelta] = &PAUSES;

    fn id_of(row: &Model) -> Uuid {
        row.id
    }

    fn count_of(row: &Model) -> Count {
        Count { failed: row.failed_count, locked_until: row.locked_until, epoch: row.lock_epoch }
    }
}

/// The digest that is stored in place of a token. It differs from that of an applicant's browser.
#[must_use]
pub fn digest(token: &str) -> Vec<u8> {
    Sha256::new().chain_update(b"uketori:officer-device:v1:").chain_update(token).finalize().to_vec()
}

/// Selects the browser or app with this token, if the open officer with this name is known to use it at `now`.
#[must_use]
pub fn of_named(name: &OfficerName, token: &str, now: DateTime<Utc>) -> Select<Entity> {
    let officer = super::open_by_name(name).select_only().column(super::Column::Id).into_query();
    Entity::find()
        .filter(Column::TokenDigest.eq(digest(token)))
        .filter(Column::ExpiresAt.gt(now))
        .filter(Column::OfficerId.in_subquery(officer))
}

/// The row of a browser or app that has just become known.
#[must_use]
pub fn first_seen(
    id: Uuid,
    token: &str,
    officer: OfficerId,
    is_app: bool,
    now: DateTime<Utc>,
) -> ActiveModel {
    ActiveModel {
        id: Set(id),
        token_digest: Set(digest(token)),
        officer_id: Set(officer),
        last_used_at: Set(now),
        expires_at: Set(now + LIFETIME),
        failed_count: Set(0),
        locked_until: Set(None),
        lock_epoch: Set(0),
        is_app: Set(is_app),
    }
}

/// Records another login from a known browser or app.
#[must_use]
pub fn seen_again(id: Uuid, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::LastUsedAt, Expr::value(now))
        .col_expr(Column::ExpiresAt, Expr::value(now + LIFETIME))
        .filter(Column::Id.eq(id))
}

/// Selects the browsers and apps of an officer, the last used first.
#[must_use]
pub fn of(officer: OfficerId) -> Select<Entity> {
    Entity::find()
        .filter(Column::OfficerId.eq(officer))
        .order_by_desc(Column::LastUsedAt)
        .order_by_desc(Column::Id)
}

/// Forgets every browser and app of an officer, as after a reset.
#[must_use]
pub fn forget_all(officer: OfficerId) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::OfficerId.eq(officer))
}

/// Forgets every browser and app of an officer except `kept`, as after a change of the password.
#[must_use]
pub fn forget_others(officer: OfficerId, kept: Option<Uuid>) -> DeleteMany<Entity> {
    let all = forget_all(officer);
    match kept {
        Some(id) => all.filter(Column::Id.ne(id)),
        None => all,
    }
}
