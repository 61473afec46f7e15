//! The mailbox of the embedded mode: keeps mails in a folder, and shows them on a local page.
//!
//! It is part of the product rather than a mock: tests read the same mailbox as the page.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, SecondsFormat, Utc};
use entity::private_file;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::RenderedMail;

/// How many mails are kept; the oldest are deleted first.
const CAPACITY: usize = 10_000;

/// A mail as the mailbox stores and shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredMail {
    /// The mailbox's own id, a UUID v7, so ids sort by time.
    pub id: Uuid,
    /// The Message-ID. Two copies of one mail have the same one.
    pub message_id: String,
    /// The name of the kind, as in the outbox, e.g. `CERTIFICATE`.
    pub kind: String,
    /// The reader's language, as a tag such as `zh-Hans`.
    pub language: String,
    /// The sender with its name, decoded.
    pub from: String,
    /// The addressees; always exactly one.
    pub to: Vec<String>,
    /// The subject, decoded from its header form.
    pub subject: String,
    /// When it was accepted, in RFC 3339 with milliseconds.
    pub date: String,
    /// All headers as sent, unfolded. Names are in lower case.
    pub headers: BTreeMap<String, String>,
    /// The plain text part, decoded.
    pub text: String,
    /// The HTML part, decoded.
    pub html: String,
    /// The whole message, as it would be sent to a relay.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub source: String,
}

impl StoredMail {
    pub(super) fn of(rendered_mail: &RenderedMail<'_>, now: DateTime<Utc>) -> Self {
        let RenderedMail { message, from, to, rendered, source, .. } = rendered_mail;
        let source = String::from_utf8_lossy(source).into_owned();
        let headers = headers(&source);
        Self {
            id: Uuid::now_v7(),
            message_id: headers.get("message-id").cloned().unwrap_or_default(),
            kind: message.mail.kind().name().to_owned(),
            language: message.language.tag().to_owned(),
            from: format!("{} <{from}>", rendered.system_name),
            to: vec![to.to_string()],
            subject: rendered.subject.clone(),
            date: now.to_rfc3339_opts(SecondsFormat::Millis, true),
            headers,
            text: rendered.text.clone(),
            html: rendered.html.clone(),
            source,
        }
    }
}

/// A folder of mails, with a copy in memory.
#[derive(Clone)]
pub struct Mailbox {
    folder: PathBuf,
    mails: Arc<Mutex<BTreeMap<Uuid, StoredMail>>>,
}

impl Mailbox {
    /// Opens the mailbox in `folder`, creates the folder if needed, and loads the mails in it.
    pub fn open(folder: PathBuf) -> io::Result<Self> {
        private_file::make_folder(&folder)?;
        let mut mails = BTreeMap::new();
        for entry in fs::read_dir(&folder)? {
            // A file that is not a mail, or was truncated by a crash, is left alone and not shown.
            if let Ok(mail) = serde_json::from_slice::<StoredMail>(&fs::read(entry?.path())?) {
                mails.insert(mail.id, mail);
            }
        }
        Ok(Self { folder, mails: Arc::new(Mutex::new(mails)) })
    }

    /// All mails, newest first.
    #[must_use]
    pub fn list(&self) -> Vec<StoredMail> {
        self.lock().values().rev().cloned().collect()
    }

    /// The mail with this id, if it is still kept.
    #[must_use]
    pub fn get(&self, id: Uuid) -> Option<StoredMail> {
        self.lock().get(&id).cloned()
    }

    /// Deletes all mails, also from the folder.
    pub fn clear(&self) -> io::Result<()> {
        for (id, _) in std::mem::take(&mut *self.lock()) {
            remove(&self.file(id))?;
        }
        Ok(())
    }

    pub(super) fn accept(&self, rendered_mail: &RenderedMail<'_>, now: DateTime<Utc>) -> io::Result<()> {
        let mail = StoredMail::of(rendered_mail, now);
        // On disk before in memory: if it cannot be written, the mail was not accepted.
        private_file::replace(&self.file(mail.id), &serde_json::to_vec(&mail)?)?;
        let mut mails = self.lock();
        mails.insert(mail.id, mail);
        if mails.len() > CAPACITY
            && let Some((oldest, _)) = mails.pop_first()
        {
            remove(&self.file(oldest))?;
        }
        Ok(())
    }

    fn file(&self, id: Uuid) -> PathBuf {
        self.folder.join(format!("{id}.json"))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<Uuid, StoredMail>> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        // A file that somebody else has deleted is gone, as intended.
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The headers of a message, unfolded.
fn headers(source: &str) -> BTreeMap<String, String> {
    let head =
        source.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ").replace("\r\n\t", " ");
    head.split("\r\n")
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect()
}
