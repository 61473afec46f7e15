//! Notices on the top page (R22, R23, I32): the bureau publishes, changes and withdraws them.
//!
//! Each use case is one transaction with its event in the audit log, whether a command or an officer calls
//! it. [`list`] and [`texts`] read notices, [`draft`] validates them, [`preview`] shows a draft, and [`once`]
//! publishes with an idempotency key.

use chrono::{DateTime, Utc};
use entity::{
    audit::Action,
    notice::{self, NoticeId, text},
};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait, QuerySelect, prelude::Uuid};

use self::draft::{Checked, Draft, Wrong};
use crate::audit::{self, Actor, Event, RequestOrigin};

pub mod draft;
pub mod list;
pub mod once;
pub mod preview;
pub mod texts;

/// Why a notice was not published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// One or more fields are invalid.
    #[error("{}", draft::in_words(.0))]
    Input(Vec<Wrong>),
    /// A database operation failed; the source says why.
    #[error("the database operation failed")]
    Database(#[from] DbErr),
}

/// Why a notice was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// One or more fields are invalid.
    #[error("{}", draft::in_words(.0))]
    Input(Vec<Wrong>),
    /// There is no notice with this ID.
    #[error("there is no such notice")]
    NotFound,
    /// The notice was withdrawn, which is final.
    #[error("the notice was withdrawn")]
    Withdrawn,
    /// The current version is not the expected one.
    #[error("the notice has been changed in the meantime")]
    ChangedMeanwhile,
    /// A database operation failed; the source says why.
    #[error("the database operation failed")]
    Database(#[from] DbErr),
}

/// Publishes a notice. It is visible from `draft.from`, or from `now` if that is empty.
pub async fn publish(
    db: &DatabaseConnection,
    draft: &Draft,
    source: &RequestOrigin,
    actor: Actor,
    now: DateTime<Utc>,
) -> Result<notice::Model, PublishError> {
    let checked = draft::check(draft, now).map_err(PublishError::Input)?;
    let row = notice::publish(NoticeId(Uuid::now_v7()), checked.period, actor.columns(), now);
    let tx = migration::database::write(db).await?;
    let published = notice::Entity::insert(row).exec_with_returning(&tx).await?;
    write(&tx, &published, &checked).await?;
    audit::record(&tx, event(Action::NoticePublished, &published, source, actor, now)).await?;
    tx.commit().await?;
    Ok(published)
}

/// Replaces a notice with a new version: its period and all its texts. If the draft has no `from`, the
/// current one is kept. With `expected`, it succeeds only if the current version is that one.
pub async fn change(
    db: &DatabaseConnection,
    id: NoticeId,
    expected: Option<i32>,
    draft: &Draft,
    source: &RequestOrigin,
    actor: Actor,
    now: DateTime<Utc>,
) -> Result<notice::Model, ChangeError> {
    let tx = migration::database::write(db).await?;
    // Locked, because the default of `from` is read here and written below.
    let found = notice::Entity::find_by_id(id).lock_exclusive().one(&tx).await?;
    let found = found.ok_or(ChangeError::NotFound)?;
    if found.withdrawn_at.is_some() {
        return Err(ChangeError::Withdrawn);
    }
    let checked = draft::check(draft, found.visible_from).map_err(ChangeError::Input)?;
    let change = notice::change(id, expected, checked.period, actor.columns(), now);
    let changed = change.exec_with_returning(&tx).await?.pop().ok_or(ChangeError::ChangedMeanwhile)?;
    write(&tx, &changed, &checked).await?;
    audit::record(&tx, event(Action::NoticeChanged, &changed, source, actor, now)).await?;
    tx.commit().await?;
    Ok(changed)
}

/// Withdraws a notice, so that the public no longer sees it. If it is withdrawn already, nothing changes, and
/// the first time is kept. `None` if there is no such notice.
pub async fn withdraw(
    db: &DatabaseConnection,
    id: NoticeId,
    source: &RequestOrigin,
    actor: Actor,
    now: DateTime<Utc>,
) -> Result<Option<notice::Model>, DbErr> {
    let tx = migration::database::write(db).await?;
    let withdraw = notice::withdraw(id, actor.columns(), now);
    let Some(withdrawn) = withdraw.exec_with_returning(&tx).await?.pop() else {
        // Withdrawn before, or unknown: nothing has changed, so nothing is recorded.
        return notice::Entity::find_by_id(id).one(&tx).await;
    };
    audit::record(&tx, event(Action::NoticeWithdrawn, &withdrawn, source, actor, now)).await?;
    tx.commit().await?;
    Ok(Some(withdrawn))
}

async fn write(tx: &DatabaseTransaction, notice: &notice::Model, checked: &Checked) -> Result<(), DbErr> {
    let row = |(language, title, body): &_| text::row(notice.id, notice.version, *language, title, body);
    text::Entity::insert_many(checked.texts.iter().map(row)).exec_without_returning(tx).await.map(drop)
}

/// The audit event: the notice and its version.
fn event<'a>(
    action: Action,
    notice: &notice::Model,
    source: &'a RequestOrigin,
    actor: Actor,
    now: DateTime<Utc>,
) -> Event<'a> {
    Event::new(action, source, now).by(actor).detail(format!("{}/{}", notice.id.0, notice.version))
}
