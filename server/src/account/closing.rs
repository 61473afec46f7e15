//! Closing an account: by its owner, and what an officer's closing shares with it.
//!
//! What the law makes us keep stays: which certificate went to which user ID, under which name, and when.
//! Everything else about the person goes in the same transaction: address, telephone number, date of birth,
//! sex, residence, password. The user ID is never given to anyone else (I30).

use std::sync::Arc;

use entity::{
    account::{self, AccountId, Column, Sex},
    audit::Action,
    certificate, email_link, known_device, session,
};
use sea_orm::{
    Condition, DatabaseTransaction, QuerySelect,
    entity::prelude::*,
    sea_query::{ExprTrait, LockType},
};

use super::{
    reauthentication::{self, NotShown},
    session::LiveSession,
};
use crate::{app::App, audit, visit::Visit};

/// Closes the account, if the password is right.
pub async fn close(
    app: &Arc<App>,
    live: &LiveSession,
    current_password: &str,
    visit: &Visit,
) -> Result<(), NotShown> {
    reauthentication::require(app, live, current_password, "currentPassword", visit).await?;
    let (id, now) = (live.account.id, visit.now);
    let tx = migration::database::write(&app.db).await?;
    let in_force = Condition::all().add(Column::PasswordVersion.eq(live.session.password_version));
    if !erase(&tx, id, in_force, now).await? {
        return Err(NotShown::SessionOver);
    }
    audit::record(&tx, visit.event(Action::AccountClosed).by_owner(id)).await?;
    Ok(tx.commit().await?)
}

/// Closes and erases an open account on a condition; false when the condition does not hold.
pub(crate) async fn erase(
    tx: &DatabaseTransaction,
    id: AccountId,
    condition: Condition,
    now: DateTimeUtc,
) -> Result<bool, DbErr> {
    // The account first, as everywhere: an intake that holds it puts its certificate before the question whether there
    // is one, and later intakes find the account closed.
    account::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(tx).await?;
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
    if !has_certificate {
        erase = erase.col_expr(Column::Name, Expr::value(""));
    }
    if erase.exec(tx).await?.rows_affected == 0 {
        return Ok(false);
    }
    // Nobody is reminded any more; mails that wait find the account closed.
    certificate::Entity::update_many()
        .col_expr(certificate::Column::NextReminderAt, Expr::value(None::<DateTimeUtc>))
        .filter(certificate::Column::AccountId.eq(id))
        .exec(tx)
        .await?;
    // Sessions and links hold addresses, devices and times: they go, not only end.
    session::Entity::delete_many().filter(session::Column::AccountId.eq(id)).exec(tx).await?;
    email_link::Entity::delete_many().filter(email_link::Column::AccountId.eq(id)).exec(tx).await?;
    known_device::forget_all(id).exec(tx).await?;
    Ok(true)
}
