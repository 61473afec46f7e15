//! Lines of the audit trail, as officers of security see them.

use async_graphql::{InputObject, SimpleObject};
use entity::audit;
use sea_orm::prelude::Uuid;

use crate::{
    graphql::{paging::NumberedPageInfo, scalar::DateTime},
    officer::trail::{Filter, Trail},
};

/// Which lines; what is left out does not count.
#[derive(InputObject, Default)]
pub struct AuditFilter {
    /// That happened to this account.
    user_id: Option<String>,
    /// That this officer did, by name.
    officer: Option<String>,
    /// Of this action, e.g. `ACCOUNT_READ`.
    action: Option<String>,
    /// At this moment or later.
    from: Option<DateTime>,
    /// Before this moment.
    until: Option<DateTime>,
}

impl From<AuditFilter> for Filter {
    fn from(filter: AuditFilter) -> Self {
        Self {
            user_id: filter.user_id,
            officer: filter.officer,
            action: filter.action,
            from: filter.from.map(|at| at.0),
            until: filter.until.map(|at| at.0),
        }
    }
}

/// Something that happened. A line holds codes and ids, nothing that was typed.
#[derive(SimpleObject)]
pub struct AuditEvent {
    /// The chain that it is in, e.g. `2025-11/07`.
    chain: String,
    /// Its place there: with the chain, its name.
    number: i64,
    /// When.
    at: DateTime,
    /// Who did it: `VISITOR`, `ACCOUNT`, `OFFICER` or `SYSTEM`.
    actor_kind: String,
    /// The officer who did it.
    officer: Option<String>,
    /// The account whose holder did it.
    actor_user_id: Option<String>,
    /// The account that it happened to.
    user_id: Option<String>,
    /// What was done.
    action: String,
    /// `SUCCESS` or `REFUSED`.
    outcome: String,
    /// Why it was refused: a code.
    reason: Option<String>,
    /// More: codes and ids.
    detail: Option<String>,
    /// The number of the request, as in the log.
    request_id: String,
    /// The session that it was done in.
    session_id: Option<String>,
    /// The network that it came from, never the whole address.
    network: Option<String>,
    /// Browser and system in a few words.
    device: Option<String>,
}

/// A page of the trail.
#[derive(SimpleObject)]
pub struct AuditPage {
    /// The lines, the newest first.
    items: Vec<AuditEvent>,
    /// Where this page stands among the others.
    page_info: NumberedPageInfo,
}

impl From<Trail> for AuditPage {
    fn from(trail: Trail) -> Self {
        let page_info = NumberedPageInfo::from(&trail.events);
        let Trail { events, user_ids, officers } = trail;
        let event = |event: audit::Model| {
            let account = |id: Option<Uuid>| id.and_then(|id| user_ids.get(&id).cloned());
            AuditEvent {
                officer: event.actor_id.and_then(|id| officers.get(&id).cloned()),
                actor_user_id: account(event.actor_id),
                user_id: account(event.subject_id.map(|id| id.0)),
                chain: event.chain,
                number: event.number,
                at: DateTime(event.at),
                actor_kind: event.actor_kind,
                action: event.action,
                outcome: event.outcome,
                reason: event.reason,
                detail: event.detail,
                request_id: event.request_id.to_string(),
                session_id: event.session_id.map(|id| id.to_string()),
                network: event.network,
                device: event.device,
            }
        };
        Self { items: events.items.into_iter().map(event).collect(), page_info }
    }
}
