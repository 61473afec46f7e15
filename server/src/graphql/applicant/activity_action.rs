//! What can happen to an account, as its owner reads it.

use entity::audit::Action;

use crate::graphql::words::words;

words! {
    /// What happened to an account. New releases may add values.
    ActivityAction = Action {
        /// The account was registered, by either form.
        AccountRegistered,
        /// The account was taken over from another system.
        AccountImported,
        /// The first password was set with a link.
        FirstPasswordSet,
        /// The account holder logged in.
        LoggedIn,
        /// A login was refused.
        LoginRefused,
        /// The account was locked after five wrong passwords in a row.
        AccountLocked,
        /// One browser or app was locked after five wrong passwords in a row; the account was not.
        DeviceLocked,
        /// The account holder logged out.
        LoggedOut,
        /// One session was ended: by the account holder, or because there were too many.
        SessionEnded,
        /// The account holder ended all other sessions.
        OtherSessionsEnded,
        /// The account holder confirmed the password again.
        Reauthenticated,
        /// The password was not confirmed, because a wrong one was entered.
        ReauthenticationRefused,
        /// The bureau sent an email for a password reset.
        PasswordResetRequested,
        /// The password was reset with a link.
        PasswordReset,
        /// The account holder changed the password.
        PasswordChanged,
        /// A change of the email address was requested.
        EmailChangeStarted,
        /// The account holder withdrew a change of the email address.
        EmailChangeWithdrawn,
        /// The email address was changed.
        EmailChanged,
        /// A change was undone with the link in the email to the old address: "This was not me".
        ChangeDisavowed,
        /// The telephone number or the postal address was changed.
        ContactDetailsChanged,
        /// The language or the colour scheme was changed.
        PreferencesChanged,
        /// The account holder exported the account's data.
        DataExported,
        /// The account was closed.
        AccountClosed,
        /// A certificate was issued, and its email queued.
        CertificateIssued,
        /// The email with a certificate was queued again.
        CertificateResent,
        /// The bureau cancelled a certificate.
        CertificateCancelled,
        /// Receipt of a certificate was registered.
        ReceiptRegistered,
        /// Somebody checked the print of a certificate. At most one check an hour is listed for each certificate.
        CertificateChecked,
        /// An officer of the bureau viewed the account.
        AccountRead,
        /// An officer of the bureau lifted the lock of the account.
        AccountUnlocked,
        /// An officer of the bureau ended the sessions of the account.
        AccountSessionsEnded,
        /// An officer of the bureau corrected the account.
        AccountCorrected,
        /// An officer of the bureau viewed which emails were sent about the account.
        MailsRead,
        /// An officer of the bureau sent an email again.
        MailResent,
        /// An officer of the bureau stopped an email that waited to be sent, or that had been given up.
        MailDropped,
        /// An officer of the bureau let emails go to the address again, after they had bounced.
        SuppressionLifted,
        /// An officer of the bureau viewed the audit log's events about the account.
        AuditRead,
        /// The password was removed, because the system was restored from a backup and the password may have
        /// been replaced since.
        PasswordWithdrawn,
    }
    // None of these is about an account, or shown to its owner.
    unused {
        RegistrationStarted,
        UserIdRequested,
        NoticePublished,
        MailKindPaused,
        MailKindResumed,
        MailsHeld,
        MailsReleased,
        MailsDropped,
        NoticeChanged,
        NoticeWithdrawn,
        OfficerCreated,
        OfficerInvited,
        OfficerEnrolled,
        OfficerEnrolmentRefused,
        OfficerLoggedIn,
        OfficerLoginRefused,
        OfficerLocked,
        OfficerDeviceLocked,
        OfficerUnlocked,
        OfficerLoggedOut,
        OfficerProofRefused,
        OfficerPasswordChanged,
        OfficerRecoveryCodesRenewed,
        OfficerSessionsEnded,
        OfficerReset,
        OfficerClosed,
        RoleProposed,
        RoleGranted,
        RoleGrantRefused,
        RoleRevoked,
        RemovalProposed,
        RemovalRefused,
        RemovalWithdrawn,
        PermissionRefused,
        WrongAudience,
        AccountsSearched,
        CertificatesViewed,
        RestoreBegun,
        RestoreCleared,
        RestoreFinished,
    }
}
