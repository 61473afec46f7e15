//! Officers' sessions: found with the roles that are held now, written down at most once a minute, ended at once.

use chrono::{DateTime, Utc};
use entity::{
    audit::Action,
    officer::{
        self, Role, role,
        session::{self, Model},
    },
    session::Delivery,
};
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
        visit.event(action).by(Actor::Officer(self.officer.id.0))
    }
}

/// The session behind a token that came in this way, if it stands at `now`.
pub async fn find(
    db: &DatabaseConnection,
    (token, delivery): (&str, Delivery),
    now: DateTime<Utc>,
) -> Result<Option<LiveOfficer>, DbErr> {
    let found = session::Entity::find()
        .filter(session::Column::TokenDigest.eq(session::digest(token, delivery)))
        .find_also_related(officer::Entity)
        .one(db)
        .await?;
    let Some((session, Some(officer))) = found else { return Ok(None) };
    let stands = session.is_live(now)
        && officer.closed_at.is_none()
        && session.password_version == officer.password_version;
    if !stands {
        return Ok(None);
    }
    let roles = role::held_by(officer.id).all(db).await?.into_iter().map(|held| held.role).collect();
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
