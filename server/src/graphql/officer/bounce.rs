//! Reports about an email that came back after a relay had accepted it, as officers see them.

use async_graphql::{Enum, SimpleObject};
use entity::mail_bounce;

use crate::graphql::scalar::DateTime;

/// What a report about an email says.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "mail_bounce::BounceKind")]
pub enum BounceKind {
    /// The address does not exist. Emails to it are suppressed, unless the address was changed since.
    Hard,
    /// The email did not arrive, for a reason that may pass or is not about the address, e.g. a full mailbox.
    Soft,
    /// The email has not arrived yet. Its delivery is still tried.
    Delayed,
    /// The recipient's provider reports the email as unwanted.
    Complaint,
}

/// A report about an email that came back after a relay had accepted it.
#[derive(SimpleObject, Clone, Debug)]
pub struct Bounce {
    /// What the report says.
    kind: BounceKind,
    /// The enhanced status code (RFC 3463), e.g. `5.1.1`; null if the report has none.
    status: Option<String>,
    /// When the report was recorded.
    at: DateTime,
}

impl From<mail_bounce::Model> for Bounce {
    fn from(report: mail_bounce::Model) -> Self {
        Self { kind: report.kind.into(), status: report.status, at: DateTime(report.reported_at) }
    }
}
