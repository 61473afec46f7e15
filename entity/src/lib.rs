//! The functional core: tables, value types, and the rules of the two manuals as pure functions.
//!
//! What may live here: sea-orm tables and the scopes that select from them, newtypes that parse what
//! people type, rules of values (`now` and the random generator are arguments), and the one clock.
//!
//! What may not: an `async fn`, a log line, the reading of a setting ([`setting`] has names and forms alone), a
//! random number drawn here, a reading of the time outside [`clock`], a GraphQL type. Both processes and the tests
//! build on this crate, so it must mean the same in all of them.
//!
//! Modules in reading order: [`clock`] and [`language`] and [`input`] first, then the nouns.

pub mod account;
pub mod audit;
pub mod certificate;
pub mod clock;
pub mod email_link;
pub mod error_chain;
pub mod idempotency;
pub mod input;
pub mod key_file;
pub mod key_ring;
pub mod known_device;
pub mod language;
pub mod municipality;
pub mod notice;
pub mod officer;
pub mod outbox;
pub mod private_file;
pub mod registration_step;
pub mod restore;
pub mod server_key;
pub mod session;
pub mod setting;
pub mod staff_alert;
pub mod suppressed_address;
pub mod trace;
pub mod user_id_request;

#[cfg(test)]
mod properties;
