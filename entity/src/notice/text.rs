//! Texts of notices: one row for each language of each version, and the rule for titles.
//!
//! Every notice has a Japanese text, which is the original. A reader of a language without a text gets the
//! Japanese one (I32). Texts of earlier versions are kept, to show later what was published.

use sea_orm::{
    ActiveValue::Set,
    JoinType, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};

use super::{Body, NoticeId};
use crate::{
    input::{ValidationError, required},
    language::Language,
};

/// The original language of every notice.
pub const ORIGINAL: Language = Language::Ja;

/// The text of one version of a notice in one language.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice_text")]
pub struct Model {
    /// The notice to which the text belongs.
    #[sea_orm(primary_key, auto_increment = false)]
    pub notice_id: NoticeId,
    /// The version of the notice to which the text belongs.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// The language of the text.
    #[sea_orm(primary_key, auto_increment = false)]
    pub language: Language,
    /// The title: one line of plain text.
    pub title: String,
    /// The body: a subset of CommonMark ([`Body`]).
    pub body: String,
}

/// Relation to the notice.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The notice, whatever its current version.
    #[sea_orm(belongs_to = "super::Entity", from = "Column::NoticeId", to = "super::Column::Id")]
    Notice,
}

impl ActiveModelBehavior for ActiveModel {}

/// A title: plain text, one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title(String);

impl Title {
    /// Maximum length in characters; our choice.
    pub const MAX_LENGTH: usize = 200;

    /// Parses a title. Surrounding spaces are ignored.
    pub fn parse(input: &str) -> Result<Self, ValidationError> {
        let title = required(input)?;
        if title.chars().count() > Self::MAX_LENGTH {
            return Err(ValidationError::TooLong { max: Self::MAX_LENGTH });
        }
        if title.chars().all(is_plain) {
            Ok(Self(title.to_owned()))
        } else {
            Err(ValidationError::InvalidFormat)
        }
    }

    /// The title as it is stored and shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a character is neither a control character nor one that breaks lines or changes the direction of
/// text.
pub(super) fn is_plain(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The row of a text, for insertion.
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

/// Selects the texts of the current versions of these notices in these languages.
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
        let check = |input: &str, expected: Result<&str, ValidationError>| {
            assert_eq!(
                Title::parse(input).as_ref().map(Title::as_str),
                expected.as_ref().copied(),
                "{input:?}"
            );
        };
        check(" システム停止のお知らせ ", Ok("システム停止のお知らせ"));
        check("<b>", Ok("<b>"));
        check("", Err(ValidationError::Required));
        check("  ", Err(ValidationError::Required));
        for wrong in ["a\nb", "a\tb", "a\u{0}b", "a\u{202e}b", "a\u{2028}b", "a\u{7f}b"] {
            check(wrong, Err(ValidationError::InvalidFormat));
        }
        check(&"あ".repeat(200), Ok(&"あ".repeat(200)));
        check(&"あ".repeat(201), Err(ValidationError::TooLong { max: 200 }));
    }
}
