//! The hooks: where mail providers report bounces and complaints, on the public listener.
//!
//! `POST /hooks/mail/events` takes a JSON document that the operator's own program signs; `POST
//! /hooks/mail/ses` takes the events of Amazon SES, which Amazon SNS signs. Each is off unless its setting
//! is there. An unsigned request reaches no use case, and no response says what is known about a mail.

pub mod certificates;
pub mod events;
pub mod fetch;
pub mod ses;
pub mod signature;
pub mod sns;

use std::{fmt, sync::Arc};

use poem::{Body, EndpointExt, Request, Route, handler, http::StatusCode, post, web::Data};
use tokio::io::AsyncReadExt;
use url::Url;
use worker::bounce::{self, Report, SentTo, intake, message::Ignored};

use self::{
    certificates::Certificates,
    signature::{HEADER, Secret},
    sns::{Content, Envelope, Topic},
};
use super::{client_address, entrance::Entrance};
use crate::{app::App, client::ClientAddress, rate_limit::Limit};

/// The largest body. Amazon SNS sends 256 KiB at most.
const MAX_BYTES: u64 = 256 * 1024;

/// The settings of the hooks. A hook whose setting is missing does not exist.
#[derive(Default)]
pub struct Hooks {
    /// With what events are signed; `None` if there is no hook for them.
    pub secret: Option<Secret>,
    /// The topic of Amazon SNS with the events of SES; `None` if there is no hook for them.
    pub topic: Option<Topic>,
    /// The certificates with which Amazon SNS signs.
    pub certificates: Certificates,
}

/// Says which hooks there are, without the secret.
impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hooks(events: {}, ses: {})", self.secret.is_some(), self.topic.is_some())
    }
}

/// What a hook's handler needs.
struct Hook {
    app: Arc<App>,
    entrance: Arc<Entrance>,
    hooks: Hooks,
}

/// Adds the hooks that are set to the routes of the public listener.
#[must_use]
pub fn add(routes: Route, app: &Arc<App>, entrance: &Arc<Entrance>, hooks: Hooks) -> Route {
    let hook = Arc::new(Hook { app: Arc::clone(app), entrance: Arc::clone(entrance), hooks });
    let routes = if hook.hooks.secret.is_some() {
        routes.at("/hooks/mail/events", post(take_events).data(Arc::clone(&hook)))
    } else {
        routes
    };
    if hook.hooks.topic.is_some() { routes.at("/hooks/mail/ses", post(take_ses).data(hook)) } else { routes }
}

/// Takes events that the operator's own program signs.
#[handler]
async fn take_events(request: &Request, body: Body, hook: Data<&Arc<Hook>>) -> StatusCode {
    answer(events(request, body, &hook).await)
}

/// Takes the events of Amazon SES.
#[handler]
async fn take_ses(request: &Request, body: Body, hook: Data<&Arc<Hook>>) -> StatusCode {
    answer(ses(request, body, &hook).await)
}

/// Why a hook refuses a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HookError {
    /// The client has used up its limit.
    #[error("too many requests of this client")]
    RateLimited,
    /// The body did not arrive in time.
    #[error("the body did not arrive in time")]
    TooSlow,
    /// The body is larger than 256 KiB.
    #[error("the body is too large")]
    TooLarge,
    /// The body has not the form of an event.
    #[error("the body is not well-formed")]
    Malformed,
    /// The signature is missing or wrong, or too old, or about another topic.
    #[error("the signature is missing, wrong or too old")]
    Signature,
    /// The database or Amazon cannot be reached. The provider has to send the event again.
    #[error("the database, or Amazon's certificate, cannot be reached")]
    Unavailable,
}

impl HookError {
    /// The status of the response. Providers send an event again after a status of 5xx or 429.
    const fn status(self) -> StatusCode {
        match self {
            Self::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Signature => StatusCode::FORBIDDEN,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

fn answer(done: Result<(), HookError>) -> StatusCode {
    match done {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(error) => {
            tracing::warn!("request of a mail provider refused: {error}");
            error.status()
        }
    }
}

async fn events(request: &Request, body: Body, hook: &Hook) -> Result<(), HookError> {
    let body = hook.read(request, body).await?;
    let now = hook.app.clock.now();
    let secret = hook.hooks.secret.as_ref().ok_or(HookError::Signature)?;
    let header = request.headers().get(HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !secret.verifies(header, &body, now) {
        return Err(HookError::Signature);
    }
    hook.record(events::read(&body).ok_or(HookError::Malformed)?).await
}

async fn ses(request: &Request, body: Body, hook: &Hook) -> Result<(), HookError> {
    let body = hook.read(request, body).await?;
    let now = hook.app.clock.now();
    let topic = hook.hooks.topic.as_ref().ok_or(HookError::Signature)?;
    let envelope = Envelope::parse(&body).ok_or(HookError::Malformed)?;
    let certificate_url = envelope.certificate_url(topic, now).ok_or(HookError::Signature)?;
    let allow = hook.allow(Limit::HookCertificate(hook.client(request)));
    if !hook.hooks.certificates.have_signed(&envelope, &certificate_url, now, allow).await? {
        return Err(HookError::Signature);
    }
    let event = match envelope.content(topic).ok_or(HookError::Signature)? {
        Content::Event(event) => event,
        Content::Confirm(url) => return confirm(&url).await,
        Content::End => {
            tracing::warn!("the subscription to the topic of Amazon SNS has ended: no more bounces arrive");
            return Ok(());
        }
    };
    let report = ses::read(event);
    if report.is_none() {
        tracing::info!("event of Amazon SES ignored: it reports no bounce of a mail of ours");
    }
    hook.record(report.into_iter().collect()).await
}

/// Confirms our subscription to the topic, which nobody but the operator can have requested.
async fn confirm(url: &Url) -> Result<(), HookError> {
    fetch::get(url).await.map_err(|error| {
        tracing::warn!("the subscription to the topic of Amazon SNS could not be confirmed: {error}");
        HookError::Unavailable
    })?;
    tracing::info!("the subscription to the topic of Amazon SNS is confirmed");
    Ok(())
}

impl Hook {
    /// Reads the body of a client that has not used up its limit.
    async fn read(&self, request: &Request, body: Body) -> Result<Vec<u8>, HookError> {
        self.allow(Limit::HookClient(self.client(request))).await?;
        let mut bytes = Vec::new();
        // One byte more than allowed is enough to see that a body is too large.
        let mut reader = body.into_async_read().take(MAX_BYTES + 1);
        let read = tokio::time::timeout(self.entrance.limits.read(), reader.read_to_end(&mut bytes)).await;
        read.map_err(|_| HookError::TooSlow)?.map_err(|_| HookError::Malformed)?;
        if bytes.len() as u64 > MAX_BYTES { Err(HookError::TooLarge) } else { Ok(bytes) }
    }

    fn client(&self, request: &Request) -> ClientAddress {
        client_address::of(request, &self.entrance.trusted_proxies)
    }

    async fn allow(&self, limit: Limit<'_>) -> Result<(), HookError> {
        let taken = self.app.limiter.take(&[limit], 1, self.app.clock.now()).await;
        taken.map_err(|_| HookError::RateLimited)
    }

    /// Records reports, whose signature was verified. Those that are known already change nothing, and
    /// neither do those with a token that was not made with our keys.
    async fn record(&self, reports: Vec<Report>) -> Result<(), HookError> {
        for report in reports {
            if let SentTo::Token(token) = &report.sent_to
                && !token.is_genuine(&self.app.link_keys)
            {
                tracing::warn!("report of a bounce ignored: {}", Ignored::Forged);
                continue;
            }
            let outcome = bounce::record(&self.app.db, &report, self.app.clock.now()).await;
            let outcome = outcome.map_err(|error| {
                tracing::warn!(error = &error as &dyn std::error::Error, "failed to record a bounce");
                HookError::Unavailable
            })?;
            intake::log(&report, outcome);
        }
        Ok(())
    }
}
