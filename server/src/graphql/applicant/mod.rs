//! The applicants' schema. The errors that a person can cause are in [`user_error`].

pub mod account;
pub mod account_notice;
pub mod activity;
pub mod activity_action;
pub mod certificate_check;
pub mod error_code;
pub mod mutation;
pub mod node;
pub mod notice;
pub mod procedure;
pub mod public;
pub mod query;
pub mod receipt;
pub mod receipt_page;
pub mod receipt_rows;
pub mod request_context;
pub mod session;
pub mod site;
pub mod site_link;
pub mod terms_of_use;
pub mod user_error;

use async_graphql::{EmptySubscription, Schema};

use super::sdl;

/// The applicants' schema, ready to execute.
pub type PublicSchema = Schema<query::Query, mutation::Mutation, EmptySubscription>;

/// Builds the schema.
#[must_use]
pub fn schema() -> PublicSchema {
    sdl::build(query::Query, mutation::Mutation::default())
        .register_output_type::<user_error::UserError>()
        .register_output_type::<user_error::RetryableError>()
        .finish()
}

/// Prints the schema as SDL: the contents of `schema.graphql`.
#[must_use]
pub fn sdl() -> String {
    sdl::print(&schema(), DESCRIPTION)
}

/// The description of the whole schema.
const DESCRIPTION: &str = "\
The applicants' side of the portal where people receive Certificates of Eligibility by email: registration,
login, registration of receipt, and the account's data. Programs rely on codes and enum values, which never
change. Texts are in the `language` of their field's argument, or in that of `Accept-Language`.

What a person may leave out of a form is no error of the request: texts may be empty, choices are nullable,
and a missing one is an error in the payload, `REQUIRED`. Consent is `agreedTermsVersion`, and `TERMS_NOT_AGREED`.
A mutation has succeeded if its `errors` is empty.";
