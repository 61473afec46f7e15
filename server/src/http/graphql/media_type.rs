//! Media types: that of the response, from `Accept`, and that of the body, which must be JSON in UTF-8.

use poem::http::{HeaderMap, header};

use super::{reason::Reason, refusal::Refusal};
use crate::http::header_lines;

/// The media type of a response. It decides what the status says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    /// `application/graphql-response+json`: the status says whether the request succeeded.
    GraphqlJson,
    /// `application/json`, for clients that ask for nothing else and distrust every status but 200: a
    /// well-formed request gets 200.
    Json,
}

impl MediaType {
    /// The name as in `Content-Type`, without parameters.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::GraphqlJson => "application/graphql-response+json",
            Self::Json => "application/json",
        }
    }

    /// The media type that `Accept` prefers. An empty one prefers nothing, like none. Refuses a client that
    /// accepts neither.
    pub fn wanted(headers: &HeaderMap) -> Result<Self, Refusal> {
        let accepted = header_lines::list(headers, header::ACCEPT);
        let ranges: Vec<_> = accepted.split(',').filter_map(Range::parse).collect();
        let quality = |media_type: Self| {
            let of =
                |range: &Range| range.specificity(media_type).map(|specificity| (specificity, range.quality));
            ranges
                .iter()
                .filter_map(of)
                .max_by_key(|(specificity, _)| *specificity)
                .map_or(0, |(_, quality)| quality)
        };
        let (graphql, json) = (quality(Self::GraphqlJson), quality(Self::Json));
        match (graphql, json) {
            _ if accepted.split(',').all(|range| range.trim().is_empty()) => Ok(Self::GraphqlJson),
            (0, 0) => Err(Refusal::Request(Reason::NotAcceptable)),
            _ if graphql >= json => Ok(Self::GraphqlJson),
            _ => Ok(Self::Json),
        }
    }

    /// The same for the response to a refused request, which needs a media type even if the client accepts
    /// neither.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        Self::wanted(headers).unwrap_or(Self::GraphqlJson)
    }
}

/// One entry of `Accept`: a range of media types and its quality.
struct Range {
    name: String,
    /// The quality in thousandths, at most 1,000.
    quality: u16,
}

impl Range {
    /// Parses an entry; `None` if it is invalid or asks for another encoding than UTF-8.
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(';').map(|part| part.trim().to_ascii_lowercase());
        let name = parts.next().filter(|name| name.contains('/'))?;
        let mut quality = 1_000;
        for part in parts {
            match part.split_once('=').map(|(name, value)| (name.trim(), value.trim())) {
                Some(("q", value)) => quality = thousandths(value)?,
                Some(("charset", value)) if !is_utf8(value) => return None,
                _ => {}
            }
        }
        Some(Self { name, quality })
    }

    /// How exactly the range matches a media type: 2 for its name, 0 for `*/*`; `None` if it does not match.
    fn specificity(&self, media_type: MediaType) -> Option<u8> {
        match self.name.as_str() {
            "*/*" => Some(0),
            "application/*" => Some(1),
            name if name == media_type.name() => Some(2),
            _ => None,
        }
    }
}

fn thousandths(quality: &str) -> Option<u16> {
    let quality: f32 = quality.parse().ok().filter(|quality| (0.0..=1.0).contains(quality))?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 0 and 1,000")]
    Some((quality * 1_000.0).round() as u16)
}

/// Whether this is a name of UTF-8, with or without the hyphen that some programs leave out.
fn is_utf8(charset: &str) -> bool {
    let charset = charset.trim_matches('"');
    ["utf-8", "utf8"].iter().any(|name| charset.eq_ignore_ascii_case(name))
}

/// Whether a body is said once to be `application/json`, in UTF-8 if it names a charset, and not compressed.
#[must_use]
pub fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = header_lines::only(headers, header::CONTENT_TYPE).map(header_lines::text) else {
        return false;
    };
    let mut parts = value.split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
    let is_read = |part: &str| match part.split_once('=') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => is_utf8(value.trim()),
        _ => true,
    };
    is_json && is_plain(headers) && parts.all(is_read)
}

/// Whether a body is not compressed: `identity` names the encoding that changes nothing.
fn is_plain(headers: &HeaderMap) -> bool {
    let encodings = header_lines::list(headers, header::CONTENT_ENCODING);
    encodings.split(',').map(str::trim).all(|name| name.is_empty() || name.eq_ignore_ascii_case("identity"))
}

/// The media types that a form of any page can send.
const OF_FORMS: [&str; 3] = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];

/// Why a body that is not JSON by its headers is refused.
#[must_use]
pub fn why_not_json(headers: &HeaderMap) -> Reason {
    let line = header_lines::only(headers, header::CONTENT_TYPE).map(header_lines::text);
    let kind = line.and_then(|line| line.split(';').next().map(|kind| kind.trim().to_ascii_lowercase()));
    match kind.as_deref() {
        Some(kind) if OF_FORMS.contains(&kind) => Reason::FormPost,
        Some("application/json") if headers.contains_key(header::CONTENT_ENCODING) => Reason::ContentEncoding,
        Some("application/json") => Reason::Charset,
        _ => Reason::ContentType,
    }
}

#[cfg(test)]
mod tests {
    use poem::http::HeaderValue;

    use super::*;

    #[test]
    fn the_better_of_the_two_that_a_client_takes() {
        let check = |accept: &'static str, expected: Option<MediaType>| {
            let headers = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(accept))]);
            assert_eq!(MediaType::wanted(&headers).ok(), expected, "{accept}");
        };
        let (graphql, json) = (Some(MediaType::GraphqlJson), Some(MediaType::Json));
        assert_eq!(MediaType::wanted(&HeaderMap::new()).ok(), graphql);
        for accept in [
            "*/*",
            "application/*",
            "application/graphql-response+json, application/json;q=0.9",
            "application/json, application/graphql-response+json",
            "application/graphql-response+json; charset=utf-8",
            "text/html, */*;q=0.1",
            "",
            " , ",
            "text/html, image/gif, *; q=.2, */*; q=.2",
        ] {
            check(accept, graphql);
        }
        for accept in [
            "application/json",
            "application/json; charset=\"UTF-8\"",
            "application/json;charset=utf8",
            "Application/JSON, multipart/mixed",
            "application/graphql-response+json;q=0, application/json",
            "application/graphql-response+json;q=0.8, application/json;q=0.9",
            "application/json, */*;q=0.1",
            "application/graphql-response+json;q=0, */*",
        ] {
            check(accept, json);
        }
        for accept in
            ["text/html", "application/json;q=0", "*/*;q=0", "application/json; charset=utf-16", "image/*"]
        {
            check(accept, None);
        }
    }

    #[test]
    fn a_body_is_json_in_utf8_and_not_compressed() {
        let check = |content_type: &'static str, encoding: Option<&'static str>, expected: bool| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
            headers.extend(encoding.map(|it| (header::CONTENT_ENCODING, HeaderValue::from_static(it))));
            assert_eq!(is_json(&headers), expected, "{content_type} {encoding:?}");
        };
        for good in [
            "application/json",
            "Application/JSON; charset=utf-8",
            "application/json;charset=UTF8",
            "application/json; Charset = \"Utf-8\"; x=1",
        ] {
            check(good, None, true);
        }
        for bad in [
            "",
            "text/plain",
            "application/json; charset=utf-16",
            "application/jsonp",
            "application/json, text/plain",
        ] {
            check(bad, None, false);
        }
        for (encoding, expected) in
            [("identity", true), ("Identity", true), ("", true), ("gzip", false), ("identity, br", false)]
        {
            check("application/json", Some(encoding), expected);
        }
    }
}
