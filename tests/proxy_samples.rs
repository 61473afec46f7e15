//! The samples of `docs/proxy`, checked by the proxies themselves, with TLS and names.

use std::path::Path;
use std::process::{Command, Output};

use crate::support::process::{Directory, require};
use crate::support::relay::tls::Authority;
use crate::support::{haproxy, nginx};

const CADDY: &str = include_str!("../docs/proxy/Caddyfile");

/// Checks a configuration file with its program.
fn judged(command: &mut Command) {
    let Output { status, stdout, stderr } = command.output().expect("the program runs");
    let said = format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert!(status.success(), "{command:?}: {said}");
    for wrong in ["[WARNING]", "[ALERT]", "[emerg]"] {
        assert!(!said.contains(wrong), "{said}");
    }
}

/// A folder with a certificate, and the sample with paths into it.
fn with_certificate(directory: &Path, sample: &str) -> String {
    let (chain, key) = Authority::new().certify_as_text("portal.example.jp");
    for (name, text) in
        [("fullchain.pem", chain.clone()), ("key.pem", key.clone()), ("all.pem", chain + &key)]
    {
        std::fs::write(directory.join(name), text).expect("a file");
    }
    let (theirs, ours) = ("/etc/ssl/portal.example.jp", directory.to_str().expect("a path in text"));
    assert!(sample.contains(theirs), "the sample has TLS");
    sample.replace(theirs, ours)
}

#[test]
fn nginx_takes_its_sample() {
    require("nginx");
    let directory = Directory::new("nginx-sample");
    let site = with_certificate(directory.path(), nginx::SAMPLE);
    let main = nginx::write(directory.path(), &site);
    let log = directory.path().join("error.log");
    judged(
        Command::new("nginx")
            .arg("-t")
            .arg("-e")
            .arg(log)
            .arg("-p")
            .arg(directory.path())
            .arg("-c")
            .arg(main),
    );
}

#[test]
fn haproxy_takes_its_sample() {
    require("haproxy");
    let directory = Directory::new("haproxy-sample");
    let file = directory.path().join("haproxy.cfg");
    std::fs::write(&file, with_certificate(directory.path(), haproxy::SAMPLE)).expect("a file");
    judged(Command::new("haproxy").arg("-c").arg("-f").arg(file));
}

#[test]
fn caddy_takes_its_sample() {
    require("caddy");
    let directory = Directory::new("caddy-sample");
    let file = directory.path().join("Caddyfile");
    std::fs::write(&file, CADDY).expect("a file");
    let mut command = Command::new("caddy");
    command.args(["validate", "--adapter", "caddyfile", "--config"]).arg(file);
    judged(command.env("XDG_DATA_HOME", directory.path()).env("XDG_CONFIG_HOME", directory.path()));
}

/// Without them, no provider could report a bounce, and everything else would still work.
#[test]
fn every_sample_passes_the_hooks() {
    for sample in [nginx::SAMPLE, haproxy::SAMPLE, CADDY] {
        assert!(sample.lines().any(|line| !line.trim().starts_with('#') && line.contains("/hooks/mail/")));
    }
}

/// Officers' listeners belong behind no public proxy, and the settings that keep a rolling restart from
/// failing requests must stay as tested.
#[test]
fn no_sample_names_the_officers_port_or_sends_a_mutation_twice() {
    for (name, text) in [("nginx", nginx::SAMPLE), ("HAProxy", haproxy::SAMPLE), ("Caddy", CADDY)] {
        let settings: Vec<_> = text.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
        let settings = settings.join("\n");
        for forbidden in ["8001", "officer", "non_idempotent", "lb_retry_match", "/readyz {"] {
            assert!(!settings.contains(forbidden), "{name} has {forbidden}");
        }
        assert!(text.contains("UKETORI_SHUTDOWN_DELAY=5"), "{name}");
    }
    assert!(haproxy::SAMPLE.contains("disable-l7-retry unless METH_GET"));
}
