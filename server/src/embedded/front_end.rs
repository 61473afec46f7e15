//! CORS headers, with which a front end on another port can call the API from a browser.
//!
//! They are sent only to the origin of `--public-url`, and only by `/graphql`. Production never sends them:
//! there, a proxy serves the pages and the API from one origin.

use std::sync::Arc;

use poem::{
    Endpoint, IntoResponse, Request, Response,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
};
use url::Url;

/// The request headers that a front end may send, besides the cookie.
const HEADERS: HeaderValue =
    HeaderValue::from_static("accept-language, authorization, content-type, traceparent");
/// The response headers that a front end may read.
const SHOWN: HeaderValue = HeaderValue::from_static("ratelimit, ratelimit-policy, retry-after, x-request-id");

/// The origin of the front end, if there is one.
#[derive(Clone, Debug)]
pub(super) struct FrontEnd(Option<HeaderValue>);

impl FrontEnd {
    /// Takes the origin of `--public-url`.
    pub(super) fn of(public_url: Option<&Url>) -> Self {
        let origin = public_url.map(|url| url.origin().ascii_serialization());
        Self(origin.and_then(|origin| HeaderValue::try_from(origin).ok()))
    }

    /// Responds to preflight requests of the front end, and adds CORS headers to its other responses.
    pub(super) async fn admit<E: Endpoint>(self, next: Arc<E>, request: Request) -> poem::Result<Response> {
        let origin = self.0.filter(|origin| {
            request.uri().path() == "/graphql" && request.headers().get(header::ORIGIN) == Some(origin)
        });
        let Some(origin) = origin else { return Ok(next.call(request).await?.into_response()) };
        let asks_first = request.method() == Method::OPTIONS
            && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
        let mut response = if asks_first {
            StatusCode::NO_CONTENT.into_response()
        } else {
            next.get_response(request).await
        };
        let headers = response.headers_mut();
        if asks_first {
            headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
        }
        permit(headers, origin);
        Ok(response)
    }
}

fn permit(headers: &mut HeaderMap, origin: HeaderValue) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, SHOWN);
    headers.append(header::VARY, HeaderValue::from_static("origin"));
}
