//! Media types: that of the response, from `Accept`, and that of the body, which must be JSON in UTF-8.

use poem::http::{HeaderMap, header};

use super::refusal::Refusal;
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

    /// The media type that `Accept` prefers. Refuses a client that accepts neither.
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
            _ if !headers.contains_key(header::ACCEPT) => Ok(Self::GraphqlJson),
            (0, 0) => Err(Refusal::NotAcceptable),
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
                Some(("charset", value)) if value.trim_matches('"') != "utf-8" => return None,
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

/// Whether a body is said once to be `application/json`, in UTF-8 if it names one, and not compressed.
#[must_use]
pub fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = header_lines::only(headers, header::CONTENT_TYPE).map(header_lines::text) else {
        return false;
    };
    let mut parts = value.split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
    let is_utf8 = |part: &str| match part.split_once('=') {
        Some((name, value)) if name.eq_ignore_ascii_case("charset") => {
            value.trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        _ => true,
    };
    is_json && !headers.contains_key(header::CONTENT_ENCODING) && parts.all(is_utf8)
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
        ] {
            check(accept, graphql);
        }
        for accept in [
            "application/json",
            "application/json; charset=\"UTF-8\"",
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
}
