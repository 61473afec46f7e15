//! The functional core: tables, value types, and the rules of the two manuals as pure functions.
//!
//! Nothing here awaits, logs, reads a setting ([`setting`] only has names and formats), draws a random
//! number, reads the time outside [`clock`], or knows GraphQL: rules take `now` and the random generator as
//! arguments. Both programs and the tests build on this crate, so it must mean the same in all of them.
//!
//! Read [`clock`], [`language`] and [`input`] first, then the nouns.

pub mod account;
pub mod audit;
pub mod certificate;
pub mod clock;
pub mod email_link;
pub mod error_chain;
pub mod faults;
pub mod idempotency;
pub mod input;
pub mod key_file;
pub mod key_ring;
pub mod known_device;
pub mod language;
pub mod mail_bounce;
pub mod mail_quota;
pub mod municipality;
pub mod name_search;
pub mod notice;
pub mod officer;
pub mod outbox;
pub mod parts_digest;
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
pub mod version;

#[cfg(test)]
mod properties;
