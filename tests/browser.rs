//! The pages in a real browser without network access: Chromium runs the stories of `tests/browser/`.

use std::sync::LazyLock;

use crate::support::node::NodeProject;
use crate::support::{Mode, TestApp};

/// The stories, with the library that drives the browser.
pub(crate) static STORIES: LazyLock<NodeProject> = LazyLock::new(|| NodeProject::installed("browser"));

/// Runs the story of a script on `app`. If it fails, its output is shown.
fn tell(script: &str, app: &TestApp, arguments: &[&str]) {
    let arguments = [&[script, &app.base, &app.officer_base], arguments].concat();
    tokio::task::block_in_place(|| STORIES.run("node", &arguments, &[]));
}

/// Every step of both playgrounds, from an empty database to the end of both lists, with "Next step" and the run
/// button alone: on a screen and on a phone, with either clock.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_playgrounds_are_walked_with_the_manual_clock() {
    for width in ["1280", "390"] {
        tell("walk.mjs", &TestApp::start(Mode::Embedded).await, &[width, "manual"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_playgrounds_are_walked_with_the_clock_of_the_system() {
    for width in ["1280", "390"] {
        tell("walk.mjs", &TestApp::with_the_systems_clock().await, &[width, "system"]);
    }
}

/// Filters, views, the keyboard, and the width of a phone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_mailbox_is_pleasant() {
    tell("mailbox.mjs", &TestApp::start(Mode::Embedded).await, &[]);
}

/// The width of a phone, keyboard only, the descriptions, the language of the answers, WCAG AA on every page, and
/// what a second visit loads.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_playground_is_pleasant() {
    tell("comforts.mjs", &TestApp::start(Mode::Embedded).await, &[]);
}
