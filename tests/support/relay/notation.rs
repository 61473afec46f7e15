//! What a line of a script is written in: bytes with escapes, spans of time, and the forms of commands.

use std::time::Duration;

/// A text with its escapes: `\xNN`, `\r`, `\n`, `\\`, and `\{N text}` for N times that text.
pub(super) fn bytes(text: &str) -> Option<Vec<u8>> {
    let (mut out, mut rest) = (Vec::new(), text);
    while let Some((before, escape)) = rest.split_once('\\') {
        out.extend_from_slice(before.as_bytes());
        let mut letters = escape.chars();
        rest = match letters.next()? {
            'r' => {
                out.push(b'\r');
                letters.as_str()
            }
            'n' => {
                out.push(b'\n');
                letters.as_str()
            }
            '\\' => {
                out.push(b'\\');
                letters.as_str()
            }
            'x' => {
                out.push(u8::from_str_radix(letters.as_str().get(..2)?, 16).ok()?);
                &letters.as_str()[2..]
            }
            '{' => {
                let (repeated, after) = letters.as_str().split_once('}')?;
                let (times, text) = repeated.split_once(' ')?;
                out.extend(bytes(text)?.repeat(times.parse().ok()?));
                after
            }
            _ => return None,
        };
    }
    out.extend_from_slice(rest.as_bytes());
    Some(out)
}

/// A span such as `500ms`, `40s`, `2m` or `1h`.
pub(super) fn span(text: &str) -> Option<Duration> {
    let digits = text.trim_end_matches(char::is_alphabetic);
    let count: u64 = digits.parse().ok()?;
    match &text[digits.len()..] {
        "ms" => Some(Duration::from_millis(count)),
        "s" => Some(Duration::from_secs(count)),
        "m" => Some(Duration::from_mins(count)),
        "h" => Some(Duration::from_hours(count)),
        _ => None,
    }
}

/// Whether a line has this form, in which each `*` is any text. Case does not matter.
pub(super) fn is_of(form: &str, line: &str) -> bool {
    let (form, line) = (form.to_ascii_uppercase(), line.to_ascii_uppercase());
    let mut parts = form.split('*');
    let Some(mut rest) = line.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut last = None;
    for part in parts {
        last = Some(part);
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    match last {
        None => rest.is_empty(),
        Some(last) => line.ends_with(last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_spans_are_as_written() {
        assert_eq!(bytes(r"250 \xb2\xbb\r\n\\").as_deref(), Some(&b"250 \xb2\xbb\r\n\\"[..]));
        assert_eq!(bytes(r"\{3 250-\r\n}x").as_deref(), Some(&b"250-\r\n250-\r\n250-\r\nx"[..]));
        assert_eq!([r"\x2", r"\{3}", r"\{a b}", r"\"].map(bytes), [const { None }; 4]);
        assert_eq!(span("40s"), Some(Duration::from_secs(40)));
        assert_eq!(["40", "s", "1d", ""].map(span), [None; 4]);
    }

    #[test]
    fn a_form_is_matched_in_full() {
        assert!(is_of("EHLO *", "ehlo a.example") && is_of("DATA", "data") && is_of("*", ""));
        assert!(is_of("MAIL FROM:<*>", "MAIL FROM:<a@b.example>"));
        assert!(!is_of("MAIL FROM:<*>", "MAIL FROM:<a@b.example> BODY=8BITMIME"));
        assert!(!is_of("EHLO *", "HELO a.example") && !is_of("DATA", "DATA now"));
    }
}
