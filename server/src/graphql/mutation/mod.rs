//! The mutations: one for each button of the manuals.

pub mod receipt;
pub mod recovery;
pub mod registration;
pub mod session;

use async_graphql::MergedObject;

/// What can be done. Each mutation answers with its own payload and a list of what was wrong.
#[derive(MergedObject, Default)]
pub struct Mutation(
    registration::RegistrationMutation,
    session::SessionMutation,
    recovery::RecoveryMutation,
    receipt::ReceiptMutation,
);
