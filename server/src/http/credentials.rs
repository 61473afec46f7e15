//! The session token of a request: a browser's cookie or an app's header, never both.

use poem::http::{HeaderMap, header};

use super::origin::Origins;

/// What a request shows of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// Nothing.
    None,
    /// A browser's token.
    Cookie(String),
    /// An app's token.
    Bearer(String),
}

/// Why credentials are refused as such.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialsError {
    /// A cookie and a header in one request.
    Both,
    /// An `Authorization` header that is not `Bearer` and a token.
    Malformed,
}

/// Reads the token from the headers.
pub fn read(headers: &HeaderMap, origins: &Origins) -> Result<Credentials, CredentialsError> {
    match (cookie(headers, origins.cookie_name()), headers.get(header::AUTHORIZATION)) {
        (Some(_), Some(_)) => Err(CredentialsError::Both),
        (Some(token), None) => Ok(Credentials::Cookie(token)),
        (None, None) => Ok(Credentials::None),
        (None, Some(value)) => match value.to_str().ok().and_then(bearer) {
            Some(token) => Ok(Credentials::Bearer(token)),
            None => Err(CredentialsError::Malformed),
        },
    }
}

fn bearer(value: &str) -> Option<String> {
    let (scheme, token) = value.split_once(' ')?;
    let is_token = |c: u8| c.is_ascii_alphanumeric() || b"-._~+/=".contains(&c);
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && token.bytes().all(is_token))
        .then(|| token.to_owned())
}

/// The value of a cookie, if it was sent.
#[must_use]
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, value)| *found == name && !value.is_empty())
        .map(|(_, value)| value.to_owned())
}

#[cfg(test)]
mod tests {
    use poem::http::HeaderValue;

    use super::*;

    fn check(
        headers: &[(header::HeaderName, &'static str)],
        expected: &Result<Credentials, CredentialsError>,
    ) {
        let map =
            headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect();
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
        check(&[(header::AUTHORIZATION, "Basic abc")], &Err(CredentialsError::Malformed));
        check(&[(header::AUTHORIZATION, "Bearer ")], &Err(CredentialsError::Malformed));
        check(
            &[(header::COOKIE, "uketori_session=abc"), (header::AUTHORIZATION, "Bearer abc")],
            &Err(CredentialsError::Both),
        );
    }
}
