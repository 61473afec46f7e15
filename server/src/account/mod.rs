//! The use cases of accounts. Each is one async function, and each that changes something is one transaction.
//!
//! A use case takes values and `now`, and returns a value or an error that its caller can act on. It knows
//! nothing of HTTP, GraphQL, languages or texts.

pub mod attempt_count;
pub mod closing;
pub mod contact_details;
pub mod counter_registration;
pub mod credential;
mod device;
pub mod email_change;
pub mod export;
mod export_document;
pub mod import;
pub mod imported_hashes;
pub mod link;
pub mod link_request;
pub mod login;
mod new_account;
pub mod password_attempt;
pub mod password_by_link;
pub mod password_change;
pub mod preferences;
pub mod reauthentication;
pub mod recovery;
pub mod registration;
pub(crate) mod secret;
pub mod session;
pub mod session_list;
mod session_opening;
mod step_token;
mod unassigned;

use entity::{
    account::{About, EmailAddress, Password},
    faults::Faults,
    idempotency,
    input::ValidationError,
    outbox::{self, Mail},
};
use sea_orm::{DatabaseTransaction, DbErr, EntityTrait};
use uuid::Uuid;

use crate::request_info::RequestInfo;

/// A validation error and the input field it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The name of the field in the API, e.g. `emailConfirmation`.
    pub field: &'static str,
    /// Why the value was rejected.
    pub fault: ValidationError,
}

/// A new password, entered twice.
#[derive(Clone, Copy)]
pub struct NewPassword<'a> {
    /// The password.
    pub password: &'a str,
    /// The password, entered a second time.
    pub confirmation: &'a str,
}

/// Collects the validation errors of a form, so that one answer reports them all (R66).
#[derive(Debug, Default)]
pub struct Form(Faults<FieldError>);

impl Form {
    /// Returns the value of a field, or records its error.
    pub fn take<T>(&mut self, field: &'static str, parsed: Result<T, ValidationError>) -> Option<T> {
        self.0.take(parsed, |fault| FieldError { field, fault })
    }

    /// Returns the value of a field, or records all its errors.
    pub fn take_all<T>(&mut self, field: &'static str, parsed: Result<T, Vec<ValidationError>>) -> Option<T> {
        self.0.take_all(parsed, |fault| FieldError { field, fault })
    }

    /// Returns an address that was typed twice, or records the errors of both. The two may differ in case, as
    /// addresses may everywhere; the first one counts.
    pub fn take_email(&mut self, email: &str, confirmation: &str) -> Option<EmailAddress> {
        let email = self.take("email", EmailAddress::parse(email));
        let again = EmailAddress::parse(confirmation);
        let is_equal = email.as_ref().is_none_or(|email| again.is_ok_and(|again| again.is_same(email)));
        self.confirm("emailConfirmation", confirmation, is_equal);
        email
    }

    /// Returns a new password, or records all errors of it and its confirmation.
    pub fn take_new_password(&mut self, new: NewPassword<'_>, about: &About<'_>) -> Option<Password> {
        let NewPassword { password, confirmation } = new;
        let chosen = self.take_all("password", Password::choose(password, about));
        // Compared byte for byte, because a password is never normalized.
        self.confirm("passwordConfirmation", confirmation, password == confirmation);
        chosen
    }

    /// Returns a new password of an officer with this name, or records all errors of it and its confirmation.
    pub fn take_officers_password(&mut self, new: NewPassword<'_>, name: &str) -> Option<Password> {
        let NewPassword { password, confirmation } = new;
        let chosen = self.take_all("password", Password::choose_for_officer(password, name));
        self.confirm("passwordConfirmation", confirmation, password == confirmation);
        chosen
    }

    /// Records an error if the idempotency key is too long. A missing key is allowed.
    pub fn take_idempotency_key(&mut self, key: Option<&str>) {
        if key.is_some_and(|key| key.chars().count() > idempotency::MAX_LENGTH) {
            self.take(
                "idempotencyKey",
                Err::<(), _>(ValidationError::TooLong { max: idempotency::MAX_LENGTH }),
            );
        }
    }

    /// Records an error if the confirmation is missing or does not match.
    pub fn confirm(&mut self, field: &'static str, confirmation: &str, is_equal: bool) {
        let fault = if confirmation.is_empty() {
            ValidationError::Required
        } else {
            ValidationError::ConfirmationMismatch
        };
        if !is_equal || confirmation.is_empty() {
            self.0.push(FieldError { field, fault });
        }
    }

    /// The errors so far, in the order of the checks.
    #[must_use]
    pub fn faults(self) -> Vec<FieldError> {
        self.0.into_vec()
    }
}

/// Adds a mail to the outbox, in the transaction of the change that it reports.
pub(crate) async fn queue_mail(
    tx: &DatabaseTransaction,
    mail: Mail,
    info: &RequestInfo,
) -> Result<(), DbErr> {
    let row = outbox::queue(Uuid::now_v7(), mail, info.now, info.source.trace);
    outbox::Entity::insert(row).exec_without_returning(tx).await.map(|_| ())
}
