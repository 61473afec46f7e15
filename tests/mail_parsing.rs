//! An independent parser reads every mail in every language, with usual data and with the longest: headers,
//! structure, links and size (I5, P7, P8).

use std::collections::BTreeSet;

use entity::language::Language;
use mail_parser::{MessageParser, MimeHeaders, PartType};
use worker::mail::sample::SampleData;

use crate::support::samples::{Sample, samples};

/// Providers clip a mail at about this size, in bytes.
const MAX_SIZE: usize = 100_000;

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
        for language in [sample.language, Language::Ja, Language::En] {
            assert!(languages.contains(&language.tag()), "{name}: {languages:?}");
        }
        let parts = mail.html.match_indices("<div lang=\"");
        let parts: Vec<_> = parts.map(|(at, mark)| mail.html[at + mark.len()..].split('"').next()).collect();
        assert_eq!(parts, languages.iter().copied().map(Some).collect::<Vec<_>>(), "{name}");
        assert_eq!(mail.html.matches("<h1").count(), languages.len(), "{name}: a heading for each part");
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

/// Each part has one button with its URL below it, and the same URL in the text, on its own line.
#[test]
fn text_and_html_lead_to_the_same_place() {
    for sample in all() {
        let (name, mail) = (sample.name(), &sample.mail);
        let (hrefs, bare) = links(&mail.html);
        let in_text: Vec<_> = mail.text.lines().filter(|line| line.starts_with("http")).collect();
        assert_eq!(in_text.len(), mail.text.matches("http").count(), "{name}: an address has its own line");
        assert_eq!(bare, in_text, "{name}");
        let twice: Vec<_> = bare.iter().flat_map(|url| [url, url]).collect();
        assert_eq!(hrefs.iter().collect::<Vec<_>>(), twice, "{name}: a button, then the bare address");
        let places: BTreeSet<_> = bare.iter().collect();
        let parts = mail.html.matches("<h1").count();
        let is_news = mail.kind == "CERTIFICATE_CANCELLED";
        assert_eq!((places.len(), bare.len()), if is_news { (0, 0) } else { (1, parts) }, "{name}");
        assert!(hrefs.iter().all(|url| url.starts_with("https://portal.example/")), "{name}");
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
    }
}
