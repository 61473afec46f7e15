//! The public schema: the applicants' API, and nothing of the bureau's.
//!
//! Types and resolvers only. A resolver asks who is there, calls one use case, and wraps its answer;
//! rules live in `entity`, transactions in `account`, `certificate` and `notice`. What a person can do wrong
//! is data in the payload ([`user_error`]); only what is broken becomes a top-level error
//! ([`error`]).

pub mod account;
pub mod activity;
pub mod address;
pub mod codegen;
pub mod error;
pub mod error_code;
pub mod language;
pub mod mutation;
pub mod node;
pub mod notice;
pub mod or_null;
pub mod paging;
pub mod procedure;
pub mod public;
pub mod query;
pub mod receipt;
pub mod receipt_rows;
pub mod request_context;
pub mod scalar;
pub mod session;
pub mod site;
pub mod texts;
pub mod user_error;

use async_graphql::{EmptySubscription, Schema, ValidationMode};

/// The public schema, as the engine runs it.
pub type PublicSchema = Schema<query::Query, mutation::Mutation, EmptySubscription>;

/// Builds the schema. The limits are a second fence: the HTTP layer refuses what passes them first.
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

/// The schema as SDL: what `schema.graphql` holds.
#[must_use]
pub fn sdl() -> String {
    let options = async_graphql::SDLExportOptions::new().sorted_enum_items().include_specified_by();
    described(&schema().sdl_with_options(options), DESCRIPTION)
}

/// What the whole schema is about; the engine prints none.
const DESCRIPTION: &str = "\
The portal where Certificates of Eligibility are received by e-mail: registration, login, the registration of receipt,
and what applicants can see and change of their accounts. Programs go by codes; texts follow `Accept-Language`.";

/// A printed schema with a description of the whole.
pub(crate) fn described(sdl: &str, description: &str) -> String {
    sdl.replacen("\nschema {", &format!("\n\"\"\"\n{description}\n\"\"\"\nschema {{"), 1)
}
