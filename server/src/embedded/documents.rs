//! The documents of this release as pages: the guide for front ends, the operator's manual and the others, so that a
//! trial needs no other place to read them.
//!
//! They are rendered from the Markdown in the repository. Nothing that somebody typed gets into these pages.

#![expect(clippy::needless_pass_by_value, reason = "poem hands over what it extracts by value")]

use std::fmt::Write as _;

use poem::{Response, Route, get, handler, http::StatusCode, web::Path};
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use crate::http::assets;

/// A document: the name of its file without `.md`, what it is about, and its text.
struct Document {
    name: &'static str,
    about: &'static str,
    text: &'static str,
}

macro_rules! document {
    ($folder:literal, $name:literal, $about:literal) => {
        Document {
            name: $name,
            about: $about,
            text: include_str!(concat!("../../../", $folder, $name, ".md")),
        }
    };
}

const DOCUMENTS: [Document; 13] = [
    document!("docs/", "FRONTEND", "the guide for teams that build the portal or an app"),
    document!("docs/", "OFFICER_API", "what is different for the bureau’s pages"),
    document!("docs/", "DEPRECATION", "what may change in a release, and how clients learn of it"),
    document!("", "README", "what Uketori is, and a first tour"),
    document!("docs/", "OPERATIONS", "the operator’s manual"),
    document!("docs/", "MAIL", "how emails are queued, sent and repeated"),
    document!("docs/", "RETENTION", "how long data is kept"),
    document!("docs/", "SCALING", "capacity planning"),
    document!("docs/", "PERFORMANCE", "measurements"),
    document!("docs/", "DECISIONS", "why things are as they are"),
    document!("", "ARCHITECTURE", "how the code is organized"),
    document!("", "CONTRIBUTING", "commands, recipes, and where to change what"),
    document!("", "CHANGELOG", "the changes of each release"),
];

/// Adds `/docs` and a page for each document.
pub(super) fn add(routes: Route) -> Route {
    routes.at("/docs", get(list)).at("/docs/LICENSE", get(license)).at("/docs/:name", get(page))
}

#[handler]
fn license() -> Response {
    assets::text("text/plain; charset=utf-8", include_str!("../../../LICENSE"))
}

#[handler]
fn list() -> Response {
    let mut content = "<h1>Documents</h1>\n<ul>\n".to_owned();
    for Document { name, about, text } in &DOCUMENTS {
        let title = title(text);
        // Writing to a String does not fail.
        let _ = writeln!(content, "<li><a href=\"/docs/{name}\">{title}</a>: {about}</li>");
    }
    content.push_str("</ul>\n");
    shown("Documents", &content)
}

#[handler]
fn page(name: Path<String>) -> Response {
    match DOCUMENTS.iter().find(|document| document.name == name.0) {
        Some(Document { text, .. }) => shown(title(text), &rendered(text)),
        None => StatusCode::NOT_FOUND.into(),
    }
}

fn shown(title: &str, content: &str) -> Response {
    let frame = include_str!("../../pages/document.html");
    assets::local_page(frame.replace("{{title}}", title).replace("{{content}}", content))
}

/// The first line of a document, without its mark. It has no markup, because it is in lists and in `<title>`.
fn title(text: &str) -> &str {
    text.lines().next().unwrap_or_default().trim_start_matches("# ")
}

/// The document as HTML. Headings have the IDs that links use on GitHub, and links to other documents lead to their
/// pages here.
fn rendered(text: &str) -> String {
    let mut ids = Vec::new();
    let mut events = Vec::new();
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            // Comments, which mark what programs write.
            Event::Html(_)
            | Event::InlineHtml(_)
            | Event::Start(Tag::HtmlBlock)
            | Event::End(TagEnd::HtmlBlock) => {}
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                events.push(Event::Start(Tag::Link { link_type, dest_url: target(dest_url), title, id }));
            }
            Event::End(TagEnd::Heading(level)) => {
                name_heading(&mut events, level, &mut ids);
                events.push(Event::End(TagEnd::Heading(level)));
            }
            other => events.push(other),
        }
    }
    let mut content = String::new();
    html::push_html(&mut content, events.into_iter());
    // An empty cell above a column of names is no heading, and a screen reader would announce it as one.
    content.replace("<th></th>", "<td></td>")
}

/// Gives the last heading among the events its ID.
fn name_heading<'t>(events: &mut [Event<'t>], level: HeadingLevel, ids: &mut Vec<String>) {
    let is_start = |event: &Event<'t>| matches!(event, Event::Start(Tag::Heading { level: found, .. }) if *found == level);
    let Some(start) = events.iter().rposition(is_start) else { return };
    let text: String = events[start..]
        .iter()
        .filter_map(|event| match event {
            Event::Text(text) | Event::Code(text) => Some(&**text),
            _ => None,
        })
        .collect();
    let name = slug(&text);
    let earlier = ids.iter().filter(|id| **id == name).count();
    ids.push(name.clone());
    if let Event::Start(Tag::Heading { id, .. }) = &mut events[start] {
        *id = Some(CowStr::from(if earlier == 0 { name } else { format!("{name}-{earlier}") }));
    }
}

/// The ID of a heading, as GitHub makes it.
fn slug(text: &str) -> String {
    let kept = text.to_lowercase();
    let kept = kept.chars().filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// Where a link leads on these pages: `docs/MAIL.md#x`, from any folder, becomes `/docs/MAIL#x`.
fn target(url: CowStr<'_>) -> CowStr<'_> {
    let (path, fragment) =
        url.split_once('#').map_or((&*url, None), |(path, fragment)| (path, Some(fragment)));
    let name = path.rsplit('/').next().and_then(|file| file.strip_suffix(".md"));
    let is_ours =
        |name: &&str| !path.contains(':') && DOCUMENTS.iter().any(|document| document.name == *name);
    match name.filter(is_ours) {
        Some(name) => match fragment {
            Some(fragment) => format!("/docs/{name}#{fragment}").into(),
            None => format!("/docs/{name}").into(),
        },
        None if path == "LICENSE" => "/docs/LICENSE".into(),
        None => url,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_pages_and_headings_have_the_ids_of_github() {
        let content = rendered(
            "# A `b`: c-d\n\n[x](docs/MAIL.md#y), [z](#a-b-c-d), [w](https://w.example/MAIL.md)\n\n## E\n## E\n<!-- no -->\n",
        );
        for part in [
            "<h1 id=\"a-b-c-d\">",
            "href=\"/docs/MAIL#y\"",
            "href=\"#a-b-c-d\"",
            "href=\"https://w.example/MAIL.md\"",
            "<h2 id=\"e\">",
            "<h2 id=\"e-1\">",
        ] {
            assert!(content.contains(part), "{part} is not in {content}");
        }
        assert!(!content.contains("<!--"), "{content}");
    }

    /// No link of a document leads nowhere: to a page that is not served, or to a heading that no document has.
    #[test]
    fn every_link_between_documents_leads_somewhere() {
        let all: Vec<_> = DOCUMENTS.iter().map(|document| (document.name, rendered(document.text))).collect();
        for (name, content) in &all {
            for url in content.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                if url.starts_with("https://")
                    || url.starts_with("http://127.0.0.1")
                    || url == "/docs/LICENSE"
                {
                    continue;
                }
                let (path, fragment) = url.split_once('#').unwrap_or((url, ""));
                let found = path.strip_prefix("/docs/").unwrap_or(if path.is_empty() { name } else { path });
                let target = all.iter().find(|(name, _)| *name == found);
                let (_, text) =
                    target.unwrap_or_else(|| panic!("{name} links to {url}, which is not served"));
                assert!(
                    fragment.is_empty() || text.contains(&format!(" id=\"{fragment}\"")),
                    "{name}: no heading {url}"
                );
            }
        }
    }
}
