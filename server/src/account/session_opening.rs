//! Opens a session after the password was verified (R35): on PostgreSQL in one statement.
//!
//! The account's row changes first, so concurrent logins of one account wait for each other, and each sees
//! the sessions and browsers of the earlier ones. So an account never exceeds its limits.

use entity::{
    account::{self, AccountId, Column},
    known_device::MAX_KNOWN,
    session::{self, EndReason, MAX_LIVE},
};
use migration::together::{self, Write};
use sea_orm::{DbBackend, FromQueryResult, UpdateMany, entity::prelude::*};

use super::{
    device::{self, Remembered},
    session_list,
};
use crate::{
    app::App,
    audit::{self, Event},
    request_info::RequestInfo,
};

/// Everything that is recorded when a session opens.
pub(super) struct Opening<'a> {
    /// The row of the new session.
    pub(super) row: session::Model,
    /// The browser or app, if it is to be remembered.
    pub(super) device: Option<Remembered>,
    /// The session that this one replaces.
    pub(super) ends: Option<Uuid>,
    /// The audit events of the login.
    pub(super) events: Vec<Event<'a>>,
}

/// Opens the session, and returns the account as it is then. `None` if the password was changed or the
/// account closed meanwhile.
pub(super) async fn open(
    app: &App,
    opening: Opening<'_>,
    info: &RequestInfo,
) -> Result<Option<account::Model>, DbErr> {
    let Opening { row, device, ends, events } = opening;
    let (id, account, now) = (row.id, row.account_id, info.now);
    let logged_in = logged_in(account, row.password_version, now);
    let (device, remember) = device.map(|device| ((device.id, device.is_app), device.write)).unzip();
    let ended = ends.map(|id| session::end(id, EndReason::LoggedOut, now).into());
    let opened = Write::insert(&session::ActiveModel::from(row));
    let following = [opened].into_iter().chain(ended).chain(remember);
    if app.db.get_database_backend() == DbBackend::Postgres {
        // These calls come after the write of the account, so concurrent logins trim one after another.
        let trim = [
            Some(function(
                "end_oldest_sessions($1, $2, $3, $4)",
                [account.into(), id.into(), most(MAX_LIVE).into(), now.into()],
            )),
            device.map(|(device, is_app)| {
                function(
                    "forget_oldest_devices_of($1, $2, $3, $4)",
                    [account.into(), device.into(), is_app.into(), most(MAX_KNOWN).into()],
                )
            }),
        ];
        let calls = trim.into_iter().flatten().chain(audit::calls_to_record(events));
        let statement = together::in_one_statement(logged_in, following, calls);
        let account = app.db.query_one(&statement).await?;
        return account.map(|row| account::Model::from_query_result(&row, "")).transpose();
    }
    let tx = migration::database::write(&app.db).await?;
    let changed = together::one_by_one(&tx, logged_in, following).await?;
    if changed.is_some() {
        session_list::end_oldest(&tx, account, now).await?;
        device::forget_oldest(&tx, account).await?;
        audit::record_all(&tx, events).await?;
    }
    tx.commit().await?;
    Ok(changed)
}

fn logged_in(id: AccountId, password_version: i32, now: DateTimeUtc) -> UpdateMany<account::Entity> {
    account::Entity::update_many()
        // The right sides read the row as it was, so the order of these assignments does not matter.
        .col_expr(Column::PreviousLoginAt, Expr::col(Column::LoggedInAt))
        .col_expr(Column::LoggedInAt, Expr::value(now))
        .col_expr(Column::FailedBeforeLogin, Expr::col(Column::FailedSinceLogin))
        .col_expr(Column::FailedSinceLogin, Expr::value(0))
        .filter(Column::Id.eq(id))
        // A login that verified the old hash must not open a session after a reset.
        .filter(Column::PasswordVersion.eq(password_version))
        .filter(Column::ClosedAt.is_null())
}

/// A call of an SQL function from `migration::m0021_fewer_round_trips` or `m0027_mail_quota`.
fn function<const N: usize>(call: &'static str, values: [Value; N]) -> Expr {
    Expr::cust_with_values(call, values)
}

fn most(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
