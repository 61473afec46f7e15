//! Whether this server can serve requests, according to the last check. An answer to `/readyz` reads only
//! this, so it costs nothing and is never late.
//!
//! A failure that an operation met is only a hint for the next check; `readiness_check` alone decides.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use migration::{failure::Failure, fitness};

/// The result of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// No check has finished yet; `/readyz` returns 503.
    Starting,
    /// The database answers and takes writes, and its clock agrees with this machine's.
    Ready,
    /// The database cannot be reached or does not answer.
    DatabaseAway,
    /// The database is read-only: it is a standby, or a primary that was replaced.
    DatabaseReadOnly,
    /// The database has no disk space for writes.
    DatabaseFull,
    /// This machine's clock and the database's differ. The database is ahead by this many seconds, or behind
    /// if the number is negative.
    ClockSkew(i64),
}

impl Status {
    /// The state of the database, in a few words for operators.
    #[must_use]
    pub const fn database(self) -> &'static str {
        match self {
            Self::Starting => "not checked yet",
            Self::Ready | Self::ClockSkew(_) => "ok",
            Self::DatabaseAway => "does not answer",
            Self::DatabaseReadOnly => "is read-only",
            Self::DatabaseFull => "has no room for writes",
        }
    }
}

/// The last result, and hints from operations.
#[derive(Debug)]
pub struct Readiness {
    status: Mutex<Status>,
    /// An operation failed because the database was full, and no check has found space since.
    is_full: AtomicBool,
}

impl Default for Readiness {
    fn default() -> Self {
        Self { status: Mutex::new(Status::Starting), is_full: AtomicBool::new(false) }
    }
}

impl Readiness {
    /// The result of the last check.
    #[must_use]
    pub fn status(&self) -> Status {
        *self.status.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records a hint from an operation. It never changes the status: the operation may have used a
    /// connection to a server that was replaced since. The next check, within a second, decides.
    pub fn note(&self, failure: Failure) {
        match failure {
            Failure::Full => self.is_full.store(true, Ordering::Relaxed),
            // Only the first time: later, each check retires connections. If every refused write did, every
            // read would have to reconnect.
            Failure::ReadOnly if self.status() != Status::DatabaseReadOnly => fitness::retire_connections(),
            _ => {}
        }
    }

    /// Whether an operation met a full database, and no check has found space since.
    pub(crate) fn is_full(&self) -> bool {
        self.is_full.load(Ordering::Relaxed)
    }

    /// Forgets the hint after a check has found space.
    pub(crate) fn has_room(&self) {
        self.is_full.store(false, Ordering::Relaxed);
    }

    /// Stores the result of a check, and logs a change.
    pub(crate) fn set(&self, status: Status) {
        let before =
            std::mem::replace(&mut *self.status.lock().unwrap_or_else(PoisonError::into_inner), status);
        if before == status {
            return;
        }
        match status {
            Status::Ready if before == Status::Starting => {}
            Status::Ready => tracing::info!("server is ready again"),
            Status::Starting => {}
            _ => tracing::error!(
                database = status.database(),
                clock_skew_seconds =
                    if let Status::ClockSkew(seconds) = status { Some(seconds) } else { None },
                "server is not ready; `/readyz` returns 503 until this is fixed"
            ),
        }
    }
}
