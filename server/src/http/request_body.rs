//! The body of a request: JSON, counted while it is read, and in the form of one operation.

use std::time::Duration;

use poem::{
    Body,
    http::{HeaderMap, header},
};
use serde::Deserialize;
use serde_json::{Map, Value};
use tokio::io::AsyncReadExt;

use super::answer::Refusal;

/// The most bytes of a body at the applicants' door.
pub const MAX_BYTES: u64 = 64 * 1024;
/// The same at the officers': a thousand certificates, each in a kilobyte.
pub const MAX_OFFICERS_BYTES: u64 = 1024 * 1024;

/// So long a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);

/// One operation to carry out.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Operation {
    /// The document.
    pub query: String,
    /// Which of its operations.
    #[serde(default)]
    pub operation_name: Option<String>,
    /// The variables.
    #[serde(default)]
    pub variables: Option<Map<String, Value>>,
    /// Accepted, and not used.
    #[serde(default)]
    pub extensions: Option<Map<String, Value>>,
}

/// Reads an operation of at most so many bytes; a form, plain text or a batch is none.
pub async fn read(headers: &HeaderMap, body: Body, max_bytes: u64) -> Result<Operation, Refusal> {
    if !is_json(headers) {
        return Err(Refusal::MediaType);
    }
    let mut bytes = Vec::new();
    let mut reader = body.into_async_read().take(max_bytes + 1);
    // Whoever sends a byte now and then holds a connection, and no longer than this.
    let read = tokio::time::timeout(PATIENCE, reader.read_to_end(&mut bytes)).await;
    read.map_err(|_| Refusal::TooSlow)?.map_err(|_| Refusal::BadRequest)?;
    if bytes.len() as u64 > max_bytes {
        return Err(Refusal::BodyTooLarge);
    }
    let value: Value = serde_json::from_slice(&bytes).map_err(|_| Refusal::BadRequest)?;
    serde_json::from_value(value).map_err(|_| Refusal::NotWellFormed)
}

/// `application/json`, in UTF-8 where an encoding is named.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else {
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
