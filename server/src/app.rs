//! What every use case receives: the database, the clock, the password hasher, the rate limiter and the
//! settings of this installation. Nothing here knows HTTP.

use std::time::Duration;

use chrono::TimeDelta;
use entity::{clock::Clock, email_link::Lifetimes, key_ring::KeyRing};
use passwords::password_hash::Hasher;
use sea_orm::{DatabaseConnection, DbErr};
use tokio_util::task::TaskTracker;

use crate::{batches::Batches, capacity::Capacity, rate_limit::Limiter, readiness::Readiness, site::Site};

/// The parts of a running server. `command::serve` and the embedded mode each build one.
pub struct App {
    /// The database; its schema version has been checked.
    pub db: DatabaseConnection,
    /// The queries and writes that concurrent requests share.
    pub batches: Batches,
    /// The clock that each request reads once, when it arrives.
    pub clock: Clock,
    /// Hashes and verifies passwords, with a bounded number of hashes at a time.
    pub hasher: Hasher,
    /// Enforces rate limits and counts failed logins.
    pub limiter: Limiter,
    /// The help desk, the mail domain and the links to procedures.
    pub site: Site,
    /// The server keys; every server of an installation has the same ones.
    pub keys: KeyRing,
    /// The link keys of the workers, from which the codes on certificates are derived. Servers verify them.
    pub link_keys: KeyRing,
    /// Maximum lifetime of a session, however active it is; `None` means unlimited.
    pub session_cap: Option<TimeDelta>,
    /// How long links in mails remain valid.
    pub link_lifetimes: Lifetimes,
    /// Whether a browser that has logged in before has its own count of wrong passwords. If `false`, the
    /// server follows the manual to the letter: five wrong passwords from anywhere lock the account for
    /// everyone.
    pub device_cookie: bool,
    /// Minimum time before a refused login is answered, for every reason, so that the time reveals nothing.
    pub refusal_floor: Duration,
    /// Running logins, and the recording of refusals. A login that has started finishes even if the client
    /// has gone.
    pub logins: TaskTracker,
    /// Running operations. An operation that has started finishes even if the client has gone.
    pub operations: TaskTracker,
    /// Limits how much of the connection pool one kind of work may use.
    pub capacity: Capacity,
    /// Whether this server can serve requests.
    pub readiness: Readiness,
}

/// The fraction of its time limit that an operation may spend waiting for permits.
const CAPACITY_WAIT: f64 = 0.5;

impl App {
    /// The capacity limits of a server whose pool has this many connections, and whose operations may take up
    /// to `limit`.
    #[must_use]
    pub fn capacity(connections: u32, limit: Duration) -> Capacity {
        Capacity::of_pool(connections, limit.mul_f64(CAPACITY_WAIT))
    }

    /// Waits for running operations and logins to finish, then closes the database connections.
    pub async fn close(&self) -> Result<(), DbErr> {
        // Operations first, because they start logins.
        self.operations.close();
        self.operations.wait().await;
        self.logins.close();
        self.logins.wait().await;
        self.db.close_by_ref().await
    }
}
