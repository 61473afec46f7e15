//! SQL that records events on PostgreSQL, for statements that also make the change. It runs none.

use entity::audit::{self, Chain, Form};
use migration::together::hex;
use sea_orm::{Value, sea_query::Expr};
use serde_json::json;

use super::Event;

/// An SQL call that records an event whose detail is the SQL expression `detail`, for a statement on
/// PostgreSQL that also makes the change. The arguments of the call are added to `values`. As with
/// [`record`](super::record), no row may be locked after it.
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
    let columns = json!({
        "event_lock": chain.lock_key(), "event_before": hex(&before), "event_behind": hex(&behind),
        "event_chain": row.chain, "event_at": row.at, "event_actor_kind": row.actor_kind,
        "event_actor_id": row.actor_id, "event_subject_id": row.subject_id.map(|account| account.0),
        "event_action": row.action, "event_outcome": row.outcome, "event_reason": row.reason,
        "event_request_id": row.request_id, "event_session_id": row.session_id,
        "event_network": row.network, "event_device": row.device, "event_detail": row.detail,
    });
    if let serde_json::Value::Object(columns) = columns {
        record.extend(columns);
    }
}

/// A call of `append_audit_event` (`migration::m0020_audit_append`) up to its last argument, the detail.
pub(super) fn call(chain: Chain, row: &audit::Model, values: &mut Vec<Value>) -> String {
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
