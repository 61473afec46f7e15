//! Sets a password through a link in a mail: the first one (R111), or a forgotten one (R45).
//!
//! The password is hashed before the transaction; the link is used up inside it. A reset unlocks the account,
//! ends every session, forgets every browser and app and cancels a pending change of address in the same
//! transaction (R38, I22). The one in which it is done is known from then on.

use entity::{
    account::{self, About, Column, Password, lockout},
    audit::Action,
    email_link::{self, Purpose},
    known_device,
    outbox::Mail,
    session::{self, EndReason},
};
use sea_orm::{entity::prelude::*, sea_query::ExprTrait};

use super::{
    Form, NewPassword, device,
    link::{self, LinkError, LinkFault},
    queue_mail,
};
use crate::{app::App, audit, rate_limit::Limit, request_info::RequestInfo};

/// The input of the screen behind the link.
pub struct Chosen<'a> {
    /// The token from the link in the mail.
    pub token: &'a str,
    /// The new password.
    pub new: NewPassword<'a>,
    /// Whether an app sets it, which keeps its device token by itself.
    pub is_app: bool,
}

/// The result of setting a password.
pub struct PasswordSet {
    /// The user ID of the account.
    pub user_id: String,
    /// The device token of this browser or app; only after a reset.
    pub known_device: Option<String>,
}

/// Sets the password. For ten minutes, the same link with the same password gets the same answer again.
pub async fn set(
    app: &App,
    purpose: Purpose,
    chosen: Chosen<'_>,
    info: &RequestInfo,
) -> Result<PasswordSet, LinkError> {
    link::admit(app, info).await?;
    let found = link::find(&app.db, chosen.token, purpose).await?;
    let fault = found.as_ref().map_or(Some(LinkFault::Unknown), |link| link::fault_of(link, info.now));
    let owner = match &found {
        Some(link) if fault.is_none() => owner(app, link).await?,
        _ => None, // a link that does not work reveals nothing about its account
    };
    let about = owner.as_ref().map_or_else(About::default, account::Model::about);
    let mut form = Form::default();
    let password = form.take_new_password(chosen.new, &about);
    let faults = form.faults();
    let (Some(link), Some(password), true) = (found, password, faults.is_empty()) else {
        return Err(LinkError::Refused { link: fault, faults });
    };
    // Only after the form was checked, so that all mistakes are reported together (R66).
    if let Some(fault) = fault {
        return replay(app, &link, (password, chosen.is_app), fault, info).await;
    }
    // Before the transaction, which would otherwise hold a connection while the password is hashed.
    let hash = app.hasher.hash(&link::requester(&link, info), password.clone()).await?;
    if let Some(set) = write(app, &chosen, &link, hash, info).await? {
        // R38: the user can log in at once, even after many wrong passwords.
        app.limiter.forget(Limit::LoginUserId(info.client, &set.user_id), info.now).await;
        app.limiter.forget_failures(info.client, &set.user_id, info.now).await;
        return Ok(set);
    }
    // Another request has used the link, or the account was changed since it was sent.
    let link = link::find(&app.db, chosen.token, purpose).await?.unwrap_or(link);
    let fault = link::fault_of(&link, info.now).unwrap_or(LinkFault::Revoked);
    replay(app, &link, (password, chosen.is_app), fault, info).await
}

/// The account whose password an open link may set, under the same conditions as [`write`].
async fn owner(app: &App, link: &email_link::Model) -> Result<Option<account::Model>, DbErr> {
    let Some(id) = link.account_id else { return Ok(None) };
    account::Entity::find_by_id(id)
        .filter(Column::EmailKey.eq(&link.email_key))
        .filter(Column::ClosedAt.is_null())
        .one(&app.db)
        .await
}

/// Sets the hash and everything that follows from it. `None` if another request used the link first, or if
/// the account has changed since the link was created.
async fn write(
    app: &App,
    chosen: &Chosen<'_>,
    link: &email_link::Model,
    hash: String,
    info: &RequestInfo,
) -> Result<Option<PasswordSet>, DbErr> {
    let (Some(id), now) = (link.account_id, info.now) else { return Ok(None) };
    let tx = migration::database::write(&app.db).await?;
    let mut set = lockout::unlock(account::Entity::update_many())
        .col_expr(Column::PasswordHash, Expr::value(hash))
        .col_expr(Column::PasswordVersion, Expr::col(Column::PasswordVersion).add(1))
        .filter(Column::Id.eq(id))
        .filter(Column::EmailKey.eq(&link.email_key))
        .filter(Column::ClosedAt.is_null());
    if link.purpose == Purpose::FirstPassword {
        // Only a reset may replace a password, because it also ends what was opened with the old one.
        set = set.filter(Column::PasswordHash.is_null());
    }
    // Lock the account first, as everywhere: the holder of its row may change its links and sessions.
    let mut updated = set.exec_with_returning(&tx).await?;
    let consumed = email_link::consume(chosen.token, link.purpose, id, now).exec(&tx).await?;
    let (1, Some(account)) = (consumed.rows_affected, updated.pop()) else {
        tx.rollback().await?;
        return Ok(None);
    };
    // A pending change of address ends, too: a thief may have requested it, and that may be why the owner
    // resets the password.
    for purpose in [Purpose::FirstPassword, Purpose::PasswordReset, Purpose::EmailChange] {
        email_link::revoke(purpose, id, now).exec(&tx).await?;
    }
    let (mut known_device, mut action) = (None, Action::FirstPasswordSet);
    if link.purpose == Purpose::PasswordReset {
        session::end_all(id, EndReason::PasswordChanged, now).exec(&tx).await?;
        known_device::forget_all(id).exec(&tx).await?;
        // The browser of the reset stays known, so that a stranger who goes on guessing does not lock it out.
        known_device = device::remember(app, &tx, id, chosen.is_app, now).await?;
        let mail = Mail::PasswordChanged { account: id, version: account.password_version };
        queue_mail(&tx, mail, info).await?;
        action = Action::PasswordReset;
    }
    audit::record(&tx, info.event(action).by_owner(id)).await?;
    tx.commit().await?;
    Ok(Some(PasswordSet { user_id: account.user_id, known_device }))
}

/// Answers a link that no longer works: with the first answer again if the password is the same. The browser
/// or app may not have got that answer, so it becomes known again.
async fn replay(
    app: &App,
    link: &email_link::Model,
    (password, is_app): (Password, bool),
    fault: LinkFault,
    info: &RequestInfo,
) -> Result<PasswordSet, LinkError> {
    let Some(id) = link.account_id.filter(|_| link::may_replay(link, info.now)) else {
        return Err(fault.into());
    };
    let account = account::Entity::find_by_id(id).one(&app.db).await?.ok_or(fault)?;
    if link::is_same_password(app, link, (password, account.password_hash), info).await? {
        let known_device = if link.purpose == Purpose::PasswordReset {
            device::remember(app, &app.db, id, is_app, info.now).await?
        } else {
            None
        };
        Ok(PasswordSet { user_id: account.user_id, known_device })
    } else {
        Err(fault.into())
    }
}
