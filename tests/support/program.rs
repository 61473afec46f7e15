//! The built programs as child processes, for what only a process can show: being killed, running beside
//! another one, refusing to start.

use std::fs::File;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::LazyLock;

use super::process::{Directory, LIMIT, Server, supervised};

/// The directory of cargo's output. The programs are built once, so that none is older than the tests.
static PROGRAMS: LazyLock<PathBuf> = LazyLock::new(|| {
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--quiet", "--workspace", "--bins"]);
    // Removes cargo's variables for tests: build scripts such as that of `ring` depend on them, so half of
    // the workspace would be rebuilt at each start of the tests, and again at the next build.
    for (name, _) in std::env::vars_os() {
        if ["CARGO_MANIFEST", "CARGO_PKG"].iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
            build.env_remove(name);
        }
    }
    if !cfg!(debug_assertions) {
        build.arg("--release"); // as the tests were built, so in the same directory
    }
    assert!(build.status().is_ok_and(|status| status.success()), "the programs can be built");
    let test = std::env::current_exe().expect("this program's path");
    test.ancestors().nth(2).expect("target/debug or target/release").to_owned()
});

/// A running program; killed when dropped.
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

    /// Starts `server` with `folder` on a private disk of some megabytes, which is removed with it. Returns
    /// the path of the folder as this process can reach it; `None` if this machine does not allow mounting.
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

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.server.id()
    }

    /// Its exit status, if it has ended.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.server.ended()
    }

    /// Kills it, like a machine that fails.
    pub(crate) fn kill(mut self) {
        self.server.end("KILL");
    }

    /// Sends it a signal (a name such as `TERM`) without waiting.
    pub(crate) fn signal(&self, signal: &str) {
        self.server.signal(signal);
    }

    /// Sends SIGTERM and waits until it has ended.
    pub(crate) fn terminate(mut self) {
        self.server.end("TERM");
    }
}

/// A program that ends by itself; killed when dropped.
pub(crate) struct Started(Child);

impl Started {
    /// Starts `name`, with its output in the file `said`.
    pub(crate) fn of(name: &str, arguments: &[&str], settings: &[(&str, String)], said: &Path) -> Self {
        let file = File::create(said).expect("a file");
        let mut command = Command::new(path(name));
        command.args(arguments);
        give(&mut command, settings);
        command.stdin(Stdio::null()).stderr(file.try_clone().expect("one more handle")).stdout(file);
        Self(command.spawn().expect("the program starts"))
    }

    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }

    /// Whether it has ended.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.0.try_wait().expect("a child can be asked").is_some()
    }

    /// Kills it and waits until it has ended.
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

/// Runs a program to its end. Panics with its output if it does not end within [`LIMIT`].
pub(crate) fn run(name: &str, arguments: &[&str], settings: &[(&str, String)], directory: &Path) -> Output {
    let mut command = within_limit(&path(name));
    command.args(arguments);
    give(&mut command, settings);
    ended(command.current_dir(directory), name, arguments)
}

/// Like [`run`], with `input` on standard input. Returns the exit code and everything that was printed.
pub(crate) fn run_with_input(
    name: &str,
    arguments: &[&str],
    settings: &[(&str, String)],
    directory: &Path,
    input: &str,
) -> (Option<i32>, String) {
    let file = directory.join("input");
    std::fs::write(&file, input).expect("a file");
    let mut command = within_limit(&path(name));
    command.args(arguments);
    give(&mut command, settings);
    command.env("NO_COLOR", "1").stdin(File::open(&file).expect("the file"));
    let done = ended(command.current_dir(directory), name, arguments);
    (done.status.code(), String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned())
}

/// A command for a program that is killed after [`LIMIT`].
fn within_limit(program: &Path) -> Command {
    let mut command = Command::new("timeout"); // coreutils, which every Debian has
    command.args(["--signal=KILL", &LIMIT.as_secs().to_string()]).arg(program);
    command
}

/// The output of such a command, which must have ended by itself.
fn ended(command: &mut Command, name: &str, arguments: &[&str]) -> Output {
    let done = command.output().expect("the program runs");
    // `timeout` kills itself together with its program, so then there is no exit code.
    assert!(
        done.status.signal() != Some(9),
        "{name} {arguments:?} did not end within {LIMIT:?}; its output:\n{}{}",
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr)
    );
    done
}

/// Sets the environment of a program to its settings, without those of this process: they are meant for the
/// tests, or change how much is logged.
fn give(command: &mut Command, settings: &[(&str, String)]) {
    for (name, _) in std::env::vars_os() {
        if ["UKETORI_", "RUST_", "PG"].iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
            command.env_remove(name);
        }
    }
    command.envs(settings.iter().map(|(name, value)| (*name, value.as_str())));
}

/// Runs a program in a terminal. Returns the exit code and everything that was on the screen.
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

/// The directory of the programs.
pub(crate) fn folder() -> &'static Path {
    &PROGRAMS
}
