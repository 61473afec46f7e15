//! What happened to an account, as its owner sees it: the audit trail without what is for auditors.

use async_graphql::SimpleObject;
use entity::audit;

use super::{paging::NumberedPageInfo, scalar::DateTime};
use crate::paging::Page;

/// Something that happened to the account.
#[derive(SimpleObject, Clone, Debug)]
pub struct Activity {
    /// When.
    at: DateTime,
    /// What, e.g. `LOGGED_IN`, `LOGIN_REFUSED`, `PASSWORD_CHANGED`. More may come.
    action: String,
    /// `SUCCESS` or `REFUSED`.
    outcome: String,
    /// Browser and system in a few words; `?` where nothing is known, null where there was none.
    device: Option<String>,
}

impl From<audit::Model> for Activity {
    fn from(event: audit::Model) -> Self {
        Self { at: DateTime(event.at), action: event.action, outcome: event.outcome, device: event.device }
    }
}

/// One page of what happened to the account.
#[derive(SimpleObject)]
pub struct ActivityPage {
    /// The rows, newest first.
    items: Vec<Activity>,
    /// Where this page stands among the others.
    page_info: NumberedPageInfo,
}

impl From<Page<audit::Model>> for ActivityPage {
    fn from(page: Page<audit::Model>) -> Self {
        let page_info = NumberedPageInfo::from(&page);
        Self { items: page.items.into_iter().map(Into::into).collect(), page_info }
    }
}
