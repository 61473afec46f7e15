//! The server's commands and settings: flags and environment, checked all at once.
//!
//! Every value of the production server is read as text and checked here, so that a start with three
//! wrong settings names all three. What is printed names settings, never their values.

mod certificate;
mod connections;
mod embedded;
mod graphql;
mod keys;
mod mail;
mod migrate;
mod officer;
mod restore;
mod serve;
mod site;

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::{Parser, Subcommand, ValueEnum};
use entity::setting::{self, Check};
use uuid::Uuid;

pub use entity::setting::WrongSettings;

pub use self::{
    certificate::{CancelArgs, IssueArgs, ResendArgs},
    connections::{ConnectionArgs, ConnectionSettings},
    embedded::{ClockKind, EmbeddedArgs, EmbeddedSettings, reached_at},
    graphql::GraphqlArgs,
    keys::{KeysArgs, KeysTask},
    mail::{MailArgs, MailTask},
    migrate::MigrateArgs,
    officer::{OfficerArgs, OfficerPlaceArgs, OfficerTask},
    restore::{RestoreArgs, RestoreTask},
    serve::{ServeArgs, ServeSettings},
    site::SiteArgs,
};

/// Uketori: receiving Certificates of Eligibility by e-mail.
///
/// Without a command it starts the embedded mode: everything in this one process, with nothing
/// else installed, for trying it out and for building a front end against it.
#[derive(Debug, Parser)]
#[command(name = "server", version, args_conflicts_with_subcommands = true)]
pub struct Args {
    /// What to do; without a command, the embedded mode
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    /// The embedded mode's flags
    pub embedded: EmbeddedArgs,
}

/// Whether requests are limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RateLimits {
    /// They are.
    On,
    /// They are not.
    Off,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the API in production: PostgreSQL, and workers beside it. Any number may run
    Serve(Box<ServeArgs>),
    /// Bring the database up to date; may be started several times at once
    Migrate(MigrateArgs),
    /// Print the public schema, or the officers', as SDL, or what generators of clients need besides
    Schema(SchemaArgs),
    /// Record certificates that were issued, and send each by mail
    Issue(IssueArgs),
    /// Send the mail of a certificate once more
    Resend(ResendArgs),
    /// Cancel a certificate; whoever may have it is told by mail
    Cancel(CancelArgs),
    /// Check the audit trail, write down how far it has come, or copy its events
    Audit(AuditArgs),
    /// Create officers, list them, close them, or let them enrol anew
    Officer(OfficerArgs),
    /// Make the key files of servers and workers, and change keys in two steps
    Keys(KeysArgs),
    /// Take over accounts from another system, with the passwords that their owners have
    Import(ImportArgs),
    /// See how mails stand; pause a kind; let go or drop what is held after a restore
    Mail(MailArgs),
    /// After the database came back from a backup: end what the backup holds open, before anything runs on it
    Restore(RestoreArgs),
    /// Publish, change, withdraw or list the notices of the top page
    Notice(NoticeArgs),
}

/// Where the production database is.
#[derive(Clone, Debug, clap::Args)]
pub struct DatabaseArgs {
    /// PostgreSQL 15 or newer: <postgres://user:password@host/database>
    #[arg(long, env = "UKETORI_DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
}

/// Flags of `schema`.
#[derive(Debug, clap::Args)]
pub struct SchemaArgs {
    /// The officers' schema
    #[arg(long)]
    pub officer: bool,
    /// What of it: the SDL; `possible-types`, the types behind each interface and union, as Apollo Client takes
    /// them; or `scalars`, what its scalars are in JSON and in TypeScript
    #[arg(long = "as", value_enum, default_value = "sdl")]
    pub form: SchemaForm,
}

/// In which form a schema is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaForm {
    /// The SDL.
    Sdl,
    /// The types behind each interface and union.
    PossibleTypes,
    /// The scalars.
    Scalars,
}

/// Flags of `import`.
#[derive(Debug, clap::Args)]
pub struct ImportArgs {
    /// The accounts, a JSON object a line, in UTF-8. Members: `userId`, `name`, `email`, `phoneNumber`, `type`
    /// (`FOREIGN_NATIONAL`, `LEGAL_REPRESENTATIVE`, `LEGAL_SPECIALIST`, `ORGANIZATION_STAFF` or
    /// `COUNTER_APPLICANT`), `passwordHash` (a PHC or crypt string of argon2, bcrypt, pbkdf2 or scrypt); and,
    /// where known, `language` (ja, en, zh-Hans, zh-Hant, ko, es, vi or tl; otherwise en) and `registeredAt`
    /// (RFC 3339). An account that is there already is left alone, so a file can be taken again
    #[arg(long)]
    pub file: PathBuf,
    /// Check everything, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// The data folder of an embedded mode, running or not; wins over a database that is set. Without
    /// either it is `var`
    #[arg(long)]
    pub data_dir: Option<PathBuf>,
    /// The production database
    #[command(flatten)]
    pub database: DatabaseArgs,
}

/// What to do with the audit trail.
#[derive(Debug, clap::Args)]
pub struct AuditArgs {
    /// Check, anchor or export
    #[command(subcommand)]
    pub task: AuditTask,
}

/// What can be done with the audit trail.
#[derive(Debug, Subcommand)]
pub enum AuditTask {
    /// Check every chain from its first row on: a line for each; fails if any is broken
    Verify {
        /// What `server audit anchor` printed earlier: the rows that it names must still be there
        #[arg(long)]
        anchor: Option<PathBuf>,
        /// Which trail
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Print the last number and hash of every chain, to be kept where nobody who can write to the
    /// database can write
    Anchor {
        /// Which trail
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Print events as lines of JSON, the oldest first, to be kept elsewhere: after a restore they tell what is lost
    Export {
        /// Events of this moment and later, as RFC 3339 writes it: 2025-11-07T00:00:00+09:00
        #[arg(long)]
        since: DateTime<Utc>,
        /// Which trail
        #[command(flatten)]
        place: PlaceArgs,
    },
}

/// What to do with notices.
#[derive(Debug, clap::Args)]
pub struct NoticeArgs {
    /// Publish, change, withdraw or list
    #[command(subcommand)]
    pub task: NoticeTask,
}

/// What can be done with notices.
#[derive(Debug, Subcommand)]
pub enum NoticeTask {
    /// Publish a notice; prints its ID
    Publish {
        /// The notice, a JSON object like {"from": "2025-11-08T09:00:00+09:00", "until": "2025-11-15T18:00:00+09:00",
        /// "ja": {"title": "…", "body": "…"}, "en": {"title": "…", "body": "…"}}. Without `from` it is seen at
        /// once, without `until` it stays a current one. `ja` must be there; the others are en, zh-Hans,
        /// zh-Hant, ko, es, vi and tl. A body is plain text or CommonMark, without HTML, images and code blocks; links
        /// begin with https:// or mailto:
        #[arg(long)]
        file: PathBuf,
        /// Where
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Put another notice in the place of one: times and all texts
    Change {
        /// The ID that `publish` and `list` print
        id: Uuid,
        /// The notice as it is to be, as for `publish`; without `from` that stays as it is
        #[arg(long)]
        file: PathBuf,
        /// Where
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// Take a notice back: nobody sees it any more
    Withdraw {
        /// The ID that `publish` and `list` print
        id: Uuid,
        /// Where
        #[command(flatten)]
        place: PlaceArgs,
    },
    /// List all notices, also those that have not begun and those that were withdrawn
    List {
        /// Where
        #[command(flatten)]
        place: PlaceArgs,
    },
}

/// Which database a command works on.
#[derive(Debug, clap::Args)]
pub struct PlaceArgs {
    /// The data folder of an embedded mode, running or not; wins over a database that is set. Without
    /// either it is `var`
    #[arg(long)]
    pub data_dir: Option<PathBuf>,
    /// The production database
    #[command(flatten)]
    pub database: DatabaseArgs,
}

impl DatabaseArgs {
    /// The address of the database.
    pub fn check(self) -> Result<String, WrongSettings> {
        let mut check = Check(Vec::new());
        let url = check.that("UKETORI_DATABASE_URL", self.database_url, postgres);
        url.ok_or(WrongSettings(check.0))
    }
}

fn postgres(text: String) -> Result<String, String> {
    setting::url::postgres(&text).map(|()| text)
}
