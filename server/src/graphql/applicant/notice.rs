//! Notices as the public reads them: "General Notices" and "List of Notices" (R22, R23, I32).

use async_graphql::{Enum, ID, SimpleObject};
use entity::notice::text::ORIGINAL;

use crate::{
    graphql::{
        language::Language,
        paging::NumberedPageInfo,
        scalar::{DateTime, NodeKind},
    },
    notice::list::NoticeView,
    paging::Page,
};

/// The two lists of notices that the portal shows.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::notice::Scope")]
pub enum NoticeScope {
    /// "General Notices": notices that are being shown now.
    Current,
    /// "List of Notices": notices whose period is over.
    Past,
}

/// A notice of the bureau.
///
/// The text is in the requested language, or in Japanese if there is no translation: see `language` and
/// `isOriginal`. The ID is the same in all languages, so a client with a normalized cache has to key notices
/// by ID and language.
#[derive(SimpleObject, Clone, Debug)]
pub struct Notice {
    /// The global object ID: an opaque string, unique among all types.
    pub id: ID,
    /// The title: plain text, one line, up to 200 characters.
    title: String,
    /// The text: CommonMark, up to 10,000 characters. It has paragraphs, headings, emphasis, lists,
    /// quotations, rules, code spans, and links that begin with `https://` or `mailto:`; never HTML, images
    /// or code blocks. Render it with HTML switched off, or show it as plain text with its line breaks.
    body: String,
    /// When the notice became visible.
    published_at: DateTime,
    /// The language of `title` and `body`.
    language: Language,
    /// Whether this is the Japanese original.
    is_original: bool,
}

impl From<NoticeView> for Notice {
    fn from(NoticeView { notice, text }: NoticeView) -> Self {
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

/// One page of a list of notices.
#[derive(SimpleObject)]
pub struct NoticePage {
    /// The notices of this page, newest first.
    items: Vec<Notice>,
    /// The number and size of this page, and the totals of the list.
    page_info: NumberedPageInfo,
}

impl From<Page<NoticeView>> for NoticePage {
    fn from(page: Page<NoticeView>) -> Self {
        let page_info = NumberedPageInfo::from(&page);
        Self { items: page.items.into_iter().map(Into::into).collect(), page_info }
    }
}
