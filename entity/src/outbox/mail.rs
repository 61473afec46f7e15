//! Every mail that the system can send, identified by IDs alone, and how each kind is treated.
//!
//! A mail says whom and what it is about. Its text, address and link are made when it is sent. So no row of
//! the outbox, and nothing derived from a row, contains a secret.

use chrono::TimeDelta;
use sea_orm::entity::prelude::Uuid;

use super::{Lane, Model};
use crate::{account::AccountId, certificate::CertificateId};

/// A mail, with the IDs of what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mail {
    /// M1: the link to enter the user information (R55).
    RegistrationLink {
        /// The request for the link.
        link: Uuid,
    },
    /// M2: the user ID, after registration (R69).
    UserIdIssued {
        /// The account that was registered.
        account: AccountId,
    },
    /// M3: the user ID and the link to set the first password, after the 2023 form (R111).
    FirstPasswordLink {
        /// The request for the link.
        link: Uuid,
    },
    /// M4: all user IDs of an address and a name (R42).
    UserIdReminder {
        /// The request for the user ID.
        request: Uuid,
    },
    /// M5: the link to set the password again (R44).
    PasswordResetLink {
        /// The request for the link.
        link: Uuid,
    },
    /// M6: the link to complete a change of address, to the new one (R85).
    EmailChangeLink {
        /// The request for the link.
        link: Uuid,
    },
    /// M10: the address is being changed or was changed; to the old address, with a link to disavow it (I22).
    EmailChangeNotice {
        /// The request for the disavow link.
        link: Uuid,
        /// Whether the change was completed, and not only requested; `None` in rows of the previous version,
        /// which does not say.
        is_completed: Option<bool>,
    },
    /// M11: the telephone number or the postal address was changed (I34).
    ContactChanged {
        /// The account whose contact details were changed.
        account: AccountId,
        /// The ID of the change, so that each change has one mail.
        change: Uuid,
    },
    /// M7: the password was changed (R87).
    PasswordChanged {
        /// The account whose password was changed.
        account: AccountId,
        /// The new password's version, which tells one change from the next.
        version: i32,
    },
    /// An account was locked after five wrong passwords (R36). The mail goes to its owner, who may not have
    /// typed them.
    AccountLocked {
        /// The account that is locked.
        account: AccountId,
        /// The known browser that is locked; `None` if the whole account is.
        device: Option<Uuid>,
        /// The epoch of the lock, so that each lock has one mail.
        epoch: i32,
    },
    /// M8: the certificate itself (R71, I5).
    Certificate {
        /// The certificate to deliver.
        certificate: CertificateId,
        /// 1 for the first delivery, higher when an officer resends it (I15).
        delivery: i32,
    },
    /// M9: the reminder every seven days to register receipt (R11, R12).
    ReceiptReminder {
        /// The certificate whose receipt is not registered yet.
        certificate: CertificateId,
        /// Number of weeks since the certificate was sent, from 1.
        week: i32,
    },
    /// M12: the bureau has cancelled a certificate that was sent (I3).
    CertificateCancelled {
        /// The certificate that was cancelled.
        certificate: CertificateId,
    },
}

/// The kind of a mail. Its name is stored in the database and shown in the mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// M1: link to enter the user information.
    RegistrationLink,
    /// M2: user ID, after registration.
    UserIdIssued,
    /// M3: user ID and link to set the first password.
    FirstPasswordLink,
    /// M4: all user IDs of an address and a name.
    UserIdReminder,
    /// M5: link to reset the password.
    PasswordResetLink,
    /// M6: link to complete a change of address.
    EmailChangeLink,
    /// M10: news of a change of address, to the old address.
    EmailChangeNotice,
    /// M11: news of changed contact details.
    ContactChanged,
    /// M7: news of a changed password.
    PasswordChanged,
    /// News that the account was locked.
    AccountLocked,
    /// M8: the certificate itself.
    Certificate,
    /// M9: weekly reminder to register receipt.
    ReceiptReminder,
    /// M12: news that a certificate was cancelled.
    CertificateCancelled,
}

/// How mails of a kind are treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The lane, which says how urgent the mail is.
    pub lane: Lane,
    /// How long a mail is tried before it is given up; `None` if each row has its own end.
    pub give_up_after: Option<TimeDelta>,
    /// Number of attempts after which a mail is dead.
    pub max_attempts: i32,
    /// Whether a second copy is harmless. If not, a mail that the relay may already have is not sent again.
    pub may_repeat: bool,
    /// Whether it is sent even to a suppressed address. True for mails for which somebody waits at a screen,
    /// because addresses get repaired, and for rare news about the safety of an account.
    pub to_suppressed: bool,
}

/// A row of a kind that this version does not know. It is left for a version that does.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this version does not know the kind {0}, or the row lacks the IDs that the kind needs")]
pub struct UnknownMail(pub String);

impl Kind {
    /// All kinds of mail.
    pub const ALL: [Self; 13] = [
        Self::RegistrationLink,
        Self::UserIdIssued,
        Self::FirstPasswordLink,
        Self::UserIdReminder,
        Self::PasswordResetLink,
        Self::EmailChangeLink,
        Self::EmailChangeNotice,
        Self::ContactChanged,
        Self::PasswordChanged,
        Self::AccountLocked,
        Self::Certificate,
        Self::ReceiptReminder,
        Self::CertificateCancelled,
    ];

    /// The name, as in the database and the API's schema.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RegistrationLink => "REGISTRATION_LINK",
            Self::UserIdIssued => "USER_ID_ISSUED",
            Self::UserIdReminder => "USER_ID_REMINDER",
            Self::PasswordResetLink => "PASSWORD_RESET_LINK",
            Self::FirstPasswordLink => "FIRST_PASSWORD_LINK",
            Self::EmailChangeLink => "EMAIL_CHANGE_LINK",
            Self::EmailChangeNotice => "EMAIL_CHANGE_NOTICE",
            Self::ContactChanged => "CONTACT_CHANGED",
            Self::PasswordChanged => "PASSWORD_CHANGED",
            Self::AccountLocked => "ACCOUNT_LOCKED",
            Self::Certificate => "CERTIFICATE",
            Self::ReceiptReminder => "RECEIPT_REMINDER",
            Self::CertificateCancelled => "CERTIFICATE_CANCELLED",
        }
    }

    /// The kind with this name; `None` for one of another version.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether it tells owners what was done to their account. Nobody at the bureau can hold such a mail
    /// back; otherwise an officer could change an address and keep its owner from hearing of it.
    #[must_use]
    pub const fn warns_owner(self) -> bool {
        matches!(
            self,
            Self::EmailChangeNotice | Self::ContactChanged | Self::PasswordChanged | Self::AccountLocked
        )
    }

    /// The policy for mails of this kind.
    #[must_use]
    pub const fn policy(self) -> Policy {
        let (lane, give_up_after, max_attempts, may_repeat) = match self {
            // Somebody waits for these at a screen, and asks again if they do not come.
            Self::RegistrationLink
            | Self::PasswordResetLink
            | Self::EmailChangeLink
            | Self::UserIdReminder => (Lane::Account, Some(TimeDelta::hours(2)), 8, true),
            // The others are given up after a time. Even the shortest waits use fewer attempts than these
            // until then.
            Self::UserIdIssued
            | Self::FirstPasswordLink
            | Self::EmailChangeNotice
            | Self::ContactChanged
            | Self::PasswordChanged => (Lane::Account, Some(TimeDelta::days(5)), 100, true),
            Self::AccountLocked => (Lane::Account, Some(crate::account::lockout::LOCK), 100, true),
            Self::Certificate | Self::CertificateCancelled => {
                (Lane::Certificate, Some(TimeDelta::days(5)), 100, true)
            }
            Self::ReceiptReminder => (Lane::Reminder, None, 100, false), // next week's comes anyway
        };
        let to_suppressed =
            !matches!(self, Self::Certificate | Self::CertificateCancelled | Self::ReceiptReminder);
        Policy { lane, give_up_after, max_attempts, may_repeat, to_suppressed }
    }
}

impl Mail {
    /// The kind of this mail.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Self::RegistrationLink { .. } => Kind::RegistrationLink,
            Self::UserIdIssued { .. } => Kind::UserIdIssued,
            Self::UserIdReminder { .. } => Kind::UserIdReminder,
            Self::FirstPasswordLink { .. } => Kind::FirstPasswordLink,
            Self::PasswordResetLink { .. } => Kind::PasswordResetLink,
            Self::EmailChangeLink { .. } => Kind::EmailChangeLink,
            Self::EmailChangeNotice { .. } => Kind::EmailChangeNotice,
            Self::ContactChanged { .. } => Kind::ContactChanged,
            Self::PasswordChanged { .. } => Kind::PasswordChanged,
            Self::AccountLocked { .. } => Kind::AccountLocked,
            Self::Certificate { .. } => Kind::Certificate,
            Self::ReceiptReminder { .. } => Kind::ReceiptReminder,
            Self::CertificateCancelled { .. } => Kind::CertificateCancelled,
        }
    }

    /// The key that identifies this mail. The table refuses a second row with the same key.
    #[must_use]
    pub fn dedupe_key(self) -> String {
        let kind = self.kind().name();
        match self {
            Self::RegistrationLink { link: id }
            | Self::FirstPasswordLink { link: id }
            | Self::PasswordResetLink { link: id }
            | Self::EmailChangeLink { link: id }
            | Self::EmailChangeNotice { link: id, .. }
            | Self::UserIdReminder { request: id }
            | Self::UserIdIssued { account: AccountId(id) }
            | Self::ContactChanged { change: id, .. }
            | Self::CertificateCancelled { certificate: CertificateId(id) } => {
                format!("{kind}:{}", id.simple())
            }
            // A browser counts its own epochs, so the key of its lock has its id, and not the account's.
            Self::PasswordChanged { account: AccountId(id), version: number }
            | Self::AccountLocked { device: Some(id), epoch: number, .. }
            | Self::AccountLocked { account: AccountId(id), epoch: number, device: None }
            | Self::Certificate { certificate: CertificateId(id), delivery: number }
            | Self::ReceiptReminder { certificate: CertificateId(id), week: number } => {
                format!("{kind}:{}:{number}", id.simple())
            }
        }
    }
}

impl TryFrom<&Model> for Mail {
    type Error = UnknownMail;

    fn try_from(row: &Model) -> Result<Self, UnknownMail> {
        let unknown = || UnknownMail(row.kind.clone());
        let kind = Kind::named(&row.kind).ok_or_else(unknown)?;
        let mail = match kind {
            Kind::RegistrationLink => row.link_id.map(|link| Self::RegistrationLink { link }),
            Kind::UserIdIssued => row.account_id.map(|account| Self::UserIdIssued { account }),
            Kind::UserIdReminder => row.link_id.map(|request| Self::UserIdReminder { request }),
            Kind::FirstPasswordLink => row.link_id.map(|link| Self::FirstPasswordLink { link }),
            Kind::PasswordResetLink => row.link_id.map(|link| Self::PasswordResetLink { link }),
            Kind::EmailChangeLink => row.link_id.map(|link| Self::EmailChangeLink { link }),
            Kind::EmailChangeNotice => {
                let is_completed = row.sequence_no.map(|step| step > 0);
                row.link_id.map(|link| Self::EmailChangeNotice { link, is_completed })
            }
            Kind::ContactChanged => (row.account_id.zip(row.link_id))
                .map(|(account, change)| Self::ContactChanged { account, change }),
            Kind::PasswordChanged => (row.account_id.zip(row.sequence_no))
                .map(|(account, version)| Self::PasswordChanged { account, version }),
            Kind::AccountLocked => (row.account_id.zip(row.sequence_no))
                .map(|(account, epoch)| Self::AccountLocked { account, device: row.link_id, epoch }),
            Kind::Certificate => (row.certificate_id.zip(row.sequence_no))
                .map(|(certificate, delivery)| Self::Certificate { certificate, delivery }),
            Kind::ReceiptReminder => (row.certificate_id.zip(row.sequence_no))
                .map(|(certificate, week)| Self::ReceiptReminder { certificate, week }),
            Kind::CertificateCancelled => {
                row.certificate_id.map(|certificate| Self::CertificateCancelled { certificate })
            }
        };
        mail.ok_or_else(unknown)
    }
}
