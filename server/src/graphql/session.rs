//! The session as its owner sees it.

use async_graphql::SimpleObject;
use chrono::Utc;
use entity::session::Deadlines;

use super::scalar::DateTime;

/// When the session warns and ends (R8, R46). All times are absolute; `now` is the server's, so that
/// a device with a wrong clock can count the difference.
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct SessionStatus {
    /// The server's time.
    now: DateTime,
    /// When the warning of automatic logout is to appear.
    warn_at: DateTime,
    /// When the session ends without activity.
    expires_at: DateTime,
    /// When it ends whatever happens; null where there is no such limit.
    absolute_expires_at: Option<DateTime>,
}

impl SessionStatus {
    /// The deadlines as told at `now`.
    #[must_use]
    pub fn new(told: Deadlines, now: chrono::DateTime<Utc>) -> Self {
        Self {
            now: DateTime(now),
            warn_at: DateTime(told.warn_at),
            expires_at: DateTime(told.expires_at),
            absolute_expires_at: told.absolute_expires_at.map(DateTime),
        }
    }
}
