//! Forgotten user ID, forgotten password (R41-R45, I17, I20).
//!
//! A request is the same work for known and unknown data: what was typed is stored, and only the
//! worker asks whether there is such an account. A request changes nothing of the account; the reset
//! lifts the lock and ends every session in the transaction that uses the link up (R38, I22).

use chrono::{DateTime, Utc};
use entity::{
    account::{self, About, Column, EmailAddress, Password, PersonName, UserId, lockout},
    email_link::{self, Purpose},
    language::Language,
    outbox::{self, Mail},
    session, user_id_request,
};
use sea_orm::{ActiveValue::Set, entity::prelude::*, sea_query::ExprTrait};

use super::{
    FieldFault, Form,
    link::{self, LinkFault},
    password_hash::Overloaded,
    repeatable::{self, Use},
};
use crate::app::App;

/// Why a request was refused.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// Fields are wrong.
    #[error("fields are wrong")]
    Input(Vec<FieldFault>),
    /// The key came with other input before.
    #[error("the idempotency key came with other input before")]
    IdempotencyKeyReused,
    /// The database did not answer.
    #[error("could not record the request")]
    Database(#[from] DbErr),
}

/// Why a password was not set again.
#[derive(Debug, thiserror::Error)]
pub enum ResetError {
    /// The link does not work, fields are wrong, or both.
    #[error("the link or fields are wrong")]
    Refused {
        /// What is wrong with the link, if anything.
        link: Option<LinkFault>,
        /// What is wrong with the fields.
        faults: Vec<FieldFault>,
    },
    /// Too many are being served.
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    /// The database did not answer.
    #[error("could not read or write the account")]
    Database(#[from] DbErr),
}

/// Has all user IDs of an address and a name sent to that address (R41, R42, I17).
pub async fn request_user_id(
    app: &App,
    email: &str,
    name: &str,
    language: Language,
    key: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), RequestError> {
    let mut form = Form::default();
    let email = form.take("email", EmailAddress::parse(email));
    let name = form.take("name", PersonName::parse(&name.to_ascii_uppercase()));
    repeatable::check(&mut form, key);
    let faults = form.faults();
    let (Some(email), Some(name), true) = (email, name, faults.is_empty()) else {
        return Err(RequestError::Input(faults));
    };
    let tx = migration::database::write(&app.db).await?;
    match repeatable::note(&tx, "requestUserId", key, &[&email.key(), name.as_str()], now).await? {
        Use::First => {}
        Use::Again => return Ok(()),
        Use::Reused => return Err(RequestError::IdempotencyKeyReused),
    }
    let request = user_id_request::ActiveModel {
        id: Set(Uuid::now_v7()),
        email: Set(email.as_str().to_owned()),
        email_key: Set(email.key()),
        name: Set(name.as_str().to_owned()),
        language: Set(language),
        created_at: Set(now),
    };
    let mail = Mail::UserIdReminder { request: *request.id.as_ref() };
    user_id_request::Entity::insert(request).exec_without_returning(&tx).await?;
    outbox::Entity::insert(outbox::queue(Uuid::now_v7(), mail, now)).exec_without_returning(&tx).await?;
    Ok(tx.commit().await?)
}

/// Has a link to set the password again sent, if ID and address belong to one account (R43, R44).
pub async fn request_password_reset(
    app: &App,
    user_id: &str,
    email: &str,
    language: Language,
    key: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), RequestError> {
    let mut form = Form::default();
    let user_id = form.take("userId", UserId::parse_login(user_id));
    let email = form.take("email", EmailAddress::parse(email));
    repeatable::check(&mut form, key);
    let faults = form.faults();
    let (Some(user_id), Some(email), true) = (user_id, email, faults.is_empty()) else {
        return Err(RequestError::Input(faults));
    };
    let tx = migration::database::write(&app.db).await?;
    match repeatable::note(&tx, "requestPasswordReset", key, &[user_id.as_str(), &email.key()], now).await? {
        Use::First => {}
        Use::Again => return Ok(()),
        Use::Reused => return Err(RequestError::IdempotencyKeyReused),
    }
    link::one_at_a_time(&tx, Purpose::PasswordReset, user_id.as_str()).await?;
    email_link::replace(Purpose::PasswordReset, &email.key(), now)
        .filter(email_link::Column::TypedUserId.eq(user_id.as_str()))
        .exec(&tx)
        .await?;
    let mut request =
        email_link::request(Uuid::now_v7(), Purpose::PasswordReset, &email, language, link::nonce(), now);
    request.typed_user_id = Set(Some(user_id.as_str().to_owned()));
    let mail = Mail::PasswordResetLink { link: *request.id.as_ref() };
    email_link::Entity::insert(request).exec_without_returning(&tx).await?;
    outbox::Entity::insert(outbox::queue(Uuid::now_v7(), mail, now)).exec_without_returning(&tx).await?;
    Ok(tx.commit().await?)
}

/// Sets the password again by the link in the mail (R45): lifts the lock, ends every session. The same
/// link with the same password gets the same answer again for ten minutes.
pub async fn complete_password_reset(
    app: &App,
    token: &str,
    password: &str,
    confirmation: &str,
    now: DateTime<Utc>,
) -> Result<(), ResetError> {
    let found = link::find(&app.db, token, Purpose::PasswordReset).await?;
    let fault = found.as_ref().map_or(Some(LinkFault::Unknown), |link| link::fault_of(link, now));
    let owner = match &found {
        Some(link) if fault.is_none() => owner(app, link).await?,
        _ => None, // a link that does not work tells nothing of its account
    };
    let about = owner.as_ref().map_or_else(About::default, account::Model::about);
    let mut form = Form::default();
    let chosen = form.take_all("password", Password::choose(password, &about));
    form.confirm("passwordConfirmation", confirmation, password == confirmation);
    let faults = form.faults();
    let (Some(link), Some(chosen), true) = (found, chosen, faults.is_empty()) else {
        return Err(ResetError::Refused { link: fault, faults });
    };
    if fault.is_some() {
        return replay(app, &link, chosen, fault, now).await;
    }
    let hash = app.hasher.hash(chosen.clone()).await?;
    if reset(app, token, &link, hash, now).await? {
        return Ok(());
    }
    // Another request used the link up meanwhile, or the account is no longer what it was.
    let link = link::find(&app.db, token, Purpose::PasswordReset).await?.unwrap_or(link);
    let fault = link::fault_of(&link, now).or(Some(LinkFault::Unknown));
    replay(app, &link, chosen, fault, now).await
}

/// The account whose password an open link sets, as long as [`reset`] would set it.
async fn owner(app: &App, link: &email_link::Model) -> Result<Option<account::Model>, DbErr> {
    let Some(id) = link.account_id else { return Ok(None) };
    account::Entity::find_by_id(id)
        .filter(Column::EmailKey.eq(&link.email_key))
        .filter(Column::ClosedAt.is_null())
        .one(&app.db)
        .await
}

/// Sets the hash and all that follows from it; false when the link was used up first, or when the
/// account's address is no longer the one that the link was sent to.
async fn reset(
    app: &App,
    token: &str,
    link: &email_link::Model,
    hash: String,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let Some(id) = link.account_id else { return Ok(false) };
    let tx = migration::database::write(&app.db).await?;
    let consumed = email_link::consume(token, Purpose::PasswordReset, id, now).exec(&tx).await?;
    let updated = lockout::unlock(account::Entity::update_many())
        .col_expr(Column::PasswordHash, Expr::value(hash))
        .col_expr(Column::PasswordVersion, Expr::col(Column::PasswordVersion).add(1))
        .filter(Column::Id.eq(id))
        .filter(Column::EmailKey.eq(&link.email_key))
        .filter(Column::ClosedAt.is_null())
        .exec_with_returning(&tx)
        .await?;
    let (1, Some(account)) = (consumed.rows_affected, updated.first()) else {
        tx.rollback().await?;
        return Ok(false);
    };
    session::end_all(id, now).exec(&tx).await?;
    email_link::replace_for_account(Purpose::PasswordReset, id, now).exec(&tx).await?;
    let mail = Mail::PasswordChanged { account: id, version: account.password_version };
    outbox::Entity::insert(outbox::queue(Uuid::now_v7(), mail, now)).exec_without_returning(&tx).await?;
    tx.commit().await?;
    Ok(true)
}

/// The answer to a link that does not work any more: the first answer again, for the same password.
async fn replay(
    app: &App,
    link: &email_link::Model,
    chosen: Password,
    fault: Option<LinkFault>,
    now: DateTime<Utc>,
) -> Result<(), ResetError> {
    let refused = || ResetError::Refused { link: fault, faults: Vec::new() };
    let Some(id) = link.account_id.filter(|_| link::may_replay(link, now)) else { return Err(refused()) };
    let account = account::Entity::find_by_id(id).one(&app.db).await?.ok_or_else(refused)?;
    if app.hasher.verify(chosen, account.password_hash).await? { Ok(()) } else { Err(refused()) }
}
