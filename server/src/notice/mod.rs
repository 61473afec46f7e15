//! Notices of the top page (R22, R23, I32): published, changed and withdrawn by the bureau.
//!
//! Each use case is one transaction with its line in the audit trail, whoever calls it: a command or an officer.
//! What is read of notices is in [`list`], what may be written in [`draft`]; [`once`] publishes
//! with a key.

use chrono::{DateTime, Utc};
use entity::{
    audit::Action,
    notice::{self, NoticeId, text},
};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait, QuerySelect, prelude::Uuid};

use self::draft::{Checked, Draft, Wrong};
use crate::audit::{self, Actor, Event, Source};

pub mod draft;
pub mod list;
pub mod once;

/// Why a notice was not published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// Fields are wrong.
    #[error("{}", draft::in_words(.0))]
    Input(Vec<Wrong>),
    /// The database did not answer.
    #[error("the database did not answer")]
    Database(#[from] DbErr),
}

/// Why a notice was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// Fields are wrong.
    #[error("{}", draft::in_words(.0))]
    Input(Vec<Wrong>),
    /// There is none with this ID.
    #[error("there is no such notice")]
    NotFound,
    /// It was withdrawn, and stays so.
    #[error("the notice was withdrawn")]
    Withdrawn,
    /// It is another version than the one that was looked at.
    #[error("the notice was changed meanwhile")]
    ChangedMeanwhile,
    /// The database did not answer.
    #[error("the database did not answer")]
    Database(#[from] DbErr),
}

/// Publishes a notice: it is seen from its own time on, or from `now` where the draft names none.
pub async fn publish(
    db: &DatabaseConnection,
    draft: &Draft,
    source: &Source,
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

/// Puts a new version in place of a notice: period and all texts, as in `draft`. Where the draft names no
/// `from`, that stays. With `expected` it is changed only while it is that version.
pub async fn change(
    db: &DatabaseConnection,
    id: NoticeId,
    expected: Option<i32>,
    draft: &Draft,
    source: &Source,
    actor: Actor,
    now: DateTime<Utc>,
) -> Result<notice::Model, ChangeError> {
    let tx = migration::database::write(db).await?;
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

/// Takes a notice back: nobody of the public sees it any more. Again, it changes nothing: the first time stands.
/// `None` where there is no such notice.
pub async fn withdraw(
    db: &DatabaseConnection,
    id: NoticeId,
    source: &Source,
    actor: Actor,
    now: DateTime<Utc>,
) -> Result<Option<notice::Model>, DbErr> {
    let tx = migration::database::write(db).await?;
    let withdraw = notice::withdraw(id, actor.columns(), now);
    let Some(withdrawn) = withdraw.exec_with_returning(&tx).await?.pop() else {
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

/// The line of the trail: which notice, and which version of it.
fn event<'a>(
    action: Action,
    notice: &notice::Model,
    source: &'a Source,
    actor: Actor,
    now: DateTime<Utc>,
) -> Event<'a> {
    Event::new(action, source, now).by(actor).detail(format!("{}/{}", notice.id.0, notice.version))
}
