//! POST `/demo/certificate`: a certificate for an applicant who has just registered in the playground, so that the
//! steps about receiving one work without an officer.
//!
//! Only the public listener of the embedded mode has this address.

use std::sync::Arc;

use anyhow::Context as _;
use chrono::Days;
use entity::{
    account::{self, UserId},
    certificate::{self, CertificateNumber, check_code},
    clock::today_in_japan,
    error_chain::chain,
};
use poem::{
    Body, EndpointExt, IntoResponse, Response, Route, handler,
    http::{HeaderMap, StatusCode},
    post,
    web::{Data, Json},
};
use sea_orm::{QueryOrder, prelude::Uuid};
use serde::Deserialize;
use serde_json::json;

use crate::{
    app::App,
    audit::{Actor, RequestOrigin},
    certificate::issue::{Expired, Line, Mode, Run},
    http::graphql::media_type::is_json,
};

/// The maximum size of the body in bytes.
const BODY: usize = 1024;

/// What the handler needs.
#[derive(Clone)]
struct Demo {
    app: Arc<App>,
    context: Arc<worker::Context>,
}

/// Whom the certificate is for.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Applicant {
    user_id: String,
}

/// Adds POST `/demo/certificate`, without a login.
pub(super) fn add(routes: Route, app: Arc<App>, context: Arc<worker::Context>) -> Route {
    routes.at("/demo/certificate", post(issue).data(Demo { app, context }))
}

/// Issues a certificate to the user ID in the body, unless the account has one already, and responds when its mail
/// has been sent. The response has the values that the playground's steps take: of that certificate, or of the newest
/// that the account has. Without an open account there are none.
#[handler]
async fn issue(demo: Data<&Demo>, headers: &HeaderMap, body: Body) -> Response {
    // A page of another site can send plain text to any address, but JSON only with our permission (CORS).
    if !is_json(headers) {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE.into();
    }
    let Ok(bytes) = body.into_bytes_limit(BODY).await else { return StatusCode::PAYLOAD_TOO_LARGE.into() };
    let Ok(applicant) = serde_json::from_slice::<Applicant>(&bytes) else {
        return StatusCode::BAD_REQUEST.into();
    };
    match demo.issue_once(&applicant.user_id).await {
        Ok(Some((number, is_new))) => {
            let code = check_code::of(&demo.app.link_keys, number.as_str());
            let values = json!({ "CERTIFICATE": number.as_str(), "CHECK_CODE": code });
            Json(json!({ "values": values, "isNew": is_new })).into_response()
        }
        Ok(None) => Json(json!({ "values": {}, "isNew": false })).into_response(),
        Err(error) => {
            tracing::error!("failed to issue a demo certificate: {}", chain(error.as_ref()));
            StatusCode::INTERNAL_SERVER_ERROR.into()
        }
    }
}

impl Demo {
    /// The number of the account's newest certificate, and whether it was issued now. `None` if no open account has
    /// this user ID.
    async fn issue_once(&self, user_id: &str) -> anyhow::Result<Option<(CertificateNumber, bool)>> {
        let (db, now) = (&self.app.db, self.app.clock.now());
        let Ok(user_id) = UserId::parse_login(user_id) else { return Ok(None) };
        let Some(account) = account::open_by_user_id(&user_id).one(db).await? else { return Ok(None) };
        let number = format!("PLAY-{}", user_id.as_str().to_ascii_uppercase());
        let Ok(number) = CertificateNumber::parse(&number) else { return Ok(None) };
        let newest = certificate::listed_for(account.id).order_by_desc(certificate::Column::RequestedAt);
        if let Some(newest) = newest.one(db).await? {
            return Ok(CertificateNumber::parse(&newest.number).ok().map(|number| (number, false)));
        }
        let today = today_in_japan(now);
        let line = Line {
            user_id: user_id.as_str().to_owned(),
            certificate_number: number.as_str().to_owned(),
            holder_name: account.name,
            nationality: "Canada".to_owned(),
            sex: "MALE".to_owned(),
            birth_date: (today - Days::new(365 * 30)).to_string(),
            status_of_residence: "Student".to_owned(),
            period_of_stay: "1 year 3 months".to_owned(),
            issued_on: today.to_string(),
            issuing_bureau: "Tokyo Regional Immigration Services Bureau".to_owned(),
            application_number: None,
        };
        let source = RequestOrigin::run(Uuid::now_v7());
        let run = Run::of(db, Mode::Record, Expired::Refuse, &source, Actor::System);
        let outcome = run.all(&[line], now).await?.pop().context("a line has an outcome")?;
        let issued = outcome?;
        // The list has a certificate from the moment on when its mail was sent.
        self.context.settle().await?;
        Ok(Some((number, issued.is_new)))
    }
}
