//! Notices as everyone reads them: [General Notices] and [List of Notices] (R22, R23).

use async_graphql::{Enum, ID, SimpleObject};
use entity::notice::text::ORIGINAL;

use super::{
    language::Language,
    paging::NumberedPageInfo,
    scalar::{DateTime, NodeKind},
};
use crate::{notice::list::Shown, paging::Page};

/// Which notices.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::notice::Scope")]
pub enum NoticeScope {
    /// [General Notices]: those that have begun and are not over (R22).
    Current,
    /// [List of Notices]: those that are over (R23).
    Past,
}

/// A notice of the bureau (R22, R23, I32).
///
/// Its text is in the language that was asked for, or else the Japanese original: `language` and `isOriginal` say which.
/// The ID is the same in all languages, so a client that keeps a store of objects keeps notices by ID and language.
#[derive(SimpleObject, Clone, Debug)]
pub struct Notice {
    /// The opaque, global ID.
    pub id: ID,
    /// The title: plain text, one line, at most 200 characters.
    title: String,
    /// The text: CommonMark of at most 10,000 characters, with paragraphs, headings, emphasis, lists, quotations,
    /// rules, code spans, and links that begin with `https://` or `mailto:`; never HTML, images or code blocks. Show
    /// it with a CommonMark renderer that has HTML switched off, or as plain text with its line breaks.
    body: String,
    /// From when on it is seen.
    published_at: DateTime,
    /// The language of title and body.
    language: Language,
    /// Whether that is the Japanese original.
    is_original: bool,
}

impl From<Shown> for Notice {
    fn from(Shown { notice, text }: Shown) -> Self {
        Self {
            id: NodeKind::Notice.id(notice.id.0),
            published_at: DateTime(notice.visible_from),
            language: text.language.into(),
            is_original: text.language == ORIGINAL,
            title: text.title,
            body: text.body,
        }
    }
}

/// One page of notices.
#[derive(SimpleObject)]
pub struct NoticePage {
    /// The notices, newest first.
    items: Vec<Notice>,
    /// Where this page stands among the others.
    page_info: NumberedPageInfo,
}

impl From<Page<Shown>> for NoticePage {
    fn from(page: Page<Shown>) -> Self {
        let page_info = NumberedPageInfo::from(&page);
        Self { items: page.items.into_iter().map(Into::into).collect(), page_info }
    }
}
