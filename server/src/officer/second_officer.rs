//! What the rule of two is decided by: the officer whom a decision is about, locked, and who stands behind
//! whom. The rule itself is in [`entity::officer::ties`] and [`entity::officer::role`].

use entity::officer::{self, OfficerId, Ties, ties};
use sea_orm::{DatabaseTransaction, DbErr, QuerySelect, entity::prelude::*, sea_query::LockType};

/// Locks the officer, if open, until the end of the transaction. So of two changes of roles, invitations or
/// removals at once, the second one sees what the first one did.
pub(super) async fn lock_open(
    tx: &DatabaseTransaction,
    id: OfficerId,
) -> Result<Option<officer::Model>, DbErr> {
    let found = officer::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(tx).await?;
    Ok(found.filter(|officer| officer.closed_at.is_none()))
}

/// Who stands behind whom. Read it after [`lock_open`]: the ties of the officer whom the decision is about may
/// still change. Those of officers who log in no longer do, because they have enrolled.
pub(super) async fn ties(tx: &DatabaseTransaction) -> Result<Ties, DbErr> {
    Ok(ties::rows().all(tx).await?.into_iter().collect())
}
