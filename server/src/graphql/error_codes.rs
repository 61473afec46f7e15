//! The error codes of a schema: those that both schemas have, and its own.
//!
//! The enum is defined by a macro, because GraphQL needs a separate type in each schema, with the codes that
//! can occur there. A new validation error does not compile until it has a code.

use entity::{account::password_policy, input::ValidationError, language::Language};

use super::texts::text;

/// Defines the `ErrorCode` of a schema: the shared codes, then its own, whose texts have the keys
/// `{texts}{code}` in `api.ftl`. `validation` maps the validation errors that only some schemas have.
macro_rules! error_codes {
    (
        $(#[$doc:meta])*
        texts = $texts:literal,
        codes = { $($(#[$own_doc:meta])* $own:ident,)* },
        validation = { $($fault:ident => $code:ident,)* }$(,)?
    ) => {
        $(#[$doc])*
        #[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq)]
        pub enum ErrorCode {
            /// The field is empty, or nothing was chosen.
            Required,
            /// The value is not in the right format, e.g. an email address without `@`. The `message`
            /// describes the format.
            InvalidFormat,
            /// The value has too few characters; the `message` says how many are needed.
            TooShort,
            /// The value has too many characters; the `message` says how many are allowed.
            TooLong,
            /// The two entries of a value differ, e.g. `password` and `passwordConfirmation`.
            ConfirmationMismatch,
            /// The value is not one of the choices that this form offers.
            NotInList,
            /// The date is later than today in Japan.
            DateInFuture,
            /// The password has no upper-case letter (A-Z).
            PasswordNeedsUppercase,
            /// The password has no lower-case letter (a-z).
            PasswordNeedsLowercase,
            /// The password has no digit (0-9).
            PasswordNeedsNumber,
            /// The password has none of the twelve symbols `$%&=@_#*+-?!`.
            PasswordNeedsSymbol,
            /// The password has a character that is not allowed, e.g. a space.
            PasswordCharacterNotAllowed,
            /// The password is on a list of common passwords.
            PasswordTooCommon,
            /// The password contains something that others know about its owner: the user ID, the name, the
            /// email address or the telephone number.
            PasswordContainsPersonalData,
            /// The same `idempotencyKey` was sent before with other input, and still holds: for at most 24 hours.
            IdempotencyKeyReused,
            /// There were too many attempts in a short time. Retry after `retryAfterSeconds`.
            RateLimited,
            /// The server is overloaded. Retry after `retryAfterSeconds`.
            Overloaded,
            /// No such object exists, e.g. no certificate with this number, or the caller may not know of it.
            NotFound,
            /// The request has no session, and this operation requires a login.
            NotLoggedIn,
            /// The session of the request has ended.
            SessionExpired,
            $($(#[$own_doc])* $own,)*
        }

        impl ErrorCode {
            /// The key of the code's text in `api.ftl`.
            fn key(self) -> String {
                let texts = match self {
                    $(Self::$own => $texts,)*
                    _ => "error-",
                };
                let name = async_graphql::resolver_utils::enum_value(self).to_string();
                format!("{texts}{}", name.to_lowercase().replace('_', "-"))
            }

            /// Returns the code's text for the case that no field is known.
            #[must_use]
            pub fn message(self, language: entity::language::Language) -> String {
                self.message_with(&[], language)
            }

            /// Returns the code's text with `values` as the variables of the text.
            #[must_use]
            pub fn message_with(self, values: &[(&str, &str)], language: entity::language::Language) -> String {
                $crate::graphql::error_codes::message(&self.key(), values, language)
            }

            /// Returns the code and the message of a validation error. If the format is wrong, the message
            /// describes the right format of `field`.
            #[must_use]
            pub fn of_field(
                field: &str,
                fault: entity::input::ValidationError,
                language: entity::language::Language,
            ) -> (Self, String) {
                use $crate::graphql::error_codes::{hint_key, limits, message};
                let code = Self::from(fault);
                let hint = hint_key(field).filter(|_| code == Self::InvalidFormat);
                let key = hint.map_or_else(|| code.key(), str::to_owned);
                let (min, max) = limits(fault);
                (code, message(&key, &[("min", &min), ("max", &max)], language))
            }
        }

        impl From<entity::input::ValidationError> for ErrorCode {
            fn from(fault: entity::input::ValidationError) -> Self {
                use entity::input::ValidationError;
                match fault {
                    ValidationError::Required => Self::Required,
                    ValidationError::InvalidFormat => Self::InvalidFormat,
                    ValidationError::TooShort { .. } => Self::TooShort,
                    ValidationError::TooLong { .. } => Self::TooLong,
                    ValidationError::ConfirmationMismatch => Self::ConfirmationMismatch,
                    ValidationError::NotInList => Self::NotInList,
                    ValidationError::DateInFuture => Self::DateInFuture,
                    ValidationError::PasswordNeedsUppercase => Self::PasswordNeedsUppercase,
                    ValidationError::PasswordNeedsLowercase => Self::PasswordNeedsLowercase,
                    ValidationError::PasswordNeedsNumber => Self::PasswordNeedsNumber,
                    ValidationError::PasswordNeedsSymbol => Self::PasswordNeedsSymbol,
                    ValidationError::PasswordCharacterNotAllowed => Self::PasswordCharacterNotAllowed,
                    ValidationError::PasswordTooCommon => Self::PasswordTooCommon,
                    ValidationError::PasswordContainsPersonalData => Self::PasswordContainsPersonalData,
                    $(ValidationError::$fault => Self::$code,)*
                }
            }
        }
    };
}

pub(crate) use error_codes;

/// Returns the text `key` with `values`. The limits of a password and its symbols, which many texts contain,
/// need not be given.
pub(super) fn message(key: &str, values: &[(&str, &str)], language: Language) -> String {
    let (min, max) = (password_policy::MIN_LENGTH.to_string(), password_policy::MAX_LENGTH.to_string());
    let symbols = password_policy::SYMBOLS.chars().map(String::from).collect::<Vec<_>>().join(" ");
    let usual: [(&str, &str); 3] = [("min", &min), ("max", &max), ("symbols", &symbols)];
    // Of two values with one name, the later one counts.
    text(language, key, &[usual.as_slice(), values].concat())
}

/// The fewest and the most characters that a value may have, as a validation error knows them; otherwise
/// those of a password.
pub(super) fn limits(fault: ValidationError) -> (String, String) {
    let (min, max) = match fault {
        ValidationError::TooShort { min } => (min, password_policy::MAX_LENGTH),
        ValidationError::TooLong { max } => (password_policy::MIN_LENGTH, max),
        _ => (password_policy::MIN_LENGTH, password_policy::MAX_LENGTH),
    };
    (min.to_string(), max.to_string())
}

/// The key of the text that describes the right format of `field`.
pub(super) fn hint_key(field: &str) -> Option<&'static str> {
    Some(match field {
        "email" => "hint-email",
        "name" => "hint-name",
        "phoneNumber" => "hint-phone-number",
        "userId" => "hint-user-id",
        "birthDate" => "hint-birth-date",
        "street" => "hint-street",
        "postalCode" => "hint-postal-code",
        _ => return None,
    })
}
