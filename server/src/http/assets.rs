//! Files embedded in the binary: the schema, the playground, the pages of the embedded mode.
//!
//! Nothing is fetched from elsewhere, which each page's policy makes sure of.

#![expect(clippy::needless_pass_by_value, reason = "poem hands over what it extracts by value")]

use std::sync::LazyLock;

use poem::{
    Body, EndpointExt, Request, Response, Route, get, handler,
    http::{StatusCode, header},
    web::Data,
};

/// What the playground may load and call: this origin alone.
const PLAYGROUND_POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    font-src 'self' data:; worker-src 'self' blob:; connect-src 'self'; frame-ancestors 'none'";
/// The same for the other pages.
const PAGE_POLICY: &str = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; \
    frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// The same for a mail that is shown in a frame: its own style, and nothing else.
const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; \
    form-action 'none'; sandbox allow-popups allow-popups-to-escape-sandbox";

/// The public schema, as front ends generate their clients from.
#[handler]
pub(crate) fn schema() -> Response {
    static SDL: LazyLock<String> = LazyLock::new(crate::graphql::sdl);
    text("text/plain; charset=utf-8", SDL.as_str())
}

/// The officers' schema.
#[handler]
pub(crate) fn officer_schema() -> Response {
    static SDL: LazyLock<String> = LazyLock::new(crate::officer::graphql::sdl);
    text("text/plain; charset=utf-8", SDL.as_str())
}

/// Whose playground a page is, and where the other side's is: two pages of one bundle.
pub enum Playground {
    /// The applicants'.
    Applicants {
        /// The officers' listener.
        officers: String,
    },
    /// The officers'.
    Officers {
        /// The public listener.
        applicants: String,
    },
}

impl Playground {
    fn html(&self) -> String {
        let (audience, [applicants, officers], sdl) = match self {
            Self::Applicants { officers } => ("applicants", ["", officers.as_str()], "/schema.graphql"),
            Self::Officers { applicants } => ("officers", [applicants.as_str(), ""], "/officer.graphql"),
        };
        include_str!("../../graphiql/index.html")
            .replace("{{audience}}", audience)
            .replace("{{applicants}}", applicants)
            .replace("{{officers}}", officers)
            .replace("{{schema}}", sdl)
    }
}

/// The playground's addresses.
#[must_use]
pub fn playground(whose: &Playground) -> Route {
    let html = whose.html();
    Route::new().at("/", get(playground_page).data(html)).at("/assets/:name", get(playground_asset))
}

#[handler]
fn playground_page(html: Data<&String>) -> Response {
    page(html.clone(), PLAYGROUND_POLICY)
}

macro_rules! packed {
    ($name:literal, $media_type:literal) => {
        ($name, $media_type, include_bytes!(concat!("../../graphiql/dist/", $name, ".gz")).as_slice())
    };
}

const PACKED: [(&str, &str, &[u8]); 6] = [
    packed!("main.js", "text/javascript; charset=utf-8"),
    packed!("main.css", "text/css; charset=utf-8"),
    packed!("json.worker.js", "text/javascript; charset=utf-8"),
    packed!("graphql.worker.js", "text/javascript; charset=utf-8"),
    packed!("editor.worker.js", "text/javascript; charset=utf-8"),
    packed!("codicon.ttf", "font/ttf"),
];

#[handler]
fn playground_asset(request: &Request) -> Response {
    let name = request.raw_path_param("name").unwrap_or_default();
    if name == "LICENSES.txt" {
        return text("text/plain; charset=utf-8", include_str!("../../graphiql/dist/LICENSES.txt"));
    }
    match PACKED.into_iter().find(|(found, ..)| *found == name) {
        Some((_, media_type, bytes)) => Response::builder()
            .header(header::CONTENT_TYPE, media_type)
            .header(header::CONTENT_ENCODING, "gzip")
            .header(header::CACHE_CONTROL, "no-cache")
            .body(bytes),
        None => StatusCode::NOT_FOUND.into(),
    }
}

/// A page of the embedded mode.
#[must_use]
pub fn local_page(html: String) -> Response {
    page(html, PAGE_POLICY)
}

/// A mail as a page. Its links open beside it: our own pages refuse to be shown in a frame.
#[must_use]
pub fn mail(html: &str) -> Response {
    page(html.replacen("<head>", "<head><base target=\"_blank\">", 1), MAIL_POLICY)
}

/// A file beside the pages.
#[must_use]
pub fn text(media_type: &str, body: impl Into<Body>) -> Response {
    Response::builder()
        .header(header::CONTENT_TYPE, media_type)
        .header(header::CACHE_CONTROL, "no-cache")
        .body(body)
}

fn page(html: String, policy: &str) -> Response {
    Response::builder()
        .header(header::CONTENT_TYPE, "text/html; charset=utf-8")
        .header(header::CONTENT_SECURITY_POLICY, policy)
        .header(header::REFERRER_POLICY, "no-referrer")
        .header(header::CACHE_CONTROL, "no-store")
        .body(html)
}
