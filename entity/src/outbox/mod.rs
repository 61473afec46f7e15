//! The outbox: the queue of record for every mail.
//!
//! Whoever changes business rows inserts the mail's row in the same transaction; workers take it
//! from there; `lease` says how. Redis only carries ids of rows; losing it loses nothing.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set,
    Condition, QueryOrder, QuerySelect, QueryTrait, UpdateMany,
    entity::prelude::*,
    sea_query::{CommonTableExpression, ExprTrait, LockBehavior, LockType, Query, WithClause},
};

use crate::{account::AccountId, certificate::CertificateId, trace::TraceParent};

pub mod again;
pub mod behind;
pub mod delivery;
mod end;
pub mod hold;
pub mod lane;
mod lease;
pub mod mail;
pub mod pace;
pub mod pause;
pub mod retry;

pub use end::{cancel_reminders, expire, given_up};
pub use lane::Lane;
pub use lease::{
    LEASE, claim, claim_all, fenced, finish, handing_over, not_in_use, put_back, release, retry_at, unclaim,
};
pub use mail::{Kind, Mail, UnknownMail};

/// Why a mail was not even tried: a relay has called its address wrong.
pub const SUPPRESSED: &str = "SUPPRESSED";
/// A row that was handed to the queue and not claimed for so long is handed over again.
pub const PUSH_AGAIN_AFTER: TimeDelta = TimeDelta::seconds(30);
/// A row whose claims ended so often without a word is dead: it may be what kills workers, and each of
/// them may have been a copy.
pub const MAX_CRASHES: i32 = 3;

/// How far a mail has come. The last five are final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    /// Waiting for its first attempt.
    Queued,
    /// Leased by a worker.
    Sending,
    /// Waiting for a later attempt.
    Retry,
    /// Accepted by the relay.
    Sent,
    /// Given up; an officer looks at it.
    Dead,
    /// No longer wanted.
    Cancelled,
    /// Too late to be of use.
    Expired,
    /// Perhaps sent, and of a kind that is not sent twice.
    Unknown,
}

/// How far an attempt had come; tells whether a crash may have sent the mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Phase {
    /// The message's content has not been handed over.
    None,
    /// The relay may have the whole message.
    Data,
}

/// One mail on its way.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_outbox")]
pub struct Model {
    /// Also the left part of the Message-ID, so that copies of one mail can be told as such.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What makes the mail one of its kind.
    #[sea_orm(unique)]
    pub dedupe_key: String,
    /// The kind's name; text, because another version's kinds must not break a list.
    pub kind: String,
    /// Its lane's number; smaller is more urgent.
    pub priority: i16,
    /// The account that the mail is about.
    pub account_id: Option<AccountId>,
    /// The certificate that the mail is about.
    pub certificate_id: Option<CertificateId>,
    /// The request that the mail answers.
    pub link_id: Option<Uuid>,
    /// The week of a reminder, the delivery of a certificate, the epoch of a lock, the
    /// version of a password.
    pub sequence_no: Option<i32>,
    /// How far it has come.
    pub state: State,
    /// Claims so far, without those that failed through a relay's fault.
    pub attempts: i32,
    /// Claims that ended without a word: the worker died, or the relay fell silent when it had the mail.
    pub crashes: i32,
    /// When the business change was made.
    pub created_at: DateTimeUtc,
    /// Not before this moment.
    pub next_attempt_at: DateTimeUtc,
    /// Not from this moment on.
    pub expires_at: Option<DateTimeUtc>,
    /// Until when it belongs to the worker that claimed it.
    pub lease_until: Option<DateTimeUtc>,
    /// The fencing token of that claim.
    pub lease_token: Option<Uuid>,
    /// How far the attempt had come.
    pub phase: Phase,
    /// When its id was last handed to the queue.
    pub pushed_at: Option<DateTimeUtc>,
    /// How often its id was handed to the queue.
    pub push_seq: i32,
    /// The language that the last attempt was rendered in.
    pub rendered_language: Option<String>,
    /// When the relay accepted it.
    pub sent_at: Option<DateTimeUtc>,
    /// The relay's last reply code.
    pub last_code: Option<i32>,
    /// Why the last attempt failed; never holds an address.
    pub last_error: Option<String>,
    /// What put it on its way, as a [`TraceParent`]: the request, the run of a command, the tick of a worker.
    pub traceparent: Option<String>,
    /// Since when it waits for staff: neither sent nor dropped until they say so.
    pub held_at: Option<DateTimeUtc>,
    /// When it was given up: became DEAD, EXPIRED or UNKNOWN.
    pub given_up_at: Option<DateTimeUtc>,
}

/// No relation is loaded through the outbox.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The row that puts a mail on its way at `now`. Insert it in the transaction of the change. `trace` is the
/// span that it comes from, and what its deliveries are found by in the logs.
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
    };
    match mail {
        Mail::RegistrationLink { link: request }
        | Mail::FirstPasswordLink { link: request }
        | Mail::PasswordResetLink { link: request }
        | Mail::EmailChangeLink { link: request }
        | Mail::EmailChangeNotice { link: request }
        | Mail::UserIdReminder { request } => row.link_id = Set(Some(request)),
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

/// Rows of the index `mail_outbox_waiting`. Written out, because neither database's planner sees that a
/// condition with parameters is the index's own.
fn waiting() -> Expr {
    Expr::cust("state IN ('QUEUED', 'RETRY')")
}

/// Rows of the index `mail_outbox_leased`.
#[must_use]
pub fn leased() -> Expr {
    Expr::cust("state = 'SENDING'")
}

/// Rows that may be sent at `now`, in the index `mail_outbox_ready`: not those that staff hold or whose kind
/// is paused. Rows of a kind that this version does not know are not its own.
#[must_use]
pub fn due(now: DateTime<Utc>) -> Condition {
    sendable(now).add(waiting()).add(Expr::cust("held_at IS NULL"))
}

/// The same of rows that are known by their keys.
fn still_due(now: DateTime<Utc>) -> Condition {
    sendable(now).add(still_waits()).add(Expr::cust("held_at IS NULL"))
}

/// Rows that wait, of those that are known by a key. It is worded so that no planner sees the index in it: PostgreSQL
/// thinks that the index of what waits is empty, and costs nothing, when nothing waited at its last look at the table;
/// then it reads all that waits for each key.
fn still_waits() -> Expr {
    Expr::cust("CASE WHEN state IN ('QUEUED', 'RETRY') THEN TRUE ELSE FALSE END")
}

/// Rows of our kinds that may be sent at `now`, if they wait.
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

/// Due rows that the queue does not have, or has had for too long.
fn pushable(now: DateTime<Utc>) -> Condition {
    due(now).add(is_not_pushed(now))
}

fn is_not_pushed(now: DateTime<Utc>) -> Expr {
    Column::PushedAt.is_null().or(Column::PushedAt.lte(now - PUSH_AGAIN_AFTER))
}

/// Whether a row of any lane is to be handed to its queue: one of them, or none.
#[must_use]
pub fn waits_for_push(now: DateTime<Utc>) -> Select<Entity> {
    Entity::find().filter(pushable(now)).limit(1)
}

/// Marks up to `limit` due rows of a lane as handed to its queue; return them to know which.
#[must_use]
pub fn mark_pushed(lane: Lane, now: DateTime<Utc>, limit: u64) -> UpdateMany<Entity> {
    let next = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(pushable(now).add(in_lane(lane)))
        .order_by_asc(Column::Priority) // one value, but so that the index serves the order
        .order_by_asc(Column::NextAttemptAt)
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_query();
    // Named, and so looked for once: as a subquery PostgreSQL may look for it anew for each row, which never ends
    // on a table that was filled a moment ago and has no statistics yet.
    let next = CommonTableExpression::new().query(next).table_name("next").column(Column::Id).to_owned();
    let mut mark = Entity::update_many()
        .col_expr(Column::PushedAt, Expr::value(now))
        .col_expr(Column::PushSeq, Expr::col(Column::PushSeq).add(1))
        .filter(Column::Id.in_subquery(Query::select().column(Column::Id).from("next").take()))
        // The outer condition repeats the inner one on purpose: under READ COMMITTED a second
        // dispatcher that waited for our row lock re-checks only the outer WHERE.
        .filter(still_due(now).add(is_not_pushed(now)));
    QueryTrait::query(&mut mark).with_cte(WithClause::new().cte(next).to_owned());
    mark
}

/// Has every waiting row handed to the queue again, as after the loss of the queue.
#[must_use]
pub fn push_again() -> UpdateMany<Entity> {
    Entity::update_many().col_expr(Column::PushedAt, Expr::value(None::<DateTimeUtc>)).filter(waiting())
}
