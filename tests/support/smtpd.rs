//! A real SMTP server for one test (Debian's `python3-aiosmtpd`). It listens on 127.0.0.1 only and never
//! forwards a mail.

use std::fs;
use std::io::Read as _;
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::process::{Directory, MISSING, Server, on_free_port, supervised};

const PYTHON: &str = "/usr/bin/python3"; // Debian's Python: another one does not find Debian's packages

/// A running SMTP server; stopped when dropped. For a relay that refuses or stalls, see `relay/mod.rs`.
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

    /// Its URL: `smtp://127.0.0.1:PORT`.
    pub(crate) fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// Every mail that it accepted, oldest first; written before the reply. Not byte for byte what was sent:
    /// lines end with LF, and the headers `X-Peer`, `X-MailFrom` and `X-RcptTo` are added.
    pub(crate) fn messages(&self) -> Vec<Vec<u8>> {
        let Ok(entries) = fs::read_dir(self.directory.path().join("mail/new")) else { return Vec::new() };
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a mail's entry").path()).collect();
        files.sort_by_key(|file| number(file));
        files.iter().map(|file| fs::read(file).expect("a mail can be read")).collect()
    }
}

/// How many mails came before it: the `Q` of `SECONDS.M…P…Q….HOST`.
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
