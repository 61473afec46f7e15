//! The pages of the embedded mode: the start page, and the pages that links in mails lead to. Production has
//! none.

#![expect(clippy::needless_pass_by_value, reason = "poem hands over what it extracts by value")]

use std::sync::Arc;

use poem::{
    EndpointExt, Response, Route, get, handler,
    http::StatusCode,
    web::{Data, Path},
};

use super::{
    DemoApplicant, DemoColleague, DemoOfficer,
    demo_officer::{self, UsableCode},
    demo_values::clock_kind,
};
use crate::{app::App, http::assets};

/// Adds the start page, the pages of links, and the files that they load.
pub(super) fn add(routes: Route, start: StartPage) -> Route {
    let mut routes = routes.at("/", get(start_page).data(start)).at("/pages/:name", get(file));
    for landing in [
        "/register",
        "/receipts",
        "/login",
        "/forgot-password",
        "/set-password",
        "/reset-password",
        "/change-email",
        "/not-me",
        "/check",
    ] {
        routes = routes.at(landing, get(link_page));
    }
    routes
}

/// The content of the start page.
#[derive(Clone)]
pub(super) struct StartPage {
    /// The login of the demo applicant.
    pub(super) applicant: DemoApplicant,
    /// The login of the demo officer; `None` hides it.
    pub(super) officer: Option<DemoOfficer>,
    /// The colleague who can enrol as a second officer; `None` hides it.
    pub(super) colleague: Option<DemoColleague>,
    /// The URL of the officers' listener.
    pub(super) officer_base: String,
    /// The server's context, with the clock and the codes that have been used.
    pub(super) app: Arc<App>,
}

impl StartPage {
    /// The page; `code` is the demo officer's next one-time code.
    fn html(&self, code: Option<UsableCode>) -> String {
        let (officer, colleague) = (self.officer.as_ref(), self.colleague.as_ref());
        let kind = clock_kind(&self.app.clock);
        let hidden = |is_hidden| if is_hidden { "hidden" } else { "" };
        let (code, wait) = match code {
            Some(UsableCode::Now(code)) => (code, String::new()),
            Some(UsableCode::InSeconds(seconds)) => {
                ("-".to_owned(), format!("used; the next one is in {seconds} seconds by the clock"))
            }
            None => ("-".to_owned(), String::new()),
        };
        include_str!("../../pages/index.html")
            .replace("{{demo_user_id}}", self.applicant.user_id)
            .replace("{{demo_password}}", self.applicant.password)
            .replace("{{clock_kind}}", kind)
            .replace("{{system_hidden}}", hidden(kind != "system"))
            .replace("{{manual_hidden}}", hidden(kind != "manual"))
            .replace("{{officer_base}}", &self.officer_base)
            .replace("{{officer_name}}", officer.map_or("-", |officer| officer.name))
            .replace("{{officer_password}}", officer.map_or("-", |officer| officer.password))
            .replace("{{officer_code}}", &code)
            .replace("{{officer_wait}}", &wait)
            .replace("{{colleague_hidden}}", hidden(colleague.is_none()))
            .replace("{{colleague_name}}", colleague.map_or("-", |colleague| colleague.name))
            .replace("{{colleague_code}}", colleague.map_or("-", |colleague| &colleague.enrolment_code))
            .replace(
                "{{officer_uri}}",
                &officer.map(DemoOfficer::uri).unwrap_or_default().replace('&', "&amp;"),
            )
    }
}

#[handler]
async fn start_page(page: Data<&StartPage>) -> Response {
    let code = match &page.officer {
        Some(_) => demo_officer::usable_codes(&page.app).await.map(|[code, _]| code),
        None => Ok(None), // the page is open to the network, and shows no code
    };
    match code {
        Ok(code) => assets::local_page(page.html(code)),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "failed to read the demo officers");
            StatusCode::INTERNAL_SERVER_ERROR.into()
        }
    }
}

#[handler]
fn link_page() -> Response {
    assets::local_page(include_str!("../../pages/link.html").to_owned())
}

#[handler]
fn file(name: Path<String>) -> Response {
    let (script, style) = ("text/javascript; charset=utf-8", "text/css; charset=utf-8");
    let (media_type, body) = match name.as_str() {
        "style.css" => (style, include_str!("../../pages/style.css")),
        "previews.css" => (style, include_str!("../../pages/previews.css")),
        "start.js" => (script, include_str!("../../pages/start.js")),
        "mailbox.js" => (script, include_str!("../../pages/mailbox.js")),
        "link.js" => (script, include_str!("../../pages/link.js")),
        _ => return StatusCode::NOT_FOUND.into(),
    };
    assets::text(media_type, body)
}
