//! Everything that is stored about an account, for its owner to download as JSON.
//!
//! It contains no secret, neither the hash of the password nor the digest of a token: those would help only a
//! thief. Nor does it contain the bureau's reason for cancelling a certificate, because that may name other
//! people. `export_document` limits its size.

use std::sync::Arc;

use entity::{
    account,
    audit::{self as audit_log, Action},
    certificate, email_link, known_device, mail_bounce, municipality, outbox, session, user_id_request,
};
use sea_orm::{
    Condition, Order, QueryOrder, QuerySelect, QueryTrait,
    entity::prelude::*,
    sea_query::{SelectStatement, UnionType},
};
use serde_json::{Value, json};

use super::{
    export_document::Document,
    reauthentication::{self, ReauthenticationRequired},
    session::LiveSession,
    unassigned::Unassigned,
};
use crate::{app::App, audit, request_info::RequestInfo};

/// Returns the account's data as JSON text, after verifying the password.
pub async fn export(
    app: &Arc<App>,
    live: &LiveSession,
    current_password: &str,
    info: &RequestInfo,
) -> Result<String, ReauthenticationRequired> {
    reauthentication::require(app, live, current_password, "currentPassword", info).await?;
    let held = document(app, &live.account, info.now).await?;
    let tx = migration::database::write(&app.db).await?;
    audit::record(&tx, info.event(Action::DataExported).by_owner(live.account.id)).await?;
    tx.commit().await?;
    Ok(held)
}

/// Reads what was stored up to `now`. Later rows would move those of the pages that are still to be read.
async fn document(app: &App, account: &account::Model, now: DateTimeUtc) -> Result<String, DbErr> {
    let (db, id) = (&app.db, account.id);
    let Unassigned { requests, links } = Unassigned::of(db, account).await?;
    let mut document = Document::new(now, &account_of(account));
    let certificates = certificate::Entity::find()
        .filter(certificate::Column::AccountId.eq(id))
        .filter(certificate::Column::RecordedAt.lte(now))
        .order_by_desc(certificate::Column::RecordedAt)
        .order_by_desc(certificate::Column::Id);
    document.list(db, "certificates", (certificates, Order::Asc), certificate_of).await?;
    let sessions = session::Entity::find()
        .filter(session::Column::AccountId.eq(id))
        .filter(session::Column::CreatedAt.lte(now))
        .order_by_desc(session::Column::CreatedAt)
        .order_by_desc(session::Column::Id);
    document.list(db, "sessions", (sessions, Order::Asc), session_of).await?;
    document.list(db, "knownBrowsers", (known_device::of(id), Order::Desc), device_of).await?;
    document.list(db, "mails", (mails(id, now), Order::Asc), mail_of).await?;
    document.list(db, "bounces", (bounces(id, now), Order::Asc), bounce_of).await?;
    let links = email_link::Entity::find()
        .filter(Condition::any().add(email_link::Column::AccountId.eq(id)).add(links))
        .filter(email_link::Column::CreatedAt.lte(now))
        .order_by_desc(email_link::Column::CreatedAt)
        .order_by_desc(email_link::Column::Id);
    document.list(db, "links", (links, Order::Asc), link_of).await?;
    let requests = user_id_request::Entity::find()
        .filter(requests)
        .filter(user_id_request::Column::CreatedAt.lte(now))
        .order_by_desc(user_id_request::Column::CreatedAt)
        .order_by_desc(user_id_request::Column::Id);
    document.list(db, "userIdRequests", (requests, Order::Asc), request_of).await?;
    let activity = audit_log::about(id).filter(audit_log::Column::At.lte(now));
    document.list(db, "activity", (activity, Order::Desc), event_of).await?;
    Ok(document.finish())
}

/// The ids of the mails about the account and its certificates.
fn mail_ids(id: account::AccountId) -> SelectStatement {
    let certificates = certificate::Entity::find()
        .select_only()
        .column(certificate::Column::Id)
        .filter(certificate::Column::AccountId.eq(id))
        .into_query();
    let ids = || outbox::Entity::find().select_only().column(outbox::Column::Id);
    let of_certificates = ids().filter(outbox::Column::CertificateId.in_subquery(certificates)).into_query();
    // Not one condition with OR, for which PostgreSQL reads the whole table.
    let mut ids = ids().filter(outbox::Column::AccountId.eq(id)).into_query();
    ids.union(UnionType::All, of_certificates);
    ids
}

/// The mails about the account and its certificates, newest first.
fn mails(id: account::AccountId, now: DateTimeUtc) -> Select<outbox::Entity> {
    outbox::Entity::find()
        .filter(outbox::Column::Id.in_subquery(mail_ids(id)))
        .filter(outbox::Column::CreatedAt.lte(now))
        .order_by_desc(outbox::Column::CreatedAt)
        .order_by_desc(outbox::Column::Id)
}

/// The reports about those mails, newest first.
fn bounces(id: account::AccountId, now: DateTimeUtc) -> Select<mail_bounce::Entity> {
    mail_bounce::Entity::find()
        .filter(mail_bounce::Column::MailId.in_subquery(mail_ids(id)))
        .filter(mail_bounce::Column::ReportedAt.lte(now))
        .order_by_desc(mail_bounce::Column::ReportedAt)
        .order_by_desc(mail_bounce::Column::Digest)
}

fn account_of(account: &account::Model) -> Value {
    let municipality = account.municipality_code.as_deref().and_then(|code| municipality::parse(code).ok());
    json!({
        "userId": account.user_id,
        "type": account.user_type.to_value(),
        "name": account.name,
        "email": account.email,
        "phoneNumber": account.phone_number,
        "sex": account.sex.map(|sex| sex.to_value()),
        "birthDate": account.birth_date,
        "postalCode": account.postal_code,
        "prefecture": municipality.map(|found| found.prefecture.name),
        "municipality": municipality.map(|found| found.name),
        "street": account.street,
        "language": account.language.tag(),
        "colorScheme": account.color_scheme.to_value(),
        "agreedTermsVersion": account.terms_version,
        "agreedTermsAt": account.terms_agreed_at,
        "registeredAt": account.registered_at,
        "loggedInAt": account.logged_in_at,
        "previousLoginAt": account.previous_login_at,
        "hasPassword": account.password_hash.is_some(),
        "wrongPasswordsSinceLogin": account.failed_since_login,
        "lockedUntil": account.locked_until,
    })
}

fn certificate_of(certificate: &certificate::Model) -> Value {
    // Without the bureau's reason for a cancellation, because it may name other people.
    json!({
        "certificateNumber": certificate.number,
        "holderName": certificate.holder_name,
        "nationality": certificate.nationality,
        "sex": certificate.sex.to_value(),
        "birthDate": certificate.birth_date,
        "statusOfResidence": certificate.status_of_residence,
        "periodOfStay": certificate.period_of_stay,
        "issuedOn": certificate.issued_on,
        "issuingBureau": certificate.issuing_bureau,
        "applicationNumber": certificate.application_number,
        "recordedAt": certificate.recorded_at,
        "requestedAt": certificate.requested_at,
        "registeredAt": certificate.registered_at,
        "cancelledAt": certificate.cancelled_at,
    })
}

fn session_of(session: &session::Model) -> Value {
    json!({
        "createdAt": session.created_at,
        "lastSeenAt": session.last_seen_at,
        "endedAt": session.ended_at,
        "endReason": session.end_reason,
        "device": session.device,
    })
}

fn device_of(device: &known_device::Model) -> Value {
    json!({ "lastUsedAt": device.last_used_at, "knownUntil": device.expires_at })
}

fn mail_of(mail: &outbox::Model) -> Value {
    json!({
        "kind": mail.kind,
        "queuedAt": mail.created_at,
        "sentAt": mail.sent_at,
        "state": mail.state.to_value(),
        "language": mail.rendered_language,
    })
}

fn bounce_of(report: &mail_bounce::Model) -> Value {
    json!({ "kind": report.kind.to_value(), "status": report.status, "reportedAt": report.reported_at })
}

fn link_of(link: &email_link::Model) -> Value {
    json!({
        "purpose": link.purpose.to_value(),
        "email": link.email,
        "requestedAt": link.created_at,
        "sentAt": link.sent_at,
        "expiresAt": link.expires_at,
        "usedAt": link.consumed_at,
    })
}

fn request_of(request: &user_id_request::Model) -> Value {
    json!({
        "email": request.email,
        "name": request.name,
        "language": request.language.tag(),
        "requestedAt": request.created_at,
    })
}

fn event_of(event: &audit_log::Model) -> Value {
    json!({
        "at": event.at,
        "action": event.action,
        "outcome": event.outcome,
        "reason": event.reason,
        "network": event.network,
        "device": event.device,
    })
}
