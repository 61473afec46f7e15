//! Events of the audit log, for officers with the role `SECURITY`.

use async_graphql::{ComplexObject, Context, ID, InputObject, SimpleObject};
use chrono::Utc;
use entity::audit::{self, ActorKind as Kind, Reason};
use sea_orm::prelude::Uuid;

use super::{audit_action::AuditAction, context::OfficerContext, person::officer_id};
use crate::{
    graphql::{
        enums::EventOutcome,
        language::Language,
        paging::NumberedPageInfo,
        scalar::{DateTime, NodeKind},
        texts::officer_text,
        words::{self, words},
    },
    officer::{
        audit_log::{AuditLogPage, Filter},
        look_up::Word,
    },
};

words! {
    /// Who acted.
    ActorKind = Kind {
        /// A person who was not logged in.
        Visitor,
        /// The holder of an account.
        Account,
        /// An officer of the bureau.
        Officer,
        /// A command or a background job of the system.
        System,
    }
}

words! {
    /// Why an action was refused. New releases may add values.
    RefusalReason = Reason {
        /// Nobody has the user ID or the officer's name, or its owner has no password.
        #[graphql(name = "NOT_FOUND")]
        Unknown,
        /// Too many wrong attempts in a row came before.
        Locked,
        /// The password was wrong.
        WrongPassword,
        /// The password was longer than any rule ever allowed. It counts as no attempt.
        ImpossiblePassword,
        /// An officer's one-time code or recovery code was wrong.
        WrongCode,
        /// An officer's code was used by another request in the meantime.
        CodeUsed,
        /// An officer's enrolment code was wrong, used or too old.
        WrongEnrolmentCode,
        /// The session belongs to another account.
        AnothersSession,
        /// The officer made the proposal, and cannot confirm it.
        OwnProposal,
        /// There was no such proposal, or no longer.
        NoProposal,
        /// None of the officer's roles permits it.
        Forbidden,
        /// Nobody was logged in.
        NotLoggedIn,
        /// The token was an officer's, and was sent to the applicants' API.
        OfficerToken,
        /// The token was an applicant's, and was sent to the officers' API.
        ApplicantToken,
    }
}

/// A filter for the audit log. An event has to match all the fields that are set.
#[derive(InputObject, Default)]
pub struct AuditFilter {
    /// The user ID of the account that the event concerns.
    user_id: Option<String>,
    /// The global object ID of the officer who acted.
    officer_id: Option<ID>,
    /// The action. `OTHER` stands for all that this release does not know.
    action: Option<AuditAction>,
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
            officer: filter.officer_id.as_ref().map(officer_id),
            action: filter.action.map(|action| Word::from(action.word())),
            from: filter.from.map(|at| at.0),
            until: filter.until.map(|at| at.0),
            as_of: None,
        }
    }
}

/// An event of the audit log. It contains codes and IDs, and nothing that a person typed.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct AuditEvent {
    /// The name of the hash chain that contains the event, e.g. `2025-11/07`.
    chain: String,
    /// The position in the chain, starting at 1. Chain and number together identify the event.
    number: i64,
    /// When it happened, by the server's clock.
    at: DateTime,
    /// Who acted.
    actor_kind: ActorKind,
    /// The global object ID of the officer who acted; null for other actors.
    officer_id: Option<ID>,
    /// The name of the officer who acted; null for other actors.
    officer_name: Option<String>,
    /// The user ID of the account holder who acted; null for other actors.
    actor_user_id: Option<String>,
    /// The user ID of the account that the event concerns; null if it concerns none.
    user_id: Option<String>,
    /// What was done.
    action: AuditAction,
    /// Whether it succeeded.
    outcome: EventOutcome,
    /// Why it was refused; null if it succeeded.
    reason: Option<RefusalReason>,
    /// Further codes and IDs, e.g. the kind of email that was paused.
    detail: Option<String>,
    /// The request ID, as in the response header `x-request-id` and in the log.
    request_id: ID,
    /// The ID of the session in which it was done; null if there was none.
    session_id: Option<ID>,
    /// The network of the client, e.g. `192.0.2.0/24`, never the whole address; null if there was no client.
    network: Option<String>,
    /// The browser and the operating system, e.g. `Firefox, Windows`; `?` if neither is known. Null if no
    /// browser was involved.
    device: Option<String>,
}

#[ComplexObject]
impl AuditEvent {
    /// What was done, in a few words, and whether it was refused: in Japanese, or in English for all other
    /// languages.
    async fn label(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Language of the text. Default: that of the request.")] language: Option<Language>,
    ) -> String {
        let language = OfficerContext::of(ctx).language(language);
        words::event_label(self.action, self.outcome == EventOutcome::Refused, |name, values| {
            officer_text(language, &format!("audit-action-{name}"), values)
        })
    }
}

/// A page of the audit log.
#[derive(SimpleObject)]
pub struct AuditPage {
    /// The time as of which the list was read. Send it back as `asOf` with every further page.
    as_of: DateTime,
    /// The events of this page, newest first.
    items: Vec<AuditEvent>,
    /// The number and size of this page, and the totals of the list.
    page_info: NumberedPageInfo,
}

impl AuditPage {
    /// Builds a page of the log as of a time.
    #[must_use]
    pub fn new(page: AuditLogPage, as_of: chrono::DateTime<Utc>) -> Self {
        let page_info = NumberedPageInfo::from(&page.events);
        let AuditLogPage { events, user_ids, officers } = page;
        let event = |event: audit::Model| {
            let account = |id: Option<Uuid>| id.and_then(|id| user_ids.get(&id).cloned());
            AuditEvent {
                officer_id: event
                    .actor_id
                    .filter(|id| officers.contains_key(id))
                    .map(|id| NodeKind::Officer.id(id)),
                officer_name: event.actor_id.and_then(|id| officers.get(&id).cloned()),
                actor_user_id: account(event.actor_id),
                user_id: account(event.subject_id.map(|id| id.0)),
                chain: event.chain,
                number: event.number,
                at: DateTime(event.at),
                actor_kind: ActorKind::of(&event.actor_kind),
                action: AuditAction::of(&event.action),
                outcome: EventOutcome::of(&event.outcome),
                reason: event.reason.as_deref().map(RefusalReason::of),
                detail: event.detail,
                request_id: ID(event.request_id.to_string()),
                session_id: event.session_id.map(|id| ID(id.to_string())),
                network: event.network,
                device: event.device,
            }
        };
        let items = events.items.into_iter().map(event).collect();
        Self { as_of: DateTime(as_of), items, page_info }
    }
}
