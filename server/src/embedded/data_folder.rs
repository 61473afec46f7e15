//! The data folder: creates it so that only its owner can read it, and locks it for one process.
//!
//! It knows the files by name and never reads their content.

use std::{
    fs::{self, File, OpenOptions, Permissions},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use entity::private_file;

/// The file of the SQLite database.
const DATABASE: &str = "uketori.sqlite";
/// The files that only the owner may read. SQLite creates `-wal` and `-shm` with the mode of the database
/// file.
const PRIVATE: [&str; 6] =
    [DATABASE, "uketori.sqlite-wal", "uketori.sqlite-shm", "link-keys", "server-keys", "clock"];

/// An open data folder. It stays locked until this is dropped.
pub(super) struct DataFolder {
    path: PathBuf,
    _lock: File,
}

impl DataFolder {
    /// Opens and locks the folder at `path`, creates it if necessary, and makes its files readable by the
    /// owner only.
    pub(super) fn open(path: &Path) -> anyhow::Result<Self> {
        if path.exists() && !path.is_dir() {
            bail!("--data-dir must name a folder, but {} is a file", path.display());
        }
        private_file::make_folder(path)
            .with_context(|| format!("cannot create the data folder {} (--data-dir)", path.display()))?;
        if is_open_to_others(path)? {
            tracing::warn!("other users can list the data folder {0}; run `chmod 700 {0}`", path.display());
        }
        let lock = lock(path)?;
        for file in PRIVATE.map(|name| path.join(name)).iter().filter(|file| file.is_file()) {
            make_private(file, 0o600);
        }
        make_private(&path.join("mailbox"), 0o700);
        Ok(Self { path: path.to_owned(), _lock: lock })
    }

    /// The path of a file or folder in it.
    pub(super) fn join(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The path of the database file. Creates the file if necessary, because SQLite would create one that
    /// others can read.
    pub(super) fn database(&self) -> anyhow::Result<PathBuf> {
        let file = database(&self.path);
        create(&file, false)?;
        Ok(file)
    }

    /// The path of the folder, as given with `--data-dir`.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

/// The path of the database file in a data folder.
pub(super) fn database(folder: &Path) -> PathBuf {
    folder.join(DATABASE)
}

/// Locks the folder: two processes in one folder would treat each other's mails as lost.
fn lock(folder: &Path) -> anyhow::Result<File> {
    let lock = create(&folder.join("lock"), true)?;
    lock.try_lock().map_err(|_| {
        anyhow::anyhow!(
            "another Uketori is running in {}; choose another folder with --data-dir",
            folder.display()
        )
    })?;
    Ok(lock)
}

fn create(file: &Path, truncate: bool) -> anyhow::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(truncate).mode(0o600);
    let opened = options.open(file);
    opened.with_context(|| {
        format!(
            "cannot write {}; the data folder (--data-dir) must belong to the user who runs this program",
            file.display()
        )
    })
}

fn is_open_to_others(path: &Path) -> anyhow::Result<bool> {
    let metadata = fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(metadata.permissions().mode() & 0o077 != 0)
}

/// Removes the permissions of other users, because earlier versions created readable files. Warns if that
/// fails.
fn make_private(path: &Path, mode: u32) {
    if !matches!(is_open_to_others(path), Ok(true)) {
        return;
    }
    if let Err(error) = fs::set_permissions(path, Permissions::from_mode(mode)) {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "other users can read {0}; run `chmod {mode:o} {0}` as its owner",
            path.display()
        );
    }
}
