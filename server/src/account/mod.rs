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
pub mod import;
pub mod link;
pub mod link_anew;
pub mod login;
mod new_account;
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

use entity::{
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
