//! The pages in a real browser that has no network: `tests/browser/` tells the stories, Chromium plays them.

use std::process::Stdio;

use crate::support::{Mode, TestApp};

/// Tells the story of a script on servers of its own; what the script says is said when it fails.
async fn tell(script: &str) {
    let app = TestApp::start(Mode::Embedded).await;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/browser");
    let node = tokio::process::Command::new("node")
        .args([script, &app.base, &app.officer_base])
        .current_dir(folder)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .expect("Node.js, which `tests/run --prepare` installs");
    let (out, err) = (String::from_utf8_lossy(&node.stdout), String::from_utf8_lossy(&node.stderr));
    assert!(node.status.success(), "{script} (`tests/run --prepare` installs what it needs)\n{out}{err}");
}

/// Every step of both playgrounds, from an empty database, over a registered receipt, to the end of both lists.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_steps_of_both_playgrounds_work_in_order() {
    tell("walk.mjs").await;
}

/// A telephone's width, the keyboard alone, the descriptions, the language of the answers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_playground_is_pleasant() {
    tell("comforts.mjs").await;
}
