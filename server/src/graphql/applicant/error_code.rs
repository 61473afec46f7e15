//! Stable codes of the errors that a person can cause.

use crate::graphql::error_codes::error_codes;

error_codes! {
    /// The code of an error that a person can cause. New releases may add codes; a code is never renamed and
    /// does not depend on the language.
    texts = "error-",
    codes = {
        /// The person has not agreed to the terms of use.
        TermsNotAgreed,
        /// The terms of use have changed since the person agreed to them. Load `termsOfUse` again.
        TermsOutdated,
        /// The link's token is incomplete or wrong.
        LinkUnknown,
        /// The link has expired. Offer to request a new email.
        LinkExpired,
        /// The link has already been used.
        LinkUsed,
        /// A newer link has replaced this one. Only the link in the latest email works.
        LinkReplaced,
        /// The account was changed since the email with this link was sent, e.g. its password or its email
        /// address. No newer email was sent. Offer the login, and "Forgot your password".
        LinkRevoked,
        /// The `stepToken` is unknown, or the input differs from what was confirmed.
        StepUnknown,
        /// The `stepToken` has expired: 30 minutes have passed since "Confirm".
        StepExpired,
        /// The `stepToken` has already been used: the registration is complete.
        StepUsed,
        /// The input changes something that the account does not have, e.g. `street` although no address is
        /// on file.
        NotAvailable,
        /// The new email address is already that of the account. Case is ignored.
        EmailUnchanged,
        /// The user ID and the password do not match, or the account is locked or closed. The code does not say
        /// which.
        InvalidCredentials,
        /// The session has reached its maximum duration, `absoluteExpiresAt`, and cannot be extended.
        AbsoluteLimit,
        /// A session is open in this browser and has to be ended first.
        SessionOpen,
        /// The last login is at least 15 minutes old: the person has to enter the password again first.
        ReauthenticationRequired,
        /// The bureau has cancelled the certificate.
        Cancelled,
    },
    validation = {
        TermsNotAgreed => TermsNotAgreed,
        TermsOutdated => TermsOutdated,
    },
}
