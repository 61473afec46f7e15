//! The actions in the audit log, as auditors read them.

use entity::audit::Action;

use crate::graphql::words::words;

words! {
    /// An action in the audit log. New releases may add values.
    AuditAction = Action {
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
        /// An account was locked after five wrong passwords in a row.
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
        /// A change of the email address was requested, and a link was sent to the new one.
        EmailChangeStarted,
        /// The owner withdrew a change of the email address before it was completed.
        EmailChangeWithdrawn,
        /// The email address was changed.
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
        /// A certificate was recorded and its email queued.
        CertificateIssued,
        /// The email of a certificate was queued again.
        CertificateResent,
        /// The bureau cancelled a certificate.
        CertificateCancelled,
        /// Receipt of a certificate was registered.
        ReceiptRegistered,
        /// Somebody checked a certificate with its number and code. One check an hour is recorded for each.
        CertificateChecked,
        /// A notice for the top page was published.
        NoticePublished,
        /// Staff paused a kind of email.
        MailKindPaused,
        /// Staff resumed a kind of email.
        MailKindResumed,
        /// All waiting emails were held, after the database was restored from a backup.
        MailsHeld,
        /// Held emails were released for sending.
        MailsReleased,
        /// Held emails were dropped, and will not be sent.
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
        /// An officer viewed emails.
        MailsRead,
        /// An email that had been given up was queued again.
        MailResent,
        /// An officer dropped an email.
        MailDropped,
        /// An address that had bounced receives emails again.
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
}
