//! The sessions of an account: listed for its owner, ended one by one or all but one, and limited in number.

use chrono::{DateTime, Utc};
use entity::{
    account::{self, AccountId},
    audit::{Action, Reason},
    known_device,
    session::{self, Column, EndReason, Entity, MAX_LIVE, Model},
};
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, QuerySelect, entity::prelude::*, sea_query::LockType,
};

use super::session::LiveSession;
use crate::{
    app::App,
    audit,
    rate_limit::{Limit, Limited},
    request_info::RequestInfo,
};

/// The valid sessions, the most recently used first.
pub async fn live(
    db: &DatabaseConnection,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<Vec<Model>, DbErr> {
    session::live_of(account, now).all(db).await
}

/// Why no session was ended.
#[derive(Debug, thiserror::Error)]
pub enum EndError {
    /// The owner has no such valid session.
    #[error("there is no such session")]
    NotFound,
    /// A rate limit was exceeded.
    #[error(transparent)]
    RateLimited(#[from] Limited),
    /// A database operation failed; the source says why.
    #[error("could not end the session")]
    Database(#[from] DbErr),
}

/// Ends one of the owner's sessions. An attempt on somebody else's is recorded.
pub async fn end(app: &App, owner: &LiveSession, id: Uuid, info: &RequestInfo) -> Result<(), EndError> {
    admit(app, owner, info).await?;
    let tx = migration::database::write(&app.db).await?;
    let account = owner.account.id;
    // Ending the current session here is a logout.
    let why = if id == owner.session.id { EndReason::LoggedOut } else { EndReason::EndedElsewhere };
    // The owner is part of the condition, so that somebody else's session seems not to exist.
    let ended = session::end(id, why, info.now).filter(Column::AccountId.eq(account)).exec(&tx).await?;
    let event = info.event(Action::SessionEnded).by_owner(account);
    if ended.rows_affected > 0 {
        audit::record(&tx, event).await?;
        tx.commit().await?;
        return Ok(());
    }
    let found = Entity::find_by_id(id).one(&tx).await?;
    if found.is_some_and(|session| session.account_id != account) {
        audit::record(&tx, event.refused(Reason::AnothersSession)).await?;
    }
    tx.commit().await?;
    Err(EndError::NotFound)
}

/// Ends every session of the owner except the current one, and forgets every browser and app except this one. If
/// there is no other, nothing is recorded.
pub async fn end_others(app: &App, owner: &LiveSession, info: &RequestInfo) -> Result<(), EndError> {
    admit(app, owner, info).await?;
    let tx = migration::database::write(&app.db).await?;
    // Lock the account first, as everywhere: then nobody else ends several of its sessions at once.
    account::Entity::find_by_id(owner.account.id).lock(LockType::NoKeyUpdate).one(&tx).await?;
    let (id, kept) = (owner.account.id, owner.session.id);
    let others = session::end_others(id, kept, EndReason::EndedElsewhere, info.now)
        // What has run out by itself need not be ended.
        .filter(Column::IdleExpiresAt.gt(info.now));
    let ended = others.exec(&tx).await?.rows_affected;
    let forgotten =
        known_device::forget_others(id, info.known_device.as_deref()).exec(&tx).await?.rows_affected;
    if ended + forgotten > 0 {
        audit::record(&tx, info.event(Action::OtherSessionsEnded).by_owner(id)).await?;
    }
    Ok(tx.commit().await?)
}

/// Checks how often this session ended others lately. A thief with a session cannot fill the audit log, nor keep
/// the owner from ending it: each session has room of its own, and logins are limited.
async fn admit(app: &App, owner: &LiveSession, info: &RequestInfo) -> Result<(), Limited> {
    app.limiter.take(&[Limit::SessionChange(owner.session.id)], 1, info.now).await
}

/// Ends the sessions beyond [`MAX_LIVE`], the longest idle first. The caller's transaction has already
/// changed the account's row, so concurrent logins of one account wait for each other here.
pub(super) async fn end_oldest(
    tx: &DatabaseTransaction,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let live = session::live_of(account, now).all(tx).await?;
    let over: Vec<_> = live.into_iter().skip(MAX_LIVE).map(|session| session.id).collect();
    if !over.is_empty() {
        session::ended(EndReason::EndedElsewhere, now).filter(Column::Id.is_in(over)).exec(tx).await?;
    }
    Ok(())
}
