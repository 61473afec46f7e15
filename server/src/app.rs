//! What every use case is given: the database, the clock, the hasher, the rules of this installation.

use chrono::TimeDelta;
use entity::clock::Clock;
use sea_orm::DatabaseConnection;

use crate::{account::password_hash::Hasher, http::origin::Origins};

/// The server's composition, made once by a composition root.
pub struct App {
    /// The database, at the right version.
    pub db: DatabaseConnection,
    /// Where requests take their `now` from.
    pub clock: Clock,
    /// Hashes and verifies passwords, a bounded number at a time.
    pub hasher: Hasher,
    /// After so long a session ends whatever happens; `None` for no such limit.
    pub session_cap: Option<TimeDelta>,
    /// Which pages may call the API, and how its cookie is set.
    pub origins: Origins,
}
