//! Password hashing: our own hashes and those of other systems, on dedicated threads, fair to everyone who
//! waits.
//!
//! Start with [`password_hash::Hasher`]. Nothing here knows an account, a request or a database.

mod admission;
mod attempt_gate;
mod fair_queue;
pub mod foreign_hash;
mod hashing_threads;
mod own_hash;
pub mod password_hash;
mod slow_lane;
mod ticket;
mod waiting_line;
