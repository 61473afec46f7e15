//! The applicants' schema. The errors that a person can cause are in [`user_error`].

pub mod account;
pub mod activity;
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
pub mod user_error;

use async_graphql::{EmptySubscription, Schema, ValidationMode};

use super::sdl::described;

/// The applicants' schema, ready to execute.
pub type PublicSchema = Schema<query::Query, mutation::Mutation, EmptySubscription>;

/// Builds the schema. Its limits are a second line of defence: the HTTP layer already refuses what exceeds
/// its own.
#[must_use]
pub fn schema() -> PublicSchema {
    Schema::build(query::Query, mutation::Mutation::default(), EmptySubscription)
        .register_output_type::<user_error::UserError>()
        .limit_depth(20)
        .limit_recursive_depth(64)
        .limit_complexity(2_000)
        .limit_directives(5)
        .validation_mode(ValidationMode::Fast)
        .disable_suggestions()
        .finish()
}

/// Prints the schema as SDL: the contents of `schema.graphql`.
#[must_use]
pub fn sdl() -> String {
    let options = async_graphql::SDLExportOptions::new().sorted_enum_items().include_specified_by();
    described(&schema().sdl_with_options(options), DESCRIPTION)
}

/// The description of the whole schema.
const DESCRIPTION: &str = "\
The applicants' side of the portal where people receive Certificates of Eligibility by email: registration,
login, registration of receipt, and the account's data. Programs rely on codes and enum values, which never
change; texts are in the language of `Accept-Language`.";
