//! The server: the applicants' API, the officers' API, the commands, and the embedded mode.
//!
//! A request takes one path: [`http`] receives it, and a resolver of [`graphql`] calls one use case of
//! [`account`], [`certificate`], [`notice`] or [`officer`]. A use case is one transaction over the tables of
//! `entity`, and records its event in the [`audit`] log. The server never sends a mail and never touches the
//! queue: it writes outbox rows.

pub mod account;
pub mod app;
pub mod audit;
pub mod batches;
pub mod capacity;
pub mod certificate;
pub mod client;
pub mod command;
pub mod config;
pub mod embedded;
pub mod graphql;
pub mod http;
mod idempotency;
pub mod keys;
mod line_reader;
pub mod notice;
pub mod officer;
pub mod outbox_admin;
pub mod paging;
pub mod procedure;
pub mod rate_limit;
pub mod readiness;
pub mod readiness_check;
pub mod request_info;
pub mod restore;
pub mod site;
pub mod terms;

pub use app::App;
pub use batches::Batches;

#[cfg(test)]
mod properties;
