//! Changing the e-mail address (R83-R85, I22, I23).
//!
//! The new address gets a link, and the old one a notice with a link that undoes the change. The old address
//! stays in force until the new one is confirmed; no mail to the new address names the old one.

use std::sync::Arc;

use entity::{
    account::{self, AccountId, Column, EmailAddress, lockout},
    audit::Action,
    email_link::{self, Purpose},
    known_device,
    outbox::Mail,
    session,
};
use sea_orm::{
    DatabaseTransaction, QuerySelect,
    entity::prelude::*,
    sea_query::{ExprTrait, LockType},
};

use super::{
    FieldFault, Form,
    link::{self, LinkFault, Unusable},
    reauthentication::{self, Unconfirmed},
    repeatable::{self, Once, Use},
    session::LiveSession,
};
use crate::{app::App, audit, visit::Visit};

/// Why a change of address was not begun.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Fields are wrong.
    #[error("fields are wrong")]
    Input(Vec<FieldFault>),
    /// The key came with other input before.
    #[error("the idempotency key came with other input before")]
    IdempotencyKeyReused,
    /// The owner must show first that it is the owner.
    #[error(transparent)]
    Unconfirmed(#[from] Unconfirmed),
    /// The session ended meanwhile.
    #[error("the session is over")]
    SessionOver,
    /// The database did not answer.
    #[error("could not record the request")]
    Database(#[from] DbErr),
}

/// What the "Email address input (Email address change)" screen sends (R83).
pub struct Start<'a> {
    /// The new address.
    pub email: &'a str,
    /// The new address again.
    pub email_confirmation: &'a str,
    /// The present password, if the login is not recent.
    pub current_password: Option<&'a str>,
    /// Makes the request repeatable.
    pub idempotency_key: Option<&'a str>,
}

/// Sends a link to the new address and a notice to the old one; returns the new address.
pub async fn start(
    app: &Arc<App>,
    live: &LiveSession,
    input: Start<'_>,
    visit: &Visit,
) -> Result<EmailAddress, StartError> {
    let mut form = Form::default();
    let email = form.take("email", EmailAddress::parse(input.email));
    let is_equal = email.is_none() || EmailAddress::parse(input.email_confirmation).ok() == email;
    form.confirm("emailConfirmation", input.email_confirmation, is_equal);
    repeatable::check(&mut form, input.idempotency_key);
    let email = match (email, form.faults()) {
        (Some(email), faults) if faults.is_empty() => email,
        (_, faults) => return Err(StartError::Input(faults)),
    };
    let (id, now, key) = (live.account.id, visit.now, input.idempotency_key);
    // Two accounts may choose the same key.
    let (operation, parts) = (format!("startEmailChange:{}", id.0), [email.as_str()]);
    let once = Once { operation: &operation, key, input: &parts };
    if repeatable::is_again(&app.db, once, now).await? {
        return Ok(email);
    }
    reauthentication::confirm(app, live, input.current_password, "currentPassword", visit).await?;
    let tx = migration::database::write(&app.db).await?;
    // A reset or a closing while the password was verified: whoever asked is not logged in any more, and a
    // link sent now would outlive that.
    let account = locked(&tx, id).await?;
    let account = account.filter(|account| account.password_version == live.session.password_version);
    let account = account.ok_or(StartError::SessionOver)?;
    match repeatable::note(&tx, once, now).await? {
        Use::First => {}
        Use::Again => return Ok(email),
        Use::Reused => return Err(StartError::IdempotencyKeyReused),
    }
    email_link::replace_for_account(Purpose::EmailChange, id, now).exec(&tx).await?;
    let change = link::of_account(app, Purpose::EmailChange, id, &email, account.language, now);
    link::send(&tx, change, |link| Mail::EmailChangeLink { link }, visit).await?;
    notify(app, &tx, &account, visit).await?;
    audit::record(&tx, visit.event(Action::EmailChangeStarted).by_owner(id)).await?;
    tx.commit().await?;
    Ok(email)
}

/// Completes the change by the link in the mail. Made in a session of the account it keeps that session, and
/// otherwise none (I23). The same link gets the same answer again for ten minutes.
pub async fn complete(
    app: &App,
    token: &str,
    live: Option<&LiveSession>,
    visit: &Visit,
) -> Result<(), Unusable> {
    let now = visit.now;
    link::admit(app, visit).await?;
    let found = link::open_or_replayed(&app.db, token, Purpose::EmailChange, now).await?;
    let Some(link) = found else { return Ok(()) };
    let tx = migration::database::write(&app.db).await?;
    let Some(old) = take(&tx, token, &link, now).await? else {
        tx.rollback().await?;
        return link::open_or_replayed(&app.db, token, Purpose::EmailChange, now).await.map(|_| ());
    };
    let id = old.id;
    set_address(&tx, &old, &link.email, &link.email_key, now).await?;
    let kept = live.filter(|live| live.account.id == id).map(|live| live.session.id);
    match kept {
        Some(kept) => session::end_others(id, kept, now).exec(&tx).await?,
        None => session::end_all(id, now).exec(&tx).await?,
    };
    notify(app, &tx, &old, visit).await?;
    audit::record(&tx, visit.event(Action::EmailChanged).by_owner(id)).await?;
    Ok(tx.commit().await?)
}

/// "This was not me", from the old address: that address is the account's again, nobody is logged in any
/// more, and only a password that is set by a mail to it opens the account.
///
/// The longer an address was in force, the more it counts: links of this address and of later ones end here,
/// those of earlier ones do not. Otherwise a thief, whose own address gets notices once it is in force, could
/// take the owner's last word away.
pub async fn disavow(app: &App, token: &str, visit: &Visit) -> Result<(), Unusable> {
    let now = visit.now;
    link::admit(app, visit).await?;
    let found = link::open_or_replayed(&app.db, token, Purpose::Disavow, now).await?;
    let Some(link) = found else { return Ok(()) };
    let tx = migration::database::write(&app.db).await?;
    let Some(account) = take(&tx, token, &link, now).await? else {
        tx.rollback().await?;
        return link::open_or_replayed(&app.db, token, Purpose::Disavow, now).await.map(|_| ());
    };
    let id = account.id;
    set_address(&tx, &account, &link.email, &link.email_key, now).await?;
    lockout::unlock(account::Entity::update_many())
        .col_expr(Column::PasswordHash, Expr::value(None::<String>))
        .col_expr(Column::PasswordVersion, Expr::col(Column::PasswordVersion).add(1))
        .filter(Column::Id.eq(id))
        .exec(&tx)
        .await?;
    for purpose in [Purpose::EmailChange, Purpose::FirstPassword] {
        email_link::replace_for_account(purpose, id, now).exec(&tx).await?;
    }
    // The ids of requests grow with time.
    let of_this_address = email_link::Column::EmailKey.eq(&link.email_key);
    email_link::replace_for_account(Purpose::Disavow, id, now)
        .filter(of_this_address.or(email_link::Column::Id.gt(link.id)))
        .exec(&tx)
        .await?;
    session::end_all(id, now).exec(&tx).await?;
    known_device::forget_all(id).exec(&tx).await?;
    audit::record(&tx, visit.event(Action::ChangeDisavowed).by_owner(id)).await?;
    Ok(tx.commit().await?)
}

/// Locks the account of an open link and uses the link up; `None` when another request used it up first, perhaps
/// the same click sent twice.
async fn take(
    tx: &DatabaseTransaction,
    token: &str,
    link: &email_link::Model,
    now: DateTimeUtc,
) -> Result<Option<account::Model>, Unusable> {
    let id = link.account_id.ok_or(LinkFault::Unknown)?;
    let account = locked(tx, id).await?.ok_or(LinkFault::Unknown)?;
    let consumed = email_link::consume(token, link.purpose, id, now).exec(tx).await?;
    Ok((consumed.rows_affected > 0).then_some(account))
}

/// The open account, locked first, as everywhere: whoever holds it may touch its links and sessions.
async fn locked(tx: &DatabaseTransaction, id: AccountId) -> Result<Option<account::Model>, DbErr> {
    let account = account::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(tx).await?;
    Ok(account.filter(|account| account.closed_at.is_none()))
}

/// Puts an address in force. Links to set the password that went to the one before are dead.
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
    email_link::replace_for_account(Purpose::PasswordReset, account.id, now).exec(tx).await.map(|_| ())
}

/// Tells the address that is in force so far, with a link to say no.
pub(crate) async fn notify(
    app: &App,
    tx: &DatabaseTransaction,
    account: &account::Model,
    visit: &Visit,
) -> Result<(), DbErr> {
    let Ok(email) = EmailAddress::parse(&account.email) else {
        return Err(DbErr::Custom("the account's address is none".to_owned()));
    };
    let disavow = link::of_account(app, Purpose::Disavow, account.id, &email, account.language, visit.now);
    link::send(tx, disavow, |link| Mail::EmailChangeNotice { link }, visit).await
}
