//! Exports audit events as lines of JSON, to be kept elsewhere: after a restore, the database no longer has
//! the events since the backup.
//!
//! A line contains what the row contains: codes, IDs and networks, but no names or addresses.

use std::io::Write;

use chrono::{DateTime, Utc};
use entity::{
    account::AccountId,
    audit::{Column, Entity, Model},
};
use futures_util::TryStreamExt;
use sea_orm::{DatabaseConnection, QueryOrder, entity::prelude::*};
use serde::{Deserialize, Serialize};

/// One event. Columns that are null are left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The name of its chain, e.g. `2025-11/07`.
    pub chain: String,
    /// Its position in the chain, from 1.
    pub number: i64,
    /// The time of the request or job that caused the event.
    pub at: DateTime<Utc>,
    /// The kind of actor, e.g. `SYSTEM`.
    pub actor_kind: String,
    /// The account or officer that acted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor_id: Option<Uuid>,
    /// The account that the event is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject_id: Option<Uuid>,
    /// The action, e.g. `PASSWORD_RESET`.
    pub action: String,
    /// The outcome: `SUCCESS` or `REFUSED`.
    pub outcome: String,
    /// The code of the reason for a refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The ID of the request.
    pub request_id: Uuid,
    /// The session in which it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<Uuid>,
    /// The network that the request came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<String>,
    /// The label of the device that sent the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// Details of the event, as codes and IDs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The hash of the row, in hexadecimal.
    pub hash: String,
}

impl From<Model> for Line {
    fn from(row: Model) -> Self {
        Self {
            chain: row.chain,
            number: row.number,
            at: row.at,
            actor_kind: row.actor_kind,
            actor_id: row.actor_id,
            subject_id: row.subject_id.map(|account| account.0),
            action: row.action,
            outcome: row.outcome,
            reason: row.reason,
            request_id: row.request_id,
            session_id: row.session_id,
            network: row.network,
            device: row.device,
            detail: row.detail,
            hash: hex(&row.hash),
        }
    }
}

impl Line {
    /// The account that the event is about.
    #[must_use]
    pub fn subject(&self) -> Option<AccountId> {
        self.subject_id.map(AccountId)
    }
}

fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Writes every event from `since` on, the oldest first, and returns how many. It reads one row at a time.
pub async fn write(
    db: &DatabaseConnection,
    since: DateTime<Utc>,
    out: &mut impl Write,
) -> anyhow::Result<u64> {
    let rows = Entity::find().filter(Column::At.gte(since));
    let rows = rows.order_by_asc(Column::At).order_by_asc(Column::Chain).order_by_asc(Column::Number);
    // Streamed, because the log is kept for ever and need not fit into memory.
    let mut rows = rows.stream(db).await?;
    let mut written = 0;
    while let Some(row) = rows.try_next().await? {
        serde_json::to_writer(&mut *out, &Line::from(row))?;
        writeln!(out)?;
        written += 1;
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_back_and_holds_no_null() {
        assert_eq!(hex(&[0, 15, 16, 255]), "000f10ff");
        let line = Line {
            chain: "2025-11/07".to_owned(),
            number: 12,
            at: DateTime::UNIX_EPOCH,
            actor_kind: "SYSTEM".to_owned(),
            actor_id: None,
            subject_id: Some(Uuid::from_u128(7)),
            action: "PASSWORD_RESET".to_owned(),
            outcome: "SUCCESS".to_owned(),
            reason: None,
            request_id: Uuid::from_u128(8),
            session_id: None,
            network: None,
            device: None,
            detail: None,
            hash: hex(&[7; 32]),
        };
        let text = serde_json::to_string(&line).expect("JSON");
        assert!(!text.contains("null") && text.contains("\"at\":\"1970-01-01T00:00:00Z\""), "{text}");
        assert_eq!(serde_json::from_str::<Line>(&text).expect("a line"), line);
    }
}
