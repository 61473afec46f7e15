//! Officers' sessions: found with the roles that are held now, written down at most once a minute, ended at once.

use std::time::Duration;

use chrono::{DateTime, Utc};
use entity::{
    audit::Action,
    officer::{
        self, Role, role,
        session::{self, Model},
    },
    session::Delivery,
};
use futures_util::FutureExt;
use migration::batch::{Batch, in_order, padded};
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter};

use crate::{
    app::App,
    audit::{self, Actor, Event},
    visit::Visit,
};

/// A session that stands, whose it is, and what that officer may do.
#[derive(Clone, Debug)]
pub struct LiveOfficer {
    /// The session.
    pub session: Model,
    /// How its client has it.
    pub delivery: Delivery,
    /// Who logged in.
    pub officer: officer::Model,
    /// The roles that were granted, as of this request.
    pub roles: Vec<Role>,
}

impl LiveOfficer {
    /// Something that this officer did in this request.
    #[must_use]
    pub fn event<'a>(&self, action: Action, visit: &'a Visit) -> Event<'a> {
        visit.event(action).by(self.actor())
    }

    /// This officer, for use cases that others than officers have too.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        Actor::Officer(self.officer.id.0)
    }
}

/// A session and whose it is, as they are stored.
type Stored = (Model, officer::Model);

/// Looks officers' sessions up by the digests of their tokens. At the applicants' door it is asked about every token that is
/// not good there, so it has bounds of its own.
pub struct Sessions(Batch<Vec<u8>, Option<Stored>>);

impl Sessions {
    /// The sessions in `db`.
    #[must_use]
    pub fn new(db: &DatabaseConnection, limit: Duration) -> Self {
        Self(Batch::new(db, limit, |db, digests| stored(db, digests).boxed()))
    }
}

async fn stored(db: &DatabaseConnection, digests: &[Vec<u8>]) -> Result<Vec<Option<Stored>>, DbErr> {
    let of_them = session::Column::TokenDigest.is_in(padded(digests));
    let found = session::Entity::find().filter(of_them).find_also_related(officer::Entity).all(db).await?;
    let stored = in_order(digests, found, |(session, _)| &session.token_digest).into_iter();
    Ok(stored.map(|row| row.and_then(|(session, officer)| Some((session, officer?)))).collect())
}

/// The session behind a token that came in this way, if it stands at `now`.
pub async fn find(
    app: &App,
    (token, delivery): (&str, Delivery),
    now: DateTime<Utc>,
) -> Result<Option<LiveOfficer>, DbErr> {
    let found = app.together.officers_sessions.0.ask(session::digest(token, delivery)).await?;
    let Some((session, officer)) = found else { return Ok(None) };
    let stands = session.is_live(now)
        && officer.closed_at.is_none()
        && session.password_version == officer.password_version;
    if !stands {
        return Ok(None);
    }
    let roles = role::held_by(officer.id).all(&app.db).await?.into_iter().map(|held| held.role).collect();
    Ok(Some(LiveOfficer { session, delivery, officer, roles }))
}

/// Counts a request as activity; writes only when the last activity is a minute old.
pub async fn touch(db: &DatabaseConnection, live: &mut LiveOfficer, now: DateTime<Utc>) -> Result<(), DbErr> {
    if live.session.is_due_for_touch(now) {
        session::touch(live.session.id, now).exec(db).await?;
        live.session.last_seen_at = now;
        live.session.idle_expires_at = session::idle_end(now);
    }
    Ok(())
}

/// Ends the session.
pub async fn end(app: &App, live: &LiveOfficer, visit: &Visit) -> Result<(), DbErr> {
    let tx = migration::database::write(&app.db).await?;
    if session::end(live.session.id, visit.now).exec(&tx).await?.rows_affected > 0 {
        audit::record(&tx, live.event(Action::OfficerLoggedOut, visit)).await?;
    }
    tx.commit().await
}
