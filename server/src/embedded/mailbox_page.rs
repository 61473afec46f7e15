//! The mailbox: a page for people, JSON for scripts, and each mail as a file. It never sends a mail.

#![expect(clippy::needless_pass_by_value, reason = "poem hands over what it extracts by value")]

use poem::{
    EndpointExt, IntoResponse, Response, Route, get, handler,
    http::{StatusCode, header},
    web::{Data, Json, Path},
};
use uuid::Uuid;
use worker::mail::{Mailbox, mailbox::StoredMail};

use crate::http::assets;

/// Adds `/mailbox` and the addresses under it.
pub(super) fn add(routes: Route, mailbox: Mailbox) -> Route {
    routes
        .at("/mailbox", get(page))
        .at("/mailbox/messages", get(list).delete(clear).data(mailbox.clone()))
        .at("/mailbox/messages/:file", get(source).data(mailbox))
}

#[handler]
fn page() -> Response {
    assets::local_page(include_str!("../../pages/mailbox.html").to_owned())
}

/// Lists all mails, newest first, without their sources: each source is a file of its own.
#[handler]
fn list(mailbox: Data<&Mailbox>) -> Json<Vec<StoredMail>> {
    let without_source = |mail: StoredMail| StoredMail { source: String::new(), ..mail };
    Json(mailbox.list().into_iter().map(without_source).collect())
}

#[handler]
fn clear(mailbox: Data<&Mailbox>) -> StatusCode {
    match mailbox.clear() {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "failed to clear the mailbox");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

#[handler]
fn source(mailbox: Data<&Mailbox>, file: Path<String>) -> Response {
    let id = file.strip_suffix(".eml").and_then(|id| id.parse::<Uuid>().ok());
    match id.and_then(|id| mailbox.get(id)) {
        Some(mail) => Response::builder()
            .header(header::CONTENT_TYPE, "message/rfc822")
            .body(mail.source)
            .into_response(),
        None => StatusCode::NOT_FOUND.into(),
    }
}
