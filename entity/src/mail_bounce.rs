//! Reports about mails that came back after a relay had accepted them, and complaints about them.
//!
//! A row says which mail, what kind of report and which status code. It has no address and no text of the
//! report, because a text can quote an address. A report that comes again adds no row.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set,
    DeleteMany, Insert, QueryOrder, QuerySelect, Select,
    entity::prelude::*,
    sea_query::{ExprTrait, OnConflict},
};

use crate::{account::AccountId, certificate::CertificateId};

/// How long a report is kept: no longer than a mail that was sent, so that a report about an earlier delivery
/// never outlives the row of the next one, which ends it.
pub const RETENTION: TimeDelta = TimeDelta::days(90);
/// The number of reports that are kept of one mail. A relay sends a few; more are somebody's invention.
pub const MOST: u64 = 20;
/// How long an alert covers a certificate that bounced.
pub const ALERT: TimeDelta = TimeDelta::days(1);

/// What kind of report it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BounceKind {
    /// The address does not exist, so no later mail would arrive either.
    Hard,
    /// The mail did not arrive, for a reason that may pass or is not about the address.
    Soft,
    /// The mail has not arrived yet, and is still tried.
    Delayed,
    /// The recipient's provider reports the mail as unwanted.
    Complaint,
}

/// A report about a mail.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_bounce")]
pub struct Model {
    /// The mail's row in the outbox, which may have been deleted since.
    #[sea_orm(primary_key, auto_increment = false)]
    pub mail_id: Uuid,
    /// What identifies the report, so that it is recorded once.
    #[sea_orm(primary_key, auto_increment = false)]
    pub digest: Vec<u8>,
    /// What kind of report it is.
    pub kind: BounceKind,
    /// The enhanced status code, e.g. `5.1.1`, if the report has one.
    pub status: Option<String>,
    /// When the report was recorded.
    pub reported_at: DateTimeUtc,
    /// The owner of the certificate, if the mail delivers one.
    pub account_id: Option<AccountId>,
    /// The certificate, if the mail delivers one.
    pub certificate_id: Option<CertificateId>,
    /// The number of the certificate's delivery.
    pub delivery_no: Option<i32>,
}

/// No relation: reports are selected by mail, certificate or account.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Records a report. It changes no row if the report is recorded already.
#[must_use]
pub fn record(report: Model) -> Insert<ActiveModel> {
    let row = ActiveModel {
        mail_id: Set(report.mail_id),
        digest: Set(report.digest),
        kind: Set(report.kind),
        status: Set(report.status),
        reported_at: Set(report.reported_at),
        account_id: Set(report.account_id),
        certificate_id: Set(report.certificate_id),
        delivery_no: Set(report.delivery_no),
    };
    let known = OnConflict::columns([Column::MailId, Column::Digest]).do_nothing().to_owned();
    Entity::insert(row).on_conflict(known)
}

/// Selects the reports about these mails. Of each mail, the one that says most comes last.
#[must_use]
pub fn of_mails(mails: impl IntoIterator<Item = Uuid>) -> Select<Entity> {
    weakest_first(Entity::find().filter(Column::MailId.is_in(mails)))
}

/// Selects the reports about the latest deliveries of these certificates. Of each certificate, the one that
/// says most comes last.
#[must_use]
pub fn of_latest_deliveries(certificates: impl IntoIterator<Item = CertificateId>) -> Select<Entity> {
    weakest_first(Entity::find().filter(Column::CertificateId.is_in(certificates)).filter(is_latest()))
}

/// A failure says more than a delay, which may be reported after it; of two others, the newer one says more.
fn weakest_first(reports: Select<Entity>) -> Select<Entity> {
    reports.order_by_desc(Column::Kind.eq(BounceKind::Delayed)).order_by_asc(Column::ReportedAt)
}

/// Selects the reports of an account's certificates that did not arrive and were not sent again since, newest
/// first.
#[must_use]
pub fn undelivered_to(account: AccountId, now: DateTime<Utc>) -> Select<Entity> {
    undelivered()
        .filter(Column::AccountId.eq(account))
        .filter(Column::ReportedAt.gt(now - RETENTION))
        .order_by_desc(Column::ReportedAt)
}

/// Selects the certificates that staff must know about: they bounced within the last day, and were not sent
/// again since.
#[must_use]
pub fn undelivered_lately(now: DateTime<Utc>) -> Select<Entity> {
    undelivered()
        .select_only()
        .column(Column::CertificateId)
        .distinct()
        .filter(Column::ReportedAt.gt(now - ALERT))
}

/// Reports that a delivery of a certificate failed, and that was not sent again since.
fn undelivered() -> Select<Entity> {
    Entity::find()
        .filter(Column::CertificateId.is_not_null())
        .filter(Column::Kind.eq(BounceKind::Hard).or(Column::Kind.eq(BounceKind::Soft)))
        .filter(is_latest())
}

/// Whether no later delivery of the certificate was sent, or is about to be. One that was given up does not
/// count.
fn is_latest() -> Expr {
    Expr::cust(
        "NOT EXISTS (SELECT 1 FROM mail_outbox later WHERE later.certificate_id = mail_bounce.certificate_id \
         AND later.kind = 'CERTIFICATE' AND later.sequence_no > mail_bounce.delivery_no \
         AND later.state NOT IN ('DEAD', 'CANCELLED', 'EXPIRED'))",
    )
}

/// Deletes the reports that are older than [`RETENTION`].
#[must_use]
pub fn past_retention(now: DateTime<Utc>) -> DeleteMany<Entity> {
    Entity::delete_many().filter(Column::ReportedAt.lte(now - RETENTION))
}
