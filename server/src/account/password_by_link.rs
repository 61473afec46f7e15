//! Setting a password by a link in a mail: the first one (R111) and a forgotten one (R45).
//!
//! The password is hashed before the transaction; the link is used up inside it. A reset lifts the lock, ends
//! every session, forgets every browser and stops a change of address in that same transaction (R38, I22).

use entity::{
    account::{self, About, Column, Password, lockout},
    audit::Action,
    email_link::{self, Purpose},
    known_device,
    outbox::Mail,
    session,
};
use sea_orm::{entity::prelude::*, sea_query::ExprTrait};

use super::{
    Form,
    link::{self, LinkError, LinkFault},
    queue_mail, secret,
};
use crate::{app::App, audit, rate_limit::Limit, visit::Visit};

/// What the screen behind the link sends.
pub struct Chosen<'a> {
    /// The token of the link.
    pub token: &'a str,
    /// The password.
    pub password: &'a str,
    /// The password again.
    pub confirmation: &'a str,
}

/// A password was set.
pub struct PasswordSet {
    /// Whose.
    pub user_id: String,
    /// The cookie by which the browser is known from now on; after a reset.
    pub known_device: Option<String>,
}

/// Sets the password. The same link with the same password gets the same answer again for ten minutes.
pub async fn set(
    app: &App,
    purpose: Purpose,
    chosen: Chosen<'_>,
    visit: &Visit,
) -> Result<PasswordSet, LinkError> {
    link::admit(app, visit).await?;
    let found = link::find(&app.db, chosen.token, purpose).await?;
    let fault = found.as_ref().map_or(Some(LinkFault::Unknown), |link| link::fault_of(link, visit.now));
    let owner = match &found {
        Some(link) if fault.is_none() => owner(app, link).await?,
        _ => None, // a link that does not work tells nothing of its account
    };
    let about = owner.as_ref().map_or_else(About::default, account::Model::about);
    let mut form = Form::default();
    let password = form.take_all("password", Password::choose(chosen.password, &about));
    form.confirm("passwordConfirmation", chosen.confirmation, chosen.password == chosen.confirmation);
    let faults = form.faults();
    let (Some(link), Some(password), true) = (found, password, faults.is_empty()) else {
        return Err(LinkError::Refused { link: fault, faults });
    };
    if let Some(fault) = fault {
        return replay(app, &link, password, fault, visit).await;
    }
    let hash = app.hasher.hash(&link::requester(&link, visit), password.clone()).await?;
    if let Some(set) = write(app, chosen.token, &link, hash, visit).await? {
        // R38: at once, however many wrong passwords were tried before.
        app.limiter.forget(Limit::LoginUserId(&set.user_id), visit.now).await;
        app.limiter.forget_failures(visit.client, &set.user_id, visit.now).await;
        return Ok(set);
    }
    // Another request used the link up meanwhile, or the account is no longer what it was.
    let link = link::find(&app.db, chosen.token, purpose).await?.unwrap_or(link);
    let fault = link::fault_of(&link, visit.now).unwrap_or(LinkFault::Unknown);
    replay(app, &link, password, fault, visit).await
}

/// The account whose password an open link sets, as long as [`write`] would set it.
async fn owner(app: &App, link: &email_link::Model) -> Result<Option<account::Model>, DbErr> {
    let Some(id) = link.account_id else { return Ok(None) };
    account::Entity::find_by_id(id)
        .filter(Column::EmailKey.eq(&link.email_key))
        .filter(Column::ClosedAt.is_null())
        .one(&app.db)
        .await
}

/// Sets the hash and all that follows from it; `None` when the link was used up first, or when the account
/// is no longer the one that the link was made for.
async fn write(
    app: &App,
    token: &str,
    link: &email_link::Model,
    hash: String,
    visit: &Visit,
) -> Result<Option<PasswordSet>, DbErr> {
    let (Some(id), now) = (link.account_id, visit.now) else { return Ok(None) };
    let tx = migration::database::write(&app.db).await?;
    let mut set = lockout::unlock(account::Entity::update_many())
        .col_expr(Column::PasswordHash, Expr::value(hash))
        .col_expr(Column::PasswordVersion, Expr::col(Column::PasswordVersion).add(1))
        .filter(Column::Id.eq(id))
        .filter(Column::EmailKey.eq(&link.email_key))
        .filter(Column::ClosedAt.is_null());
    if link.purpose == Purpose::FirstPassword {
        set = set.filter(Column::PasswordHash.is_null());
    }
    // The account first, as everywhere: whoever holds it may touch its links and sessions.
    let mut updated = set.exec_with_returning(&tx).await?;
    let consumed = email_link::consume(token, link.purpose, id, now).exec(&tx).await?;
    let (1, Some(account)) = (consumed.rows_affected, updated.pop()) else {
        tx.rollback().await?;
        return Ok(None);
    };
    // A change of address that was asked for before ends, too: whoever resets may do so because a thief asked.
    for purpose in [Purpose::FirstPassword, Purpose::PasswordReset, Purpose::EmailChange] {
        email_link::replace_for_account(purpose, id, now).exec(&tx).await?;
    }
    let (mut known_device, mut action) = (None, Action::FirstPasswordSet);
    if link.purpose == Purpose::PasswordReset {
        session::end_all(id, now).exec(&tx).await?;
        known_device::forget_all(id).exec(&tx).await?;
        if app.device_cookie {
            let token = secret::token();
            let row = known_device::first_seen(Uuid::now_v7(), &token, id, now);
            known_device::Entity::insert(row).exec_without_returning(&tx).await?;
            known_device = Some(token);
        }
        let mail = Mail::PasswordChanged { account: id, version: account.password_version };
        queue_mail(&tx, mail, visit).await?;
        action = Action::PasswordReset;
    }
    audit::record(&tx, visit.event(action).by_owner(id)).await?;
    tx.commit().await?;
    Ok(Some(PasswordSet { user_id: account.user_id, known_device }))
}

/// The answer to a link that does not work any more: the first answer again, for the same password.
async fn replay(
    app: &App,
    link: &email_link::Model,
    password: Password,
    fault: LinkFault,
    visit: &Visit,
) -> Result<PasswordSet, LinkError> {
    let Some(id) = link.account_id.filter(|_| link::may_replay(link, visit.now)) else {
        return Err(fault.into());
    };
    let account = account::Entity::find_by_id(id).one(&app.db).await?.ok_or(fault)?;
    if link::is_same_password(app, link, (password, account.password_hash), visit).await? {
        Ok(PasswordSet { user_id: account.user_id, known_device: None })
    } else {
        Err(fault.into())
    }
}
