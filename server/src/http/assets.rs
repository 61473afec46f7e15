//! Files embedded in the binary: the schemas, the playground, and the pages of the embedded mode.
//!
//! The pages load nothing from other sites: the Content-Security-Policy of each page forbids it.

#![expect(clippy::needless_pass_by_value, reason = "poem hands over what it extracts by value")]

use std::{fmt::Write as _, sync::LazyLock};

use poem::{
    Body, EndpointExt, Request, Response, Route, get, handler,
    http::{StatusCode, header},
    web::Data,
};
use sha2::{Digest, Sha256};

/// The policy of the playground: it may load from this origin, and call only this origin.
const PLAYGROUND_POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    font-src 'self' data:; worker-src 'self' blob:; connect-src 'self'; frame-ancestors 'none'";
/// The policy of the other pages: they may load only from this origin.
const PAGE_POLICY: &str = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; \
    frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// The policy of a mail in a frame: it may use its own styles, load nothing, and run no scripts.
const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; \
    form-action 'none'; sandbox allow-popups allow-popups-to-escape-sandbox";

/// Serves the public schema as SDL, from which front ends generate their clients.
#[handler]
pub(crate) fn schema() -> Response {
    static SDL: LazyLock<String> = LazyLock::new(crate::graphql::applicant::sdl);
    text("text/plain; charset=utf-8", SDL.as_str())
}

/// Serves the officers' schema as SDL.
#[handler]
pub(crate) fn officer_schema() -> Response {
    static SDL: LazyLock<String> = LazyLock::new(crate::graphql::officer::sdl);
    text("text/plain; charset=utf-8", SDL.as_str())
}

/// Whose playground a page is, and the address of the other one, to which it links. Both pages use one
/// bundle.
pub enum Playground {
    /// The playground of the applicants' API.
    Applicants {
        /// The URL of the officers' listener.
        officers: String,
    },
    /// The playground of the officers' API.
    Officers {
        /// The URL of the public listener.
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
            .replace("{{bundle}}", &BUNDLE)
    }
}

/// The routes of a playground: its page and its assets.
#[must_use]
pub fn playground(whose: &Playground) -> Route {
    let html = whose.html();
    Route::new().at("/", get(playground_page).data(html)).at("/assets/:bundle/:name", get(playground_asset))
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

/// A digest of all assets, which is a part of their addresses. So browsers keep each asset until another build of the
/// server has other ones.
static BUNDLE: LazyLock<String> = LazyLock::new(|| {
    let digest =
        PACKED.iter().fold(Sha256::new(), |digest, (_, _, bytes)| digest.chain_update(bytes)).finalize();
    digest[..8].iter().fold(String::new(), |mut text, byte| {
        // Writing to a String does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
});

/// For a year, the longest that RFC 9111 knows, without asking whether it has changed.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

#[handler]
fn playground_asset(request: &Request) -> Response {
    let name = request.raw_path_param("name").unwrap_or_default();
    if name == "LICENSES.txt" {
        return text("text/plain; charset=utf-8", include_str!("../../graphiql/dist/LICENSES.txt"));
    }
    // What a page of another build asks for is not here: it must not be kept under that address.
    if request.raw_path_param("bundle") != Some(BUNDLE.as_str()) {
        return StatusCode::NOT_FOUND.into();
    }
    match PACKED.into_iter().find(|(found, ..)| *found == name) {
        Some((_, media_type, bytes)) => Response::builder()
            .header(header::CONTENT_TYPE, media_type)
            // Whatever the client accepts: only the packed form is embedded, and every browser reads it.
            .header(header::CONTENT_ENCODING, "gzip")
            .header(header::CACHE_CONTROL, IMMUTABLE)
            .body(bytes),
        None => StatusCode::NOT_FOUND.into(),
    }
}

/// Responds with a page of the embedded mode.
#[must_use]
pub fn local_page(html: String) -> Response {
    page(html, PAGE_POLICY)
}

/// Responds with a mail as a page. Its links open in a new window, because our own pages refuse to be shown
/// in a frame.
#[must_use]
pub fn mail(html: &str) -> Response {
    page(html.replacen("<head>", "<head><base target=\"_blank\">", 1), MAIL_POLICY)
}

/// Responds with a text file that a page loads.
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
