//! Bounces: what comes back after a relay has accepted a mail.
//!
//! [`message`] reads a report that arrives as a mail, [`status`] judges it, [`record()`] stores it. [`intake`]
//! does all three. [`maildir`] and [`imap`] fetch the mails. Servers record the events of providers with
//! [`record()`]. Nothing here sends a mail or changes the state of one.

mod addressee;
mod fields;
pub mod imap;
pub mod intake;
pub mod maildir;
pub mod message;
pub mod record;
pub mod status;

use entity::{mail_bounce::BounceKind, suppressed_address};
use uuid::Uuid;

pub use self::{
    record::{Outcome, record},
    status::Status,
};
use crate::mail::return_path::Token;

/// A report about one mail. Its origin was verified, by a token or by a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The id of the mail's row.
    pub mail: Uuid,
    /// What is known of the address that the mail went to.
    pub sent_to: SentTo,
    /// What kind of report it is.
    pub kind: BounceKind,
    /// The enhanced status code, if the report has one.
    pub status: Option<Status>,
    /// The reply code of the relay that refused the mail, if the report has one.
    pub reply_code: Option<i32>,
    /// What identifies the report: the digest of the way by which it came, and of what no other report has.
    pub digest: Vec<u8>,
}

/// What a report says about the address that the mail went to. An address that was changed since is not
/// suppressed for what happened to the older one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SentTo {
    /// The token of the envelope sender.
    Token(Token),
    /// The [`suppressed_address::digest`] of the recipient that a provider named.
    Digest(Vec<u8>),
    /// Nothing.
    Unknown,
}

impl SentTo {
    /// The recipient that a provider named.
    #[must_use]
    pub fn recipient(email: &str) -> Self {
        Self::Digest(suppressed_address::digest(email.trim()))
    }

    /// Whether the mail went to this address.
    #[must_use]
    pub fn is(&self, email: &str) -> bool {
        match self {
            Self::Token(token) => token.is_for(email),
            Self::Digest(digest) => *digest == suppressed_address::digest(email),
            Self::Unknown => false,
        }
    }
}
