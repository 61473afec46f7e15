//! Certificates of Eligibility, from issue to registration of receipt.
//!
//! Every query for an applicant starts from [`listed_for`], which filters by owner: for an applicant, another
//! person's certificate does not exist (I13). Changes are conditional updates, never read-modify-write.

use chrono::{DateTime, Utc};
use sea_orm::{TryFromU64, UpdateMany, entity::prelude::*, sea_query::CaseStatement};

use crate::{
    account::{AccountId, Sex},
    input::ValidationError,
};

pub mod check;
pub mod check_code;
pub mod reminder_guard;
pub mod reminder_schedule;

/// The primary key of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, DeriveValueType)]
pub struct CertificateId(pub Uuid);

impl TryFromU64 for CertificateId {
    fn try_from_u64(n: u64) -> Result<Self, DbErr> {
        Uuid::try_from_u64(n).map(Self)
    }
}

/// One certificate (I2). The holder is often not the account holder.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "certificate")]
pub struct Model {
    /// The primary key. The API shows it in an encoded form; people know `number`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CertificateId,
    /// The certificate number: unique, opaque (I4).
    #[sea_orm(unique)]
    pub number: String,
    /// The account that receives it.
    pub account_id: AccountId,
    /// The foreign national's name.
    pub holder_name: String,
    /// The holder's nationality or region, as printed on the certificate.
    pub nationality: String,
    /// The holder's sex (R95).
    pub sex: Sex,
    /// The holder's date of birth.
    pub birth_date: Date,
    /// The status of residence, as printed on the certificate.
    pub status_of_residence: String,
    /// The period of stay, as printed on the certificate.
    pub period_of_stay: String,
    /// Date of issue, a day in Japan.
    pub issued_on: Date,
    /// The immigration bureau that issued it.
    pub issuing_bureau: String,
    /// The application's receipt number, if known.
    pub application_number: Option<String>,
    /// When it was recorded in this system.
    pub recorded_at: DateTimeUtc,
    /// When the relay accepted the certificate mail: "Request Date and Time" (I7).
    pub requested_at: Option<DateTimeUtc>,
    /// When its receipt was registered (R80); final (I12).
    pub registered_at: Option<DateTimeUtc>,
    /// When the bureau cancelled it (I3).
    pub cancelled_at: Option<DateTimeUtc>,
    /// The reason that the officer gave for cancelling it. Only the bureau sees it.
    pub cancellation_reason: Option<String>,
    /// From this time on no reminder is sent (R12).
    pub remind_until: DateTimeUtc,
    /// When the next reminder is due; `None` if there will be none.
    pub next_reminder_at: Option<DateTimeUtc>,
    /// When a check of its print was last recorded ([`check::RECORDED_EVERY`]).
    pub last_checked_at: Option<DateTimeUtc>,
}

/// No relation: certificates are selected by account or by number.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A certificate number: 1 to 30 of A-Z, 0-9 and hyphen, compared exactly (I4).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CertificateNumber(String);

impl CertificateNumber {
    /// Maximum length in characters.
    pub const MAX_LENGTH: usize = 30;

    /// Parses a certificate number. Surrounding spaces are ignored.
    pub fn parse(input: &str) -> Result<Self, ValidationError> {
        let input = crate::input::required(input)?;
        if input.len() > Self::MAX_LENGTH {
            return Err(ValidationError::TooLong { max: Self::MAX_LENGTH });
        }
        let known = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-';
        if input.bytes().all(known) {
            Ok(Self(input.to_owned()))
        } else {
            Err(ValidationError::InvalidFormat)
        }
    }

    /// The number as it is stored and shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The receipt status of a certificate (R77, R80, I3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiptStatus {
    /// The owner has not registered receipt yet.
    NotRegistered,
    /// The owner has registered receipt: "Receipt Registration Completed".
    Registered,
    /// The bureau has cancelled it.
    Cancelled,
}

/// What the recipient sees of a certificate in the "Receipt registrationList" (R77). It has no other columns,
/// because these pages are read often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The primary key, which orders certificates that were requested at the same time.
    pub id: CertificateId,
    /// The certificate number (I4).
    pub number: String,
    /// The foreign national's name. The owner has it by mail.
    pub holder_name: String,
    /// "Request Date and Time" (I7).
    pub requested_at: DateTimeUtc,
    /// When its receipt was registered (R80).
    pub registered_at: Option<DateTimeUtc>,
    /// When the bureau cancelled it (I3).
    pub cancelled_at: Option<DateTimeUtc>,
    /// Date of issue, a day in Japan.
    pub issued_on: Date,
    /// The end of the three months (R12).
    pub remind_until: DateTimeUtc,
}

impl From<Model> for Listed {
    fn from(certificate: Model) -> Self {
        Self {
            id: certificate.id,
            // Only certificates whose mail was accepted are listed, so the time is always set.
            requested_at: certificate.requested_at.unwrap_or(certificate.recorded_at),
            registered_at: certificate.registered_at,
            cancelled_at: certificate.cancelled_at,
            issued_on: certificate.issued_on,
            remind_until: certificate.remind_until,
            number: certificate.number,
            holder_name: certificate.holder_name,
        }
    }
}

impl Listed {
    /// The columns that [`Self::read`] reads, in its order.
    pub const COLUMNS: &str =
        "id, number, holder_name, requested_at, registered_at, cancelled_at, issued_on, remind_until";

    /// Reads those columns from a row, starting at index `first`; `None` if the row has no certificate. By
    /// index, because a page has many rows.
    pub fn read(row: &QueryResult, first: usize) -> Result<Option<Self>, DbErr> {
        let Some(id) = row.try_get_by_index(first)? else { return Ok(None) };
        Ok(Some(Self {
            id,
            number: row.try_get_by_index(first + 1)?,
            holder_name: row.try_get_by_index(first + 2)?,
            requested_at: row.try_get_by_index(first + 3)?,
            registered_at: row.try_get_by_index(first + 4)?,
            cancelled_at: row.try_get_by_index(first + 5)?,
            issued_on: row.try_get_by_index(first + 6)?,
            remind_until: row.try_get_by_index(first + 7)?,
        }))
    }

    /// The receipt status; a cancellation outranks a registration.
    #[must_use]
    pub fn status(&self) -> ReceiptStatus {
        ReceiptStatus::of(self.registered_at, self.cancelled_at)
    }
}

impl ReceiptStatus {
    /// The status as SQL: a number, which [`Self::in_sql`] gives. The index `certificate_by_status` is used for
    /// this expression alone.
    pub const SQL: &str =
        "CASE WHEN cancelled_at IS NOT NULL THEN 2 WHEN registered_at IS NOT NULL THEN 1 ELSE 0 END";

    /// The number of this status in [`Self::SQL`].
    #[must_use]
    pub fn in_sql(self) -> i32 {
        match self {
            Self::NotRegistered => 0,
            Self::Registered => 1,
            Self::Cancelled => 2,
        }
    }

    /// A cancellation outranks a registration.
    fn of(registered_at: Option<DateTimeUtc>, cancelled_at: Option<DateTimeUtc>) -> Self {
        match (cancelled_at, registered_at) {
            (Some(_), _) => Self::Cancelled,
            (None, Some(_)) => Self::Registered,
            (None, None) => Self::NotRegistered,
        }
    }
}

impl Model {
    /// The receipt status; a cancellation outranks a registration.
    #[must_use]
    pub fn status(&self) -> ReceiptStatus {
        ReceiptStatus::of(self.registered_at, self.cancelled_at)
    }

    /// Whether a reminder may still be sent at `now` (R11, R12, I12).
    #[must_use]
    pub fn wants_reminder(&self, now: DateTime<Utc>) -> bool {
        self.status() == ReceiptStatus::NotRegistered && now < self.remind_until
    }
}

/// Selects a certificate by its number, whatever its owner: for the bureau, and for somebody who has given its
/// [`check_code`]. Never for an applicant.
#[must_use]
pub fn by_number(number: &CertificateNumber) -> Select<Entity> {
    Entity::find().filter(Column::Number.eq(number.as_str()))
}

/// Selects the certificates that `account` sees: those whose mail was accepted.
#[must_use]
pub fn listed_for(account: AccountId) -> Select<Entity> {
    Entity::find().filter(Column::AccountId.eq(account)).filter(Column::RequestedAt.is_not_null())
}

/// Selects one of the certificates that `account` sees, by its number.
#[must_use]
pub fn listed_by_number(account: AccountId, number: &CertificateNumber) -> Select<Entity> {
    listed_for(account).filter(Column::Number.eq(number.as_str()))
}

/// Whether receipt of a certificate can be registered, as SQL: it was sent, and neither cancelled nor
/// registered already. Registering again changes nothing, because the first time counts.
pub const CAN_BE_REGISTERED: &str =
    "requested_at IS NOT NULL AND cancelled_at IS NULL AND registered_at IS NULL";

/// Registers receipt and stops the reminders in one conditional update (R80, I12).
#[must_use]
pub fn register_receipt(
    account: AccountId,
    number: &CertificateNumber,
    now: DateTime<Utc>,
) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::RegisteredAt, Expr::value(now))
        .col_expr(Column::NextReminderAt, Expr::value(None::<DateTimeUtc>))
        .filter(Column::AccountId.eq(account))
        .filter(Column::Number.eq(number.as_str()))
        .filter(Expr::cust(CAN_BE_REGISTERED))
}

/// Cancels a certificate and stops its reminders in one conditional update (I3).
#[must_use]
pub fn cancel(number: &CertificateNumber, reason: &str, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::CancelledAt, Expr::value(now))
        .col_expr(Column::CancellationReason, Expr::value(reason))
        .col_expr(Column::NextReminderAt, Expr::value(None::<DateTimeUtc>))
        .filter(Column::Number.eq(number.as_str()))
        .filter(Column::CancelledAt.is_null()) // cancelling again changes nothing: the first reason counts
}

/// Records that the relay accepted the certificate mail. A repeated mail changes nothing (I15). A certificate
/// that was cancelled while its mail was on its way is listed as cancelled and gets no reminders.
#[must_use]
pub fn requested(certificate: &Model, now: DateTime<Utc>) -> UpdateMany<Entity> {
    let first = reminder_schedule::first(now, certificate.remind_until);
    let reminded = CaseStatement::new().case(Column::CancelledAt.is_null(), Expr::value(first));
    Entity::update_many()
        .col_expr(Column::RequestedAt, Expr::value(now))
        .col_expr(Column::NextReminderAt, reminded.into())
        .filter(Column::Id.eq(certificate.id))
        .filter(Column::RequestedAt.is_null())
}
