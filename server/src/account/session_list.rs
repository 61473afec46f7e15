//! The sessions of an account: listed for its owner, ended one by one or all but one, and limited in number.

use chrono::{DateTime, Utc};
use entity::{
    account::{self, AccountId},
    audit::Action,
    session::{self, Column, Entity, MAX_LIVE, Model},
};
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, QuerySelect, entity::prelude::*, sea_query::LockType,
};

use super::session::LiveSession;
use crate::{app::App, audit, request_info::RequestInfo};

/// The valid sessions, the most recently used first.
pub async fn live(
    db: &DatabaseConnection,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<Vec<Model>, DbErr> {
    session::live_of(account, now).all(db).await
}

/// Ends one of the owner's sessions; `false` if the owner has no such valid session.
pub async fn end(app: &App, owner: &LiveSession, id: Uuid, info: &RequestInfo) -> Result<bool, DbErr> {
    let tx = migration::database::write(&app.db).await?;
    let ended = session::end(id, info.now).filter(Column::AccountId.eq(owner.account.id)).exec(&tx).await?;
    if ended.rows_affected == 0 {
        return Ok(false);
    }
    audit::record(&tx, info.event(Action::SessionEnded).by_owner(owner.account.id)).await?;
    tx.commit().await?;
    Ok(true)
}

/// Ends every session of the owner except the current one.
pub async fn end_others(app: &App, owner: &LiveSession, info: &RequestInfo) -> Result<(), DbErr> {
    let tx = migration::database::write(&app.db).await?;
    // Lock the account first, as everywhere: then nobody else ends several of its sessions at once.
    account::Entity::find_by_id(owner.account.id).lock(LockType::NoKeyUpdate).one(&tx).await?;
    session::end_others(owner.account.id, owner.session.id, info.now).exec(&tx).await?;
    audit::record(&tx, info.event(Action::OtherSessionsEnded).by_owner(owner.account.id)).await?;
    tx.commit().await
}

/// Ends the sessions beyond [`MAX_LIVE`], the longest idle first. The caller's transaction has already
/// changed the account's row, so concurrent logins of one account wait for each other here.
pub(super) async fn end_oldest(
    tx: &DatabaseTransaction,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let standing = session::live_of(account, now).all(tx).await?;
    let over: Vec<_> = standing.into_iter().skip(MAX_LIVE).map(|session| session.id).collect();
    if !over.is_empty() {
        Entity::update_many()
            .col_expr(Column::EndedAt, Expr::value(now))
            .filter(Column::Id.is_in(over))
            .exec(tx)
            .await?;
    }
    Ok(())
}
