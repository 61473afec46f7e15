//! The context of one officer's request: the application state, the request's origin and time, and the
//! officer.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use async_graphql::Context;
use entity::{
    audit::{Action, Reason},
    session::Delivery,
};
use sea_orm::DbErr;

use super::user_error::{ErrorCode, SessionError};
use crate::{
    app::App,
    audit::{self, Event},
    graphql::language::Language,
    officer::session::LiveOfficer,
    request_info::{CookieChange, RequestInfo},
};

/// What the guard refused: the reason, and the name of the field.
type Refusal = (Reason, String);

/// The visitor who sent the request.
#[derive(Clone, Debug)]
pub enum Viewer {
    /// No session token was sent.
    LoggedOut,
    /// The session of the token that was sent has ended.
    SessionOver,
    /// The officer who is logged in.
    LoggedIn(Box<LiveOfficer>),
}

/// The context of one request, shared by all its resolvers.
pub struct OfficerContext {
    /// The application state that all requests share.
    pub app: Arc<App>,
    /// The request's origin and time, and the language of the response.
    pub info: RequestInfo,
    sent_by: Viewer,
    /// The officer whom this request has logged in.
    logged_in: OnceLock<LiveOfficer>,
    cookies: Mutex<Vec<CookieChange>>,
    refusal: Mutex<Option<Refusal>>,
}

impl OfficerContext {
    /// Creates the context of a request, with no cookie changes yet.
    #[must_use]
    pub fn new(app: Arc<App>, info: RequestInfo, sent_by: Viewer) -> Self {
        let (logged_in, cookies, refusal) = Default::default();
        Self { app, info, sent_by, logged_in, cookies, refusal }
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

    /// Returns the session of the officer who is logged in, if there is one: the one whom this request has
    /// logged in, otherwise the one who sent it.
    #[must_use]
    pub fn session(&self) -> Option<&LiveOfficer> {
        self.logged_in.get().or(match &self.sent_by {
            Viewer::LoggedIn(live) => Some(live),
            Viewer::LoggedOut | Viewer::SessionOver => None,
        })
    }

    /// Returns the session of the officer who is logged in, or the error for a visitor without one.
    pub fn required_session(&self) -> Result<&LiveOfficer, SessionError> {
        self.session().ok_or_else(|| {
            let code = match self.sent_by {
                Viewer::SessionOver => ErrorCode::SessionExpired,
                Viewer::LoggedOut | Viewer::LoggedIn(_) => ErrorCode::NotLoggedIn,
            };
            SessionError::new(code, &[], self.info.language)
        })
    }

    /// Returns the officer who is logged in. Call it only in fields of `viewer`, which is null without one.
    #[must_use]
    pub fn officer(&self) -> &LiveOfficer {
        self.session().expect("`viewer` is null if nobody is logged in")
    }

    /// From now on, the request is this officer's: what its response selects below `viewer` is judged by the
    /// officer's roles.
    pub fn log_in(&self, live: LiveOfficer) {
        // A request has one mutation field, and so logs in once.
        let _ = self.logged_in.set(live);
    }

    /// Starts an audit event for this request: by the officer, or by a visitor if nobody is logged in.
    #[must_use]
    pub fn event(&self, action: Action) -> Event<'_> {
        match self.session() {
            Some(live) => live.event(action, &self.info),
            None => self.info.event(action),
        }
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
    pub fn hand_out_device(&self, token: String, delivery: Delivery) -> Option<String> {
        match delivery {
            Delivery::Bearer => Some(token),
            Delivery::Cookie => {
                self.change_cookie(CookieChange::SetDevice(token));
                None
            }
        }
    }

    /// Adds a cookie change to the response.
    pub fn change_cookie(&self, change: CookieChange) {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner).push(change);
    }

    /// Returns the cookie changes that the resolvers requested.
    #[must_use]
    pub fn cookie_changes(&self) -> Vec<CookieChange> {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Remembers what the guard refused. Only the first refusal of a request is recorded, so that the audit
    /// log has one event per request.
    pub(super) fn refuse(&self, reason: Reason, field: &str) {
        let mut refusal = self.refusal.lock().unwrap_or_else(PoisonError::into_inner);
        refusal.get_or_insert_with(|| (reason, field.to_owned()));
    }

    /// Records the refusal in the audit log. Called after the engine has responded, because the engine drops
    /// the future of a field as soon as another field fails.
    pub async fn record_refusal(self: &Arc<Self>) -> Result<(), DbErr> {
        let refusal = self.refusal.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some((reason, field)) = refusal else { return Ok(()) };
        let request = Arc::clone(self);
        let record = async move {
            let tx = migration::database::write(&request.app.db).await?;
            let event = request.event(Action::PermissionRefused).refused(reason).detail(field);
            audit::record(&tx, event).await?;
            tx.commit().await
        };
        // A task of its own, so that a client that hangs up does not stop it.
        self.app.logins.spawn(record).await.expect("recording a refusal does not panic")
    }
}
