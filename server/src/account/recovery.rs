//! Forgotten user ID, forgotten password (R41-R45, I17, I20).
//!
//! A request does the same work for known and unknown data: it stores the input, and only the worker looks
//! for a matching account. It changes nothing in the account: the link in the mail leads to
//! [`super::password_by_link`], which sets the password.

use chrono::{DateTime, TimeDelta, Utc};
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
    link_request::{self, Request, RequestError},
    queue_mail,
};
use crate::{
    app::App,
    audit,
    idempotency::{self, Begun, Makes, Once},
    rate_limit::Limit,
    request_info::RequestInfo,
};

/// How long an idempotency key of a request for user IDs holds: as long as its mail is tried.
const MAIL_IS_TRIED: TimeDelta = TimeDelta::hours(2);

/// Requests a mail that lists all user IDs registered under an address and a name; it goes to that address
/// (R41, R42, I17).
pub async fn request_user_id(
    app: &App,
    email: &str,
    name: &str,
    key: Option<&str>,
    info: &RequestInfo,
) -> Result<(), RequestError> {
    let mut form = Form::default();
    let email = form.take("email", EmailAddress::parse(email));
    let name = form.take("name", PersonName::from_before(&name.to_ascii_uppercase()));
    form.take_idempotency_key(key);
    let faults = form.faults();
    let (Some(email), Some(name), true) = (email, name, faults.is_empty()) else {
        return Err(RequestError::Input(faults));
    };
    let address = email.key();
    let parts = [address.as_str(), name.as_str()];
    let device = link_request::known_device(app, info, &address).await?;
    let operation = idempotency::visitor("requestUserId", &parts);
    let once = Once { operation: &operation, key, input: &parts, makes: Makes::lasting(MAIL_IS_TRIED) };
    if idempotency::carried_out_at(&app.db, once, info.now).await?.is_some() {
        return Ok(());
    }
    // Counted by the input, before any lookup, so that a limit reveals nothing about who exists.
    let by_client = Limit::ForgottenUserIdAddress(info.client, &email);
    let limits = link_request::limits(device, [Limit::RecoveryClient(info.client), by_client]);
    app.limiter.take(&limits, 1, info.now).await?;
    let Begun::First(tx) = idempotency::begin(&app.db, once, info.now).await? else { return Ok(()) };
    let request = user_id_request::ActiveModel {
        id: Set(Uuid::now_v7()),
        email: Set(email.as_str().to_owned()),
        email_key: Set(email.key()),
        name: Set(name.as_str().to_owned()),
        language: Set(info.language),
        created_at: Set(info.now),
        known_device_id: Set(device),
    };
    let mail = Mail::UserIdReminder { request: *request.id.as_ref() };
    user_id_request::Entity::insert(request).exec_without_returning(&tx).await?;
    queue_mail(&tx, mail, info).await?;
    // About no account: whether the data match one is found out only by the worker.
    audit::record(&tx, info.event(Action::UserIdRequested)).await?;
    Ok(tx.commit().await?)
}

/// Requests a mail with a password reset link, sent only if the user ID and the address belong to the same
/// account (R43, R44). Returns when the link expires, which is the same whether there is such an account.
pub async fn request_password_reset(
    app: &App,
    user_id: &str,
    email: &str,
    key: Option<&str>,
    info: &RequestInfo,
) -> Result<DateTime<Utc>, RequestError> {
    let mut form = Form::default();
    let user_id = form.take("userId", UserId::parse_login(user_id));
    let email = form.take("email", EmailAddress::parse(email));
    form.take_idempotency_key(key);
    let faults = form.faults();
    let (Some(user_id), Some(email), true) = (user_id, email, faults.is_empty()) else {
        return Err(RequestError::Input(faults));
    };
    let address = email.key();
    let parts = [user_id.as_str(), address.as_str()];
    let device = link_request::known_device(app, info, &address).await?;
    let by_client = Limit::ForgottenPasswordAddress(info.client, &email);
    let limits = link_request::limits(device, [Limit::RecoveryClient(info.client), by_client]);
    let mut link = link::new(app, Purpose::PasswordReset, &email, info.language, info.now);
    link.typed_user_id = Set(Some(user_id.as_str().to_owned()));
    link.known_device_id = Set(device);
    let operation = idempotency::visitor("requestPasswordReset", &parts);
    // As long as the link could be used, and not only while it can: that would tell whether there is one.
    let makes = Makes::lasting(app.link_lifetimes.password_reset);
    let once = Once { operation: &operation, key, input: &parts, makes };
    let request = Request {
        link,
        // The same work for known and unknown user IDs: nothing here looks for the account (I20).
        mail: |link| Mail::PasswordResetLink { link },
        event: info.event(Action::PasswordResetRequested),
    };
    Ok(link_request::record_once(app, request, once, &limits, info).await?.link_expires_at)
}
