//! A HAProxy for one test in front of some servers, with the sample configuration of `docs/proxy`. Only
//! addresses differ from the sample.

use std::fs;
use std::net::TcpStream;
use std::path::Path;

use super::process::{Directory, Server, on_free_port, require, supervised};

/// The sample, as operators copy it.
pub(crate) const SAMPLE: &str = include_str!("../../docs/proxy/haproxy.cfg");

/// A running HAProxy; stopped when dropped.
pub(crate) struct Haproxy {
    _server: Server, // before `directory`: fields are dropped in this order
    directory: Directory,
    port: u16,
}

impl Haproxy {
    /// Starts one in front of the servers at these addresses (`127.0.0.1:8000`), and waits until it answers.
    pub(crate) fn in_front_of(servers: &[&str]) -> Self {
        require("haproxy");
        let directory = Directory::new("haproxy");
        let (server, port) = on_free_port(|port| launch(directory.path(), servers, port));
        Self { _server: server, directory, port }
    }

    /// Its base URL, `http://127.0.0.1:PORT`.
    pub(crate) fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Its log lines of level notice and above: which server went down, and why.
    pub(crate) fn errors(&self) -> String {
        fs::read_to_string(self.directory.path().join("log")).unwrap_or_default()
    }
}

fn launch(directory: &Path, servers: &[&str], port: u16) -> Result<Server, String> {
    let file = directory.join("haproxy.cfg");
    fs::write(&file, sample(SAMPLE, servers, port)).expect("a file");
    let mut command = supervised("haproxy", "TERM");
    command.arg("-db").arg("-f").arg(file);
    Server::launch(command, directory, "TERM", |_| TcpStream::connect(("127.0.0.1", port)).is_ok())
}

/// The sample with these servers, without TLS, on a loopback port. Every other line is unchanged.
fn sample(text: &str, servers: &[&str], port: u16) -> String {
    let (mut lines, mut left, mut binds) = (Vec::new(), servers.iter(), false);
    for line in text.lines() {
        let words: Vec<_> = line.split_whitespace().collect();
        match words[..] {
            ["server", name, _, ref parameters @ ..] => {
                let address = left.next().expect("at most as many servers as in the sample");
                lines.push(format!("    server {name} {address} {}", parameters.join(" ")));
            }
            ["bind", ..] => {
                lines.push(format!("    bind 127.0.0.1:{port}"));
                binds = true;
            }
            _ => lines.push(line.to_owned()),
        }
    }
    assert!(left.next().is_none() && binds, "the sample has a line for each server, and a port");
    lines.join("\n") + "\n"
}
