//! Sessions: found in one statement, together with others that are looked for at the same time; written down at most
//! once a minute; ended at once.

use std::time::Duration;

use chrono::{DateTime, Utc};
use entity::{
    account,
    audit::Action,
    session::{self, Deadlines, Delivery, deadlines},
};
use futures_util::FutureExt;
use migration::batch::{Batch, in_order, padded};
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{app::App, audit, visit::Visit};

/// A session that stands, and whose it is.
#[derive(Clone, Debug)]
pub struct LiveSession {
    /// The session.
    pub session: session::Model,
    /// How its client has it.
    pub delivery: Delivery,
    /// The account that logged in.
    pub account: account::Model,
    /// The activity that was written down before this request.
    pub seen_before: DateTime<Utc>,
}

/// A session could not be extended.
#[derive(Debug, thiserror::Error)]
pub enum ExtendError {
    /// It ends at its absolute limit already.
    #[error("the session has reached its absolute limit")]
    AbsoluteLimit,
    /// It ended meanwhile.
    #[error("the session is over")]
    Over,
    /// The database did not answer.
    #[error("could not read or write the session")]
    Database(#[from] DbErr),
}

/// A session and whose it is, as they are stored.
type Stored = (session::Model, account::Model);

/// Looks sessions up by the digests of their tokens, and writes their activity down.
pub struct Sessions {
    by_digest: Batch<Vec<u8>, Option<Stored>>,
    touched: Batch<(Uuid, DateTime<Utc>), ()>,
}

impl Sessions {
    /// The sessions in `db`.
    #[must_use]
    pub fn new(db: &DatabaseConnection, limit: Duration) -> Self {
        Self {
            by_digest: Batch::new(db, limit, |db, digests| stored(db, digests).boxed()),
            touched: Batch::new(db, limit, |db, touched| write_down(db, touched).boxed()),
        }
    }
}

async fn stored(db: &DatabaseConnection, digests: &[Vec<u8>]) -> Result<Vec<Option<Stored>>, DbErr> {
    let of_them = session::Column::TokenDigest.is_in(padded(digests));
    let found = session::Entity::find().filter(of_them).find_also_related(account::Entity).all(db).await?;
    let stored = in_order(digests, found, |(session, _)| &session.token_digest).into_iter();
    Ok(stored.map(|row| row.and_then(|(session, account)| Some((session, account?)))).collect())
}

/// All of them as of the latest: they are of one moment.
async fn write_down(db: &DatabaseConnection, seen: &[(Uuid, DateTime<Utc>)]) -> Result<Vec<()>, DbErr> {
    let ids: Vec<_> = seen.iter().map(|(id, _)| *id).collect();
    if let Some(now) = seen.iter().map(|(_, now)| *now).max() {
        session::touch_all(padded(&ids), now).exec(db).await?;
    }
    Ok(vec![(); seen.len()])
}

/// The session behind a token that came in this way, if it stands at `now`.
pub async fn find(
    sessions: &Sessions,
    (token, delivery): (&str, Delivery),
    now: DateTime<Utc>,
) -> Result<Option<LiveSession>, DbErr> {
    let found = sessions.by_digest.ask(session::digest(token, delivery)).await?;
    let Some((session, account)) = found else { return Ok(None) };
    let stands = session.is_live(now)
        && account.closed_at.is_none()
        && session.password_version == account.password_version;
    let seen_before = session.last_seen_at;
    Ok(stands.then_some(LiveSession { session, delivery, account, seen_before }))
}

/// Counts a request as activity (R8); writes only when the last activity is a minute old.
pub async fn touch(sessions: &Sessions, live: &mut LiveSession, now: DateTime<Utc>) -> Result<(), DbErr> {
    if live.session.is_due_for_touch(now) {
        sessions.touched.ask((live.session.id, now)).await?;
        live.session.last_seen_at = now;
        live.session.idle_expires_at = session::idle_end(now);
    }
    Ok(())
}

/// What the owner is told of the session's end: what is written down, so that all tabs are told the
/// same. The session never ends earlier.
#[must_use]
pub fn status(live: &LiveSession) -> Deadlines {
    deadlines(live.session.last_seen_at, live.session.absolute_expires_at)
}

/// Extends by three hours from `now`: the "OK" of the warning (R47).
pub async fn extend(
    db: &DatabaseConnection,
    live: &LiveSession,
    now: DateTime<Utc>,
) -> Result<Deadlines, ExtendError> {
    let cap = live.session.absolute_expires_at;
    if cap.is_some_and(|cap| cap <= live.seen_before + session::IDLE) {
        return Err(ExtendError::AbsoluteLimit);
    }
    let mut extended = session::touch(live.session.id, now).exec_with_returning(db).await?;
    match extended.pop() {
        Some(_) => Ok(deadlines(now, cap)),
        // Another request of the same moment may have written it down already.
        None => {
            if find_by_id(db, live, now).await? {
                Ok(deadlines(now, cap))
            } else {
                Err(ExtendError::Over)
            }
        }
    }
}

async fn find_by_id(db: &DatabaseConnection, live: &LiveSession, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let session = session::Entity::find_by_id(live.session.id).one(db).await?;
    Ok(session.is_some_and(|session| session.is_live(now)))
}

/// Ends the session (R40).
pub async fn end(app: &App, live: &LiveSession, visit: &Visit) -> Result<(), DbErr> {
    let tx = migration::database::write(&app.db).await?;
    if session::end(live.session.id, visit.now).exec(&tx).await?.rows_affected > 0 {
        audit::record(&tx, visit.event(Action::LoggedOut).by_owner(live.account.id)).await?;
    }
    tx.commit().await
}
