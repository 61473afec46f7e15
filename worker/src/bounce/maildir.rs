//! Takes the mails of a Maildir: those in `new` are handled and moved to `cur` with the flag S (seen).
//!
//! A mail stays in `new` until it was recorded, so a failure of the database loses none.

use std::{
    io,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use tokio::fs;

use super::intake::{Intake, IntakeError, read_bounded};

/// How many mails are taken before the folder is listed again.
const BATCH: usize = 1_000;

/// Why the mails of a Maildir were not taken.
#[derive(Debug, thiserror::Error)]
pub enum MaildirError {
    /// A file cannot be read or moved.
    #[error("the Maildir cannot be read or written: {0}")]
    File(#[from] io::Error),
    /// A mail was not taken, and is still in `new`.
    #[error(transparent)]
    Intake(#[from] IntakeError),
}

/// Takes the mails in `new`, oldest name first. Returns how many, at most 1,000.
pub async fn take_new(intake: &Intake<'_>, folder: &Path, now: DateTime<Utc>) -> Result<usize, MaildirError> {
    // Without it, mails could not leave `new`, and would be taken again and again.
    fs::metadata(folder.join("cur")).await?;
    let files = list(&folder.join("new")).await?;
    for file in &files {
        let opened = match fs::File::open(file).await {
            Ok(opened) => opened,
            // Another intake, or a mail reader, was faster.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error.into()),
        };
        let raw = read_bounded(opened).await?;
        intake.take(&raw, None, now).await?;
        let mut name = file.file_name().unwrap_or_default().to_owned();
        name.push(":2,S");
        match fs::rename(file, folder.join("cur").join(name)).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(files.len())
}

async fn list(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut entries, mut files) = (fs::read_dir(folder).await?, Vec::new());
    while let Some(entry) = entries.next_entry().await? {
        let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if !is_hidden && entry.file_type().await?.is_file() {
            files.push(entry.path());
        }
        if files.len() == BATCH {
            break;
        }
    }
    // Names begin with the time of delivery.
    files.sort();
    Ok(files)
}
