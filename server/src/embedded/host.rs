//! Checks the `Host` header in the embedded mode, against DNS rebinding.
//!
//! Another site can let its own name point to this computer, and could then read the mailbox through the
//! user's browser. So `Host` must be a name that no other site can own: localhost, an IP address, or the host
//! of `--public-url`. Production leaves this check to the proxy.

use std::{net::IpAddr, sync::Arc};

use poem::{
    Endpoint, IntoResponse, Request, Response,
    http::{HeaderMap, StatusCode, Uri, header, uri::Authority},
};
use url::Url;

/// The hosts that a listener serves.
#[derive(Clone, Debug)]
pub(super) struct Hosts {
    /// The address on which it listens.
    ip: IpAddr,
    /// The host of the front end, in lower case.
    front_end: Option<String>,
}

impl Hosts {
    /// The hosts of a listener on `ip`, and that of the front end in front of it.
    pub(super) fn of(ip: IpAddr, front_end: Option<&Url>) -> Self {
        let front_end = front_end.and_then(Url::host_str).map(str::to_ascii_lowercase);
        Self { ip: ip.to_canonical(), front_end }
    }

    /// Passes a request on if its one `Host` header names this listener. Otherwise responds with 400 or 421.
    pub(super) async fn check<E: Endpoint>(self, next: Arc<E>, request: Request) -> poem::Result<Response> {
        match self.refusal(request.headers(), request.uri()) {
            None => Ok(next.call(request).await?.into_response()),
            Some((status, why)) => Ok((status, why).into_response()),
        }
    }

    fn refusal(&self, headers: &HeaderMap, uri: &Uri) -> Option<(StatusCode, &'static str)> {
        let mut lines = headers.get_all(header::HOST).iter();
        let (Some(line), None) = (lines.next(), lines.next()) else {
            return Some((StatusCode::BAD_REQUEST, "send one Host header\n"));
        };
        let Some(host) = line.to_str().ok().and_then(|line| line.parse::<Authority>().ok()) else {
            return Some((StatusCode::BAD_REQUEST, "the Host header is not a host and a port\n"));
        };
        // If the request line names a host, that one counts (RFC 9112, 3.2.2). So both must be known.
        let all_known = [Some(&host), uri.authority()].into_iter().flatten().all(|host| self.know(host));
        let elsewhere = "this server can be reached as localhost, by its IP address, and by the host of --public-url; \
                         start it with --public-url http://HOST:PORT/ to use another name\n";
        (!all_known).then_some((StatusCode::MISDIRECTED_REQUEST, elsewhere))
    }

    fn know(&self, authority: &Authority) -> bool {
        let host = authority.host().to_ascii_lowercase();
        let ip = host.trim_matches(['[', ']']).parse::<IpAddr>().map(|ip| ip.to_canonical());
        let is_ours = match ip {
            // An IP address in `Host` means that the browser used no name, so no DNS was involved.
            Ok(ip) => ip.is_loopback() || ip == self.ip || self.ip.is_unspecified(),
            Err(_) => host == "localhost",
        };
        !authority.as_str().contains('@') && (is_ours || self.front_end.as_deref() == Some(&host))
    }
}

#[cfg(test)]
mod tests {
    use poem::http::HeaderValue;

    use super::*;

    fn status(hosts: &Hosts, lines: &[&'static str], uri: &'static str) -> u16 {
        let lines = lines.iter().map(|line| (header::HOST, HeaderValue::from_static(line)));
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(name, value);
        }
        hosts.refusal(&headers, &Uri::from_static(uri)).map_or(200, |(status, _)| status.as_u16())
    }

    #[test]
    fn only_names_that_nobody_else_can_own_are_answered_to() {
        let front_end = "http://Portal.Test:3000/".parse().expect("a URL");
        let local = Hosts::of(IpAddr::from([127, 0, 0, 1]), None);
        let one = Hosts::of(IpAddr::from([192, 0, 2, 1]), Some(&front_end));
        let any = Hosts::of(IpAddr::from([0, 0, 0, 0]), Some(&front_end));
        for (host, expected) in [
            ("localhost:8000", [200, 200, 200]),
            ("LOCALHOST", [200, 200, 200]),
            ("127.0.0.1:8000", [200, 200, 200]),
            ("[::1]:80", [200, 200, 200]),
            ("[::ffff:127.0.0.1]", [200, 200, 200]),
            ("192.0.2.1:8000", [421, 200, 200]),
            ("198.51.100.7", [421, 421, 200]),
            ("portal.test", [421, 200, 200]),
            ("PORTAL.test:8000", [421, 200, 200]),
            ("evil.example", [421, 421, 421]),
            ("127.0.0.1.evil.example", [421, 421, 421]),
            ("localhost.evil.example", [421, 421, 421]),
            ("evil@localhost", [421, 421, 421]),
            ("", [400, 400, 400]),
            ("local host", [400, 400, 400]),
            ("localhost/", [400, 400, 400]),
        ] {
            let found = [&local, &one, &any].map(|hosts| status(hosts, &[host], "/mailbox"));
            assert_eq!(found, expected, "{host}");
        }
    }

    #[test]
    fn a_host_is_named_once_and_the_request_line_counts_too() {
        let hosts = Hosts::of(IpAddr::from([127, 0, 0, 1]), None);
        assert_eq!(status(&hosts, &[], "/"), 400);
        assert_eq!(status(&hosts, &["localhost", "localhost"], "/"), 400);
        assert_eq!(status(&hosts, &["localhost", "evil.example"], "/"), 400);
        assert_eq!(status(&hosts, &["localhost"], "http://evil.example/mailbox"), 421);
        assert_eq!(status(&hosts, &["localhost"], "http://localhost:8000/mailbox"), 200);
    }
}
