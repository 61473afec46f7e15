//! Where and when a request was made: what use cases pass on to rules about time, rate limits, the list of
//! sessions and the audit log. It decides nothing.

use chrono::{DateTime, Utc};
use entity::{audit::Action, language::Language};

use crate::{
    audit::{Event, RequestOrigin},
    client::ClientAddress,
};

/// A request, as use cases see it.
#[derive(Clone, Debug)]
pub struct RequestInfo {
    /// When the request arrived. All rules of the request use this time.
    pub now: DateTime<Utc>,
    /// The language of the answer, from `Accept-Language`.
    pub language: Language,
    /// The client, for rate limits and the queues of password hashes.
    pub client: ClientAddress,
    /// What the audit log records about the request.
    pub source: RequestOrigin,
    /// The device token of a browser or app that has logged in before, if the request has one.
    pub known_device: Option<String>,
}

impl RequestInfo {
    /// An event of this request. By default it is anonymous, successful and without an account.
    #[must_use]
    pub fn event(&self, action: Action) -> Event<'_> {
        Event::new(action, &self.source, self.now)
    }
}

/// A change to the cookies of the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CookieChange {
    /// Set the session cookie to this token.
    SetSession(String),
    /// Remove the session cookie from the browser.
    ClearSession,
    /// Set the device cookie, by which the browser is known, to this token.
    SetDevice(String),
}
