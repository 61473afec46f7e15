//! The pages in a real browser without network access: Chromium runs the stories of `tests/browser/`.

use std::sync::LazyLock;

use crate::support::node::NodeProject;
use crate::support::{Mode, TestApp};

/// The stories, with the library that drives the browser.
pub(crate) static STORIES: LazyLock<NodeProject> = LazyLock::new(|| NodeProject::installed("browser"));

/// Runs the story of a script on its own servers. If it fails, its output is shown.
async fn tell(script: &str) {
    let app = TestApp::start(Mode::Embedded).await;
    tokio::task::block_in_place(|| STORIES.run("node", &[script, &app.base, &app.officer_base], &[]));
}

/// Every step of both playgrounds, from an empty database to a registered receipt and the end of both lists.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_steps_of_both_playgrounds_work_in_order() {
    tell("walk.mjs").await;
}

/// Filters, views, the keyboard, and the width of a phone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_mailbox_is_pleasant() {
    tell("mailbox.mjs").await;
}

/// The width of a phone, keyboard only, the descriptions, the language of the answers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_playground_is_pleasant() {
    tell("comforts.mjs").await;
}
