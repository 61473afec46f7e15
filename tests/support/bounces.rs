//! A certificate that was sent, reports about its mail, and what they have changed.

use entity::certificate;
use entity::mail_bounce;
use entity::outbox::{self, Kind, State};
use entity::suppressed_address;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;
use worker::bounce::intake::Intake;
use worker::mail::return_path::envelope_sender;

use super::{Applicant, TestApp};

/// The address of the person whose mails bounce.
pub(crate) const EMAIL: &str = "a@example.com";
/// The certificate.
pub(crate) const NUMBER: &str = "TEST25-000001";

/// A sample from the folder of bounces, with an address in place of its placeholder.
macro_rules! sample {
    ($name:literal, $sender:expr) => {
        include_str!(concat!("data/bounces/", $name, ".eml"))
            .replace("bounce+TOKEN@mail.uketori.example", $sender)
    };
}
pub(crate) use sample;

/// The newest row of a kind of mail, about the certificate or about none. The embedded mode has others.
pub(crate) async fn newest(app: &TestApp, kind: Kind) -> outbox::Model {
    let numbered = certificate::Entity::find().filter(certificate::Column::Number.eq(NUMBER));
    let id = numbered.one(app.db()).await.expect("an answer").map(|certificate| certificate.id);
    let about = Condition::any()
        .add(outbox::Column::CertificateId.is_null())
        .add_option(id.map(|id| outbox::Column::CertificateId.eq(id)));
    let rows = outbox::Entity::find().filter(outbox::Column::Kind.eq(kind.name())).filter(about);
    // Ids tell the order of mails of the same moment, because the clock stands still.
    let rows = rows.order_by_desc(outbox::Column::CreatedAt).order_by_desc(outbox::Column::Id);
    rows.one(app.db()).await.expect("an answer").expect("a row")
}

/// The envelope sender of a mail to [`EMAIL`].
pub(crate) fn sender(app: &TestApp, mail: Uuid) -> String {
    let base = "bounce@mail.uketori.example".parse().expect("an address");
    let keys = app.context.mailer.link_keys().ring();
    envelope_sender(&base, keys, mail, EMAIL).expect("a sender").to_string()
}

/// A person to whom a certificate was sent, and the envelope sender of that mail.
pub(crate) async fn issued(app: &TestApp) -> (Applicant, String) {
    let applicant = app.applicant(EMAIL).await;
    app.issue(&applicant, NUMBER).await;
    let row = newest(app, Kind::Certificate).await;
    assert_eq!(row.state, State::Sent);
    let sender = sender(app, row.id);
    (applicant, sender)
}

/// What takes mails that come back.
pub(crate) fn intake(app: &TestApp) -> Intake<'_> {
    Intake { db: app.db(), keys: app.context.mailer.link_keys().ring() }
}

/// All reports.
pub(crate) async fn reports(app: &TestApp) -> Vec<mail_bounce::Model> {
    mail_bounce::Entity::find().all(app.db()).await.expect("rows")
}

/// Whether an address is suppressed.
pub(crate) async fn is_suppressed(app: &TestApp, email: &str) -> bool {
    suppressed_address::of(email).one(app.db()).await.expect("an answer").is_some()
}
