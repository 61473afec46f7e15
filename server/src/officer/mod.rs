//! The use cases of officers, and what each officer may do.
//!
//! [`permission`] is the only table of permissions; the guard of the officers' schema looks up every field
//! there. Use cases that applicants and officers share stay in `account` and `certificate`.

pub mod account;
pub mod audit_log;
pub mod authentication;
pub mod creation;
pub mod credentials;
mod device;
pub mod enrolment;
pub mod login;
pub mod look_up;
pub mod mail;
pub mod officer_admin;
pub mod permission;
pub mod removal;
pub mod role;
mod second_officer;
pub mod session;
pub mod shown;
pub mod wrong_audience;
