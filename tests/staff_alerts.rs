//! Alerts for staff: logged once by one of many workers, once an hour while they last, and once when they are
//! over.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use entity::account::EmailAddress;
use entity::account::lockout::{self, Count};
use entity::email_link::{self, Purpose};
use entity::key_file::new_key;
use entity::key_ring::KeyRing;
use entity::language::Language;
use entity::mail_bounce;
use entity::officer::{self, Enrolment, OfficerId, OfficerName};
use entity::outbox::send_rate::Rate;
use entity::outbox::{self, Kind, Mail, State, hold, pause};
use entity::server_key::{self, Ring};
use entity::staff_alert::{self, Alert};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, Set};
use uuid::Uuid;
use worker::job::clock_check::{self, Agreement};
use worker::job::monitor::{Said, look, watch};

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
        assert_eq!(two().await, [Said::Raised(Alert::CertificatesLate, 1)], "raised again");
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

        let row = quiet.only(Kind::Certificate).await;
        let report = mail_bounce::Model {
            mail_id: row.id,
            digest: vec![7],
            kind: mail_bounce::BounceKind::Soft,
            status: None,
            reported_at: quiet.now(),
            account_id: None,
            certificate_id: row.certificate_id,
            delivery_no: Some(1),
        };
        mail_bounce::record(report).exec_without_returning(db).await.expect("a row");
        assert_eq!(said(&quiet).await, [Said::Raised(Alert::CertificatesBounced, 1)]);
        pass(&quiet, TimeDelta::days(1));
        assert_eq!(said(&quiet).await, [Said::Cleared(Alert::CertificatesBounced)]);

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

/// A worker whose clock is wrong reports it and judges nothing else; the others do not clear the alert.
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

/// A link that was derived with a key that this worker lacks: its mail waits for a worker that has it, no
/// attempt is counted, and staff are alerted. It takes no turn of the send rate either.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_whose_link_key_is_missing_waits_and_staff_are_told() {
    for mode in MODES {
        let mut quiet = Quiet::new(mode).await;
        if mode == Mode::Production {
            let context = Arc::get_mut(&mut quiet.context).expect("nothing runs");
            context.rate = Rate::parse("1/h"); // three turns, and the next one an hour later
        }
        let request = email_link::Request {
            id: Uuid::now_v7(),
            purpose: Purpose::Registration,
            email: &EmailAddress::parse("a@example.com").expect("an address"),
            language: Language::En,
            lifetime: TimeDelta::hours(24),
            nonce: vec![7; 16],
        };
        let mut link = email_link::request(request, quiet.now());
        link.key_id = Set(Some("k9".to_owned()));
        let link = link.insert(quiet.db()).await.expect("a link").id;
        let id = quiet.queue(Mail::RegistrationLink { link }).await;
        for _ in 0..3 {
            quiet.push().await;
            quiet.deliver(id).await;
            pass(&quiet, TimeDelta::minutes(1));
        }
        let row = quiet.only(Kind::RegistrationLink).await;
        assert_eq!((row.attempts, row.crashes, row.state), (0, 0, State::Queued));
        let raised = staff_alert::raised().all(quiet.db()).await.expect("alerts");
        assert_eq!(raised.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["KEY_MISSING"]);
        let mail_is_late = Said::Raised(Alert::AccountMailLate, 1);
        assert_eq!(said(&quiet).await, [mail_is_late], "the alert lasts, and was said");

        // With the key the mail is sent; an hour later the alert is over.
        let keys = email_link::Entity::update_many().col_expr(email_link::Column::KeyId, Expr::value("k1"));
        keys.exec(quiet.db()).await.expect("written");
        let delivery = quiet.deliver(id);
        tokio::time::timeout(Duration::from_secs(30), delivery).await.expect("a turn is left");
        assert_eq!(quiet.only(Kind::RegistrationLink).await.state, State::Sent);
        pass(&quiet, TimeDelta::hours(1));
        let over = [Said::Cleared(Alert::AccountMailLate), Said::Cleared(Alert::KeyMissing)];
        assert_eq!(said(&quiet).await, over);
    }
}

/// Two processes whose current keys differ for longer than a change of keys takes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_with_different_current_keys_are_told_of_after_an_hour() {
    for mode in MODES {
        let quiet = Quiet::new(mode).await;
        let mut rng = rand::make_rng::<rand::rngs::StdRng>();
        let (old, new) = (new_key(&mut rng), new_key(&mut rng));
        let keys = KeyRing::parse(&format!("k2 {new}\nk1 {old}")).expect("keys");
        let noted = server_key::first_seen(Ring::Server, &keys, quiet.now());
        noted.exec_without_returning(quiet.db()).await.expect("noted");
        let say = async |name| {
            let said = server_key::is_current(Ring::Server, name, quiet.now()).exec(quiet.db()).await;
            assert_eq!(said.expect("noted").rows_affected, 1);
        };
        for minute in 0..=60 {
            say("k1").await;
            say("k2").await;
            let differ = [Said::Raised(Alert::KeysDiffer, 2)];
            assert_eq!(
                said(&quiet).await,
                if minute < 60 { &[][..] } else { &differ[..] },
                "minute {minute}"
            );
            pass(&quiet, TimeDelta::minutes(1));
        }
        for _ in 0..5 {
            say("k2").await; // the last one with the old key was restarted
            pass(&quiet, TimeDelta::minutes(1));
        }
        assert_eq!(said(&quiet).await, [Said::Cleared(Alert::KeysDiffer)]);
    }
}

/// An officer who is locked after wrong attempts: somebody may be guessing. The last permitted attempt alone
/// is no lock yet.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn officers_who_are_locked_are_told_of_until_the_lock_ends() {
    for mode in MODES {
        let quiet = Quiet::new(mode).await;
        let (db, now, id) = (quiet.db(), quiet.now(), OfficerId(Uuid::now_v7()));
        let name = OfficerName::parse("hanako").expect("a name");
        let enrolment = Enrolment { digest: vec![1], totp_secret: String::new() };
        let row = officer::create(id, &name, enrolment, now);
        officer::Entity::insert(row).exec_without_returning(db).await.expect("an officer");
        for _ in 0..5 {
            let reserved = lockout::reserve::<officer::Entity>(id, now).exec(db).await.expect("written");
            assert_eq!(reserved.rows_affected, 1);
        }
        assert_eq!(said(&quiet).await, []);
        let fifth = Count { failed: 5, locked_until: None, epoch: 0 };
        let locked = lockout::lock::<officer::Entity>(id, fifth, now).exec(db).await.expect("written");
        assert_eq!(locked.rows_affected, 1);
        assert_eq!(said(&quiet).await, [Said::Raised(Alert::OfficersLocked, 1)]);
        pass(&quiet, TimeDelta::minutes(5));
        assert_eq!(said(&quiet).await, [Said::Cleared(Alert::OfficersLocked)]);
    }
}
