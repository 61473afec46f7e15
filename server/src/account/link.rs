//! What the use cases behind a link in a mail share: finding it, and why it does not work.

use chrono::{DateTime, Utc};
use entity::email_link::{self, Purpose, State};
use rand::Rng;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, Statement};

/// Why a link does not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkFault {
    /// There is no such link, or it is for something else.
    Unknown,
    /// Its lifetime is over (R57).
    Expired,
    /// It was used up.
    Used,
    /// A newer one took its place (I18).
    Replaced,
}

/// The link behind a token, whatever has become of it, if it is for this purpose.
pub async fn find(
    db: &DatabaseConnection,
    token: &str,
    purpose: Purpose,
) -> Result<Option<email_link::Model>, DbErr> {
    if !email_link::is_token(token) {
        return Ok(None);
    }
    let found = email_link::by_token(token).one(db).await?;
    Ok(found.filter(|link| link.purpose == purpose))
}

/// Why a link does not work at `now`, if it does not.
#[must_use]
pub fn fault_of(link: &email_link::Model, now: DateTime<Utc>) -> Option<LinkFault> {
    match link.state(now) {
        State::Open => None,
        State::Expired => Some(LinkFault::Expired),
        State::Used => Some(LinkFault::Used),
        State::Replaced => Some(LinkFault::Replaced),
    }
}

/// Whether a link was used up so recently that the same input gets the same answer again.
#[must_use]
pub fn may_replay(link: &email_link::Model, now: DateTime<Utc>) -> bool {
    link.consumed_at.is_some_and(|at| now < at + email_link::REPLAY)
}

/// Sixteen random bytes for a new request.
pub(super) fn nonce() -> Vec<u8> {
    let mut nonce = vec![0; 16];
    #[expect(clippy::disallowed_methods, reason = "a shell draws its own secrets")]
    rand::rng().fill_bytes(&mut nonce);
    nonce
}

/// Lets requests for one subject pass one by one, so that each sees and replaces the link of the one
/// before (I18). SQLite does so by itself.
pub(super) async fn one_at_a_time(
    tx: &DatabaseTransaction,
    purpose: Purpose,
    subject: &str,
) -> Result<(), DbErr> {
    if tx.get_database_backend() == DbBackend::Postgres {
        let lock = "SELECT pg_advisory_xact_lock(hashtextextended($1 || ':' || $2, 0))";
        let values = [purpose.name().into(), subject.into()];
        tx.query_one_raw(Statement::from_sql_and_values(DbBackend::Postgres, lock, values)).await?;
    }
    Ok(())
}
