//! Decides which pages may call the API, and how cookies are named and set.
//!
//! That bodies must be JSON keeps cross-site forms out. In addition, `Origin` must be on the list if it is
//! sent, and a request that the browser marks as cross-site is refused.

use std::net::SocketAddr;

use chrono::TimeDelta;
use entity::known_device;
use poem::http::{HeaderMap, HeaderName, HeaderValue, header};
use url::Url;

use super::header_lines;
use crate::request_info::CookieChange;

/// Which page calls, as the browser sees it.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whose pages they are. Each audience has its own cookie name, because browsers separate cookies by host and
/// not by port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Audience {
    Applicants,
    Officers,
}

/// Why a page may not call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OriginError {
    /// Its origin is not on the list. The setting that would add it, if the response may name it.
    Foreign(Option<&'static str>),
    /// The browser marks the request as one of another site.
    CrossSite,
}

/// The pages that may call, and the cookies that they get.
#[derive(Clone, Debug)]
pub struct Origins {
    allowed: Vec<String>,
    is_secure: bool,
    audience: Audience,
}

impl Origins {
    /// The pages of a production installation. Their cookies are `__Host-` and `Secure`.
    #[must_use]
    pub fn secure(origins: &[Url]) -> Self {
        Self {
            allowed: origins.iter().map(|url| url.origin().ascii_serialization()).collect(),
            is_secure: true,
            audience: Audience::Applicants,
        }
    }

    /// The pages of the embedded mode: those at `address`, and those of the host in `Host`, which the
    /// embedded mode checks before. They are served over plain HTTP, where cookies cannot be `__Host-` and
    /// `Secure`.
    #[must_use]
    pub fn plain(address: SocketAddr) -> Self {
        let port = address.port();
        let names = ["127.0.0.1", "localhost", "[::1]"].map(|name| format!("http://{name}:{port}"));
        let urls = names.into_iter().chain([format!("http://{address}")]);
        // Parsed as a URL, because browsers leave out a default port.
        let origin = |url: String| Some(Url::parse(&url).ok()?.origin().ascii_serialization());
        Self { allowed: urls.filter_map(origin).collect(), is_secure: false, audience: Audience::Applicants }
    }

    /// Also allows the page at `url`, e.g. a front end on another port.
    #[must_use]
    pub fn and(mut self, url: Option<&Url>) -> Self {
        self.allowed.extend(url.map(|url| url.origin().ascii_serialization()));
        self
    }

    /// The same pages, with the cookie names of the officers' listener.
    #[must_use]
    pub fn for_officers(self) -> Self {
        Self { audience: Audience::Officers, ..self }
    }

    /// Checks the headers that browsers send about the calling page. A request without them is allowed.
    pub fn check(&self, headers: &HeaderMap) -> Result<(), OriginError> {
        let host = header_lines::only(headers, header::HOST);
        let is_listed = |origin: &str| self.allowed.iter().any(|allowed| allowed == origin);
        let is_own = |origin: &str| {
            let own = origin.strip_prefix("http://").filter(|_| !self.is_secure);
            own.is_some_and(|own| host.is_some_and(|host| host.as_bytes() == own.as_bytes()))
        };
        let is_good =
            |line: &HeaderValue| line.to_str().is_ok_and(|origin| is_listed(origin) || is_own(origin));
        // Also without `Origin`: browsers leave it out when a page of another site causes a GET.
        let sites = header_lines::list(headers, SEC_FETCH_SITE);
        if !headers.get_all(header::ORIGIN).iter().all(is_good) {
            return Err(OriginError::Foreign(self.setting()));
        }
        let is_cross_site = sites.split(',').any(|site| site.trim().eq_ignore_ascii_case("cross-site"));
        if is_cross_site { Err(OriginError::CrossSite) } else { Ok(()) }
    }

    /// The setting that adds a page to the embedded mode's list. In production, visitors of the portal could
    /// read it.
    fn setting(&self) -> Option<&'static str> {
        (!self.is_secure && self.audience == Audience::Applicants).then_some("--public-url")
    }

    /// The name of the session cookie of this audience.
    #[must_use]
    pub fn cookie_name(&self) -> &'static str {
        match (self.audience, self.is_secure) {
            (Audience::Applicants, true) => "__Host-uketori_session",
            (Audience::Applicants, false) => "uketori_session",
            (Audience::Officers, true) => "__Host-uketori_officer",
            (Audience::Officers, false) => "uketori_officer",
        }
    }

    /// The name of the cookie that identifies a known browser.
    #[must_use]
    pub fn device_cookie_name(&self) -> &'static str {
        match (self.audience, self.is_secure) {
            (Audience::Applicants, true) => "__Host-uketori_device",
            (Audience::Applicants, false) => "uketori_device",
            (Audience::Officers, true) => "__Host-uketori_officer_device",
            (Audience::Officers, false) => "uketori_officer_device",
        }
    }

    /// The value of `Set-Cookie` for a change. The session cookie ends with the browser's session; the cookie
    /// of a known browser lasts as long as the server remembers that browser.
    #[must_use]
    pub fn set_cookie(&self, change: &CookieChange) -> String {
        let (name, value, age) = match change {
            CookieChange::SetSession(token) => (self.cookie_name(), token.as_str(), None),
            CookieChange::ClearSession => (self.cookie_name(), "", Some(TimeDelta::zero())),
            CookieChange::SetDevice(token) => {
                (self.device_cookie_name(), token.as_str(), Some(known_device::LIFETIME))
            }
        };
        let age = age.map(|age| format!("; Max-Age={}", age.num_seconds())).unwrap_or_default();
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{age}{}", self.secure_attribute())
    }

    fn secure_attribute(&self) -> &'static str {
        if self.is_secure { "; Secure" } else { "" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(headers: &[(&'static str, &'static str)]) -> bool {
        let headers = headers
            .iter()
            .map(|(name, value)| (header::HeaderName::from_static(name), HeaderValue::from_static(value)));
        Origins::plain(([192, 168, 1, 5], 8000).into()).check(&headers.collect()).is_ok()
    }

    #[test]
    fn a_front_end_that_is_named_may_call_and_in_production_the_list_alone_counts() {
        let front_end = "http://localhost:3000/app/".parse().expect("a URL");
        let allows = |origins: &Origins, origin: &'static str| {
            let header = |name, value| (name, HeaderValue::from_static(value));
            let headers = [header(header::ORIGIN, origin), header(header::HOST, "portal.example")];
            origins.check(&headers.into_iter().collect()).is_ok()
        };
        let plain = Origins::plain(([127, 0, 0, 1], 8000).into()).and(Some(&front_end));
        assert!(allows(&plain, "http://localhost:3000") && !allows(&plain, "http://localhost:3001"));
        assert!(!allows(&Origins::secure(&[]), "http://portal.example"));
    }

    #[test]
    fn a_page_of_another_site_may_not_call() {
        assert!(allows(&[]));
        assert!(allows(&[("origin", "http://127.0.0.1:8000"), ("sec-fetch-site", "same-origin")]));
        assert!(allows(&[("origin", "http://localhost:8000")]));
        assert!(allows(&[("origin", "http://192.168.1.5:8000")]));
        assert!(!allows(&[("origin", "https://evil.example")]));
        assert!(!allows(&[("origin", "null")]));
        assert!(allows(&[("origin", "http://198.51.100.7:8000"), ("host", "198.51.100.7:8000")]));
        assert!(!allows(&[("origin", "http://198.51.100.7:3000"), ("host", "198.51.100.7:8000")]));
        assert!(!allows(&[("sec-fetch-site", "cross-site")]));
        assert!(!allows(&[("origin", "http://localhost:8000"), ("sec-fetch-site", "cross-site")]));
    }
}
