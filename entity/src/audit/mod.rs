//! The audit trail: what was done to accounts and certificates, by whom, and what was refused.
//!
//! Rows are added in the transaction of what they tell about, never changed, never removed. Each carries
//! the hash of the row before it in its [`Chain`], so a row that was altered, removed or slipped in is
//! found by computing the hashes anew ([`Head::then`]). Nothing here is personal beyond ids, a network
//! that thousands share, and a few words for a device: no name, no address, nothing that was typed.

use sea_orm::{Order, QueryOrder, QuerySelect, entity::prelude::*, sea_query::ExprTrait};

use crate::account::AccountId;

mod action;
mod chain;
mod network;
mod seal;

pub use action::{Action, ActorKind, Outcome};
pub use chain::{Chain, SHARDS};
pub use network::network_of;
pub use seal::{Break, Form, Head};

/// One thing that happened, as it stands in its chain.
///
/// Kind, action and outcome are text: what another version wrote must not stop a list or a check.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_event")]
pub struct Model {
    /// The name of the [`Chain`], e.g. `2025-11/07`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub chain: String,
    /// Its place in the chain: 1, 2, 3, without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// When the request or the job asked the clock, in whole milliseconds.
    pub at: DateTimeUtc,
    /// Who did it: an [`ActorKind`].
    pub actor_kind: String,
    /// The account or officer who did it; `None` for visitors and the system.
    pub actor_id: Option<Uuid>,
    /// The account that it happened to, if there is one.
    pub subject_id: Option<AccountId>,
    /// What was done: an [`Action`].
    pub action: String,
    /// How it ended: an [`Outcome`].
    pub outcome: String,
    /// Why it was refused: a code.
    pub reason: Option<String>,
    /// The number of the request, as in its answer and in the log; of a command, that of its run.
    pub request_id: Uuid,
    /// The session that it was done in.
    pub session_id: Option<Uuid>,
    /// The network that the request came from ([`network_of`]), never the whole address.
    pub network: Option<String>,
    /// What the request was sent with, in a few words.
    pub device: Option<String>,
    /// More, where it is needed: codes and ids only, a few dozen characters.
    pub detail: Option<String>,
    /// The hash of the row before it; 32 zero bytes for the first of a chain.
    pub prev_hash: Vec<u8>,
    /// SHA-256 of `prev_hash` and all the columns above.
    pub hash: Vec<u8>,
}

/// No relation leads from the trail: it outlives what it tells about.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The last row of a chain.
#[must_use]
pub fn last_of(chain: Chain) -> Select<Entity> {
    Entity::find().filter(Column::Chain.eq(chain.to_string())).order_by_desc(Column::Number).limit(1)
}

/// Every row, chain by chain, each from its first on.
#[must_use]
pub fn in_order() -> Select<Entity> {
    Entity::find().order_by_asc(Column::Chain).order_by_asc(Column::Number)
}

/// The last row of every chain.
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

/// What happened to an account, the newest first.
#[must_use]
pub fn about(account: AccountId) -> Select<Entity> {
    // Events of one moment are of one month, and so of one chain: the number orders them.
    Entity::find()
        .filter(Column::SubjectId.eq(account))
        .filter(Column::Action.is_not_in(Action::LOOKS.map(|look| look.to_value())))
        .order_by(Column::At, Order::Desc)
        .order_by(Column::Number, Order::Desc)
}
