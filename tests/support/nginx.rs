//! An nginx for one test in front of some servers, with the sample configuration of `docs/proxy`. Only
//! addresses differ from the sample.

use std::fs;
use std::net::TcpStream;
use std::path::Path;

use super::process::{Directory, Server, on_free_port, require, supervised};

/// The sample, as operators copy it.
pub(crate) const SAMPLE: &str = include_str!("../../docs/proxy/nginx.conf");

/// A running nginx; stopped when dropped.
pub(crate) struct Nginx {
    _server: Server, // before `directory`: fields are dropped in this order
    directory: Directory,
    port: u16,
}

impl Nginx {
    /// Starts one in front of the servers at these addresses (`127.0.0.1:8000`), and waits until it answers.
    pub(crate) fn in_front_of(servers: &[&str]) -> Self {
        require("nginx");
        let directory = Directory::new("nginx");
        let (server, port) = on_free_port(|port| launch(directory.path(), servers, port));
        Self { _server: server, directory, port }
    }

    /// Its base URL, `http://127.0.0.1:PORT`.
    pub(crate) fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Its log lines of level warning and above: which server failed, and why.
    pub(crate) fn errors(&self) -> String {
        fs::read_to_string(self.directory.path().join("error.log")).unwrap_or_default()
    }
}

fn launch(directory: &Path, servers: &[&str], port: u16) -> Result<Server, String> {
    let site = sample(SAMPLE, servers, port);
    let main = write(directory, &site);
    let mut command = supervised("nginx", "TERM");
    command.arg("-e").arg(directory.join("error.log")).arg("-p").arg(directory).arg("-c").arg(main);
    Server::launch(command, directory, "TERM", |_| TcpStream::connect(("127.0.0.1", port)).is_ok())
}

/// Writes the sample and a main file that includes it. Returns the path of the main file.
pub(crate) fn write(directory: &Path, site: &str) -> std::path::PathBuf {
    let place = directory.display();
    fs::write(directory.join("uketori.conf"), site).expect("a file");
    let main = format!(
        "daemon off;\nuser root;\nworker_processes 2;\npid {place}/pid;\nerror_log {place}/error.log warn;\n\
         events {{ worker_connections 4096; }}\n\
         http {{\n    access_log off;\n    client_body_temp_path {place}/body;\n    proxy_temp_path {place}/proxy;\n    \
         fastcgi_temp_path {place}/fastcgi;\n    uwsgi_temp_path {place}/uwsgi;\n    scgi_temp_path {place}/scgi;\n    \
         include {place}/uketori.conf;\n}}\n"
    );
    let file = directory.join("nginx.conf");
    fs::write(&file, main).expect("a file");
    file
}

/// The sample with these servers, without TLS, on a loopback port. Every other line is unchanged.
fn sample(text: &str, servers: &[&str], port: u16) -> String {
    let (mut lines, mut has_servers, mut listens) = (Vec::new(), false, false);
    for line in text.lines() {
        let words: Vec<_> = line.split_whitespace().collect();
        match words[..] {
            ["server", address, ref parameters @ ..] if address.contains(':') => {
                if !has_servers {
                    let parameters = parameters.join(" ");
                    lines.extend(servers.iter().map(|server| format!("    server {server} {parameters}")));
                }
                has_servers = true;
            }
            ["listen", ..] => {
                if !listens {
                    lines.push(format!("    listen 127.0.0.1:{port};"));
                }
                listens = true;
            }
            [setting, ..] if setting.starts_with("ssl_") => {}
            _ => lines.push(line.to_owned()),
        }
    }
    assert!(has_servers && listens, "the sample names servers and listens");
    lines.join("\n") + "\n"
}
