//! Pauses and resumes a kind of mail, and releases held mails: the commands of `server mail`, for officers.
//!
//! Holding mails, and dropping all held mails, is left to the command: they belong to a restore, when no
//! worker and perhaps no server runs.

use entity::{
    input::{ValidationError, required},
    outbox::Kind,
};
use sea_orm::DbErr;

use super::super::session::LiveOfficer;
use crate::{
    account::{FieldError, Form},
    app::App,
    audit::Actor,
    outbox_admin::{self, By},
    request_info::RequestInfo,
};

/// Maximum length of a reason, in characters.
pub const LONGEST_REASON: usize = 200;

/// Why a kind was not paused.
#[derive(Debug, thiserror::Error)]
pub enum PauseError {
    /// The kind or the reason is missing or invalid, or officers may not pause this kind.
    #[error("some fields are invalid")]
    Input(Vec<FieldError>),
    /// The kind is paused already. That pause and its reason stay.
    #[error("the kind is paused already")]
    AlreadyPaused,
    /// A database operation failed; the source says why.
    #[error("could not read or write the pause")]
    Database(#[from] DbErr),
}

/// Pauses a kind. Kinds that warn owners can only be paused by the command.
pub async fn pause(
    app: &App,
    by: &LiveOfficer,
    kind: Option<Kind>,
    reason: &str,
    info: &RequestInfo,
) -> Result<(), PauseError> {
    let mut form = Form::default();
    let reason = form.take("reason", parse_reason(reason)).unwrap_or_default();
    let kind = form.take(
        "kind",
        match kind {
            None => Err(ValidationError::Required),
            // An officer who changes an address must not be able to hold back the notice about it.
            Some(kind) if kind.warns_owner() => Err(ValidationError::NotInList),
            Some(kind) => Ok(kind),
        },
    );
    let kind = match (kind, form.faults()) {
        (Some(kind), faults) if faults.is_empty() => kind,
        (_, faults) => return Err(PauseError::Input(faults)),
    };
    let paused = outbox_admin::pause(&app.db, kind, reason, of(by, info), info.now).await?;
    if paused { Ok(()) } else { Err(PauseError::AlreadyPaused) }
}

/// Resumes a kind; does nothing if it is not paused.
pub async fn resume(app: &App, by: &LiveOfficer, kind: Kind, info: &RequestInfo) -> Result<(), DbErr> {
    outbox_admin::resume(&app.db, kind, of(by, info), info.now).await.map(drop)
}

/// Releases the held mails of a kind, or of all kinds; returns how many.
pub async fn release(
    app: &App,
    by: &LiveOfficer,
    kind: Option<Kind>,
    info: &RequestInfo,
) -> Result<u64, DbErr> {
    outbox_admin::release(&app.db, kind, of(by, info), info.now).await
}

fn of<'a>(by: &LiveOfficer, info: &'a RequestInfo) -> By<'a> {
    (Actor::Officer(by.officer.id.0), &info.source)
}

fn parse_reason(input: &str) -> Result<&str, ValidationError> {
    let reason = required(input)?;
    if reason.chars().count() > LONGEST_REASON {
        return Err(ValidationError::TooLong { max: LONGEST_REASON });
    }
    if reason.chars().any(char::is_control) { Err(ValidationError::InvalidFormat) } else { Ok(reason) }
}
