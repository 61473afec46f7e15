//! What officers can do about mails: find them, see why one failed, send it again or drop it, and pause a
//! kind.
//!
//! A mail consists of IDs and codes. Its address and its text are made when it is sent. Only [`preview`] shows
//! what they would be, without anything that opens something. The server sends no mail: workers pick up what is
//! queued again.

pub mod context;
pub mod control;
pub mod look_up;
pub mod preview;
pub mod resend;

pub use context::MailView;
