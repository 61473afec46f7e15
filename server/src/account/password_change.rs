//! Changing the password while logged in (R86, R87).

use std::sync::Arc;

use entity::{
    account::{self, Column, Password},
    audit::Action,
    email_link::{self, Purpose},
    outbox::Mail,
    session,
};
use sea_orm::{entity::prelude::*, sea_query::ExprTrait};

use super::{
    FieldFault, Form,
    password_hash::{Class, Overloaded, Requester},
    queue_mail,
    reauthentication::{self, Unconfirmed},
    secret,
    session::LiveSession,
};
use crate::{app::App, audit, visit::Visit};

/// Why a password was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// Fields are wrong.
    #[error("fields are wrong")]
    Input(Vec<FieldFault>),
    /// The owner must show first that it is the owner.
    #[error(transparent)]
    Unconfirmed(#[from] Unconfirmed),
    /// The session ended meanwhile.
    #[error("the session is over")]
    SessionOver,
    /// Too many are being served.
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    /// The database did not answer.
    #[error("could not read or write the account")]
    Database(#[from] DbErr),
}

/// Sets a new password: every other session ends, this one goes on under a new token, and a mail tells it.
pub async fn change(
    app: &Arc<App>,
    live: &LiveSession,
    (password, confirmation): (&str, &str),
    current: Option<&str>,
    visit: &Visit,
) -> Result<(LiveSession, String), ChangeError> {
    let mut form = Form::default();
    let chosen = form.take_all("password", Password::choose(password, &live.account.about()));
    form.confirm("passwordConfirmation", confirmation, password == confirmation);
    let chosen = match (chosen, form.faults()) {
        (Some(chosen), faults) if faults.is_empty() => chosen,
        (_, faults) => return Err(ChangeError::Input(faults)),
    };
    reauthentication::confirm(app, live, current, "currentPassword", visit).await?;
    let (networks, subject) = (visit.client.networks(), live.account.id.0.to_string());
    let requester = Requester { class: Class::Known, networks, subject };
    let hash = app.hasher.hash(&requester, chosen).await?;
    write(app, live, hash, visit).await
}

async fn write(
    app: &App,
    live: &LiveSession,
    hash: String,
    visit: &Visit,
) -> Result<(LiveSession, String), ChangeError> {
    let (id, now, token) = (live.account.id, visit.now, secret::token());
    let tx = migration::database::write(&app.db).await?;
    let mut updated = account::Entity::update_many()
        .col_expr(Column::PasswordHash, Expr::value(hash))
        .col_expr(Column::PasswordVersion, Expr::col(Column::PasswordVersion).add(1))
        .filter(Column::Id.eq(id))
        // Of two changes at once, or a change and a reset, the first one counts.
        .filter(Column::PasswordVersion.eq(live.session.password_version))
        .filter(Column::ClosedAt.is_null())
        .exec_with_returning(&tx)
        .await?;
    let Some(account) = updated.pop() else { return Err(ChangeError::SessionOver) };
    let rotate = session::rotate(
        live.session.id,
        account.password_version,
        session::digest(&token, live.delivery),
        now,
    );
    let Some(session) = rotate.exec_with_returning(&tx).await?.pop() else {
        return Err(ChangeError::SessionOver);
    };
    session::end_others(id, session.id, now).exec(&tx).await?;
    // A change of address, too: another session may have asked for it.
    for purpose in [Purpose::PasswordReset, Purpose::FirstPassword, Purpose::EmailChange] {
        email_link::replace_for_account(purpose, id, now).exec(&tx).await?;
    }
    queue_mail(&tx, Mail::PasswordChanged { account: id, version: account.password_version }, visit).await?;
    audit::record(&tx, visit.event(Action::PasswordChanged).by_owner(id)).await?;
    tx.commit().await?;
    Ok((LiveSession { session, account, ..live.clone() }, token))
}
