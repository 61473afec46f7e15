//! Notices about an account, which its owner finds at the next login.

use async_graphql::{Enum, SimpleObject};
use entity::language::Language;

use crate::{
    certificate::bounced::Bounced,
    graphql::{scalar::DateTime, texts::text},
};

/// What a notice about the account is about. New releases may add codes; show `text` for those that you do
/// not know.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountNoticeCode {
    /// The email with a certificate could not be delivered.
    CertificateNotDelivered,
}

/// A notice about the account, for its owner. It is there until its reason is gone.
#[derive(SimpleObject, Clone, Debug)]
pub struct AccountNotice {
    /// What the notice is about.
    code: AccountNoticeCode,
    /// The certificate that the notice is about, e.g. `TEST25-0001`.
    certificate_number: String,
    /// When it happened.
    at: DateTime,
    /// The notice in the language of the request: what happened, and what to do.
    text: String,
}

impl AccountNotice {
    /// The notice about a certificate that did not arrive.
    #[must_use]
    pub fn not_delivered(bounced: Bounced, language: Language) -> Self {
        let number = bounced.certificate_number;
        Self {
            code: AccountNoticeCode::CertificateNotDelivered,
            text: text(language, "notice-certificate-not-delivered", &[("number", &number)]),
            certificate_number: number,
            at: DateTime(bounced.at),
        }
    }
}
