//! The outbox: the authoritative queue of all mails.
//!
//! Code that changes business rows inserts the mail's row in the same transaction. Workers lease it from
//! there (see `lease`). Redis only carries the IDs of rows, so losing Redis loses nothing.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set,
    Condition, QueryOrder, QuerySelect, QueryTrait, UpdateMany,
    entity::prelude::*,
    sea_query::{CommonTableExpression, ExprTrait, LockBehavior, LockType, Query, WithClause},
};

use crate::{account::AccountId, certificate::CertificateId, trace::TraceParent};

pub mod backlog;
pub mod delivery;
mod expiry;
pub mod hold;
pub mod lane;
mod lease;
pub mod mail;
pub mod pause;
pub mod resend;
pub mod retry;
pub mod send_rate;

pub use expiry::{CAN_BE_STOPPED, cancel_reminders, expire, given_up};
pub use lane::Lane;
pub use lease::{
    LEASE, claim, claim_all, fenced, finish, mark_data, not_in_use, put_back, release, retry_at, unclaim,
};
pub use mail::{Kind, Mail, UnknownMail};

/// The reason in `last_error` of a mail that was not tried because its address is suppressed.
pub const SUPPRESSED: &str = "SUPPRESSED";
/// The reason in `last_error` of a mail that waits, or was not sent, because its address has had its share of
/// mails that anybody can request.
pub const ADDRESS_QUOTA: &str = "ADDRESS_QUOTA";
/// A row that was handed to the queue and not claimed within this time is handed over again.
pub const PUSH_AGAIN_AFTER: TimeDelta = TimeDelta::seconds(30);
/// Number of claims without a result after which a row is dead. The mail may be what crashes the workers, and
/// each attempt may have delivered a copy.
pub const MAX_CRASHES: i32 = 3;

/// The state of a mail. The last five are final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    /// Waiting for its first attempt.
    Queued,
    /// Leased by a worker, which is sending it.
    Sending,
    /// Waiting for a later attempt.
    Retry,
    /// Accepted by the relay.
    Sent,
    /// Given up. An officer must look at it.
    Dead,
    /// No longer wanted, or dropped by staff.
    Cancelled,
    /// Not sent before its end.
    Expired,
    /// Possibly sent, and of a kind that is not sent twice.
    Unknown,
}

/// How far an attempt has come. It tells whether a crash may have sent the mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Phase {
    /// The relay does not have the message's content.
    None,
    /// The relay may have the whole message.
    Data,
}

/// A row of the table `mail_outbox`: one mail.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_outbox")]
pub struct Model {
    /// The primary key, and the left part of the Message-ID, which makes copies of a mail recognizable.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The key that identifies the mail ([`Mail::dedupe_key`]).
    #[sea_orm(unique)]
    pub dedupe_key: String,
    /// The name of its [`Kind`]. It is text, so that a kind of another version does not break a list.
    pub kind: String,
    /// The number of its lane ([`Lane::priority`]); lower is more urgent.
    pub priority: i16,
    /// The account that the mail is about, for kinds that have one.
    pub account_id: Option<AccountId>,
    /// The certificate that the mail is about, for kinds that have one.
    pub certificate_id: Option<CertificateId>,
    /// The request that the mail answers, the change that it reports, or the browser that is locked.
    pub link_id: Option<Uuid>,
    /// The week of a reminder, the delivery of a certificate, the epoch of a lock, the version of a password,
    /// or 1 for a completed change of address and 0 for a requested one.
    pub sequence_no: Option<i32>,
    /// The state of the mail.
    pub state: State,
    /// Number of attempts, without those that failed through the relay's fault.
    pub attempts: i32,
    /// Number of claims that ended without a result: the worker died, or the relay did not answer after it
    /// had the mail.
    pub crashes: i32,
    /// When the row was inserted, with the change that causes the mail.
    pub created_at: DateTimeUtc,
    /// The earliest time of the next attempt.
    pub next_attempt_at: DateTimeUtc,
    /// When the mail is given up; `None` for never.
    pub expires_at: Option<DateTimeUtc>,
    /// When the lease ends; `None` if no worker has one.
    pub lease_until: Option<DateTimeUtc>,
    /// The fencing token of the lease.
    pub lease_token: Option<Uuid>,
    /// How far the last attempt had come.
    pub phase: Phase,
    /// When its ID was last handed to the queue; `None` if it must be.
    pub pushed_at: Option<DateTimeUtc>,
    /// Number of times that its ID was handed to the queue.
    pub push_seq: i32,
    /// The language of the last attempt, as a tag.
    pub rendered_language: Option<String>,
    /// When a relay accepted it.
    pub sent_at: Option<DateTimeUtc>,
    /// The last reply code of a relay.
    pub last_code: Option<i32>,
    /// Why the last attempt failed. Never contains an address.
    pub last_error: Option<String>,
    /// The [`TraceParent`] of what queued it: a request, a run of a command, or a worker's job.
    pub traceparent: Option<String>,
    /// Since when staff hold it; `None` if nobody does. A held mail is neither sent nor dropped until staff
    /// decide.
    pub held_at: Option<DateTimeUtc>,
    /// When it was given up, that is, became DEAD, EXPIRED or UNKNOWN.
    pub given_up_at: Option<DateTimeUtc>,
    /// The `Date` of its copies: when the attempt began that first sent content to a relay; `None` before.
    pub first_copy_at: Option<DateTimeUtc>,
}

/// No relation: mails are selected by ID, account or certificate.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The row that queues a mail at `now`. Insert it in the transaction of the change that causes it. `trace` is
/// the span of that change, and its deliveries are found in the logs by it.
#[must_use]
pub fn queue(id: Uuid, mail: Mail, now: DateTime<Utc>, trace: TraceParent) -> ActiveModel {
    let policy = mail.kind().policy();
    let mut row = ActiveModel {
        id: Set(id),
        dedupe_key: Set(mail.dedupe_key()),
        kind: Set(mail.kind().name().to_owned()),
        priority: Set(policy.lane.priority()),
        account_id: Set(None),
        certificate_id: Set(None),
        link_id: Set(None),
        sequence_no: Set(None),
        state: Set(State::Queued),
        attempts: Set(0),
        crashes: Set(0),
        created_at: Set(now),
        next_attempt_at: Set(now),
        expires_at: Set(policy.give_up_after.map(|span| now + span)),
        lease_until: Set(None),
        lease_token: Set(None),
        phase: Set(Phase::None),
        pushed_at: Set(None),
        push_seq: Set(0),
        rendered_language: Set(None),
        sent_at: Set(None),
        last_code: Set(None),
        last_error: Set(None),
        traceparent: Set(Some(trace.to_string())),
        held_at: Set(None),
        given_up_at: Set(None),
        first_copy_at: Set(None),
    };
    match mail {
        Mail::RegistrationLink { link: request }
        | Mail::FirstPasswordLink { link: request }
        | Mail::PasswordResetLink { link: request }
        | Mail::EmailChangeLink { link: request }
        | Mail::UserIdReminder { request } => row.link_id = Set(Some(request)),
        Mail::EmailChangeNotice { link, is_completed } => {
            row.link_id = Set(Some(link));
            row.sequence_no = Set(is_completed.map(i32::from));
        }
        Mail::UserIdIssued { account } => row.account_id = Set(Some(account)),
        Mail::ContactChanged { account, change } => {
            row.account_id = Set(Some(account));
            row.link_id = Set(Some(change));
        }
        Mail::PasswordChanged { account, version: sequence } => {
            row.account_id = Set(Some(account));
            row.sequence_no = Set(Some(sequence));
        }
        Mail::AccountLocked { account, device, epoch } => {
            row.account_id = Set(Some(account));
            row.link_id = Set(device);
            row.sequence_no = Set(Some(epoch));
        }
        Mail::Certificate { certificate, delivery: sequence }
        | Mail::ReceiptReminder { certificate, week: sequence } => {
            row.certificate_id = Set(Some(certificate));
            row.sequence_no = Set(Some(sequence));
        }
        Mail::CertificateCancelled { certificate } => row.certificate_id = Set(Some(certificate)),
    }
    row
}

/// Rows of the index `mail_outbox_waiting`. The condition is literal SQL, because neither database's planner
/// matches a condition with parameters to the index.
fn waiting() -> Expr {
    Expr::cust("state IN ('QUEUED', 'RETRY')")
}

/// Rows of the index `mail_outbox_leased`: those that a worker is sending.
#[must_use]
pub fn leased() -> Expr {
    Expr::cust("state = 'SENDING'")
}

/// Rows that may be sent at `now`, in the index `mail_outbox_ready`: not held, not of a paused kind. Rows of
/// a kind that this version does not know are left to one that does.
#[must_use]
pub fn due(now: DateTime<Utc>) -> Condition {
    sendable(now).add(waiting()).add(Expr::cust("held_at IS NULL"))
}

/// The same for rows that are selected by a key.
fn still_due(now: DateTime<Utc>) -> Condition {
    sendable(now).add(still_waits()).add(Expr::cust("held_at IS NULL"))
}

/// Whether a row selected by its key is waiting. The condition is worded so that the planner does not see the
/// index in it. If nothing waited when PostgreSQL last analysed the table, it thinks that the index of
/// waiting rows is empty and costs nothing, and then reads all waiting rows for each key.
fn still_waits() -> Expr {
    Expr::cust("CASE WHEN state IN ('QUEUED', 'RETRY') THEN TRUE ELSE FALSE END")
}

/// Waiting rows of known kinds that may be sent at `now`.
fn sendable(now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(Column::Kind.is_in(Kind::ALL.map(Kind::name)))
        .add(pause::is_not_paused())
        .add(Column::NextAttemptAt.lte(now))
        .add(Column::ExpiresAt.is_null().or(Column::ExpiresAt.gt(now)))
}

/// Rows of a lane.
#[must_use]
pub fn in_lane(lane: Lane) -> Expr {
    Column::Priority.eq(lane.priority())
}

/// Due rows that were not handed to the queue, or too long ago.
fn pushable(now: DateTime<Utc>) -> Condition {
    due(now).add(is_not_pushed(now))
}

fn is_not_pushed(now: DateTime<Utc>) -> Expr {
    Column::PushedAt.is_null().or(Column::PushedAt.lte(now - PUSH_AGAIN_AFTER))
}

/// Selects one row of any lane that must be handed to its queue, or none.
#[must_use]
pub fn waits_for_push(now: DateTime<Utc>) -> Select<Entity> {
    Entity::find().filter(pushable(now)).limit(1)
}

/// Marks up to `limit` due rows of a lane as handed to its queue. Return the rows to know which.
#[must_use]
pub fn mark_pushed(lane: Lane, now: DateTime<Utc>, limit: u64) -> UpdateMany<Entity> {
    let next = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(pushable(now).add(in_lane(lane)))
        .order_by_asc(Column::Priority) // a single value, but with it the index provides the order
        .order_by_asc(Column::NextAttemptAt)
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_query();
    // A named subquery is evaluated once. As a plain subquery, PostgreSQL may evaluate it again for each row,
    // which never ends on a table that was just filled and has no statistics yet.
    let next = CommonTableExpression::new().query(next).table_name("next").column(Column::Id).to_owned();
    let mut mark = Entity::update_many()
        .col_expr(Column::PushedAt, Expr::value(now))
        .col_expr(Column::PushSeq, Expr::col(Column::PushSeq).add(1))
        .filter(Column::Id.in_subquery(Query::select().column(Column::Id).from("next").take()))
        // The outer condition repeats the inner one on purpose: under READ COMMITTED, a second dispatcher
        // that waited for our row lock checks only the outer WHERE again.
        .filter(still_due(now).add(is_not_pushed(now)));
    QueryTrait::query(&mut mark).with_cte(WithClause::new().cte(next).to_owned());
    mark
}

/// Makes every waiting row be handed to the queue again, as after the queue was lost.
#[must_use]
pub fn push_again() -> UpdateMany<Entity> {
    Entity::update_many().col_expr(Column::PushedAt, Expr::value(None::<DateTimeUtc>)).filter(waiting())
}
