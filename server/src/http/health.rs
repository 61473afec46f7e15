//! Whether the process lives, and whether it can serve. Neither asks anything: `readiness` looks, once a second.

#![expect(clippy::needless_pass_by_value, reason = "poem hands over what it extracts by value")]

use std::sync::Arc;

use poem::{
    handler,
    http::StatusCode,
    web::{Data, Json},
};
use serde_json::{Value, json};

use crate::{app::App, readiness::Status};

/// The process answers: that is all this says.
#[handler]
pub(crate) fn live() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// The database answers and takes writes, and the clocks agree, so requests can be served.
#[handler]
pub(crate) fn ready(app: Data<&Arc<App>>) -> (StatusCode, Json<Value>) {
    let found = app.readiness.status();
    let (code, status) = match found {
        Status::Ready => (StatusCode::OK, "ok"),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "unready"),
    };
    let mut body = json!({ "status": status, "database": found.database() });
    if let Status::ClockSkew(seconds) = found {
        let side = if seconds < 0 { "behind" } else { "ahead of" };
        body["clock"] = json!(format!("the database's clock is {} s {side} this machine's", seconds.abs()));
    }
    if found == Status::Ready {
        // Without Redis everything works, and limits are counted by each server: no reason to be taken out.
        body["limits"] = json!(app.limiter.counted_in());
    }
    (code, Json(body))
}
