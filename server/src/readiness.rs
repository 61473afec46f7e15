//! Whether this server can serve, looked at once a second and remembered: an answer to `/readyz` costs nothing and
//! is never late.
//!
//! It looks at the database by a connection of its own ([`migration::probe`]), closes pooled connections that are
//! unfit ([`migration::fitness`]), and compares the clocks. The look alone says what is so; what an operation met is a
//! hint for it. It serves nothing and decides nothing: `/readyz` and the log say what it found.

use std::{
    pin::pin,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use entity::{clock, staff_alert::Alert};
use migration::{
    failure::Failure,
    fitness,
    probe::{Probe, Seen},
};

use crate::app::App;

/// Between two looks.
const PAUSE: Duration = Duration::from_secs(1);
/// How often a clock that is wrong is reported.
const REPORT: TimeDelta = TimeDelta::minutes(1);

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Nothing was looked at yet.
    Starting,
    /// Requests can be served.
    Ready,
    /// The database does not answer.
    DatabaseAway,
    /// The database takes no writes: it is a standby, or a primary that was replaced.
    DatabaseReadOnly,
    /// The database has no room for writes.
    DatabaseFull,
    /// This machine's clock and the database's differ: the database's is ahead by this many seconds, or behind if they
    /// are negative.
    ClockSkew(i64),
}

impl Status {
    /// What it means for the database, in a word or two for operators.
    #[must_use]
    pub const fn database(self) -> &'static str {
        match self {
            Self::Starting => "not looked at yet",
            Self::Ready | Self::ClockSkew(_) => "ok",
            Self::DatabaseAway => "does not answer",
            Self::DatabaseReadOnly => "is read-only",
            Self::DatabaseFull => "has no room for writes",
        }
    }
}

/// What is known of this server's ability to serve.
#[derive(Debug)]
pub struct Readiness {
    status: Mutex<Status>,
    /// An operation was refused for want of room, and no look has found room since.
    is_full: AtomicBool,
}

impl Default for Readiness {
    fn default() -> Self {
        Self { status: Mutex::new(Status::Starting), is_full: AtomicBool::new(false) }
    }
}

impl Readiness {
    /// What was found last.
    #[must_use]
    pub fn status(&self) -> Status {
        *self.status.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a hint from what an operation met. It may have met it on a connection to a server that was replaced since,
    /// so it changes nothing of what is found; the next look, within a second, says what is so.
    pub fn note(&self, failure: Failure) {
        match failure {
            Failure::Full => self.is_full.store(true, Ordering::Relaxed),
            // Once that is known each look does it: not every refused write, or each read would connect anew.
            Failure::ReadOnly if self.status() != Status::DatabaseReadOnly => fitness::retire_connections(),
            _ => {}
        }
    }

    fn set(&self, status: Status) {
        let before =
            std::mem::replace(&mut *self.status.lock().unwrap_or_else(PoisonError::into_inner), status);
        if before == status {
            return;
        }
        match status {
            Status::Ready if before == Status::Starting => {}
            Status::Ready => tracing::info!("ready again"),
            Status::Starting => {}
            _ => tracing::error!(
                database = status.database(),
                clock_skew_seconds =
                    if let Status::ClockSkew(seconds) = status { Some(seconds) } else { None },
                "not ready; `/readyz` answers 503 until this is over"
            ),
        }
    }
}

/// The looks at one server's surroundings.
pub struct Watch {
    probe: Probe,
    /// When a wrong clock was last reported, by the database's clock.
    reported_at: Option<DateTime<Utc>>,
}

impl Watch {
    /// Looks for the first time: a server that is served after that is ready at once, if it can be.
    pub async fn begin(app: &App) -> Self {
        let mut watch = Self { probe: Probe::of(&app.db), reported_at: None };
        watch.look(app).await;
        watch
    }

    /// Looks once a second until `end`.
    pub async fn go_on(mut self, app: &App, end: impl Future<Output = ()>) {
        let mut end = pin!(end);
        loop {
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => self.look(app).await,
                () = &mut end => return,
            }
        }
    }

    /// Looks once, and notes what was found.
    async fn look(&mut self, app: &App) {
        let is_full = app.readiness.is_full.load(Ordering::Relaxed);
        let before = app.clock.now();
        // At the same time: neither is later for a server that is silent.
        let (seen, closed) = tokio::join!(self.probe.look(is_full), fitness::close_unfit(&app.db));
        if closed > 0 {
            tracing::warn!(
                closed,
                "closed database connections that were read-only, broken or in a transaction"
            );
        }
        let status = match seen {
            Seen::Away => Status::DatabaseAway,
            Seen::ReadOnly => Status::DatabaseReadOnly,
            Seen::Full => Status::DatabaseFull,
            Seen::Writable(time) => {
                if is_full {
                    app.readiness.is_full.store(false, Ordering::Relaxed);
                }
                self.compare(app, before, time).await
            }
        };
        app.readiness.set(status);
    }

    /// Compares the clocks, where there are two that must agree.
    async fn compare(&mut self, app: &App, before: DateTime<Utc>, database: Option<DateTime<Utc>>) -> Status {
        let Some(database) = database.filter(|_| !app.clock.is_manual()) else { return Status::Ready };
        let Some(ahead) = clock::skew(before, clock::to_millis(database), app.clock.now()) else {
            self.reported_at = None;
            return Status::Ready;
        };
        if self.reported_at.is_none_or(|at| at + REPORT <= database) {
            self.reported_at = Some(database);
            tracing::warn!(
                ahead_seconds = ahead.num_seconds(),
                "the database's clock and this machine's differ; set this machine's clock (NTP)"
            );
            // Counted by the database's clock: ours is the one in doubt.
            if let Err(error) = worker::job::watch::note(&app.db, Alert::ClockSkew, 1, database).await {
                tracing::warn!(error = &error as &dyn std::error::Error, "the alert could not be recorded");
            }
        }
        Status::ClockSkew(ahead.num_seconds())
    }
}
