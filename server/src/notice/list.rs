//! Reads notices: for the public without their texts, which [`texts`](super::texts) reads; for the bureau with
//! all of them.

use chrono::{DateTime, Utc};
use entity::{
    language::Language,
    notice::{self, NoticeId, Scope, text},
};
use sea_orm::{
    DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder, entity::prelude::ColumnTrait,
};

use crate::paging::{self, Page, PageRequest};

/// A notice with the texts of its current version, ordered by language tag.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The row, with the period in which the notice is visible.
    pub notice: notice::Model,
    /// Its texts in every language that it has.
    pub texts: Vec<text::Model>,
}

/// A page of the notices that were visible to the public at `as_of`, newest first (R22, R23). One that was
/// withdrawn since is left out.
pub async fn page(
    db: &DatabaseConnection,
    scope: Scope,
    request: PageRequest,
    as_of: DateTime<Utc>,
) -> Result<Page<notice::Model>, DbErr> {
    // A notice can be published with a date in the past.
    let listed = notice::seen(scope, as_of).filter(notice::Column::RecordedAt.lte(as_of));
    paging::page(db, listed, request).await
}

/// A notice, if it is visible to the public at `now`.
pub async fn find(
    db: &DatabaseConnection,
    id: NoticeId,
    now: DateTime<Utc>,
) -> Result<Option<notice::Model>, DbErr> {
    notice::in_sight(now).filter(notice::Column::Id.eq(id)).one(db).await
}

/// A page of all notices that were published by `as_of`, with all their texts, newest first. For the bureau only.
pub async fn all(
    db: &DatabaseConnection,
    request: PageRequest,
    as_of: DateTime<Utc>,
) -> Result<Page<Listed>, DbErr> {
    let listed = notice::all().filter(notice::Column::RecordedAt.lte(as_of));
    let found = paging::page(db, listed, request).await?;
    with_texts(db, found).await
}

/// A notice in any state. For the bureau only.
pub async fn any(db: &DatabaseConnection, id: NoticeId) -> Result<Option<Listed>, DbErr> {
    let Some(notice) = notice::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    let texts = text::in_languages([id], Language::ALL).order_by_asc(text::Column::Language);
    Ok(Some(Listed { notice, texts: texts.all(db).await? }))
}

async fn with_texts(db: &DatabaseConnection, found: Page<notice::Model>) -> Result<Page<Listed>, DbErr> {
    let ids: Vec<_> = found.items.iter().map(|notice| notice.id).collect();
    let texts = text::in_languages(ids, Language::ALL).order_by_asc(text::Column::Language);
    let texts = texts.all(db).await?;
    let listed = |notice: notice::Model| Listed {
        texts: texts.iter().filter(|text| text.notice_id == notice.id).cloned().collect(),
        notice,
    };
    Ok(found.map(|notices| notices.into_iter().map(listed).collect()))
}
