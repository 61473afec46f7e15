//! Describes a device by its browser and system, from `User-Agent`, so that users can tell their sessions
//! apart.
//!
//! Nothing is decided by this label, and nothing else of the header is stored.

use poem::http::{HeaderMap, header};

use super::header_lines;

/// Searched in this order, because most browsers also name the browsers from which they descend.
const BROWSERS: [(&str, &str); 8] = [
    ("Edg", "Microsoft Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Google Chrome"),
    ("Chrome/", "Google Chrome"),
    ("Safari/", "Safari"),
];
const SYSTEMS: [(&str, &str); 6] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// A label for the device, e.g. `Safari, iPhone`; `?` if neither browser nor system is known.
#[must_use]
pub fn label(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).map(header_lines::text).unwrap_or_default();
    let known = |table: &[(&str, &'static str)]| {
        table.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    let words: Vec<_> = [known(&BROWSERS), known(&SYSTEMS)].into_iter().flatten().collect();
    if words.is_empty() { "?".to_owned() } else { words.join(", ") }
}

#[cfg(test)]
mod tests {
    use poem::http::HeaderValue;

    use super::*;

    #[test]
    fn browser_and_system_in_a_few_words() {
        let check = |agent: &'static str, expected: &str| {
            let headers = HeaderMap::from_iter([(header::USER_AGENT, HeaderValue::from_static(agent))]);
            assert_eq!(label(&headers), expected);
        };
        check(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 \
             Safari/537.36 Edg/130.0.0.0",
            "Microsoft Edge, Windows",
        );
        check(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
             Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        );
        check("curl/8.0", "?");
        let in_latin_1 = HeaderValue::from_bytes(b"Mozilla/5.0 (X11; Linux; caf\xe9) Firefox/140.0");
        let headers = HeaderMap::from_iter([(header::USER_AGENT, in_latin_1.expect("a header's value"))]);
        assert_eq!(label(&headers), "Firefox, Linux", "a word that is no text");
        assert_eq!(label(&HeaderMap::new()), "?");
    }
}
