//! The mutations: one for each button of the manuals.

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

/// What can be done. Each mutation answers with its own payload and a list of what was wrong.
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
