//! Tokens at the door that they are not for: an applicant's at the officers' listener, an officer's at the public
//! one. They open nothing there, for what is stored of each is another digest; that one was tried is recorded,
//! because no program of ours sends it.

use entity::{audit::Action, session::Delivery};
use sea_orm::DbErr;

use super::session as officers;
use crate::{account::session as applicants, app::App, audit, visit::Visit};

/// Records that an officer's token came to the public listener, if it is one.
pub async fn note_officers_token(app: &App, token: (&str, Delivery), visit: &Visit) -> Result<(), DbErr> {
    match officers::find(app, token, visit.now).await? {
        Some(live) => record(app, visit, "OFFICER_TOKEN", live.officer.id.0.to_string()).await,
        None => Ok(()),
    }
}

/// Records that an applicant's token came to the officers' listener, if it is one.
pub async fn note_applicants_token(app: &App, token: (&str, Delivery), visit: &Visit) -> Result<(), DbErr> {
    match applicants::find(&app.together.sessions, token, visit.now).await? {
        Some(live) => record(app, visit, "APPLICANT_TOKEN", live.account.id.0.to_string()).await,
        None => Ok(()),
    }
}

async fn record(app: &App, visit: &Visit, reason: &'static str, owner: String) -> Result<(), DbErr> {
    let tx = migration::database::write(&app.db).await?;
    audit::record(&tx, visit.event(Action::WrongDoor).refused(reason).detail(owner)).await?;
    tx.commit().await
}
