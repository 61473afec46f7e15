//! The words of the audit trail: what can happen, who does it, how it ends. Their names are in rows that
//! are kept for good, so a name that was used never changes its meaning.

use sea_orm::entity::prelude::*;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Action {
    /// An address asked for a registration link.
    RegistrationStarted,
    /// An account came to be, by either form.
    AccountRegistered,
    /// An account was taken over from a file.
    AccountImported,
    /// The first password was set by a link.
    FirstPasswordSet,
    /// Someone logged in.
    LoggedIn,
    /// A login was refused.
    LoginRefused,
    /// The account was locked after wrong passwords in a row.
    AccountLocked,
    /// A known browser was locked after wrong passwords in a row; the account was not.
    DeviceLocked,
    /// Someone logged out.
    LoggedOut,
    /// One session was ended: by its owner, or because there were too many.
    SessionEnded,
    /// All sessions but one were ended by their owner.
    OtherSessionsEnded,
    /// The password was typed again in a session.
    Reauthenticated,
    /// It was typed wrong.
    ReauthenticationRefused,
    /// A forgotten user ID was asked for.
    UserIdRequested,
    /// A link to set a forgotten password was asked for.
    PasswordResetRequested,
    /// A forgotten password was set anew by a link.
    PasswordReset,
    /// The password was changed by its owner.
    PasswordChanged,
    /// A new address was given, and is sent a link.
    EmailChangeStarted,
    /// The address was changed.
    EmailChanged,
    /// A change was undone from the old address.
    ChangeDisavowed,
    /// Telephone number or postal address were changed.
    ContactDetailsChanged,
    /// Language or colours were changed.
    PreferencesChanged,
    /// The owner took a copy of the account's data.
    DataExported,
    /// The account was closed.
    AccountClosed,
    /// A certificate was recorded and put on its way.
    CertificateIssued,
    /// The mail of a certificate was put on its way once more.
    CertificateResent,
    /// A certificate was cancelled.
    CertificateCancelled,
    /// Receipt of a certificate was registered.
    ReceiptRegistered,
    /// A notice was published.
    NoticePublished,
    /// Mails of a kind were paused by staff.
    MailKindPaused,
    /// They were resumed.
    MailKindResumed,
    /// All mails that waited were held, after the database came back from a backup.
    MailsHeld,
    /// Held mails were let go.
    MailsReleased,
    /// Held mails were dropped.
    MailsDropped,
    /// A notice was changed.
    NoticeChanged,
    /// A notice was withdrawn.
    NoticeWithdrawn,
    /// An officer was created, and has yet to enrol.
    OfficerCreated,
    /// An officer chose a password.
    OfficerEnrolled,
    /// An enrolment was refused.
    OfficerEnrolmentRefused,
    /// An officer logged in.
    OfficerLoggedIn,
    /// An officer's login was refused.
    OfficerLoginRefused,
    /// An officer was locked after wrong attempts in a row.
    OfficerLocked,
    /// An officer's lock was lifted by another.
    OfficerUnlocked,
    /// An officer logged out.
    OfficerLoggedOut,
    /// An officer did not prove the password and a code, to change one or the other.
    OfficerProofRefused,
    /// An officer chose another password.
    OfficerPasswordChanged,
    /// An officer was given new recovery codes; the old ones are dead.
    OfficerRecoveryCodesRenewed,
    /// All sessions of an officer were ended.
    OfficerSessionsEnded,
    /// An officer is to enrol anew.
    OfficerReset,
    /// An officer was closed.
    OfficerClosed,
    /// A role was proposed for an officer.
    RoleProposed,
    /// A role was granted to an officer.
    RoleGranted,
    /// It was not granted.
    RoleGrantRefused,
    /// A role was taken from an officer, or a proposal back.
    RoleRevoked,
    /// Someone asked for what their roles do not let them.
    PermissionRefused,
    /// A token was shown at a door that it is not for.
    WrongDoor,
    /// An officer looked for accounts.
    AccountsSearched,
    /// An officer saw what is held about an account.
    AccountRead,
    /// An officer lifted an account's lock.
    AccountUnlocked,
    /// An officer corrected an account; the detail names what.
    AccountCorrected,
    /// An officer looked at mails.
    MailsRead,
    /// A mail that was given up was put on its way again.
    MailQueuedAgain,
    /// A mail was dropped by an officer.
    MailDropped,
    /// An address that bounced is written to again.
    SuppressionLifted,
    /// An officer looked at the audit trail.
    AuditRead,
    /// An officer looked at certificates.
    CertificatesViewed,
    /// The database came back from a backup; what it holds is being ended.
    RestoreBegun,
    /// Something that the backup held open was ended; the detail says what, and how many.
    RestoreCleared,
    /// Servers and workers may run again.
    RestoreFinished,
    /// A password stopped working, because it may have been replaced after the backup was made.
    PasswordWithdrawn,
}

impl Action {
    /// Someone of the bureau looked at many, and nothing happened to the account: for auditors, not for its owner.
    pub const LOOKS: [Self; 1] = [Self::CertificatesViewed];
}

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ActorKind {
    /// Someone who is not logged in.
    Visitor,
    /// The holder of an account.
    Account,
    /// Someone of the bureau.
    Officer,
    /// A command or a job.
    System,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    /// It was done.
    Success,
    /// It was not done; the reason says why.
    Refused,
}

#[cfg(test)]
mod tests {
    use sea_orm::Iterable;

    use super::*;

    #[test]
    fn the_names_are_those_that_rows_hold() {
        let names: Vec<_> = Action::iter().map(|action| action.to_value()).collect();
        let kept = "REGISTRATION_STARTED ACCOUNT_REGISTERED ACCOUNT_IMPORTED FIRST_PASSWORD_SET LOGGED_IN \
                    LOGIN_REFUSED ACCOUNT_LOCKED DEVICE_LOCKED LOGGED_OUT SESSION_ENDED OTHER_SESSIONS_ENDED \
                    REAUTHENTICATED REAUTHENTICATION_REFUSED USER_ID_REQUESTED PASSWORD_RESET_REQUESTED \
                    PASSWORD_RESET PASSWORD_CHANGED EMAIL_CHANGE_STARTED EMAIL_CHANGED CHANGE_DISAVOWED \
                    CONTACT_DETAILS_CHANGED PREFERENCES_CHANGED DATA_EXPORTED ACCOUNT_CLOSED \
                    CERTIFICATE_ISSUED CERTIFICATE_RESENT CERTIFICATE_CANCELLED RECEIPT_REGISTERED NOTICE_PUBLISHED \
                    MAIL_KIND_PAUSED MAIL_KIND_RESUMED MAILS_HELD MAILS_RELEASED MAILS_DROPPED \
                    NOTICE_CHANGED NOTICE_WITHDRAWN \
                    OFFICER_CREATED OFFICER_ENROLLED OFFICER_ENROLMENT_REFUSED OFFICER_LOGGED_IN \
                    OFFICER_LOGIN_REFUSED OFFICER_LOCKED OFFICER_UNLOCKED OFFICER_LOGGED_OUT \
                    OFFICER_PROOF_REFUSED OFFICER_PASSWORD_CHANGED OFFICER_RECOVERY_CODES_RENEWED \
                    OFFICER_SESSIONS_ENDED OFFICER_RESET OFFICER_CLOSED ROLE_PROPOSED ROLE_GRANTED \
                    ROLE_GRANT_REFUSED ROLE_REVOKED PERMISSION_REFUSED WRONG_DOOR \
                    ACCOUNTS_SEARCHED ACCOUNT_READ ACCOUNT_UNLOCKED ACCOUNT_CORRECTED MAILS_READ \
                    MAIL_QUEUED_AGAIN MAIL_DROPPED SUPPRESSION_LIFTED AUDIT_READ CERTIFICATES_VIEWED \
                    RESTORE_BEGUN RESTORE_CLEARED RESTORE_FINISHED PASSWORD_WITHDRAWN";
        assert_eq!(names.join(" "), kept);
        let kinds: Vec<_> = ActorKind::iter().map(|kind| kind.to_value()).collect();
        assert_eq!(kinds.join(" "), "VISITOR ACCOUNT OFFICER SYSTEM");
        let outcomes: Vec<_> = Outcome::iter().map(|outcome| outcome.to_value()).collect();
        assert_eq!(outcomes.join(" "), "SUCCESS REFUSED");
    }
}
