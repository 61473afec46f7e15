//! Every mail that the system can send, by ids alone, and how each kind is treated.
//!
//! A mail names whom and what it is about; its words, its address and its link are made when it is
//! sent. So no row of the outbox, and nothing that is derived from one, holds a secret.

use chrono::TimeDelta;
use sea_orm::entity::prelude::Uuid;

use super::{Lane, Model};
use crate::{account::AccountId, certificate::CertificateId};

/// A mail, by ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mail {
    /// M1: the link to enter the user information (R55).
    RegistrationLink {
        /// The request for the link.
        link: Uuid,
    },
    /// M2: the user ID, after registration (R69).
    UserIdIssued {
        /// The new account.
        account: AccountId,
    },
    /// M3: the user ID and the link to set the first password, after the 2023 form (R111).
    FirstPasswordLink {
        /// The request for the link.
        link: Uuid,
    },
    /// M4: all user IDs of an address and a name (R42).
    UserIdReminder {
        /// The request.
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
    /// M10: an address is being changed or was changed, to the old one, with a link to say no (I22).
    EmailChangeNotice {
        /// The request for that link.
        link: Uuid,
    },
    /// M11: telephone number or address were changed (I34).
    ContactChanged {
        /// The account.
        account: AccountId,
        /// The change, so that each has one mail.
        change: Uuid,
    },
    /// M7: the password was changed (R87).
    PasswordChanged {
        /// The account.
        account: AccountId,
        /// The new password's version.
        version: i32,
    },
    /// An account was locked after five wrong passwords (R36): to its owner, who may not have typed them.
    AccountLocked {
        /// The account.
        account: AccountId,
        /// The known browser that is locked, if it is not the account as a whole.
        device: Option<Uuid>,
        /// The epoch, so that each lock has one mail.
        epoch: i32,
    },
    /// M8: the certificate itself (R71, I5).
    Certificate {
        /// The certificate.
        certificate: CertificateId,
        /// 1 for the first delivery, more when an officer sends it again (I15).
        delivery: i32,
    },
    /// M9: the follow-up every seven days (R11, R12).
    ReceiptReminder {
        /// The certificate.
        certificate: CertificateId,
        /// Weeks since the certificate was sent.
        week: i32,
    },
    /// M12: a certificate that was sent has been cancelled by the bureau (I3).
    CertificateCancelled {
        /// The certificate.
        certificate: CertificateId,
    },
}

/// What kind of mail a row is; the name stands in the database and in the mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// M1
    RegistrationLink,
    /// M2
    UserIdIssued,
    /// M3
    FirstPasswordLink,
    /// M4
    UserIdReminder,
    /// M5
    PasswordResetLink,
    /// M6
    EmailChangeLink,
    /// M10
    EmailChangeNotice,
    /// M11
    ContactChanged,
    /// M7
    PasswordChanged,
    /// The lock.
    AccountLocked,
    /// M8
    Certificate,
    /// M9
    ReceiptReminder,
    /// M12
    CertificateCancelled,
}

/// How a kind is treated on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How urgent it is.
    pub lane: Lane,
    /// A mail not accepted for so long is given up; `None` when its row says so itself.
    pub give_up_after: Option<TimeDelta>,
    /// A mail is dead after so many attempts.
    pub max_attempts: i32,
    /// Whether a second copy is harmless. If not, a mail that the relay may have is not sent again.
    pub may_repeat: bool,
    /// Whether it is tried all the same at an address that a relay has called wrong: what someone at a
    /// screen waits for, because addresses get mended, and the rare news of an account's safety.
    pub to_suppressed: bool,
}

/// A row of a kind that this version does not know: it is left for one that does.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the kind {0} is not known to this version, or its ids are missing")]
pub struct UnknownMail(pub String);

impl Kind {
    /// All kinds.
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

    /// The name, as in the API's contract.
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

    /// Whether it tells an owner what was done to the account: nobody at the bureau keeps such a mail back, or an
    /// officer could change an address and see to it that nobody hears of it.
    #[must_use]
    pub const fn warns_owner(self) -> bool {
        matches!(
            self,
            Self::EmailChangeNotice | Self::ContactChanged | Self::PasswordChanged | Self::AccountLocked
        )
    }

    /// How mails of this kind are treated.
    #[must_use]
    pub const fn policy(self) -> Policy {
        let (lane, give_up_after, max_attempts, may_repeat) = match self {
            // What someone waits for at a screen, and asks for again.
            Self::RegistrationLink
            | Self::PasswordResetLink
            | Self::EmailChangeLink
            | Self::UserIdReminder => (Lane::Account, Some(TimeDelta::hours(2)), 8, true),
            // The rest is given up by its time: the longest waits come to fewer attempts than these.
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
    /// The kind.
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

    /// What makes the mail one of its kind: a second row with the same key is refused.
    #[must_use]
    pub fn dedupe_key(self) -> String {
        let kind = self.kind().name();
        match self {
            Self::RegistrationLink { link: id }
            | Self::FirstPasswordLink { link: id }
            | Self::PasswordResetLink { link: id }
            | Self::EmailChangeLink { link: id }
            | Self::EmailChangeNotice { link: id }
            | Self::UserIdReminder { request: id }
            | Self::UserIdIssued { account: AccountId(id) }
            | Self::ContactChanged { change: id, .. }
            | Self::CertificateCancelled { certificate: CertificateId(id) } => {
                format!("{kind}:{}", id.simple())
            }
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
        let kind = Kind::ALL.into_iter().find(|kind| kind.name() == row.kind).ok_or_else(unknown)?;
        let mail = match kind {
            Kind::RegistrationLink => row.link_id.map(|link| Self::RegistrationLink { link }),
            Kind::UserIdIssued => row.account_id.map(|account| Self::UserIdIssued { account }),
            Kind::UserIdReminder => row.link_id.map(|request| Self::UserIdReminder { request }),
            Kind::FirstPasswordLink => row.link_id.map(|link| Self::FirstPasswordLink { link }),
            Kind::PasswordResetLink => row.link_id.map(|link| Self::PasswordResetLink { link }),
            Kind::EmailChangeLink => row.link_id.map(|link| Self::EmailChangeLink { link }),
            Kind::EmailChangeNotice => row.link_id.map(|link| Self::EmailChangeNotice { link }),
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
