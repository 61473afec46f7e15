//! The mails that deliver a certificate (M8): which ones exist, whether one may have arrived, and the number
//! of the next.

use sea_orm::{
    FromQueryResult, QueryOrder, QuerySelect, QueryTrait, SelectModel, Selector, UpdateMany,
    entity::prelude::*, sea_query::SelectStatement,
};

use super::{Column, Entity, Kind, State, still_waits};
use crate::certificate::CertificateId;

/// The columns of a delivery that decide whether a certificate can be cancelled or sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Delivery {
    /// 1 for the first delivery, higher for those that officers requested (I15).
    pub sequence_no: Option<i32>,
    /// The state of the mail.
    pub state: State,
    /// Number of attempts that ended without a result.
    pub crashes: i32,
}

impl Delivery {
    /// Whether the mail is waiting or being sent.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        matches!(self.state, State::Queued | State::Retry | State::Sending)
    }

    /// Whether the recipient may have the mail, or is about to get it.
    #[must_use]
    pub fn may_arrive(&self) -> bool {
        // A crash counts, because the relay may have had the content by then.
        matches!(self.state, State::Sending | State::Sent | State::Unknown) || self.crashes > 0
    }
}

/// Selects every delivery of a certificate that is still stored; a finished one is deleted after its
/// retention.
#[must_use]
pub fn of(certificate: CertificateId) -> Selector<SelectModel<Delivery>> {
    Entity::find()
        .select_only()
        .columns([Column::SequenceNo, Column::State, Column::Crashes])
        .filter(Column::CertificateId.eq(certificate))
        .filter(Column::Kind.eq(Kind::Certificate.name()))
        .into_model()
}

/// Selects the whole rows of these certificates' deliveries, in the order of their numbers. For the bureau
/// (I15).
#[must_use]
pub fn of_all(certificates: impl IntoIterator<Item = CertificateId>) -> Select<Entity> {
    Entity::find()
        .filter(Column::CertificateId.is_in(certificates))
        .filter(Column::Kind.eq(Kind::Certificate.name()))
        .order_by_asc(Column::SequenceNo)
}

/// Selects the certificates whose latest delivery is in this state.
#[must_use]
pub fn latest_in(state: State) -> SelectStatement {
    let is_latest = Expr::cust(
        "NOT EXISTS (SELECT 1 FROM mail_outbox later WHERE later.certificate_id = mail_outbox.certificate_id \
         AND later.kind = mail_outbox.kind AND later.sequence_no > mail_outbox.sequence_no)",
    );
    Entity::find()
        .select_only()
        .column(Column::CertificateId)
        .filter(Column::CertificateId.is_not_null())
        .filter(Column::Kind.eq(Kind::Certificate.name()))
        .filter(Column::State.eq(state))
        .filter(is_latest)
        .into_query()
}

/// The number of the next delivery after these.
#[must_use]
pub fn next(so_far: &[Delivery]) -> i32 {
    // If none is stored, the first one is past its retention, so the next one is never number 1.
    so_far.iter().filter_map(|delivery| delivery.sequence_no).max().unwrap_or(1) + 1
}

/// Cancels all waiting mails of a certificate, deliveries and reminders, when the bureau cancels it (I3).
#[must_use]
pub fn cancel_waiting(certificate: CertificateId) -> UpdateMany<Entity> {
    let kinds = [Kind::Certificate.name(), Kind::ReceiptReminder.name()];
    Entity::update_many()
        .col_expr(Column::State, Expr::value(State::Cancelled))
        .filter(Column::CertificateId.eq(certificate))
        .filter(Column::Kind.is_in(kinds))
        // A mail that is being sent is left alone: it may arrive, so its owner gets a cancellation mail
        // instead.
        .filter(still_waits())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_may_arrive_once_a_relay_may_have_it() {
        let check = |state, crashes, is_under_way, may_arrive| {
            let delivery = Delivery { sequence_no: Some(1), state, crashes };
            assert_eq!(
                (delivery.is_under_way(), delivery.may_arrive()),
                (is_under_way, may_arrive),
                "{state:?}"
            );
        };
        check(State::Queued, 0, true, false);
        check(State::Retry, 0, true, false);
        check(State::Retry, 1, true, true);
        check(State::Sending, 0, true, true);
        check(State::Sent, 0, false, true);
        check(State::Unknown, 0, false, true);
        check(State::Dead, 0, false, false);
        check(State::Dead, 3, false, true);
        check(State::Cancelled, 0, false, false);
        check(State::Expired, 0, false, false);
    }

    #[test]
    fn the_next_delivery_has_the_next_number_and_never_the_first() {
        let of = |number| Delivery { sequence_no: Some(number), state: State::Sent, crashes: 0 };
        assert_eq!(next(&[]), 2, "the first is past its retention");
        assert_eq!(next(&[of(1)]), 2);
        assert_eq!(next(&[of(3), of(2)]), 4);
    }
}
