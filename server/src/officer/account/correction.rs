//! Corrects what an owner cannot change (I33), and the e-mail address when mails to it bounce.
//!
//! A new address is typed twice, and is in force at once, because a certificate that bounced has to go out
//! again. As with the owner's own change, every session ends, links sent to the old address stop working, and
//! the old address gets the notice with a link that undoes the change for ten days: the person who holds that
//! mailbox can overrule even an officer. A mail to the address in force reports every correction.
//!
//! An old address to which mails bounced gets no such link: it may be mistyped, and then a stranger would
//! hold the link. Such a correction is undone by another one.

use entity::{
    account::{
        self, PersonName, Sex, UserType,
        correction::{self, Correction},
        street,
    },
    audit::Action,
    email_link::{self, Purpose},
    input::ValidationError,
    municipality,
    outbox::Mail,
    session::{self, EndReason},
    suppressed_address,
};
use sea_orm::{DbErr, entity::prelude::*};

use super::{
    super::{
        session::LiveOfficer,
        shown::{self, Shown},
    },
    AccountAdminError, open,
};
use crate::{
    account::{FieldError, Form, email_change, queue_mail},
    app::App,
    request_info::RequestInfo,
};

/// Why the account was not corrected.
#[derive(Debug, thiserror::Error)]
pub enum CorrectionError {
    /// One or more fields are invalid.
    #[error("some fields are invalid")]
    Input(Vec<FieldError>),
    /// There is no such account, or it is closed.
    #[error(transparent)]
    Account(#[from] AccountAdminError),
    /// The account has changed since the officer saw it.
    #[error("the account has been changed in the meantime")]
    ChangedMeanwhile,
    /// A database operation failed; the source says why.
    #[error("could not read or write the account")]
    Database(#[from] DbErr),
}

/// The fields to correct; `None` keeps the stored value.
pub struct Entered<'a> {
    /// The user type of the owner.
    pub user_type: Option<UserType>,
    /// The name, in the form that [`PersonName`] accepts.
    pub name: Option<&'a str>,
    /// The sex: male or female.
    pub sex: Option<Sex>,
    /// The date of birth, not in the future.
    pub birth_date: Option<&'a str>,
    /// The postal code; empty removes it.
    pub postal_code: Option<&'a str>,
    /// The code of the municipality, which also determines the prefecture.
    pub municipality_code: Option<&'a str>,
    /// Town name, street and house number.
    pub street: Option<&'a str>,
    /// The new e-mail address, as typed.
    pub email: Option<&'a str>,
    /// The new e-mail address, typed a second time.
    pub email_confirmation: Option<&'a str>,
}

/// Corrects the account if it is still as the officer saw it; returns it as it is afterwards, and when the
/// link that undoes a change of the address expires, if the old address gets one.
pub async fn correct(
    app: &App,
    by: &LiveOfficer,
    (user_id, version): (&str, &str),
    entered: &Entered<'_>,
    info: &RequestInfo,
) -> Result<(Shown<account::Model>, Option<DateTimeUtc>), CorrectionError> {
    let seen = open(&app.db, user_id).await?;
    if correction::version(&seen) != version {
        return Err(CorrectionError::ChangedMeanwhile);
    }
    let new = check(entered, &seen, info.now)?.applied_to(&seen);
    let changed = correction::differences(&seen, &new);
    if changed.is_empty() {
        return Ok((shown::unchanged(app, by, seen, info).await?, None));
    }
    let (id, now) = (seen.id, info.now);
    let tx = migration::database::write(&app.db).await?;
    // Lock the account first, as everywhere: the holder of its row may change its links and sessions.
    let corrected = correction::correct(&seen, &new).exec_with_returning(&tx).await?.pop();
    let Some(corrected) = corrected else { return Err(CorrectionError::ChangedMeanwhile) };
    let mut link_expires_at = None;
    if corrected.email != seen.email {
        for purpose in [Purpose::FirstPassword, Purpose::PasswordReset, Purpose::EmailChange] {
            email_link::revoke(purpose, id, now).exec(&tx).await?;
        }
        session::end_all(id, EndReason::EmailChanged, now).exec(&tx).await?;
        if suppressed_address::of(&seen.email).one(&tx).await?.is_none() {
            // As after the owner's own change: the old address gets the link that undoes this one.
            email_change::notify(app, &tx, &seen, true, info).await?;
            link_expires_at = Some(now + app.link_lifetimes.of(Purpose::Disavow));
        } else {
            // Nor does an earlier link to that address undo anything any more.
            email_link::revoke(Purpose::Disavow, id, now)
                .filter(email_link::Column::EmailKey.eq(&seen.email_key))
                .exec(&tx)
                .await?;
        }
    }
    queue_mail(&tx, Mail::ContactChanged { account: id, change: Uuid::now_v7() }, info).await?;
    // Only the names of the fields: an audit event contains no personal data.
    let event = by.event(Action::AccountCorrected, info).detail(changed.join(" "));
    Ok((shown::commit(tx, event, corrected).await?, link_expires_at))
}

fn check(
    entered: &Entered<'_>,
    seen: &account::Model,
    now: DateTimeUtc,
) -> Result<Correction, CorrectionError> {
    let mut form = Form::default();
    // A name from before 2026 that is not changed may keep its form (R26).
    let name = entered.name.filter(|input| *input != seen.name);
    let name = name.and_then(|input| form.take("name", PersonName::parse(input)));
    let birth_date =
        entered.birth_date.and_then(|input| form.take("birthDate", street::parse_birth_date(input, now)));
    let postal_code =
        entered.postal_code.and_then(|input| form.take("postalCode", street::parse_postal_code(input)));
    let municipality_code =
        entered.municipality_code.and_then(|input| form.take("municipalityCode", municipality::parse(input)));
    let street = entered.street.and_then(|input| form.take("street", street::parse_street(input)));
    // A postal address is stored completely or not at all.
    let has_address = seen.municipality_code.is_some();
    if !has_address && (entered.street.is_some() || entered.postal_code.is_some()) {
        require(&mut form, "municipalityCode", entered.municipality_code);
    }
    if !has_address && (entered.municipality_code.is_some() || entered.postal_code.is_some()) {
        require(&mut form, "street", entered.street);
    }
    let again = entered.email_confirmation.unwrap_or_default();
    let email = entered.email.and_then(|email| form.take_email(email, again));
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
        form.take(field, Err::<(), _>(ValidationError::Required));
    }
}
