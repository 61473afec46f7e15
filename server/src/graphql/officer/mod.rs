//! The officers' schema: types and resolvers.
//!
//! It shares scalars, paging, languages and error shapes with the applicants' schema, but no resolver. To add
//! a field, write the use case, then the resolver (in `query`, or in a file in `mutation`), add its line to
//! [`crate::officer::permission::FIELDS`], and print the schema again. [`guard`] decides whether an officer
//! may query a field before its resolver runs; the resolver finds the officer in [`context::OfficerContext`].

pub mod account;
pub mod audit_action;
pub mod audit_log;
pub mod bounce;
pub mod certificate;
pub mod context;
pub mod error_code;
pub mod guard;
pub mod look_up;
pub mod mail;
pub mod mutation;
pub mod notice;
pub mod person;
pub mod preview;
pub mod query;
pub mod queue;
pub mod user_error;

use async_graphql::{EmptySubscription, Schema};

use super::{failures::Failures, sdl};

/// The officers' schema, ready to execute.
pub type OfficerSchema = Schema<query::Query, mutation::Mutation, EmptySubscription>;

/// Builds the schema with its guard.
#[must_use]
pub fn schema() -> OfficerSchema {
    sdl::build(query::Query, mutation::Mutation::default())
        .register_output_type::<user_error::UserError>()
        .register_output_type::<user_error::RetryableError>()
        .extension(Failures)
        .extension(guard::Guard)
        .finish()
}

/// Prints the schema as SDL: the contents of `officer.graphql`.
#[must_use]
pub fn sdl() -> String {
    sdl::print(&schema(), DESCRIPTION)
}

/// The description of the whole schema.
const DESCRIPTION: &str = "\
The bureau's side of the portal where people receive Certificates of Eligibility by email: certificates,
accounts, emails, notices, officers and their roles, and the audit log. Programs rely on codes and enum
values, which never change; texts are in the language of `Accept-Language`.

What an officer may leave out of a form is no error of the request: texts may be empty, choices are nullable,
and a missing one is an error in the payload, `REQUIRED`.
A mutation has succeeded if its `errors` is empty.";
