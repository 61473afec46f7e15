//! The texts of notices in the languages of their readers.
//!
//! A page of notices can be read in several languages in one request. Each language is read when the first text
//! in it is asked for: for all notices of the page, in one statement.

use std::collections::HashMap;

use entity::{
    language::Language,
    notice::{self, NoticeId, text},
};
use sea_orm::{DatabaseConnection, DbErr};
use tokio::sync::OnceCell;

/// The texts of some notices, read as they are needed.
#[derive(Debug)]
pub struct NoticeTexts {
    notices: Vec<NoticeId>,
    read: HashMap<Language, OnceCell<HashMap<NoticeId, text::Model>>>,
}

impl NoticeTexts {
    /// The texts of these notices; none is read yet.
    #[must_use]
    pub fn of(notices: &[notice::Model]) -> Self {
        let cells = Language::ALL.map(|language| (language, OnceCell::new()));
        Self { notices: notices.iter().map(|notice| notice.id).collect(), read: cells.into() }
    }

    /// The text of one of the notices in a language, or in Japanese, which every notice has.
    pub async fn find(
        &self,
        db: &DatabaseConnection,
        notice: NoticeId,
        language: Language,
    ) -> Result<&text::Model, DbErr> {
        if let Some(text) = self.read_in(db, language).await?.get(&notice) {
            return Ok(text);
        }
        let original = self.read_in(db, text::ORIGINAL).await?.get(&notice);
        original.ok_or_else(|| DbErr::RecordNotFound("the Japanese text of a notice".to_owned()))
    }

    async fn read_in(
        &self,
        db: &DatabaseConnection,
        language: Language,
    ) -> Result<&HashMap<NoticeId, text::Model>, DbErr> {
        let read = async || {
            let texts = text::in_languages(self.notices.iter().copied(), [language]).all(db).await?;
            Ok(texts.into_iter().map(|text| (text.notice_id, text)).collect())
        };
        self.read[&language].get_or_try_init(read).await
    }
}
