//! The server: the applicants' API, the officers' beside it, the commands, and the embedded mode.
//!
//! A request goes one way: [`http`] takes it in, a resolver of [`graphql`] calls one use case of
//! [`account`], [`certificate`] or [`notice`], which is one transaction over `entity`'s tables, with its line in the
//! [`audit`] trail. The server never sends a mail and never touches the queue: it writes outbox rows.

pub mod account;
pub mod app;
pub mod audit;
pub mod capacity;
pub mod certificate;
pub mod command;
pub mod config;
pub mod embedded;
pub mod graphql;
pub mod http;
pub mod keys;
mod lines;
pub mod mail_control;
pub mod notice;
pub mod officer;
pub mod paging;
pub mod procedure;
pub mod rate_limit;
pub mod readiness;
pub mod restore;
pub mod site;
pub mod terms;
pub mod visit;

pub use app::{App, Together};

#[cfg(test)]
mod properties;
