//! Sends the regular password reset mail (R44) at an officer's request: only to the registered address. The
//! worker creates the link in it; no officer sees it.

use entity::{
    account::{self, EmailAddress},
    audit::Action,
    email_link::Purpose,
    outbox::Mail,
};
use sea_orm::{ActiveValue::Set, DbErr};

use super::{super::session::LiveOfficer, AccountAdminError, open};
use crate::{
    account::{
        FieldError, Form, link,
        link_anew::{self, RecordError, Request},
    },
    app::App,
    capacity::Busy,
    idempotency::{self, Once, Use},
    rate_limit::{Limit, Limited},
    request_info::RequestInfo,
};

/// Why no mail was sent.
#[derive(Debug, thiserror::Error)]
pub enum ResetMailError {
    /// The idempotency key is too long.
    #[error("some fields are invalid")]
    Input(Vec<FieldError>),
    /// The idempotency key was used before for another account.
    #[error("the idempotency key was used before with other input")]
    IdempotencyKeyReused,
    /// There is no such account, or it is closed.
    #[error(transparent)]
    Account(#[from] AccountAdminError),
    /// A rate limit was exceeded.
    #[error(transparent)]
    RateLimited(#[from] Limited),
    /// Too many requests of this kind are waiting.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// A database operation failed; the source says why.
    #[error("could not record the request")]
    Database(#[from] DbErr),
}

impl From<RecordError> for ResetMailError {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Busy(busy) => Self::Busy(busy),
            RecordError::Database(error) => Self::Database(error),
        }
    }
}

/// Requests the mail. An older password reset link stops working.
pub async fn send(
    app: &App,
    by: &LiveOfficer,
    user_id: &str,
    key: Option<&str>,
    info: &RequestInfo,
) -> Result<account::Model, ResetMailError> {
    let mut form = Form::default();
    form.take_idempotency_key(key);
    let faults = form.faults();
    if !faults.is_empty() {
        return Err(ResetMailError::Input(faults));
    }
    let account = open(&app.db, user_id).await?;
    let (operation, parts) = (format!("sendPasswordReset:{}", by.officer.id.0), [account.user_id.as_str()]);
    let once = Once { operation: &operation, key, input: &parts };
    if idempotency::is_again(&app.db, once, info.now).await? {
        return Ok(account);
    }
    app.limiter.take(&[Limit::AccountChange(account.id.0)], 1, info.now).await?;
    let email = EmailAddress::parse(&account.email)
        .map_err(|_| DbErr::Custom("the account's e-mail address is invalid".to_owned()))?;
    let purpose = Purpose::PasswordReset;
    let mut link = link::of_account(app, purpose, account.id, &email, account.language, info.now);
    link.typed_user_id = Set(Some(account.user_id.clone()));
    let request = Request {
        link,
        subject: &account.user_id,
        mail: |link| Mail::PasswordResetLink { link },
        event: by.event(Action::PasswordResetRequested, info).about(account.id),
    };
    match link_anew::record(app, request, once, info).await? {
        Use::First | Use::Again => Ok(account),
        Use::Reused => Err(ResetMailError::IdempotencyKeyReused),
    }
}
