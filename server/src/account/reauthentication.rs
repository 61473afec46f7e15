//! Typing the password again, before what protects the account is changed.
//!
//! A session that someone walked away from must not be enough to take an account over: a change of address or
//! password asks for a login less than 15 minutes old, or for the password in the same call.

use std::sync::Arc;

use entity::{audit::Action, input::Fault, session};
use sea_orm::DbErr;

use super::{
    FieldFault,
    credential::{self, Claim, Unproved},
    password_hash::{Class, Requester},
    secret,
    session::LiveSession,
};
use crate::{
    app::App,
    audit,
    rate_limit::{Limit, Limited},
    visit::Visit,
};

/// Why someone did not show to be the owner.
#[derive(Debug, thiserror::Error)]
pub enum NotShown {
    /// The password came empty.
    #[error("the password is empty")]
    Empty(FieldFault),
    /// The password was not proved.
    #[error(transparent)]
    Unproved(#[from] Unproved),
    /// The session ended meanwhile.
    #[error("the session is over")]
    SessionOver,
    /// It was asked for too often.
    #[error(transparent)]
    RateLimited(#[from] Limited),
    /// The database did not answer.
    #[error("could not read or write the session")]
    Database(#[from] DbErr),
}

/// Why what someone asked for was not done yet.
#[derive(Debug, thiserror::Error)]
pub enum Unconfirmed {
    /// The login is too old, and no password came with the call.
    #[error("the password must be typed again")]
    Required,
    /// A password came with the call, in vain.
    #[error(transparent)]
    NotShown(#[from] NotShown),
}

/// Passes when the login is recent, or when the password typed in `field` is right.
pub(super) async fn confirm(
    app: &Arc<App>,
    live: &LiveSession,
    typed: Option<&str>,
    field: &'static str,
    visit: &Visit,
) -> Result<(), Unconfirmed> {
    match typed {
        Some(typed) if !typed.is_empty() => Ok(require(app, live, typed, field, visit).await?),
        _ if live.session.is_recent(visit.now) => {
            Ok(admit(app, live, visit).await.map_err(NotShown::from)?)
        }
        _ => Err(Unconfirmed::Required),
    }
}

/// Passes when the password typed in `field` is right, however recent the login is.
pub(super) async fn require(
    app: &Arc<App>,
    live: &LiveSession,
    typed: &str,
    field: &'static str,
    visit: &Visit,
) -> Result<(), NotShown> {
    if typed.is_empty() {
        return Err(NotShown::Empty(FieldFault { field, fault: Fault::Required }));
    }
    admit(app, live, visit).await?;
    let (id, networks) = (live.account.id, visit.client.networks());
    let requester = Requester { class: Class::Known, networks, subject: id.0.to_string() };
    credential::prove(app, &requester, Claim::Account(id), typed, visit).await?;
    Ok(())
}

/// Asks whether the account may be changed once more.
pub(super) async fn admit(app: &App, live: &LiveSession, visit: &Visit) -> Result<(), Limited> {
    app.limiter.take(&[Limit::AccountChange(live.account.id.0)], 1, visit.now).await
}

/// Types the password again: the session counts as just logged in, and goes on under a new token.
pub async fn reauthenticate(
    app: &Arc<App>,
    live: &LiveSession,
    typed: &str,
    visit: &Visit,
) -> Result<(LiveSession, String), NotShown> {
    require(app, live, typed, "password", visit).await?;
    let token = secret::token();
    let version = live.session.password_version;
    let tx = migration::database::write(&app.db).await?;
    let mut rotated =
        session::rotate(live.session.id, version, session::digest(&token, live.delivery), visit.now)
            .exec_with_returning(&tx)
            .await?;
    let Some(session) = rotated.pop() else { return Err(NotShown::SessionOver) };
    audit::record(&tx, visit.event(Action::Reauthenticated).by_owner(live.account.id)).await?;
    tx.commit().await?;
    Ok((LiveSession { session, ..live.clone() }, token))
}
