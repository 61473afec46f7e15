//! Reads the session token of a request: from a browser's cookie or an app's header, never from both; and the
//! device token, likewise. It looks nothing up.

use entity::session::{Delivery, SessionToken};
use poem::http::{HeaderMap, header};

use super::{header_lines, origin::Origins};

/// The session token of a request, and how it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// The request has no token.
    None,
    /// A token in the session cookie, from a browser.
    Cookie(String),
    /// A token in `Authorization: Bearer`, from an app.
    Bearer(String),
}

impl Credentials {
    /// The token, if there is one, and how the session it belongs to must have been delivered.
    #[must_use]
    pub fn token(self) -> Option<SessionToken> {
        let (text, delivery) = match self {
            Self::None => return None,
            Self::Cookie(token) => (token, Delivery::Cookie),
            Self::Bearer(token) => (token, Delivery::Bearer),
        };
        Some(SessionToken { text, delivery })
    }
}

/// Why credentials are refused before the session is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialsError {
    /// The request has both a session cookie and a bearer token.
    Both,
    /// An `Authorization` header names no scheme, or is `Bearer` without a token, or there are several tokens.
    Malformed,
}

/// Reads the token from the headers. The name of the cookie is that of `origins`.
///
/// Of `Authorization`, only `Bearer` is meant for this server. A proxy that protects a test installation asks
/// browsers for `Basic`, and passes that on. An empty line is one of a client that has no token now.
pub fn read(headers: &HeaderMap, origins: &Origins) -> Result<Credentials, CredentialsError> {
    let lines = headers.get_all(header::AUTHORIZATION).iter().map(header_lines::text);
    let mut lines = lines.filter(|line| !is_for_others(line.trim()));
    match (cookie(headers, origins.cookie_name()), lines.next(), lines.next()) {
        (Some(_), Some(_), _) => Err(CredentialsError::Both),
        (Some(token), None, _) => Ok(Credentials::Cookie(token)),
        (None, None, _) => Ok(Credentials::None),
        (None, Some(_), Some(_)) => Err(CredentialsError::Malformed),
        (None, Some(line), None) => bearer(&line).map(Credentials::Bearer).ok_or(CredentialsError::Malformed),
    }
}

/// Whether an `Authorization` line is empty, or has a scheme other than `Bearer`.
fn is_for_others(line: &str) -> bool {
    let scheme = line.split_once(' ').map(|(scheme, _)| scheme);
    line.is_empty() || scheme.is_some_and(|scheme| !scheme.eq_ignore_ascii_case("bearer"))
}

fn bearer(value: &str) -> Option<String> {
    let (scheme, token) = value.split_once(' ')?;
    // The alphabet of RFC 6750, section 2.1.
    let is_token = |c: u8| c.is_ascii_alphanumeric() || b"-._~+/=".contains(&c);
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && token.bytes().all(is_token))
        .then(|| token.to_owned())
}

/// The header in which an app sends the device token that `logIn` returned.
const DEVICE_HEADER: &str = "uketori-device";

/// The device token: from a browser's cookie, or from an app's header. Of an app that also keeps cookies, the
/// header counts, because the app chose it.
#[must_use]
pub fn device(headers: &HeaderMap, origins: &Origins) -> Option<String> {
    let sent = headers.get(DEVICE_HEADER).and_then(|value| str::from_utf8(value.as_bytes()).ok());
    let token = sent.map(str::trim).filter(|token| !token.is_empty() && token.is_ascii());
    token.map(str::to_owned).or_else(|| cookie(headers, origins.device_cookie_name()))
}

/// The value of a cookie, if it was sent and is not empty.
///
/// Each pair is parsed by itself (RFC 6265 §4.2.1), so a cookie of another site with bytes that are not text
/// does not end a session here. White space around a name or a value is not part of it (§5.2). Quotation
/// marks are part of it (§4.1.1), and none of our values has any.
#[must_use]
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b';'))
        .filter_map(pair)
        .find(|(found, value)| *found == name && !value.is_empty())
        .map(|(_, value)| value.to_owned())
}

/// Splits a pair into name and value; `None` if it is not ASCII.
fn pair(bytes: &[u8]) -> Option<(&str, &str)> {
    let text = str::from_utf8(bytes).ok().filter(|text| text.is_ascii())?;
    let (name, value) = text.split_once('=')?;
    Some((name.trim(), value.trim()))
}

#[cfg(test)]
mod tests {
    use poem::http::HeaderValue;

    use super::*;

    fn check(headers: &[(header::HeaderName, &str)], expected: &Result<Credentials, CredentialsError>) {
        let value = |text: &str| HeaderValue::from_bytes(text.as_bytes()).expect("a header's value");
        let mut map = HeaderMap::new();
        for (name, text) in headers {
            map.append(name.clone(), value(text));
        }
        assert_eq!(&read(&map, &Origins::plain(([127, 0, 0, 1], 8000).into())), expected);
    }

    #[test]
    fn a_token_comes_by_cookie_or_by_header_and_not_by_both() {
        let cookie = |text: &str| Ok(Credentials::Cookie(text.to_owned()));
        let bearer = |text: &str| Ok(Credentials::Bearer(text.to_owned()));
        check(&[], &Ok(Credentials::None));
        check(&[(header::COOKIE, "a=b; uketori_session=abc")], &cookie("abc"));
        check(&[(header::COOKIE, "uketori_session=")], &Ok(Credentials::None));
        check(&[(header::AUTHORIZATION, "Bearer abc")], &bearer("abc"));
        check(&[(header::AUTHORIZATION, "bearer abc")], &bearer("abc"));
        for malformed in ["Bearer", "Bearer ", "abc", "Bearer a b"] {
            check(&[(header::AUTHORIZATION, malformed)], &Err(CredentialsError::Malformed));
        }
        let two = [(header::AUTHORIZATION, "Bearer abc"), (header::AUTHORIZATION, "Bearer abc")];
        check(&two, &Err(CredentialsError::Malformed));
        check(
            &[(header::COOKIE, "uketori_session=abc"), (header::AUTHORIZATION, "Bearer abc")],
            &Err(CredentialsError::Both),
        );
    }

    #[test]
    fn what_a_proxy_asked_for_is_not_read() {
        let session = (header::COOKIE, "uketori_session=abc");
        let bearer = (header::AUTHORIZATION, "Bearer abc");
        for others in ["Basic dXNlcjpwYXNz", "basic eA==", "Digest a=b", "Negotiate x", ""] {
            let others = (header::AUTHORIZATION, others);
            check(std::slice::from_ref(&others), &Ok(Credentials::None));
            check(&[session.clone(), others.clone()], &Ok(Credentials::Cookie("abc".to_owned())));
            check(&[others, bearer.clone()], &Ok(Credentials::Bearer("abc".to_owned())));
        }
    }

    #[test]
    fn a_device_is_known_by_its_header_or_its_cookie() {
        let origins = Origins::plain(([127, 0, 0, 1], 8000).into());
        let value = |text: &[u8]| HeaderValue::from_bytes(text).expect("a header's value");
        let cookie = (header::COOKIE, value(b"x=\xe9; uketori_device=browser"));
        let app = |text: &[u8]| (header::HeaderName::from_static(DEVICE_HEADER), value(text));
        let check = |headers: Vec<_>, expected: Option<&str>| {
            let headers = HeaderMap::from_iter(headers);
            assert_eq!(device(&headers, &origins).as_deref(), expected);
        };
        check(vec![], None);
        check(vec![cookie.clone()], Some("browser"));
        check(vec![app(b" app ")], Some("app"));
        check(vec![cookie.clone(), app(b"app")], Some("app"));
        check(vec![cookie, app(b"\xff")], Some("browser"));
    }

    #[test]
    fn white_space_around_a_cookie_is_no_part_of_it() {
        let sent = |text: &str, expected: &str| {
            check(&[(header::COOKIE, text)], &Ok(Credentials::Cookie(expected.to_owned())));
        };
        sent("uketori_session= abc", "abc"); // found by the property tests
        sent("a=b;uketori_session \t=\t abc\t ; c=d", "abc");
        sent("uketori_session= ; uketori_session=abc", "abc");
        sent("uketori_session=\"abc\"", "\"abc\""); // we never set such a value, so no session has it
        check(&[(header::COOKIE, "uketori_session= \t ")], &Ok(Credentials::None));
        check(&[(header::COOKIE, "uketori session=abc")], &Ok(Credentials::None));
    }

    #[test]
    fn a_cookie_of_another_site_that_is_no_text_costs_nobody_a_session() {
        let bytes = b"a=\xe9\xff; uketori_session=abc; b=\xe5\x8f\x97";
        let line = HeaderValue::from_bytes(bytes).expect("a header's value");
        let headers = HeaderMap::from_iter([(header::COOKIE, line)]);
        assert_eq!(cookie(&headers, "uketori_session").as_deref(), Some("abc"));
        assert_eq!(cookie(&headers, "a"), None);
        assert_eq!(cookie(&headers, "b"), None, "our own cookies are always ASCII");
    }
}
