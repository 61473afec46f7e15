//! The data folder: made for its owner alone, and locked for one process.
//!
//! It knows the files by name and never reads one.

use std::{
    fs::{self, File, OpenOptions, Permissions},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use entity::private_file;

/// The database's file.
const DATABASE: &str = "uketori.sqlite";
/// All files with content that is nobody else's business; SQLite gives the two beside the database its mode.
const PRIVATE: [&str; 6] =
    [DATABASE, "uketori.sqlite-wal", "uketori.sqlite-shm", "link-keys", "server-keys", "clock"];

/// An open data folder; locked until it is dropped.
pub(super) struct DataFolder {
    path: PathBuf,
    _lock: File,
}

impl DataFolder {
    /// Opens the folder at `path`, makes it if it is not there, and keeps others from reading its files.
    pub(super) fn open(path: &Path) -> anyhow::Result<Self> {
        if path.exists() && !path.is_dir() {
            bail!("--data-dir must name a folder, and {} is a file", path.display());
        }
        private_file::make_folder(path)
            .with_context(|| format!("cannot make the data folder {} (--data-dir)", path.display()))?;
        if is_open_to_others(path)? {
            tracing::warn!(
                "others can list the data folder {0}; `chmod 700 {0}` keeps it to yourself",
                path.display()
            );
        }
        let lock = lock(path)?;
        for file in PRIVATE.map(|name| path.join(name)).iter().filter(|file| file.is_file()) {
            make_private(file, 0o600);
        }
        make_private(&path.join("mailbox"), 0o700);
        Ok(Self { path: path.to_owned(), _lock: lock })
    }

    /// Where something in it is.
    pub(super) fn join(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The database's file, which is made if it is not there: SQLite would let others read it.
    pub(super) fn database(&self) -> anyhow::Result<PathBuf> {
        let file = database(&self.path);
        create(&file, false)?;
        Ok(file)
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

/// Where the database lies in a data folder.
pub(super) fn database(folder: &Path) -> PathBuf {
    folder.join(DATABASE)
}

/// Two processes in one folder would take each other's mails for lost.
fn lock(folder: &Path) -> anyhow::Result<File> {
    let lock = create(&folder.join("lock"), true)?;
    lock.try_lock().map_err(|_| {
        anyhow::anyhow!("another Uketori is running in {}; give this one --data-dir", folder.display())
    })?;
    Ok(lock)
}

fn create(file: &Path, truncate: bool) -> anyhow::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(truncate).mode(0o600);
    let opened = options.open(file);
    opened.with_context(|| {
        format!(
            "cannot write {}; the data folder (--data-dir) must belong to the user that this runs as",
            file.display()
        )
    })
}

fn is_open_to_others(path: &Path) -> anyhow::Result<bool> {
    let metadata = fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(metadata.permissions().mode() & 0o077 != 0)
}

/// Takes what is ours from others, as earlier versions made it readable; says so where that cannot be done.
fn make_private(path: &Path, mode: u32) {
    if !matches!(is_open_to_others(path), Ok(true)) {
        return;
    }
    if let Err(error) = fs::set_permissions(path, Permissions::from_mode(mode)) {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "others can read {0}; `chmod {mode:o} {0}` as its owner",
            path.display()
        );
    }
}
