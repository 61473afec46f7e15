//! The pages in a real browser that has no network: `tests/browser/` tells the stories, Chromium plays them.

use std::sync::LazyLock;

use crate::support::node::NodeProject;
use crate::support::{Mode, TestApp};

/// The stories, with what drives the browser.
static STORIES: LazyLock<NodeProject> = LazyLock::new(|| NodeProject::installed("browser"));

/// Tells the story of a script on servers of its own; what the script says is said when it fails.
async fn tell(script: &str) {
    let app = TestApp::start(Mode::Embedded).await;
    tokio::task::block_in_place(|| STORIES.run("node", &[script, &app.base, &app.officer_base], &[]));
}

/// Every step of both playgrounds, from an empty database, over a registered receipt, to the end of both lists.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_steps_of_both_playgrounds_work_in_order() {
    tell("walk.mjs").await;
}

/// Filters, views, the keyboard, and a telephone's width.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_mailbox_is_pleasant() {
    tell("mailbox.mjs").await;
}

/// A telephone's width, the keyboard alone, the descriptions, the language of the answers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_playground_is_pleasant() {
    tell("comforts.mjs").await;
}
