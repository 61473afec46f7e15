//! The mutations of the applicants' schema: one for each button of the manuals.

pub mod account_data;
pub mod contact;
pub mod counter_registration;
pub mod email_change;
pub mod login;
pub mod password;
pub mod receipt;
pub mod recovery;
mod refusal;
pub mod registration;
pub mod session;

use async_graphql::MergedObject;

/// Mutations. Each returns its own payload, with the errors that a person can cause.
#[derive(MergedObject, Default)]
pub struct Mutation(
    registration::RegistrationMutation,
    counter_registration::CounterRegistrationMutation,
    login::LoginMutation,
    session::SessionMutation,
    recovery::RecoveryMutation,
    email_change::EmailChangeMutation,
    password::PasswordMutation,
    contact::ContactMutation,
    account_data::AccountDataMutation,
    receipt::ReceiptMutation,
);
