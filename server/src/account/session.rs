//! Sessions: looked up in batches, updated at most once a minute, ended immediately.

use chrono::{DateTime, Utc};
use entity::{
    account,
    audit::Action,
    session::{self, Deadlines, Delivery, EndReason, SessionEnd, SessionToken, deadlines},
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
    /// The account that logged in, as it is stored at the time of this request.
    pub account: account::Model,
    /// The last recorded activity before this request.
    pub seen_before: DateTime<Utc>,
    /// Whether the request has the token of before a rotation, which it may for [`session::GRACE`].
    pub is_old_token: bool,
}

impl LiveSession {
    /// Whether the password was confirmed so recently that it need not be typed again. A token of before a
    /// rotation does not profit from it: that token may be stolen, and the person who typed the password has
    /// the new one.
    #[must_use]
    pub fn is_recent(&self, now: DateTime<Utc>) -> bool {
        !self.is_old_token && self.session.is_recent(now)
    }
}

/// What a token opens.
#[derive(Debug)]
pub enum Found {
    /// A valid session.
    Live(Box<LiveSession>),
    /// None any more, or none at all. When and why the session has ended, if that is known: a row is deleted
    /// when its account is closed, and 30 days after its end.
    Over(Option<SessionEnd>),
}

/// A session that goes on under a new token.
pub struct RotatedSession {
    /// The session and its account.
    pub live: LiveSession,
    /// The new token. It is returned once and never stored.
    pub token: String,
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

/// The session of a token that was sent in this way, if it is valid at `now`; otherwise why it is not. A request
/// that was under way while the token was rotated still has the one of before.
pub async fn find(sessions: &Sessions, token: &SessionToken, now: DateTime<Utc>) -> Result<Found, DbErr> {
    let digest = session::digest(&token.text, token.delivery);
    let found = sessions.find(digest.clone()).await?;
    let is_old_token = found.is_none();
    let found = match found {
        None => sessions.find_by_previous(digest).await?.filter(|(session, _)| session.accepts_previous(now)),
        found => found,
    };
    let Some((session, account)) = found else { return Ok(Found::Over(None)) };
    // A new password ends the sessions that were opened with the old one.
    let is_valid = session.is_live(now)
        && account.closed_at.is_none()
        && session.password_version == account.password_version;
    if !is_valid {
        return Ok(Found::Over(Some(session.end(account.password_version, now))));
    }
    let seen_before = session.last_seen_at;
    let delivery = token.delivery;
    Ok(Found::Live(Box::new(LiveSession { session, delivery, account, seen_before, is_old_token })))
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
    // The session would end at the same time as before, so "OK" must not look as if it had helped.
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
    // A second click on "Log out" ends nothing, and records nothing.
    if session::end(live.session.id, EndReason::LoggedOut, info.now).exec(&tx).await?.rows_affected > 0 {
        audit::record(&tx, info.event(Action::LoggedOut).by_owner(live.account.id)).await?;
    }
    tx.commit().await
}
