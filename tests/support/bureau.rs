//! Officers with roles and a session, inserted into the database as enrolment and login would leave them, for
//! stories about something else.

use chrono::{DateTime, Utc};
use entity::officer::{self, Enrolment, OfficerId, OfficerName, Role, role, session};
use entity::session::Delivery;
use sea_orm::{DatabaseConnection, EntityTrait};
use uuid::Uuid;

use super::app::TestApp;
use super::client::Client;

/// An officer who is logged in.
pub(crate) struct Colleague {
    /// The officer's id.
    pub(crate) id: OfficerId,
    /// The officer's browser.
    pub(crate) client: Client,
}

/// Creates an officer with these roles and a session that begins now.
pub(crate) async fn colleague(app: &TestApp, name: &str, roles: &[Role]) -> Colleague {
    colleague_at(&app.officer_base, app.db(), app.now(), name, roles).await
}

/// Like [`colleague`], with the base URL of the officers' API, its database and the time.
pub(crate) async fn colleague_at(
    base: &str,
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    name: &str,
    roles: &[Role],
) -> Colleague {
    let id = OfficerId(Uuid::now_v7());
    let parsed = OfficerName::parse(name).expect("a name");
    let enrolment = Enrolment { digest: Uuid::now_v7().as_bytes().to_vec(), totp_secret: String::new() };
    let row = officer::create(id, &parsed, enrolment, now);
    officer::Entity::insert(row).exec_without_returning(db).await.expect("an officer");
    for wanted in roles {
        let row = role::granted_by_command(Uuid::now_v7(), id, *wanted, now);
        role::Entity::insert(row).exec_without_returning(db).await.expect("a role");
    }
    // Every token has this form: 43 characters of base64url.
    let token = format!("{}{}", Uuid::new_v4().simple(), "A".repeat(11));
    let session = session::Model {
        id: Uuid::now_v7(),
        token_digest: session::digest(&token, Delivery::Bearer),
        officer_id: id,
        password_version: 0,
        created_at: now,
        last_seen_at: now,
        idle_expires_at: session::idle_end(now),
        absolute_expires_at: now + session::LONGEST,
        device: "Firefox, Linux".to_owned(),
        ended_at: None,
    };
    let row = session::ActiveModel::from(session);
    session::Entity::insert(row).exec_without_returning(db).await.expect("a session");
    Colleague { id, client: Client::with_bearer(base, &token) }
}
