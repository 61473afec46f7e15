//! `/livez`, `/readyz` and `/version`. None of them asks the database: `readiness_check` does that once a second,
//! and `/readyz` reports its last result.

#![expect(clippy::needless_pass_by_value, reason = "poem hands over what it extracts by value")]

use std::sync::Arc;

use entity::version::{COMMIT, VERSION};
use poem::{
    handler,
    http::StatusCode,
    web::{Data, Json},
};
use serde_json::{Value, json};

use crate::{app::App, readiness::Status};

/// Says that the process responds, and nothing else.
#[handler]
pub(crate) fn live() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// Says which version this server is, and which commit it was built from.
#[handler]
pub(crate) fn version() -> Json<Value> {
    Json(json!({ "program": "server", "version": VERSION, "commit": COMMIT }))
}

/// Says whether requests can be served: the database responds and accepts writes, and its clock agrees with
/// this machine's. Otherwise responds with 503 and the reason.
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
        // Shown, but no reason for 503: without Redis everything works, and each server counts limits by
        // itself.
        body["limits"] = json!(app.limiter.counted_in());
    }
    (code, Json(body))
}
