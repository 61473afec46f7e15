//! A running Uketori whose clock is controlled by the test. It starts at 17:00 on 7 November 2025 in Japan,
//! the moment of the manual's example, and time passes only when a story says so.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use entity::officer::Role;
use sea_orm::DatabaseConnection;
use server::App;
use server::audit::{Actor, RequestOrigin};
use server::certificate::issue::{Expired, Line, Mode as IssueMode, Outcome, Run};
use tokio_util::sync::CancellationToken;
use worker::mail::Mailbox;

use super::client::{Applicant, Client};
use super::fixtures::{line, start_of_stories};
use super::officer::Officer;
use super::process::Directory;
use super::received::Received;
use super::redis::Redis;
use super::relay::Relay;

/// The two modes in which the product runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// One process with SQLite, a queue in memory, and the mailbox.
    Embedded,
    /// PostgreSQL, Redis, and SMTP to a relay.
    Production,
}

/// Where mails arrive.
pub(super) enum Post {
    Mailbox(Mailbox),
    Relay(Relay),
}

/// A running Uketori; stopped when dropped.
pub(crate) struct TestApp {
    /// The base URL of the applicants' API.
    pub(crate) base: String,
    /// The base URL of the officers' API.
    pub(crate) officer_base: String,
    /// The server's context, as use cases get it.
    pub(crate) app: Arc<App>,
    /// The worker's context, as jobs get it, with database and clock.
    pub(crate) context: Arc<worker::Context>,
    /// The data folder, or the folder of the keys in production; removed when dropped.
    pub(super) directory: Directory,
    /// The Redis, in production.
    pub(crate) redis: Option<Redis>,
    pub(super) post: Post,
    pub(super) shutdown: CancellationToken,
}

impl TestApp {
    /// Starts one at the usual time of the stories.
    pub(crate) async fn start(mode: Mode) -> Self {
        Self::start_at(mode, start_of_stories()).await
    }

    /// Starts one whose clock shows `now`.
    pub(crate) async fn start_at(mode: Mode, now: DateTime<Utc>) -> Self {
        match mode {
            Mode::Embedded => Self::embedded(now).await,
            Mode::Production => Self::production(now).await,
        }
    }

    /// The database.
    pub(crate) fn db(&self) -> &DatabaseConnection {
        &self.context.db
    }

    /// The data folder, in the embedded mode.
    pub(crate) fn data_dir(&self) -> &str {
        self.directory.path().to_str().expect("a path in text")
    }

    /// The time that the clock shows.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.context.clock.now()
    }

    /// The relay; panics in the embedded mode.
    pub(crate) fn relay(&self) -> &Relay {
        match &self.post {
            Post::Relay(relay) => relay,
            Post::Mailbox(_) => panic!("the embedded mode has no relay"),
        }
    }

    /// Like [`Self::relay`], to stop and restart it.
    pub(crate) fn relay_mut(&mut self) -> &mut Relay {
        match &mut self.post {
            Post::Relay(relay) => relay,
            Post::Mailbox(_) => panic!("the embedded mode has no relay"),
        }
    }

    /// Does everything that is due, and returns when it is done.
    pub(crate) async fn settle(&self) {
        self.context.settle().await.expect("everything due is done in time");
    }

    /// Moves the clock forward in one step, then does what has come due.
    pub(crate) async fn advance(&self, span: TimeDelta) {
        self.advance_to(self.now() + span).await;
    }

    /// Like [`Self::advance`], to an instant.
    pub(crate) async fn advance_to(&self, to: DateTime<Utc>) {
        self.settle().await; // otherwise the leases of mails under way would lapse
        self.context.clock.move_to(to).expect("the clock moves forward");
        self.settle().await;
    }

    /// Every mail that was accepted, oldest first.
    pub(crate) fn mails(&self) -> Vec<Received> {
        match &self.post {
            Post::Mailbox(mailbox) => {
                let newest_first = mailbox.list();
                newest_first.iter().rev().map(|mail| Received::parse(mail.source.as_bytes())).collect()
            }
            Post::Relay(relay) => relay.accepted().iter().map(|mail| Received::parse(&mail.raw)).collect(),
        }
    }

    /// The mails to one address, oldest first, after everything due was done.
    pub(crate) async fn mails_to(&self, address: &str) -> Vec<Received> {
        self.settle().await;
        self.mails().into_iter().filter(|mail| mail.to == [address]).collect()
    }

    /// A new browser, logged out.
    pub(crate) fn visitor(&self) -> Client {
        Client::new(&self.base)
    }

    /// A person who has registered with this address and is logged out.
    pub(crate) async fn applicant(&self, email: &str) -> Applicant {
        Applicant::register(self, email).await
    }

    /// An officer with these roles who has enrolled and is logged in. Takes half a minute of the story's
    /// time.
    pub(crate) async fn officer(&self, name: &str, roles: &[Role]) -> Officer {
        let mut officer = Officer::create(self, name, roles).await;
        officer.enrol(self).await;
        officer.log_in(self).await;
        officer
    }

    /// Issues one line of the intake, without waiting for its mail.
    pub(crate) async fn take_in(&self, line: &Line) -> Outcome {
        self.take_in_all(std::slice::from_ref(line)).await.remove(0)
    }

    /// Issues lines of the intake in one call.
    pub(crate) async fn take_in_all(&self, lines: &[Line]) -> Vec<Outcome> {
        let source = RequestOrigin::run(uuid::Uuid::now_v7());
        let run = Run::of(self.db(), IssueMode::Record, Expired::Refuse, &source, Actor::System);
        run.all(lines, self.now()).await.expect("the database answers")
    }

    /// Issues a certificate dated today, as the bureau's intake does, and sends its mail.
    pub(crate) async fn issue(&self, applicant: &Applicant, number: &str) {
        let today = entity::clock::today_in_japan(self.now()).to_string();
        self.issue_on(applicant, number, &today).await;
    }

    /// Like [`Self::issue`], with a date of issue.
    pub(crate) async fn issue_on(&self, applicant: &Applicant, number: &str, issued_on: &str) {
        let line = line(&applicant.user_id, number, issued_on);
        self.take_in(&line).await.expect("a good line is issued");
        self.settle().await;
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.shutdown.cancel();
    }
}
