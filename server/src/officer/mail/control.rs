//! Pausing and resuming a kind of mail, and letting held mails go: what `server mail` does, by an officer.
//!
//! Holding, and dropping all that is held, stay with the command: they follow a restore, when no worker and perhaps no
//! server runs.

use entity::{
    input::{Fault, required},
    outbox::Kind,
};
use sea_orm::DbErr;

use super::super::session::LiveOfficer;
use crate::{
    account::{FieldFault, Form},
    app::App,
    audit::Actor,
    mail_control::{self, By},
    visit::Visit,
};

/// The most characters of a reason.
pub const LONGEST_REASON: usize = 200;

/// A kind was not paused.
#[derive(Debug, thiserror::Error)]
pub enum PauseError {
    /// The reason is missing or too long, or the kind is not one to pause.
    #[error("fields are wrong")]
    Input(Vec<FieldFault>),
    /// It is paused already; that pause and its reason stay.
    #[error("the kind is paused already")]
    AlreadyPaused,
    /// The database did not answer.
    #[error("could not read or write the pause")]
    Database(#[from] DbErr),
}

/// Pauses a kind, but for those that warn owners: those are paused by the command alone.
pub async fn pause(
    app: &App,
    by: &LiveOfficer,
    kind: Kind,
    reason: &str,
    visit: &Visit,
) -> Result<(), PauseError> {
    let mut form = Form::default();
    let reason = form.take("reason", parse_reason(reason)).unwrap_or_default();
    if kind.warns_owner() {
        form.take("kind", Err::<(), _>(Fault::NotInList));
    }
    let faults = form.faults();
    if !faults.is_empty() {
        return Err(PauseError::Input(faults));
    }
    let paused = mail_control::pause(&app.db, kind, reason, of(by, visit), visit.now).await?;
    if paused { Ok(()) } else { Err(PauseError::AlreadyPaused) }
}

/// Resumes a kind; nothing happens when it is not paused.
pub async fn resume(app: &App, by: &LiveOfficer, kind: Kind, visit: &Visit) -> Result<(), DbErr> {
    mail_control::resume(&app.db, kind, of(by, visit), visit.now).await.map(drop)
}

/// Lets held mails of a kind be sent, or all of them; answers with how many.
pub async fn release(app: &App, by: &LiveOfficer, kind: Option<Kind>, visit: &Visit) -> Result<u64, DbErr> {
    mail_control::release(&app.db, kind, of(by, visit), visit.now).await
}

fn of<'a>(by: &LiveOfficer, visit: &'a Visit) -> By<'a> {
    (Actor::Officer(by.officer.id.0), &visit.source)
}

fn parse_reason(typed: &str) -> Result<&str, Fault> {
    let reason = required(typed)?;
    if reason.chars().count() > LONGEST_REASON {
        return Err(Fault::TooLong { max: LONGEST_REASON });
    }
    if reason.chars().any(char::is_control) { Err(Fault::InvalidFormat) } else { Ok(reason) }
}
