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
    Message,
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
    data: String,
}

const VIEWS: [(&str, &str); 3] = [("html", "HTML"), ("text", "Text"), ("headers", "Headers")];
const WIDTHS: [(&str, &str); 2] = [("360", "360 px"), ("800", "800 px")];
const DATA: [(&str, &str); 2] = [("usual", "Usual data"), ("longest", "Longest data")];

fn path_of(kind: Kind) -> String {
    kind.name().to_lowercase().replace('_', "-")
}

fn sample_data(name: &str) -> SampleData {
    if name == "longest" { SampleData::Longest } else { SampleData::Usual }
}

/// The sample with this name, in the language with this tag.
fn find(name: &str, language: &str, data: SampleData) -> Option<Message> {
    let language = Language::ALL.into_iter().find(|one| one.tag() == language)?;
    let kind = Kind::ALL.into_iter().find(|one| path_of(*one) == name);
    kind.map(|kind| sample::message(kind, language, data)).or_else(|| sample::variant(name, language, data))
}

fn render(context: &worker::Context, message: &Message) -> Result<StoredMail, StatusCode> {
    match context.mailer.render(message) {
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
    let sample = find(&choice.kind, &choice.language, sample_data(&choice.data));
    let mail = render(&context, &sample.ok_or(StatusCode::NOT_FOUND)?)?;
    let html = include_str!("../../pages/previews.html")
        .replace("{{choices}}", &choice.lists())
        .replace("{{language}}", &choice.language)
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
    let sample = find(&kind, language, sample_data(&choice.data)).ok_or(StatusCode::NOT_FOUND)?;
    let mail = render(&context, &sample)?;
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
        known(&DATA, &mut self.data);
        let usual = SampleData::Usual;
        if find(&path_of(Kind::Certificate), &self.language, usual).is_none() {
            Language::Ja.tag().clone_into(&mut self.language);
        }
        if find(&self.kind, Language::Ja.tag(), usual).is_none() {
            self.kind = path_of(Kind::RegistrationLink);
        }
        self
    }

    /// The relative address of the mail by itself.
    fn file(&self, form: &str) -> String {
        let Self { kind, language, data, .. } = self;
        format!("{kind}/{language}.{form}?data={data}")
    }

    /// All lists of links. Each link has its own anchor as its fragment, so that the keyboard focus stays on
    /// it.
    fn lists(&self) -> String {
        let usual = Kind::ALL.into_iter().map(|kind| (path_of(kind), kind.name().to_owned()));
        // A kind with several texts is in the list once for each.
        let label = |(name, kind): (&str, Kind)| (name.to_owned(), format!("{} ({name})", kind.name()));
        let others = sample::VARIANTS.map(label);
        let kinds: Vec<_> = usual.chain(others).collect();
        let languages = Language::ALL.map(|one| (one.tag().to_owned(), one.own_name().to_owned()));
        let own = |names: &[(&str, &str)]| {
            names.iter().map(|(name, label)| ((*name).to_owned(), (*label).to_owned())).collect::<Vec<_>>()
        };
        self.list("Mail", "kind", &kinds)
            + &self.list("Language", "language", &languages)
            + &self.list("Shown as", "view", &own(&VIEWS))
            + &self.list("Width", "width", &own(&WIDTHS))
            + &self.list("Data", "data", &own(&DATA))
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
                _ => &mut other.data,
            };
            let current = if place == name { " aria-current=\"true\"" } else { "" };
            name.clone_into(place);
            let Self { kind, language, view, width, data } = &other;
            let lang = if field == "language" { format!(" lang=\"{name}\"") } else { String::new() };
            let _ = write!(
                list,
                "<li><a id=\"{name}\" href=\"?kind={kind}&amp;language={language}&amp;view={view}&amp;width={width}\
                 &amp;data={data}#{name}\"{lang}{current}>{label}</a></li>"
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
