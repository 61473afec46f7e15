//! An event of the audit log: what happened, to whom, by whom and from where. It records nothing.

use chrono::{DateTime, Utc};
use entity::{
    account::AccountId,
    audit::{self, Action, ActorKind, Chain, Outcome, Reason},
    clock,
    trace::TraceParent,
};
use sea_orm::ActiveEnum;
use uuid::Uuid;

/// Where a request came from, or which run of a command it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestOrigin {
    /// The ID of the request or run.
    pub request_id: Uuid,
    /// The session of the request, if there is one.
    pub session_id: Option<Uuid>,
    /// The client's network, as [`audit::network_of`] writes it.
    pub network: Option<String>,
    /// A short label of the device; empty if unknown.
    pub device: String,
    /// The trace context for logs. The audit log does not store it, because the client may have chosen it.
    pub trace: TraceParent,
}

impl RequestOrigin {
    /// A run of a command or a job, with a new trace and without session, network or device.
    #[must_use]
    pub fn run(id: Uuid) -> Self {
        #[expect(clippy::disallowed_methods, reason = "a shell draws its own ids")]
        let trace = TraceParent::begin(&mut rand::rng());
        Self { request_id: id, session_id: None, network: None, device: String::new(), trace }
    }
}

/// The person or program that caused an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A person who is not logged in.
    Visitor,
    /// The owner of this account.
    Account(AccountId),
    /// The officer with this ID: internal, never reused, and no name.
    Officer(Uuid),
    /// A command of the operator, or a job of a worker.
    System,
}

impl Actor {
    /// The actor in the form of the table's columns.
    pub(crate) fn columns(self) -> (ActorKind, Option<Uuid>) {
        match self {
            Self::Visitor => (ActorKind::Visitor, None),
            Self::Account(account) => (ActorKind::Account, Some(account.0)),
            Self::Officer(officer) => (ActorKind::Officer, Some(officer)),
            Self::System => (ActorKind::System, None),
        }
    }
}

/// An event. By default, it is anonymous, successful and about no account; the methods add more:
/// `Event::new(Action::LoginRefused, &source, now).about(account).refused(Reason::WrongPassword)`.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    /// The time of the request or the job.
    pub at: DateTime<Utc>,
    /// The request or run that caused it.
    pub source: &'a RequestOrigin,
    /// The actor that caused it.
    pub actor: Actor,
    /// The account that the event is about.
    pub subject: Option<AccountId>,
    /// What happened, as a stable code.
    pub action: Action,
    /// Whether it succeeded or was refused.
    pub outcome: Outcome,
    /// The reason for a refusal.
    pub reason: Option<Reason>,
    /// Details, if needed: codes and IDs only, a few dozen characters.
    pub detail: Option<String>,
}

impl<'a> Event<'a> {
    /// A successful event of an anonymous visitor.
    #[must_use]
    pub fn new(action: Action, source: &'a RequestOrigin, at: DateTime<Utc>) -> Self {
        Self {
            at,
            source,
            actor: Actor::Visitor,
            subject: None,
            action,
            outcome: Outcome::Success,
            reason: None,
            detail: None,
        }
    }

    /// Sets who caused the event; otherwise it is a visitor.
    #[must_use]
    pub fn by(self, actor: Actor) -> Self {
        Self { actor, ..self }
    }

    /// Sets the account that the event is about; its owner can see the event.
    #[must_use]
    pub fn about(self, account: AccountId) -> Self {
        Self { subject: Some(account), ..self }
    }

    /// Sets the account as both the actor and the subject.
    #[must_use]
    pub fn by_owner(self, account: AccountId) -> Self {
        self.by(Actor::Account(account)).about(account)
    }

    /// Marks the event as refused, for this reason.
    #[must_use]
    pub fn refused(self, reason: Reason) -> Self {
        Self { outcome: Outcome::Refused, reason: Some(reason), ..self }
    }

    /// Adds details: codes and IDs only.
    #[must_use]
    pub fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    pub(super) fn chain(&self) -> Chain {
        Chain::of(self.at, self.subject, self.source.request_id)
    }

    /// The row, except its position in the chain.
    pub(super) fn into_row(self) -> audit::Model {
        let (actor_kind, actor_id) = self.actor.columns();
        audit::Model {
            chain: self.chain().to_string(),
            number: 0,
            // The hash is computed from this value here, and from the stored one when the log is verified.
            at: clock::to_millis(self.at),
            actor_kind: actor_kind.to_value(),
            actor_id,
            subject_id: self.subject,
            action: self.action.to_value(),
            outcome: self.outcome.to_value(),
            reason: self.reason.map(|reason| reason.to_value()),
            request_id: self.source.request_id,
            session_id: self.source.session_id,
            network: self.source.network.clone(),
            device: Some(&self.source.device).filter(|device| !device.is_empty()).cloned(),
            detail: self.detail,
            prev_hash: Vec::new(),
            hash: Vec::new(),
        }
    }
}
