//! The vocabulary of the audit log: what can happen, who does it, and how it ends.
//!
//! The names are in rows that are kept for good, so a name that was ever used never changes its meaning.

use sea_orm::entity::prelude::*;

/// The action that an event records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Action {
    /// A registration link was requested for an address.
    RegistrationStarted,
    /// An account was registered, by either form.
    AccountRegistered,
    /// An account was imported from a file.
    AccountImported,
    /// The first password was set with a link.
    FirstPasswordSet,
    /// The holder of an account logged in.
    LoggedIn,
    /// A login was refused; the reason says why.
    LoginRefused,
    /// An account was locked after five wrong passwords in a row (R36).
    AccountLocked,
    /// A known browser was locked after five wrong passwords in a row; the account was not.
    DeviceLocked,
    /// The holder of an account logged out.
    LoggedOut,
    /// One session was ended: by its owner, or because the account had too many.
    SessionEnded,
    /// The owner ended all other sessions.
    OtherSessionsEnded,
    /// The owner confirmed the password again in a session.
    Reauthenticated,
    /// A reauthentication was refused, because the password was wrong.
    ReauthenticationRefused,
    /// A reminder of a forgotten user ID was requested.
    UserIdRequested,
    /// A password reset link was requested.
    PasswordResetRequested,
    /// A password was reset with a link.
    PasswordReset,
    /// The owner changed the password.
    PasswordChanged,
    /// A change of the e-mail address was requested, and a link was sent to the new one.
    EmailChangeStarted,
    /// The owner withdrew a change of the e-mail address before it was completed.
    EmailChangeWithdrawn,
    /// The e-mail address was changed.
    EmailChanged,
    /// A change was disavowed with a link sent to the old address.
    ChangeDisavowed,
    /// The telephone number or the postal address was changed.
    ContactDetailsChanged,
    /// The language or the colour scheme was changed.
    PreferencesChanged,
    /// The owner exported the account's data.
    DataExported,
    /// The account was closed.
    AccountClosed,
    /// A certificate was recorded and its mail queued.
    CertificateIssued,
    /// The mail of a certificate was queued again.
    CertificateResent,
    /// The bureau cancelled a certificate (I3).
    CertificateCancelled,
    /// Receipt of a certificate was registered (R80).
    ReceiptRegistered,
    /// Somebody checked a certificate with its number and code. One check an hour is recorded for each.
    CertificateChecked,
    /// A notice for the top page was published.
    NoticePublished,
    /// Staff paused a kind of mail.
    MailKindPaused,
    /// Staff resumed a kind of mail.
    MailKindResumed,
    /// All waiting mails were held, after the database was restored from a backup.
    MailsHeld,
    /// Held mails were released for sending.
    MailsReleased,
    /// Held mails were dropped, and will not be sent.
    MailsDropped,
    /// A published notice was changed.
    NoticeChanged,
    /// A published notice was withdrawn.
    NoticeWithdrawn,
    /// An officer was created and has not enrolled yet.
    OfficerCreated,
    /// An officer who was created by another one got an enrolment code, from a third one.
    OfficerInvited,
    /// An officer enrolled and chose a password.
    OfficerEnrolled,
    /// An officer's enrolment was refused; the reason says why.
    OfficerEnrolmentRefused,
    /// An officer logged in with password and code.
    OfficerLoggedIn,
    /// An officer's login was refused; the reason says why.
    OfficerLoginRefused,
    /// An officer was locked after five wrong attempts in a row.
    OfficerLocked,
    /// A known browser of an officer was locked after five wrong attempts in a row; the officer was not.
    OfficerDeviceLocked,
    /// An officer's lock was lifted: by another officer, or by a command.
    OfficerUnlocked,
    /// An officer logged out.
    OfficerLoggedOut,
    /// An officer failed to confirm password and code before changing a credential.
    OfficerProofRefused,
    /// An officer changed the password.
    OfficerPasswordChanged,
    /// An officer received new recovery codes, and the old ones stopped working.
    OfficerRecoveryCodesRenewed,
    /// All sessions of an officer were ended.
    OfficerSessionsEnded,
    /// An officer was reset and must enrol again.
    OfficerReset,
    /// An officer was closed, for good.
    OfficerClosed,
    /// A role was proposed for an officer.
    RoleProposed,
    /// A role was granted to an officer.
    RoleGranted,
    /// A role was not granted.
    RoleGrantRefused,
    /// A role was taken from an officer, or a proposal was withdrawn.
    RoleRevoked,
    /// The closing of an officer, or the revocation of a role, was proposed to a second officer.
    RemovalProposed,
    /// A closing or a revocation was not confirmed.
    RemovalRefused,
    /// A proposal of a closing or of a revocation was withdrawn.
    RemovalWithdrawn,
    /// An operation was refused because none of the officer's roles permits it.
    PermissionRefused,
    /// A token was presented to the wrong audience: an officer's to the applicants' API, or the reverse.
    WrongAudience,
    /// An officer searched for accounts.
    AccountsSearched,
    /// An officer viewed an account.
    AccountRead,
    /// An officer lifted an account's lock.
    AccountUnlocked,
    /// An officer ended the sessions of an account; the detail is their number.
    AccountSessionsEnded,
    /// An officer corrected an account; the detail names the columns.
    AccountCorrected,
    /// An officer viewed mails.
    MailsRead,
    /// A mail that had been given up was queued again.
    MailResent,
    /// An officer dropped a mail.
    MailDropped,
    /// An address that had bounced receives mail again.
    SuppressionLifted,
    /// An officer viewed the audit log.
    AuditRead,
    /// An officer viewed certificates.
    CertificatesViewed,
    /// A restore from a backup began. Everything in the backup that opens something is ended next.
    RestoreBegun,
    /// One kind of thing that the backup held open was ended; the detail says which kind, and how many.
    RestoreCleared,
    /// A restore was finished, and servers and workers may run again.
    RestoreFinished,
    /// A password was removed, because it may have been replaced after the backup was made.
    PasswordWithdrawn,
}

impl Action {
    /// Views of many rows at a time, which change no account. Auditors see them; an account's owner does not.
    pub const LOOKS: [Self; 1] = [Self::CertificatesViewed];

    /// The action with this name; `None` for one of another version.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::try_from_value(&name.to_owned()).ok()
    }
}

/// The kind of actor who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ActorKind {
    /// A person who is not logged in.
    Visitor,
    /// The holder of an account.
    Account,
    /// An officer of the bureau.
    Officer,
    /// A command or a background job.
    System,
}

impl ActorKind {
    /// The kind with this name; `None` for one of another version.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::try_from_value(&name.to_owned()).ok()
    }
}

/// How an action ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    /// The action was carried out.
    Success,
    /// The action was refused; `reason` says why.
    Refused,
}

impl Outcome {
    /// The outcome with this name; `None` for one of another version.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::try_from_value(&name.to_owned()).ok()
    }
}

/// Why an action was refused, as auditors read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Reason {
    /// Nobody has the user ID or the officer's name, or its owner has no password.
    Unknown,
    /// Too many wrong attempts in a row came before.
    Locked,
    /// The password was wrong.
    WrongPassword,
    /// The password was longer than any rule ever allowed. It counts as no attempt.
    ImpossiblePassword,
    /// An officer's one-time code or recovery code was wrong.
    WrongCode,
    /// An officer's code was used by another request in the meantime.
    CodeUsed,
    /// An officer's enrolment code was wrong, used or too old.
    WrongEnrolmentCode,
    /// The session belongs to another account.
    AnothersSession,
    /// The officer made the proposal, and cannot confirm it.
    OwnProposal,
    /// There was no such proposal, or no longer.
    NoProposal,
    /// None of the officer's roles permits it.
    Forbidden,
    /// Nobody was logged in.
    NotLoggedIn,
    /// The token was an officer's, and was sent to the applicants' API.
    OfficerToken,
    /// The token was an applicant's, and was sent to the officers' API.
    ApplicantToken,
}

impl Reason {
    /// The reason with this name; `None` for one of another version.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::try_from_value(&name.to_owned()).ok()
    }
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
                    PASSWORD_RESET PASSWORD_CHANGED EMAIL_CHANGE_STARTED EMAIL_CHANGE_WITHDRAWN \
                    EMAIL_CHANGED CHANGE_DISAVOWED \
                    CONTACT_DETAILS_CHANGED PREFERENCES_CHANGED DATA_EXPORTED ACCOUNT_CLOSED \
                    CERTIFICATE_ISSUED CERTIFICATE_RESENT CERTIFICATE_CANCELLED RECEIPT_REGISTERED CERTIFICATE_CHECKED \
                    NOTICE_PUBLISHED \
                    MAIL_KIND_PAUSED MAIL_KIND_RESUMED MAILS_HELD MAILS_RELEASED MAILS_DROPPED \
                    NOTICE_CHANGED NOTICE_WITHDRAWN \
                    OFFICER_CREATED OFFICER_INVITED OFFICER_ENROLLED OFFICER_ENROLMENT_REFUSED \
                    OFFICER_LOGGED_IN OFFICER_LOGIN_REFUSED OFFICER_LOCKED OFFICER_DEVICE_LOCKED \
                    OFFICER_UNLOCKED OFFICER_LOGGED_OUT \
                    OFFICER_PROOF_REFUSED OFFICER_PASSWORD_CHANGED OFFICER_RECOVERY_CODES_RENEWED \
                    OFFICER_SESSIONS_ENDED OFFICER_RESET OFFICER_CLOSED ROLE_PROPOSED ROLE_GRANTED \
                    ROLE_GRANT_REFUSED ROLE_REVOKED REMOVAL_PROPOSED REMOVAL_REFUSED REMOVAL_WITHDRAWN \
                    PERMISSION_REFUSED WRONG_AUDIENCE \
                    ACCOUNTS_SEARCHED ACCOUNT_READ ACCOUNT_UNLOCKED ACCOUNT_SESSIONS_ENDED \
                    ACCOUNT_CORRECTED MAILS_READ \
                    MAIL_RESENT MAIL_DROPPED SUPPRESSION_LIFTED AUDIT_READ CERTIFICATES_VIEWED \
                    RESTORE_BEGUN RESTORE_CLEARED RESTORE_FINISHED PASSWORD_WITHDRAWN";
        assert_eq!(names.join(" "), kept);
        let kinds: Vec<_> = ActorKind::iter().map(|kind| kind.to_value()).collect();
        assert_eq!(kinds.join(" "), "VISITOR ACCOUNT OFFICER SYSTEM");
        let outcomes: Vec<_> = Outcome::iter().map(|outcome| outcome.to_value()).collect();
        assert_eq!(outcomes.join(" "), "SUCCESS REFUSED");
        let reasons: Vec<_> = Reason::iter().map(|reason| reason.to_value()).collect();
        let kept = "UNKNOWN LOCKED WRONG_PASSWORD IMPOSSIBLE_PASSWORD WRONG_CODE CODE_USED WRONG_ENROLMENT_CODE \
                    ANOTHERS_SESSION OWN_PROPOSAL NO_PROPOSAL FORBIDDEN NOT_LOGGED_IN OFFICER_TOKEN APPLICANT_TOKEN";
        assert_eq!(reasons.join(" "), kept);
    }
}
