//! Writes the audit log: a use case records its event in the transaction that makes the change.
//!
//! So no change lacks its event, and no event describes a change that was rolled back. Events contain codes
//! and IDs, never input: people type passwords into the user ID field.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use entity::{
    audit::{self, Chain, Head},
    key_ring::KeyRing,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, Statement, Value};

mod event;
pub mod export;
mod sql;
pub mod verify;

pub use event::{Actor, Event, RequestOrigin};
pub(crate) use sql::{CALL_FOR_RECORD, EVENT_COLUMNS, call_with_detail, calls_to_record, record_in_json};

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
    // Sorted: transactions that lock their chains in the same order cannot deadlock.
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
                let call = sql::call(chain, row, &mut values);
                values.push(row.detail.clone().into());
                format!("{call}, ${})", values.len())
            })
            .collect();
        let append = format!("SELECT {}", calls.join(", "));
        tx.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, append, values)).await?;
    }
    Ok(())
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
pub fn pseudonym(keys: &KeyRing, kind: &str, input: &str) -> String {
    let mac = keys.mac(keys.current_id(), format!("audit:{kind}:{input}").as_bytes());
    URL_SAFE_NO_PAD.encode(&mac.unwrap_or_default()[..12])
}
