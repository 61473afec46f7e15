//! Registration according to the 2023 manual: the details first, then the password by a link in a mail
//! (R93-R111).
//!
//! "Confirm" validates the input and returns a one-time token for the next step, bound to the confirmed data;
//! it stores nothing (`step_token`). "Registration" uses the token and creates the account in one
//! transaction. It makes no difference whether the address is already in use (I16).

use chrono::{DateTime, Utc};
use entity::{
    account::{self, AccountId, EmailAddress, NewAccount, PersonName, PhoneNumber, Sex, UserType, street},
    audit::Action,
    email_link::{self, Purpose},
    input::ValidationError,
    language::Language,
    municipality::{self, Municipality},
    outbox::Mail,
    parts_digest, registration_step,
};
use sea_orm::{ActiveValue::Set, entity::prelude::*};

use super::{FieldError, Form, link, new_account, step_token};
use crate::{
    app::App,
    audit,
    rate_limit::{Limit, Limited},
    request_info::RequestInfo,
    terms,
};

/// The input of the "User information registration" screen.
pub struct Details<'a> {
    /// The user type; only an applicant at a counter is valid (R101).
    pub user_type: Option<UserType>,
    /// The name, as typed (R94).
    pub name: &'a str,
    /// The sex: male or female (R95).
    pub sex: Option<Sex>,
    /// The date of birth (R96).
    pub birth_date: &'a str,
    /// The code of the municipality, which also determines the prefecture (R97).
    pub municipality_code: &'a str,
    /// Town name, street and house number (R98).
    pub street: &'a str,
    /// The telephone number, as typed (R99).
    pub phone_number: &'a str,
    /// The e-mail address, as typed (R100).
    pub email: &'a str,
    /// The e-mail address, typed a second time.
    pub email_confirmation: &'a str,
    /// The version of the terms that were agreed to (R103).
    pub agreed_terms_version: &'a str,
    /// The language of the mails to this user.
    pub language: Language,
}

/// Validated details, as STEP2 displays them (R106).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// The user type, always that of an applicant at a counter.
    pub user_type: UserType,
    /// The name, in the form that [`PersonName`] accepts.
    pub name: PersonName,
    /// The sex that was selected.
    pub sex: Sex,
    /// The date of birth, not in the future.
    pub birth_date: chrono::NaiveDate,
    /// The municipality, with its prefecture.
    pub municipality: Municipality,
    /// Town name, street and house number, in 2-byte characters.
    pub street: String,
    /// The telephone number, in the form that [`PhoneNumber`] accepts.
    pub phone_number: PhoneNumber,
    /// The e-mail address that mails will go to.
    pub email: EmailAddress,
    language: Language,
}

/// Why the confirmed step cannot be completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepFault {
    /// The token is unknown, or other data were confirmed with it.
    Unknown,
    /// More than 30 minutes have passed since "Confirm".
    Expired,
    /// The token has been used: the account exists, and its mail is on the way.
    Used,
}

/// Why no account was created.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// One or more fields are invalid.
    #[error("some fields are invalid")]
    Input(Vec<FieldError>),
    /// The token of "Confirm" does not work.
    #[error("the confirmation token does not work")]
    Step(StepFault),
    /// A rate limit was exceeded.
    #[error(transparent)]
    RateLimited(#[from] Limited),
    /// A database operation failed; the source says why.
    #[error("could not record the registration")]
    Database(#[from] DbErr),
}

/// The result of "Confirm".
pub struct Confirmed {
    /// The validated details, to be displayed before they are registered.
    pub confirmation: Confirmation,
    /// The token for the step that registers them. It is returned once and never stored.
    pub step_token: String,
}

/// The result of "Registration" (R109).
pub struct Registered {
    /// The new user ID, e.g. `hdlpf38617`.
    pub user_id: String,
    /// The address to which the user ID and the link for the first password are sent.
    pub sent_to: String,
    /// When that link expires if its mail is sent at once.
    pub link_expires_at: DateTime<Utc>,
}

/// "Confirm": validates the input, and returns a token for the step that registers it (R104, R106).
pub fn confirm(app: &App, details: &Details<'_>, info: &RequestInfo) -> Result<Confirmed, RegisterError> {
    let confirmation = check(details, Form::default(), info)?;
    let step_token = step_token::seal(&app.keys, &confirmation.digest(), info.now);
    Ok(Confirmed { confirmation, step_token })
}

/// "Registration": uses the token, creates the account, and sends the user ID with a link for the first
/// password (R108, R109, R111).
pub async fn register(
    app: &App,
    details: &Details<'_>,
    step: &str,
    info: &RequestInfo,
) -> Result<Registered, RegisterError> {
    let mut form = Form::default();
    if step.is_empty() {
        form.take("stepToken", Err::<(), _>(ValidationError::Required));
    }
    let confirmation = check(details, form, info)?;
    let refused = |fault| Err(RegisterError::Step(fault));
    if let Some(fault) = step_fault(app, step, &confirmation, info).await? {
        return refused(fault);
    }
    // After the token was checked, so that a reload of the last page uses up no registration.
    let by_client = Limit::RegistrationAddress(info.client, &confirmation.email);
    let limits = [Limit::RegistrationClient(info.client), by_client];
    app.limiter.take(&limits, 1, info.now).await?;
    let tx = migration::database::write(&app.db).await?;
    // The digest is part of the token: an outdated page cannot register other data.
    if !step_token::take(&app.keys, &tx, step, &confirmation.digest(), info.now).await? {
        tx.rollback().await?;
        // Another request used the token first.
        return refused(step_fault(app, step, &confirmation, info).await?.unwrap_or(StepFault::Used));
    }
    let id = AccountId(Uuid::now_v7());
    let user_id = new_account::insert(&tx, row(id, &confirmation, info)).await?;
    let (email, language) = (&confirmation.email, confirmation.language);
    let first_password = link::of_account(app, Purpose::FirstPassword, id, email, language, info.now);
    let link_expires_at = info.now + email_link::lifetime_of(&first_password);
    link::send(&tx, first_password, |link| Mail::FirstPasswordLink { link }, info).await?;
    audit::record(&tx, info.event(Action::AccountRegistered).by_owner(id).detail("AT_COUNTER")).await?;
    tx.commit().await?;
    let (user_id, sent_to) = (user_id.as_str().to_owned(), email.as_str().to_owned());
    Ok(Registered { user_id, sent_to, link_expires_at })
}

/// Validates every field; all errors are reported together (R105). `form` may already contain errors.
fn check(details: &Details<'_>, mut form: Form, info: &RequestInfo) -> Result<Confirmation, RegisterError> {
    let offered = match details.user_type {
        None => Err(ValidationError::Required),
        Some(UserType::CounterApplicant) => Ok(UserType::CounterApplicant),
        Some(_) => Err(ValidationError::NotInList),
    };
    let user_type = form.take("type", offered);
    let name = form.take("name", PersonName::parse(details.name));
    let sex = form.take("sex", details.sex.ok_or(ValidationError::Required));
    let birth_date = form.take("birthDate", street::parse_birth_date(details.birth_date, info.now));
    let municipality = form.take("municipalityCode", municipality::parse(details.municipality_code));
    let street = form.take("street", street::parse_street(details.street));
    let phone_number = form.take("phoneNumber", PhoneNumber::parse(details.phone_number));
    let email = form.take_email(details.email, details.email_confirmation);
    form.take("agreedTermsVersion", terms::check_agreed(details.agreed_terms_version));
    let all = || {
        Some(Confirmation {
            user_type: user_type?,
            name: name?,
            sex: sex?,
            birth_date: birth_date?,
            municipality: municipality?,
            street: street?,
            phone_number: phone_number?,
            email: email?,
            language: details.language,
        })
    };
    match (all(), form.faults()) {
        (Some(confirmation), faults) if faults.is_empty() => Ok(confirmation),
        (_, faults) => Err(RegisterError::Input(faults)),
    }
}

impl Confirmation {
    /// The digest that binds a token to the confirmed data, in the form in which they will be stored.
    fn digest(&self) -> Vec<u8> {
        parts_digest::digest(
            "",
            &[
                self.name.as_str(),
                self.sex.to_value().as_str(),
                &self.birth_date.to_string(),
                self.municipality.code,
                &self.street,
                self.phone_number.as_str(),
                self.email.as_str(),
                self.language.tag(),
                terms::VERSION,
            ],
        )
    }
}

fn row(id: AccountId, confirmation: &Confirmation, info: &RequestInfo) -> account::ActiveModel {
    let new = NewAccount {
        id,
        user_type: confirmation.user_type,
        name: confirmation.name.clone(),
        email: confirmation.email.clone(),
        phone_number: confirmation.phone_number.clone(),
        password_hash: None,
        language: confirmation.language,
        terms_version: terms::VERSION.to_owned(),
        terms_agreed_at: info.now,
    };
    let mut row = account::register(new, info.now);
    row.sex = Set(Some(confirmation.sex));
    row.birth_date = Set(Some(confirmation.birth_date));
    row.municipality_code = Set(Some(confirmation.municipality.code.to_owned()));
    row.street = Set(Some(confirmation.street.clone()));
    row
}

/// Why the token does not work for these data; `None` if it works.
async fn step_fault(
    app: &App,
    step: &str,
    confirmation: &Confirmation,
    info: &RequestInfo,
) -> Result<Option<StepFault>, DbErr> {
    let row = registration_step::by_token(step).one(&app.db).await?;
    let end = step_token::end(&app.keys, step, &confirmation.digest());
    Ok(match (row, end) {
        (None, None) => Some(StepFault::Unknown),
        (Some(row), _) if row.input_digest != confirmation.digest() => Some(StepFault::Unknown),
        (Some(row), _) if row.taken_at.is_some() => Some(StepFault::Used),
        (Some(row), _) if row.expires_at <= info.now => Some(StepFault::Expired),
        (None, Some(end)) if end <= info.now => Some(StepFault::Expired),
        (Some(_), _) | (None, Some(_)) => None,
    })
}
