//! Decides about a mail that was not accepted, and records the decision in its row.
//!
//! Only failures of the mail itself count as attempts. A second copy is possible only if a relay may already
//! have the mail; then the kind decides whether to try again. Texts of relays are not stored.

use std::error::Error;

use chrono::{DateTime, TimeDelta, Utc};
use entity::{
    outbox::{
        self, Kind, MAX_CRASHES, State,
        retry::{MAILBOX_FULL, Next, after_uncounted, next_attempt},
    },
    suppressed_address,
};
use rand::{Rng, RngExt};
use sea_orm::{entity::prelude::*, sea_query::ExprTrait};

use super::claim::Claimed;
use crate::{
    context::Context,
    mail::{SendError, smtp::Class},
};

/// What happens to a mail that was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// The attempt counts, and so decides what is next.
    Counted(Next),
    /// The attempt does not count; the next one is not before this instant.
    PutBack(DateTime<Utc>),
    /// The attempt counts, also as one whose outcome is unknown.
    Perhaps(Next),
    /// Not this worker's decision: another worker has the lease, or takes it back when it lapses.
    Leave,
}

/// Decides about `row`, whose `attempts` already include this one.
fn verdict(
    error: &SendError,
    kind: Kind,
    row: &outbox::Model,
    now: DateTime<Utc>,
    rng: &mut impl Rng,
) -> Verdict {
    let class = match error {
        SendError::Relay(failure) => failure.class(),
        // Perhaps the relay means us, and then no mail may end by it.
        SendError::Doubtful(_, pause) => {
            let jitter = rng.random_range(0..=pause.num_milliseconds() / 4);
            return Verdict::PutBack(now + *pause + TimeDelta::milliseconds(jitter));
        }
        SendError::AboutUs(_) => Class::Configuration,
        // No mail was begun: no relay can be used, or this worker is stopping and leaves the mail to the
        // others.
        SendError::NoRelay | SendError::Ending => return Verdict::PutBack(now),
        SendError::Text(_) | SendError::Address | SendError::Invalid => Class::Refused,
        // The relay may have the mail. The worker that takes the lease back can tell by the row's phase.
        SendError::LeaseLost => return Verdict::Leave,
        SendError::NotBegun | SendError::Mailbox(_) => Class::Later,
    };
    let mut later =
        |end: Option<DateTime<Utc>>| Verdict::Counted(next_attempt(kind, row.attempts, end, now, rng));
    match class {
        Class::Later => later(row.expires_at),
        Class::MailboxFull => {
            let end = row.created_at + MAILBOX_FULL;
            later(Some(row.expires_at.map_or(end, |expires_at| Ord::min(expires_at, end))))
        }
        Class::NoSuchAddress | Class::Refused => Verdict::Counted(Next::GiveUp(State::Dead)),
        // An outage of a relay must not use up the attempts of the mails that wait for it.
        Class::Provider | Class::Configuration => Verdict::PutBack(after_uncounted(row.created_at, now, rng)),
        // Next week's reminder comes anyway, so losing this one is better than sending it twice.
        Class::Ambiguous if !kind.policy().may_repeat => Verdict::Perhaps(Next::GiveUp(State::Unknown)),
        // A relay that takes mails and never replies would get another copy with each attempt.
        Class::Ambiguous if row.crashes + 1 >= MAX_CRASHES => Verdict::Perhaps(Next::GiveUp(State::Dead)),
        Class::Ambiguous => Verdict::Perhaps(next_attempt(kind, row.attempts, row.expires_at, now, rng)),
    }
}

/// Records why the mail was not accepted, and when it is tried again.
pub(super) async fn write_down(context: &Context, claimed: &Claimed, error: &SendError) -> Result<(), DbErr> {
    let (now, row, token) = (context.clock.now(), &claimed.row, claimed.token);
    #[expect(clippy::disallowed_methods, reason = "a shell draws its own jitter")]
    let verdict = verdict(error, claimed.message.mail.kind(), row, now, &mut rand::rng());
    let write = match verdict {
        Verdict::Leave => {
            tracing::warn!(error = error as &dyn Error, "mail {} not sent by this worker", row.id);
            return Ok(());
        }
        Verdict::PutBack(at) => outbox::put_back(row.id, token, at),
        Verdict::Counted(Next::At(at)) | Verdict::Perhaps(Next::At(at)) => {
            outbox::retry_at(row.id, token, at)
        }
        Verdict::Counted(Next::GiveUp(state)) | Verdict::Perhaps(Next::GiveUp(state)) => {
            outbox::given_up(outbox::finish(row.id, token, state), state, now)
        }
    };
    let silent = i32::from(matches!(verdict, Verdict::Perhaps(_)));
    let write = write
        .col_expr(outbox::Column::Crashes, Expr::col(outbox::Column::Crashes).add(silent))
        .col_expr(outbox::Column::LastCode, Expr::value(error.code()))
        .col_expr(outbox::Column::LastError, Expr::value(error.to_string()));
    // One transaction, so that no mail is DEAD for its address while the address is not suppressed.
    let tx = migration::database::write(&context.db).await?;
    let written = write.exec(&tx).await?.rows_affected == 1;
    let bounced = matches!(error, SendError::Relay(failure) if failure.class() == Class::NoSuchAddress);
    // Another worker that has the row by now decides by the outcome of its own attempt.
    if written && bounced {
        let account = row.account_id.or(claimed.message.account());
        suppressed_address::suppress(&claimed.message.to, account, error.code(), now).exec(&tx).await?;
    }
    tx.commit().await?;
    tracing::warn!(error = error as &dyn Error, "mail {} not sent: {}", row.id, in_words(verdict));
    Ok(())
}

/// What happens to the mail next, for the log.
fn in_words(verdict: Verdict) -> String {
    let may_have_it = if matches!(verdict, Verdict::Perhaps(_)) { "the relay may have it; " } else { "" };
    match verdict {
        Verdict::Counted(Next::At(at)) | Verdict::Perhaps(Next::At(at)) | Verdict::PutBack(at) => {
            format!("{may_have_it}retrying at {at}")
        }
        Verdict::Counted(Next::GiveUp(state)) | Verdict::Perhaps(Next::GiveUp(state)) => {
            let state = format!("{state:?}").to_uppercase();
            format!("{may_have_it}given up as {state}")
        }
        Verdict::Leave => "left to another worker".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use entity::outbox::{Mail, Phase};
    use rand::SeedableRng;

    use super::*;
    use crate::mail::smtp::reply::{Answer, Failure, Reply, Stage};

    fn row(attempts: i32, crashes: i32) -> outbox::Model {
        let (id, now) = (Uuid::nil(), DateTime::UNIX_EPOCH);
        let mail = Mail::RegistrationLink { link: id };
        outbox::Model {
            id,
            dedupe_key: mail.dedupe_key(),
            kind: mail.kind().name().to_owned(),
            priority: 10,
            account_id: None,
            certificate_id: None,
            link_id: Some(id),
            sequence_no: None,
            state: State::Sending,
            attempts,
            crashes,
            created_at: now,
            next_attempt_at: now,
            expires_at: Some(now + TimeDelta::days(5)),
            lease_until: None,
            lease_token: None,
            phase: Phase::None,
            pushed_at: None,
            push_seq: 1,
            rendered_language: None,
            sent_at: None,
            last_code: None,
            last_error: None,
            traceparent: None,
            held_at: None,
            given_up_at: None,
            first_copy_at: None,
        }
    }

    fn of(step: Stage, answer: Answer, kind: Kind, row: &outbox::Model, age: TimeDelta) -> Verdict {
        let error = SendError::Relay(Failure { step, answer });
        let mut rng = rand::rngs::StdRng::seed_from_u64(8);
        verdict(&error, kind, row, row.created_at + age, &mut rng)
    }

    #[test]
    fn a_fault_of_the_relay_counts_against_no_mail() {
        let refused = Answer::Reply(Reply { code: 535, enhanced: None });
        for (step, answer) in
            [(Stage::Connect, Answer::Broken), (Stage::Rcpt, Answer::Silence), (Stage::Auth, refused)]
        {
            for kind in [Kind::Certificate, Kind::ReceiptReminder] {
                let verdict = of(step, answer, kind, &row(99, 0), TimeDelta::zero());
                assert!(matches!(verdict, Verdict::PutBack(_)), "{verdict:?}");
            }
        }
    }

    #[test]
    fn a_mail_that_may_have_arrived_is_repeated_by_kind_and_three_times_at_most() {
        let end =
            |kind, crashes| of(Stage::Content, Answer::Silence, kind, &row(1, crashes), TimeDelta::zero());
        assert_eq!(end(Kind::ReceiptReminder, 0), Verdict::Perhaps(Next::GiveUp(State::Unknown)));
        assert!(matches!(end(Kind::Certificate, 0), Verdict::Perhaps(Next::At(_))));
        assert!(matches!(end(Kind::Certificate, 1), Verdict::Perhaps(Next::At(_))));
        assert_eq!(end(Kind::Certificate, 2), Verdict::Perhaps(Next::GiveUp(State::Dead)));
    }

    #[test]
    fn a_full_mailbox_is_tried_for_a_day_and_a_certificate_for_five() {
        let at_age = |code, hours| {
            let answer = Answer::Reply(Reply { code, enhanced: None });
            of(Stage::Rcpt, answer, Kind::Certificate, &row(20, 0), TimeDelta::hours(hours))
        };
        assert!(matches!(at_age(552, 10), Verdict::Counted(Next::At(_))));
        assert_eq!(at_age(552, 23), Verdict::Counted(Next::GiveUp(State::Dead)));
        assert!(matches!(at_age(451, 23), Verdict::Counted(Next::At(_))));
        assert_eq!(at_age(451, 119), Verdict::Counted(Next::GiveUp(State::Dead)));
        assert_eq!(at_age(554, 0), Verdict::Counted(Next::GiveUp(State::Dead)));
    }

    #[test]
    fn what_cannot_be_made_or_addressed_is_dead_and_what_found_no_relay_waits_untouched() {
        let now = DateTime::UNIX_EPOCH;
        let mut rng = rand::rngs::StdRng::seed_from_u64(8);
        let mut of = |error| verdict(&error, Kind::Certificate, &row(1, 0), now, &mut rng);
        let denied = Failure {
            step: Stage::Rcpt,
            answer: Answer::Reply(Reply { code: 554, enhanced: Some((5, 7, 1)) }),
        };
        let minute = TimeDelta::minutes(1);
        let Verdict::PutBack(at) = of(SendError::Doubtful(denied, minute)) else { panic!("it counts") };
        assert!((now + minute..now + minute * 2).contains(&at), "{at}");
        assert!(matches!(of(SendError::AboutUs(denied)), Verdict::PutBack(_)));
        assert_eq!(of(SendError::Relay(denied)), Verdict::Counted(Next::GiveUp(State::Dead)));
        assert_eq!(of(SendError::Address), Verdict::Counted(Next::GiveUp(State::Dead)));
        assert_eq!(of(SendError::NoRelay), Verdict::PutBack(now));
        assert_eq!(of(SendError::LeaseLost), Verdict::Leave);
        assert!(matches!(of(SendError::NotBegun), Verdict::Counted(Next::At(_))));
    }
}
