//! Closes an account at its owner's request; an officer's closing shares `erase`.
//!
//! What the law requires to be kept stays: which certificate was issued to which user ID, under which name,
//! and when. All other personal data are erased in the same transaction: address, telephone number, date of
//! birth, sex, residence and password, and what was typed with the address, or an earlier one, and belongs to
//! no account. The user ID is never given to anyone else (I30).

use std::sync::Arc;

use entity::{
    account::{self, AccountId, Column, Sex},
    audit::Action,
    certificate, email_link, known_device, session, user_id_request,
};
use sea_orm::{
    Condition, DatabaseTransaction, QuerySelect,
    entity::prelude::*,
    sea_query::{ExprTrait, LockType},
};

use super::{
    reauthentication::{self, ReauthenticationRequired},
    session::LiveSession,
    unassigned::Unassigned,
};
use crate::{app::App, audit, request_info::RequestInfo};

/// Closes the account after verifying its password.
pub async fn close(
    app: &Arc<App>,
    live: &LiveSession,
    current_password: &str,
    info: &RequestInfo,
) -> Result<(), ReauthenticationRequired> {
    reauthentication::require(app, live, current_password, "currentPassword", info).await?;
    let (id, now) = (live.account.id, info.now);
    let tx = migration::database::write(&app.db).await?;
    // A password that was changed meanwhile ended this session, which then may not close the account.
    let in_force = Condition::all().add(Column::PasswordVersion.eq(live.session.password_version));
    if !erase(&tx, id, in_force, now).await? {
        return Err(ReauthenticationRequired::SessionOver);
    }
    audit::record(&tx, info.event(Action::AccountClosed).by_owner(id)).await?;
    Ok(tx.commit().await?)
}

/// Closes and erases an open account if `condition` holds; returns `false` otherwise.
pub(crate) async fn erase(
    tx: &DatabaseTransaction,
    id: AccountId,
    condition: Condition,
    now: DateTimeUtc,
) -> Result<bool, DbErr> {
    // Lock the account first, as everywhere. Issuing locks it, too: a certificate that is being recorded
    // becomes visible to the query below, and later ones find the account closed.
    let found = account::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(tx).await?;
    let Some(account) = found else { return Ok(false) };
    let mut erase = account::Entity::update_many()
        .col_expr(Column::ClosedAt, Expr::value(now))
        .col_expr(Column::Email, Expr::value(""))
        .col_expr(Column::EmailKey, Expr::value(""))
        .col_expr(Column::PhoneNumber, Expr::value(""))
        .col_expr(Column::Sex, Expr::value(None::<Sex>))
        .col_expr(Column::BirthDate, Expr::value(None::<Date>))
        .col_expr(Column::PostalCode, Expr::value(None::<String>))
        .col_expr(Column::MunicipalityCode, Expr::value(None::<String>))
        .col_expr(Column::Street, Expr::value(None::<String>))
        .col_expr(Column::PasswordHash, Expr::value(None::<String>))
        .col_expr(Column::PasswordVersion, Expr::col(Column::PasswordVersion).add(1))
        .filter(Column::Id.eq(id))
        .filter(condition)
        .filter(Column::ClosedAt.is_null());
    let has_certificate =
        certificate::Entity::find().filter(certificate::Column::AccountId.eq(id)).one(tx).await?.is_some();
    // The law requires to keep under which name a certificate was issued.
    if !has_certificate {
        erase = erase.col_expr(Column::Name, Expr::value(""));
    }
    if erase.exec(tx).await?.rows_affected == 0 {
        return Ok(false);
    }
    // Stops the reminders. Mails that are still waiting find the account closed.
    certificate::Entity::update_many()
        .col_expr(certificate::Column::NextReminderAt, Expr::value(None::<DateTimeUtc>))
        .filter(certificate::Column::AccountId.eq(id))
        .exec(tx)
        .await?;
    // Before the account's links are deleted, because they name its earlier addresses.
    let Unassigned { requests, links } = Unassigned::of(tx, &account).await?;
    // Deleted, not only ended: sessions and links contain addresses, devices and times.
    session::Entity::delete_many().filter(session::Column::AccountId.eq(id)).exec(tx).await?;
    email_link::Entity::delete_many().filter(email_link::Column::AccountId.eq(id)).exec(tx).await?;
    known_device::forget_all(id).exec(tx).await?;
    user_id_request::Entity::delete_many().filter(requests).exec(tx).await?;
    email_link::Entity::delete_many().filter(links).exec(tx).await?;
    Ok(true)
}
