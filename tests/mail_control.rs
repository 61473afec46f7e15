//! What staff do about mails: pausing a kind, holding mails after a restore; and reminders after a clock that
//! jumped.

use chrono::{DateTime, TimeDelta};
use entity::account::AccountId;
use entity::audit;
use entity::outbox::{self, Kind, Mail, Phase, State, hold, pause};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use server::audit::{Actor, RequestOrigin};
use server::outbox_admin::{self, HoldError};
use uuid::Uuid;
use worker::job::remind_receipts::{Guard, remind, tick};
use worker::job::{purge_expired, recover};

use crate::support::client::newest;
use crate::support::program;
use crate::support::quiet::Quiet;
use crate::support::{Mode, stories};

const MODES: [Mode; 2] = [Mode::Embedded, Mode::Production];
const USER: &str = "before1a";

fn source() -> RequestOrigin {
    RequestOrigin::run(Uuid::now_v7())
}

fn by(source: &RequestOrigin) -> outbox_admin::By<'_> {
    (Actor::System, source)
}

/// The audit events of staff's commands, oldest first, with their details.
async fn recorded(quiet: &Quiet) -> Vec<String> {
    let events = audit::Entity::find().filter(audit::Column::Action.contains("MAIL"));
    let events = events.order_by_asc(audit::Column::RequestId).all(quiet.db()).await.expect("events");
    events
        .iter()
        .map(|event| format!("{} {}", event.action, event.detail.as_deref().unwrap_or("-")))
        .collect()
}

async fn pause_reminders(quiet: &Quiet) {
    outbox_admin::pause(quiet.db(), Kind::ReceiptReminder, "a test", by(&source()), quiet.now())
        .await
        .expect("paused");
}

async fn resume_reminders(quiet: &Quiet) {
    outbox_admin::resume(quiet.db(), Kind::ReceiptReminder, by(&source()), quiet.now())
        .await
        .expect("resumed");
}

stories! {
    /// A paused kind waits while others are sent, and is sent when it is resumed.
    async fn a_paused_kind_waits_and_others_flow(app: TestApp) {
        let applicant = app.applicant("a@example.com").await;
        let paused = outbox_admin::pause(app.db(), Kind::Certificate, "a wrong text", by(&source()), app.now()).await;
        assert!(paused.expect("an answer"));
        let before = app.mails_to(&applicant.email).await.len();
        app.issue(&applicant, "TEST25-000001").await;
        assert_eq!(app.mails_to(&applicant.email).await.len(), before, "nothing is due");
        app.visitor().start_registration("b@example.com").await;
        assert_eq!(app.mails_to("b@example.com").await.len(), 1);
        app.advance(TimeDelta::days(4)).await;
        let resumed = outbox_admin::resume(app.db(), Kind::Certificate, by(&source()), app.now()).await;
        assert!(resumed.expect("an answer"));
        let mails = app.mails_to(&applicant.email).await;
        assert_eq!(mails.len(), before + 1);
        let date = DateTime::parse_from_rfc2822(newest(mails).header("Date").expect("a date")).expect("a date");
        assert_eq!(date, app.now(), "a mail that waited does not look old");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_id_that_is_in_the_queue_already_is_not_claimed_while_its_kind_is_paused() {
    for mode in MODES {
        let quiet = Quiet::new(mode).await;
        quiet.account(USER).await;
        let certificate = quiet.certificate(USER, "TEST25-000001").await;
        let account = certificate.account_id;
        quiet.queue(Mail::PasswordChanged { account, version: 2 }).await;
        let pushed = quiet.push().await;
        assert_eq!(pushed.len(), 2);
        let (db, now) = (quiet.db(), quiet.now());
        assert!(
            outbox_admin::pause(db, Kind::Certificate, "first", by(&source()), now).await.expect("an answer")
        );
        assert!(
            !outbox_admin::pause(db, Kind::Certificate, "second", by(&source()), now)
                .await
                .expect("an answer")
        );
        for id in &pushed {
            quiet.deliver(*id).await;
        }
        assert_eq!(quiet.only(Kind::PasswordChanged).await.state, State::Sent);
        let waiting = quiet.only(Kind::Certificate).await;
        assert_eq!((waiting.state, waiting.attempts), (State::Queued, 0));
        let status = outbox_admin::status(db, now).await.expect("a status");
        let shown = &status.kinds[Kind::Certificate.name()];
        assert_eq!((shown.waiting, shown.oldest), (1, Some(now)));
        assert_eq!(shown.pause.as_ref().map(|pause| pause.reason.as_str()), Some("first"), "kept");

        quiet.context.clock.move_to(now + TimeDelta::minutes(1)).expect("forward");
        assert!(quiet.push().await.is_empty(), "nor is it pushed again");
        assert!(outbox_admin::resume(db, Kind::Certificate, by(&source()), now).await.expect("an answer"));
        assert!(!outbox_admin::resume(db, Kind::Certificate, by(&source()), now).await.expect("an answer"));
        let pushed = quiet.push().await;
        assert_eq!(pushed, [waiting.id]);
        quiet.deliver(waiting.id).await;
        assert_eq!(quiet.only(Kind::Certificate).await.state, State::Sent);
        assert_eq!(recorded(&quiet).await, ["MAIL_KIND_PAUSED CERTIFICATE", "MAIL_KIND_RESUMED CERTIFICATE"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_paused_or_held_expires_in_its_time() {
    for mode in MODES {
        let quiet = Quiet::new(mode).await;
        quiet.account(USER).await;
        let account = quiet.certificate(USER, "TEST25-000001").await.account_id;
        quiet.queue(Mail::AccountLocked { account, device: None, epoch: 1 }).await;
        let (db, now) = (quiet.db(), quiet.now());
        outbox_admin::pause(db, Kind::AccountLocked, "a test", by(&source()), now).await.expect("paused");
        hold::hold_waiting(now).filter(outbox::Column::Kind.eq("CERTIFICATE")).exec(db).await.expect("held");
        let end = quiet.now() + TimeDelta::days(5);
        quiet.context.clock.move_to(end).expect("forward");
        purge_expired::close_late_mails(&quiet.context).await.expect("closed");
        let locked = quiet.only(Kind::AccountLocked).await;
        assert_eq!((locked.state, locked.given_up_at), (State::Expired, Some(end)));
        let certificate = quiet.only(Kind::Certificate).await;
        assert_eq!((certificate.state, certificate.given_up_at), (State::Dead, Some(end)));
    }
}

/// C11: a backup from the moment at which one mail waits, one is being sent, and a reminder comes due soon.
async fn restored(mode: Mode) -> Quiet {
    let quiet = Quiet::new(mode).await;
    quiet.account(USER).await;
    let like = quiet.certificate(USER, "TEST25-000001").await;
    let now = quiet.now();
    quiet.reminded_at(&like, now + TimeDelta::hours(1), 3).await;
    let sending = quiet.queue(Mail::PasswordChanged { account: like.account_id, version: 2 }).await;
    let token = Uuid::from_u128(7);
    outbox::claim(sending, token, now).exec(quiet.db()).await.expect("claimed");
    outbox::mark_data(sending, token, quiet.now()).exec(quiet.db()).await.expect("sent to the relay");
    quiet
}

async fn held(quiet: &Quiet) -> Vec<String> {
    let rows = outbox::Entity::find().filter(hold::held()).order_by_asc(outbox::Column::Kind);
    rows.all(quiet.db()).await.expect("rows").into_iter().map(|row| row.kind).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_restore_everything_waits_for_staff_and_is_released_or_dropped() {
    for mode in MODES {
        let quiet = restored(mode).await;
        let early = outbox_admin::hold(quiet.db(), by(&source()), quiet.now()).await;
        assert!(matches!(early, Err(HoldError::WorkerRuns(1))), "{early:?}");
        quiet.context.clock.move_to(quiet.now() + TimeDelta::hours(2)).expect("forward");
        let done = outbox_admin::hold(quiet.db(), by(&source()), quiet.now()).await.expect("held");
        assert_eq!((done.reminded, done.mails), (3, 5));
        let reminder = "RECEIPT_REMINDER";
        assert_eq!(held(&quiet).await, ["CERTIFICATE", "PASSWORD_CHANGED", reminder, reminder, reminder]);
        let taken = quiet.only(Kind::PasswordChanged).await;
        assert_eq!((taken.state, taken.phase, taken.lease_token), (State::Retry, Phase::None, None));
        assert_eq!(taken.given_up_at, None);

        // Workers start: nothing is sent, and no reminder is queued as new.
        recover::lapsed_leases(&quiet.context).await.expect("nothing to take back");
        remind(&quiet.context).await.expect("a tick");
        assert!(quiet.push().await.is_empty());
        assert_eq!(held(&quiet).await.len(), 5);
        quiet.deliver(taken.id).await;
        assert_eq!(quiet.only(Kind::PasswordChanged).await, taken);
        // New mails are sent.
        let new = quiet.queue(Mail::PasswordChanged { account: account_of(&quiet).await, version: 3 }).await;
        assert_eq!(quiet.push().await, [new]);

        let (db, now) = (quiet.db(), quiet.now());
        let dropped = outbox_admin::drop_held(db, Some(Kind::ReceiptReminder), by(&source()), now).await;
        assert_eq!(dropped.expect("dropped"), 3);
        let released = outbox_admin::release(db, Some(Kind::Certificate), by(&source()), now).await;
        assert_eq!(released.expect("released"), 1);
        assert_eq!(held(&quiet).await, ["PASSWORD_CHANGED"]);
        assert_eq!(outbox_admin::release(db, None, by(&source()), now).await.expect("released"), 1);
        assert_eq!(outbox_admin::release(db, None, by(&source()), now).await.expect("nothing"), 0);
        let due = quiet.push().await;
        assert_eq!(due.len(), 2);
        for id in due {
            quiet.deliver(id).await;
        }
        assert_eq!(quiet.only(Kind::Certificate).await.state, State::Sent);
        let reminders = quiet.rows(Kind::ReceiptReminder).await;
        assert!(reminders.iter().all(|row| row.state == State::Cancelled));
        let expected = [
            "MAILS_HELD 5",
            "MAILS_DROPPED RECEIPT_REMINDER 3",
            "MAILS_RELEASED CERTIFICATE 1",
            "MAILS_RELEASED ALL 1",
        ];
        assert_eq!(recorded(&quiet).await, expected);
    }
}

async fn account_of(quiet: &Quiet) -> AccountId {
    quiet.only(Kind::Certificate).await.certificate_id.expect("a certificate");
    let account = entity::account::Entity::find().one(quiet.db()).await.expect("an answer");
    account.expect("an account").id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_late_reminders_pause_the_kind_until_staff_resume_it() {
    for mode in MODES {
        let quiet = Quiet::new(mode).await;
        quiet.account(USER).await;
        let like = quiet.certificate(USER, "TEST25-000001").await;
        quiet.reminded_at(&like, quiet.now(), 1_001).await;
        let queued = async || quiet.rows(Kind::ReceiptReminder).await.len();
        quiet.context.clock.move_to(quiet.now() + TimeDelta::hours(1)).expect("forward");
        tick(&quiet.context, Guard::On).await.expect("a tick");
        assert_eq!(queued().await, 0);
        let row = pause::last_of(Kind::ReceiptReminder).one(quiet.db()).await.expect("an answer");
        let row = row.expect("a pause");
        assert_eq!((row.reason.as_str(), row.resumed_at), (pause::CLOCK_JUMP_GUARD, None));
        tick(&quiet.context, Guard::Off).await.expect("a tick");
        assert_eq!(queued().await, 0, "while it is paused");

        resume_reminders(&quiet).await;
        tick(&quiet.context, Guard::On).await.expect("a tick");
        assert_eq!(queued().await, 1_001, "staff have decided");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bulk_intake_comes_due_at_its_minute_and_is_not_late() {
    for mode in MODES {
        let quiet = Quiet::new(mode).await;
        quiet.account(USER).await;
        let like = quiet.certificate(USER, "TEST25-000001").await;
        quiet.reminded_at(&like, quiet.now(), 3_000).await;
        quiet.context.clock.move_to(quiet.now() + TimeDelta::minutes(59)).expect("forward");
        tick(&quiet.context, Guard::On).await.expect("a tick");
        assert_eq!(quiet.rows(Kind::ReceiptReminder).await.len(), 3_000);
    }
}

/// A pause longer than a week: one mail for each certificate, of the newest week.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reminders_that_were_paused_for_weeks_come_once() {
    for mode in MODES {
        let quiet = Quiet::new(mode).await;
        quiet.account(USER).await;
        let like = quiet.certificate(USER, "TEST25-000001").await;
        quiet.reminded_at(&like, quiet.now(), 2).await;
        pause_reminders(&quiet).await;
        quiet.context.clock.move_to(quiet.now() + TimeDelta::days(15)).expect("forward");
        tick(&quiet.context, Guard::On).await.expect("a tick");
        assert!(quiet.rows(Kind::ReceiptReminder).await.is_empty());
        resume_reminders(&quiet).await;
        tick(&quiet.context, Guard::On).await.expect("a tick");
        let weeks = quiet.rows(Kind::ReceiptReminder).await.into_iter().map(|row| row.sequence_no);
        assert_eq!(weeks.collect::<Vec<_>>(), [Some(3), Some(3)]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_says_what_it_did_and_names_the_kinds() {
    let quiet = Quiet::new(Mode::Embedded).await;
    quiet.account(USER).await;
    quiet.certificate(USER, "TEST25-000001").await;
    let folder = quiet.data_dir();
    let run = |arguments: &[&str]| {
        let arguments = [&["mail"], arguments, &["--data-dir", folder]].concat();
        let done = program::run("server", &arguments, &[], folder.as_ref());
        let said = [done.stdout, done.stderr].concat();
        (done.status.success(), String::from_utf8_lossy(&said).into_owned())
    };
    let (is_good, said) = run(&["pause", "REMINDER", "--reason", "x"]);
    assert!(!is_good && said.contains("RECEIPT_REMINDER") && said.contains("CERTIFICATE"), "{said}");
    let (is_good, said) = run(&["pause", "certificate", "--reason", "wrong text"]);
    assert!(is_good && said.contains("CERTIFICATE is paused"), "{said}");
    let (is_good, said) = run(&["status"]);
    assert!(is_good && said.contains(": wrong text") && said.contains("no active alerts"), "{said}");
    let (is_good, said) = run(&["resume", "CERTIFICATE"]);
    assert!(is_good && said.contains("CERTIFICATE is no longer paused"), "{said}");
    let arguments = ["restore", "begin", "--data-dir", folder];
    let done = program::run("server", &arguments, &[], folder.as_ref());
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success() && said.contains("1 mail(s) are held"), "{said}");
    let (is_good, said) = run(&["drop-held", "--kind", "RECEIPT_REMINDER"]);
    assert!(is_good && said.contains("0 mail(s) of RECEIPT_REMINDER are cancelled"), "{said}");
    let (is_good, said) = run(&["release"]);
    assert!(is_good && said.contains("1 mail(s) are released"), "{said}");
}
