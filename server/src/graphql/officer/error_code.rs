//! Stable codes of the errors that an officer can cause.

use crate::graphql::error_codes::error_codes;

error_codes! {
    /// The code of an error that an officer can cause. New releases may add codes; a code is never renamed
    /// and does not depend on the language.
    texts = "officer-error-",
    codes = {
        /// The name, the password and the code do not match, the code was used before, or the officer is
        /// locked.
        InvalidCredentials,
        /// The enrolment code is unknown, used or expired.
        EnrolmentCodeInvalid,
        /// The one-time code of the authenticator app is wrong.
        TotpCodeWrong,
        /// Officers cannot do this for themselves, or complete what they began: granting a role, closing an
        /// officer, revoking the role `SECURITY`, inviting an officer whom they created. Another officer has
        /// to do it, and neither of the two may have created or invited the other.
        SecondOfficerRequired,
        /// An officer with this name exists, or existed before.
        OfficerNameTaken,
        /// The officer already holds this role, or it has already been proposed.
        RoleAlreadyThere,
        /// No open account has this user ID.
        AccountUnknown,
        /// The certificate number has already been used for another certificate.
        CertificateNumberTaken,
        /// An earlier line of the same request has this certificate number.
        CertificateNumberTwice,
        /// The three months for which the certificate is valid are over.
        CertificateExpired,
        /// The request has too many certificates; the `message` says how many are allowed.
        TooManyCertificates,
        /// The certificate has been cancelled.
        CertificateCancelled,
        /// The account is closed.
        AccountClosed,
        /// An email with this certificate is already on its way.
        MailOnItsWay,
        /// Emails to the account's address bounce, so that it is suppressed. See `liftSuppression`.
        AddressSuppressed,
        /// The notice has been withdrawn.
        NoticeWithdrawn,
        /// The notice contains markup that is not allowed; the `message` gives the line. See
        /// `NoticeTextInput`.
        MarkupNotAllowed,
        /// `until` is not later than `from`.
        PeriodOrder,
        /// The notice has more than one text in this language.
        LanguageTwice,
        /// The object has changed since it was loaded. Nothing was saved.
        ChangedMeanwhile,
        /// This kind of email is already paused.
        AlreadyPaused,
        /// The email is in a state that does not allow this: it is being sent, was sent, or has ended.
        MailStateUnsuitable,
        /// The email is no longer needed, e.g. because its link has expired or its account is closed.
        MailNoLongerWanted,
        /// The email may have arrived. To resend it nevertheless, set `allowSecondCopy`.
        SecondCopyPossible,
        /// The email informs an account holder of a change or a lock of the account. It cannot be dropped
        /// while it waits.
        MailWarnsOwner,
    },
    // No officer's form asks for agreement to the terms of use.
    validation = {
        TermsNotAgreed => Required,
        TermsOutdated => Required,
    },
}
