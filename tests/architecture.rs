//! What must be absent, so that what ARCHITECTURE.md says stays true.

use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let mut found = Vec::new();
    walk(&root.join(folder), &mut found);
    assert!(!found.is_empty(), "no source under {folder}");
    let name = |path: &Path| path.strip_prefix(root).expect("under the workspace").display().to_string();
    found.iter().map(|path| (name(path), fs::read_to_string(path).expect("a source"))).collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// No file under `folder` holds any of `words`, but for those whose path holds one of `but`.
fn absent(folder: &str, words: &[&str], but: &[&str]) {
    for (path, text) in sources(folder) {
        if but.iter().any(|part| path.contains(part)) {
            continue;
        }
        let code: Vec<_> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for word in words {
            assert!(!code.iter().any(|line| line.contains(word)), "{path} holds {word:?}");
        }
    }
}

#[test]
fn entity_waits_for_nothing_logs_nothing_and_draws_nothing() {
    absent(
        "entity/src",
        &["async fn", ".await", "tracing::", "rand::rng()", "now_v7", "new_v4", "async_graphql", "clap"],
        &[],
    );
    absent("entity/src", &["Utc::now"], &["clock.rs"]);
}

#[test]
fn migrations_import_nothing_of_ours() {
    absent("migration/src", &["entity::", "server::", "worker::"], &[]);
}

#[test]
fn the_worker_answers_no_request_and_only_its_queue_knows_apalis() {
    absent("worker/src", &["poem", "async_graphql", "server::"], &[]);
    absent("worker/src", &["apalis::", "apalis_core", "apalis_redis"], &["worker/src/queue/"]);
    absent("worker/src", &["redis::"], &["worker/src/queue/", "worker/src/redis_client/"]);
}

#[test]
fn the_server_sends_no_mail_and_touches_no_queue() {
    absent("server/src", &["lettre::", "apalis::"], &[]);
    absent("server/src", &["redis::"], &["server/src/rate_limit/redis.rs"]);
    let of_the_worker = ["server/src/embedded/", "server/src/mail_control.rs", "server/src/readiness.rs"];
    let of_redis = ["server/src/rate_limit/", "server/src/config/serve.rs"];
    let of_signals = ["server/src/command/mod.rs"];
    let but = [&of_the_worker[..], &of_redis[..], &of_signals[..]].concat();
    absent("server/src", &["worker::"], &but);
    for folder in ["server/src/rate_limit", "server/src/config", "server/src/command"] {
        absent(folder, &["worker::mail", "worker::queue", "worker::Queues", "worker::Context"], &[]);
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for folder in ["entity/src", "migration/src", "server/src", "worker/src", "tests"] {
        for (path, text) in sources(folder) {
            assert!(text.starts_with("//!"), "{path} has no header");
        }
    }
}
