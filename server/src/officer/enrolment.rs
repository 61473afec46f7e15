//! Enrolling: an officer shows the enrolment code and the first code of the telephone, and chooses a password.
//!
//! Nobody else has seen that password. The recovery codes are shown in the answer, and nowhere after that.

use entity::{
    account::{About, Password},
    audit::Action,
    input::Fault,
    key_ring::KeyMissing,
    officer::{
        self, OfficerName, TotpSecret,
        secret_code::{self, CodeKind},
    },
};
use sea_orm::DbErr;

use super::{attempt, credentials::draw_recovery_codes};
use crate::{
    account::{FieldFault, Form, password_hash::Overloaded},
    app::App,
    audit::{self, Actor},
    keys,
    rate_limit::{Limit, Limited},
    visit::Visit,
};

/// Someone was not enrolled.
#[derive(Debug, thiserror::Error)]
pub enum EnrolmentError {
    /// Fields are empty or wrong.
    #[error("fields are wrong")]
    Input(Vec<FieldFault>),
    /// There is no such code: never was, used, too old, or another officer's.
    #[error("the enrolment code does not work")]
    Code,
    /// The telephone shows another code.
    #[error("the telephone's code is wrong")]
    TotpCode,
    /// The telephone's secret is sealed with a key that this server lacks; nothing was tried.
    #[error(transparent)]
    KeyMissing(#[from] KeyMissing),
    /// It was asked for too often.
    #[error(transparent)]
    RateLimited(#[from] Limited),
    /// Too many passwords are being hashed.
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    /// The database did not answer.
    #[error("could not read or write the officer")]
    Database(#[from] DbErr),
}

/// What someone types to enrol.
pub struct Enrol<'a> {
    /// The name.
    pub name: &'a str,
    /// The enrolment code.
    pub enrolment_code: &'a str,
    /// The password.
    pub password: &'a str,
    /// The password again.
    pub password_confirmation: &'a str,
    /// The code of the telephone.
    pub totp_code: &'a str,
}

/// Enrols an officer; answers with the recovery codes.
pub async fn enrol(app: &App, typed: &Enrol<'_>, visit: &Visit) -> Result<Vec<String>, EnrolmentError> {
    let limits = [Limit::OfficerEnrolmentClient(visit.client), Limit::OfficerEnrolmentName(typed.name)];
    app.limiter.take(&limits, 1, visit.now).await?;
    let (name, password) = read(typed).map_err(EnrolmentError::Input)?;
    // Before anything is looked up, so that the work is the same for a name that nobody has.
    let hash = app.hasher.hash(&attempt::requester(stand_in(app, name.as_ref()), visit), password).await?;
    let found = match &name {
        Some(name) => officer::open_by_name(name).one(&app.db).await?,
        None => None,
    };
    let digest = |id| secret_code::digest(CodeKind::Enrolment, id, typed.enrolment_code);
    let is_invited = |officer: &officer::Model| {
        officer.enrolment_digest.as_ref() == Some(&digest(officer.id))
            && officer.enrolment_expires_at.is_some_and(|end| visit.now < end)
    };
    let Some(officer) = found.filter(is_invited) else {
        return refuse(app, name.as_ref(), visit, ("WRONG_ENROLMENT_CODE", EnrolmentError::Code)).await;
    };
    let sealed = officer.totp_secret.as_deref().unwrap_or_default();
    if let Some(missing) = app.keys.missing_for(sealed) {
        keys::report_missing(&app.db, &missing, visit.now).await;
        app.limiter.refund(&limits, 1, visit.now).await;
        return Err(missing.into());
    }
    let secret = TotpSecret::open(&app.keys, officer.id, sealed);
    let Some(step) = secret.and_then(|secret| secret.step_of(typed.totp_code, visit.now)) else {
        return refuse(app, name.as_ref(), visit, ("WRONG_CODE", EnrolmentError::TotpCode)).await;
    };
    let tx = migration::database::write(&app.db).await?;
    let enrolled = officer::enrol(officer.id, digest(officer.id), hash, step, visit.now).exec(&tx).await?;
    if enrolled.rows_affected == 0 {
        return Err(EnrolmentError::Code); // someone was faster
    }
    let codes = draw_recovery_codes(&tx, officer.id).await?;
    let event = visit.event(Action::OfficerEnrolled).by(Actor::Officer(officer.id.0));
    audit::record(&tx, event).await?;
    tx.commit().await?;
    Ok(codes)
}

/// The name, if it is one, and the password; or all that is wrong.
fn read(typed: &Enrol<'_>) -> Result<(Option<OfficerName>, Password), Vec<FieldFault>> {
    let mut form = Form::default();
    let name = match OfficerName::parse(typed.name) {
        Err(Fault::Required) => form.take("name", Err::<OfficerName, _>(Fault::Required)),
        parsed => parsed.ok(), // a malformed name is answered like an unknown one
    };
    let required = |text: &str| if text.trim().is_empty() { Err(Fault::Required) } else { Ok(()) };
    form.take("enrolmentCode", required(typed.enrolment_code));
    let about = About { user_id: Some(typed.name), name: None, email: None, phone_number: None };
    let password = form.take_all("password", Password::choose(typed.password, &about));
    let is_equal = typed.password == typed.password_confirmation;
    form.confirm("passwordConfirmation", typed.password_confirmation, is_equal);
    form.take("totpCode", required(typed.totp_code));
    let faults = form.faults();
    match password {
        Some(password) if faults.is_empty() => Ok((name, password)),
        _ => Err(faults),
    }
}

/// What stands for a name that nobody may have.
fn stand_in(app: &App, name: Option<&OfficerName>) -> String {
    audit::stand_in(&app.keys, "officer-name", name.map(OfficerName::as_str).unwrap_or_default())
}

async fn refuse<T>(
    app: &App,
    name: Option<&OfficerName>,
    visit: &Visit,
    (reason, error): (&'static str, EnrolmentError),
) -> Result<T, EnrolmentError> {
    let who = stand_in(app, name);
    let tx = migration::database::write(&app.db).await?;
    let event = visit.event(Action::OfficerEnrolmentRefused).refused(reason).detail(who);
    audit::record(&tx, event).await?;
    tx.commit().await?;
    Err(error)
}
