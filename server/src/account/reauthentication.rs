//! Typing the password again, before what protects the account is changed.
//!
//! A session that someone walked away from must not be enough to take an account over: a change of address or
//! password asks for a login less than 15 minutes old, or for the password in the same call.

use std::sync::Arc;

use entity::{input::Fault, session};
use sea_orm::DbErr;

use super::{
    FieldFault,
    credential::{self, Claim, Unproved},
    secret,
    session::LiveSession,
};
use crate::{app::App, visit::Visit};

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
        _ if live.session.is_recent(visit.now) => Ok(()),
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
    credential::prove(app, Claim::Account(live.account.id), typed, visit).await?;
    Ok(())
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
    let mut rotated =
        session::rotate(live.session.id, version, &token, visit.now).exec_with_returning(&app.db).await?;
    let Some(session) = rotated.pop() else { return Err(NotShown::SessionOver) };
    Ok((LiveSession { session, ..live.clone() }, token))
}
