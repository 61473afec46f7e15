//! The context of one request: the application state, the request's origin and time, and the visitor.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::Context;
use entity::session::{Delivery, SessionEnd};

use super::user_error::{ErrorCode, SessionError};
use crate::{
    account::session::LiveSession,
    app::App,
    graphql::language::Language,
    request_info::{CookieChange, RequestInfo},
};

/// The visitor who sent the request.
#[derive(Clone, Debug)]
pub enum Viewer {
    /// No session token was sent.
    LoggedOut,
    /// The session of the token that was sent has ended. When and why, if that is known.
    SessionOver(Option<SessionEnd>),
    /// The session and the account of the person who is logged in.
    LoggedIn(Arc<LiveSession>),
}

/// The context of one request, shared by all its resolvers.
pub struct RequestContext {
    /// The application state that all requests share.
    pub app: Arc<App>,
    /// The request's origin and time, and the language of the response.
    pub info: RequestInfo,
    /// Who sent the request: a person who is logged in, or a visitor without a session.
    pub viewer: Viewer,
    cookies: Mutex<Vec<CookieChange>>,
}

impl RequestContext {
    /// Creates the context of a request, with no cookie changes yet.
    #[must_use]
    pub fn new(app: Arc<App>, info: RequestInfo, viewer: Viewer) -> Self {
        Self { app, info, viewer, cookies: Mutex::new(Vec::new()) }
    }

    /// Returns the context of the current request.
    #[must_use]
    pub fn of<'a>(ctx: &Context<'a>) -> &'a Arc<Self> {
        ctx.data_unchecked()
    }

    /// Returns the language of a text: the argument `language` of its field, or the language of the request.
    #[must_use]
    pub fn language(&self, argument: Option<Language>) -> entity::language::Language {
        argument.map_or(self.info.language, Into::into)
    }

    /// Returns the session of the request, if it is still active.
    #[must_use]
    pub fn session(&self) -> Option<&Arc<LiveSession>> {
        match &self.viewer {
            Viewer::LoggedIn(live) => Some(live),
            Viewer::LoggedOut | Viewer::SessionOver(_) => None,
        }
    }

    /// Returns the session of the request, or the error for a visitor without one.
    pub fn required_session(&self) -> Result<&Arc<LiveSession>, SessionError> {
        let language = self.info.language;
        match &self.viewer {
            Viewer::LoggedIn(live) => Ok(live),
            Viewer::LoggedOut => Err(SessionError::new(ErrorCode::NotLoggedIn, &[], None, language)),
            Viewer::SessionOver(end) => Err(SessionError::expired(end.and_then(|end| end.why), language)),
        }
    }

    /// Adds a cookie change to the response.
    pub fn change_cookie(&self, change: CookieChange) {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner).push(change);
    }

    /// Delivers a session token: sets the session cookie, or returns the token, never both.
    pub fn hand_out(&self, token: String, delivery: Delivery) -> Option<String> {
        match delivery {
            Delivery::Bearer => Some(token),
            Delivery::Cookie => {
                self.change_cookie(CookieChange::SetSession(token));
                None
            }
        }
    }

    /// Delivers a device token: sets the device cookie, or returns the token, never both.
    pub fn hand_out_device(&self, token: Option<String>, delivery: Delivery) -> Option<String> {
        match delivery {
            Delivery::Bearer => token,
            Delivery::Cookie => {
                if let Some(token) = token {
                    self.change_cookie(CookieChange::SetDevice(token));
                }
                None
            }
        }
    }

    /// Returns the cookie changes that the resolvers requested.
    #[must_use]
    pub fn cookie_changes(&self) -> Vec<CookieChange> {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
