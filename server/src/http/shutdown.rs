//! The end of a server, in two steps: first it says that it is leaving, and still serves; then its listeners close.
//!
//! Between the two, load balancers see `/readyz` turn 503, and every answer ends its connection, so that a proxy keeps
//! none that is about to be closed. Nothing here listens, and nothing here decides how long the first step lasts.

use std::sync::Arc;

use poem::{Endpoint, IntoResponse, Request, Response, http::StatusCode, web::Json};
use serde_json::json;
use tokio_util::sync::CancellationToken;

/// Tells listeners and connections how far the end of the server has come.
#[derive(Clone, Debug, Default)]
pub struct Shutdown {
    leaving: CancellationToken,
    closing: CancellationToken,
}

impl Shutdown {
    /// Begins the first step: unready, and each answer ends its connection.
    pub fn leave(&self) {
        self.leaving.cancel();
    }

    /// Begins the second step, and the first if it had not begun: listeners close, and idle connections are ended.
    pub fn close(&self) {
        self.leaving.cancel();
        self.closing.cancel();
    }

    /// Whether the first step has begun.
    #[must_use]
    pub fn is_leaving(&self) -> bool {
        self.leaving.is_cancelled()
    }

    /// Waits for the first step.
    pub async fn leaving(&self) {
        self.leaving.cancelled().await;
    }

    /// Waits for the second step.
    pub async fn closing(&self) {
        self.closing.cancelled().await;
    }
}

impl From<CancellationToken> for Shutdown {
    /// Both steps at once.
    fn from(end: CancellationToken) -> Self {
        Self { leaving: end.clone(), closing: end }
    }
}

/// Answers `/readyz` for a server that is leaving; hands on everything else.
pub(super) async fn unready_when_leaving<E: Endpoint>(
    next: Arc<E>,
    request: Request,
    shutdown: Shutdown,
) -> poem::Result<Response> {
    if shutdown.is_leaving() && request.uri().path() == "/readyz" {
        let unready = json!({ "status": "unready", "reason": "the server is shutting down" });
        return Ok((StatusCode::SERVICE_UNAVAILABLE, Json(unready)).into_response());
    }
    Ok(next.call(request).await?.into_response())
}
