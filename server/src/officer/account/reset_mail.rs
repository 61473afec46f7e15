//! Sends the regular password reset mail (R44) at an officer's request: only to the registered address. The
//! worker creates the link in it; no officer sees it.

use chrono::{DateTime, Utc};
use entity::{
    account::{self, EmailAddress},
    audit::Action,
    email_link::Purpose,
    outbox::Mail,
};
use sea_orm::{ActiveValue::Set, DbErr};

use super::{
    super::{
        session::LiveOfficer,
        shown::{self, Shown},
    },
    AccountAdminError, open,
};
use crate::{
    account::{
        Form, link,
        link_request::{self, Request, RequestError},
    },
    app::App,
    idempotency::{Makes, Once},
    rate_limit::Limit,
    request_info::RequestInfo,
};

/// Why no mail was sent.
#[derive(Debug, thiserror::Error)]
pub enum ResetMailError {
    /// There is no such account, or it is closed.
    #[error(transparent)]
    Account(#[from] AccountAdminError),
    /// The request was refused.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// A database operation failed; the source says why.
    #[error("could not record the request")]
    Database(#[from] DbErr),
}

/// Requests the mail. An older password reset link stops working when it is sent. Also returns when the new
/// one expires.
pub async fn send(
    app: &App,
    by: &LiveOfficer,
    user_id: &str,
    key: Option<&str>,
    info: &RequestInfo,
) -> Result<(Shown<account::Model>, DateTime<Utc>), ResetMailError> {
    let mut form = Form::default();
    form.take_idempotency_key(key);
    let faults = form.faults();
    if !faults.is_empty() {
        return Err(RequestError::Input(faults).into());
    }
    let account = open(&app.db, user_id).await?;
    let (operation, parts) = (format!("sendPasswordReset:{}", by.officer.id.0), [account.user_id.as_str()]);
    let email = EmailAddress::parse(&account.email)
        .map_err(|_| DbErr::Custom("the account's email address is invalid".to_owned()))?;
    let purpose = Purpose::PasswordReset;
    let mut link = link::of_account(app, purpose, account.id, &email, account.language, info.now);
    // As if the owner had asked: the worker checks that the user ID and the address belong together.
    link.typed_user_id = Set(Some(account.user_id.clone()));
    let makes = Makes::link(&link);
    let once = Once { operation: &operation, key, input: &parts, makes };
    let request = Request {
        link,
        mail: |link| Mail::PasswordResetLink { link },
        event: by.event(Action::PasswordResetRequested, info).about(account.id),
    };
    let limits = [Limit::AccountChange(account.id.0)];
    let recorded = link_request::record_once(app, request, once, &limits, info).await?;
    let account = if recorded.is_new {
        shown::with_its_link(account)
    } else {
        shown::unchanged(app, by, account, info).await?
    };
    Ok((account, recorded.link_expires_at))
}
