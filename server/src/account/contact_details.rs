//! "Change Other Information": the telephone number, and the postal address if one is on file (R88, R89,
//! I34).

use entity::{
    account::{self, Column, PhoneNumber, street},
    audit::Action,
    municipality,
    outbox::Mail,
};
use sea_orm::entity::prelude::*;

use super::{FieldError, Form, queue_mail, reauthentication, session::LiveSession};
use crate::{app::App, audit, rate_limit::Limited, request_info::RequestInfo};

/// The fields to change; `None` keeps the stored value.
pub struct Details<'a> {
    /// The telephone number, in the form that [`PhoneNumber`] accepts.
    pub phone_number: Option<&'a str>,
    /// The postal code; empty removes it.
    pub postal_code: Option<&'a str>,
    /// The code of the municipality, which also determines the prefecture.
    pub municipality_code: Option<&'a str>,
    /// Town name, street and house number.
    pub street: Option<&'a str>,
}

/// Why the details were not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// One or more fields are invalid.
    #[error("some fields are invalid")]
    Input(Vec<FieldError>),
    /// The account has no address on file, so it has none to change (R89).
    #[error("the account has no address to change")]
    NotAvailable(Vec<&'static str>),
    /// The session has ended in the meantime.
    #[error("the session has ended")]
    SessionOver,
    /// A rate limit was exceeded.
    #[error(transparent)]
    RateLimited(#[from] Limited),
    /// A database operation failed; the source says why.
    #[error("could not read or write the account")]
    Database(#[from] DbErr),
}

/// A column and its new value.
type Write = (Column, Option<String>);

/// The account as [`change`] would leave it, without changing anything: "Proceed to Confirmation".
pub fn validate(live: &LiveSession, details: &Details<'_>) -> Result<account::Model, ChangeError> {
    let mut account = live.account.clone();
    for (column, new) in check(live, details)? {
        match column {
            Column::PhoneNumber => account.phone_number = new.unwrap_or_default(),
            Column::PostalCode => account.postal_code = new,
            Column::MunicipalityCode => account.municipality_code = new,
            _ => account.street = new,
        }
    }
    Ok(account)
}

/// Changes the fields that differ, and reports the change by mail. Returns the account as it is afterwards.
/// If nothing differs, it changes nothing and sends no mail.
pub async fn change(
    app: &App,
    live: &LiveSession,
    details: &Details<'_>,
    info: &RequestInfo,
) -> Result<account::Model, ChangeError> {
    let account = &live.account;
    let mut writes = check(live, details)?;
    writes.retain(|write| write.1.as_ref() != present(account, write));
    if writes.is_empty() {
        return Ok(account.clone());
    }
    let mut update = account::Entity::update_many();
    for (column, new) in writes {
        update = update.col_expr(column, Expr::value(new));
    }
    // After the comparison, so that a repeated request that changes nothing uses up nothing.
    reauthentication::admit(app, live, info).await?;
    let tx = migration::database::write(&app.db).await?;
    // The account may have been closed since its session was found.
    let update = update.filter(Column::Id.eq(account.id)).filter(Column::ClosedAt.is_null());
    let Some(changed) = update.exec_with_returning(&tx).await?.pop() else {
        return Err(ChangeError::SessionOver);
    };
    // Each change has an ID of its own, so that two changes are reported by two mails.
    let mail = Mail::ContactChanged { account: account.id, change: Uuid::now_v7() };
    queue_mail(&tx, mail, info).await?;
    audit::record(&tx, info.event(Action::ContactDetailsChanged).by_owner(account.id)).await?;
    tx.commit().await?;
    Ok(changed)
}

/// The stored value of a column.
fn present<'a>(account: &'a account::Model, (column, _): &Write) -> Option<&'a String> {
    match column {
        Column::PhoneNumber => Some(&account.phone_number),
        Column::PostalCode => account.postal_code.as_ref(),
        Column::MunicipalityCode => account.municipality_code.as_ref(),
        _ => account.street.as_ref(),
    }
}

fn check(live: &LiveSession, details: &Details<'_>) -> Result<Vec<Write>, ChangeError> {
    let has_address = live.account.municipality_code.is_some();
    let of_address = [
        ("postalCode", details.postal_code.is_some()),
        ("municipalityCode", details.municipality_code.is_some()),
        ("street", details.street.is_some()),
    ];
    let not_available: Vec<_> =
        of_address.iter().filter(|(_, is_given)| *is_given && !has_address).map(|(name, _)| *name).collect();
    if !not_available.is_empty() {
        return Err(ChangeError::NotAvailable(not_available));
    }
    let mut form = Form::default();
    let mut writes = Vec::new();
    // A number from before 2026 that is not changed may keep its form (R26). Front ends reformat what they show.
    let stored = &live.account.phone_number;
    if let Some(input) = details.phone_number.filter(|input| !PhoneNumber::is_stored_as(input, stored)) {
        let found = form.take("phoneNumber", PhoneNumber::parse(input));
        writes.extend(found.map(|it| (Column::PhoneNumber, Some(it.as_str().to_owned()))));
    }
    if let Some(input) = details.postal_code {
        let found = form.take("postalCode", street::parse_postal_code(input));
        writes.extend(found.map(|it| (Column::PostalCode, it)));
    }
    if let Some(input) = details.municipality_code {
        let found = form.take("municipalityCode", municipality::parse(input));
        writes.extend(found.map(|it| (Column::MunicipalityCode, Some(it.code.to_owned()))));
    }
    if let Some(input) = details.street {
        let found = form.take("street", street::parse_street(input));
        writes.extend(found.map(|it| (Column::Street, Some(it))));
    }
    match form.faults() {
        faults if faults.is_empty() => Ok(writes),
        faults => Err(ChangeError::Input(faults)),
    }
}
