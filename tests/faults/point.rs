//! The points of a delivery at which a process can be stopped, by name.
//!
//! They are made from outside, so the product contains nothing of them. Most are in the run's own database: a
//! trigger makes the statement at the point wait for an advisory lock that the harness holds. The others are
//! a relay that withholds its reply, and a Redis whose writes are paused. A process that is killed there is
//! disconnected from the database at once, as after the loss of a machine, and the waiting statement never
//! happens.

use std::time::Duration;

use sea_orm::{ConnectionTrait as _, DatabaseTransaction};
use uuid::Uuid;

use crate::check::Cuts;
use crate::run::held;
use crate::site::{Site, Worker, connect_to};

/// A point at which a delivery can be interrupted; README.md explains them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Point {
    /// A server is about to insert the mail's row. Nothing is committed.
    C0,
    /// The row is committed. A dispatcher is about to mark it as pushed.
    C1,
    /// The mark is committed. The dispatcher is about to push the id.
    C2,
    /// A worker has fetched the id and is about to claim the row.
    C3,
    /// The row is claimed, and a relay has accepted sender and addressee. The worker is about to set the DATA
    /// mark.
    C4,
    /// The relay has the mail and has not replied.
    C5,
    /// The relay has replied. The worker is about to record it.
    C6,
    /// It is recorded. The worker is about to complete the task in apalis.
    C7,
}

/// Longer than anything here takes on a busy machine.
const TIMEOUT: Duration = Duration::from_mins(3);
/// The interval of polls for what has no notification.
const LOOK: Duration = Duration::from_millis(10);

/// A point at which processes are held.
#[must_use = "who comes to a point that is shut waits until it is opened"]
pub(crate) struct Held {
    point: Point,
    /// Holds the lock that the point's trigger waits for.
    lock: Option<DatabaseTransaction>,
}

impl Point {
    /// The statement that waits: its kind, and a condition that identifies it. For a point after a statement,
    /// the statement itself.
    const fn statement(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::C0 => Some(("INSERT", "true")),
            Self::C1 | Self::C2 => Some(("UPDATE", "NEW.push_seq > OLD.push_seq")),
            Self::C3 => Some(("UPDATE", "OLD.state <> 'SENDING' AND NEW.state = 'SENDING'")),
            Self::C4 => Some(("UPDATE", "OLD.phase = 'NONE' AND NEW.phase = 'DATA'")),
            Self::C5 => None,
            Self::C6 | Self::C7 => Some(("UPDATE", "NEW.state = 'SENT'")),
        }
    }

    /// Counts the rows that have passed the statement, for a point after it.
    const fn behind(self) -> Option<&'static str> {
        match self {
            Self::C2 => Some("SELECT count(*) FROM mail_outbox WHERE pushed_at IS NOT NULL"),
            Self::C7 => Some("SELECT count(*) FROM mail_outbox WHERE state = 'SENT'"),
            _ => None,
        }
    }

    /// The number of the advisory lock.
    const fn lock(self) -> i64 {
        self as i64
    }
}

impl Site {
    /// Holds processes at a point, for all mails or for one.
    pub(crate) async fn hold(&self, point: Point, only: Option<Uuid>) -> Held {
        let Some((event, condition)) = point.statement() else {
            self.relay.hold_answers(true);
            return Held { point, lock: None };
        };
        let number = point.lock();
        let only = only.map(|id| format!(" AND NEW.id = '{id}'")).unwrap_or_default();
        let lock = migration::database::write(&self.db).await.expect("a transaction");
        let shut = format!("SELECT pg_advisory_xact_lock({number})");
        lock.execute_unprepared(&shut).await.expect("the lock of the point");
        let trigger = format!(
            "CREATE OR REPLACE FUNCTION stand_here() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN PERFORM pg_advisory_xact_lock_shared(TG_ARGV[0]::bigint); RETURN NEW; END $$;
             CREATE OR REPLACE TRIGGER stand_at_{number} BEFORE {event} ON mail_outbox
             FOR EACH ROW WHEN ({condition}{only}) EXECUTE FUNCTION stand_here({number})"
        );
        self.execute(&trigger).await.expect("a trigger");
        Held { point, lock: Some(lock) }
    }

    /// Starts a worker, kills it once this many mails have reached the point, and leaves everything as it was
    /// at that moment. Returns the mails that the worker held.
    pub(crate) async fn stop_worker_at(&mut self, point: Point, mails: usize) -> Cuts {
        let held = self.hold(point, None).await;
        let worker = self.worker().await;
        self.kill_at(held, worker, mails).await
    }

    /// Kills a worker once this many mails have reached the point.
    pub(crate) async fn kill_at(&self, mut point: Held, worker: Worker, mails: usize) -> Cuts {
        point.reached(self, mails).await;
        let door = worker.kill();
        let cuts = held(self).await.into_iter().map(|mail| (door, mail)).collect();
        point.bury(self).await;
        cuts
    }
}

impl Held {
    /// Waits until this many mails have reached the point. A process cannot be held at a point after a
    /// statement for longer than two seconds.
    pub(crate) async fn reached(&mut self, site: &Site, mails: usize) {
        let name = self.point;
        let all = async {
            if self.lock.is_none() {
                return site.relay.wait_for_unanswered(mails).await;
            }
            // One statement marks or claims many rows, and waits at the first of them.
            let waiting = if [Point::C2, Point::C3].contains(&self.point) { 1 } else { mails };
            wait_for(site, &self.waiting("count(*)"), waiting).await;
            if let Some(behind) = self.point.behind() {
                pause_writes(site, true).await;
                self.open().await;
                wait_for(site, behind, waiting).await;
            }
        };
        assert!(tokio::time::timeout(TIMEOUT, all).await.is_ok(), "{mails} mail(s) did not reach {name:?}");
    }

    /// Lets all processes continue.
    pub(crate) async fn release(mut self, site: &Site) {
        self.open().await;
        if self.point.behind().is_some() {
            pause_writes(site, false).await;
        }
        site.relay.hold_answers(false);
    }

    /// Ends the statements of dead processes that wait here, and lets later ones pass.
    pub(crate) async fn bury(self, site: &Site) {
        let end = self.waiting("count(pg_terminate_backend(pid, 10000))");
        site.count(&end).await.expect("the dead are gone");
        self.release(site).await;
    }

    async fn open(&mut self) {
        if let Some(lock) = self.lock.take() {
            // After a restart of the database the lock no longer exists.
            let _ = lock.rollback().await;
        }
    }

    fn waiting(&self, what: &str) -> String {
        format!(
            "SELECT {what} FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = {}
             AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            self.point.lock()
        )
    }
}

/// Waits until a query counts at least `least`.
pub(crate) async fn wait_for(site: &Site, count: &str, least: usize) {
    let looks = async {
        while site.count(count).await.is_ok_and(|found| usize::try_from(found).is_ok_and(|n| n < least)) {
            tokio::time::sleep(LOOK).await;
        }
    };
    assert!(tokio::time::timeout(TIMEOUT, looks).await.is_ok(), "not {least}: {count}");
}

/// Pauses or resumes writes to Redis.
async fn pause_writes(site: &Site, paused: bool) {
    let mut connection = connect_to(&site.redis).await;
    let mut command = redis::cmd("CLIENT");
    let command = if paused { command.arg("PAUSE").arg(60_000).arg("WRITE") } else { command.arg("UNPAUSE") };
    command.exec_async(&mut connection).await.expect("Redis executes the command");
}
