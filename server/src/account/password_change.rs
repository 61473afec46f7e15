//! Changes the password of a logged-in user (R86, R87).

use std::sync::Arc;

use entity::{
    account::{self, Column},
    audit::Action,
    email_link::{self, Purpose},
    known_device,
    outbox::Mail,
    session::{self, EndReason},
};
use passwords::password_hash::{Class, Overloaded, Requester};
use sea_orm::{entity::prelude::*, sea_query::ExprTrait};

use super::{
    FieldError, Form, NewPassword, queue_mail,
    reauthentication::{self, ReauthenticationError},
    secret,
    session::{LiveSession, RotatedSession},
};
use crate::{app::App, audit, request_info::RequestInfo};

/// Why a password was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// One or more fields are invalid.
    #[error("some fields are invalid")]
    Input(Vec<FieldError>),
    /// The owner must type the current password first.
    #[error(transparent)]
    ReauthenticationError(#[from] ReauthenticationError),
    /// The session has ended in the meantime.
    #[error("the session has ended")]
    SessionOver,
    /// Too many passwords are being hashed.
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    /// A database operation failed; the source says why.
    #[error("could not read or write the account")]
    Database(#[from] DbErr),
}

/// Sets a new password. Every other session ends, and every other browser is forgotten. This session
/// continues under a new token, and a mail reports the change.
pub async fn change(
    app: &Arc<App>,
    live: &LiveSession,
    new: NewPassword<'_>,
    current: Option<&str>,
    info: &RequestInfo,
) -> Result<RotatedSession, ChangeError> {
    let mut form = Form::default();
    let chosen = form.take_new_password(new, &live.account.about());
    let chosen = match (chosen, form.faults()) {
        (Some(chosen), faults) if faults.is_empty() => chosen,
        (_, faults) => return Err(ChangeError::Input(faults)),
    };
    reauthentication::confirm(app, live, current, "currentPassword", info).await?;
    let (networks, subject) = (info.client.networks(), live.account.id.0.to_string());
    let requester = Requester { class: Class::Known, networks, subject };
    // Before the transaction, which would otherwise hold a connection while the password is hashed.
    let hash = app.hasher.hash(&requester, chosen).await?;
    write(app, live, hash, info).await
}

async fn write(
    app: &App,
    live: &LiveSession,
    hash: String,
    info: &RequestInfo,
) -> Result<RotatedSession, ChangeError> {
    let (id, now, token) = (live.account.id, info.now, secret::token());
    let tx = migration::database::write(&app.db).await?;
    let mut updated = account::Entity::update_many()
        .col_expr(Column::PasswordHash, Expr::value(hash))
        .col_expr(Column::PasswordVersion, Expr::col(Column::PasswordVersion).add(1))
        .filter(Column::Id.eq(id))
        // If two changes, or a change and a reset, run at the same time, only the first one takes effect.
        .filter(Column::PasswordVersion.eq(live.session.password_version))
        .filter(Column::ClosedAt.is_null())
        .exec_with_returning(&tx)
        .await?;
    let Some(account) = updated.pop() else { return Err(ChangeError::SessionOver) };
    // A new token after each proof of the password (ASVS 7.2.4); a copy of the old one stops working.
    let rotate = session::rotate(
        live.session.id,
        account.password_version,
        session::digest(&token, live.delivery),
        now,
    );
    let Some(session) = rotate.exec_with_returning(&tx).await?.pop() else {
        return Err(ChangeError::SessionOver);
    };
    session::end_others(id, session.id, EndReason::PasswordChanged, now).exec(&tx).await?;
    known_device::forget_others(id, info.known_device.as_deref()).exec(&tx).await?;
    // Email changes end, too, because another session may have requested one.
    for purpose in [Purpose::PasswordReset, Purpose::FirstPassword, Purpose::EmailChange] {
        email_link::revoke(purpose, id, now).exec(&tx).await?;
    }
    queue_mail(&tx, Mail::PasswordChanged { account: id, version: account.password_version }, info).await?;
    audit::record(&tx, info.event(Action::PasswordChanged).by_owner(id)).await?;
    tx.commit().await?;
    let live = LiveSession { session, account, is_old_token: false, ..live.clone() };
    Ok(RotatedSession { live, token })
}
