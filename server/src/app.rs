//! What every use case is given: the database, the clock, the hasher, the limiter, the rules of this
//! installation.

use std::time::Duration;

use chrono::TimeDelta;
use entity::{clock::Clock, email_link::Lifetimes, key_ring::KeyRing};
use sea_orm::{DatabaseConnection, DbErr};
use tokio_util::task::TaskTracker;

use crate::{
    account::{link_anew, password_hash::Hasher, session},
    capacity::Capacity,
    certificate::{receipt, receipt_list},
    http::{
        client_address::TrustedProxies,
        graphql::{limits::Limits, trusted::TrustedDocuments},
        origin::Origins,
    },
    officer,
    rate_limit::Limiter,
    readiness::Readiness,
    site::Site,
};

/// The server's composition, made once by a composition root.
pub struct App {
    /// The database, at the right version.
    pub db: DatabaseConnection,
    /// What many requests ask of it at the same time.
    pub together: Together,
    /// Where requests take their `now` from.
    pub clock: Clock,
    /// Hashes and verifies passwords, a bounded number at a time.
    pub hasher: Hasher,
    /// Keeps limits, and counts failed logins.
    pub limiter: Limiter,
    /// What the installation says of itself.
    pub site: Site,
    /// The keys of the servers, the same in all of them.
    pub keys: KeyRing,
    /// After so long a session ends whatever happens; `None` for no such limit.
    pub session_cap: Option<TimeDelta>,
    /// How long links in mails work.
    pub link_lifetimes: Lifetimes,
    /// Whether a browser that logged in before has a count of wrong passwords of its own. Off is the manual to
    /// the letter: five wrong passwords, wherever they come from, lock the account for everyone.
    pub device_cookie: bool,
    /// A refused login is answered no sooner than this, whatever the reason.
    pub refusal_floor: Duration,
    /// Logins under way, and records of refusals: one that was begun comes to its end, even if nobody waits for it
    /// any more.
    pub logins: TaskTracker,
    /// Operations under way: one that was begun comes to its end, even if the client has gone.
    pub operations: TaskTracker,
    /// How much of the database one kind of work may take.
    pub capacity: Capacity,
    /// Whether requests can be served.
    pub readiness: Readiness,
    /// Which pages may call the API, and how its cookie is set.
    pub origins: Origins,
    /// Whose word on a client's address counts.
    pub trusted_proxies: TrustedProxies,
    /// What one request may ask for.
    pub limits: Limits,
    /// Which documents are carried out.
    pub documents: TrustedDocuments,
}

/// What many requests ask of the database at the same time, and is asked together (`migration::batch`).
pub struct Together {
    /// Applicants' sessions.
    pub sessions: session::Sessions,
    /// Officers' sessions.
    pub officers_sessions: officer::session::Sessions,
    /// Pages of receipts.
    pub pages: receipt_list::Pages,
    /// Registrations of receipt.
    pub registrations: receipt::Registrations,
    /// Requests for a link.
    pub link_requests: link_anew::Requests,
}

impl Together {
    /// What is asked of `db`, by operations with these limits.
    #[must_use]
    pub fn new(db: &DatabaseConnection, limits: &Limits) -> Self {
        let limit = limits.execution();
        Self {
            sessions: session::Sessions::new(db, limit),
            officers_sessions: officer::session::Sessions::new(db, limit),
            pages: receipt_list::Pages::new(db, limit),
            registrations: receipt::Registrations::new(db, limit),
            link_requests: link_anew::Requests::new(db, limit),
        }
    }
}

/// An operation waits for its share of the database at most this part of its time.
const CAPACITY_WAIT: f64 = 0.5;

impl App {
    /// The bounds of a server whose pool has this many connections.
    #[must_use]
    pub fn capacity(connections: u32, limits: &Limits) -> Capacity {
        Capacity::of_pool(connections, limits.execution().mul_f64(CAPACITY_WAIT))
    }

    /// Ends, after operations under way have ended and logins have their verdict.
    pub async fn close(&self) -> Result<(), DbErr> {
        self.operations.close();
        self.operations.wait().await;
        self.logins.close();
        self.logins.wait().await;
        self.db.close_by_ref().await
    }
}
