//! A PgBouncer for one test in front of a PostgreSQL of the tests. It listens on 127.0.0.1 only and accepts
//! everyone, as that PostgreSQL does.

use std::fs;
use std::net::{Ipv4Addr, TcpStream};
use std::os::unix::fs::chown;
use std::path::Path;
use std::process::Command;

use super::postgres::{self, Postgres};
use super::process::{Directory, Server, on_free_port, require};

/// A running PgBouncer; stopped when dropped.
pub(crate) struct PgBouncer {
    _server: Server, // before `directory`: fields are dropped in this order
    _directory: Directory,
    port: u16,
}

impl PgBouncer {
    /// Starts one in the pool mode `session`, `transaction` or `statement`.
    pub(crate) fn start(postgres: &Postgres, mode: &str) -> Self {
        let directory = Directory::new("pgbouncer");
        let (server, port) = on_free_port(|port| launch(&directory, port, postgres.port(), mode));
        Self { _server: server, _directory: directory, port }
    }

    /// The URL of the database at `url`, through this PgBouncer.
    pub(crate) fn url(&self, url: &str) -> String {
        let name = url.rsplit('/').next().expect("a name");
        format!("postgres://uketori@127.0.0.1:{}/{name}", self.port)
    }
}

fn launch(directory: &Directory, port: u16, postgres: u16, mode: &str) -> Result<Server, String> {
    let (settings, users) = (directory.path().join("settings.ini"), directory.path().join("users"));
    let text = format!(
        "[databases]\n* = host=127.0.0.1 port={postgres}\n\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
         unix_socket_dir =\nauth_type = trust\nauth_file = {}\npool_mode = {mode}\ndefault_pool_size = 60\n\
         max_client_conn = 200\n",
        users.display()
    );
    fs::write(&settings, text).expect("a file");
    fs::write(&users, "\"uketori\" \"\"\n").expect("a file");
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL"]);
    if let Some(account) = postgres::account() {
        // PgBouncer refuses to run as root.
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]);
        chown(directory.path(), Some(account), None).expect("root gives a directory away");
    }
    command.arg(program()).arg(&settings).current_dir(directory.path());
    Server::launch(command, directory.path(), "KILL", |_| {
        TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
    })
}

/// Debian's program, which is not in every user's `PATH`, or else the one in `PATH`.
fn program() -> &'static str {
    let debians = "/usr/sbin/pgbouncer";
    if Path::new(debians).exists() {
        return debians;
    }
    require("pgbouncer");
    "pgbouncer"
}
