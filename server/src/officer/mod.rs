//! The officers' side: their use cases, what each may do, and a schema and a listener of their own.
//!
//! [`permission`] is the one table of who may ask for what; [`graphql`] the schema, whose every field the guard
//! looks up there. Nothing here reaches the applicants' resolvers, and nothing of theirs reaches these. Use cases
//! that applicants and officers share stay in `account` and `certificate`.

pub mod account;
pub mod attempt;
pub mod care;
pub mod creation;
pub mod credentials;
pub mod enrolment;
pub mod graphql;
pub mod login;
pub mod look_up;
pub mod mail;
pub mod permission;
pub mod role;
pub mod session;
pub mod trail;
pub mod wrong_door;
