//! A draft of a notice as the public would see it. Nothing is stored.

use chrono::{DateTime, Utc};
use entity::{language::Language, notice::text::ORIGINAL};

use super::draft::{self, Draft, Wrong};

/// A draft in the language of a reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticePreview {
    /// The language of the text: the reader's, or Japanese if there is no text in it.
    pub language: Language,
    /// The title: plain text on one line.
    pub title: String,
    /// The source of the body.
    pub body: String,
    /// The body as HTML.
    pub html: String,
    /// When it would become visible.
    pub visible_from: DateTime<Utc>,
}

/// Validates the draft as if it were published at `now`, and chooses the text as the public's lists do (I32).
pub fn preview(draft: &Draft, language: Language, now: DateTime<Utc>) -> Result<NoticePreview, Vec<Wrong>> {
    let checked = draft::check(draft, now)?;
    let of = |wanted| checked.texts.iter().find(|(language, ..)| *language == wanted);
    let (language, title, body) =
        of(language).or_else(|| of(ORIGINAL)).expect("a draft without a Japanese text is refused");
    Ok(NoticePreview {
        language: *language,
        title: title.as_str().to_owned(),
        body: body.as_str().to_owned(),
        html: body.html(),
        visible_from: checked.period.from,
    })
}
