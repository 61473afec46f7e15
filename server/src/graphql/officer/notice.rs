//! Notices as the bureau sees them: in every state, with their texts in all languages (I32).

use std::collections::HashMap;

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use entity::notice::{self, NoticeId, text::ORIGINAL};
use uuid::Uuid;

use super::context::OfficerContext;
use crate::{
    graphql::{
        error::ApiError,
        language::Language,
        paging::NumberedPageInfo,
        scalar::{DateTime, NodeKind},
    },
    notice::list::{self, Listed},
    officer::look_up,
    paging::{self, PageRequest},
};

/// The state of a notice.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "notice::State")]
pub enum NoticeState {
    /// Not visible to the public yet.
    Upcoming,
    /// Visible to the public in "General Notices".
    Current,
    /// Visible to the public in "List of Notices".
    Past,
    /// Withdrawn: no longer visible to the public.
    Withdrawn,
}

/// The text of a notice in one language.
#[derive(SimpleObject, Clone, Debug)]
pub struct NoticeText {
    /// The language of this text.
    language: Language,
    /// Whether this is the Japanese original, which readers get if there is no text in their language.
    is_original: bool,
    /// The title: plain text, one line, up to 200 characters.
    title: String,
    /// The text: a subset of CommonMark, up to 10,000 characters. See `NoticeTextInput`.
    body: String,
}

/// A notice of the bureau, in any state.
#[derive(SimpleObject, Clone, Debug)]
pub struct Notice {
    /// The global object ID: an opaque string, the same as in the applicants' schema.
    id: ID,
    /// The version: 1 when it was published, and one more for each change. Send it as `expectedVersion` to
    /// `changeNotice`.
    version: i32,
    /// Whether the notice is visible to the public, and in which list.
    state: NoticeState,
    /// When the notice becomes visible.
    from: DateTime,
    /// When the notice moves from "General Notices" to "List of Notices"; null if it stays there.
    until: Option<DateTime>,
    /// When the notice was published, even if it becomes visible later.
    recorded_at: DateTime,
    /// When the notice was last published, changed or withdrawn.
    changed_at: DateTime,
    /// The name of the officer who made that change; null if it was made on the command line.
    changed_by: Option<String>,
    /// When the notice was withdrawn; null if it was not.
    withdrawn_at: Option<DateTime>,
    /// The texts of this version, one for each language.
    texts: Vec<NoticeText>,
}

impl Notice {
    /// Builds the notice; `names` maps the IDs of officers to their names, and `now` decides the state.
    #[must_use]
    pub fn new(
        Listed { notice, texts }: Listed,
        names: &HashMap<Uuid, String>,
        now: chrono::DateTime<chrono::Utc>,
    ) -> Self {
        let text = |text: notice::text::Model| NoticeText {
            language: text.language.into(),
            is_original: text.language == ORIGINAL,
            title: text.title,
            body: text.body,
        };
        Self {
            id: NodeKind::Notice.id(notice.id.0),
            version: notice.version,
            state: notice.state(now).into(),
            from: DateTime(notice.visible_from),
            until: notice.visible_until.map(DateTime),
            recorded_at: DateTime(notice.recorded_at),
            changed_at: DateTime(notice.changed_at),
            changed_by: notice.changed_by.and_then(|officer| names.get(&officer).cloned()),
            withdrawn_at: notice.withdrawn_at.map(DateTime),
            texts: texts.into_iter().map(text).collect(),
        }
    }

    /// Loads a notice by its key; returns `None` if it does not exist.
    pub(super) async fn find(id: NoticeId, request: &OfficerContext) -> Result<Option<Self>, ApiError> {
        let db = &request.app.db;
        let Some(listed) = list::any(db, id).await? else { return Ok(None) };
        let names = look_up::names(db, listed.notice.changed_by).await?;
        Ok(Some(Self::new(listed, &names, request.info.now)))
    }
}

/// One page of a list of notices.
#[derive(SimpleObject)]
pub struct NoticePage {
    /// The time as of which the list was read. Send it back as `asOf` with every further page.
    as_of: DateTime,
    /// The notices, the latest `from` first.
    items: Vec<Notice>,
    /// The number and size of this page, and the totals of the list.
    page_info: NumberedPageInfo,
}

/// The queries for notices.
#[derive(Default)]
pub struct NoticeQuery;

#[Object]
impl NoticeQuery {
    /// All notices in every state: upcoming, current, past and withdrawn. Requires any role.
    #[graphql(complexity = "(per_page.clamp(20, 100) as usize) * child_complexity / 10 + 1")]
    async fn notices(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 1, desc = "Page number, from 1. A number past the end returns the last page.")]
        page: i32,
        #[graphql(default = 20, desc = "Rows per page: 20, 50 or 100. Other values round to the nearest.")]
        per_page: i32,
        #[graphql(desc = "The `asOf` of the first page, so that new notices do not shift the rows.")]
        as_of: Option<DateTime>,
    ) -> Result<NoticePage, ApiError> {
        let request = OfficerContext::of(ctx);
        let as_of = paging::as_of(as_of.map(|at| at.0), request.info.now);
        let found = list::all(&request.app.db, PageRequest::new(page, per_page), as_of).await?;
        let page_info = NumberedPageInfo::from(&found);
        let by = found.items.iter().filter_map(|listed| listed.notice.changed_by);
        let names = look_up::names(&request.app.db, by).await?;
        let shown = |listed| Notice::new(listed, &names, request.info.now);
        let items = found.items.into_iter().map(shown).collect();
        Ok(NoticePage { as_of: DateTime(as_of), items, page_info })
    }

    /// One notice in any state; null if it does not exist. Requires any role.
    async fn notice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The global object ID of the notice.")] id: ID,
    ) -> Result<Option<Notice>, ApiError> {
        match NodeKind::parse(&id) {
            Some((NodeKind::Notice, id)) => Notice::find(NoticeId(id), OfficerContext::of(ctx)).await,
            _ => Ok(None),
        }
    }
}
