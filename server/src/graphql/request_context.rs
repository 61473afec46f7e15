//! What one request knows: the app, from where and when it came, and who is there.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::Context;
use entity::session::Delivery;

use super::user_error::{ErrorCode, SessionError};
use crate::{account::session::LiveSession, app::App, visit::Visit};

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

/// What is to become of a cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CookieChange {
    /// The session's carries this token from now on.
    SetSession(String),
    /// The session's goes.
    ClearSession,
    /// The browser is known by this token from now on.
    SetDevice(String),
}

/// The context of one request, the same for all its resolvers.
pub struct RequestContext {
    /// The app.
    pub app: Arc<App>,
    /// From where and when it came, and the language of its answer.
    pub visit: Visit,
    /// Who sent it.
    pub visitor: Visitor,
    cookies: Mutex<Vec<CookieChange>>,
}

impl RequestContext {
    /// The context of a request.
    #[must_use]
    pub fn new(app: Arc<App>, visit: Visit, visitor: Visitor) -> Self {
        Self { app, visit, visitor, cookies: Mutex::new(Vec::new()) }
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
        Err(SessionError::new(code, self.visit.language))
    }

    /// Has the answer change a cookie.
    pub fn change_cookie(&self, change: CookieChange) {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner).push(change);
    }

    /// Hands a session's token out, in a cookie or as what this returns, never in both.
    pub fn hand_out(&self, token: String, delivery: Delivery) -> Option<String> {
        match delivery {
            Delivery::Bearer => Some(token),
            Delivery::Cookie => {
                self.change_cookie(CookieChange::SetSession(token));
                None
            }
        }
    }

    /// What is to become of the cookies, after the resolvers have run.
    #[must_use]
    pub fn cookie_changes(&self) -> Vec<CookieChange> {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
