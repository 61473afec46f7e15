//! Mails that officers take up one by one: sent again after they were given up, or dropped.
//!
//! A row keeps its id, and with it its Message-ID, so a copy that arrives all the same can be told as one. Each
//! statement states what was seen, so of two officers one comes first.

use chrono::{DateTime, Utc};
use sea_orm::{UpdateMany, entity::prelude::*, sea_query::ExprTrait};

use super::{Column, Entity, Kind, Mail, Model, Phase, State, hold::DROPPED, waiting};

/// Why a mail is not taken up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It is in another state: on its way, sent, cancelled.
    State,
    /// Nobody needs it any more: its link is dead, its account closed, the next reminder due.
    NotWanted,
    /// Its address is one that a relay has called wrong, and mails of its kind are withheld from those.
    Suppressed,
    /// It may have arrived, is of a kind that is not sent twice, and nobody said that a copy does no harm.
    SecondCopy,
    /// It waits, and warns the owner of an account: it is sent whatever officers think of it.
    WarnsOwner,
}

/// What else the verdict on a row needs to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Somebody would still read it.
    pub is_wanted: bool,
    /// Its address is suppressed.
    pub is_suppressed: bool,
}

/// Whether another attempt may be one copy too many.
#[must_use]
pub fn may_be_second_copy(row: &Model) -> bool {
    let may_repeat = Mail::try_from(row).is_ok_and(|mail| mail.kind().policy().may_repeat);
    !may_repeat && (row.state == State::Unknown || row.crashes > 0)
}

/// Whether it makes sense to send a row again at `now`, and until when: a kind that is given up by its own time
/// gets that time anew; a reminder keeps its end, for the next one is due then.
pub fn may_send_again(
    row: &Model,
    facts: Facts,
    second_copy: bool,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, Unfit> {
    if !matches!(row.state, State::Dead | State::Unknown | State::Expired) {
        return Err(Unfit::State);
    }
    let Ok(mail) = Mail::try_from(row) else { return Err(Unfit::NotWanted) };
    let policy = mail.kind().policy();
    let end = policy.give_up_after.map(|span| now + span).or(row.expires_at);
    if !facts.is_wanted || end.is_some_and(|end| end <= now) {
        return Err(Unfit::NotWanted);
    }
    if facts.is_suppressed && !policy.to_suppressed {
        return Err(Unfit::Suppressed);
    }
    if may_be_second_copy(row) && !second_copy {
        return Err(Unfit::SecondCopy);
    }
    Ok(end)
}

/// Puts a row that was given up on its way anew, until `end`; why it had failed stays until the next attempt.
#[must_use]
pub fn send_again(seen: &Model, end: Option<DateTime<Utc>>, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(State::Queued))
        .col_expr(Column::Attempts, Expr::value(0))
        .col_expr(Column::Crashes, Expr::value(0))
        .col_expr(Column::Phase, Expr::value(Phase::None))
        .col_expr(Column::NextAttemptAt, Expr::value(now))
        .col_expr(Column::ExpiresAt, Expr::value(end))
        .col_expr(Column::PushedAt, Expr::value(None::<DateTimeUtc>))
        .col_expr(Column::HeldAt, Expr::value(None::<DateTimeUtc>))
        .col_expr(Column::GivenUpAt, Expr::value(None::<DateTimeUtc>))
        .filter(Column::Id.eq(seen.id))
        .filter(Column::State.eq(seen.state))
}

/// Whether a row may be dropped. A warning may be once it was given up: then nobody gets it anyway.
pub fn may_drop(row: &Model) -> Result<(), Unfit> {
    let is_waiting = matches!(row.state, State::Queued | State::Retry);
    let warns = Kind::ALL.iter().any(|kind| kind.name() == row.kind && kind.warns_owner());
    match row.state {
        State::Sending | State::Sent | State::Cancelled => Err(Unfit::State),
        _ if is_waiting && warns => Err(Unfit::WarnsOwner),
        _ => Ok(()),
    }
}

/// Ends a row that waits, held or not, or that was given up: it is not sent, and staff need not look at it again.
#[must_use]
pub fn drop_one(seen: &Model) -> UpdateMany<Entity> {
    let given_up = Column::State.is_in([State::Dead, State::Unknown, State::Expired]);
    Entity::update_many()
        .col_expr(Column::State, Expr::value(State::Cancelled))
        .col_expr(Column::LastError, Expr::value(DROPPED))
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

    const WANTED: Facts = Facts { is_wanted: true, is_suppressed: false };

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
            let verdict = may_send_again(&row(certificate(), state, 0), WANTED, true, now);
            assert_eq!(verdict, Err(Unfit::State), "{state:?}");
        }
        let verdict = may_send_again(&row(certificate(), State::Dead, 3), WANTED, false, now);
        assert_eq!(verdict, Ok(Some(now + TimeDelta::days(5))), "a second copy does no harm");
    }

    #[test]
    fn a_reminder_keeps_its_end_and_is_no_copy_unless_someone_says_so() {
        let end = DateTime::UNIX_EPOCH + TimeDelta::days(7);
        let (now, late) = (end - TimeDelta::days(1), end);
        let check = |state, crashes, allowed, now, expected| {
            let verdict = may_send_again(&row(reminder(), state, crashes), WANTED, allowed, now);
            assert_eq!(verdict, expected, "{state:?} {crashes} {allowed}");
        };
        check(State::Dead, 0, false, now, Ok(Some(end)));
        check(State::Dead, 1, false, now, Err(Unfit::SecondCopy));
        check(State::Unknown, 0, false, now, Err(Unfit::SecondCopy));
        check(State::Unknown, 0, true, now, Ok(Some(end)));
        check(State::Expired, 0, true, late, Err(Unfit::NotWanted));
    }

    #[test]
    fn a_warning_is_dropped_only_when_it_was_given_up() {
        let notice = |state| may_drop(&row(Mail::EmailChangeNotice { link: Uuid::nil() }, state, 0));
        assert_eq!(notice(State::Queued), Err(Unfit::WarnsOwner));
        assert_eq!(notice(State::Retry), Err(Unfit::WarnsOwner));
        assert_eq!(notice(State::Dead), Ok(()));
        assert_eq!(may_drop(&row(certificate(), State::Queued, 0)), Ok(()));
        assert_eq!(may_drop(&row(certificate(), State::Sending, 0)), Err(Unfit::State));
        assert_eq!(may_drop(&row(certificate(), State::Sent, 0)), Err(Unfit::State));
    }

    #[test]
    fn what_is_withheld_or_not_wanted_is_not_sent_again() {
        let now = DateTime::UNIX_EPOCH;
        let bad = Facts { is_suppressed: true, ..WANTED };
        let unwanted = Facts { is_wanted: false, ..WANTED };
        let dead = row(certificate(), State::Dead, 0);
        assert_eq!(may_send_again(&dead, bad, true, now), Err(Unfit::Suppressed));
        assert_eq!(may_send_again(&dead, unwanted, true, now), Err(Unfit::NotWanted));
        let link = row(Mail::PasswordResetLink { link: Uuid::nil() }, State::Dead, 0);
        assert!(may_send_again(&link, bad, false, now).is_ok(), "a link is tried all the same");
        let foreign = Model { kind: "OF_ANOTHER_VERSION".to_owned(), ..dead };
        assert_eq!(may_send_again(&foreign, WANTED, true, now), Err(Unfit::NotWanted));
    }
}
