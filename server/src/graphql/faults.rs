//! Texts for validation errors, shared by both schemas. Each schema maps the errors to its own codes.

use entity::{account::password_policy, input::ValidationError, language::Language};

use super::texts::text;

/// The symbols that a password may contain, separated by spaces, as the texts list them.
pub(super) fn symbols() -> String {
    password_policy::SYMBOLS.chars().map(String::from).collect::<Vec<_>>().join(" ")
}

/// Returns the message for a validation error. For a wrong format it describes the right one.
#[must_use]
pub fn fault_text(field: &str, fault: ValidationError, language: Language) -> String {
    let symbols = symbols();
    let (min, max) = match fault {
        ValidationError::TooShort { min } => (min, password_policy::MAX_LENGTH),
        ValidationError::TooLong { max } => (password_policy::MIN_LENGTH, max),
        _ => (password_policy::MIN_LENGTH, password_policy::MAX_LENGTH),
    };
    let (min, max) = (min.to_string(), max.to_string());
    text(language, text_key(field, fault), &[("min", &min), ("max", &max), ("symbols", &symbols)])
}

/// The key of the message in `api.ftl`.
fn text_key(field: &str, fault: ValidationError) -> &'static str {
    match fault {
        ValidationError::Required => "error-required",
        ValidationError::InvalidFormat => match field {
            "email" => "hint-email",
            "name" => "hint-name",
            "phoneNumber" => "hint-phone-number",
            "userId" => "hint-user-id",
            "birthDate" => "hint-birth-date",
            "street" => "hint-street",
            "postalCode" => "hint-postal-code",
            _ => "error-invalid-format",
        },
        ValidationError::TooShort { .. } => "error-too-short",
        ValidationError::TooLong { .. } => "error-too-long",
        ValidationError::ConfirmationMismatch => "error-confirmation-mismatch",
        ValidationError::NotInList => "error-not-in-list",
        ValidationError::PasswordNeedsUppercase => "error-password-needs-uppercase",
        ValidationError::PasswordNeedsLowercase => "error-password-needs-lowercase",
        ValidationError::PasswordNeedsNumber => "error-password-needs-number",
        ValidationError::PasswordNeedsSymbol => "error-password-needs-symbol",
        ValidationError::PasswordCharacterNotAllowed => "error-password-character-not-allowed",
        ValidationError::PasswordTooCommon => "error-password-too-common",
        ValidationError::PasswordContainsPersonalData => "error-password-contains-personal-data",
        ValidationError::TermsNotAgreed => "error-terms-not-agreed",
        ValidationError::TermsOutdated => "error-terms-outdated",
    }
}
