//! The built programs as child processes, for what only a process can show: being killed, standing beside
//! another, refusing to start.

use std::fs::File;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::LazyLock;

use super::process::{Directory, LIMIT, Server, supervised};

/// Where cargo put the programs; built once, so that none is older than the tests.
static PROGRAMS: LazyLock<PathBuf> = LazyLock::new(|| {
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--quiet", "--workspace", "--bins"]);
    // What cargo says to a test of its package: `ring` is built again whenever it reads something else
    // there, and half of the workspace with it, at each start of the tests and again at the next build.
    for (name, _) in std::env::vars_os() {
        if ["CARGO_MANIFEST", "CARGO_PKG"].iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
            build.env_remove(name);
        }
    }
    if !cfg!(debug_assertions) {
        build.arg("--release"); // as the tests were built, and so in the same place
    }
    assert!(build.status().is_ok_and(|status| status.success()), "the programs can be built");
    let test = std::env::current_exe().expect("this program's path");
    test.ancestors().nth(2).expect("target/debug or target/release").to_owned()
});

/// A program that was started; killed when dropped.
pub(crate) struct Program {
    server: Server,
}

impl Program {
    /// Starts `name` with settings in its environment, and waits until `ready`.
    pub(crate) fn start(
        name: &str,
        arguments: &[&str],
        settings: &[(&str, String)],
        directory: &Directory,
        ready: impl Fn() -> bool,
    ) -> Self {
        let mut command = supervised(path(name).to_str().expect("a path in text"), "KILL");
        command.args(arguments);
        give(&mut command, settings);
        let server = Server::launch(command, directory.path(), "KILL", |_| ready());
        Self { server: server.unwrap_or_else(|failure| panic!("{name} does not start: {failure}")) }
    }

    /// Starts `server` with `folder` on a disk of so many megabytes, which nobody else sees and which goes with it;
    /// answers with the folder as this process reaches it. `None` where this machine lets nobody mount a disk.
    pub(crate) fn start_on_small_disk(
        arguments: &[&str],
        (folder, megabytes): (&Path, usize),
        directory: &Directory,
        ready: impl Fn() -> bool,
    ) -> Option<(Self, PathBuf)> {
        let mount = format!("mount -t tmpfs -o size={megabytes}m tmpfs \"$0\" && exec \"$@\"");
        let space = ["--mount", "sh", "-c", &mount, folder.to_str().expect("a path in text")];
        if !Command::new("unshare").args(space).arg("true").status().is_ok_and(|status| status.success()) {
            return None;
        }
        let mut command = supervised("unshare", "KILL");
        command.args(space).arg(path("server")).args(arguments);
        give(&mut command, &[]);
        let server = Server::launch(command, directory.path(), "KILL", |_| ready());
        let server = server.unwrap_or_else(|failure| panic!("server does not start: {failure}"));
        let inside = format!("/proc/{}/root{}", server.id(), folder.display());
        Some((Self { server }, inside.into()))
    }

    /// Starts `server` with a soft and a hard limit of open files.
    pub(crate) fn start_with_open_files(
        (soft, hard): (u32, u32),
        arguments: &[&str],
        settings: &[(&str, String)],
        directory: &Directory,
        ready: impl Fn() -> bool,
    ) -> Self {
        let mut command = supervised("prlimit", "KILL"); // util-linux, which every Debian has
        command.arg(format!("--nofile={soft}:{hard}")).arg(path("server")).args(arguments);
        give(&mut command, settings);
        let server = Server::launch(command, directory.path(), "KILL", |_| ready());
        Self { server: server.unwrap_or_else(|failure| panic!("the server does not start: {failure}")) }
    }

    /// The number of its process.
    pub(crate) fn id(&self) -> u32 {
        self.server.id()
    }

    /// How it ended, if it has.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.server.ended()
    }

    /// Ends it at once, as a machine that fails does.
    pub(crate) fn kill(mut self) {
        self.server.end("KILL");
    }

    /// Sends it a signal (a name such as `TERM`), and goes on.
    pub(crate) fn signal(&self, signal: &str) {
        self.server.signal(signal);
    }

    /// Asks it to end, and waits until it has.
    pub(crate) fn terminate(mut self) {
        self.server.end("TERM");
    }
}

/// A program that runs to its end by itself; killed when dropped.
pub(crate) struct Started(Child);

impl Started {
    /// Starts `name`; what it says goes into the file `said`.
    pub(crate) fn of(name: &str, arguments: &[&str], settings: &[(&str, String)], said: &Path) -> Self {
        let file = File::create(said).expect("a file");
        let mut command = Command::new(path(name));
        command.args(arguments);
        give(&mut command, settings);
        command.stdin(Stdio::null()).stderr(file.try_clone().expect("one more handle")).stdout(file);
        Self(command.spawn().expect("the program starts"))
    }

    /// The number of its process.
    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }

    /// Whether it has ended.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.0.try_wait().expect("a child can be asked").is_some()
    }

    /// Ends it at once, and waits until it has.
    pub(crate) fn kill(self) {
        drop(self);
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs a program to its end; panics with what it said if that does not come within [`LIMIT`].
pub(crate) fn run(name: &str, arguments: &[&str], settings: &[(&str, String)], directory: &Path) -> Output {
    let mut command = within_limit(&path(name));
    command.args(arguments);
    give(&mut command, settings);
    ended(command.current_dir(directory), name, arguments)
}

/// A command for a program that is killed after [`LIMIT`].
fn within_limit(program: &Path) -> Command {
    let mut command = Command::new("timeout"); // coreutils, which every Debian has
    command.args(["--signal=KILL", &LIMIT.as_secs().to_string()]).arg(program);
    command
}

/// What such a command said when it had ended by itself.
fn ended(command: &mut Command, name: &str, arguments: &[&str]) -> Output {
    let done = command.output().expect("the program runs");
    // `timeout` kills itself with its program.
    assert!(
        done.status.signal() != Some(9),
        "{name} {arguments:?} has not ended within {LIMIT:?}; it said:\n{}{}",
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr)
    );
    done
}

/// Gives a program its settings, and none of those that this process has: they are for the tests themselves, or whoever
/// runs them wants to see more or less of what they say.
fn give(command: &mut Command, settings: &[(&str, String)]) {
    for (name, _) in std::env::vars_os() {
        if ["UKETORI_", "RUST_", "PG"].iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
            command.env_remove(name);
        }
    }
    command.envs(settings.iter().map(|(name, value)| (*name, value.as_str())));
}

/// The same in a terminal: the exit code, and all that stood on the screen.
pub(crate) fn run_in_terminal(
    name: &str,
    arguments: &[&str],
    settings: &[(&str, String)],
    directory: &Path,
) -> (Option<i32>, String) {
    let program = path(name);
    let words = [program.to_str().expect("a path in text")].into_iter().chain(arguments.iter().copied());
    let line: Vec<_> = words.map(|word| format!("'{word}'")).collect();
    let mut command = within_limit(Path::new("script")); // bsdutils, which every Debian has
    command.args(["--quiet", "--return", "--command", &line.join(" "), "/dev/null"]).env("TERM", "xterm");
    give(&mut command, settings);
    command.stdin(Stdio::null());
    let done = ended(command.current_dir(directory), name, arguments);
    (done.status.code(), String::from_utf8_lossy(&done.stdout).into_owned())
}

fn path(name: &str) -> PathBuf {
    folder().join(name)
}

/// Where the programs are.
pub(crate) fn folder() -> &'static Path {
    &PROGRAMS
}
