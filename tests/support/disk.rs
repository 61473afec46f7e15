//! A small disk for one test, which can be filled up: a tmpfs, mounted by root or through `sudo -n`. No other
//! disk is affected.

use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use super::postgres::account;
use super::process::{Directory, as_root};

/// The file that fills it.
const FILLER: &str = "filler";

/// The disk; unmounted when dropped. If its process was killed, the next process that mounts one unmounts it.
pub(crate) struct Disk {
    directory: Directory,
}

impl Disk {
    /// Mounts an empty disk of `megabytes`, owned by the user who runs PostgreSQL.
    pub(crate) fn mount(megabytes: usize) -> Self {
        sweep();
        let directory = Directory::new("disk");
        let own = || fs::metadata("/proc/self").expect("/proc is mounted").uid();
        let owner = account().unwrap_or_else(own);
        let options = format!("size={megabytes}m,mode=0700,uid={owner}");
        let path = directory.path().to_str().expect("a path in text");
        assert!(
            succeeds(&["mount", "-t", "tmpfs", "-o", &options, "uketori-tests", path]),
            "cannot mount a tmpfs"
        );
        Self { directory }
    }

    /// The path where it is mounted.
    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Fills it completely.
    pub(crate) fn fill(&self) {
        let mut file = File::create(self.path().join(FILLER)).expect("a file");
        for block in [vec![0; 1 << 20], vec![0; 1 << 12], vec![0]] {
            while file.write_all(&block).is_ok() {}
        }
    }

    /// Frees the space that [`Self::fill`] took.
    pub(crate) fn free(&self) {
        fs::remove_file(self.path().join(FILLER)).expect("the filler is there");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        succeeds(&["umount", "--lazy", self.path().to_str().expect("a path in text")]);
    }
}

/// Unmounts the disks of processes that no longer exist.
fn sweep() {
    let mounts = fs::read_to_string("/proc/self/mounts").expect("/proc is mounted");
    let disks = mounts.lines().filter(|line| line.starts_with("uketori-tests "));
    for path in disks.filter_map(|line| line.split(' ').nth(1)) {
        let name = path.rsplit('/').next().unwrap_or_default();
        let owner = name.strip_prefix("uketori-tests-").and_then(|rest| rest.split('-').next());
        if owner.is_some_and(|id| !Path::new("/proc").join(id).exists()) {
            succeeds(&["umount", "--lazy", path]);
        }
    }
}

fn succeeds(words: &[&str]) -> bool {
    as_root(words).status().is_ok_and(|status| status.success())
}
