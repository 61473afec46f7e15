//! The shutdown of a server, in two steps: leaving, in which it still serves, and closing, in which listeners
//! close.
//!
//! While the server is leaving, `/readyz` returns 503 to load balancers, and every response closes its
//! connection, so that a proxy keeps no connection that is about to be closed. Nothing here listens or
//! decides how long a step lasts.

use std::sync::Arc;

use poem::{Endpoint, IntoResponse, Request, Response, http::StatusCode, web::Json};
use serde_json::json;
use tokio_util::sync::CancellationToken;

/// The state of the shutdown, which listeners and connections observe.
#[derive(Clone, Debug, Default)]
pub struct Shutdown {
    leaving: CancellationToken,
    closing: CancellationToken,
}

impl Shutdown {
    /// Begins the first step: `/readyz` returns 503, and each response closes its connection.
    pub fn leave(&self) {
        self.leaving.cancel();
    }

    /// Begins the second step, and the first one if necessary: listeners and idle connections are closed.
    pub fn close(&self) {
        self.leaving.cancel();
        self.closing.cancel();
    }

    /// Whether the first step has begun.
    #[must_use]
    pub fn is_leaving(&self) -> bool {
        self.leaving.is_cancelled()
    }

    /// Waits until the first step begins.
    pub async fn leaving(&self) {
        self.leaving.cancelled().await;
    }

    /// Waits until the second step begins.
    pub async fn closing(&self) {
        self.closing.cancelled().await;
    }
}

impl From<CancellationToken> for Shutdown {
    /// A shutdown whose two steps begin together.
    fn from(end: CancellationToken) -> Self {
        Self { leaving: end.clone(), closing: end }
    }
}

/// Responds with 503 to `/readyz` while the server is leaving, and passes everything else on.
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
