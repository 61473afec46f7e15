//! The trace of a request: that in its `traceparent` header, from a proxy or a front end, or a new one.
//!
//! Logs and the rows of mails show it. No rule depends on it, because anyone can send one. An invalid
//! `traceparent` is replaced; it is never refused and never logged. The flag `sampled` has no effect.

use entity::trace::TraceParent;
use poem::http::{HeaderMap, HeaderName};

use super::header_lines;

/// Begins a span for a request with these headers, in the trace that they name or in a new one.
#[expect(clippy::disallowed_methods, reason = "a shell draws its own ids")]
pub(super) fn of(headers: &HeaderMap) -> TraceParent {
    TraceParent::below(sent(headers), &mut rand::rng())
}

/// The `traceparent` of the request. If there are several, none is used, because it is unknown which one is
/// meant.
fn sent(headers: &HeaderMap) -> Option<&str> {
    header_lines::only(headers, HeaderName::from_static("traceparent"))?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use poem::http::HeaderValue;

    use super::*;

    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
    const OTHER: &str = "0af7651916cd43dd8448eb211c80319c";

    #[test]
    fn a_request_goes_on_with_the_one_trace_that_it_names() {
        let check = |values: &[String], goes_on: bool| {
            let name = HeaderName::from_static("traceparent");
            let value = |value: &String| HeaderValue::from_bytes(value.as_bytes()).expect("a header's value");
            let headers: HeaderMap = values.iter().map(|it| (name.clone(), value(it))).collect();
            let trace = of(&headers);
            assert_eq!(trace.trace_id().to_string() == TRACE, goes_on, "{values:?}");
            assert_ne!(trace.span_id().to_string(), "00f067aa0ba902b7", "a new span");
        };
        let header = |trace: &str| format!("00-{trace}-00f067aa0ba902b7-01");
        check(&[header(TRACE)], true);
        check(&[], false);
        check(&[header(TRACE), header(OTHER)], false);
        check(&[header(TRACE), header(TRACE)], false);
        for wrong in ["", "x", "\u{ff}", &header(&TRACE.to_uppercase()), &format!("{},", header(TRACE))] {
            check(&[wrong.to_owned()], false);
        }
    }
}
