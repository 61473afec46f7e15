//! The context of one officer's request: the application state, the request's origin and time, and the
//! officer.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::Context;
use entity::{audit::Action, session::Delivery};
use sea_orm::DbErr;

use crate::{
    app::App,
    audit::{self, Event},
    officer::session::LiveOfficer,
    request_info::{CookieChange, RequestInfo},
};

/// What the guard refused: the error code, and the name of the field.
type Refusal = (&'static str, String);

/// The context of one request, shared by all its resolvers.
pub struct OfficerContext {
    /// The application state that all requests share.
    pub app: Arc<App>,
    /// The request's origin and time, and the language of the response.
    pub info: RequestInfo,
    officer: Option<LiveOfficer>,
    cookies: Mutex<Vec<CookieChange>>,
    refusal: Mutex<Option<Refusal>>,
}

impl OfficerContext {
    /// Creates the context of a request; `officer` is `None` if nobody is logged in.
    #[must_use]
    pub fn new(app: Arc<App>, info: RequestInfo, officer: Option<LiveOfficer>) -> Self {
        Self { app, info, officer, cookies: Mutex::default(), refusal: Mutex::default() }
    }

    /// Returns the context of the current request.
    #[must_use]
    pub fn of<'a>(ctx: &Context<'a>) -> &'a Arc<Self> {
        ctx.data_unchecked()
    }

    /// Returns the session of the officer who is logged in, if there is one.
    #[must_use]
    pub fn viewer(&self) -> Option<&LiveOfficer> {
        self.officer.as_ref()
    }

    /// Returns the officer of the request. Call it only in fields that require a login: the guard guarantees
    /// one there.
    #[must_use]
    pub fn officer(&self) -> &LiveOfficer {
        self.officer.as_ref().expect("the guard requires a login for this field")
    }

    /// Starts an audit event for this request: by the officer, or by a visitor if nobody is logged in.
    #[must_use]
    pub fn event(&self, action: Action) -> Event<'_> {
        match &self.officer {
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
    pub(super) fn refuse(&self, code: &'static str, field: &str) {
        let mut refusal = self.refusal.lock().unwrap_or_else(PoisonError::into_inner);
        refusal.get_or_insert_with(|| (code, field.to_owned()));
    }

    /// Records the refusal in the audit log. Called after the engine has responded, because the engine drops
    /// the future of a field as soon as another field fails.
    pub async fn record_refusal(self: &Arc<Self>) -> Result<(), DbErr> {
        let refusal = self.refusal.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some((code, field)) = refusal else { return Ok(()) };
        let request = Arc::clone(self);
        let record = async move {
            let tx = migration::database::write(&request.app.db).await?;
            let event = request.event(Action::PermissionRefused).refused(code).detail(field);
            audit::record(&tx, event).await?;
            tx.commit().await
        };
        // A task of its own, so that a client that hangs up does not stop it.
        self.app.logins.spawn(record).await.expect("recording a refusal does not panic")
    }
}
