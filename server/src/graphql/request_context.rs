//! What one request knows: the app, one `now`, the language, and who is there.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::Context;
use chrono::{DateTime, Utc};
use entity::language::Language;

use super::user_error::{ErrorCode, SessionError};
use crate::{account::session::LiveSession, app::App};

/// Who sent the request.
#[derive(Clone, Debug)]
pub enum Visitor {
    /// Nobody: no token was sent.
    LoggedOut,
    /// A token was sent that is no longer good.
    SessionOver,
    /// Someone.
    LoggedIn(Arc<LiveSession>),
}

/// What is to become of the session cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CookieChange {
    /// It carries this token from now on.
    Set(String),
    /// It goes.
    Clear,
}

/// The context of one request, the same for all its resolvers.
pub struct RequestContext {
    /// The app.
    pub app: Arc<App>,
    /// When the request came.
    pub now: DateTime<Utc>,
    /// The language of the answer.
    pub language: Language,
    /// Who sent it.
    pub visitor: Visitor,
    /// What it was sent with, in a few words.
    pub device: String,
    cookie: Mutex<Option<CookieChange>>,
}

impl RequestContext {
    /// The context of a request that came at `now`.
    #[must_use]
    pub fn new(
        app: Arc<App>,
        now: DateTime<Utc>,
        language: Language,
        visitor: Visitor,
        device: String,
    ) -> Self {
        Self { app, now, language, visitor, device, cookie: Mutex::new(None) }
    }

    /// The context of the request that a resolver works for.
    #[must_use]
    pub fn of<'a>(ctx: &Context<'a>) -> &'a Arc<Self> {
        ctx.data_unchecked()
    }

    /// The session of the request, if it stands.
    #[must_use]
    pub fn session(&self) -> Option<&Arc<LiveSession>> {
        match &self.visitor {
            Visitor::LoggedIn(live) => Some(live),
            Visitor::LoggedOut | Visitor::SessionOver => None,
        }
    }

    /// The session of the request, or what to tell someone who has none.
    pub fn required_session(&self) -> Result<&Arc<LiveSession>, SessionError> {
        let code = match &self.visitor {
            Visitor::LoggedIn(live) => return Ok(live),
            Visitor::LoggedOut => ErrorCode::NotLoggedIn,
            Visitor::SessionOver => ErrorCode::SessionExpired,
        };
        Err(SessionError::new(code, self.language))
    }

    /// Has the answer change the session cookie.
    pub fn change_cookie(&self, change: CookieChange) {
        *self.cookie.lock().unwrap_or_else(PoisonError::into_inner) = Some(change);
    }

    /// What is to become of the session cookie, after the resolvers have run.
    #[must_use]
    pub fn cookie_change(&self) -> Option<CookieChange> {
        self.cookie.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
