//! Use cases of accounts: each is one async function, and each that changes something is one
//! transaction.
//!
//! A use case takes values and `now`, and answers with a value or with an error that a caller can
//! decide on. It knows nothing of HTTP, GraphQL, languages or texts.

mod admission;
pub mod attempt_count;
mod attempt_gate;
pub mod closing;
pub mod contact_details;
pub mod counter_registration;
pub mod credential;
mod device;
pub mod email_change;
pub mod export;
mod fair_queue;
pub mod foreign_hash;
mod hashing_threads;
pub mod import;
pub mod link;
pub(crate) mod link_anew;
pub mod login;
mod new_account;
mod own_hash;
pub mod password_by_link;
pub mod password_change;
pub mod password_hash;
pub mod preferences;
pub mod reauthentication;
pub mod recovery;
pub mod registration;
pub mod repeatable;
pub(crate) mod secret;
pub mod session;
pub mod session_list;
mod session_opening;

use entity::{
    input::Fault,
    outbox::{self, Mail},
};
use sea_orm::{DatabaseTransaction, DbErr, EntityTrait};
use uuid::Uuid;

use crate::visit::Visit;

/// A fault and the input field that it stands at, by the field's name in the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// The field's name.
    pub field: &'static str,
    /// What is wrong with it.
    pub fault: Fault,
}

/// Collects the faults of a form, so that all are answered at once (R66).
#[derive(Debug, Default)]
pub struct Form(Vec<FieldFault>);

impl Form {
    /// Takes a field's value, or notes its fault.
    pub fn take<T>(&mut self, field: &'static str, parsed: Result<T, Fault>) -> Option<T> {
        self.take_all(field, parsed.map_err(|fault| vec![fault]))
    }

    /// Takes a field's value, or notes all its faults.
    pub fn take_all<T>(&mut self, field: &'static str, parsed: Result<T, Vec<Fault>>) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(faults) => {
                self.0.extend(faults.into_iter().map(|fault| FieldFault { field, fault }));
                None
            }
        }
    }

    /// Notes a mismatch, unless the confirmation is simply missing.
    pub fn confirm(&mut self, field: &'static str, confirmation: &str, is_equal: bool) {
        let fault = if confirmation.is_empty() { Fault::Required } else { Fault::ConfirmationMismatch };
        if !is_equal || confirmation.is_empty() {
            self.0.push(FieldFault { field, fault });
        }
    }

    /// The faults so far, in the order of the fields.
    #[must_use]
    pub fn faults(self) -> Vec<FieldFault> {
        self.0
    }
}

/// Puts a mail on its way, in the transaction of what it tells.
pub(crate) async fn queue_mail(tx: &DatabaseTransaction, mail: Mail, visit: &Visit) -> Result<(), DbErr> {
    let row = outbox::queue(Uuid::now_v7(), mail, visit.now, visit.source.trace);
    outbox::Entity::insert(row).exec_without_returning(tx).await.map(|_| ())
}
