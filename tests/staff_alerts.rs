//! What staff are told: once by one of many workers, once an hour while it lasts, and once when it is over.

use chrono::TimeDelta;
use entity::outbox::{self, Kind, Mail, State, hold, pause};
use entity::staff_alert::{self, Alert};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;
use worker::job::clock_check::{self, Agreement};
use worker::job::watch::{Said, look, watch};

use crate::support::Mode;
use crate::support::quiet::Quiet;

const MODES: [Mode; 2] = [Mode::Embedded, Mode::Production];
const USER: &str = "before1a";

/// An account and a certificate whose mail waits.
async fn quiet(mode: Mode) -> Quiet {
    let quiet = Quiet::new(mode).await;
    quiet.account(USER).await;
    quiet.certificate(USER, "TEST25-000001").await;
    quiet
}

async fn said(quiet: &Quiet) -> Vec<Said> {
    watch(&quiet.context).await.expect("a look")
}

fn pass(quiet: &Quiet, span: TimeDelta) {
    quiet.context.clock.move_to(quiet.now() + span).expect("forward");
}

/// Ends all rows of a kind in `state`, now.
async fn give_up(quiet: &Quiet, kind: Kind, state: State) {
    let end = outbox::Entity::update_many().col_expr(outbox::Column::State, Expr::value(state));
    let end = outbox::given_up(end, state, quiet.now()).filter(outbox::Column::Kind.eq(kind.name()));
    end.exec(quiet.db()).await.expect("given up");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_watchers_one_speaks_and_again_each_hour_until_it_is_over() {
    for mode in MODES {
        let quiet = quiet(mode).await;
        pass(&quiet, TimeDelta::hours(1) - TimeDelta::milliseconds(1));
        assert_eq!(said(&quiet).await, []);
        pass(&quiet, TimeDelta::milliseconds(1));
        let two = async || {
            let (one, other) = tokio::join!(watch(&quiet.context), watch(&quiet.context));
            [one, other].into_iter().flat_map(|said| said.expect("a look")).collect::<Vec<_>>()
        };
        assert_eq!(two().await, [Said::Raised(Alert::CertificatesLate, 1)]);
        assert_eq!(two().await, []);
        pass(&quiet, TimeDelta::minutes(59));
        assert_eq!(two().await, []);
        pass(&quiet, TimeDelta::minutes(1));
        assert_eq!(two().await, [Said::Raised(Alert::CertificatesLate, 1)]);
        let id = quiet.only(Kind::Certificate).await.id;
        quiet.push().await;
        quiet.deliver(id).await;
        assert_eq!(two().await, [Said::Cleared(Alert::CertificatesLate)]);
        assert_eq!(two().await, []);
        assert_eq!(staff_alert::raised().all(quiet.db()).await.expect("rows"), []);
        quiet.certificate(USER, "TEST25-000002").await;
        pass(&quiet, TimeDelta::hours(1));
        assert_eq!(two().await, [Said::Raised(Alert::CertificatesLate, 1)], "anew");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_alert_is_raised_by_what_it_is_about_and_ends_with_it() {
    for mode in MODES {
        let quiet = quiet(mode).await;
        let (db, now) = (quiet.db(), quiet.now());
        assert_eq!(said(&quiet).await, []);

        hold::hold_waiting(now).exec(db).await.expect("held");
        assert_eq!(said(&quiet).await, [Said::Raised(Alert::MailsHeld, 1)]);
        hold::release(None).exec(db).await.expect("released");
        pause::pause(Kind::Certificate, "a test", now).exec_without_returning(db).await.expect("paused");
        let over = [Said::Raised(Alert::KindPaused, 1), Said::Cleared(Alert::MailsHeld)];
        assert_eq!(said(&quiet).await, over);
        pause::resume(Kind::Certificate, now).exec(db).await.expect("resumed");
        assert_eq!(said(&quiet).await, [Said::Cleared(Alert::KindPaused)]);

        give_up(&quiet, Kind::Certificate, State::Dead).await;
        assert_eq!(said(&quiet).await, [Said::Raised(Alert::CertificatesUndelivered, 1)]);
        pass(&quiet, TimeDelta::days(1));
        assert_eq!(said(&quiet).await, [Said::Cleared(Alert::CertificatesUndelivered)]);

        let link = |number| Mail::RegistrationLink { link: Uuid::from_u128(number) };
        for number in 0..21 {
            quiet.queue(link(number)).await;
        }
        pass(&quiet, TimeDelta::minutes(2) - TimeDelta::milliseconds(1));
        assert_eq!(said(&quiet).await, []);
        pass(&quiet, TimeDelta::milliseconds(1));
        assert_eq!(said(&quiet).await, [Said::Raised(Alert::AccountMailLate, 21)]);
        give_up(&quiet, Kind::RegistrationLink, State::Dead).await;
        let dead = [Said::Raised(Alert::MailsDead, 21), Said::Cleared(Alert::AccountMailLate)];
        assert_eq!(said(&quiet).await, dead);
        pass(&quiet, TimeDelta::hours(1));
        assert_eq!(said(&quiet).await, [Said::Cleared(Alert::MailsDead)]);

        quiet.queue(link(100)).await;
        give_up(&quiet, Kind::RegistrationLink, State::Unknown).await;
        assert_eq!(said(&quiet).await, [Said::Raised(Alert::MailsUnknown, 22)]);
    }
}

/// A worker whose clock is wrong says so and judges nothing by it; the others do not take it back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_is_not_the_databases_is_said_and_lasts_while_it_is_seen() {
    let quiet = quiet(Mode::Production).await;
    pass(&quiet, TimeDelta::hours(2)); // the certificate is late; the clock is still in 2025
    let clocks = clock_check::compare(quiet.db(), &quiet.context.clock).await.expect("an answer");
    let Agreement::Differ { database, ahead } = clocks else { panic!("the database is in another year") };
    assert_eq!(ahead, database - quiet.now());
    let look = async |clocks| look(&quiet.context, clocks).await.expect("a look");
    assert_eq!(look(clocks).await, [Said::Raised(Alert::ClockSkew, 1)], "and nothing else");
    assert_eq!(look(clocks).await, []);

    quiet.context.clock.move_to(database + TimeDelta::minutes(4)).expect("forward");
    assert!(!said(&quiet).await.contains(&Said::Cleared(Alert::ClockSkew)), "another may still be wrong");
    quiet.context.clock.move_to(database + TimeDelta::minutes(5)).expect("forward");
    assert_eq!(said(&quiet).await, [Said::Cleared(Alert::ClockSkew)]);
    assert_eq!(clock_check::ask(&quiet.context).await, Ok(Agreement::Agree), "a clock that is moved by hand");
}
