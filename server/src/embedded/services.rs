//! The services of the server in the embedded mode, with its usual settings. It opens and reads nothing.

use std::time::Duration;

use chrono::TimeDelta;
use entity::{clock::Clock, email_link::Lifetimes, key_ring::KeyRing};
use passwords::password_hash::Hasher;
use sea_orm::DatabaseConnection;
use tokio_util::task::TaskTracker;

use crate::{
    account::password_attempt,
    app::App,
    batches::Batches,
    rate_limit::{Limiter, RateLimits},
    readiness::Readiness,
    site::Site,
};

/// Connections of the pool that server and worker share.
pub(super) const CONNECTIONS: u32 = 8;

/// What every use case gets, with server keys and link keys. No operation takes longer than `limit`.
pub(super) fn app(
    db: &DatabaseConnection,
    clock: &Clock,
    site: Site,
    (keys, link_keys): (KeyRing, KeyRing),
    rate_limits: RateLimits,
    limit: Duration,
) -> App {
    App {
        batches: Batches::new(db, limit),
        db: db.clone(),
        clock: clock.clone(),
        hasher: Hasher::for_this_machine(keys.clone(), CONNECTIONS),
        limiter: Limiter::in_process(&keys, rate_limits),
        site,
        keys,
        link_keys,
        session_cap: Some(TimeDelta::hours(24)),
        link_lifetimes: Lifetimes::default(),
        device_cookie: true,
        refusal_floor: password_attempt::REFUSAL_FLOOR,
        logins: TaskTracker::new(),
        operations: TaskTracker::new(),
        capacity: App::capacity(CONNECTIONS, limit),
        readiness: Readiness::default(),
    }
}
