//! A standby of a PostgreSQL of the tests, which follows it until it is promoted.

use std::path::Path;

use crate::support::postgres::{launch, owned_directory, unprivileged};
use crate::support::process::{Directory, Server, on_free_port};

/// A running standby, or the primary that it became; stopped and removed when dropped.
pub(super) struct Standby {
    _server: Server, // before `directory`: fields are dropped in this order
    directory: Directory,
    port: u16,
}

impl Standby {
    /// Makes and starts a readable standby that follows the primary on this port. Its copy of the primary's
    /// `tablespace` is beside its other files.
    pub(super) fn of(primary: u16, tablespace: &Path) -> Self {
        let directory = owned_directory();
        let mut copy = unprivileged("pg_basebackup", "KILL", directory.path());
        copy.args(["-h", "127.0.0.1", "-p", &primary.to_string(), "-U", "uketori"]);
        copy.args(["-X", "stream", "-c", "fast", "-R", "--no-sync", "-D"]).arg(directory.path().join("data"));
        let instead = directory.path().join("tablespace");
        copy.arg("-T").arg(format!("{}={}", tablespace.display(), instead.display()));
        let output = copy.output().expect("setpriv of util-linux runs");
        assert!(output.status.success(), "pg_basebackup: {}", String::from_utf8_lossy(&output.stderr));
        let (server, port) = on_free_port(|port| launch(&directory, port, true, &[]));
        Self { _server: server, directory, port }
    }

    /// Promotes it, and waits until it is a primary.
    pub(super) fn promote(&self) {
        let mut promote = unprivileged("pg_ctl", "KILL", self.directory.path());
        promote.args(["promote", "-w", "-D"]).arg(self.directory.path().join("data"));
        let output = promote.output().expect("setpriv of util-linux runs");
        assert!(output.status.success(), "pg_ctl promote: {}", String::from_utf8_lossy(&output.stdout));
    }

    /// The port that it listens on.
    pub(super) fn port(&self) -> u16 {
        self.port
    }
}
