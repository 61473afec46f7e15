//! Correcting what an owner cannot change (I33), and the e-mail address when mails to it bounce.
//!
//! A new address is in force at once, because a certificate that bounced is to go out again; it is typed twice. As with
//! the owner's own change every session ends, links that went to the old address die, and the old address gets the
//! notice whose link undoes the change for ten days: whoever holds that mailbox has the last word, also over an
//! officer. Every correction is told by mail to the address in force.

use entity::{
    account::{
        self, EmailAddress, PersonName, Sex, UserType,
        correction::{self, Correction},
        street,
    },
    audit::Action,
    email_link::{self, Purpose},
    input::Fault,
    municipality,
    outbox::Mail,
    session,
};
use sea_orm::{DbErr, entity::prelude::*};

use super::{super::session::LiveOfficer, CareError, open};
use crate::{
    account::{FieldFault, Form, email_change, queue_mail},
    app::App,
    audit,
    visit::Visit,
};

/// Nothing was corrected.
#[derive(Debug, thiserror::Error)]
pub enum CorrectionError {
    /// Fields are wrong.
    #[error("fields are wrong")]
    Input(Vec<FieldFault>),
    /// There is no such account, or it is closed.
    #[error(transparent)]
    Account(#[from] CareError),
    /// The account is no longer as the officer saw it.
    #[error("the account was changed meanwhile")]
    ChangedMeanwhile,
    /// The database did not answer.
    #[error("could not read or write the account")]
    Database(#[from] DbErr),
}

/// What an officer enters; what is left out stays.
pub struct Entered<'a> {
    /// Who the holder is.
    pub user_type: Option<UserType>,
    /// The name.
    pub name: Option<&'a str>,
    /// The sex.
    pub sex: Option<Sex>,
    /// The date of birth.
    pub birth_date: Option<&'a str>,
    /// The postal code; empty removes it.
    pub postal_code: Option<&'a str>,
    /// Prefecture and municipality, by the municipality's code.
    pub municipality_code: Option<&'a str>,
    /// Town name, street and house number.
    pub street: Option<&'a str>,
    /// The e-mail address.
    pub email: Option<&'a str>,
    /// The e-mail address again.
    pub email_confirmation: Option<&'a str>,
}

/// Corrects the account, if it is still what the officer saw; answers with it as it is now.
pub async fn correct(
    app: &App,
    by: &LiveOfficer,
    (user_id, version): (&str, &str),
    entered: &Entered<'_>,
    visit: &Visit,
) -> Result<account::Model, CorrectionError> {
    let seen = open(&app.db, user_id).await?;
    if correction::version(&seen) != version {
        return Err(CorrectionError::ChangedMeanwhile);
    }
    let new = check(entered, &seen, visit.now)?.applied_to(&seen);
    let changed = correction::differences(&seen, &new);
    if changed.is_empty() {
        return Ok(seen);
    }
    let (id, now) = (seen.id, visit.now);
    let tx = migration::database::write(&app.db).await?;
    // The account first, as everywhere: whoever holds it may touch its links and sessions.
    let corrected = correction::correct(&seen, &new).exec_with_returning(&tx).await?.pop();
    let Some(corrected) = corrected else { return Err(CorrectionError::ChangedMeanwhile) };
    if corrected.email != seen.email {
        for purpose in [Purpose::FirstPassword, Purpose::PasswordReset, Purpose::EmailChange] {
            email_link::replace_for_account(purpose, id, now).exec(&tx).await?;
        }
        session::end_all(id, now).exec(&tx).await?;
        email_change::notify(app, &tx, &seen, visit).await?;
    }
    queue_mail(&tx, Mail::ContactChanged { account: id, change: Uuid::now_v7() }, visit).await?;
    let event = by.event(Action::AccountCorrected, visit).about(id).detail(changed.join(" "));
    audit::record(&tx, event).await?;
    tx.commit().await?;
    Ok(corrected)
}

fn check(
    entered: &Entered<'_>,
    seen: &account::Model,
    now: DateTimeUtc,
) -> Result<Correction, CorrectionError> {
    let mut form = Form::default();
    let name = entered.name.and_then(|typed| form.take("name", PersonName::parse(typed)));
    let birth_date =
        entered.birth_date.and_then(|typed| form.take("birthDate", street::parse_birth_date(typed, now)));
    let postal_code =
        entered.postal_code.and_then(|typed| form.take("postalCode", street::parse_postal_code(typed)));
    let municipality_code =
        entered.municipality_code.and_then(|typed| form.take("municipalityCode", municipality::parse(typed)));
    let street = entered.street.and_then(|typed| form.take("street", street::parse_street(typed)));
    // An address is whole or not there at all.
    let has_address = seen.municipality_code.is_some();
    if !has_address && (entered.street.is_some() || entered.postal_code.is_some()) {
        require(&mut form, "municipalityCode", entered.municipality_code);
    }
    if !has_address && (entered.municipality_code.is_some() || entered.postal_code.is_some()) {
        require(&mut form, "street", entered.street);
    }
    let email = entered.email.and_then(|typed| form.take("email", EmailAddress::parse(typed)));
    if let Some(typed) = &email {
        let again = entered.email_confirmation.unwrap_or_default();
        form.confirm("emailConfirmation", again, EmailAddress::parse(again).as_ref() == Ok(typed));
    }
    match form.faults() {
        faults if faults.is_empty() => Ok(Correction {
            user_type: entered.user_type,
            name,
            sex: entered.sex,
            birth_date,
            postal_code,
            municipality_code: municipality_code.map(|found| found.code.to_owned()),
            street,
            email,
        }),
        faults => Err(CorrectionError::Input(faults)),
    }
}

fn require(form: &mut Form, field: &'static str, entered: Option<&str>) {
    if entered.is_none() {
        form.take(field, Err::<(), _>(Fault::Required));
    }
}
