//! Whether the process lives, and whether it can serve.

use std::sync::Arc;

use poem::{
    handler,
    http::StatusCode,
    web::{Data, Json},
};
use serde_json::{Value, json};

use crate::app::App;

/// The process answers: that is all this says.
#[handler]
pub(crate) fn live() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// The database answers, so requests can be served.
#[handler]
pub(crate) async fn ready(app: Data<&Arc<App>>) -> (StatusCode, Json<Value>) {
    if let Ok(()) = app.db.ping().await {
        // Without Redis everything works, and limits are counted by each server: no reason to be taken out.
        (
            StatusCode::OK,
            Json(json!({ "status": "ok", "database": "ok", "limits": app.limiter.counted_in() })),
        )
    } else {
        let unready = json!({ "status": "unready", "database": "does not answer" });
        (StatusCode::SERVICE_UNAVAILABLE, Json(unready))
    }
}
