//! A real SMTP server of a test's own (Debian's `python3-aiosmtpd`), and what every server process of the
//! tests shares: its directory, its port, its start and its end. It listens on 127.0.0.1 only and never
//! passes a mail on. Nothing here touches a server of another process, or a directory no test made.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, mpsc};
use std::time::{Duration, Instant};
use std::{env, process, thread};

const PYTHON: &str = "/usr/bin/python3"; // Debian's own: another one does not see Debian's packages

/// One SMTP server, ended when dropped. For a relay that refuses, stalls or is watched, see `relay.rs`.
pub(crate) struct Smtpd {
    _server: Server, // before `directory`: fields are dropped in this order
    directory: Directory,
    port: u16,
}

impl Smtpd {
    /// Starts one and waits until it greets.
    pub(crate) fn start() -> Self {
        let import = Command::new(PYTHON).args(["-c", "import aiosmtpd"]).stderr(Stdio::null()).status();
        assert!(import.is_ok_and(|status| status.success()), "python3-aiosmtpd {MISSING}");
        let directory = Directory::new("smtpd");
        let (server, port) = on_free_port(|port| {
            let mut command = supervised(PYTHON, "KILL");
            command.args(["-m", "aiosmtpd", "-n", "-l", &format!("127.0.0.1:{port}")]);
            command.args(["-c", "aiosmtpd.handlers.Mailbox"]).arg(directory.path().join("mail"));
            command.current_dir(directory.path()).env("PYTHONDONTWRITEBYTECODE", "1");
            Server::launch(command, directory.path(), "KILL", |_| greets(port))
        });
        Self { _server: server, directory, port }
    }

    /// Where it listens: `smtp://127.0.0.1:PORT`.
    pub(crate) fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// Every mail it accepted, oldest first; it writes one before it answers. Not byte for byte what was
    /// sent: it ends lines with LF and adds the headers `X-Peer`, `X-MailFrom` and `X-RcptTo`.
    pub(crate) fn messages(&self) -> Vec<Vec<u8>> {
        let Ok(entries) = fs::read_dir(self.directory.path().join("mail/new")) else { return Vec::new() };
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a mail's entry").path()).collect();
        files.sort_by_key(|file| number(file));
        files.iter().map(|file| fs::read(file).expect("a mail can be read")).collect()
    }
}

/// How many mails came before: the `Q` of `SECONDS.M…P…Q….HOST`.
fn number(file: &Path) -> Option<u64> {
    let name = file.file_name()?.to_str()?;
    name.split('.').nth(1)?.rsplit('Q').next()?.parse().ok()
}

fn greets(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) else { return false };
    let mut code = [0; 3];
    stream.set_read_timeout(Some(Duration::from_secs(5))).is_ok()
        && stream.read_exact(&mut code).is_ok()
        && &code == b"220"
}

// What Postgres and Redis use too.

const MISSING: &str = "is missing: run tests/run, which installs what the tests need";

/// How long a server may take to start: long, for a machine that also compiles.
const DEADLINE: Duration = Duration::from_mins(1);

/// A directory of this process, removed when dropped. One that outlives its process (killed, or held by
/// a `static`) carries the process's number in its name, and the next process to make one removes it.
pub(crate) struct Directory(PathBuf);

impl Directory {
    /// Makes an empty one, `TMPDIR/uketori-tests-PID-KIND-N`.
    pub(crate) fn new(kind: &str) -> Self {
        static SWEPT: LazyLock<()> = LazyLock::new(sweep);
        static MADE: AtomicUsize = AtomicUsize::new(0);
        LazyLock::force(&SWEPT);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("uketori-tests-{}-{kind}-{number}", process::id()));
        fs::create_dir(&path).unwrap_or_else(|failure| panic!("cannot make {}: {failure}", path.display()));
        Self(path)
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Removes the directories of processes that are gone, and of an earlier one that had our number.
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

/// A running server process with its log; ended by its signal, and waited for, when dropped.
pub(crate) struct Server {
    child: Child,
    signal: &'static str,
}

impl Server {
    /// Starts `command` and asks `ready`, giving it the process's number, until it is, or says why not.
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
        let deadline = Instant::now() + DEADLINE;
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

    /// Sends `signal` (a name such as `INT`) unless it has ended, and waits until it has.
    pub(crate) fn end(&mut self, signal: &str) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let id = self.child.id().to_string();
            let _ = Command::new("sh").args(["-c", "kill -s \"$0\" \"$1\"", signal, &id]).status();
            let _ = self.child.wait();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end(self.signal);
    }
}

/// A command for `program` that is sent `signal` when this process ends, however it ends.
pub(crate) fn supervised(program: &str, signal: &str) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", signal, program]);
    command
}

/// Spawns in a thread that lasts as long as the process: the signal above is sent at the end of the
/// *thread* that spawned, and a test's thread ends before a server that all tests share.
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

/// Starts with a free port. Another process may take it before the server does; then with another one.
pub(crate) fn on_free_port(start: impl Fn(u16) -> Result<Server, String>) -> (Server, u16) {
    let mut failure = String::new();
    for _ in 0..5 {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = listener.local_addr().expect("a bound address").port();
        drop(listener);
        match start(port) {
            Ok(server) => return (server, port),
            Err(reason) => failure = reason,
        }
    }
    panic!("a server of the tests does not start: {failure}");
}

/// Starts with this port and no other, again and again while a passing connection may occupy it.
pub(crate) fn on_port(port: u16, start: impl Fn(u16) -> Result<Server, String>) -> Server {
    for _ in 0..20 {
        if let Ok(server) = start(port) {
            return server;
        }
        thread::sleep(Duration::from_millis(50));
    }
    start(port).unwrap_or_else(|failure| panic!("a server of the tests does not start again: {failure}"))
}

/// Panics, saying what to do, if there is no such program.
pub(crate) fn require(program: &str) {
    let found = Command::new("sh").args(["-c", "command -v \"$0\"", program]).stdout(Stdio::null()).status();
    assert!(found.is_ok_and(|status| status.success()), "{program} {MISSING}");
}
