//! Somebody else's server beside this one. A folder that `PEER` names has a `run-all.sh` that takes this product as
//! `bench/targets/uketori.env`, drives both with one load in turn, and leaves a table.

use std::path::PathBuf;
use std::process::Command;

use crate::support::process::Directory;
use crate::support::program;

/// The folder, if one is named.
pub(crate) fn folder() -> Option<PathBuf> {
    std::env::var_os("PEER").map(PathBuf::from)
}

/// What was measured there. Takes minutes, and the machine has to be free for it.
pub(crate) fn table(folder: &std::path::Path) -> String {
    let place = Directory::new("peer");
    let (copy, run) = (place.path().join("peer"), place.path().join("run"));
    let copied = Command::new("cp").args(["-r", "--no-preserve=mode"]).arg(folder).arg(&copy).status();
    assert!(copied.is_ok_and(|status| status.success()), "{} cannot be copied", folder.display());
    let measured = Command::new("bash")
        .args(["run-all.sh", "bench/targets/uketori.env"])
        .current_dir(&copy)
        .env("UKETORI_BIN", program::folder())
        .env("RUN_DIR", &run)
        .status();
    assert!(measured.is_ok_and(|status| status.success()), "the peer was not measured");
    std::fs::read_to_string(run.join("table.md")).expect("a table")
}
