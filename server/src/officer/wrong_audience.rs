//! Detects tokens that are sent to the wrong API: an applicant's token to the officers' listener, or an
//! officer's to the public one. They have no effect there, because the stored digests differ. An attempt is
//! recorded, because no program of ours sends such a token.

use entity::{
    audit::{Action, Reason},
    session::SessionToken,
};
use sea_orm::DbErr;

use super::session as officers;
use crate::{
    account::session::{self as applicants, Found},
    app::App,
    audit,
    request_info::RequestInfo,
};

/// Records an attempt if this token of a public request is an officer's.
pub async fn note_officers_token(app: &App, token: &SessionToken, info: &RequestInfo) -> Result<(), DbErr> {
    match officers::find(app, token, info.now).await? {
        Some(live) => record(app, info, Reason::OfficerToken, live.officer.id.0.to_string()).await,
        None => Ok(()),
    }
}

/// Records an attempt if this token of a request to the officers' listener is an applicant's.
pub async fn note_applicants_token(app: &App, token: &SessionToken, info: &RequestInfo) -> Result<(), DbErr> {
    match applicants::find(&app.batches.sessions, token, info.now).await? {
        Found::Live(live) => record(app, info, Reason::ApplicantToken, live.account.id.0.to_string()).await,
        Found::Over(_) => Ok(()),
    }
}

async fn record(app: &App, info: &RequestInfo, reason: Reason, owner: String) -> Result<(), DbErr> {
    let tx = migration::database::write(&app.db).await?;
    audit::record(&tx, info.event(Action::WrongAudience).refused(reason).detail(owner)).await?;
    tx.commit().await
}
