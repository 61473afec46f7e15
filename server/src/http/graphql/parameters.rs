//! Reads the parameters of one operation from a JSON body or a query string. It does not parse the document.

use poem::{
    Body,
    http::{HeaderMap, Uri},
};
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::{Map, Value};
use tokio::io::AsyncReadExt;

use super::{
    limit_name::{LimitName, LimitValue},
    limits::Limits,
    media_type::{self, is_json},
    price::Work,
    reason::Reason,
    refusal::Refusal,
};

/// The parameters of a request, which has exactly one operation. In the last three, null and an empty text
/// mean the same as leaving them out.
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
    #[serde(default, deserialize_with = "name")]
    pub operation_name: Option<String>,
    /// The values of the operation's variables.
    #[serde(default, deserialize_with = "object")]
    pub variables: Option<Map<String, Value>>,
    /// `{"cost": true}` requests the cost of the operation, and `persistedQuery` names a trusted document.
    /// Other extensions are ignored.
    #[serde(default, deserialize_with = "object")]
    pub extensions: Option<Map<String, Value>>,
}

impl Parameters {
    /// Reads a JSON body whose bytes are within `size`. Refuses forms, plain text and batches.
    pub async fn of_body(
        headers: &HeaderMap,
        body: Body,
        size: LimitValue,
        limits: &Limits,
        work: &mut Work,
    ) -> Result<Self, Refusal> {
        // A form on another site can send text, but JSON only if this server permits it (CORS).
        if !is_json(headers) {
            return Err(Refusal::Request(media_type::why_not_json(headers)));
        }
        let mut bytes = Vec::new();
        // One byte more than allowed is enough to see that a body is too large.
        let mut reader = body.into_async_read().take(size.max as u64 + 1);
        // A client that sends its body byte by byte holds a connection, but not longer than this limit.
        let read = tokio::time::timeout(limits.read(), reader.read_to_end(&mut bytes)).await;
        // Before the errors below, so that a body that is refused is paid for, too.
        work.read(bytes.len());
        let read = read.map_err(|_| Refusal::Exceeds(limits.value(LimitName::ReadSeconds)))?;
        read.map_err(|_| Refusal::Request(Reason::BodyIncomplete))?;
        if bytes.len() > size.max {
            return Err(Refusal::Exceeds(size));
        }
        // RFC 8259 lets a reader ignore a byte order mark, which some programs write before JSON.
        let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes);
        match serde_json::from_slice(text).map_err(|_| Refusal::Request(Reason::NotJson))? {
            // serde would also read the struct from a list.
            Value::Array(_) => Err(Refusal::Request(Reason::Batch)),
            value @ Value::Object(_) => {
                Self::deserialize(&value).map_err(|_| Refusal::Request(wrong_parameter(&value)))
            }
            _ => Err(Refusal::Request(Reason::NotAnObject)),
        }
    }

    /// Reads the query string of a GET, whose bytes are within `size`. Its `variables` and `extensions` are
    /// JSON.
    pub fn of_url(uri: &Uri, size: LimitValue, work: &mut Work) -> Result<Self, Refusal> {
        let text = uri.query().unwrap_or_default();
        work.read(text.len());
        if text.len() > size.max {
            return Err(Refusal::Exceeds(size));
        }
        let mut parameters = Self::default();
        for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
            match name.as_ref() {
                "query" => once(&mut parameters.query, value.into_owned())?,
                "documentId" => once(&mut parameters.document_id, value.into_owned())?,
                // Here a client can write null only as this word.
                "operationName" | "variables" | "extensions" if matches!(value.as_ref(), "" | "null") => {}
                "operationName" => once(&mut parameters.operation_name, value.into_owned())?,
                "variables" => {
                    once(&mut parameters.variables, json(&value, Reason::VariablesNotAnObject)?)?;
                }
                "extensions" => {
                    once(&mut parameters.extensions, json(&value, Reason::ExtensionsNotAnObject)?)?;
                }
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

    /// The hash in `extensions.persistedQuery`: the SHA-256 of a document, in hexadecimal digits.
    #[must_use]
    pub fn hash(&self) -> Option<&str> {
        self.extensions.as_ref()?.get("persistedQuery")?.get("sha256Hash")?.as_str()
    }
}

fn once<T>(place: &mut Option<T>, value: T) -> Result<(), Refusal> {
    let is_twice = place.replace(value).is_some();
    if is_twice { Err(Refusal::Request(Reason::ParameterTwice)) } else { Ok(()) }
}

fn json(text: &str, otherwise: Reason) -> Result<Map<String, Value>, Refusal> {
    let value: Value = serde_json::from_str(text).map_err(|_| Refusal::Request(Reason::NotJson))?;
    serde_json::from_value(value).map_err(|_| Refusal::Request(otherwise))
}

/// Which parameter of a body has the wrong type.
fn wrong_parameter(body: &Value) -> Reason {
    let is_wrong = |name| body.get(name).cloned().is_some_and(|value| object(value).is_err());
    if is_wrong("variables") {
        Reason::VariablesNotAnObject
    } else if is_wrong("extensions") {
        Reason::ExtensionsNotAnObject
    } else {
        Reason::ParameterNotAString
    }
}

/// The first bytes of a text that some programs mark as UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// An object in a body. Null and an empty text are none.
fn object<'de, D: Deserializer<'de>>(given: D) -> Result<Option<Map<String, Value>>, D::Error> {
    match Value::deserialize(given)? {
        Value::Null => Ok(None),
        Value::String(text) if text.is_empty() => Ok(None),
        Value::Object(members) => Ok(Some(members)),
        _ => Err(D::Error::custom("not an object")),
    }
}

/// A name in a body. Null and an empty text are none.
fn name<'de, D: Deserializer<'de>>(given: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(given)?.filter(|name| !name.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(max: usize) -> LimitValue {
        LimitValue { name: LimitName::Body, max }
    }

    fn of_url(text: &str) -> Result<Parameters, Refusal> {
        Parameters::of_url(
            &format!("/graphql?{text}").parse().expect("an address"),
            bytes(1_000),
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
        for nothing in
            ["", "variables=&extensions=&operationName=", "variables=null&extensions=null&operationName=null"]
        {
            assert_eq!(of_url(nothing), Ok(Parameters::default()), "{nothing}");
        }
    }

    #[test]
    fn what_is_not_json_or_not_one_operation_is_refused() {
        assert_eq!(of_url("query=a&variables={"), Err(Refusal::Request(Reason::NotJson)));
        assert_eq!(of_url("query=a&variables=[]"), Err(Refusal::Request(Reason::VariablesNotAnObject)));
        assert_eq!(of_url("query=a&extensions=1"), Err(Refusal::Request(Reason::ExtensionsNotAnObject)));
        assert_eq!(of_url("query=a&query=b"), Err(Refusal::Request(Reason::ParameterTwice)));
        assert_eq!(of_url(&format!("query={}", "a".repeat(995))), Err(Refusal::Exceeds(bytes(1_000))));
    }

    #[tokio::test]
    async fn a_body_is_one_object() {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", poem::http::HeaderValue::from_static("application/json"));
        let read = async |text: &'static str| {
            Parameters::of_body(
                &headers,
                Body::from(text),
                bytes(70),
                &Limits::default(),
                &mut Work::default(),
            )
            .await
        };
        let good = read(r#"{"query":"{a}","variables":null,"other":1}"#).await.expect("parameters");
        assert_eq!((good.query.as_deref(), good.variables), (Some("{a}"), None));
        for nothing in [
            "{}",
            r#"{"variables":null,"operationName":null,"extensions":null}"#,
            r#"{"variables":"","operationName":"","extensions":""}"#,
            "\u{feff}{}",
        ] {
            assert_eq!(read(nothing).await, Ok(Parameters::default()), "{nothing}");
        }
        for (text, refusal) in [
            ("{", Refusal::Request(Reason::NotJson)),
            ("[]", Refusal::Request(Reason::Batch)),
            (r#"["{a}"]"#, Refusal::Request(Reason::Batch)),
            ("1", Refusal::Request(Reason::NotAnObject)),
            (r#"{"query":1}"#, Refusal::Request(Reason::ParameterNotAString)),
            (r#"{"query":"{a}","variables":[]}"#, Refusal::Request(Reason::VariablesNotAnObject)),
            (r#"{"query":"{a}","variables":"{}"}"#, Refusal::Request(Reason::VariablesNotAnObject)),
            (r#"{"query":"{a}","extensions":[]}"#, Refusal::Request(Reason::ExtensionsNotAnObject)),
            (r#"{"query":"{a}","extensions":1}"#, Refusal::Request(Reason::ExtensionsNotAnObject)),
            ("\u{feff}\u{feff}{}", Refusal::Request(Reason::NotJson)),
            (
                r#"{"query":"{aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}"}"#,
                Refusal::Exceeds(bytes(70)),
            ),
        ] {
            assert_eq!(read(text).await, Err(refusal), "{text}");
        }
        headers.clear();
        let read = Parameters::of_body(
            &headers,
            Body::from("{}"),
            bytes(60),
            &Limits::default(),
            &mut Work::default(),
        )
        .await;
        assert_eq!(read, Err(Refusal::Request(Reason::ContentType)));
    }
}
