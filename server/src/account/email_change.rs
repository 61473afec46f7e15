//! Changes the e-mail address (R83-R85, I22, I23).
//!
//! The new address gets a link; the old one gets a notice with a link that undoes the change. The old address
//! stays in force until the new one is confirmed. No mail to the new address names the old one.

use std::sync::Arc;

use entity::{
    account::{self, AccountId, Column, EmailAddress, lockout},
    audit::Action,
    email_link::{self, Purpose},
    known_device,
    outbox::Mail,
    session::{self, EndReason},
};
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, QuerySelect,
    entity::prelude::*,
    sea_query::{ExprTrait, LockType},
};

use super::{
    FieldError, Form,
    link::{self, Clicked, LinkFault, Unusable},
    reauthentication::{self, ReauthenticationError},
    registration::Started,
    session::LiveSession,
};
use crate::{
    app::App,
    audit,
    idempotency::{self, Begun, KeyError, Makes, Once},
    request_info::RequestInfo,
};

/// Why a change of address was not started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// One or more fields are invalid.
    #[error("some fields are invalid")]
    Input(Vec<FieldError>),
    /// The idempotency key was used before with other input.
    #[error("the idempotency key was used before with other input")]
    IdempotencyKeyReused,
    /// The owner must type the password again first.
    #[error(transparent)]
    ReauthenticationError(#[from] ReauthenticationError),
    /// The new address is the account's address, in whatever case.
    #[error("the address is the account's address")]
    Unchanged,
    /// The session has ended in the meantime.
    #[error("the session has ended")]
    SessionOver,
    /// A database operation failed; the source says why.
    #[error("could not record the request")]
    Database(#[from] DbErr),
}

impl From<KeyError> for StartError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Reused => Self::IdempotencyKeyReused,
            KeyError::Database(error) => Self::Database(error),
        }
    }
}

/// The input of the "Email address input (Email address change)" screen (R83).
pub struct Start<'a> {
    /// The new e-mail address, as typed.
    pub email: &'a str,
    /// The new address, typed a second time.
    pub email_confirmation: &'a str,
    /// The current password; required unless the login is recent.
    pub current_password: Option<&'a str>,
    /// The idempotency key, if the client sent one.
    pub idempotency_key: Option<&'a str>,
}

/// Sends a link to the new address and a notice to the old one.
pub async fn start(
    app: &Arc<App>,
    live: &LiveSession,
    input: Start<'_>,
    info: &RequestInfo,
) -> Result<Started, StartError> {
    let mut form = Form::default();
    let email = form.take_email(input.email, input.email_confirmation);
    form.take_idempotency_key(input.idempotency_key);
    let email = match (email, form.faults()) {
        (Some(email), faults) if faults.is_empty() => email,
        (_, faults) => return Err(StartError::Input(faults)),
    };
    let (id, now, key) = (live.account.id, info.now, input.idempotency_key);
    // The operation includes the account, because two accounts may choose the same key.
    let (operation, parts) = (format!("startEmailChange:{}", id.0), [email.as_str()]);
    let change = link::of_account(app, Purpose::EmailChange, id, &email, live.account.language, now);
    let lifetime = email_link::lifetime_of(&change);
    let started = |at, email| Started { sent_to: email, link_expires_at: at + lifetime };
    let once = Once { operation: &operation, key, input: &parts, makes: Makes::link(&change) };
    // Before the password is asked for: a repetition is answered even if the login is no longer recent.
    if let Some(at) = idempotency::carried_out_at(&app.db, once, now).await? {
        return Ok(started(at, email));
    }
    if live.account.email_key == email.key() {
        return Err(StartError::Unchanged);
    }
    reauthentication::confirm(app, live, input.current_password, "currentPassword", info).await?;
    // Another request with the same key may have come first while the password was verified.
    let tx = match idempotency::begin(&app.db, once, now).await? {
        Begun::First(tx) => tx,
        Begun::Again(at) => return Ok(started(at, email)),
    };
    // The account may have been closed, or its password reset, while the password was verified. Then the
    // requester is logged out, and a link sent now would survive the reset.
    let account = locked(&tx, id).await?;
    let account = account.filter(|account| account.password_version == live.session.password_version);
    let account = account.ok_or(StartError::SessionOver)?;
    // A new request ends the link of the one before (I18).
    email_link::replace_for_account(Purpose::EmailChange, id, now).exec(&tx).await?;
    link::send(&tx, change, |link| Mail::EmailChangeLink { link }, info).await?;
    // The old address hears of it before anything changes, so its owner can still prevent it.
    notify(app, &tx, &account, false, info).await?;
    audit::record(&tx, info.event(Action::EmailChangeStarted).by_owner(id)).await?;
    tx.commit().await?;
    Ok(started(now, email))
}

/// The address of the change that waits for its link; `None` if no change does.
pub async fn pending(
    db: &DatabaseConnection,
    account: AccountId,
    now: DateTimeUtc,
) -> Result<Option<String>, DbErr> {
    let link = email_link::open_for_account(Purpose::EmailChange, account, now).one(db).await?;
    Ok(link.map(|link| link.email))
}

/// Withdraws the change that waits for its link. If none does, nothing is written.
pub async fn withdraw(app: &App, live: &LiveSession, info: &RequestInfo) -> Result<(), DbErr> {
    let id = live.account.id;
    let tx = migration::database::write(&app.db).await?;
    locked(&tx, id).await?;
    let ended = email_link::revoke(Purpose::EmailChange, id, info.now).exec(&tx).await?;
    if ended.rows_affected > 0 {
        audit::record(&tx, info.event(Action::EmailChangeWithdrawn).by_owner(id)).await?;
    }
    tx.commit().await
}

/// Completes the change with the link in the mail. The session of the account in which it is opened survives;
/// all others end (I23). For ten minutes, the same link gets the same answer again. Returns when the link in
/// the notice to the old address expires.
pub async fn complete(
    app: &App,
    token: &str,
    live: Option<&LiveSession>,
    info: &RequestInfo,
) -> Result<DateTimeUtc, Unusable> {
    let (now, lifetime) = (info.now, app.link_lifetimes.of(Purpose::Disavow));
    link::admit(app, info).await?;
    let link = match link::open_or_replayed(&app.db, token, Purpose::EmailChange, now).await? {
        Clicked::Open(link) => link,
        Clicked::Again(at) => return Ok(at + lifetime),
    };
    let tx = migration::database::write(&app.db).await?;
    let Some(old) = take(&tx, token, &link, now).await? else {
        tx.rollback().await?;
        let again = link::open_or_replayed(&app.db, token, Purpose::EmailChange, now).await?;
        return Ok(again.at(now) + lifetime);
    };
    let id = old.id;
    set_address(&tx, &old, &link.email, &link.email_key, now).await?;
    // The link may be opened in another browser, or in one that is logged in to another account.
    let kept = live.filter(|live| live.account.id == id).map(|live| live.session.id);
    match kept {
        Some(kept) => session::end_others(id, kept, EndReason::EmailChanged, now).exec(&tx).await?,
        None => session::end_all(id, EndReason::EmailChanged, now).exec(&tx).await?,
    };
    // The notice goes out with the request, and again with the change. `old` still has the old address.
    notify(app, &tx, &old, true, info).await?;
    audit::record(&tx, info.event(Action::EmailChanged).by_owner(id)).await?;
    tx.commit().await?;
    Ok(now + lifetime)
}

/// "This was not me", from the old address: restores that address, ends every session, and withdraws the
/// password. Only a new password, set through a mail to that address, opens the account again.
///
/// An address that was in force earlier counts more: links to this address and to later ones end, links to
/// earlier addresses do not. Otherwise a thief, whose own address gets notices once it is in force, could
/// take away the owner's last means of objection.
pub async fn disavow(app: &App, token: &str, info: &RequestInfo) -> Result<(), Unusable> {
    let now = info.now;
    link::admit(app, info).await?;
    let found = link::open_or_replayed(&app.db, token, Purpose::Disavow, now).await?;
    let Clicked::Open(link) = found else { return Ok(()) };
    let tx = migration::database::write(&app.db).await?;
    let Some(account) = take(&tx, token, &link, now).await? else {
        tx.rollback().await?;
        return link::open_or_replayed(&app.db, token, Purpose::Disavow, now).await.map(|_| ());
    };
    let id = account.id;
    set_address(&tx, &account, &link.email, &link.email_key, now).await?;
    // The person who changed the address knew the password or held a session, so neither may remain.
    lockout::unlock(account::Entity::update_many())
        .col_expr(Column::PasswordHash, Expr::value(None::<String>))
        .col_expr(Column::PasswordVersion, Expr::col(Column::PasswordVersion).add(1))
        .filter(Column::Id.eq(id))
        .exec(&tx)
        .await?;
    // An account without a password accepts links for a first password again, and a thief may hold one.
    for purpose in [Purpose::EmailChange, Purpose::FirstPassword] {
        email_link::revoke(purpose, id, now).exec(&tx).await?;
    }
    // A link with a greater ID was requested later: the IDs are ordered by time.
    let of_this_address = email_link::Column::EmailKey.eq(&link.email_key);
    email_link::revoke(Purpose::Disavow, id, now)
        .filter(of_this_address.or(email_link::Column::Id.gt(link.id)))
        .exec(&tx)
        .await?;
    session::end_all(id, EndReason::EmailChanged, now).exec(&tx).await?;
    known_device::forget_all(id).exec(&tx).await?;
    audit::record(&tx, info.event(Action::ChangeDisavowed).by_owner(id)).await?;
    Ok(tx.commit().await?)
}

/// Locks the account of an open link and uses the link up. `None` if another request used it first, perhaps
/// the same click sent twice.
async fn take(
    tx: &DatabaseTransaction,
    token: &str,
    link: &email_link::Model,
    now: DateTimeUtc,
) -> Result<Option<account::Model>, Unusable> {
    let id = link.account_id.ok_or(LinkFault::Unknown)?;
    // A closed account is answered like an unknown link, which reveals nothing about it.
    let account = locked(tx, id).await?.ok_or(LinkFault::Unknown)?;
    let consumed = email_link::consume(token, link.purpose, id, now).exec(tx).await?;
    Ok((consumed.rows_affected > 0).then_some(account))
}

/// Locks and returns the account, if it is open. It is locked first, as everywhere: the holder of its row may
/// change its links and sessions.
async fn locked(tx: &DatabaseTransaction, id: AccountId) -> Result<Option<account::Model>, DbErr> {
    let account = account::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(tx).await?;
    Ok(account.filter(|account| account.closed_at.is_none()))
}

/// Sets the address. Password reset links that were sent to the previous address stop working.
async fn set_address(
    tx: &DatabaseTransaction,
    account: &account::Model,
    email: &str,
    email_key: &str,
    now: DateTimeUtc,
) -> Result<(), DbErr> {
    account::Entity::update_many()
        .col_expr(Column::Email, Expr::value(email))
        .col_expr(Column::EmailKey, Expr::value(email_key))
        .filter(Column::Id.eq(account.id))
        .exec(tx)
        .await?;
    email_link::revoke(Purpose::PasswordReset, account.id, now).exec(tx).await.map(|_| ())
}

/// Notifies the address that has been in force so far, with a link to object. `is_completed`: whether another
/// is in force from now on, and not only requested.
pub(crate) async fn notify(
    app: &App,
    tx: &DatabaseTransaction,
    account: &account::Model,
    is_completed: bool,
    info: &RequestInfo,
) -> Result<(), DbErr> {
    let Ok(email) = EmailAddress::parse(&account.email) else {
        return Err(DbErr::Custom("the account's email address is invalid".to_owned()));
    };
    let disavow = link::of_account(app, Purpose::Disavow, account.id, &email, account.language, info.now);
    let mail = |link| Mail::EmailChangeNotice { link, is_completed: Some(is_completed) };
    link::send(tx, disavow, mail, info).await
}
