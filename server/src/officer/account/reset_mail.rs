//! The ordinary mail to set the password again (R44), at an officer's word: to the registered address, whatever it
//! is, and to no other. The link in it is made by the worker; no officer sees it.

use entity::{
    account::{self, EmailAddress},
    audit::Action,
    email_link::Purpose,
    outbox::Mail,
};
use sea_orm::{ActiveValue::Set, DbErr};

use super::{super::session::LiveOfficer, CareError, open};
use crate::{
    account::{
        FieldFault, Form, link,
        link_anew::{self, RecordError, Request},
        repeatable::{self, Once, Use},
    },
    app::App,
    capacity::Busy,
    rate_limit::{Limit, Limited},
    visit::Visit,
};

/// No mail was sent.
#[derive(Debug, thiserror::Error)]
pub enum ResetMailError {
    /// The key has a wrong form.
    #[error("fields are wrong")]
    Input(Vec<FieldFault>),
    /// The key came with another account before.
    #[error("the idempotency key came with other input before")]
    IdempotencyKeyReused,
    /// There is no such account, or it is closed.
    #[error(transparent)]
    Account(#[from] CareError),
    /// It was asked for too often.
    #[error(transparent)]
    RateLimited(#[from] Limited),
    /// Too many wait for the same.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// The database did not answer.
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

/// Has the mail sent; an older link to set the password again dies.
pub async fn send(
    app: &App,
    by: &LiveOfficer,
    user_id: &str,
    key: Option<&str>,
    visit: &Visit,
) -> Result<account::Model, ResetMailError> {
    let mut form = Form::default();
    repeatable::check(&mut form, key);
    let faults = form.faults();
    if !faults.is_empty() {
        return Err(ResetMailError::Input(faults));
    }
    let account = open(&app.db, user_id).await?;
    let (operation, parts) = (format!("sendPasswordReset:{}", by.officer.id.0), [account.user_id.as_str()]);
    let once = Once { operation: &operation, key, input: &parts };
    if repeatable::is_again(&app.db, once, visit.now).await? {
        return Ok(account);
    }
    app.limiter.take(&[Limit::AccountChange(account.id.0)], 1, visit.now).await?;
    let email = EmailAddress::parse(&account.email)
        .map_err(|_| DbErr::Custom("the account's address is none".to_owned()))?;
    let purpose = Purpose::PasswordReset;
    let mut link = link::of_account(app, purpose, account.id, &email, account.language, visit.now);
    link.typed_user_id = Set(Some(account.user_id.clone()));
    let request = Request {
        link,
        subject: &account.user_id,
        mail: |link| Mail::PasswordResetLink { link },
        event: by.event(Action::PasswordResetRequested, visit).about(account.id),
    };
    match link_anew::record(app, request, once, visit).await? {
        Use::First | Use::Again => Ok(account),
        Use::Reused => Err(ResetMailError::IdempotencyKeyReused),
    }
}
