//! What the public check of a certificate answers, and how often its owner hears of it.
//!
//! Someone at an embassy or an airline may see whether a print is good, and to whom it belongs if they have
//! that person before them: never a name, a date of birth or an address.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{UpdateMany, entity::prelude::*, sea_query::ExprTrait};

use super::{CertificateId, Column, Entity, Model, ReceiptStatus};

/// At most one check of a certificate is recorded in this time. An embassy may check a print many times.
pub const RECORDED_EVERY: TimeDelta = TimeDelta::hours(1);

/// The state of a certificate, for somebody who has its print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckStatus {
    /// It can be used, and receipt has not been registered.
    Valid,
    /// It can be used, and receipt has been registered.
    Registered,
    /// The bureau has cancelled it.
    Cancelled,
    /// Its three months are over.
    PastValidity,
}

/// The state at `now`. Whatever ends the use of a certificate outranks the registration of its receipt.
#[must_use]
pub fn status(certificate: &Model, now: DateTime<Utc>) -> CheckStatus {
    match certificate.status() {
        ReceiptStatus::Cancelled => CheckStatus::Cancelled,
        _ if certificate.remind_until <= now => CheckStatus::PastValidity,
        ReceiptStatus::Registered => CheckStatus::Registered,
        ReceiptStatus::NotRegistered => CheckStatus::Valid,
    }
}

/// The initials of a name, e.g. `J. D.`; of a name with one part, `J.`.
#[must_use]
pub fn initials(name: &str) -> String {
    let first = |part: &str| part.chars().find(|letter| letter.is_alphabetic());
    let initials = name.split_whitespace().filter_map(first);
    initials.map(|letter| format!("{}.", letter.to_uppercase())).collect::<Vec<_>>().join(" ")
}

/// Whether a check at `now` is to be recorded, given when the last one was.
#[must_use]
pub fn is_due(last_checked_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    last_checked_at.is_none_or(|last| last <= latest_before(now))
}

/// A check is due at `now` if the last recorded one was not later than this.
#[must_use]
pub fn latest_before(now: DateTime<Utc>) -> DateTime<Utc> {
    now - RECORDED_EVERY
}

/// Marks a certificate as checked now, unless a check was recorded within the last [`RECORDED_EVERY`]. Of
/// several checks at the same time, one changes the row.
#[must_use]
pub fn checked(certificate: CertificateId, now: DateTime<Utc>) -> UpdateMany<Entity> {
    let last = Expr::col(Column::LastCheckedAt);
    Entity::update_many()
        .col_expr(Column::LastCheckedAt, Expr::value(now))
        .filter(Column::Id.eq(certificate))
        .filter(last.clone().is_null().or(last.lte(latest_before(now))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_reduced_to_its_initials() {
        let check = |name: &str, expected: &str| assert_eq!(initials(name), expected, "{name}");
        check("JOHN DOE", "J. D.");
        check("  nguyen  thi  anh ", "N. T. A.");
        check("MADONNA", "M.");
        check("DOE, JEAN-PIERRE (JP)", "D. J. J.");
        check("山田 太郎", "山. 太.");
        check("ßa", "SS.");
        check("'- 1", "");
    }

    #[test]
    fn one_check_an_hour_is_recorded() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        assert!(is_due(None, now));
        assert!(is_due(Some(now - RECORDED_EVERY), now));
        assert!(!is_due(Some(now - RECORDED_EVERY + TimeDelta::milliseconds(1)), now));
        assert!(!is_due(Some(now), now));
        assert!(!is_due(Some(now + TimeDelta::hours(1)), now), "the clock went back");
    }
}
