//! The parts of the stories' support that the harness needs.

#[path = "../support/disk.rs"]
pub(crate) mod disk;

#[path = "../support/forwarder.rs"]
pub(crate) mod forwarder;

#[expect(dead_code, reason = "the stories use the rest")]
#[path = "../support/nginx.rs"]
pub(crate) mod nginx;

#[path = "../support/process.rs"]
pub(crate) mod process;

#[expect(dead_code, reason = "the stories use the rest")]
#[path = "../support/postgres.rs"]
pub(crate) mod postgres;

#[expect(dead_code, reason = "the stories use the rest")]
#[path = "../support/program.rs"]
pub(crate) mod program;

#[expect(dead_code, reason = "the stories use the rest")]
#[path = "../support/redis.rs"]
pub(crate) mod redis;
