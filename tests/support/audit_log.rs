//! Audit log events for one story, in a month that no other story reaches.

use chrono::{DateTime, TimeDelta, Utc};
use entity::account::AccountId;
use entity::audit::{self, Action, Model};
use entity::trace::TraceParent;
use migration::database;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};
use server::audit::verify::{Anchor, Verdict, verify};
use server::audit::{Event, RequestOrigin, record};
use uuid::Uuid;

use super::fixtures::at;

/// An instant in that month, whose chains contain only what is recorded here.
pub(crate) fn later() -> DateTime<Utc> {
    at("2031-05-07T08:00:00.123Z")
}

/// An account of shard 3.
pub(crate) const ALICE: AccountId = AccountId(Uuid::from_u128(0x0300_0000_0000_7000_8000_0000_0000_0003));
/// An account of shard 4.
pub(crate) const BOB: AccountId = AccountId(Uuid::from_u128(0x0400_0000_0000_7000_8000_0000_0000_0014));
/// The chain of Alice's events.
pub(crate) const CHAIN: &str = "2031-05/03";

/// The trace of the request of [`source`], as in the logs.
const TRACE: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

/// A request from a browser.
pub(crate) fn source() -> RequestOrigin {
    RequestOrigin {
        request_id: Uuid::from_u128(7),
        session_id: Some(Uuid::from_u128(8)),
        network: Some("192.0.2.0/24".to_owned()),
        device: "Firefox, Linux".to_owned(),
        trace: TraceParent::parse(TRACE).expect("a traceparent"),
    }
}

/// Records `count` logins of `account`, each in its own transaction, one second apart, from `from` on.
pub(crate) async fn record_logins(
    db: &DatabaseConnection,
    account: AccountId,
    from: DateTime<Utc>,
    count: i32,
) {
    let source = source();
    for second in 0..count {
        let tx = database::write(db).await.expect("a transaction");
        let moment = from + TimeDelta::seconds(second.into());
        let event = Event::new(Action::LoggedIn, &source, moment).by_owner(account);
        record(&tx, event).await.expect("an event is recorded");
        tx.commit().await.expect("a commit");
    }
}

/// The rows of a chain, in order.
pub(crate) async fn chain(db: &DatabaseConnection, name: &str) -> Vec<Model> {
    let rows = audit::Entity::find().filter(audit::Column::Chain.eq(name));
    rows.order_by_asc(audit::Column::Number).all(db).await.expect("rows")
}

/// The result of the verification for one chain, if it exists.
pub(crate) async fn verdict(db: &DatabaseConnection, name: &str, anchors: Vec<Anchor>) -> Option<Verdict> {
    let mut found = None;
    let report = |verdict: Verdict| {
        if verdict.chain == name {
            found = Some(verdict);
        }
    };
    verify(db, anchors, report).await.expect("the audit log can be read");
    found
}
