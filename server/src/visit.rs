//! From where and when a use case is asked for: what the rules on time, the limits, the sessions' list and the
//! audit trail are told of a request. Nothing is decided here.

use chrono::{DateTime, Utc};
use entity::language::Language;
use uuid::Uuid;

/// One request, as use cases know it.
#[derive(Clone, Debug)]
pub struct Visit {
    /// When it came; the only time that any of its rules go by.
    pub now: DateTime<Utc>,
    /// Its number, in its answer and in every log line about it.
    pub request_id: Uuid,
    /// The language of its answer.
    pub language: Language,
    /// What it was sent with, in a few words.
    pub device: String,
    /// The cookie of a browser that logged in before, if it sent one.
    pub known_device: Option<String>,
}
