//! Registration by the 2023 manual: details first, the password by a link in a mail (R93-R111).
//!
//! "Confirm" checks and hands out a one-time step, bound to what was confirmed; "Registration" takes the step
//! and makes the account in one transaction. Whether the address is known already changes nothing (I16).

use entity::{
    account::{self, AccountId, EmailAddress, NewAccount, PersonName, PhoneNumber, Sex, UserType, street},
    audit::Action,
    email_link::Purpose,
    idempotency,
    input::Fault,
    language::Language,
    municipality::{self, Municipality},
    outbox::Mail,
    registration_step,
};
use sea_orm::{ActiveValue::Set, entity::prelude::*};

use super::{FieldFault, Form, link, new_account, registration::Registered, secret};
use crate::{
    app::App,
    audit,
    rate_limit::{Limit, Limited},
    terms,
    visit::Visit,
};

/// What the "User information registration" screen sends.
pub struct Details<'a> {
    /// The user type (R101).
    pub user_type: Option<UserType>,
    /// The name (R94).
    pub name: &'a str,
    /// Male or female (R95).
    pub sex: Option<Sex>,
    /// The date of birth (R96).
    pub birth_date: &'a str,
    /// Prefecture and municipality, by the municipality's code (R97).
    pub municipality_code: &'a str,
    /// Town name, street and house number (R98).
    pub street: &'a str,
    /// The telephone number (R99).
    pub phone_number: &'a str,
    /// The address (R100).
    pub email: &'a str,
    /// The address again.
    pub email_confirmation: &'a str,
    /// The version of the terms that were agreed to (R103).
    pub agreed_terms_version: &'a str,
    /// The language of the mails.
    pub language: Language,
}

/// Details that were found good: what STEP2 shows (R106).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// The user type.
    pub user_type: UserType,
    /// The name.
    pub name: PersonName,
    /// Male or female.
    pub sex: Sex,
    /// The date of birth.
    pub birth_date: chrono::NaiveDate,
    /// Prefecture and municipality.
    pub municipality: Municipality,
    /// Town name, street and house number, in 2-byte characters.
    pub street: String,
    /// The telephone number.
    pub phone_number: PhoneNumber,
    /// The address.
    pub email: EmailAddress,
    language: Language,
}

/// Why a step cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepFault {
    /// There is no such step, or other data were confirmed.
    Unknown,
    /// More than 30 minutes have passed since "Confirm".
    Expired,
    /// It was taken.
    Used,
}

/// Why nobody was registered.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// Fields are wrong.
    #[error("fields are wrong")]
    Input(Vec<FieldFault>),
    /// The step cannot be taken.
    #[error("the step cannot be taken")]
    Step(StepFault),
    /// It was asked for too often.
    #[error(transparent)]
    RateLimited(#[from] Limited),
    /// The database did not answer.
    #[error("could not record the registration")]
    Database(#[from] DbErr),
}

/// "Confirm": checks what was entered, and hands out the step to register it (R104, R106).
pub async fn confirm(
    app: &App,
    details: &Details<'_>,
    visit: &Visit,
) -> Result<(Confirmation, String), RegisterError> {
    let confirmation = check(details, Form::default(), visit)?;
    let token = secret::token();
    let step = registration_step::confirmed(&token, confirmation.digest(), visit.now);
    registration_step::Entity::insert(step).exec_without_returning(&app.db).await?;
    Ok((confirmation, token))
}

/// "Registration": takes the step, makes the account, and sends the user ID with the link to the first
/// password (R108, R109, R111).
pub async fn register(
    app: &App,
    details: &Details<'_>,
    step: &str,
    visit: &Visit,
) -> Result<Registered, RegisterError> {
    let mut form = Form::default();
    if step.is_empty() {
        form.take("stepToken", Err::<(), _>(Fault::Required));
    }
    let confirmation = check(details, form, visit)?;
    let refused = |fault| Err(RegisterError::Step(fault));
    if let Some(fault) = step_fault(app, step, &confirmation, visit).await? {
        return refused(fault);
    }
    let limits = [Limit::RegistrationClient(visit.client), Limit::RegistrationAddress(&confirmation.email)];
    app.limiter.take(&limits, 1, visit.now).await?;
    let tx = migration::database::write(&app.db).await?;
    let taken = registration_step::take(step, &confirmation.digest(), visit.now).exec(&tx).await?;
    if taken.rows_affected == 0 {
        tx.rollback().await?;
        // Another request took it meanwhile.
        return refused(step_fault(app, step, &confirmation, visit).await?.unwrap_or(StepFault::Used));
    }
    let id = AccountId(Uuid::now_v7());
    let user_id = new_account::insert(&tx, row(id, &confirmation, visit)).await?;
    let (email, language) = (&confirmation.email, confirmation.language);
    let first_password = link::of_account(app, Purpose::FirstPassword, id, email, language, visit.now);
    link::send(&tx, first_password, |link| Mail::FirstPasswordLink { link }, visit).await?;
    audit::record(&tx, visit.event(Action::AccountRegistered).by_owner(id).detail("AT_COUNTER")).await?;
    tx.commit().await?;
    Ok(Registered { user_id: user_id.as_str().to_owned(), sent_to: email.as_str().to_owned() })
}

/// Checks every field; all faults are answered together (R105). `form` may hold faults of its own.
fn check(details: &Details<'_>, mut form: Form, visit: &Visit) -> Result<Confirmation, RegisterError> {
    let offered = match details.user_type {
        None => Err(Fault::Required),
        Some(UserType::CounterApplicant) => Ok(UserType::CounterApplicant),
        Some(_) => Err(Fault::NotInList),
    };
    let user_type = form.take("type", offered);
    let name = form.take("name", PersonName::parse(details.name));
    let sex = form.take("sex", details.sex.ok_or(Fault::Required));
    let birth_date = form.take("birthDate", street::parse_birth_date(details.birth_date, visit.now));
    let municipality = form.take("municipalityCode", municipality::parse(details.municipality_code));
    let street = form.take("street", street::parse_street(details.street));
    let phone_number = form.take("phoneNumber", PhoneNumber::parse(details.phone_number));
    let email = form.take("email", EmailAddress::parse(details.email));
    let is_equal = email.is_none() || EmailAddress::parse(details.email_confirmation).ok() == email;
    form.confirm("emailConfirmation", details.email_confirmation, is_equal);
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
    /// What a step is bound to: everything that was confirmed, as it will be stored.
    fn digest(&self) -> Vec<u8> {
        idempotency::digest(&[
            self.name.as_str(),
            self.sex.to_value().as_str(),
            &self.birth_date.to_string(),
            self.municipality.code,
            &self.street,
            self.phone_number.as_str(),
            self.email.as_str(),
            self.language.tag(),
            terms::VERSION,
        ])
    }
}

fn row(id: AccountId, confirmation: &Confirmation, visit: &Visit) -> account::ActiveModel {
    let new = NewAccount {
        id,
        user_type: confirmation.user_type,
        name: confirmation.name.clone(),
        email: confirmation.email.clone(),
        phone_number: confirmation.phone_number.clone(),
        password_hash: None,
        language: confirmation.language,
        terms_version: terms::VERSION.to_owned(),
        terms_agreed_at: visit.now,
    };
    let mut row = account::register(new, visit.now);
    row.sex = Set(Some(confirmation.sex));
    row.birth_date = Set(Some(confirmation.birth_date));
    row.municipality_code = Set(Some(confirmation.municipality.code.to_owned()));
    row.street = Set(Some(confirmation.street.clone()));
    row
}

/// Why a step cannot be taken, if it cannot.
async fn step_fault(
    app: &App,
    step: &str,
    confirmation: &Confirmation,
    visit: &Visit,
) -> Result<Option<StepFault>, DbErr> {
    Ok(match registration_step::by_token(step).one(&app.db).await? {
        None => Some(StepFault::Unknown),
        Some(step) if step.input_digest != confirmation.digest() => Some(StepFault::Unknown),
        Some(step) if step.taken_at.is_some() => Some(StepFault::Used),
        Some(step) if step.expires_at <= visit.now => Some(StepFault::Expired),
        Some(_) => None,
    })
}
