//! Enrols an officer, who enters the enrolment code and the first TOTP code, and chooses a password.
//!
//! Nobody else ever sees that password. The recovery codes are in the answer, and are never shown again.

use entity::{
    account::Password,
    audit::{Action, Reason},
    input::ValidationError,
    key_ring::KeyMissing,
    officer::{
        self, OfficerName, TotpSecret,
        secret_code::{self, CodeKind},
    },
};
use passwords::password_hash::Overloaded;
use sea_orm::DbErr;

use super::{authentication, credentials::draw_recovery_codes};
use crate::{
    account::{FieldError, Form, NewPassword},
    app::App,
    audit::{self, Actor},
    keys,
    rate_limit::{Limit, Limited},
    request_info::RequestInfo,
};

/// Why an officer was not enrolled.
#[derive(Debug, thiserror::Error)]
pub enum EnrolmentError {
    /// One or more fields are empty or invalid.
    #[error("some fields are invalid")]
    Input(Vec<FieldError>),
    /// The enrolment code is unknown, used, expired, or another officer's.
    #[error("the enrolment code does not work")]
    Code,
    /// The TOTP code is wrong.
    #[error("the TOTP code is wrong")]
    TotpCode,
    /// This server lacks the key that seals the TOTP secret; nothing was tried.
    #[error(transparent)]
    KeyMissing(#[from] KeyMissing),
    /// A rate limit was exceeded.
    #[error(transparent)]
    RateLimited(#[from] Limited),
    /// Too many passwords are being hashed.
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    /// A database operation failed; the source says why.
    #[error("could not read or write the officer")]
    Database(#[from] DbErr),
}

/// The input of an enrolment.
pub struct Enrol<'a> {
    /// The name of the officer, as typed.
    pub name: &'a str,
    /// The enrolment code, as typed.
    pub enrolment_code: &'a str,
    /// The officer's password, entered twice; nobody else ever sees it.
    pub new_password: NewPassword<'a>,
    /// The TOTP code that the phone shows.
    pub totp_code: &'a str,
}

/// Enrols an officer, and returns the recovery codes.
pub async fn enrol(app: &App, input: &Enrol<'_>, info: &RequestInfo) -> Result<Vec<String>, EnrolmentError> {
    // By the typed name, before any lookup, so that a limit reveals nothing about who exists.
    let by_name = Limit::OfficerEnrolmentName(info.client, input.name);
    let limits = [Limit::OfficerEnrolmentClient(info.client), by_name];
    app.limiter.take(&limits, 1, info.now).await?;
    let (name, password) = read(input).map_err(EnrolmentError::Input)?;
    // Hashed before anything is looked up, so that an unknown name costs the same work.
    let hash =
        app.hasher.hash(&authentication::requester(pseudonym(app, name.as_ref()), info), password).await?;
    let found = match &name {
        Some(name) => officer::open_by_name(name).one(&app.db).await?,
        None => None,
    };
    let digest = |id| secret_code::digest(CodeKind::Enrolment, id, input.enrolment_code);
    let is_invited = |officer: &officer::Model| {
        officer.enrolment_digest.as_ref() == Some(&digest(officer.id))
            && officer.enrolment_expires_at.is_some_and(|end| info.now < end)
    };
    let Some(officer) = found.filter(is_invited) else {
        return refuse(app, name.as_ref(), info, (Reason::WrongEnrolmentCode, EnrolmentError::Code)).await;
    };
    let sealed = officer.totp_secret.as_deref().unwrap_or_default();
    if let Some(missing) = app.keys.missing_for(sealed) {
        keys::report_missing(&app.db, &missing, info.now).await;
        // A missing key is the installation's fault, so the officer does not pay for it.
        app.limiter.refund(&limits, 1, info.now).await;
        return Err(missing.into());
    }
    let secret = TotpSecret::open(&app.keys, officer.id, sealed);
    let Some(step) = secret.and_then(|secret| secret.step_of(input.totp_code, info.now)) else {
        return refuse(app, name.as_ref(), info, (Reason::WrongCode, EnrolmentError::TotpCode)).await;
    };
    let tx = migration::database::write(&app.db).await?;
    // The digest is a condition of the statement, so of two requests with one code one succeeds.
    let enrolled = officer::enrol(officer.id, digest(officer.id), hash, step, info.now).exec(&tx).await?;
    if enrolled.rows_affected == 0 {
        return Err(EnrolmentError::Code); // another request used the code first
    }
    let codes = draw_recovery_codes(&tx, officer.id).await?;
    let event = info.event(Action::OfficerEnrolled).by(Actor::Officer(officer.id.0));
    audit::record(&tx, event).await?;
    tx.commit().await?;
    Ok(codes)
}

/// The name, if it is valid, and the password; or all errors.
fn read(input: &Enrol<'_>) -> Result<(Option<OfficerName>, Password), Vec<FieldError>> {
    let mut form = Form::default();
    let name = match OfficerName::parse(input.name) {
        Err(ValidationError::Required) => form.take("name", Err::<OfficerName, _>(ValidationError::Required)),
        parsed => parsed.ok(), // a malformed name is answered like an unknown one
    };
    let required = |text: &str| if text.trim().is_empty() { Err(ValidationError::Required) } else { Ok(()) };
    form.take("enrolmentCode", required(input.enrolment_code));
    let password = form.take_officers_password(input.new_password, input.name);
    form.take("totpCode", required(input.totp_code));
    let faults = form.faults();
    match password {
        Some(password) if faults.is_empty() => Ok((name, password)),
        _ => Err(faults),
    }
}

/// A pseudonym for the name, which may be unknown.
fn pseudonym(app: &App, name: Option<&OfficerName>) -> String {
    audit::pseudonym(&app.keys, "officer-name", name.map(OfficerName::as_str).unwrap_or_default())
}

async fn refuse<T>(
    app: &App,
    name: Option<&OfficerName>,
    info: &RequestInfo,
    (reason, error): (Reason, EnrolmentError),
) -> Result<T, EnrolmentError> {
    let who = pseudonym(app, name);
    let tx = migration::database::write(&app.db).await?;
    let event = info.event(Action::OfficerEnrolmentRefused).refused(reason).detail(who);
    audit::record(&tx, event).await?;
    tx.commit().await?;
    Err(error)
}
