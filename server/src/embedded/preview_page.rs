//! Previews of every kind of mail in every language, at the width of a phone and of a screen.
//!
//! The worker's own code renders them from sample data (`worker::mail::sample`). Nothing is sent, and nothing
//! is read from the database. The page works without scripts: each link carries all choices.

#![expect(clippy::needless_pass_by_value, reason = "poem hands over what it extracts by value")]

use std::{fmt::Write as _, sync::Arc};

use entity::{language::Language, outbox::Kind};
use poem::{
    EndpointExt, Response, Route, get, handler,
    http::StatusCode,
    web::{Data, Path, Query},
};
use serde::Deserialize;
use worker::mail::{
    mailbox::StoredMail,
    sample::{self, SampleData},
};

use crate::http::assets;

/// Adds `/mailbox/previews` and the addresses under it.
pub(super) fn add(routes: Route, context: Arc<worker::Context>) -> Route {
    routes
        .at("/mailbox/previews", get(page).data(Arc::clone(&context)))
        .at("/mailbox/previews/:kind/:file", get(file).data(context))
}

/// The choices in the query string. A missing or unknown one becomes the first of its list.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct Choice {
    kind: String,
    language: String,
    view: String,
    width: String,
    facts: String,
}

const VIEWS: [(&str, &str); 3] = [("html", "HTML"), ("text", "Text"), ("headers", "Headers")];
const WIDTHS: [(&str, &str); 2] = [("360", "360 px"), ("800", "800 px")];
const FACTS: [(&str, &str); 2] = [("usual", "Usual data"), ("longest", "Longest data")];

fn path_of(kind: Kind) -> String {
    kind.name().to_lowercase().replace('_', "-")
}

fn facts(name: &str) -> SampleData {
    if name == "longest" { SampleData::Longest } else { SampleData::Usual }
}

fn find(kind: &str, language: &str) -> Option<(Kind, Language)> {
    let kind = Kind::ALL.into_iter().find(|one| path_of(*one) == kind)?;
    let language = Language::ALL.into_iter().find(|one| one.tag() == language)?;
    Some((kind, language))
}

fn render(
    context: &worker::Context,
    kind: Kind,
    language: Language,
    facts: SampleData,
) -> Result<StoredMail, StatusCode> {
    let message = sample::message(kind, language, facts);
    match context.mailer.render(&message) {
        Ok(letter) => Ok(letter.stored(message.created_at)),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "failed to render a preview");
            Err(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

#[handler]
fn page(context: Data<&Arc<worker::Context>>, choice: Query<Choice>) -> Result<Response, StatusCode> {
    let choice = choice.0.made_good();
    let (kind, language) = find(&choice.kind, &choice.language).ok_or(StatusCode::NOT_FOUND)?;
    let mail = render(&context, kind, language, facts(&choice.facts))?;
    let html = include_str!("../../pages/previews.html")
        .replace("{{choices}}", &choice.lists())
        .replace("{{language}}", language.tag())
        .replace("{{from}}", &escape(&mail.from))
        .replace("{{subject}}", &escape(&mail.subject))
        .replace("{{size}}", &mail.source.len().div_ceil(1000).to_string())
        .replace("{{eml}}", &format!("/mailbox/previews/{}", choice.file("eml")))
        .replace("{{mail}}", &choice.shown(&mail));
    Ok(assets::local_page(html))
}

/// One mail by itself, as `LANGUAGE.html`, `.txt` or `.eml`.
#[handler]
fn file(
    context: Data<&Arc<worker::Context>>,
    path: Path<(String, String)>,
    choice: Query<Choice>,
) -> Result<Response, StatusCode> {
    let (kind, file) = path.0;
    let (language, form) = file.rsplit_once('.').ok_or(StatusCode::NOT_FOUND)?;
    let (kind, language) = find(&kind, language).ok_or(StatusCode::NOT_FOUND)?;
    let mail = render(&context, kind, language, facts(&choice.facts))?;
    match form {
        "html" => Ok(assets::mail(&mail.html)),
        "txt" => Ok(assets::text("text/plain; charset=utf-8", mail.text)),
        "eml" => Ok(assets::text("message/rfc822", mail.source)),
        _ => Err(StatusCode::NOT_FOUND),
    }
}

impl Choice {
    fn made_good(mut self) -> Self {
        let known = |names: &[(&str, &str)], name: &mut String| {
            if !names.iter().any(|(one, _)| one == name) {
                names[0].0.clone_into(name);
            }
        };
        known(&VIEWS, &mut self.view);
        known(&WIDTHS, &mut self.width);
        known(&FACTS, &mut self.facts);
        if find(&path_of(Kind::Certificate), &self.language).is_none() {
            Language::Ja.tag().clone_into(&mut self.language);
        }
        if find(&self.kind, Language::Ja.tag()).is_none() {
            self.kind = path_of(Kind::RegistrationLink);
        }
        self
    }

    /// The relative address of the mail by itself.
    fn file(&self, form: &str) -> String {
        let Self { kind, language, facts, .. } = self;
        format!("{kind}/{language}.{form}?facts={facts}")
    }

    /// All lists of links. Each link has its own anchor as its fragment, so that the keyboard focus stays on
    /// it.
    fn lists(&self) -> String {
        let kinds: Vec<_> =
            Kind::ALL.into_iter().map(|kind| (path_of(kind), kind.name().to_owned())).collect();
        let languages = Language::ALL.map(|one| (one.tag().to_owned(), one.own_name().to_owned()));
        let own = |names: &[(&str, &str)]| {
            names.iter().map(|(name, label)| ((*name).to_owned(), (*label).to_owned())).collect::<Vec<_>>()
        };
        self.list("Mail", "kind", &kinds)
            + &self.list("Language", "language", &languages)
            + &self.list("Shown as", "view", &own(&VIEWS))
            + &self.list("Width", "width", &own(&WIDTHS))
            + &self.list("Data", "facts", &own(&FACTS))
    }

    fn list(&self, title: &str, field: &str, names: &[(String, String)]) -> String {
        let mut list = format!("<nav class=\"choice {field}\" aria-label=\"{title}\"><ul>");
        for (name, label) in names {
            let mut other = self.clone();
            let place = match field {
                "kind" => &mut other.kind,
                "language" => &mut other.language,
                "view" => &mut other.view,
                "width" => &mut other.width,
                _ => &mut other.facts,
            };
            let current = if place == name { " aria-current=\"true\"" } else { "" };
            name.clone_into(place);
            let Self { kind, language, view, width, facts } = &other;
            let lang = if field == "language" { format!(" lang=\"{name}\"") } else { String::new() };
            let _ = write!(
                list,
                "<li><a id=\"{name}\" href=\"?kind={kind}&amp;language={language}&amp;view={view}&amp;width={width}\
                 &amp;facts={facts}#{name}\"{lang}{current}>{label}</a></li>"
            );
        }
        list + "</ul></nav>"
    }

    fn shown(&self, mail: &StoredMail) -> String {
        match self.view.as_str() {
            "text" => format!("<pre lang=\"{}\">{}</pre>", self.language, escape(&mail.text)),
            "headers" => {
                let headers = mail.headers.iter().map(|(name, value)| format!("{name}: {value}\n"));
                format!("<pre>{}</pre>", escape(&headers.collect::<String>()))
            }
            _ => format!(
                "<iframe class=\"w{}\" title=\"The mail as HTML\" src=\"/mailbox/previews/{}\" \
                 sandbox=\"allow-popups allow-popups-to-escape-sandbox\"></iframe>",
                self.width,
                self.file("html")
            ),
        }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
