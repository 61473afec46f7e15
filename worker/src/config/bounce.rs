//! The settings of `worker bounce`.

use std::path::PathBuf;

use clap::builder::{OsStringValueParser, TypedValueParser as _};
use entity::setting::{self, Check, WrongSettings};

use crate::{bounce::imap::ImapBox, mail::LinkKeys};

/// Flags of `worker bounce`.
#[derive(Debug, clap::Args)]
pub struct BounceArgs {
    /// PostgreSQL 15 or newer, e.g. <postgres://user:password@host/database>. Required
    #[arg(long, env = "UKETORI_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    /// The workers' key file, with which the envelope senders of mails are made. Required
    #[arg(long, env = "UKETORI_LINK_KEY_FILE", value_parser = OsStringValueParser::new().map(PathBuf::from))]
    link_key_file: Option<PathBuf>,
    /// The address that the mail on standard input was delivered to, e.g. Postfix' `${recipient}`. Default:
    /// the environment variable `ORIGINAL_RECIPIENT`, or else what the mail's headers say
    #[arg(long, conflicts_with_all = ["maildir", "imap"])]
    recipient: Option<String>,
    /// Take the new mails of this Maildir, every 10 seconds, instead of one mail from standard input
    #[arg(long, conflicts_with = "imap", value_parser = OsStringValueParser::new().map(PathBuf::from))]
    maildir: Option<PathBuf>,
    /// Take the unseen mails of the mailbox at `UKETORI_BOUNCE_IMAP_URL`, once a minute, instead of one mail
    /// from standard input
    #[arg(long)]
    imap: bool,
    /// The mailbox for `--imap`: <imaps://user:password@host/INBOX>. Set it in the environment, because other
    /// users of the machine can see command lines
    #[arg(long, env = "UKETORI_BOUNCE_IMAP_URL", hide_env_values = true)]
    imap_url: Option<String>,
    /// Take the mails that are there, and end
    #[arg(long)]
    once: bool,
}

/// Where mails are taken from.
pub enum Source {
    /// One mail from standard input, with the recipient that it was delivered to, if known.
    StandardInput(Option<String>),
    /// A Maildir.
    Maildir(PathBuf),
    /// A mailbox, over IMAP.
    Imap(Box<ImapBox>),
}

/// Settings of `worker bounce` that passed all checks.
pub struct BounceSettings {
    /// The URL of the PostgreSQL database.
    pub database_url: String,
    /// The keys that envelope senders are made with.
    pub link_keys: LinkKeys,
    /// Where mails are taken from.
    pub source: Source,
    /// Whether to end after the mails that are there.
    pub is_once: bool,
}

impl BounceArgs {
    /// Checks every setting. The error lists all settings that are wrong. `original_recipient` is the
    /// variable that Postfix sets for a command.
    pub fn check(self, original_recipient: Option<String>) -> Result<BounceSettings, WrongSettings> {
        let mut check = Check::default();
        let database_url = check.that("UKETORI_DATABASE_URL", self.database_url, |text| {
            setting::url::postgres(&text).map(|()| text)
        });
        let link_keys = check.that("UKETORI_LINK_KEY_FILE", setting::given(self.link_key_file), |path| {
            LinkKeys::read(&path).map_err(|error| error.to_string())
        });
        let source = match self.maildir {
            Some(folder) => Some(Source::Maildir(folder)),
            None if self.imap => check
                .that("UKETORI_BOUNCE_IMAP_URL", self.imap_url, |text| ImapBox::parse(&text))
                .map(|found| Source::Imap(Box::new(found))),
            None => Some(Source::StandardInput(self.recipient.or(original_recipient))),
        };
        let settings = || {
            let (database_url, link_keys, source) = (database_url?, link_keys?, source?);
            Some(BounceSettings { database_url, link_keys, source, is_once: self.once })
        };
        settings().ok_or(WrongSettings(check.0.into_vec()))
    }
}
