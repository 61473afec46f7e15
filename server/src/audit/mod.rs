//! Writes the audit log: a use case records its event in the transaction that makes the change.
//!
//! So no change lacks its event, and no event describes a change that was rolled back. Events contain codes
//! and IDs, never input: people type passwords into the user ID field.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use entity::{
    account::AccountId,
    audit::{self, Action, ActorKind, Chain, Form, Head, Outcome},
    clock,
    key_ring::KeyRing,
    trace::TraceParent,
};
use migration::together::hex;
use sea_orm::{
    ActiveEnum, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, Statement, Value,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

pub mod export;
pub mod verify;

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
    /// The officer with this ID.
    Officer(Uuid),
    /// A command or a job.
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
/// `Event::new(Action::LoginRefused, &source, now).about(account).refused("WRONG_PASSWORD")`.
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
    /// The reason for a refusal, as a code.
    pub reason: Option<&'static str>,
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

    /// Sets who caused the event.
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

    /// Marks the event as refused, with a code for the reason.
    #[must_use]
    pub fn refused(self, reason: &'static str) -> Self {
        Self { outcome: Outcome::Refused, reason: Some(reason), ..self }
    }

    /// Adds details: codes and IDs only.
    #[must_use]
    pub fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    fn chain(&self) -> Chain {
        Chain::of(self.at, self.subject, self.source.request_id)
    }

    /// The row, except its position in the chain.
    fn into_row(self) -> audit::Model {
        let (actor_kind, actor_id) = self.actor.columns();
        audit::Model {
            chain: self.chain().to_string(),
            number: 0,
            at: clock::to_millis(self.at),
            actor_kind: actor_kind.to_value(),
            actor_id,
            subject_id: self.subject,
            action: self.action.to_value(),
            outcome: self.outcome.to_value(),
            reason: self.reason.map(str::to_owned),
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

/// Records an event in the transaction of the change that it describes, as the **last** step before the
/// commit.
///
/// On PostgreSQL it takes the chain's advisory lock and holds it until the transaction ends. A transaction
/// that holds such a lock must not wait for anything else, or two could deadlock: so no row is locked after
/// this call. A second call about the same account already has the lock. A transaction whose events are **not
/// all about one account** passes them to [`record_all`], which takes the locks in a fixed order.
///
/// On SQLite the transaction already has the write lock: begin it with `migration::database::write`.
pub async fn record(tx: &DatabaseTransaction, event: Event<'_>) -> Result<(), DbErr> {
    record_all(tx, [event]).await
}

/// Records several events in order, as the last step before the commit; see [`record`]. Call it once per
/// transaction.
pub async fn record_all<'a>(
    tx: &DatabaseTransaction,
    events: impl IntoIterator<Item = Event<'a>>,
) -> Result<(), DbErr> {
    let mut by_chain = BTreeMap::<Chain, Vec<audit::Model>>::new();
    for event in events {
        by_chain.entry(event.chain()).or_default().push(event.into_row());
    }
    for (chain, rows) in by_chain {
        match tx.get_database_backend() {
            DbBackend::Postgres => append_on_postgres(tx, chain, rows).await?,
            _ => append_on_sqlite(tx, chain, rows).await?,
        }
    }
    Ok(())
}

/// Rows per round trip: far below the limits on function calls and parameters of a statement.
const TOGETHER: usize = 50;

async fn append_on_postgres(
    tx: &DatabaseTransaction,
    chain: Chain,
    rows: Vec<audit::Model>,
) -> Result<(), DbErr> {
    for rows in rows.chunks(TOGETHER) {
        let mut values = Vec::<Value>::new();
        let calls: Vec<_> = rows
            .iter()
            .map(|row| {
                let call = call(chain, row, &mut values);
                values.push(row.detail.clone().into());
                format!("{call}, ${})", values.len())
            })
            .collect();
        let append = format!("SELECT {}", calls.join(", "));
        tx.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, append, values)).await?;
    }
    Ok(())
}

/// An SQL call that records an event whose detail is the SQL expression `detail`, for a statement on
/// PostgreSQL that also makes the change. The arguments of the call are added to `values`. As with
/// [`record`], no row may be locked after it.
pub(crate) fn call_with_detail(event: Event<'_>, detail: &str, values: &mut Vec<Value>) -> String {
    let chain = event.chain();
    format!("{}, {detail})", call(chain, &event.into_row(), values))
}

/// SQL calls that record events with their details, in the fixed order of chains.
pub(crate) fn calls_to_record<'a>(events: impl IntoIterator<Item = Event<'a>>) -> Vec<Expr> {
    let mut rows: Vec<_> = events.into_iter().map(|event| (event.chain(), event.into_row())).collect();
    rows.sort_by_key(|(chain, _)| *chain);
    let call = |(chain, row): (Chain, audit::Model)| {
        let mut values = Vec::new();
        let call = call(chain, &row, &mut values);
        values.push(row.detail.into());
        Expr::cust_with_values(format!("{call}, ${})", values.len()), values)
    };
    rows.into_iter().map(call).collect()
}

/// The columns of an event in a JSON record set: see [`record_in_json`].
pub(crate) const EVENT_COLUMNS: &str = "
    event_lock integer, event_before bytea, event_behind bytea, event_chain text, event_at timestamptz,
    event_actor_kind text, event_actor_id uuid, event_subject_id uuid, event_action text, event_outcome text,
    event_reason text, event_request_id uuid, event_session_id uuid, event_network text, event_device text, event_detail text";

/// The SQL call that records the event of such a record, without its last argument, the detail. A statement
/// that records several calls it in the order of `event_lock`, and locks no row afterwards.
pub(crate) const CALL_FOR_RECORD: &str = "append_audit_event(
    event_lock, event_before, event_behind, event_chain, event_at, event_actor_kind,
    event_actor_id, event_subject_id, event_action, event_outcome, event_reason, event_request_id, event_session_id,
    event_network, event_device";

/// Adds an event to a JSON record, for a statement on PostgreSQL that makes several changes and records each.
pub(crate) fn record_in_json(event: Event<'_>, record: &mut serde_json::Map<String, serde_json::Value>) {
    let chain = event.chain();
    let row = event.into_row();
    let Form { before, behind } = Form::from(&row);
    let told = json!({
        "event_lock": chain.lock_key(), "event_before": hex(&before), "event_behind": hex(&behind),
        "event_chain": row.chain, "event_at": row.at, "event_actor_kind": row.actor_kind,
        "event_actor_id": row.actor_id, "event_subject_id": row.subject_id.map(|account| account.0),
        "event_action": row.action, "event_outcome": row.outcome, "event_reason": row.reason,
        "event_request_id": row.request_id, "event_session_id": row.session_id,
        "event_network": row.network, "event_device": row.device, "event_detail": row.detail,
    });
    if let serde_json::Value::Object(told) = told {
        record.extend(told);
    }
}

/// A call of `append_audit_event` (`migration::m0020_audit_append`) up to its last argument, the detail.
fn call(chain: Chain, row: &audit::Model, values: &mut Vec<Value>) -> String {
    let Form { before, behind } = Form::from(row);
    let first = values.len();
    values.extend([
        chain.lock_key().into(),
        before.into(),
        behind.into(),
        row.chain.clone().into(),
        row.at.into(),
        row.actor_kind.clone().into(),
        row.actor_id.into(),
        row.subject_id.map(|account| account.0).into(),
        row.action.clone().into(),
        row.outcome.clone().into(),
        row.reason.clone().into(),
        row.request_id.into(),
        row.session_id.into(),
        row.network.clone().into(),
        row.device.clone().into(),
    ]);
    let places: Vec<_> = (first + 1..=values.len()).map(|place| format!("${place}")).collect();
    format!("append_audit_event({}", places.join(", "))
}

/// Needs no lock: the transaction already has the write lock.
async fn append_on_sqlite(
    tx: &DatabaseTransaction,
    chain: Chain,
    rows: Vec<audit::Model>,
) -> Result<(), DbErr> {
    let last = audit::last_of(chain).one(tx).await?;
    let mut head = last.as_ref().map_or_else(Head::default, Head::from);
    let mut sealed = Vec::new();
    for row in rows {
        let row = head.seal(row);
        head = Head::from(&row);
        sealed.push(audit::ActiveModel::from(row));
    }
    audit::Entity::insert_many(sealed).exec_without_returning(tx).await?;
    Ok(())
}

/// A pseudonym for input that matches no account or officer. The same input gives the same pseudonym, and it
/// cannot be reversed, because people type passwords into every field.
#[must_use]
pub fn pseudonym(keys: &KeyRing, kind: &str, typed: &str) -> String {
    let mac = keys.mac(keys.current_id(), format!("audit:{kind}:{typed}").as_bytes());
    URL_SAFE_NO_PAD.encode(&mac.unwrap_or_default()[..12])
}
