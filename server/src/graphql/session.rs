//! The session as its owner sees it.

use async_graphql::{ID, SimpleObject};
use chrono::Utc;
use entity::session::Deadlines;
use uuid::Uuid;

use super::scalar::{DateTime, NodeKind};

/// One of the account's sessions, as "My page" lists them.
#[derive(SimpleObject, Clone, Debug)]
pub struct AccountSession {
    /// The opaque, global ID; what `endSession` takes.
    id: ID,
    /// When it was opened.
    created_at: DateTime,
    /// The last activity, to the minute.
    last_seen_at: DateTime,
    /// Browser and system in a few words; `?` where nothing is known.
    device: String,
    /// Whether it is the one of this request.
    is_current: bool,
}

impl AccountSession {
    /// A session as seen from the session `current`.
    #[must_use]
    pub fn new(session: entity::session::Model, current: Uuid) -> Self {
        Self {
            id: NodeKind::Session.id(session.id),
            created_at: DateTime(session.created_at),
            last_seen_at: DateTime(session.last_seen_at),
            is_current: session.id == current,
            device: session.device,
        }
    }
}

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
