//! How every program reaches Redis: its settings, one connection that is replaced when it is of no use any more,
//! and what is said of a Redis that cannot be used.
//!
//! Servers keep counts there and workers a queue; neither is known here. Nothing here decides what is done without
//! Redis, or writes to a log.

mod address;
mod connection;
mod trouble;

pub use self::{
    address::{Address, Fault, RedisArgs},
    connection::Connection,
    trouble::Trouble,
};
