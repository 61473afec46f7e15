//! Writing the audit trail: a use case records what it did in the transaction that did it.
//!
//! So nothing is done without its line, and no line tells of what was rolled back. A line holds codes and
//! ids, never what was typed: people type passwords into the field of the user ID.

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

/// Where a request came from, or which run of a command it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The number of the request.
    pub request_id: Uuid,
    /// The session that it came in.
    pub session_id: Option<Uuid>,
    /// The network that it came from, as [`audit::network_of`] names it.
    pub network: Option<String>,
    /// What it was sent with, in a few words; empty where there is nothing to say.
    pub device: String,
    /// The span that it is in the logs. The trail does not keep it: whoever sent the request may have chosen it.
    pub trace: TraceParent,
}

impl Source {
    /// One run of a command or a job, which begins a trace: no session, no network, no device.
    #[must_use]
    pub fn run(id: Uuid) -> Self {
        #[expect(clippy::disallowed_methods, reason = "a shell draws its own ids")]
        let trace = TraceParent::begin(&mut rand::rng());
        Self { request_id: id, session_id: None, network: None, device: String::new(), trace }
    }
}

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Someone who is not logged in.
    Visitor,
    /// The holder of this account.
    Account(AccountId),
    /// This officer of the bureau.
    Officer(Uuid),
    /// A command or a job.
    System,
}

impl Actor {
    /// The same as rows hold it.
    pub(crate) fn columns(self) -> (ActorKind, Option<Uuid>) {
        match self {
            Self::Visitor => (ActorKind::Visitor, None),
            Self::Account(account) => (ActorKind::Account, Some(account.0)),
            Self::Officer(officer) => (ActorKind::Officer, Some(officer)),
            Self::System => (ActorKind::System, None),
        }
    }
}

/// One thing that happened. It begins as a visitor's success that concerns no account, and is told more:
/// `Event::new(Action::LoginRefused, &source, now).about(account).refused("WRONG_PASSWORD")`.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    /// When the request or the job asked the clock.
    pub at: DateTime<Utc>,
    /// Where it came from.
    pub source: &'a Source,
    /// Who did it.
    pub actor: Actor,
    /// The account that it happened to.
    pub subject: Option<AccountId>,
    /// What was done.
    pub action: Action,
    /// How it ended.
    pub outcome: Outcome,
    /// Why it was refused: a code.
    pub reason: Option<&'static str>,
    /// More, where it is needed: codes and ids only, a few dozen characters.
    pub detail: Option<String>,
}

impl<'a> Event<'a> {
    /// A visitor did this, with success.
    #[must_use]
    pub fn new(action: Action, source: &'a Source, at: DateTime<Utc>) -> Self {
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

    /// It was done by someone else than a visitor.
    #[must_use]
    pub fn by(self, actor: Actor) -> Self {
        Self { actor, ..self }
    }

    /// It happened to this account, whose owner will see it.
    #[must_use]
    pub fn about(self, account: AccountId) -> Self {
        Self { subject: Some(account), ..self }
    }

    /// The account's holder did it to the account.
    #[must_use]
    pub fn by_owner(self, account: AccountId) -> Self {
        self.by(Actor::Account(account)).about(account)
    }

    /// It was refused, for a reason that is a code.
    #[must_use]
    pub fn refused(self, reason: &'static str) -> Self {
        Self { outcome: Outcome::Refused, reason: Some(reason), ..self }
    }

    /// More about it: codes and ids only.
    #[must_use]
    pub fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    fn chain(&self) -> Chain {
        Chain::of(self.at, self.subject, self.source.request_id)
    }

    /// The row, but for its place in the chain.
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

/// Records an event in the transaction of what it tells about: as the **last** thing before the commit.
///
/// On PostgreSQL it takes the chain's advisory lock and holds it until the transaction ends. Whoever holds
/// one must wait for nothing more, or two could wait for each other: so no row is locked after this call.
/// Called again about the same account it finds the lock its own. A transaction whose events are **not all
/// about one account** gives them to [`record_all`], which takes the locks in everyone's order.
///
/// On SQLite the transaction has the write lock already: begin it with `migration::database::write`.
pub async fn record(tx: &DatabaseTransaction, event: Event<'_>) -> Result<(), DbErr> {
    record_all(tx, [event]).await
}

/// Records several events in their order, as the last thing before the commit; see [`record`]. It is
/// called once in a transaction.
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

/// One round trip for up to so many rows: as many functions as a statement may call, and parameters, are far more.
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

/// A call in SQL that records an event whose detail is the SQL expression `detail`, for a statement on PostgreSQL that
/// does what the event tells of. What the call needs is added to the statement's `values`. As with [`record`] no row may
/// be locked after it.
pub(crate) fn call_with_detail(event: Event<'_>, detail: &str, values: &mut Vec<Value>) -> String {
    let chain = event.chain();
    format!("{}, {detail})", call(chain, &event.into_row(), values))
}

/// Calls that record events, each with its own detail, in everyone's order of the chains.
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

/// What a record in JSON tells of an event, as columns of a record set: see [`record_in_json`].
pub(crate) const EVENT_COLUMNS: &str = "
    event_lock integer, event_before bytea, event_behind bytea, event_chain text, event_at timestamptz,
    event_actor_kind text, event_actor_id uuid, event_subject_id uuid, event_action text, event_outcome text,
    event_reason text, event_request_id uuid, event_session_id uuid, event_network text, event_device text, event_detail text";

/// The call in SQL that records the event of such a record, but for its last argument, the detail. A statement that records
/// several calls it in the order of `event_lock`, and locks no row afterwards.
pub(crate) const CALL_FOR_RECORD: &str = "append_audit_event(
    event_lock, event_before, event_behind, event_chain, event_at, event_actor_kind,
    event_actor_id, event_subject_id, event_action, event_outcome, event_reason, event_request_id, event_session_id,
    event_network, event_device";

/// Adds an event to a record in JSON, for a statement on PostgreSQL that does several things and records each.
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

/// The transaction has the write lock already.
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

/// What stands in a line for something typed that belongs to nobody: equal for equal ones, and not to be turned
/// back, for people type passwords into every field.
#[must_use]
pub fn stand_in(keys: &KeyRing, kind: &str, typed: &str) -> String {
    let mac = keys.mac(keys.current_id(), format!("audit:{kind}:{typed}").as_bytes());
    URL_SAFE_NO_PAD.encode(&mac.unwrap_or_default()[..12])
}
