//! What each kind of mail states: the values in its texts. Nothing here reads the database or chooses a text.

use chrono::{DateTime, Utc};
use entity::{account, certificate, email_link, known_device::LockReach};

/// The values in the text of a mail. Without `Debug`, because it may contain a token.
#[derive(Clone)]
pub enum Content {
    /// M1, M3, M5, M6, M10: a mail with a link. The link's purpose tells which one.
    Link {
        /// The request that the link belongs to.
        link: Box<email_link::Model>,
        /// The name of the key that the token is derived with.
        key_id: String,
        /// The token in the link's URL.
        token: String,
        /// The user ID of the link's account, if it has an account.
        user_id: Option<String>,
        /// M10: whether the address was changed, and not only a change requested.
        is_completed: bool,
    },
    /// M2: the user ID, after registration.
    UserIdIssued {
        /// The account holder's name, in upper-case English letters.
        name: String,
        /// The new user ID, e.g. `hdlpf38617`.
        user_id: String,
    },
    /// M4: all user IDs of an address and a name.
    UserIdReminder(Vec<account::Model>),
    /// M7: the password was changed.
    PasswordChanged {
        /// When the password was changed.
        at: DateTime<Utc>,
    },
    /// M11: the telephone number or the address was changed.
    ContactChanged {
        /// When they were changed.
        at: DateTime<Utc>,
    },
    /// The account, or a known browser, was locked.
    AccountLocked {
        /// When the lock ends, 24 hours after it began.
        until: DateTime<Utc>,
        /// Whom the lock keeps out.
        reach: LockReach,
    },
    /// M8: the certificate itself.
    Certificate {
        /// The certificate.
        certificate: Box<certificate::Model>,
        /// The code that proves a print of it in the public check.
        check_code: String,
    },
    /// M9: the reminder to register the receipt of a certificate.
    ReceiptReminder(Box<certificate::Model>),
    /// M12: a certificate that was sent was cancelled.
    CertificateCancelled(Box<certificate::Model>),
}

impl Content {
    /// The certificate that the mail is about, if it is about one.
    #[must_use]
    pub fn certificate(&self) -> Option<&certificate::Model> {
        match self {
            Self::Certificate { certificate, .. }
            | Self::ReceiptReminder(certificate)
            | Self::CertificateCancelled(certificate) => Some(certificate),
            Self::Link { .. }
            | Self::UserIdIssued { .. }
            | Self::UserIdReminder(_)
            | Self::PasswordChanged { .. }
            | Self::ContactChanged { .. }
            | Self::AccountLocked { .. } => None,
        }
    }
}
