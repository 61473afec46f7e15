//! What happened to an account, as its owner sees it: the audit trail without what is for auditors.

use async_graphql::SimpleObject;
use entity::audit::{self, ActorKind};
use sea_orm::ActiveEnum;

use super::{paging::NumberedPageInfo, scalar::DateTime};
use crate::paging::Page;

/// Something that happened to the account.
#[derive(SimpleObject, Clone, Debug)]
pub struct Activity {
    /// When.
    at: DateTime,
    /// What, e.g. `LOGGED_IN`, `LOGIN_REFUSED`, `PASSWORD_CHANGED`. What the bureau did is here, too: that an officer
    /// saw the account is `ACCOUNT_READ`, a correction `ACCOUNT_CORRECTED`. More may come.
    action: String,
    /// `SUCCESS` or `REFUSED`.
    outcome: String,
    /// Browser and system in a few words; `?` where nothing is known, null where there was none, and for what the
    /// bureau did.
    device: Option<String>,
}

impl From<audit::Model> for Activity {
    fn from(event: audit::Model) -> Self {
        // An officer's browser says nothing to the owner, and is none of the owner's.
        let is_bureaus = event.actor_kind == ActorKind::Officer.to_value();
        let device = event.device.filter(|_| !is_bureaus);
        Self { at: DateTime(event.at), action: event.action, outcome: event.outcome, device }
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
