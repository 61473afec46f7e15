//! The version and the commit: both programs print them, and a server returns them.

use std::process::Command;

use serde_json::json;

use crate::support::{Client, process::Directory, program, stories};

/// The commit that is checked out here, as `entity/build.rs` looks it up.
fn checked_out() -> String {
    if let Some(given) = option_env!("UKETORI_COMMIT").filter(|commit| !commit.is_empty()) {
        return given.to_owned();
    }
    if cfg!(debug_assertions) {
        return "development".to_owned();
    }
    let mut git = Command::new("git");
    git.args(["rev-parse", "--short=12", "HEAD"]).current_dir(env!("CARGO_MANIFEST_DIR"));
    match git.output() {
        Ok(done) if done.status.success() => String::from_utf8_lossy(&done.stdout).trim().to_owned(),
        _ => "unknown".to_owned(),
    }
}

#[test]
fn both_programs_print_version_and_commit() {
    let directory = Directory::new("versions");
    for name in ["server", "worker"] {
        let printed = program::run(name, &["--version"], &[], directory.path());
        let expected = format!("{name} {} (commit {})\n", env!("CARGO_PKG_VERSION"), checked_out());
        assert_eq!(String::from_utf8_lossy(&printed.stdout), expected);
    }
}

stories! {
    async fn a_server_says_which_version_it_is(app: TestApp) {
        for browser in [app.visitor(), Client::new(&app.officer_base)] {
            let answer = browser.send(browser.request("GET", "/version")).await;
            let expected =
                json!({ "program": "server", "version": env!("CARGO_PKG_VERSION"), "commit": checked_out() });
            assert_eq!((answer.status, answer.json()), (200, expected));
        }
    }
}

/// A front-end team looks a server's version up in the changelog.
#[test]
fn the_changelog_names_the_version_and_dates_what_was_released() {
    let changelog = include_str!("../CHANGELOG.md");
    let sections: Vec<_> = changelog.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    assert_eq!(sections.first(), Some(&"Unreleased"));
    for released in &sections[1..] {
        let date = released.split_once(" — ").map(|(_, date)| date);
        let is_date = date.is_some_and(|date| date.parse::<chrono::NaiveDate>().is_ok());
        assert!(is_date, "{released}: write the version, a dash and the date");
    }
    let version = env!("CARGO_PKG_VERSION");
    let is_next = changelog.contains(&format!("The next release is {version},"));
    let is_released = sections.iter().any(|section| section.starts_with(&format!("{version} — ")));
    assert!(is_next || is_released, "CHANGELOG.md does not name {version}");
}
