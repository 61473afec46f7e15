//! Reads header lines that other programs wrote, by part and not as one text.
//!
//! A line may contain bytes that are not ASCII: any program on the way can add to it, and some write Latin-1
//! or UTF-8. Such a part is passed over, and costs nobody what the other parts say.

use std::borrow::Cow;

use poem::http::{HeaderMap, HeaderName, HeaderValue, header};

/// The text of a line. Bytes that are not UTF-8 become U+FFFD, which is part of no value that is looked for.
pub(super) fn text(line: &HeaderValue) -> Cow<'_, str> {
    String::from_utf8_lossy(line.as_bytes())
}

/// The lines of a header as the one list that they are, separated by commas (RFC 9110, 5.3).
pub(super) fn list(headers: &HeaderMap, name: HeaderName) -> String {
    headers.get_all(name).iter().map(text).collect::<Vec<_>>().join(", ")
}

/// The line of a header that may have only one. `None` if there is none, or if there are several, because it
/// is unknown which one is meant.
pub(super) fn only(headers: &HeaderMap, name: HeaderName) -> Option<&HeaderValue> {
    let mut lines = headers.get_all(name).iter();
    let (line, None) = (lines.next()?, lines.next()) else { return None };
    Some(line)
}

/// Whether a request says once to which host it goes, and at most once from which page (RFC 9112, 3.2). A
/// proxy and this server could otherwise each act on another line.
pub(super) fn is_clear_about_hosts(headers: &HeaderMap, may_omit_host: bool) -> bool {
    let count = |name: HeaderName| headers.get_all(name).iter().count();
    let hosts = count(header::HOST);
    let is_host_clear = hosts == 1 || (hosts == 0 && may_omit_host);
    is_host_clear && count(header::ORIGIN) <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(&'static str, &[u8])]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for &(name, line) in lines {
            let value = HeaderValue::from_bytes(line).expect("a header's value");
            headers.append(HeaderName::from_static(name), value);
        }
        headers
    }

    #[test]
    fn all_lines_are_one_list_and_what_is_no_text_is_one_part_of_it() {
        let lines: [(_, &[u8]); 2] = [("accept-language", b"\xe9, xx"), ("accept-language", b"ja")];
        assert_eq!(list(&headers(&lines), header::ACCEPT_LANGUAGE), "\u{fffd}, xx, ja");
        assert_eq!(list(&headers(&[]), header::ACCEPT_LANGUAGE), "");
    }

    #[test]
    fn of_two_lines_neither_is_meant() {
        assert_eq!(
            only(&headers(&[("a", b"x"), ("b", b"y")]), HeaderName::from_static("b")).expect("one line"),
            "y"
        );
        assert_eq!(only(&headers(&[("b", b"y"), ("b", b"y")]), HeaderName::from_static("b")), None);
        assert_eq!(only(&headers(&[]), HeaderName::from_static("b")), None);
    }

    #[test]
    fn a_request_goes_to_one_host_and_comes_from_one_page() {
        let check = |lines: &[(&'static str, &[u8])], in_general: bool, of_a_probe: bool| {
            let headers = headers(lines);
            assert_eq!(is_clear_about_hosts(&headers, false), in_general, "{headers:?}");
            assert_eq!(is_clear_about_hosts(&headers, true), of_a_probe, "{headers:?}");
        };
        let host: (&str, &[u8]) = ("host", b"a");
        let origin: (&str, &[u8]) = ("origin", b"http://a");
        check(&[host], true, true);
        check(&[host, origin], true, true);
        check(&[], false, true);
        check(&[origin], false, true);
        check(&[host, host], false, false);
        check(&[host, origin, origin], false, false);
    }
}
