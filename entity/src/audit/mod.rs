//! The audit log: what was done to accounts and certificates, by whom, and what was refused.
//!
//! A row is inserted in the transaction of the change that it records, and is never changed or removed. It
//! carries the hash of the row before it in its [`Chain`], so recomputing the hashes ([`Head::then`]) finds a
//! row that was altered, removed or inserted. The only personal data are IDs, a network that thousands share,
//! and a short label of the device: no name, no address, and nothing that a person typed.

use sea_orm::{Order, QueryOrder, QuerySelect, entity::prelude::*, sea_query::ExprTrait};

use crate::account::AccountId;

mod action;
mod hash_chain;
mod network;
mod shard;

pub use action::{Action, ActorKind, Outcome, Reason};
pub use hash_chain::{Break, Form, Head};
pub use network::network_of;
pub use shard::{Chain, SHARDS};

/// One event, as it is stored in its chain.
///
/// Kind, action, outcome and reason are text, so that a word of another version breaks neither a list nor a check.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_event")]
pub struct Model {
    /// The name of the [`Chain`], e.g. `2025-11/07`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub chain: String,
    /// The position in the chain: 1, 2, 3, without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// When it happened: the time at which the request or job read the clock, in whole milliseconds.
    pub at: DateTimeUtc,
    /// Who did it: an [`ActorKind`].
    pub actor_kind: String,
    /// The account or officer who did it; `None` for visitors and the system.
    pub actor_id: Option<Uuid>,
    /// The account affected, if there is one.
    pub subject_id: Option<AccountId>,
    /// What was done: an [`Action`].
    pub action: String,
    /// How it ended: an [`Outcome`].
    pub outcome: String,
    /// Why it was refused: a [`Reason`]; `None` for a success.
    pub reason: Option<String>,
    /// The request's ID, as in the response and the log; for a command, the ID of its run.
    pub request_id: Uuid,
    /// The session in which it was done, if there was one.
    pub session_id: Option<Uuid>,
    /// The network that the request came from ([`network_of`]), never the whole address.
    pub network: Option<String>,
    /// The client's device and browser, e.g. `Firefox, Linux`.
    pub device: Option<String>,
    /// Details of some actions: codes and IDs only, a few dozen characters.
    pub detail: Option<String>,
    /// The hash of the row before it; 32 zero bytes for the first of a chain.
    pub prev_hash: Vec<u8>,
    /// SHA-256 of `prev_hash` and the columns above.
    pub hash: Vec<u8>,
}

/// No relation: an event outlives what it refers to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Selects the last row of a chain.
#[must_use]
pub fn last_of(chain: Chain) -> Select<Entity> {
    Entity::find().filter(Column::Chain.eq(chain.to_string())).order_by_desc(Column::Number).limit(1)
}

/// Selects every row, chain by chain, in the order of their numbers.
#[must_use]
pub fn in_order() -> Select<Entity> {
    Entity::find().order_by_asc(Column::Chain).order_by_asc(Column::Number)
}

/// Selects the last row of every chain.
#[must_use]
pub fn heads() -> Select<Entity> {
    let last = Entity::find()
        .select_only()
        .column(Column::Chain)
        .column_as(Column::Number.max(), "number")
        .group_by(Column::Chain);
    let row = Expr::tuple([Expr::col(Column::Chain), Expr::col(Column::Number)]);
    Entity::find().filter(row.in_subquery(sea_orm::QueryTrait::into_query(last))).order_by_asc(Column::Chain)
}

/// Selects what happened to an account, newest first, without views by officers that concern many rows.
#[must_use]
pub fn about(account: AccountId) -> Select<Entity> {
    // Events with the same time are in the same month, and so in the same chain. The number orders them.
    Entity::find()
        .filter(Column::SubjectId.eq(account))
        .filter(Column::Action.is_not_in(Action::LOOKS.map(|look| look.to_value())))
        .order_by(Column::At, Order::Desc)
        .order_by(Column::Number, Order::Desc)
}
