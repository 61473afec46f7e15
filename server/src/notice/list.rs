//! Reads notices: for the public in one language, for the bureau in all.

use chrono::{DateTime, Utc};
use entity::{
    language::Language,
    notice::{self, NoticeId, Scope, text},
};
use sea_orm::{
    DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder, entity::prelude::ColumnTrait,
};

use crate::paging::{self, Page, PageRequest};

/// A notice in the language of one reader.
#[derive(Clone, Debug)]
pub struct NoticeView {
    /// The row, with the period in which the notice is visible.
    pub notice: notice::Model,
    /// Its text in the reader's language, or the Japanese one if there is none.
    pub text: text::Model,
}

/// A notice with the texts of its current version, ordered by language tag.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The row, with the period in which the notice is visible.
    pub notice: notice::Model,
    /// Its texts in every language that it has.
    pub texts: Vec<text::Model>,
}

impl Listed {
    /// The notice in a language, or in Japanese, which every notice has.
    #[must_use]
    pub fn shown_in(mut self, language: Language) -> Option<NoticeView> {
        let of = |wanted| self.texts.iter().position(|text| text.language == wanted);
        let at = of(language).or_else(|| of(text::ORIGINAL))?;
        Some(NoticeView { text: self.texts.swap_remove(at), notice: self.notice })
    }
}

/// A page of the notices that are visible to the public at `now`, newest first (R22, R23).
pub async fn page(
    db: &DatabaseConnection,
    scope: Scope,
    request: PageRequest,
    language: Language,
    now: DateTime<Utc>,
) -> Result<Page<NoticeView>, DbErr> {
    let found = paging::page(db, notice::seen(scope, now), request).await?;
    let found = with_texts(db, found, &[language, text::ORIGINAL]).await?;
    Ok(found.map(|listed| listed.into_iter().filter_map(|one| one.shown_in(language)).collect()))
}

/// A notice, if it is visible to the public at `now`.
pub async fn find(
    db: &DatabaseConnection,
    id: NoticeId,
    language: Language,
    now: DateTime<Utc>,
) -> Result<Option<NoticeView>, DbErr> {
    let found = notice::in_sight(now).filter(notice::Column::Id.eq(id)).one(db).await?;
    let Some(notice) = found else { return Ok(None) };
    let texts = text::in_languages([id], [language, text::ORIGINAL]).all(db).await?;
    Ok(Listed { notice, texts }.shown_in(language))
}

/// A page of all notices with all their texts, newest first. For the bureau only.
pub async fn all(db: &DatabaseConnection, request: PageRequest) -> Result<Page<Listed>, DbErr> {
    let found = paging::page(db, notice::all(), request).await?;
    with_texts(db, found, &Language::ALL).await
}

/// A notice in any state. For the bureau only.
pub async fn any(db: &DatabaseConnection, id: NoticeId) -> Result<Option<Listed>, DbErr> {
    let Some(notice) = notice::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    let texts = text::in_languages([id], Language::ALL).order_by_asc(text::Column::Language);
    Ok(Some(Listed { notice, texts: texts.all(db).await? }))
}

async fn with_texts(
    db: &DatabaseConnection,
    found: Page<notice::Model>,
    languages: &[Language],
) -> Result<Page<Listed>, DbErr> {
    let ids: Vec<_> = found.items.iter().map(|notice| notice.id).collect();
    let texts = text::in_languages(ids, languages.iter().copied()).order_by_asc(text::Column::Language);
    let texts = texts.all(db).await?;
    let listed = |notice: notice::Model| Listed {
        texts: texts.iter().filter(|text| text.notice_id == notice.id).cloned().collect(),
        notice,
    };
    Ok(found.map(|notices| notices.into_iter().map(listed).collect()))
}
