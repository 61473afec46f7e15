//! Checks once a second whether this server can serve requests, and stores the result in `readiness`.
//!
//! It probes the database on a connection of its own ([`migration::probe`]), closes pooled connections that
//! are unfit ([`migration::fitness`]), and compares the clocks. It serves no request.

use std::{pin::pin, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use entity::{clock, staff_alert::Alert};
use migration::{
    fitness,
    probe::{Probe, Seen},
};

use crate::{app::App, readiness::Status};

/// The pause between two checks: a switch-over of the database is noticed within seconds.
const PAUSE: Duration = Duration::from_secs(1);
/// How often a wrong clock is logged and its alert renewed.
const REPORT: TimeDelta = TimeDelta::minutes(1);

/// The periodic check of one server.
pub struct Watch {
    probe: Probe,
    /// When a wrong clock was last reported, in the database's time.
    reported_at: Option<DateTime<Utc>>,
}

impl Watch {
    /// Runs the first check. A server that starts listening afterwards is ready at once, if the check was
    /// successful.
    pub async fn begin(app: &App) -> Self {
        let mut watch = Self { probe: Probe::of(&app.db), reported_at: None };
        watch.look(app).await;
        watch
    }

    /// Checks once a second until `end`.
    pub async fn go_on(mut self, app: &App, end: impl Future<Output = ()>) {
        let mut end = pin!(end);
        loop {
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => self.look(app).await,
                () = &mut end => return,
            }
        }
    }

    /// Runs one check, and stores its result.
    async fn look(&mut self, app: &App) {
        let is_full = app.readiness.is_full();
        // Read before the question and after the answer: the database's time lies in between.
        let before = app.clock.now();
        // Concurrently, so that a server that does not answer delays neither.
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
                    app.readiness.has_room();
                }
                self.compare(app, before, time).await
            }
        };
        app.readiness.set(status);
    }

    /// Compares the two clocks. Skips it if the database gave no time, or if the clock is set by hand.
    async fn compare(&mut self, app: &App, before: DateTime<Utc>, database: Option<DateTime<Utc>>) -> Status {
        let Some(database) = database.filter(|_| !app.clock.is_manual()) else { return Status::Ready };
        let Some(ahead) = clock::skew(before, clock::to_millis(database), app.clock.now()) else {
            self.reported_at = None;
            return Status::Ready;
        };
        if self.reported_at.is_none_or(|at| at + REPORT <= database) {
            self.reported_at = Some(database);
            tracing::warn!(
                database_ahead_seconds = ahead.num_seconds(),
                "this machine's clock differs from the database's; correct it (NTP)"
            );
            // In the database's time, because this machine's clock is the one in doubt.
            if let Err(error) = worker::job::monitor::note(&app.db, Alert::ClockSkew, 1, database).await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "failed to record the alert CLOCK_SKEW"
                );
            }
        }
        Status::ClockSkew(ahead.num_seconds())
    }
}
