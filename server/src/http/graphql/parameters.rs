//! Reads the parameters of one operation from a JSON body or a query string. It does not parse the document.

use poem::{
    Body,
    http::{HeaderMap, Uri},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use tokio::io::AsyncReadExt;

use super::{limits::Limits, media_type::is_json, price::Work, refusal::Refusal};

/// The parameters of a request, which has exactly one operation.
#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct Parameters {
    /// The text of the document.
    #[serde(default)]
    pub query: Option<String>,
    /// The name of a trusted document, instead of `query`.
    #[serde(default)]
    pub document_id: Option<String>,
    /// The name of the operation to execute, if the document has several.
    #[serde(default)]
    pub operation_name: Option<String>,
    /// The values of the operation's variables.
    #[serde(default)]
    pub variables: Option<Map<String, Value>>,
    /// `{"cost": true}` requests the cost of the operation. Other extensions are ignored.
    #[serde(default)]
    pub extensions: Option<Map<String, Value>>,
}

impl Parameters {
    /// Reads a JSON body of at most `max_bytes`. Refuses forms, plain text and batches.
    pub async fn of_body(
        headers: &HeaderMap,
        body: Body,
        max_bytes: usize,
        limits: &Limits,
        work: &mut Work,
    ) -> Result<Self, Refusal> {
        // A form on another site can send text, but JSON only if this server permits it (CORS).
        if !is_json(headers) {
            return Err(Refusal::MediaType);
        }
        let mut bytes = Vec::new();
        // One byte more than allowed is enough to see that a body is too large.
        let mut reader = body.into_async_read().take(max_bytes as u64 + 1);
        // A client that sends its body byte by byte holds a connection, but not longer than this limit.
        let read = tokio::time::timeout(limits.read(), reader.read_to_end(&mut bytes)).await;
        // Before the errors below, so that a body that is refused is paid for, too.
        work.read(bytes.len());
        read.map_err(|_| Refusal::TooSlow)?.map_err(|_| Refusal::BadRequest)?;
        if bytes.len() > max_bytes {
            return Err(Refusal::BodyTooLarge);
        }
        let value: Value = serde_json::from_slice(&bytes).map_err(|_| Refusal::BadRequest)?;
        // serde would also read the struct from a list.
        if !value.is_object() {
            return Err(Refusal::NotWellFormed);
        }
        serde_json::from_value(value).map_err(|_| Refusal::NotWellFormed)
    }

    /// Reads the query string of a GET, of at most `max_bytes`. Its `variables` and `extensions` are JSON.
    pub fn of_url(uri: &Uri, max_bytes: usize, work: &mut Work) -> Result<Self, Refusal> {
        let text = uri.query().unwrap_or_default();
        work.read(text.len());
        if text.len() > max_bytes {
            return Err(Refusal::BodyTooLarge);
        }
        let mut parameters = Self::default();
        for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
            match name.as_ref() {
                "query" => once(&mut parameters.query, value.into_owned())?,
                "documentId" => once(&mut parameters.document_id, value.into_owned())?,
                "operationName" => once(&mut parameters.operation_name, value.into_owned())?,
                "variables" if !value.is_empty() => once(&mut parameters.variables, json(&value)?)?,
                "extensions" if !value.is_empty() => once(&mut parameters.extensions, json(&value)?)?,
                _ => {} // other parameters are ignored
            }
        }
        Ok(parameters)
    }

    /// Whether the response should show the cost of the operation.
    #[must_use]
    pub fn asks_for_cost(&self) -> bool {
        let asked = self.extensions.as_ref().and_then(|extensions| extensions.get("cost"));
        asked == Some(&Value::Bool(true))
    }
}

fn once<T>(place: &mut Option<T>, value: T) -> Result<(), Refusal> {
    if place.replace(value).is_some() { Err(Refusal::NotWellFormed) } else { Ok(()) }
}

fn json<T: DeserializeOwned>(text: &str) -> Result<T, Refusal> {
    let value: Value = serde_json::from_str(text).map_err(|_| Refusal::BadRequest)?;
    serde_json::from_value(value).map_err(|_| Refusal::NotWellFormed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_url(text: &str) -> Result<Parameters, Refusal> {
        Parameters::of_url(
            &format!("/graphql?{text}").parse().expect("an address"),
            1_000,
            &mut Work::default(),
        )
    }

    #[test]
    fn a_query_string_holds_what_a_body_does() {
        let found = of_url(
            "query=%7Ba%7D&operationName=A&variables=%7B%22a%22:1%7D&extensions=%7B%22cost%22:true%7D&x=1",
        );
        let found = found.expect("parameters");
        assert_eq!((found.query.as_deref(), found.operation_name.as_deref()), (Some("{a}"), Some("A")));
        assert_eq!(found.variables.as_ref().map(|it| it["a"].clone()), Some(Value::from(1)));
        assert!(found.asks_for_cost());
        assert_eq!(of_url("variables=&extensions="), Ok(Parameters::default()));
    }

    #[test]
    fn what_is_not_json_or_not_one_operation_is_refused() {
        assert_eq!(of_url("query=a&variables={"), Err(Refusal::BadRequest));
        assert_eq!(of_url("query=a&variables=[]"), Err(Refusal::NotWellFormed));
        assert_eq!(of_url("query=a&variables=1"), Err(Refusal::NotWellFormed));
        assert_eq!(of_url("query=a&query=b"), Err(Refusal::NotWellFormed));
        assert_eq!(of_url(&format!("query={}", "a".repeat(995))), Err(Refusal::BodyTooLarge));
    }

    #[tokio::test]
    async fn a_body_is_one_object() {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", poem::http::HeaderValue::from_static("application/json"));
        let read = async |text: &'static str| {
            Parameters::of_body(&headers, Body::from(text), 60, &Limits::default(), &mut Work::default())
                .await
        };
        let good = read(r#"{"query":"{a}","variables":null,"other":1}"#).await.expect("parameters");
        assert_eq!((good.query.as_deref(), good.variables), (Some("{a}"), None));
        for (text, refusal) in [
            ("{", Refusal::BadRequest),
            ("[]", Refusal::NotWellFormed),
            (r#"["{a}"]"#, Refusal::NotWellFormed),
            ("1", Refusal::NotWellFormed),
            (r#"{"query":1}"#, Refusal::NotWellFormed),
            (r#"{"query":"{a}","variables":[]}"#, Refusal::NotWellFormed),
            (r#"{"query":"{aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}"}"#, Refusal::BodyTooLarge),
        ] {
            assert_eq!(read(text).await, Err(refusal), "{text}");
        }
        headers.clear();
        let read =
            Parameters::of_body(&headers, Body::from("{}"), 60, &Limits::default(), &mut Work::default())
                .await;
        assert_eq!(read, Err(Refusal::MediaType));
    }
}
