//! Mails that officers handle one by one: mails that were given up are sent again, others are dropped.
//!
//! A row keeps its ID and so its Message-ID, so that a copy that arrives after all is recognizable. Each
//! statement repeats the state that the officer saw, so of two officers only the first changes the row.

use chrono::{DateTime, Utc};
use sea_orm::{UpdateMany, entity::prelude::*, sea_query::ExprTrait};

use super::{Column, Entity, Kind, Mail, Model, Phase, State, hold::DROPPED, waiting};

/// Why a mail cannot be sent again or dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ineligible {
    /// The mail is in another state, e.g. being sent, sent or cancelled.
    State,
    /// Nobody needs it any more: its link no longer works, its account is closed, or the next reminder is
    /// due.
    NotWanted,
    /// Its address is suppressed, and mails of its kind are not sent to suppressed addresses.
    Suppressed,
    /// It may have arrived, its kind is not sent twice, and the officer did not accept a second copy.
    SecondCopy,
    /// It is waiting, and it warns the owner of an account. Officers cannot stop such a mail.
    WarnsOwner,
}

/// Facts outside of the row on which the decision depends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailContext {
    /// Whether somebody still needs it.
    pub is_wanted: bool,
    /// Whether its address is suppressed.
    pub is_suppressed: bool,
}

/// Whether another attempt might deliver a second copy that must not be.
#[must_use]
pub fn may_be_second_copy(row: &Model) -> bool {
    let may_repeat = Mail::try_from(row).is_ok_and(|mail| mail.kind().policy().may_repeat);
    !may_repeat && (row.state == State::Unknown || row.crashes > 0)
}

/// Decides whether a row can be sent again at `now`, and until when it is tried. A kind with a time limit of
/// its own gets the full limit again. A reminder keeps its end, because the next one is due then.
pub fn may_resend(
    row: &Model,
    context: MailContext,
    second_copy: bool,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, Ineligible> {
    if !matches!(row.state, State::Dead | State::Unknown | State::Expired) {
        return Err(Ineligible::State);
    }
    let Ok(mail) = Mail::try_from(row) else { return Err(Ineligible::NotWanted) };
    let policy = mail.kind().policy();
    let end = policy.give_up_after.map(|span| now + span).or(row.expires_at);
    if !context.is_wanted || end.is_some_and(|end| end <= now) {
        return Err(Ineligible::NotWanted);
    }
    if context.is_suppressed && !policy.to_suppressed {
        return Err(Ineligible::Suppressed);
    }
    if may_be_second_copy(row) && !second_copy {
        return Err(Ineligible::SecondCopy);
    }
    Ok(end)
}

/// Queues a row that was given up again, to be tried until `end`. The reason of its failure stays until the
/// next attempt.
#[must_use]
pub fn resend(seen: &Model, end: Option<DateTime<Utc>>, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(State::Queued))
        // An officer has looked at the mail. The old counts would end it again at its next failure.
        .col_expr(Column::Attempts, Expr::value(0))
        .col_expr(Column::Crashes, Expr::value(0))
        .col_expr(Column::Phase, Expr::value(Phase::None))
        .col_expr(Column::NextAttemptAt, Expr::value(now))
        .col_expr(Column::ExpiresAt, Expr::value(end))
        .col_expr(Column::PushedAt, Expr::value(None::<DateTimeUtc>))
        .col_expr(Column::HeldAt, Expr::value(None::<DateTimeUtc>))
        .col_expr(Column::GivenUpAt, Expr::value(None::<DateTimeUtc>))
        .filter(Column::Id.eq(seen.id))
        // Of two officers who saw the same state, only the first changes the row.
        .filter(Column::State.eq(seen.state))
}

/// Decides whether a row can be dropped. A warning to an owner can be dropped only after it was given up,
/// when nobody gets it anyway.
pub fn may_drop(row: &Model) -> Result<(), Ineligible> {
    let is_waiting = matches!(row.state, State::Queued | State::Retry);
    let warns = Kind::ALL.iter().any(|kind| kind.name() == row.kind && kind.warns_owner());
    match row.state {
        State::Sending | State::Sent | State::Cancelled => Err(Ineligible::State),
        _ if is_waiting && warns => Err(Ineligible::WarnsOwner),
        _ => Ok(()),
    }
}

/// Cancels a row that waits, held or not, or that was given up. It is not sent, and staff no longer need to
/// look at it.
#[must_use]
pub fn drop_one(seen: &Model) -> UpdateMany<Entity> {
    let given_up = Column::State.is_in([State::Dead, State::Unknown, State::Expired]);
    Entity::update_many()
        .col_expr(Column::State, Expr::value(State::Cancelled))
        .col_expr(Column::LastError, Expr::value(DROPPED))
        // Otherwise the alerts would go on counting it.
        .col_expr(Column::GivenUpAt, Expr::value(None::<DateTimeUtc>))
        .filter(Column::Id.eq(seen.id))
        .filter(Column::State.eq(seen.state))
        .filter(waiting().or(given_up))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use rand::SeedableRng;
    use sea_orm::TryIntoModel;

    use super::*;
    use crate::{certificate::CertificateId, outbox, trace::TraceParent};

    const WANTED: MailContext = MailContext { is_wanted: true, is_suppressed: false };

    fn row(mail: Mail, state: State, crashes: i32) -> Model {
        let trace = TraceParent::begin(&mut rand::rngs::StdRng::seed_from_u64(6));
        let row = outbox::queue(Uuid::nil(), mail, DateTime::UNIX_EPOCH, trace);
        let row = row.try_into_model().expect("a whole row");
        let expires_at = row.expires_at.or(Some(DateTime::UNIX_EPOCH + TimeDelta::days(7)));
        Model { state, crashes, expires_at, ..row }
    }

    fn certificate() -> Mail {
        Mail::Certificate { certificate: CertificateId(Uuid::nil()), delivery: 1 }
    }

    fn reminder() -> Mail {
        Mail::ReceiptReminder { certificate: CertificateId(Uuid::nil()), week: 1 }
    }

    #[test]
    fn only_what_was_given_up_is_sent_again_and_gets_its_time_anew() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(6);
        for state in [State::Queued, State::Sending, State::Retry, State::Sent, State::Cancelled] {
            let verdict = may_resend(&row(certificate(), state, 0), WANTED, true, now);
            assert_eq!(verdict, Err(Ineligible::State), "{state:?}");
        }
        let verdict = may_resend(&row(certificate(), State::Dead, 3), WANTED, false, now);
        assert_eq!(verdict, Ok(Some(now + TimeDelta::days(5))), "a second copy does no harm");
    }

    #[test]
    fn a_reminder_keeps_its_end_and_is_no_copy_unless_someone_says_so() {
        let end = DateTime::UNIX_EPOCH + TimeDelta::days(7);
        let (now, late) = (end - TimeDelta::days(1), end);
        let check = |state, crashes, allowed, now, expected| {
            let verdict = may_resend(&row(reminder(), state, crashes), WANTED, allowed, now);
            assert_eq!(verdict, expected, "{state:?} {crashes} {allowed}");
        };
        check(State::Dead, 0, false, now, Ok(Some(end)));
        check(State::Dead, 1, false, now, Err(Ineligible::SecondCopy));
        check(State::Unknown, 0, false, now, Err(Ineligible::SecondCopy));
        check(State::Unknown, 0, true, now, Ok(Some(end)));
        check(State::Expired, 0, true, late, Err(Ineligible::NotWanted));
    }

    #[test]
    fn a_warning_is_dropped_only_when_it_was_given_up() {
        let mail = Mail::EmailChangeNotice { link: Uuid::nil(), is_completed: Some(true) };
        let notice = |state| may_drop(&row(mail, state, 0));
        assert_eq!(notice(State::Queued), Err(Ineligible::WarnsOwner));
        assert_eq!(notice(State::Retry), Err(Ineligible::WarnsOwner));
        assert_eq!(notice(State::Dead), Ok(()));
        assert_eq!(may_drop(&row(certificate(), State::Queued, 0)), Ok(()));
        assert_eq!(may_drop(&row(certificate(), State::Sending, 0)), Err(Ineligible::State));
        assert_eq!(may_drop(&row(certificate(), State::Sent, 0)), Err(Ineligible::State));
    }

    #[test]
    fn what_is_withheld_or_not_wanted_is_not_sent_again() {
        let now = DateTime::UNIX_EPOCH;
        let bad = MailContext { is_suppressed: true, ..WANTED };
        let unwanted = MailContext { is_wanted: false, ..WANTED };
        let dead = row(certificate(), State::Dead, 0);
        assert_eq!(may_resend(&dead, bad, true, now), Err(Ineligible::Suppressed));
        assert_eq!(may_resend(&dead, unwanted, true, now), Err(Ineligible::NotWanted));
        let link = row(Mail::PasswordResetLink { link: Uuid::nil() }, State::Dead, 0);
        assert!(may_resend(&link, bad, false, now).is_ok(), "a link is tried all the same");
        let foreign = Model { kind: "OF_ANOTHER_VERSION".to_owned(), ..dead };
        assert_eq!(may_resend(&foreign, WANTED, true, now), Err(Ineligible::NotWanted));
    }
}
