//! Finds out which commit the programs are built from, for `src/version.rs`.
//!
//! A build without git, e.g. from an archive or in a container, takes it from `UKETORI_COMMIT`. A debug build does not
//! ask git, because each commit would then compile the whole workspace again.

use std::process::Command;

fn main() {
    println!("cargo::rerun-if-env-changed=UKETORI_COMMIT");
    let given = variable("UKETORI_COMMIT").filter(|commit| !commit.is_empty());
    let is_release = variable("PROFILE").is_some_and(|profile| profile == "release");
    let otherwise = || if is_release { from_git() } else { Some("development".to_owned()) };
    let commit = given.or_else(otherwise).unwrap_or_else(|| "unknown".to_owned());
    println!("cargo::rustc-env=UKETORI_COMMIT={commit}");
}

#[expect(
    clippy::disallowed_methods,
    reason = "Cargo passes its settings to build scripts in the environment"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The commit that is checked out. The script runs again when another one is.
fn from_git() -> Option<String> {
    let commit = git(&["rev-parse", "--short=12", "HEAD"])?;
    // Git writes a line there for every commit and every checkout. `--git-path`, because a worktree has its own.
    if let Some(log) = git(&["rev-parse", "--path-format=absolute", "--git-path", "logs/HEAD"]) {
        println!("cargo::rerun-if-changed={log}");
    }
    Some(commit)
}

/// What git prints, if it succeeds and prints something.
fn git(arguments: &[&str]) -> Option<String> {
    let done = Command::new("git").args(arguments).output().ok().filter(|done| done.status.success())?;
    Some(String::from_utf8(done.stdout).ok()?.trim().to_owned()).filter(|text| !text.is_empty())
}
