//! The error types of a schema: those that both schemas have, and its own.
//!
//! All have the same fields: code, message, path and label of the field; some have more. They are defined by a macro, because
//! GraphQL needs separate types in each schema. `ErrorCode` and `SimpleObject` resolve where the macro is
//! used.

use entity::language::Language;

use super::texts::label;

/// Defines the error types that both schemas have, then those that are given.
macro_rules! user_errors {
    ($($own:tt)*) => {
        $crate::graphql::user_errors::error_types! {
            /// A field of the form is missing or invalid. The response reports all such fields together.
            InputError {}
            /// There were too many attempts in a short time. Nothing was attempted. Code: `RATE_LIMITED`.
            RateLimitedError {
                /// The number of seconds to wait before the next attempt.
                retry_after_seconds: i32
            }
            /// The server is overloaded. Nothing was changed, but a wrong password at a login may have counted. Code:
            /// `OVERLOADED`.
            OverloadedError {
                /// The number of seconds to wait before the next attempt.
                retry_after_seconds: i32
            }
            $($own)*
        }

        impl InputError {
            /// Creates the error of one field.
            #[must_use]
            pub fn of_field(found: crate::account::FieldError, language: entity::language::Language) -> Self {
                let (code, message) = ErrorCode::of_field(found.field, found.fault, language);
                Self { message, ..Self::new(code, &[found.field], language) }
            }

            /// Creates the error of an idempotency key that was sent before with other input.
            #[must_use]
            pub fn idempotency_key_reused(language: entity::language::Language) -> Self {
                Self::new(ErrorCode::IdempotencyKeyReused, &["idempotencyKey"], language)
            }
        }

        impl RateLimitedError {
            /// Creates the error of an exhausted limit.
            #[must_use]
            pub fn of_limit(
                limited: crate::rate_limit::Limited,
                language: entity::language::Language,
            ) -> Self {
                let seconds = i32::try_from(limited.retry_after_seconds).unwrap_or(i32::MAX);
                Self::new(ErrorCode::RateLimited, &[], seconds, language)
            }
        }

        impl OverloadedError {
            /// Creates the error of a full queue for password hashing.
            #[must_use]
            pub fn of_hasher(language: entity::language::Language) -> Self {
                let seconds = passwords::password_hash::RETRY_AFTER_SECONDS;
                Self::new(ErrorCode::Overloaded, &[], seconds, language)
            }
        }

        /// The path of a field below `input`; empty for the whole request.
        fn input_path(below: &[&str]) -> Vec<String> {
            let input = ["input"].into_iter().filter(|_| !below.is_empty());
            input.chain(below.iter().copied()).map(str::to_owned).collect()
        }
    };
}

/// The label of the field at a path below `input`: that of the last name in it, because numbers are places in
/// lists. `None` for an error of the whole request.
pub(crate) fn field_label(path: &[&str], language: Language) -> Option<String> {
    let name = path.iter().rfind(|part| part.parse::<usize>().is_err())?;
    label(name, language)
}

/// Defines one type for each kind of error.
macro_rules! error_types {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $ty:ty),* })*) => {$(
        $(#[$doc])*
        #[derive(SimpleObject, Clone, Debug)]
        pub struct $name {
            /// The code of the error. A code never changes, so programs can rely on it.
            pub code: ErrorCode,
            /// The message for the user, in the language of the request. Show it as it is.
            pub message: String,
            /// The path of the field, e.g. `["input", "email"]`; empty if the error concerns no field.
            pub path: Vec<String>,
            /// The name of the field as the form shows it, e.g. `Email address`, in the language of the
            /// request: for a summary of all errors above the form. Null if the error concerns no field.
            pub field_label: Option<String>,
            $($(#[$field_doc])* pub $field: $ty,)*
        }

        impl $name {
            /// Creates the error with the text of its code. `path` leads from `input` to the field; it is
            /// empty if the error concerns the whole request.
            #[must_use]
            pub fn new(
                code: ErrorCode,
                path: &[&str],
                $($field: $ty,)*
                language: entity::language::Language,
            ) -> Self {
                let (path, field_label) = (input_path(path), $crate::graphql::user_errors::field_label(path, language));
                Self { code, message: code.message(language), path, field_label, $($field),* }
            }
        }
    )*};
}

pub(crate) use {error_types, user_errors};
