//! Another product's server next to this one. The folder in `PEER` has a `run-all.sh` that reads this
//! product's settings from `bench/targets/uketori.env`, drives both with the same load in turn, and writes a
//! table.

use std::path::PathBuf;
use std::process::Command;

use crate::support::process::Directory;
use crate::support::program;

/// The folder, if `PEER` is set.
pub(crate) fn folder() -> Option<PathBuf> {
    std::env::var_os("PEER").map(PathBuf::from)
}

/// The table measured there. Takes minutes, and needs an otherwise idle machine.
pub(crate) fn table(folder: &std::path::Path) -> String {
    let place = Directory::new("peer");
    let (copy, run) = (place.path().join("peer"), place.path().join("run"));
    let copied = Command::new("cp").arg("-r").arg(folder).arg(&copy).status();
    assert!(copied.is_ok_and(|status| status.success()), "{} cannot be copied", folder.display());
    let writable = Command::new("chmod").args(["-R", "u+w"]).arg(&copy).status(); // it may be kept read-only
    assert!(writable.is_ok_and(|status| status.success()), "{} cannot be written", copy.display());
    let measured = Command::new("bash")
        .args(["run-all.sh", "bench/targets/uketori.env"])
        .current_dir(&copy)
        .env("UKETORI_BIN", program::folder())
        .env("RUN_DIR", &run)
        .status();
    assert!(measured.is_ok_and(|status| status.success()), "the peer was not measured");
    std::fs::read_to_string(run.join("table.md")).expect("a table")
}
