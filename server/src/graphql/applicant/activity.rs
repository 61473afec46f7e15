//! What happened to an account, as its owner sees it: the audit log without the fields for auditors.

use async_graphql::SimpleObject;
use entity::audit::{self, ActorKind};
use sea_orm::ActiveEnum;

use crate::{
    graphql::{paging::NumberedPageInfo, scalar::DateTime},
    paging::Page,
};

/// An event of the account.
#[derive(SimpleObject, Clone, Debug)]
pub struct Activity {
    /// When it happened, by the server's clock.
    at: DateTime,
    /// What happened, e.g. `LOGGED_IN`, `LOGIN_REFUSED` or `PASSWORD_CHANGED`. Actions of the bureau are
    /// included, e.g. `ACCOUNT_READ` (an officer viewed the account) and `ACCOUNT_CORRECTED`, and so are checks
    /// of a printed certificate (`CERTIFICATE_CHECKED`). New releases may add values.
    action: String,
    /// Whether it succeeded: `SUCCESS` or `REFUSED`.
    outcome: String,
    /// The browser and the operating system, e.g. `Firefox, Windows`; `?` if neither is known. Null for
    /// actions of the bureau, and if no browser was involved.
    device: Option<String>,
}

impl From<audit::Model> for Activity {
    fn from(event: audit::Model) -> Self {
        // An officer's browser is of no use to the owner, and is the officer's own data.
        let is_bureaus = event.actor_kind == ActorKind::Officer.to_value();
        let device = event.device.filter(|_| !is_bureaus);
        Self { at: DateTime(event.at), action: event.action, outcome: event.outcome, device }
    }
}

/// A page of account activity.
#[derive(SimpleObject)]
pub struct ActivityPage {
    /// The events of this page, newest first.
    items: Vec<Activity>,
    /// The number and size of this page, and the totals of the list.
    page_info: NumberedPageInfo,
}

impl From<Page<audit::Model>> for ActivityPage {
    fn from(page: Page<audit::Model>) -> Self {
        let page_info = NumberedPageInfo::from(&page);
        Self { items: page.items.into_iter().map(Into::into).collect(), page_info }
    }
}
