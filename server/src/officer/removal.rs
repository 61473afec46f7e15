//! Closing an officer and revoking SECURITY: one officer proposes, another one confirms.
//!
//! The first request proposes, and the same request by a second officer carries it out. Anyone who may be one
//! person with the first officer is no second officer: see [`entity::officer::ties`]. A proposal ends after a
//! week. The command `server officer close` needs nobody else.

use chrono::{DateTime, Utc};
use entity::{
    audit::{Action, Reason},
    officer::{
        self, OfficerId, Role,
        removal::{self, Column, Entity, Model, Removal},
        role,
    },
};
use sea_orm::{
    ActiveEnum, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait, TryInsertResult, prelude::Uuid,
};

use super::{
    officer_admin::{self, OfficerAdminError},
    second_officer,
    session::LiveOfficer,
};
use crate::{
    app::App,
    audit::{self, Event},
    request_info::RequestInfo,
};

/// What became of a request for a removal.
#[derive(Clone, Debug)]
pub struct Removed {
    /// The officer, as they are now.
    pub officer: officer::Model,
    /// The proposal that now waits for a second officer; `None` if the removal was carried out.
    pub proposal: Option<Model>,
}

/// The step that a request took.
enum Step {
    Proposed(Model),
    Confirmed,
    /// The proposal is the officer's own, or of somebody who may be the same person.
    Own,
}

/// Proposes to close another officer, or closes that officer irrevocably if another officer has proposed it.
pub async fn close(
    app: &App,
    by: &LiveOfficer,
    officer: OfficerId,
    info: &RequestInfo,
) -> Result<Removed, OfficerAdminError> {
    let found = officer_admin::find_another(&app.db, by, officer).await?;
    let tx = migration::database::write(&app.db).await?;
    second_officer::lock_open(&tx, found.id).await?.ok_or(OfficerAdminError::NotFound)?;
    match advance(&tx, by, &found, Removal::Close, info.now).await? {
        Step::Proposed(removal) => proposed(tx, by, found, removal, info).await,
        Step::Own => refuse(tx, by, (found.id, Removal::Close), info).await,
        Step::Confirmed => {
            let closing = officer_admin::run(app, by, info).close_within(&tx, found.id).await;
            closing.map_err(officer_admin::of_creation)?;
            tx.commit().await?;
            let closed = officer::Entity::find_by_id(found.id).one(&app.db).await?;
            Ok(Removed { officer: closed.ok_or(OfficerAdminError::NotFound)?, proposal: None })
        }
    }
}

/// Proposes to revoke [`Role::Security`], or revokes it if another officer has proposed it. Proposals by the
/// officer who loses it end.
pub(super) async fn revoke_security(
    app: &App,
    by: &LiveOfficer,
    found: officer::Model,
    info: &RequestInfo,
) -> Result<Removed, OfficerAdminError> {
    let tx = migration::database::write(&app.db).await?;
    second_officer::lock_open(&tx, found.id).await?.ok_or(OfficerAdminError::NotFound)?;
    if !officer_admin::holds_security(&tx, found.id).await? {
        return Err(OfficerAdminError::NotFound);
    }
    match advance(&tx, by, &found, Removal::RevokeSecurity, info.now).await? {
        Step::Proposed(removal) => proposed(tx, by, found, removal, info).await,
        Step::Own => refuse(tx, by, (found.id, Removal::RevokeSecurity), info).await,
        Step::Confirmed => {
            if role::remove(found.id, Role::Security).exec(&tx).await?.rows_affected == 0 {
                return Err(OfficerAdminError::NotFound);
            }
            role::withdraw_proposals_of(found.id).exec(&tx).await?;
            removal::withdraw_proposals_of(found.id).exec(&tx).await?;
            let detail = format!("{} {}", role::role_code(Role::Security), found.id.0);
            audit::record(&tx, by.event(Action::RoleRevoked, info).detail(detail)).await?;
            tx.commit().await?;
            Ok(Removed { officer: found, proposal: None })
        }
    }
}

/// Withdraws a proposal: its proposer may, and any officer who is independent of the one whom it is about.
/// Otherwise that one could have it withdrawn under another name, again and again.
pub async fn withdraw(
    app: &App,
    by: &LiveOfficer,
    proposal: Uuid,
    info: &RequestInfo,
) -> Result<(), OfficerAdminError> {
    let found = Entity::find_by_id(proposal).one(&app.db).await?.ok_or(OfficerAdminError::NotFound)?;
    let tx = migration::database::write(&app.db).await?;
    let is_own = found.proposed_by == by.officer.id;
    if !is_own && !second_officer::ties(&tx).await?.are_independent(by.officer.id, found.officer_id) {
        return Err(OfficerAdminError::SecondOfficerRequired);
    }
    if removal::take(proposal, info.now).exec(&tx).await?.rows_affected == 0 {
        return Err(OfficerAdminError::NotFound);
    }
    let what = (found.officer_id, found.kind);
    audit::record(&tx, event(by, Action::RemovalWithdrawn, what, info)).await?;
    Ok(tx.commit().await?)
}

/// The proposals that wait for a second officer, oldest first.
pub async fn proposals(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<Vec<Model>, DbErr> {
    removal::waiting(now).all(db).await
}

/// Proposes the removal, or takes the proposal of another officer.
async fn advance(
    tx: &DatabaseTransaction,
    by: &LiveOfficer,
    found: &officer::Model,
    kind: Removal,
    now: DateTime<Utc>,
) -> Result<Step, DbErr> {
    removal::remove_ended(found.id, kind, now).exec(tx).await?;
    let row = removal::propose(Uuid::now_v7(), found.id, kind, by.officer.id, now);
    let inserted = Entity::insert(row)
        .on_conflict_do_nothing_on([Column::OfficerId, Column::Kind])
        .exec_without_returning(tx)
        .await?;
    let Some(waiting) = removal::of(found.id, kind).one(tx).await? else { return Ok(Step::Own) };
    if matches!(inserted, TryInsertResult::Inserted(1)) {
        return Ok(Step::Proposed(waiting));
    }
    let is_second = second_officer::ties(tx).await?.are_independent(by.officer.id, waiting.proposed_by);
    // Of two who confirm at once, one takes it.
    let is_taken = is_second && removal::take(waiting.id, now).exec(tx).await?.rows_affected > 0;
    Ok(if is_taken { Step::Confirmed } else { Step::Own })
}

/// Records that the removal was proposed.
async fn proposed(
    tx: DatabaseTransaction,
    by: &LiveOfficer,
    officer: officer::Model,
    removal: Model,
    info: &RequestInfo,
) -> Result<Removed, OfficerAdminError> {
    audit::record(&tx, event(by, Action::RemovalProposed, (officer.id, removal.kind), info)).await?;
    tx.commit().await?;
    Ok(Removed { officer, proposal: Some(removal) })
}

/// Records that the removal was not confirmed.
async fn refuse<T>(
    tx: DatabaseTransaction,
    by: &LiveOfficer,
    what: (OfficerId, Removal),
    info: &RequestInfo,
) -> Result<T, OfficerAdminError> {
    let refused = event(by, Action::RemovalRefused, what, info).refused(Reason::OwnProposal);
    audit::record(&tx, refused).await?;
    tx.commit().await?;
    Err(OfficerAdminError::SecondOfficerRequired)
}

/// The audit event, with the kind of the removal and the officer's ID.
fn event<'a>(
    by: &LiveOfficer,
    action: Action,
    (officer, kind): (OfficerId, Removal),
    info: &'a RequestInfo,
) -> Event<'a> {
    by.event(action, info).detail(format!("{} {}", kind.to_value(), officer.0))
}
