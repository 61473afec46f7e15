//! Sessions: looked up in batches, updated at most once a minute, ended immediately.

use chrono::{DateTime, Utc};
use entity::{
    account,
    audit::Action,
    session::{self, Deadlines, Delivery, deadlines},
};
use sea_orm::{DatabaseConnection, DbErr, EntityTrait};

use crate::{app::App, audit, batches::sessions::Sessions, request_info::RequestInfo};

/// A valid session and its account.
#[derive(Clone, Debug)]
pub struct LiveSession {
    /// The row of the session, with the activity of this request.
    pub session: session::Model,
    /// How the client sends the token: cookie or header.
    pub delivery: Delivery,
    /// The account that logged in.
    pub account: account::Model,
    /// The last recorded activity before this request.
    pub seen_before: DateTime<Utc>,
}

/// Why a session could not be extended.
#[derive(Debug, thiserror::Error)]
pub enum ExtendError {
    /// The session cannot last longer: it has reached its absolute limit.
    #[error("the session has reached its absolute limit")]
    AbsoluteLimit,
    /// The session has ended in the meantime.
    #[error("the session has ended")]
    Over,
    /// A database operation failed; the source says why.
    #[error("could not read or write the session")]
    Database(#[from] DbErr),
}

/// The session of a token that was sent in this way, if it is valid at `now`.
pub async fn find(
    sessions: &Sessions,
    (token, delivery): (&str, Delivery),
    now: DateTime<Utc>,
) -> Result<Option<LiveSession>, DbErr> {
    let found = sessions.find(session::digest(token, delivery)).await?;
    let Some((session, account)) = found else { return Ok(None) };
    // A new password ends the sessions that were opened with the old one.
    let stands = session.is_live(now)
        && account.closed_at.is_none()
        && session.password_version == account.password_version;
    let seen_before = session.last_seen_at;
    Ok(stands.then_some(LiveSession { session, delivery, account, seen_before }))
}

/// Records a request as activity (R8). It writes only if the last recorded activity is a minute old.
pub async fn touch(sessions: &Sessions, live: &mut LiveSession, now: DateTime<Utc>) -> Result<(), DbErr> {
    if live.session.is_due_for_touch(now) {
        sessions.touch(live.session.id, now).await?;
        live.session.last_seen_at = now;
        live.session.idle_expires_at = session::idle_end(now);
    }
    Ok(())
}

/// When the session warns and when it ends. Computed from recorded activity, so that all tabs show the same.
/// The session never ends earlier.
#[must_use]
pub fn status(live: &LiveSession) -> Deadlines {
    deadlines(live.session.last_seen_at, live.session.absolute_expires_at)
}

/// Extends the session to three hours from `now`: the "OK" of the warning (R47).
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
        // A concurrent request may have recorded the activity already.
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

/// Ends the session: "Log out" (R40).
pub async fn end(app: &App, live: &LiveSession, info: &RequestInfo) -> Result<(), DbErr> {
    let tx = migration::database::write(&app.db).await?;
    if session::end(live.session.id, info.now).exec(&tx).await?.rows_affected > 0 {
        audit::record(&tx, info.event(Action::LoggedOut).by_owner(live.account.id)).await?;
    }
    tx.commit().await
}
