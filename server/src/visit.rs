//! From where and when a use case is asked for: what the rules on time, the limits, the sessions' list and the
//! audit trail are told of a request. Nothing is decided here.

use chrono::{DateTime, Utc};
use entity::{audit::Action, language::Language};

use crate::{
    audit::{Event, Source},
    http::client_address::ClientAddress,
};

/// One request, as use cases know it.
#[derive(Clone, Debug)]
pub struct Visit {
    /// When it came; the only time that any of its rules go by.
    pub now: DateTime<Utc>,
    /// The language of its answer.
    pub language: Language,
    /// Where it came from, for the limits.
    pub client: ClientAddress,
    /// What the audit trail is told of it.
    pub source: Source,
    /// The cookie of a browser that logged in before, if it sent one.
    pub known_device: Option<String>,
}

impl Visit {
    /// Something that happened in this request; it begins as a visitor's success.
    #[must_use]
    pub fn event(&self, action: Action) -> Event<'_> {
        Event::new(action, &self.source, self.now)
    }
}
