//! Officers' sessions: looked up together with current roles, updated at most once a minute, ended
//! immediately.

use chrono::{DateTime, Utc};
use entity::{
    audit::Action,
    officer::{
        self, Role, role,
        session::{self, Model},
    },
    session::{Delivery, SessionToken},
};
use sea_orm::{DatabaseConnection, DbErr};

use crate::{
    app::App,
    audit::{self, Actor, Event},
    request_info::RequestInfo,
};

/// A valid session, its officer, and the officer's roles.
#[derive(Clone, Debug)]
pub struct LiveOfficer {
    /// The row of the session, with the activity of this request.
    pub session: Model,
    /// How the client sends the token: cookie or header.
    pub delivery: Delivery,
    /// The officer who logged in, as stored at the time of this request.
    pub officer: officer::Model,
    /// The granted roles at the time of this request.
    pub roles: Vec<Role>,
}

impl LiveOfficer {
    /// An event of this request with this officer as the actor.
    #[must_use]
    pub fn event<'a>(&self, action: Action, info: &'a RequestInfo) -> Event<'a> {
        info.event(action).by(self.actor())
    }

    /// This officer as an actor, for use cases that are not only for officers.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        Actor::Officer(self.officer.id.0)
    }
}

/// The session of a token that was sent in this way, if it is valid at `now`.
pub async fn find(app: &App, token: &SessionToken, now: DateTime<Utc>) -> Result<Option<LiveOfficer>, DbErr> {
    let found = app.batches.officer_sessions.find(session::digest(&token.text, token.delivery)).await?;
    let Some((session, officer)) = found else { return Ok(None) };
    let is_valid = session.is_live(now)
        && officer.closed_at.is_none()
        && session.password_version == officer.password_version;
    if !is_valid {
        return Ok(None);
    }
    // Read for each request, so that a revoked role ends with the next request.
    let roles = role::held_by(officer.id).all(&app.db).await?.into_iter().map(|held| held.role).collect();
    Ok(Some(LiveOfficer { session, delivery: token.delivery, officer, roles }))
}

/// Records a request as activity. It writes only if the last recorded activity is a minute old.
pub async fn touch(db: &DatabaseConnection, live: &mut LiveOfficer, now: DateTime<Utc>) -> Result<(), DbErr> {
    if live.session.is_due_for_touch(now) {
        session::touch(live.session.id, now).exec(db).await?;
        live.session.last_seen_at = now;
        live.session.idle_expires_at = session::idle_end(now);
    }
    Ok(())
}

/// Ends the session of a logout.
pub async fn end(app: &App, live: &LiveOfficer, info: &RequestInfo) -> Result<(), DbErr> {
    let tx = migration::database::write(&app.db).await?;
    if session::end(live.session.id, info.now).exec(&tx).await?.rows_affected > 0 {
        audit::record(&tx, live.event(Action::OfficerLoggedOut, info)).await?;
    }
    tx.commit().await
}
