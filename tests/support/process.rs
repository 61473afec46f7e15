//! Server processes of the tests: their directories, ports, starts and stops. No server of another process is
//! touched, and no directory that a test did not make.

use std::fs::{self, File};
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, mpsc};
use std::time::{Duration, Instant};
use std::{env, process, thread};

pub(super) const MISSING: &str = "is missing: run tests/run, which installs what the tests need";

/// Ends a broken run. Longer than anything takes on a slow machine with other load.
pub(crate) const LIMIT: Duration = Duration::from_mins(3);

/// A directory of this process, removed when dropped. Its name has the process id; if it outlives the process
/// (killed, or held by a `static`), the next process that makes one removes it.
pub(crate) struct Directory(PathBuf);

impl Directory {
    /// Makes an empty directory, `TMPDIR/uketori-tests-PID-KIND-N`.
    pub(crate) fn new(kind: &str) -> Self {
        static SWEPT: LazyLock<()> = LazyLock::new(sweep);
        static MADE: AtomicUsize = AtomicUsize::new(0);
        LazyLock::force(&SWEPT);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("uketori-tests-{}-{kind}-{number}", process::id()));
        fs::create_dir(&path).unwrap_or_else(|failure| panic!("cannot make {}: {failure}", path.display()));
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Removes the directories of processes that no longer exist, and of an earlier process with our id.
fn sweep() {
    for entry in fs::read_dir(env::temp_dir()).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let owner =
            name.strip_prefix("uketori-tests-").and_then(|rest| rest.split('-').next()?.parse::<u32>().ok());
        if owner.is_some_and(|id| id == process::id() || !Path::new(&format!("/proc/{id}")).exists()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// A running server process with its log. When dropped, it gets its signal and is waited for.
pub(crate) struct Server {
    child: Child,
    signal: &'static str,
}

impl Server {
    /// Starts `command` and calls `ready` with the process id until the server is ready; fails with the
    /// reason if it ends before.
    pub(crate) fn launch(
        mut command: Command,
        directory: &Path,
        signal: &'static str,
        ready: impl Fn(u32) -> bool,
    ) -> Result<Self, String> {
        let log = directory.join("log");
        let file = File::create(&log).expect("the log can be made");
        command.stdin(Stdio::null()).stderr(file.try_clone().expect("one more handle")).stdout(file);
        let program = format!("{command:?}");
        let child = spawn(command).map_err(|failure| format!("{program}: {failure}"))?;
        let mut server = Self { child, signal };
        let deadline = Instant::now() + LIMIT;
        loop {
            let ended = server.child.try_wait().expect("a child can be asked");
            if ended.is_none() && ready(server.child.id()) {
                return Ok(server);
            }
            if ended.is_some() || Instant::now() > deadline {
                let ended = ended.map_or("not ready in time".to_owned(), |status| status.to_string());
                let said = String::from_utf8_lossy(&fs::read(&log).unwrap_or_default()).into_owned();
                return Err(format!("{program}: {ended}\n{said}"));
            }
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends `signal` (a name such as `INT`) unless the process has ended, and waits for its end.
    pub(crate) fn end(&mut self, signal: &str) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.signal(signal);
            let _ = self.child.wait();
        }
    }

    /// Its exit status, if it has ended.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("a child can be asked")
    }

    /// Sends `signal` without waiting.
    pub(crate) fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        let _ = Command::new("sh").args(["-c", "kill -s \"$0\" \"$1\"", signal, &id]).status();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end(self.signal);
    }
}

/// A command for `program` that gets `signal` when this process ends, even if it is killed.
pub(crate) fn supervised(program: &str, signal: &str) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", signal, program]);
    command
}

/// A command that root runs, by `sudo -n` if this process is another user's.
pub(crate) fn as_root(words: &[&str]) -> Command {
    let is_root = fs::metadata("/proc/self").expect("/proc is mounted").uid() == 0;
    let words = if is_root { words.to_vec() } else { [&["sudo", "-n"], words].concat() };
    let mut command = Command::new(words[0]);
    command.args(&words[1..]);
    command
}

/// Spawns in a thread that lives as long as the process. The signal above is sent at the end of the *thread*
/// that spawned, and a test's thread ends before a server that all tests share.
fn spawn(command: Command) -> io::Result<Child> {
    type Order = (Command, mpsc::Sender<io::Result<Child>>);
    static KEEPER: LazyLock<mpsc::Sender<Order>> = LazyLock::new(|| {
        let (sender, orders) = mpsc::channel::<Order>();
        thread::spawn(move || {
            for (mut command, reply) in orders {
                let _ = reply.send(command.spawn());
            }
        });
        sender
    });
    let (reply, answer) = mpsc::channel();
    KEEPER.send((command, reply)).expect("the keeper lasts");
    answer.recv().expect("the keeper answers")
}

/// A free port of 127.0.0.1, a different one each time. Not from the range that the system uses for outgoing
/// connections, which may take such a port at any moment before a program listens on it, and again while that
/// program restarts.
pub(crate) fn free_port() -> u16 {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    const FIRST: usize = 10_000;
    let given = fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").unwrap_or_default();
    let given = given.split_whitespace().next().and_then(|first| first.parse().ok()).unwrap_or(32_768);
    let count = usize::max(given, FIRST + 1_000) - FIRST;
    let own = process::id() as usize * 199; // so that concurrent processes begin at different ports
    for _ in 0..count {
        let index = own + NEXT.fetch_add(1, Ordering::Relaxed);
        let port = u16::try_from(FIRST + index % count).expect("a port");
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return port;
        }
    }
    panic!("no port of 127.0.0.1 is free");
}

/// Starts a server on a free port. If another process takes the port first, tries another one.
pub(crate) fn on_free_port(start: impl Fn(u16) -> Result<Server, String>) -> (Server, u16) {
    let mut failure = String::new();
    for _ in 0..5 {
        let port = free_port();
        match start(port) {
            Ok(server) => return (server, port),
            Err(reason) => failure = reason,
        }
    }
    panic!("failed to start a test server: {failure}");
}

/// Starts a server on this port only. Retries while a short-lived connection may occupy it.
pub(crate) fn on_port(port: u16, start: impl Fn(u16) -> Result<Server, String>) -> Server {
    for _ in 0..20 {
        if let Ok(server) = start(port) {
            return server;
        }
        thread::sleep(Duration::from_millis(50));
    }
    start(port).unwrap_or_else(|failure| panic!("failed to restart a test server: {failure}"))
}

/// Panics with instructions if the program is not installed.
pub(crate) fn require(program: &str) {
    let found = Command::new("sh").args(["-c", "command -v \"$0\"", program]).stdout(Stdio::null()).status();
    assert!(found.is_ok_and(|status| status.success()), "{program} {MISSING}");
}
