//! What is read of notices: by everyone in one language, by the bureau in all.

use chrono::{DateTime, Utc};
use entity::{
    language::Language,
    notice::{self, NoticeId, Scope, text},
};
use sea_orm::{
    DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder, entity::prelude::ColumnTrait,
};

use crate::paging::{self, Page};

/// A notice as one reader sees it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// When it is seen.
    pub notice: notice::Model,
    /// Its text in the reader's language, or else the Japanese one.
    pub text: text::Model,
}

/// A notice with the texts that it has now, in the order of their tags.
#[derive(Clone, Debug)]
pub struct Listed {
    /// When it is seen, and what became of it.
    pub notice: notice::Model,
    /// All its texts.
    pub texts: Vec<text::Model>,
}

impl Listed {
    /// Its text in a language, or else the Japanese one, which every notice has.
    #[must_use]
    pub fn shown_in(mut self, language: Language) -> Option<Shown> {
        let of = |wanted| self.texts.iter().position(|text| text.language == wanted);
        let at = of(language).or_else(|| of(text::ORIGINAL))?;
        Some(Shown { text: self.texts.swap_remove(at), notice: self.notice })
    }
}

/// A page of what everyone sees at `now`, newest first (R22, R23).
pub async fn page(
    db: &DatabaseConnection,
    scope: Scope,
    page: i32,
    per_page: i32,
    language: Language,
    now: DateTime<Utc>,
) -> Result<Page<Shown>, DbErr> {
    let found = paging::page(db, notice::seen(scope, now), page, per_page).await?;
    let found = with_texts(db, found, &[language, text::ORIGINAL]).await?;
    Ok(found.map(|listed| listed.into_iter().filter_map(|one| one.shown_in(language)).collect()))
}

/// One notice, if everyone sees it at `now`.
pub async fn find(
    db: &DatabaseConnection,
    id: NoticeId,
    language: Language,
    now: DateTime<Utc>,
) -> Result<Option<Shown>, DbErr> {
    let found = notice::in_sight(now).filter(notice::Column::Id.eq(id)).one(db).await?;
    let Some(notice) = found else { return Ok(None) };
    let texts = text::in_languages([id], [language, text::ORIGINAL]).all(db).await?;
    Ok(Listed { notice, texts }.shown_in(language))
}

/// A page of all notices there are, newest first, with all their texts: for the bureau alone.
pub async fn all(db: &DatabaseConnection, page: i32, per_page: i32) -> Result<Page<Listed>, DbErr> {
    let found = paging::page(db, notice::all(), page, per_page).await?;
    with_texts(db, found, &Language::ALL).await
}

/// One notice, whatever became of it: for the bureau alone.
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
