//! What one request of an officer knows: the app, from where and when it came, and which officer is there.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use async_graphql::Context;
use entity::{audit::Action, session::Delivery};

use crate::{
    app::App, audit::Event, graphql::request_context::CookieChange, officer::session::LiveOfficer,
    visit::Visit,
};

/// The context of one request, the same for all its resolvers.
pub struct OfficerContext {
    /// The app.
    pub app: Arc<App>,
    /// From where and when it came, and the language of its answer.
    pub visit: Visit,
    officer: Option<LiveOfficer>,
    cookies: Mutex<Vec<CookieChange>>,
    is_refused: AtomicBool,
}

impl OfficerContext {
    /// The context of a request; without an officer, of someone who is not logged in.
    #[must_use]
    pub fn new(app: Arc<App>, visit: Visit, officer: Option<LiveOfficer>) -> Self {
        Self { app, visit, officer, cookies: Mutex::default(), is_refused: AtomicBool::new(false) }
    }

    /// The context of the request that a resolver works for.
    #[must_use]
    pub fn of<'a>(ctx: &Context<'a>) -> &'a Arc<Self> {
        ctx.data_unchecked()
    }

    /// Who is logged in, if anyone is.
    #[must_use]
    pub fn visitor(&self) -> Option<&LiveOfficer> {
        self.officer.as_ref()
    }

    /// The officer who asks, in a field that the guard keeps for those who are logged in.
    #[must_use]
    pub fn officer(&self) -> &LiveOfficer {
        self.officer.as_ref().expect("the guard lets only those pass who are logged in")
    }

    /// Something that the officer of this request did; or a visitor, where nobody is logged in.
    #[must_use]
    pub fn event(&self, action: Action) -> Event<'_> {
        match &self.officer {
            Some(live) => live.event(action, &self.visit),
            None => self.visit.event(action),
        }
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

    /// Has the answer change a cookie.
    pub fn change_cookie(&self, change: CookieChange) {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner).push(change);
    }

    /// What is to become of the cookies, after the resolvers have run.
    #[must_use]
    pub fn cookie_changes(&self) -> Vec<CookieChange> {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether this is the first field of the request that is refused; the trail has one line a request.
    pub(super) fn is_first_refusal(&self) -> bool {
        !self.is_refused.swap(true, Ordering::Relaxed)
    }
}
