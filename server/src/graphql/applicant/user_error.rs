//! The errors that a person can cause, as data: a stable code, a message in the person's language, and a path
//! (R36-R38, R66, R89, R112, I3).
//!
//! The matches here are exhaustive, so a new variant does not compile until it has a code. Failures of the
//! system are not here but in [`crate::graphql::error`].

#![expect(missing_docs, reason = "the derive of interfaces generates methods without docs")]

use async_graphql::{Enum, Interface, SimpleObject};
use entity::{language::Language, session::EndReason};

pub use super::error_code::ErrorCode;
use crate::{
    account::{counter_registration::StepFault, link::LinkFault},
    graphql::{texts::text, user_errors::user_errors},
};

/// An error that a person can cause. Select `... on UserError { code message path fieldLabel }` to read every error of
/// every mutation, including those of later releases.
#[derive(Interface)]
#[graphql(
    field(
        name = "code",
        ty = "&ErrorCode",
        desc = "The code of the error. A code never changes, so programs can rely on it."
    ),
    field(
        name = "message",
        ty = "&String",
        desc = "The message for the user, in the language of the request. Show it as it is."
    ),
    field(
        name = "path",
        ty = "&Vec<String>",
        desc = "The path of the field, e.g. `[\"input\", \"email\"]`; empty if the error concerns no field."
    ),
    field(
        name = "field_label",
        ty = "&Option<String>",
        desc = "The name of the field as the form shows it, e.g. `Email address`, in the language of the request: for \
                a summary of all errors above the form. Null if the error concerns no field."
    )
)]
pub enum UserError {
    /// A field is missing or invalid.
    Input(InputError),
    /// A link does not work.
    Link(LinkError),
    /// The user ID or the password was not accepted.
    InvalidCredentials(InvalidCredentialsError),
    /// The `stepToken` of the 2023 form cannot be used.
    Step(StepError),
    /// There were too many attempts in a short time.
    RateLimited(RateLimitedError),
    /// The server is overloaded.
    Overloaded(OverloadedError),
    /// The password must be entered again.
    ReauthenticationRequired(ReauthenticationRequiredError),
    /// A session is open in this browser.
    SessionOpen(SessionOpenError),
    /// The account does not have this item.
    NotAvailable(NotAvailableError),
    /// There is no session, or it cannot be extended.
    Session(SessionError),
    /// The account has no such object.
    NotFound(NotFoundError),
    /// The bureau has cancelled the certificate.
    Cancelled(CancelledError),
}

/// An error that goes away by itself: the same input may succeed when it is sent again. Select
/// `... on RetryableError { retryAfterSeconds }` beside `UserError`, to read how long to wait, including for
/// errors of later releases.
#[derive(Interface)]
#[graphql(field(
    name = "retry_after_seconds",
    ty = "&i32",
    desc = "The number of seconds to wait before the next attempt."
))]
pub enum RetryableError {
    /// There were too many attempts in a short time.
    RateLimited(RateLimitedError),
    /// The server is overloaded.
    Overloaded(OverloadedError),
}

user_errors! {
    /// The link in the email cannot be used. Codes: `LINK_UNKNOWN`, `LINK_EXPIRED`, `LINK_USED`,
    /// `LINK_REPLACED`, `LINK_REVOKED`.
    LinkError {}
    /// The user ID or the password was not accepted. Code: `INVALID_CREDENTIALS`, whatever the cause. Where
    /// the current password has to be entered again, `path` names its field, and `message` is about that
    /// password only.
    InvalidCredentialsError {
        /// A possible cause to show in addition to `message`; null if there is none. It depends only on the
        /// attempts of this client.
        hint: Option<LogInHint>
    }
    /// The `stepToken` from "Confirm" cannot be used for "Registration". Nothing was changed. Codes:
    /// `STEP_UNKNOWN`, `STEP_EXPIRED`, `STEP_USED`.
    StepError {}
    /// The last login is at least 15 minutes old. Send the same input with `currentPassword`, or call
    /// `reauthenticate` first. Code: `REAUTHENTICATION_REQUIRED`.
    ReauthenticationRequiredError {}
    /// A session is open in this browser, so the first password cannot be set. The link has not been used up.
    /// Code: `SESSION_OPEN`.
    SessionOpenError {}
    /// The input changes something that the account does not have, e.g. `street` although no address is on
    /// file. Code: `NOT_AVAILABLE`.
    NotAvailableError {}
    /// There is no active session, or it cannot be extended. Codes: `NOT_LOGGED_IN`, `SESSION_EXPIRED`,
    /// `ABSOLUTE_LIMIT`.
    SessionError {
        /// Why the session has ended; only with `SESSION_EXPIRED`. Null if the server does not know, e.g.
        /// because the account was closed. `message` says the same in words.
        reason: Option<SessionEndReason>
    }
    /// The account has no such object, e.g. no certificate with this number. The error is the same if another
    /// account has it. Code: `NOT_FOUND`.
    NotFoundError {}
    /// The bureau has cancelled the certificate. Code: `CANCELLED`.
    CancelledError {}
}

/// A possible cause of a refused login. It reveals nothing about the account.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogInHint {
    /// The account may be locked: five wrong passwords in a row lock it for 24 hours. A password reset lifts
    /// the lock at once.
    MayBeLocked,
}

/// Why a session has ended.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "entity::session::EndReason")]
pub enum SessionEndReason {
    /// Three hours passed without activity.
    Idle,
    /// The session reached its maximum duration, `absoluteExpiresAt`.
    AbsoluteLimit,
    /// The person logged out, or logged in again in the same browser or app.
    LoggedOut,
    /// The session was ended from another session of the account or by the bureau, or there were more than
    /// ten sessions and this one had been unused for longest.
    EndedElsewhere,
    /// The password was changed in another session, or reset.
    PasswordChanged,
    /// The email address was changed, or such a change was undone.
    EmailChanged,
}

impl InvalidCredentialsError {
    /// Creates the error of a wrong current password in `field`, with a text of its own: the person is logged
    /// in, and entered no user ID.
    #[must_use]
    pub fn of_current_password(field: &str, language: Language) -> Self {
        let message = text(language, "error-current-password-wrong", &[]);
        Self { message, ..Self::new(ErrorCode::InvalidCredentials, &[field], None, language) }
    }
}

impl SessionError {
    /// Creates the error of a session that has ended, with the text of the reason.
    #[must_use]
    pub fn expired(why: Option<EndReason>, language: Language) -> Self {
        let why = why.map(SessionEndReason::from);
        let error = Self::new(ErrorCode::SessionExpired, &[], why, language);
        Self { message: Self::expired_text(why, language), ..error }
    }

    /// Returns the text that says why a session has ended.
    #[must_use]
    pub fn expired_text(why: Option<SessionEndReason>, language: Language) -> String {
        let key = match why {
            None => "error-session-expired",
            Some(SessionEndReason::Idle) => "error-session-expired-idle",
            Some(SessionEndReason::AbsoluteLimit) => "error-session-expired-absolute-limit",
            Some(SessionEndReason::LoggedOut) => "error-session-expired-logged-out",
            Some(SessionEndReason::EndedElsewhere) => "error-session-expired-ended-elsewhere",
            Some(SessionEndReason::PasswordChanged) => "error-session-expired-password-changed",
            Some(SessionEndReason::EmailChanged) => "error-session-expired-email-changed",
        };
        text(language, key, &[])
    }
}

impl LinkError {
    /// Creates the error of a link that cannot be used.
    #[must_use]
    pub fn of_link(fault: LinkFault, language: Language) -> Self {
        let code = match fault {
            LinkFault::Unknown => ErrorCode::LinkUnknown,
            LinkFault::Expired => ErrorCode::LinkExpired,
            LinkFault::Used => ErrorCode::LinkUsed,
            LinkFault::Replaced => ErrorCode::LinkReplaced,
            LinkFault::Revoked => ErrorCode::LinkRevoked,
        };
        Self::new(code, &["token"], language)
    }
}

impl StepError {
    /// Creates the error of a step token that cannot be used.
    #[must_use]
    pub fn of_step(fault: StepFault, language: Language) -> Self {
        let code = match fault {
            StepFault::Unknown => ErrorCode::StepUnknown,
            StepFault::Expired => ErrorCode::StepExpired,
            StepFault::Used => ErrorCode::StepUsed,
        };
        Self::new(code, &["stepToken"], language)
    }
}
