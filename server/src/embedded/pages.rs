//! The pages of the embedded mode: the start page, the playground, and where links in mails land.

#![expect(clippy::needless_pass_by_value, reason = "poem hands over what it extracts by value")]

use poem::{
    EndpointExt, Response, Route, get, handler,
    http::StatusCode,
    web::{Data, Path},
};

use super::DemoApplicant;
use crate::http::assets;

/// Adds the pages.
pub(super) fn add(routes: Route, demo: &DemoApplicant) -> Route {
    let start = include_str!("../../pages/index.html")
        .replace("{{demo_user_id}}", demo.user_id)
        .replace("{{demo_password}}", demo.password);
    let mut routes = routes
        .at("/", get(start_page).data(StartPage(start)))
        .at("/pages/:name", get(file))
        .nest("/graphiql", assets::playground());
    for landing in [
        "/register",
        "/receipts",
        "/login",
        "/forgot-password",
        "/set-password",
        "/reset-password",
        "/change-email",
        "/not-me",
    ] {
        routes = routes.at(landing, get(link_page));
    }
    routes
}

#[derive(Clone)]
struct StartPage(String);

#[handler]
fn start_page(page: Data<&StartPage>) -> Response {
    assets::local_page(page.0.0.clone())
}

#[handler]
fn link_page() -> Response {
    assets::local_page(include_str!("../../pages/link.html").to_owned())
}

#[handler]
fn file(name: Path<String>) -> Response {
    let script = "text/javascript; charset=utf-8";
    let (media_type, body) = match name.as_str() {
        "style.css" => ("text/css; charset=utf-8", include_str!("../../pages/style.css")),
        "start.js" => (script, include_str!("../../pages/start.js")),
        "mailbox.js" => (script, include_str!("../../pages/mailbox.js")),
        "link.js" => (script, include_str!("../../pages/link.js")),
        _ => return StatusCode::NOT_FOUND.into(),
    };
    assets::text(media_type, body.to_owned())
}
