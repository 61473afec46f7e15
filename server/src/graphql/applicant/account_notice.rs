//! Notices about an account, which its owner finds at the next login.

use async_graphql::{ComplexObject, Context, Enum, SimpleObject};

use super::request_context::RequestContext;
use crate::{
    certificate::bounced::Bounced,
    graphql::{language::Language, scalar::DateTime, texts::text},
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
#[graphql(complex)]
pub struct AccountNotice {
    /// What the notice is about.
    code: AccountNoticeCode,
    /// The certificate that the notice is about, e.g. `TEST25-0001`.
    certificate_number: String,
    /// When it happened.
    at: DateTime,
}

#[ComplexObject]
impl AccountNotice {
    /// The notice in words: what happened, and what to do.
    async fn text(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of the text. Default: that of the request.")] language: Option<
            Language,
        >,
    ) -> String {
        let key = match self.code {
            AccountNoticeCode::CertificateNotDelivered => "notice-certificate-not-delivered",
        };
        text(RequestContext::of(ctx).language(language), key, &[("number", &self.certificate_number)])
    }
}

impl From<Bounced> for AccountNotice {
    fn from(bounced: Bounced) -> Self {
        Self {
            code: AccountNoticeCode::CertificateNotDelivered,
            certificate_number: bounced.certificate_number,
            at: DateTime(bounced.at),
        }
    }
}
