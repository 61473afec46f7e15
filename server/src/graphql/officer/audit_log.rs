//! Events of the audit log, for officers with the role `SECURITY`.

use async_graphql::{InputObject, SimpleObject};
use entity::audit;
use sea_orm::prelude::Uuid;

use crate::{
    graphql::{paging::NumberedPageInfo, scalar::DateTime},
    officer::audit_log::{AuditLogPage, Filter},
};

/// A filter for the audit log. An event has to match all the fields that are set.
#[derive(InputObject, Default)]
pub struct AuditFilter {
    /// The user ID of the account that the event concerns.
    user_id: Option<String>,
    /// The name of the officer who acted.
    officer: Option<String>,
    /// The action, e.g. `ACCOUNT_READ`.
    action: Option<String>,
    /// Only events at or after this time. Default: 31 days before `until`, or before now if `until` is not
    /// set.
    from: Option<DateTime>,
    /// Only events before this time; null for no limit.
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

/// An event of the audit log. It contains codes and IDs, and nothing that a person typed.
#[derive(SimpleObject)]
pub struct AuditEvent {
    /// The name of the hash chain that contains the event, e.g. `2025-11/07`.
    chain: String,
    /// The position in the chain, starting at 1. Chain and number together identify the event.
    number: i64,
    /// When it happened, by the server's clock.
    at: DateTime,
    /// Who acted: `VISITOR`, `ACCOUNT`, `OFFICER` or `SYSTEM`.
    actor_kind: String,
    /// The name of the officer who acted; null for other actors.
    officer: Option<String>,
    /// The user ID of the account holder who acted; null for other actors.
    actor_user_id: Option<String>,
    /// The user ID of the account that the event concerns; null if it concerns none.
    user_id: Option<String>,
    /// What was done, e.g. `ACCOUNT_READ`. New releases may add values.
    action: String,
    /// Whether it succeeded: `SUCCESS` or `REFUSED`.
    outcome: String,
    /// Why it was refused, as a code; null if it succeeded.
    reason: Option<String>,
    /// Further codes and IDs, e.g. the kind of email that was paused.
    detail: Option<String>,
    /// The request ID, as in the response header `x-request-id` and in the log.
    request_id: String,
    /// The ID of the session in which it was done; null if there was none.
    session_id: Option<String>,
    /// The network of the client, e.g. `192.0.2.0/24`, never the whole address; null if there was no client.
    network: Option<String>,
    /// The browser and the operating system, e.g. `Firefox, Windows`; `?` if neither is known. Null if no
    /// browser was involved.
    device: Option<String>,
}

/// A page of the audit log.
#[derive(SimpleObject)]
pub struct AuditPage {
    /// The events of this page, newest first.
    items: Vec<AuditEvent>,
    /// The number and size of this page, and the totals of the list.
    page_info: NumberedPageInfo,
}

impl From<AuditLogPage> for AuditPage {
    fn from(page: AuditLogPage) -> Self {
        let page_info = NumberedPageInfo::from(&page.events);
        let AuditLogPage { events, user_ids, officers } = page;
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
