//! Records a report, and suppresses the address of a hard bounce, in one transaction.

use chrono::{DateTime, Utc};
use entity::{
    certificate::CertificateId,
    mail_bounce::{self, BounceKind},
    outbox::{
        self, Kind,
        delivery::{self, Delivery},
    },
    suppressed_address,
};
use migration::database;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, PaginatorTrait, entity::prelude::*};

use super::{Report, addressee};

/// What came of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was recorded.
    Recorded {
        /// Whether the address is suppressed now.
        is_suppressed: bool,
    },
    /// It was recorded before, so nothing was changed.
    Known,
    /// Enough reports about the mail are recorded, so nothing was changed.
    TooMany,
    /// There is no such mail, or its row was deleted, so nothing was changed.
    NoMail,
}

/// Records a report whose origin was verified.
pub async fn record(db: &DatabaseConnection, report: &Report, now: DateTime<Utc>) -> Result<Outcome, DbErr> {
    let tx = database::write(db).await?;
    let Some(row) = outbox::Entity::find_by_id(report.mail).one(&tx).await? else {
        return Ok(Outcome::NoMail);
    };
    let so_far = mail_bounce::Entity::find().filter(mail_bounce::Column::MailId.eq(row.id));
    if so_far.count(&tx).await? >= mail_bounce::MOST {
        return Ok(Outcome::TooMany);
    }
    let certificate = certificate(&tx, &row).await?;
    let account = if certificate.is_some() { addressee::owner(&tx, &row).await? } else { None };
    let recorded = mail_bounce::record(mail_bounce::Model {
        mail_id: row.id,
        digest: report.digest.clone(),
        kind: report.kind,
        status: report.status.map(|status| status.to_string()),
        reported_at: now,
        account_id: account,
        certificate_id: certificate,
        delivery_no: row.sequence_no.filter(|_| certificate.is_some()),
    });
    if recorded.exec_without_returning(&tx).await? == 0 {
        return Ok(Outcome::Known);
    }
    let mut is_suppressed = false;
    // An address that the owner has changed since is not blamed for the older one.
    if report.kind == BounceKind::Hard
        && let Some((email, owner)) = addressee::find(&tx, &row, &report.sent_to).await?
    {
        suppressed_address::suppress(&email, owner, report.reply_code, now)
            .exec_without_returning(&tx)
            .await?;
        is_suppressed = true;
    }
    tx.commit().await?;
    Ok(Outcome::Recorded { is_suppressed })
}

/// The certificate that the mail delivers. None if it was sent again since: then the report says nothing
/// about the certificate any more.
async fn certificate(db: &impl ConnectionTrait, row: &outbox::Model) -> Result<Option<CertificateId>, DbErr> {
    let Some(id) = row.certificate_id.filter(|_| row.kind == Kind::Certificate.name()) else {
        return Ok(None);
    };
    let deliveries = delivery::of(id).all(db).await?;
    let is_later = |delivery: &Delivery| {
        delivery.sequence_no > row.sequence_no && (delivery.is_under_way() || delivery.may_arrive())
    };
    Ok(Some(id).filter(|_| !deliveries.iter().any(is_later)))
}
