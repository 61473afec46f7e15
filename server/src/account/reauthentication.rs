//! Asks for the password again before a change that affects the security of the account.
//!
//! A session that its owner left open must not be enough to take the account over. A change of address or
//! password requires a login less than 15 minutes old, or the password in the same request.

use std::sync::Arc;

use entity::{audit::Action, input::ValidationError, session};
use passwords::password_hash::{Class, Requester};
use sea_orm::DbErr;

use super::{
    FieldError,
    credential::{self, Identifier},
    password_attempt::AuthenticationError,
    secret,
    session::{LiveSession, RotatedSession},
};
use crate::{
    app::App,
    audit,
    rate_limit::{Limit, Limited},
    request_info::RequestInfo,
};

/// Why the requester was not reauthenticated.
#[derive(Debug, thiserror::Error)]
pub enum ReauthenticationRequired {
    /// The password field is empty.
    #[error("the password is empty")]
    Empty(FieldError),
    /// The password was not verified.
    #[error(transparent)]
    AuthenticationError(#[from] AuthenticationError),
    /// The session has ended in the meantime.
    #[error("the session has ended")]
    SessionOver,
    /// A rate limit was exceeded.
    #[error(transparent)]
    RateLimited(#[from] Limited),
    /// A database operation failed; the source says why.
    #[error("could not read or write the session")]
    Database(#[from] DbErr),
}

/// Why a change was not made.
#[derive(Debug, thiserror::Error)]
pub enum ReauthenticationError {
    /// The login is too old, and the request contains no password.
    #[error("the login is not recent and no password was given")]
    Required,
    /// The request contains a password, but reauthentication failed.
    #[error(transparent)]
    ReauthenticationRequired(#[from] ReauthenticationRequired),
}

/// Succeeds if the login is recent, or if the password in `field` is right.
pub(super) async fn confirm(
    app: &Arc<App>,
    live: &LiveSession,
    input: Option<&str>,
    field: &'static str,
    info: &RequestInfo,
) -> Result<(), ReauthenticationError> {
    match input {
        // A password that was given is verified even after a recent login: a wrong one is never ignored.
        Some(input) if !input.is_empty() => Ok(require(app, live, input, field, info).await?),
        _ if live.is_recent(info.now) => {
            Ok(admit(app, live, info).await.map_err(ReauthenticationRequired::from)?)
        }
        _ => Err(ReauthenticationError::Required),
    }
}

/// Succeeds if the password in `field` is right, even if the login is recent.
pub(super) async fn require(
    app: &Arc<App>,
    live: &LiveSession,
    input: &str,
    field: &'static str,
    info: &RequestInfo,
) -> Result<(), ReauthenticationRequired> {
    if input.is_empty() {
        return Err(ReauthenticationRequired::Empty(FieldError { field, fault: ValidationError::Required }));
    }
    // Before the hash, so that a refusal costs neither a hash nor one of the five attempts.
    admit(app, live, info).await?;
    let (id, networks) = (live.account.id, info.client.networks());
    let requester = Requester { class: Class::Known, networks, subject: id.0.to_string() };
    credential::authenticate(app, &requester, Identifier::Account(id), input, info).await?;
    Ok(())
}

/// Checks the rate limit for changes to one account.
pub(super) async fn admit(app: &App, live: &LiveSession, info: &RequestInfo) -> Result<(), Limited> {
    app.limiter.take(&[Limit::AccountChange(live.account.id.0)], 1, info.now).await
}

/// Verifies the password again. The session then counts as just logged in, and continues under a new token.
pub async fn reauthenticate(
    app: &Arc<App>,
    live: &LiveSession,
    input: &str,
    info: &RequestInfo,
) -> Result<RotatedSession, ReauthenticationRequired> {
    require(app, live, input, "password", info).await?;
    let token = secret::token();
    let version = live.session.password_version;
    let tx = migration::database::write(&app.db).await?;
    let mut rotated =
        session::rotate(live.session.id, version, session::digest(&token, live.delivery), info.now)
            .exec_with_returning(&tx)
            .await?;
    let Some(session) = rotated.pop() else { return Err(ReauthenticationRequired::SessionOver) };
    audit::record(&tx, info.event(Action::Reauthenticated).by_owner(live.account.id)).await?;
    tx.commit().await?;
    Ok(RotatedSession { live: LiveSession { session, is_old_token: false, ..live.clone() }, token })
}
