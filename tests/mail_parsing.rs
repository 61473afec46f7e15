//! An independent parser reads every mail in every language, with usual data and with the longest: headers,
//! structure, links and size (I5, P7, P8).

use std::collections::BTreeSet;

use entity::language::Language;
use mail_parser::{MessageParser, MimeHeaders, PartType};
use worker::mail::sample::SampleData;

use crate::support::samples::{Sample, samples};

/// Providers clip a mail at about this size, in bytes.
const MAX_SIZE: usize = 100_000;
/// The longest line of a header with an encoded word, in bytes (RFC 2047 §2).
const LONGEST_LINE: usize = 76;

fn all() -> impl Iterator<Item = Sample> {
    [SampleData::Usual, SampleData::Longest].into_iter().flat_map(samples)
}

#[test]
fn a_parser_reads_every_mail() {
    for sample in all() {
        let (name, mail) = (sample.name(), &sample.mail);
        let source = mail.source.as_bytes();
        assert!(source.len() < MAX_SIZE, "{name} has {} bytes", source.len());
        assert!(mail.source.split("\r\n").all(|line| line.len() <= 998 && line.is_ascii()), "{name}");
        assert!(!mail.source.replace("\r\n", "").contains(['\r', '\n']), "{name}: a bare end of line");
        let (head, _) = mail.source.split_once("\r\n\r\n").expect("a head and a body");
        let too_long: Vec<_> = head.split("\r\n").filter(|line| line.len() > LONGEST_LINE).collect();
        assert_eq!(too_long, [""; 0], "{name}");

        let message = MessageParser::default().parse(source).expect("a mail");
        assert_eq!(message.subject(), Some(mail.subject.as_str()), "{name}");
        let from = message.from().and_then(|from| from.first()).expect("a sender");
        assert_eq!(from.address(), Some("no-reply@uketori.example"), "{name}");
        assert!(mail.subject.contains(from.name().expect("a name")), "{name}: the subject names the system");
        let to = message.to().and_then(|to| to.first()).expect("an addressee");
        assert_eq!(to.address(), Some("applicant@uketori.example"), "{name}");
        let date = message.date().expect("a date").to_rfc3339();
        assert_eq!(date, "2025-11-07T08:00:00Z", "{name}");
        assert!(message.message_id().is_some_and(|id| id.ends_with("@uketori.example")), "{name}");
        let header = |header: &str| message.header_raw(header).map(str::trim).unwrap_or_default().to_owned();
        assert_eq!(header("Auto-Submitted"), "auto-generated", "{name}");
        assert_eq!(header("MIME-Version"), "1.0", "{name}");

        let languages = header("Content-Language");
        let languages: Vec<_> = languages.split(", ").collect();
        assert_eq!(languages[0], sample.language.tag(), "{name}: the reader's comes first");
        for language in [sample.language, Language::Ja, Language::En] {
            assert!(languages.contains(&language.tag()), "{name}: {languages:?}");
        }
        let parts = mail.html.match_indices("<div lang=\"");
        let parts: Vec<_> = parts.map(|(at, mark)| mail.html[at + mark.len()..].split('"').next()).collect();
        let certificate = [sample.language.tag(), "ja", sample.language.tag()];
        let expected = if sample.is_about_certificate() { &certificate[..] } else { &languages[..] };
        assert_eq!(parts, expected.iter().copied().map(Some).collect::<Vec<_>>(), "{name}");
        assert_eq!(mail.html.matches("<h1").count(), parts.len(), "{name}: a heading for each part");
        assert!(mail.html.contains(&format!("<html lang=\"{}\"", sample.language.tag())), "{name}");

        let top = message.content_type().expect("a type");
        assert_eq!((top.ctype(), top.subtype()), ("multipart", Some("alternative")), "{name}");
        assert_eq!(message.parts.len(), 3, "{name}: the whole, text and HTML");
        let bodies = message.parts[1..].iter().map(|part| {
            let kind = part.content_type().expect("a type");
            assert_eq!(kind.attribute("charset"), Some("utf-8"), "{name}");
            match &part.body {
                PartType::Text(text) => (kind.subtype(), text.replace("\r\n", "\n")),
                PartType::Html(html) => (kind.subtype(), html.replace("\r\n", "\n")),
                _ => panic!("{name}: a part of another kind"),
            }
        });
        let expected = [(Some("plain"), mail.text.clone()), (Some("html"), mail.html.clone())];
        assert_eq!(bodies.collect::<Vec<_>>(), expected, "{name}");
    }
}

/// The targets of links, and the URLs that are shown as text.
fn links(html: &str) -> (Vec<String>, Vec<String>) {
    let after = |mark: &str, end: char| {
        let found = html.match_indices(mark).map(|(at, mark)| html[at + mark.len()..].split(end).next());
        found.map(|url| url.unwrap_or_default().replace("&amp;", "&")).collect::<Vec<_>>()
    };
    (after("href=\"", '"'), after(">http", '<').into_iter().map(|rest| format!("http{rest}")).collect())
}

/// Each part of an account mail has one button with its URL below it, and the same URL in the text, on its
/// own line. A mail about a certificate has one button, and the certificate the address of the check, which
/// is shown without number and code.
#[test]
fn text_and_html_lead_to_the_same_place() {
    for sample in all() {
        let (name, mail) = (sample.name(), &sample.mail);
        let (hrefs, shown) = links(&mail.html);
        let in_text: Vec<_> = mail.text.lines().filter(|line| line.starts_with("http")).collect();
        assert_eq!(in_text.len(), mail.text.matches("http").count(), "{name}: an address has its own line");
        let check = in_text.iter().filter(|url| url.contains("/check#number=TEST25-")).count();
        assert_eq!(check, usize::from(mail.kind == "CERTIFICATE"), "{name}");
        let bare: Vec<_> = in_text.iter().filter_map(|url| url.split("#number=").next()).collect();
        assert_eq!(shown, bare, "{name}");
        let times = |url: &str| if url.contains("#number=") { 1 } else { 2 };
        let expected = in_text.iter().flat_map(|url| std::iter::repeat_n(*url, times(url)));
        assert_eq!(hrefs, expected.collect::<Vec<_>>(), "{name}: a button, then the bare address");
        let places: BTreeSet<_> = in_text.iter().collect();
        let expected = match mail.kind.as_str() {
            "CERTIFICATE_CANCELLED" => (0, 0),
            "RECEIPT_REMINDER" => (1, 1),
            "CERTIFICATE" => (2, 2),
            _ => (1, mail.html.matches("<h1").count()),
        };
        assert_eq!((places.len(), in_text.len()), expected, "{name}");
        assert!(hrefs.iter().all(|url| url.starts_with("https://portal.example/")), "{name}");
    }
}

/// Phones on slow networks load it, and no mail reader cuts it off.
#[test]
fn html_is_slim() {
    for sample in samples(SampleData::Usual) {
        let most = if sample.mail.kind == "CERTIFICATE" { 30_000 } else { 15_000 };
        let size = sample.mail.html.len();
        assert!(size <= most, "{} has {size} bytes", sample.name());
    }
}

/// No placeholder is left, and nothing is loaded when the mail is opened.
#[test]
fn nothing_is_left_open_and_nothing_is_fetched() {
    for sample in all() {
        let (name, mail) = (sample.name(), &sample.mail);
        for part in [&mail.subject, &mail.text, &mail.html] {
            for left in
                ["[[", "]]", "{ ", "{$", "<!-- ", "\u{2068}", "\u{2069}", "\u{fffd}", "layout-", "-p1"]
            {
                let is_style = left == "{ " && part == &mail.html;
                assert!(is_style || !part.contains(left), "{name} holds {left:?}");
            }
        }
        for fetched in
            ["<img", "<link", "<script", "src=", "url(", "@import", "<form", "http-equiv=\"refresh"]
        {
            assert!(!mail.html.contains(fetched), "{name} holds {fetched}");
        }
        let tables = mail.html.split("<table ").skip(1).filter_map(|rest| rest.split('>').next());
        let of_data = tables.filter(|attributes| !attributes.contains("role=\"presentation\"")).count();
        assert_eq!(of_data, mail.html.matches("class=\"fields\"").count(), "{name}: other tables lay out");
        assert!(mail.html.contains("<meta name=\"color-scheme\" content=\"light dark\""), "{name}");
        // Otherwise phones make links of dates and numbers.
        let detection =
            "<meta name=\"format-detection\" content=\"telephone=no, date=no, address=no, email=no, url=no\"";
        assert!(mail.html.contains(detection), "{name}");
    }
}
