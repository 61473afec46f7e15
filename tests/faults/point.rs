//! The points of a mail's way at which a process can be made to stop, by name.
//!
//! All are made from outside, so nothing of them is in the product. Most stand in the run's own database: at the
//! statement that the point is named after, a trigger waits for an advisory lock that the harness holds. The
//! others are a relay that keeps its answer back, and a Redis whose writes are paused. Whoever is killed there
//! is dead for the database at once, as after the loss of a machine; the statement that waits never happened.

use std::time::Duration;

use sea_orm::{ConnectionTrait as _, DatabaseTransaction};
use uuid::Uuid;

use crate::check::Cuts;
use crate::run::held;
use crate::site::{Site, Worker, connect_to};

/// Where a mail's way can be cut, as README.md tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Point {
    /// A server is about to insert the mail's row: nothing is committed.
    C0,
    /// The row is committed; a dispatcher is about to mark it as handed to the queue.
    C1,
    /// The mark is committed; the dispatcher is about to push the id.
    C2,
    /// A worker has fetched the id, and is about to claim the row.
    C3,
    /// The row is claimed, a relay knows sender and addressee; the worker is about to note that it begins DATA.
    C4,
    /// The relay has the mail, and has not said so.
    C5,
    /// The relay has said so; the worker is about to write it down.
    C6,
    /// It is written down; the worker is about to tell apalis that the task is done.
    C7,
}

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(3);
/// Between two looks at what nothing rings for.
const LOOK: Duration = Duration::from_millis(10);

/// A point that is shut.
#[must_use = "who comes to a point that is shut waits until it is opened"]
pub(crate) struct Held {
    point: Point,
    /// Holds the lock that the point's trigger waits for.
    lock: Option<DatabaseTransaction>,
}

impl Point {
    /// The statement that waits: its kind, and what it is known by. For a point behind a statement, that one.
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

    /// Rows that have passed the statement, for a point behind it.
    const fn behind(self) -> Option<&'static str> {
        match self {
            Self::C2 => Some("SELECT count(*) FROM mail_outbox WHERE pushed_at IS NOT NULL"),
            Self::C7 => Some("SELECT count(*) FROM mail_outbox WHERE state = 'SENT'"),
            _ => None,
        }
    }

    /// The lock's number.
    const fn lock(self) -> i64 {
        self as i64
    }
}

impl Site {
    /// Shuts a point: for all mails, or for one.
    pub(crate) async fn hold(&self, point: Point, only: Option<Uuid>) -> Held {
        let Some((event, condition)) = point.statement() else {
            self.relay.hold_answers(true);
            return Held { point, lock: None };
        };
        let number = point.lock();
        let only = only.map(|id| format!(" AND NEW.id = '{id}'")).unwrap_or_default();
        let lock = migration::database::write(&self.db).await.expect("a transaction");
        let shut = format!("SELECT pg_advisory_xact_lock({number})");
        lock.execute_unprepared(&shut).await.expect("the point is shut");
        let trigger = format!(
            "CREATE OR REPLACE FUNCTION stand_here() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN PERFORM pg_advisory_xact_lock_shared(TG_ARGV[0]::bigint); RETURN NEW; END $$;
             CREATE OR REPLACE TRIGGER stand_at_{number} BEFORE {event} ON mail_outbox
             FOR EACH ROW WHEN ({condition}{only}) EXECUTE FUNCTION stand_here({number})"
        );
        self.execute(&trigger).await.expect("a trigger");
        Held { point, lock: Some(lock) }
    }

    /// Starts a worker, kills it once so many mails have come to the point, and leaves everything as it was
    /// in that moment. Answers with the mails that the worker held.
    pub(crate) async fn stop_worker_at(&mut self, point: Point, mails: usize) -> Cuts {
        let held = self.hold(point, None).await;
        let worker = self.worker().await;
        self.kill_at(held, worker, mails).await
    }

    /// Kills a worker once so many mails have come to the point.
    pub(crate) async fn kill_at(&self, mut point: Held, worker: Worker, mails: usize) -> Cuts {
        point.reached(self, mails).await;
        let door = worker.kill();
        let cuts = held(self).await.into_iter().map(|mail| (door, mail)).collect();
        point.bury(self).await;
        cuts
    }
}

impl Held {
    /// Waits until so many mails have come here. Who stands at a point behind a statement cannot be kept for
    /// longer than two seconds.
    pub(crate) async fn reached(&mut self, site: &Site, mails: usize) {
        let name = self.point;
        let all = async {
            if self.lock.is_none() {
                return site.relay.wait_for_unanswered(mails).await;
            }
            // A statement marks or claims many rows, and waits at the first of them.
            let waiting = if [Point::C2, Point::C3].contains(&self.point) { 1 } else { mails };
            wait_for(site, &self.waiting("count(*)"), waiting).await;
            if let Some(behind) = self.point.behind() {
                pause_writes(site, true).await;
                self.open().await;
                wait_for(site, behind, waiting).await;
            }
        };
        assert!(
            tokio::time::timeout(PATIENCE, all).await.is_ok(),
            "{mails} mail(s) did not come to {name:?}"
        );
    }

    /// Lets everyone go on.
    pub(crate) async fn release(mut self, site: &Site) {
        self.open().await;
        if self.point.behind().is_some() {
            pause_writes(site, false).await;
        }
        site.relay.hold_answers(false);
    }

    /// Ends what waits here for a process that is dead, and lets those go on who come later.
    pub(crate) async fn bury(self, site: &Site) {
        let end = self.waiting("count(pg_terminate_backend(pid, 10000))");
        site.count(&end).await.expect("the dead are gone");
        self.release(site).await;
    }

    async fn open(&mut self) {
        if let Some(lock) = self.lock.take() {
            // After a restart of the database there is nothing to open.
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

/// Looks until there are so many.
pub(crate) async fn wait_for(site: &Site, count: &str, least: usize) {
    let looks = async {
        while site.count(count).await.is_ok_and(|found| usize::try_from(found).is_ok_and(|n| n < least)) {
            tokio::time::sleep(LOOK).await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, looks).await.is_ok(), "not {least}: {count}");
}

/// Lets whoever writes into Redis wait, or go on.
async fn pause_writes(site: &Site, paused: bool) {
    let mut connection = connect_to(&site.redis).await;
    let mut command = redis::cmd("CLIENT");
    let command = if paused { command.arg("PAUSE").arg(60_000).arg("WRITE") } else { command.arg("UNPAUSE") };
    command.exec_async(&mut connection).await.expect("Redis does so");
}
