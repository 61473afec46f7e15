//! What happened to an account, as its owner sees it: the audit log without the fields for auditors.

use async_graphql::{ComplexObject, Context, SimpleObject};
use chrono::Utc;
use entity::audit::{self, ActorKind};
use sea_orm::ActiveEnum;

use super::{activity_action::ActivityAction, request_context::RequestContext};
use crate::{
    graphql::{
        enums::EventOutcome, language::Language, paging::NumberedPageInfo, scalar::DateTime, texts::text,
        words,
    },
    paging::Page,
};

/// An event of the account.
#[derive(SimpleObject, Clone, Debug)]
#[graphql(complex)]
pub struct Activity {
    /// When it happened, by the server's clock.
    at: DateTime,
    /// What happened. Actions of the bureau are included, e.g. `ACCOUNT_READ`, and so are checks of a printed
    /// certificate (`CERTIFICATE_CHECKED`). Show `label`.
    action: ActivityAction,
    /// Whether it succeeded.
    outcome: EventOutcome,
    /// The browser and the operating system, e.g. `Firefox, Windows`; `?` if neither is known. Null for
    /// actions of the bureau, and if no browser was involved.
    device: Option<String>,
}

#[ComplexObject]
impl Activity {
    /// What happened, in a few words, and whether it was refused.
    async fn label(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Language of the text. Default: that of the request.")] language: Option<Language>,
    ) -> String {
        let language = RequestContext::of(ctx).language(language);
        words::event_label(self.action, self.outcome == EventOutcome::Refused, |name, values| {
            text(language, &format!("activity-{name}"), values)
        })
    }
}

impl From<audit::Model> for Activity {
    fn from(event: audit::Model) -> Self {
        // An officer's browser is of no use to the owner, and is the officer's own data.
        let is_bureaus = event.actor_kind == ActorKind::Officer.to_value();
        let device = event.device.filter(|_| !is_bureaus);
        Self {
            at: DateTime(event.at),
            action: ActivityAction::of(&event.action),
            outcome: EventOutcome::of(&event.outcome),
            device,
        }
    }
}

/// A page of account activity.
#[derive(SimpleObject)]
pub struct ActivityPage {
    /// The time as of which the list was read. Send it back as `asOf` with every further page.
    as_of: DateTime,
    /// The events of this page, newest first.
    items: Vec<Activity>,
    /// The number and size of this page, and the totals of the list.
    page_info: NumberedPageInfo,
}

impl ActivityPage {
    /// Builds a page of the activity as of a time.
    #[must_use]
    pub fn new(page: Page<audit::Model>, as_of: chrono::DateTime<Utc>) -> Self {
        let page_info = NumberedPageInfo::from(&page);
        let items = page.items.into_iter().map(Into::into).collect();
        Self { as_of: DateTime(as_of), items, page_info }
    }
}
