//! The texts of notices, a row for each language of each version; and what a title may hold.
//!
//! Japanese is always there and is the original: who reads another language for which there is no text gets
//! the Japanese one (I32). Texts of earlier versions stay, so that what was published can be shown later.

use sea_orm::{
    ActiveValue::Set,
    JoinType, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};

use super::{Body, NoticeId};
use crate::{
    input::{Fault, required},
    language::Language,
};

/// The language that every notice is written in first.
pub const ORIGINAL: Language = Language::Ja;

/// One text.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice_text")]
pub struct Model {
    /// The notice.
    #[sea_orm(primary_key, auto_increment = false)]
    pub notice_id: NoticeId,
    /// The version of the notice.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// The language of the text.
    #[sea_orm(primary_key, auto_increment = false)]
    pub language: Language,
    /// Plain text, one line.
    pub title: String,
    /// A subset of CommonMark ([`Body`]).
    pub body: String,
}

/// The notice that a text belongs to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Whatever its version.
    #[sea_orm(belongs_to = "super::Entity", from = "Column::NoticeId", to = "super::Column::Id")]
    Notice,
}

impl ActiveModelBehavior for ActiveModel {}

/// A title: plain text, one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title(String);

impl Title {
    /// The most characters; our choice.
    pub const MAX_LENGTH: usize = 200;

    /// Reads a title; spaces around it do not count.
    pub fn parse(typed: &str) -> Result<Self, Fault> {
        let title = required(typed)?;
        if title.chars().count() > Self::MAX_LENGTH {
            return Err(Fault::TooLong { max: Self::MAX_LENGTH });
        }
        if title.chars().all(is_plain) { Ok(Self(title.to_owned())) } else { Err(Fault::InvalidFormat) }
    }

    /// The title as it is stored and shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Neither a control character nor one that breaks lines or turns the direction of others.
pub(super) fn is_plain(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The row of a text.
#[must_use]
pub fn row(id: NoticeId, version: i32, language: Language, title: &Title, body: &Body) -> ActiveModel {
    ActiveModel {
        notice_id: Set(id),
        version: Set(version),
        language: Set(language),
        title: Set(title.as_str().to_owned()),
        body: Set(body.as_str().to_owned()),
    }
}

/// The texts that these notices have now, in these languages.
#[must_use]
pub fn in_languages(
    notices: impl IntoIterator<Item = NoticeId>,
    languages: impl IntoIterator<Item = Language>,
) -> Select<Entity> {
    let is_of_now = Expr::col((Entity, Column::Version)).equals((super::Entity, super::Column::Version));
    Entity::find()
        .join(JoinType::InnerJoin, Relation::Notice.def())
        .filter(is_of_now)
        .filter(Column::NoticeId.is_in(notices))
        .filter(Column::Language.is_in(languages))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_one_line_of_plain_text() {
        let check = |typed: &str, expected: Result<&str, Fault>| {
            assert_eq!(
                Title::parse(typed).as_ref().map(Title::as_str),
                expected.as_ref().copied(),
                "{typed:?}"
            );
        };
        check(" システム停止のお知らせ ", Ok("システム停止のお知らせ"));
        check("<b>", Ok("<b>"));
        check("", Err(Fault::Required));
        check("  ", Err(Fault::Required));
        for wrong in ["a\nb", "a\tb", "a\u{0}b", "a\u{202e}b", "a\u{2028}b", "a\u{7f}b"] {
            check(wrong, Err(Fault::InvalidFormat));
        }
        check(&"あ".repeat(200), Ok(&"あ".repeat(200)));
        check(&"あ".repeat(201), Err(Fault::TooLong { max: 200 }));
    }
}
