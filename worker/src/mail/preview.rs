//! Mails as they would go to an account, for officers who have to explain them. They are rendered and never
//! sent.
//!
//! The account and the certificate are real. What opens something is made up, as in [`super::sample`]: the
//! token in a link, and the code on a certificate.

use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};
use entity::{account, certificate, email_link::Lifetimes, language::Language, outbox::Kind};

use super::{
    Sender,
    compose::compose,
    message::{Content, Message},
    render::Rendered,
    sample::{self, SampleData},
    texts::{TextError, Texts},
};

static TEXTS: LazyLock<Texts> = LazyLock::new(Texts::load);

/// Whether mails of this kind are about a certificate.
#[must_use]
pub fn is_about_certificate(kind: Kind) -> bool {
    matches!(kind, Kind::Certificate | Kind::ReceiptReminder | Kind::CertificateCancelled)
}

/// The mail of this kind to the account, as if its cause had happened `now`. `None` if the kind is about a
/// certificate, and there is none. A reminder of user IDs names this account only.
#[must_use]
pub fn message(
    kind: Kind,
    language: Language,
    account: &account::Model,
    certificate: Option<certificate::Model>,
    lifetimes: &Lifetimes,
    now: DateTime<Utc>,
) -> Option<Message> {
    let mut message = sample::message(kind, language, SampleData::Usual);
    (message.created_at, message.date) = (now, now);
    message.to.clone_from(&account.email);
    match &mut message.content {
        Content::Link { link, user_id, .. } => {
            let lifetime = lifetimes.of(link.purpose);
            link.email.clone_from(&account.email);
            link.email_key.clone_from(&account.email_key);
            (link.created_at, link.expires_at) = (now, now + lifetime);
            link.lifetime_seconds = lifetime.num_seconds();
            if let Some(user_id) = user_id {
                user_id.clone_from(&account.user_id);
            }
        }
        Content::UserIdIssued { name, user_id } => {
            name.clone_from(&account.name);
            user_id.clone_from(&account.user_id);
        }
        Content::UserIdReminder(accounts) => *accounts = vec![account.clone()],
        Content::PasswordChanged { at } | Content::ContactChanged { at } => *at = now,
        Content::AccountLocked { until, .. } => *until = now + TimeDelta::hours(24),
        Content::Certificate { certificate: made_up, .. }
        | Content::ReceiptReminder(made_up)
        | Content::CertificateCancelled(made_up) => {
            // Before the first mail was accepted, this one would be the first.
            let requested_at = made_up.requested_at.map(|_| now);
            **made_up = certificate?;
            made_up.requested_at = made_up.requested_at.or(requested_at);
        }
    }
    if let Some(origin) = &mut message.origin {
        origin.at = now;
    }
    Some(message)
}

/// Renders a message as the worker would. Fails if a text is missing or cannot be filled in.
pub fn render(sender: &Sender, message: &Message) -> Result<Rendered, TextError> {
    compose(&TEXTS, sender, message)
}
