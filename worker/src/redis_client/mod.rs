//! How servers and workers reach Redis: the settings, a connection that replaces itself, and the reasons why
//! Redis cannot be used.
//!
//! Servers keep counts there and workers a queue; neither is known here. Nothing here decides what to do
//! without Redis, or logs.

mod address;
mod connection;
mod trouble;

pub use self::{
    address::{Address, Fault, RedisArgs},
    connection::Connection,
    trouble::Trouble,
};
