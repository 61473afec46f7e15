//! What officers do about mails: find them, see why one failed, send it again or drop it, and pause a kind.
//!
//! A mail is ids and codes; its address and its words are made when it is sent, and are not shown here. No mail is
//! sent by the server: what is put on its way again is found by the workers.

pub mod again;
pub mod control;
pub mod facts;
pub mod look_up;

pub use facts::Shown;
