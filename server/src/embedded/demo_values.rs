//! `/demo`: values that the officers' playground fills in by itself, i.e. the date and the demo officers'
//! one-time codes.
//!
//! Only the officers' listener of the embedded mode has this address. It starts no session: the user of the
//! playground logs in.

use std::sync::Arc;

use entity::clock::{Clock, today_in_japan};
use poem::{
    EndpointExt, IntoResponse, Response, Route, get, handler,
    http::StatusCode,
    web::{Data, Json},
};
use serde_json::{Value, json};

use super::{
    DemoColleague,
    demo_officer::{self, UsableCode},
};
use crate::app::App;

/// What the handler of `/demo` needs.
#[derive(Clone)]
struct Demo {
    app: Arc<App>,
    colleague: Option<DemoColleague>,
}

/// Adds GET `/demo`, without a login.
pub(super) fn add(routes: Route, app: Arc<App>, colleague: Option<DemoColleague>) -> Route {
    routes.at("/demo", get(values).data(Demo { app, colleague }))
}

/// The name of the kind of clock, for pages: `manual` stands still until it is moved with POST `/clock`.
pub(super) fn clock_kind(clock: &Clock) -> &'static str {
    match clock {
        Clock::System => "system",
        Clock::Manual(_) => "manual",
    }
}

/// Returns the values under the names that the playground's steps use. If the current codes have been used,
/// it also returns the seconds until the next one, by the clock that `clock` names.
#[handler]
async fn values(demo: Data<&Demo>) -> Response {
    let codes = match demo_officer::usable_codes(&demo.app).await {
        Ok(codes) => codes,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "failed to read the demo officers");
            return StatusCode::INTERNAL_SERVER_ERROR.into();
        }
    };
    let wait = codes.iter().flatten().find_map(|code| match code {
        UsableCode::InSeconds(seconds) => Some(*seconds),
        UsableCode::Now(_) => None,
    });
    let [code, colleague_code] = codes.map(|code| match code {
        Some(UsableCode::Now(code)) => Value::from(code),
        Some(UsableCode::InSeconds(_)) | None => Value::Null,
    });
    let values = json!({
        "TODAY": today_in_japan(demo.app.clock.now()),
        "CODE": code,
        "COLLEAGUE_CODE": colleague_code,
        "ENROLMENT_CODE": demo.colleague.as_ref().map(|colleague| &colleague.enrolment_code),
    });
    let clock = clock_kind(&demo.app.clock);
    Json(json!({ "values": values, "nextCodeInSeconds": wait, "clock": clock })).into_response()
}
