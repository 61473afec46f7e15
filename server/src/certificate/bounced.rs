//! The certificates of an account that did not arrive, for notices to its owner.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{
    account::AccountId,
    certificate::{self, CertificateId},
    mail_bounce,
};
use sea_orm::{DatabaseConnection, DbErr, QuerySelect, entity::prelude::*};

/// How many reports are looked at, and how many certificates are named: those of the newest reports.
const REPORTS: u64 = 50;
const CERTIFICATES: usize = 10;

/// A certificate that did not arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounced {
    /// The number of the certificate.
    pub certificate_number: String,
    /// When the report about it was recorded.
    pub at: DateTime<Utc>,
}

/// The certificates of the account whose latest email came back, at most ten, the newest report first. Without
/// those that were cancelled, and those whose receipt was registered.
pub async fn of_account(
    db: &DatabaseConnection,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<Vec<Bounced>, DbErr> {
    let reports = mail_bounce::undelivered_to(account, now).limit(REPORTS).all(db).await?;
    if reports.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<CertificateId> = reports.iter().filter_map(|report| report.certificate_id).collect();
    let awaited = certificate::Entity::find()
        .filter(certificate::Column::Id.is_in(ids))
        .filter(certificate::Column::AccountId.eq(account))
        .filter(certificate::Column::RegisteredAt.is_null())
        .filter(certificate::Column::CancelledAt.is_null());
    // Each is taken out once, so that two reports about one certificate are one notice.
    let mut awaited: HashMap<_, _> =
        awaited.all(db).await?.into_iter().map(|found| (found.id, found.number)).collect();
    let bounced = reports.into_iter().filter_map(|report| {
        let certificate_number = awaited.remove(&report.certificate_id?)?;
        Some(Bounced { certificate_number, at: report.reported_at })
    });
    Ok(bounced.take(CERTIFICATES).collect())
}
