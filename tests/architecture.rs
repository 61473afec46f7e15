//! What must not be in the sources, so that ARCHITECTURE.md stays true; and that documents cite only files
//! that exist.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// The sources under a folder: their paths and texts.
pub(crate) fn sources(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let mut found = Vec::new();
    walk(&root.join(folder), &mut found);
    assert!(!found.is_empty(), "no source under {folder}");
    let name = |path: &Path| path.strip_prefix(root).expect("under the workspace").display().to_string();
    found.iter().map(|path| (name(path), fs::read_to_string(path).expect("a source"))).collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in entries(folder) {
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    entries.map(|entry| entry.expect("an entry").path()).collect()
}

/// Checks that no file under `folder` contains any of `words`, except files whose path contains one of `but`.
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
    let of_the_worker =
        ["server/src/embedded/", "server/src/outbox_admin.rs", "server/src/readiness_check.rs"];
    let of_redis = ["server/src/rate_limit/", "server/src/config/serve.rs"];
    let of_signals = ["server/src/command/mod.rs"];
    let of_bounces = ["server/src/http/hooks/"];
    let of_previews = ["server/src/officer/mail/preview.rs"];
    let but =
        [&of_the_worker[..], &of_redis[..], &of_signals[..], &of_bounces[..], &of_previews[..]].concat();
    absent("server/src", &["worker::"], &but);
    for folder in ["server/src/rate_limit", "server/src/config", "server/src/command"] {
        absent(folder, &["worker::mail", "worker::queue", "worker::Queues", "worker::Context"], &[]);
    }
}

/// Home-made words that once stood here, and what to write instead.
const RETIRED: [(&str, &str); 42] = [
    ("Arrived", "PreparedRequest"),
    ("CareError", "AccountAdminError, OfficerAdminError"),
    ("CarriedOut", "EngineResponse"),
    ("Door", "Audience"),
    ("FieldFault", "FieldError"),
    ("HandedOver", "DataMark"),
    ("Letter", "RenderedMail"),
    ("Manner", "ResponseFormat"),
    ("NotShown", "ReauthenticationRequired"),
    ("NotTaken", "MailActionError"),
    ("PATIENCE", "TIMEOUT"),
    ("Pace", "SendSlots"),
    ("PlaceArgs", "TargetArgs"),
    ("Proved", "Verified"),
    ("Scales", "Analysis"),
    ("Unconfirmed", "ReauthenticationError"),
    ("Unfit", "Ineligible"),
    ("Unproved", "AuthenticationError"),
    ("Visit", "RequestInfo"),
    ("Voice", "Composer"),
    ("WrongDoor", "WrongAudience"),
    ("anew", "again, from scratch"),
    ("audit trail", "audit log"),
    ("bell", "notify listener"),
    ("bureau_list", "search"),
    ("deed", "action"),
    ("hand_over", "send_data"),
    ("handing_over", "mark_data"),
    ("link_anew", "link_request"),
    ("one_at_a_time", "advisory_lock"),
    ("repeatable::", "idempotency::"),
    ("requeue", "resend"),
    ("retryMails", "resendMails"),
    ("send_again", "resend"),
    ("so many", "this many, a number"),
    ("so often", "this often, a number"),
    ("stand_in", "pseudonym"),
    ("take_leave", "quit"),
    ("tell_room", "add_rate_limit_headers"),
    ("weigh", "analyze"),
    ("whoever", "anyone who"),
    ("wrong_door", "wrong_audience"),
];

#[test]
fn retired_words_stay_out() {
    for folder in ["entity/src", "migration/src", "server/src", "server/passwords/src", "worker/src", "tests"]
    {
        for (path, text) in sources(folder) {
            if ["tests/architecture.rs", "tests/layers/imports.rs"].contains(&path.as_str()) {
                continue; // the list itself, and a library's trait
            }
            for (word, instead) in RETIRED {
                let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
                let is_there = text.match_indices(word).any(|(at, _)| {
                    !is_part(text[..at].chars().next_back())
                        && !is_part(text[at + word.len()..].chars().next())
                });
                assert!(!is_there, "{path} holds {word:?}; write {instead:?}");
            }
        }
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for folder in ["entity/src", "migration/src", "server/src", "server/passwords/src", "worker/src", "tests"]
    {
        for (path, text) in sources(folder) {
            assert!(text.starts_with("//!"), "{path} has no header");
        }
    }
}

/// The extensions of files that documents cite.
const EXTENSIONS: [&str; 13] =
    ["conf", "csv", "ftl", "graphql", "html", "js", "json", "md", "mjml", "mjs", "rs", "toml", "txt"];

/// Created by the embedded mode, so it is not in the repository.
const DATA_FOLDER: &str = "var/";

/// The paths of files and folders in backticks, without patterns, URLs, absolute paths and code blocks.
fn cited_paths(text: &str) -> Vec<&str> {
    let prose = text.split("```").step_by(2);
    let quoted = prose.flat_map(|prose| prose.split('`').skip(1).step_by(2));
    quoted.flat_map(str::split_whitespace).filter(|word| is_path(word)).collect()
}

fn is_path(word: &str) -> bool {
    let extension = Path::new(word).extension().and_then(OsStr::to_str);
    let names_a_file = extension.is_some_and(|extension| EXTENSIONS.contains(&extension));
    let is_relative = word.contains('/') && !word.starts_with('/');
    is_relative && (names_a_file || word.ends_with('/')) && !word.contains(['<', '*', '{', '…', ':', '='])
}

#[test]
fn every_path_that_a_document_cites_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let mut documents = entries(root);
    documents.extend(entries(&root.join("docs")));
    documents.extend(entries(&root.join("tests")).iter().map(|folder| folder.join("README.md")));
    documents.retain(|path| path.extension().is_some_and(|extension| extension == "md") && path.exists());
    // The changelog may name files that no longer exist.
    documents.retain(|path| !path.ends_with("CHANGELOG.md"));
    for document in documents {
        let text = fs::read_to_string(&document).expect("a document");
        let folder = document.parent().expect("a folder");
        for path in cited_paths(&text) {
            let exists = root.join(path).exists() || folder.join(path).exists();
            assert!(exists || path == DATA_FOLDER, "{} cites {path}: not there", document.display());
        }
    }
}
