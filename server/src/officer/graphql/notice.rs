//! Notices as the bureau sees them: in every state, with the texts in all their languages (I32).

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
};

/// Where a notice stands.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "notice::State")]
pub enum NoticeState {
    /// It has not begun: nobody of the public sees it.
    Upcoming,
    /// Under [General Notices].
    Current,
    /// In the [List of Notices].
    Past,
    /// Taken back: nobody of the public sees it.
    Withdrawn,
}

/// A notice in one language.
#[derive(SimpleObject, Clone, Debug)]
pub struct NoticeText {
    /// The language.
    language: Language,
    /// Whether it is the Japanese original, which readers of other languages without a text get.
    is_original: bool,
    /// The title: plain text, one line.
    title: String,
    /// The text: a subset of `CommonMark`.
    body: String,
}

/// A notice of the bureau, whatever its state (I32).
#[derive(SimpleObject, Clone, Debug)]
pub struct Notice {
    /// The opaque, global ID; the public has the same.
    id: ID,
    /// 1 when it was published, one more with each change; what `changeNotice` takes as `expectedVersion`.
    version: i32,
    /// Where it stands.
    state: NoticeState,
    /// From when on it is seen.
    from: DateTime,
    /// Until when it is a current one; null for no such moment.
    until: Option<DateTime>,
    /// When it was published, whenever it is seen.
    recorded_at: DateTime,
    /// When it was last published, changed or withdrawn.
    changed_at: DateTime,
    /// The name of the officer who did; null for a command.
    changed_by: Option<String>,
    /// When it was withdrawn.
    withdrawn_at: Option<DateTime>,
    /// The texts of this version.
    texts: Vec<NoticeText>,
}

impl Notice {
    /// A notice as of `now`; `names` are those of officers.
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

    /// The notice with this key, as it is now.
    pub(super) async fn find(id: NoticeId, request: &OfficerContext) -> Result<Option<Self>, ApiError> {
        let db = &request.app.db;
        let Some(listed) = list::any(db, id).await? else { return Ok(None) };
        let names = look_up::names(db, listed.notice.changed_by).await?;
        Ok(Some(Self::new(listed, &names, request.visit.now)))
    }
}

/// A page of notices.
#[derive(SimpleObject)]
pub struct NoticePage {
    /// The notices, those first that are seen from the latest moment on.
    items: Vec<Notice>,
    /// Where this page stands among the others.
    page_info: NumberedPageInfo,
}

/// What officers can read of notices.
#[derive(Default)]
pub struct NoticeQuery;

#[Object]
impl NoticeQuery {
    /// All notices there are: upcoming, current, past and withdrawn ones.
    #[graphql(complexity = "(per_page.clamp(20, 100) as usize) * child_complexity / 10 + 1")]
    async fn notices(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 1, desc = "Which page, from 1.")] page: i32,
        #[graphql(default = 20, desc = "How many a page: 20, 50 or 100.")] per_page: i32,
    ) -> Result<NoticePage, ApiError> {
        let request = OfficerContext::of(ctx);
        let found = list::all(&request.app.db, page, per_page).await?;
        let page_info = NumberedPageInfo::from(&found);
        let by = found.items.iter().filter_map(|listed| listed.notice.changed_by);
        let names = look_up::names(&request.app.db, by).await?;
        let shown = |listed| Notice::new(listed, &names, request.visit.now);
        Ok(NoticePage { items: found.items.into_iter().map(shown).collect(), page_info })
    }

    /// One notice, whatever its state; null where there is none.
    async fn notice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The ID of the notice.")] id: ID,
    ) -> Result<Option<Notice>, ApiError> {
        match NodeKind::parse(&id) {
            Some((NodeKind::Notice, id)) => Notice::find(NoticeId(id), OfficerContext::of(ctx)).await,
            _ => Ok(None),
        }
    }
}
