//! The integration tests: one crate, stories by feature, each told in both modes.

mod support;

mod architecture;
mod audit;
mod audit_check;
mod audit_events;
mod counter_registration;
mod embedded_mode;
mod equal_answers;
mod http;
mod import;
mod input_vectors;
mod issue;
mod journey;
mod limits;
mod locales;
mod lockout;
mod mail_delivery;
mod own_data;
mod production_mode;
mod rate_limit;
mod receipt;
mod recovery;
mod registration;
mod relay_failures;
mod reminder;
mod retention;
mod schema;
mod session;
mod suppression;
mod user_information;
