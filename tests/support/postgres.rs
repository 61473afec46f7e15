//! A PostgreSQL cluster for the tests, made with `initdb` in a temporary directory, on a free port of
//! 127.0.0.1. No other cluster on this machine is touched or used.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::process::{Directory, Server, on_free_port, on_port, require};

/// Stops the server at once and leaves recovery to the next start. Unlike `KILL`, it lets the server free its
/// shared memory, which would otherwise accumulate on the machine.
const IMMEDIATE: &str = "QUIT";
/// Stops the server cleanly, without waiting for its clients.
const FAST: &str = "INT";

/// One cluster; stopped and removed when dropped. Every client connects as `uketori`, without a password.
pub(crate) struct Postgres {
    server: Option<Server>, // before `directory`: fields are dropped in this order
    directory: Directory,
    port: u16,
    durable: bool,
    settings: Vec<&'static str>,
    databases: AtomicUsize,
}

impl Postgres {
    /// Makes and starts a fast cluster, which may lose everything if the machine crashes. Blocks for about
    /// two seconds; a test that needs only a database uses [`Self::shared`].
    pub(crate) fn start() -> Self {
        Self::make(false, None, &[])
    }

    /// Makes and starts one that writes to disk as in production (with `fsync` and the like).
    pub(crate) fn start_durable() -> Self {
        Self::make(true, None, &[])
    }

    /// Makes and starts one that offers TLS with this certificate and key, both in PEM.
    pub(crate) fn start_with_tls(certificate: &str, key: &str) -> Self {
        Self::make(false, Some([("server.crt", certificate), ("server.key", key)]), &["ssl=on"])
    }

    /// Makes and starts one with extra settings.
    pub(crate) fn start_with(settings: &[&'static str]) -> Self {
        Self::make(false, None, settings)
    }

    /// The shared cluster of all tests in this process, started on first use. It stops with the process; its
    /// directory is removed when the next test process starts, or by `tests/run`.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: OnceLock<Postgres> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    /// Makes an empty database and returns its URL, `postgres://uketori@127.0.0.1:PORT/NAME`.
    pub(crate) async fn database(&self) -> String {
        self.database_from("template1").await
    }

    /// Copies the database `template` (a name or a URL) and returns the copy's URL. Nothing may be connected
    /// to `template`; the server waits some seconds for clients that are just leaving.
    pub(crate) async fn database_from(&self, template: &str) -> String {
        let template = template.rsplit('/').next().unwrap_or(template);
        let name = format!("story_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.run(&format!("CREATE DATABASE \"{name}\" TEMPLATE \"{template}\"")).await;
        self.url(&name)
    }

    /// Stops it and disconnects all clients. Connections are refused until [`Self::restart`].
    pub(crate) fn stop(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.end(FAST);
        }
    }

    /// Starts it again with its data, on the same port. Stops it first if it is running.
    pub(crate) fn restart(&mut self) {
        self.stop();
        self.server =
            Some(on_port(self.port, |port| launch(&self.directory, port, self.durable, &self.settings)));
    }

    /// Suspends the server and all its processes, like a machine whose disk no longer responds.
    pub(crate) fn freeze(&self) -> Frozen {
        let server = self.server.as_ref().expect("a running server").id();
        signal("STOP", &[server]); // first, so that it starts no new ones
        let mut processes = children(server);
        signal("STOP", &processes);
        processes.push(server);
        Frozen(processes)
    }

    /// The port that it listens on.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Dumps the database at `url` into a file, as an operator's backup does.
    pub(crate) async fn dump(url: &str, file: &Path) {
        let file = file.to_str().expect("text");
        tool("pg_dump", &["--format=custom", "--file", file, url]).await;
    }

    /// Restores such a file into a new database and returns its URL.
    pub(crate) async fn restore(&self, file: &Path) -> String {
        let url = self.database_from("template0").await;
        let file = file.to_str().expect("text");
        tool("pg_restore", &["--exit-on-error", "--dbname", &url, file]).await;
        url
    }

    /// The directory of its files.
    pub(crate) fn files(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    fn make(durable: bool, tls: Option<[(&str, &str); 2]>, settings: &[&'static str]) -> Self {
        let directory = owned_directory();
        let mut initdb = unprivileged("initdb", "KILL", directory.path());
        initdb.args(["--auth=trust", "--username=uketori", "--encoding=UTF8", "--locale=C.UTF-8"]);
        initdb.args(["--no-sync", "--no-instructions", "-D"]).arg(directory.path().join("data"));
        let output = initdb.output().expect("setpriv of util-linux runs");
        assert!(output.status.success(), "initdb: {}", String::from_utf8_lossy(&output.stderr));
        for (name, text) in tls.into_iter().flatten() {
            let file = directory.path().join("data").join(name);
            fs::write(&file, text).expect("a file");
            fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("its mode can be set");
            if let Some(account) = account() {
                chown(&file, Some(account), None).expect("root gives a file away");
            }
        }
        let (server, port) = on_free_port(|port| launch(&directory, port, durable, settings));
        let settings = settings.to_vec();
        Self { server: Some(server), directory, port, durable, settings, databases: AtomicUsize::new(0) }
    }

    pub(crate) fn url(&self, name: &str) -> String {
        format!("postgres://uketori@127.0.0.1:{}/{name}", self.port)
    }

    /// Runs a statement in the database `postgres`.
    pub(crate) async fn run(&self, statement: &str) {
        let url = self.url("postgres");
        tool("psql", &["-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", statement, &url]).await;
    }
}

/// The suspended processes of a server; resumed when dropped.
pub(crate) struct Frozen(Vec<u32>);

impl Drop for Frozen {
    fn drop(&mut self) {
        signal("CONT", &self.0);
    }
}

/// The child processes of a process.
fn children(of: u32) -> Vec<u32> {
    let is_child = |id: &u32| {
        let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        status.lines().any(|line| line.strip_prefix("PPid:").is_some_and(|id| id.trim() == of.to_string()))
    };
    let all = fs::read_dir("/proc").expect("/proc is mounted").flatten();
    all.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).filter(is_child).collect()
}

fn signal(signal: &str, processes: &[u32]) {
    let processes = processes.iter().map(u32::to_string);
    let _ = Command::new("sh").args(["-c", "kill -s \"$@\"", "sh", signal]).args(processes).status();
}

/// Runs a client program of PostgreSQL to its end.
async fn tool(name: &str, arguments: &[&str]) {
    let output = tokio::process::Command::new(program(name)).args(arguments).output().await;
    let output = output.unwrap_or_else(|failure| panic!("{name}: {failure}"));
    assert!(output.status.success(), "{name} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A directory owned by the user who runs PostgreSQL.
pub(crate) fn owned_directory() -> Directory {
    let directory = Directory::new("postgres");
    if let Some(account) = account() {
        chown(directory.path(), Some(account), None).expect("root gives a directory away");
    }
    directory
}

/// Starts the server whose files are in `directory`, with extra settings, and waits until it answers.
pub(crate) fn launch(
    directory: &Directory,
    port: u16,
    durable: bool,
    settings: &[&str],
) -> Result<Server, String> {
    let mut command = unprivileged("postgres", IMMEDIATE, directory.path());
    command.arg("-D").arg(directory.path().join("data")).arg("-k").arg(directory.path());
    command.args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=300"]);
    for setting in settings {
        command.args(["-c", setting]);
    }
    if !durable {
        command.args(["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]);
    }
    // Asks through the socket in its directory, so that another server on that port cannot answer.
    Server::launch(command, directory.path(), IMMEDIATE, |_| {
        Command::new(program("pg_isready"))
            .args(["-q", "-d", "postgres", "-U", "uketori", "-p", &port.to_string(), "-h"])
            .arg(directory.path())
            .status()
            .is_ok_and(|status| status.success())
    })
}

/// A supervised command of PostgreSQL that runs as another user than root, because PostgreSQL refuses root.
pub(crate) fn unprivileged(name: &str, signal: &str, directory: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", signal]);
    if account().is_some() {
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]);
    }
    command.arg(program(name)).current_dir(directory);
    command
}

/// The id of the user `postgres`, if this process runs as root.
pub(super) fn account() -> Option<u32> {
    let own = fs::metadata("/proc/self").expect("/proc is mounted").uid();
    (own == 0).then(|| {
        let output = Command::new("id").args(["-u", "postgres"]).output().expect("id runs");
        let number = String::from_utf8_lossy(&output.stdout).trim().parse();
        number.expect("the user postgres is missing: run tests/run, which installs what the tests need")
    })
}

/// A program of the newest PostgreSQL in Debian's directory for them, or else the one in `PATH`.
pub(crate) fn program(name: &str) -> PathBuf {
    static DIRECTORY: OnceLock<Option<PathBuf>> = OnceLock::new();
    let directory = DIRECTORY.get_or_init(|| {
        let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
        let newest = versions
            .map(|version| version.path())
            .filter(|path| path.join("bin/initdb").exists())
            .max_by_key(|path| path.file_name()?.to_str()?.parse::<u32>().ok());
        if newest.is_none() {
            require("initdb");
        }
        newest.map(|path| path.join("bin"))
    });
    directory.as_ref().map_or_else(|| name.into(), |directory| directory.join(name))
}
