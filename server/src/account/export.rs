//! Everything that is stored about an account, for its owner to download as JSON.
//!
//! It contains no secret, neither the hash of the password nor the digest of a token: those would help only a
//! thief. Nor does it contain the bureau's reason for cancelling a certificate, because that may name other
//! people.

use std::sync::Arc;

use entity::{
    account,
    audit::{self as trail, Action},
    certificate, email_link, known_device, municipality, outbox, session,
};
use sea_orm::{Condition, QueryOrder, QuerySelect, QueryTrait, entity::prelude::*};
use serde_json::{Value, json};

use super::{
    reauthentication::{self, ReauthenticationRequired},
    session::LiveSession,
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
    let (db, id) = (&app.db, live.account.id);
    let certificates = certificate::Entity::find()
        .filter(certificate::Column::AccountId.eq(id))
        .order_by_asc(certificate::Column::RecordedAt)
        .all(db)
        .await?;
    let sessions = session::Entity::find()
        .filter(session::Column::AccountId.eq(id))
        .order_by_asc(session::Column::CreatedAt)
        .all(db)
        .await?;
    let of_account = certificate::Entity::find()
        .select_only()
        .column(certificate::Column::Id)
        .filter(certificate::Column::AccountId.eq(id))
        .into_query();
    let mails = outbox::Entity::find()
        .filter(
            Condition::any()
                .add(outbox::Column::AccountId.eq(id))
                .add(outbox::Column::CertificateId.in_subquery(of_account)),
        )
        .order_by_asc(outbox::Column::CreatedAt)
        .all(db)
        .await?;
    let devices = known_device::of(id).all(db).await?;
    let activity = trail::about(id).all(db).await?;
    let links = email_link::Entity::find()
        .filter(email_link::Column::AccountId.eq(id))
        .order_by_asc(email_link::Column::CreatedAt)
        .all(db)
        .await?;
    let held = json!({
        "exportedAt": info.now,
        "account": account_of(&live.account),
        "certificates": certificates.iter().map(certificate_of).collect::<Vec<_>>(),
        "sessions": sessions.iter().map(session_of).collect::<Vec<_>>(),
        "knownBrowsers": devices.iter().map(device_of).collect::<Vec<_>>(),
        "mails": mails.iter().map(mail_of).collect::<Vec<_>>(),
        "links": links.iter().map(link_of).collect::<Vec<_>>(),
        "activity": activity.iter().map(event_of).collect::<Vec<_>>(),
    });
    let tx = migration::database::write(db).await?;
    audit::record(&tx, info.event(Action::DataExported).by_owner(id)).await?;
    tx.commit().await?;
    Ok(held.to_string())
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

fn event_of(event: &trail::Model) -> Value {
    json!({
        "at": event.at,
        "action": event.action,
        "outcome": event.outcome,
        "reason": event.reason,
        "network": event.network,
        "device": event.device,
    })
}
