//! The two GraphQL schemas, and what they share: types and resolvers only.
//!
//! Neither [`applicant`] nor [`officer`] imports the other. A resolver checks who sends the request, calls
//! one use case and wraps its result. Rules live in `entity`, and transactions in the use cases. Errors that
//! a person can cause are data in the payload; only failures of the system become top-level errors
//! ([`error`]).

pub mod address;
pub mod applicant;
pub mod codegen;
pub mod enums;
pub mod error;
pub(crate) mod error_codes;
pub mod failures;
pub mod language;
pub mod officer;
pub mod or_null;
pub mod paging;
pub mod scalar;
pub mod sdl;
pub mod texts;
pub(crate) mod user_errors;
pub(crate) mod words;
