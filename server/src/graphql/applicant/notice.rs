//! Notices as the public reads them: "General Notices" and "List of Notices" (R22, R23, I32).

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Enum, ID, SimpleObject};
use chrono::Utc;
use entity::notice::{
    self, NoticeId,
    text::{self, ORIGINAL},
};

use super::request_context::RequestContext;
use crate::{
    graphql::{
        error::ApiError,
        language::Language,
        paging::NumberedPageInfo,
        scalar::{DateTime, NodeKind},
    },
    notice::texts::NoticeTexts,
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
/// Its texts are in the requested language, or in Japanese if there is no translation: see `textLanguage` and
/// `isOriginal`. Query all of them with the same `language`.
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct Notice {
    /// The global object ID: an opaque string, unique among all types.
    pub id: ID,
    /// When the notice became visible.
    published_at: DateTime,
    #[graphql(skip)]
    key: NoticeId,
    #[graphql(skip)]
    texts: Arc<NoticeTexts>,
}

#[ComplexObject]
impl Notice {
    /// The title: plain text, one line, up to 200 characters.
    async fn title(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of the text. Default: that of the request.")] language: Option<
            Language,
        >,
    ) -> Result<String, ApiError> {
        Ok(self.text(ctx, language).await?.title.clone())
    }

    /// The text: CommonMark, up to 10,000 characters. It has paragraphs, headings, emphasis, lists,
    /// quotations, rules, code spans, and links that begin with `https://` or `mailto:`; never HTML, images
    /// or code blocks. Render it with HTML switched off, or show it as plain text with its line breaks.
    async fn body(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of the text. Default: that of the request.")] language: Option<
            Language,
        >,
    ) -> Result<String, ApiError> {
        Ok(self.text(ctx, language).await?.body.clone())
    }

    /// The language in which `title` and `body` are, if they are queried with the same `language`.
    async fn text_language(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The argument of `title` and `body`.")] language: Option<Language>,
    ) -> Result<Language, ApiError> {
        Ok(self.text(ctx, language).await?.language.into())
    }

    /// Whether `title` and `body`, if they are queried with the same `language`, are the Japanese original.
    async fn is_original(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The argument of `title` and `body`.")] language: Option<Language>,
    ) -> Result<bool, ApiError> {
        Ok(self.text(ctx, language).await?.language == ORIGINAL)
    }
}

impl Notice {
    /// Builds a notice, which finds its texts among those of all the notices of a response.
    #[must_use]
    pub fn new(notice: &notice::Model, texts: &Arc<NoticeTexts>) -> Self {
        Self {
            id: NodeKind::Notice.id(notice.id.0),
            published_at: DateTime(notice.visible_from),
            key: notice.id,
            texts: Arc::clone(texts),
        }
    }

    async fn text(&self, ctx: &Context<'_>, language: Option<Language>) -> Result<&text::Model, ApiError> {
        let request = RequestContext::of(ctx);
        Ok(self.texts.find(&request.app.db, self.key, request.language(language)).await?)
    }
}

/// One page of a list of notices.
#[derive(SimpleObject)]
pub struct NoticePage {
    /// The time as of which the list was read. Send it back as `asOf` with every further page.
    as_of: DateTime,
    /// The notices of this page, newest first.
    items: Vec<Notice>,
    /// The number and size of this page, and the totals of the list.
    page_info: NumberedPageInfo,
}

impl NoticePage {
    /// Builds a page of notices as of a time.
    #[must_use]
    pub fn new(page: &Page<notice::Model>, as_of: chrono::DateTime<Utc>) -> Self {
        let page_info = NumberedPageInfo::from(page);
        let texts = Arc::new(NoticeTexts::of(&page.items));
        let items = page.items.iter().map(|notice| Notice::new(notice, &texts)).collect();
        Self { as_of: DateTime(as_of), items, page_info }
    }
}
