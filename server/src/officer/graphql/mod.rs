//! The officers' schema: types and resolvers, apart from the applicants'.
//!
//! What is shared are scalars, pages, languages and how things are refused, not one resolver. To add a field:
//! write the use case, then the resolver here (`query`, or a file in `mutation`), give it a line in
//! [`super::permission::FIELDS`], and print the schema anew. A resolver asks [`context::OfficerContext`] who is
//! there; whether that officer may ask at all was decided before, by [`guard`].

pub mod account;
pub mod certificate;
pub mod context;
pub mod error_code;
pub mod guard;
pub mod look_up;
pub mod mail;
pub mod mutation;
pub mod notice;
pub mod person;
pub mod query;
pub mod queue;
pub mod trail;
pub mod user_error;

use async_graphql::{EmptySubscription, Schema, ValidationMode};

use crate::{graphql::described, http::graphql::failures::Failures};

/// The officers' schema, as the engine runs it.
pub type OfficerSchema = Schema<query::Query, mutation::Mutation, EmptySubscription>;

/// Builds the schema, with its guard.
#[must_use]
pub fn schema() -> OfficerSchema {
    Schema::build(query::Query::default(), mutation::Mutation::default(), EmptySubscription)
        .register_output_type::<user_error::UserError>()
        .extension(Failures)
        .extension(guard::Guard)
        .limit_depth(20)
        .limit_recursive_depth(64)
        .limit_complexity(2_000)
        .limit_directives(5)
        .validation_mode(ValidationMode::Fast)
        .disable_suggestions()
        .finish()
}

/// The schema as SDL: what `officer.graphql` holds.
#[must_use]
pub fn sdl() -> String {
    let options = async_graphql::SDLExportOptions::new().sorted_enum_items().include_specified_by();
    described(&schema().sdl_with_options(options), DESCRIPTION)
}

/// What the whole schema is about.
const DESCRIPTION: &str = "\
The bureau's side of the portal where Certificates of Eligibility are received by e-mail: issuing and cancelling
certificates, accounts, mails, notices, officers' roles, and the trail of what was done. Programs go by codes; texts
follow `Accept-Language`.";
