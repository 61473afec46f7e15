//! The officers' schema: types and resolvers.
//!
//! It shares scalars, paging, languages and error shapes with the applicants' schema, but no resolver. To add
//! a field, write the use case, then the resolver (in `query`, or in a file in `mutation`), add its line to
//! [`crate::officer::permission::FIELDS`], and print the schema again. [`guard`] decides whether an officer
//! may query a field before its resolver runs; the resolver finds the officer in [`context::OfficerContext`].

pub mod account;
pub mod audit_log;
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
pub mod user_error;

use async_graphql::{EmptySubscription, Schema, ValidationMode};

use super::{failures::Failures, sdl::described};

/// The officers' schema, ready to execute.
pub type OfficerSchema = Schema<query::Query, mutation::Mutation, EmptySubscription>;

/// Builds the schema with its guard. Its limits are a second line of defence behind those of the HTTP layer.
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

/// Prints the schema as SDL: the contents of `officer.graphql`.
#[must_use]
pub fn sdl() -> String {
    let options = async_graphql::SDLExportOptions::new().sorted_enum_items().include_specified_by();
    described(&schema().sdl_with_options(options), DESCRIPTION)
}

/// The description of the whole schema.
const DESCRIPTION: &str = "\
The bureau's side of the portal where people receive Certificates of Eligibility by email: certificates,
accounts, emails, notices, officers and their roles, and the audit log. Programs rely on codes and enum
values, which never change; texts are in the language of `Accept-Language`.";
