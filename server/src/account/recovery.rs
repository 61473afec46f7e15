//! Forgotten user ID, forgotten password (R41-R45, I17, I20).
//!
//! A request is the same work for known and unknown data: what was typed is stored, and only the
//! worker asks whether there is such an account. A request changes nothing of the account: the password is
//! set behind the link ([`super::password_by_link`]).

use entity::{
    account::{EmailAddress, PersonName, UserId},
    audit::Action,
    email_link::Purpose,
    outbox::Mail,
    user_id_request,
};
use sea_orm::{ActiveValue::Set, entity::prelude::*};

use super::{
    Form, link,
    link_anew::{self, Request},
    queue_mail,
    repeatable::{self, Once, RequestError, Use},
};
use crate::{app::App, audit, rate_limit::Limit, visit::Visit};

/// Has all user IDs of an address and a name sent to that address (R41, R42, I17).
pub async fn request_user_id(
    app: &App,
    email: &str,
    name: &str,
    key: Option<&str>,
    visit: &Visit,
) -> Result<(), RequestError> {
    let mut form = Form::default();
    let email = form.take("email", EmailAddress::parse(email));
    let name = form.take("name", PersonName::parse(&name.to_ascii_uppercase()));
    repeatable::check(&mut form, key);
    let faults = form.faults();
    let (Some(email), Some(name), true) = (email, name, faults.is_empty()) else {
        return Err(RequestError::Input(faults));
    };
    let address = email.key();
    let parts = [address.as_str(), name.as_str()];
    let once = Once { operation: "requestUserId", key, input: &parts };
    if repeatable::is_again(&app.db, once, visit.now).await? {
        return Ok(());
    }
    let limits = [Limit::RecoveryClient(visit.client), Limit::ForgottenUserIdAddress(&email)];
    app.limiter.take(&limits, 1, visit.now).await?;
    let tx = migration::database::write(&app.db).await?;
    match repeatable::note(&tx, once, visit.now).await? {
        Use::First => {}
        Use::Again => return Ok(()),
        Use::Reused => return Err(RequestError::IdempotencyKeyReused),
    }
    let request = user_id_request::ActiveModel {
        id: Set(Uuid::now_v7()),
        email: Set(email.as_str().to_owned()),
        email_key: Set(email.key()),
        name: Set(name.as_str().to_owned()),
        language: Set(visit.language),
        created_at: Set(visit.now),
    };
    let mail = Mail::UserIdReminder { request: *request.id.as_ref() };
    user_id_request::Entity::insert(request).exec_without_returning(&tx).await?;
    queue_mail(&tx, mail, visit).await?;
    audit::record(&tx, visit.event(Action::UserIdRequested)).await?;
    Ok(tx.commit().await?)
}

/// Has a link to set the password again sent, if ID and address belong to one account (R43, R44).
pub async fn request_password_reset(
    app: &App,
    user_id: &str,
    email: &str,
    key: Option<&str>,
    visit: &Visit,
) -> Result<(), RequestError> {
    let mut form = Form::default();
    let user_id = form.take("userId", UserId::parse_login(user_id));
    let email = form.take("email", EmailAddress::parse(email));
    repeatable::check(&mut form, key);
    let faults = form.faults();
    let (Some(user_id), Some(email), true) = (user_id, email, faults.is_empty()) else {
        return Err(RequestError::Input(faults));
    };
    let address = email.key();
    let parts = [user_id.as_str(), address.as_str()];
    let once = Once { operation: "requestPasswordReset", key, input: &parts };
    if repeatable::is_again_with_permit(app, once, visit.now).await? {
        return Ok(());
    }
    let limits = [Limit::RecoveryClient(visit.client), Limit::ForgottenPasswordAddress(&email)];
    app.limiter.take(&limits, 1, visit.now).await?;
    let mut link = link::new(app, Purpose::PasswordReset, &email, visit.language, visit.now);
    link.typed_user_id = Set(Some(user_id.as_str().to_owned()));
    let request = Request {
        link,
        subject: user_id.as_str(),
        mail: |link| Mail::PasswordResetLink { link },
        event: visit.event(Action::PasswordResetRequested),
    };
    match link_anew::record(app, request, once, visit).await? {
        Use::First | Use::Again => Ok(()),
        Use::Reused => Err(RequestError::IdempotencyKeyReused),
    }
}
