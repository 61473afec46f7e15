//! The server's commands and settings: flags and environment variables, checked all at once.
//!
//! clap reads every setting of the production server as text, and this module checks it. So a start with
//! three wrong settings names all three. Messages name settings, never their values.

mod certificate;
mod connections;
mod embedded;
mod graphql;
mod hooks;
mod keys;
mod link_lifetimes;
mod mail;
mod migrate;
mod officer;
mod restore;
mod serve;
mod site;

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::{Parser, Subcommand, ValueEnum};
use entity::{
    setting::{self, Check},
    version,
};
use uuid::Uuid;

pub use entity::setting::WrongSettings;

pub use self::{
    certificate::{CancelArgs, FileEncoding, IssueArgs, ResendArgs},
    connections::{ConnectionArgs, ConnectionSettings},
    embedded::{ClockKind, EmbeddedArgs, EmbeddedSettings, reached_at},
    graphql::GraphqlArgs,
    hooks::HookArgs,
    keys::{KeysArgs, KeysTask},
    mail::{MailArgs, MailTask},
    migrate::MigrateArgs,
    officer::{OfficerArgs, OfficerTargetArgs, OfficerTask},
    restore::{RestoreArgs, RestoreTask},
    serve::{ServeArgs, ServeSettings},
    site::SiteArgs,
};

/// Uketori: applicants receive Certificates of Eligibility by email.
///
/// Without a command, `server` starts the embedded mode: everything in this one process, with nothing else to
/// install. Use it to try Uketori out, or to build a front end.
#[derive(Debug, Parser)]
#[command(name = "server", version = version::LONG, args_conflicts_with_subcommands = true)]
pub struct Args {
    /// The command. Default: the embedded mode
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    /// Flags of the embedded mode
    pub embedded: EmbeddedArgs,
}

/// The commands of `server`; their doc comments are its help.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the API in production. It needs PostgreSQL, and workers that send mails. You can run any number
    /// of servers
    Serve(Box<ServeArgs>),
    /// Bring the database schema up to date. Runs that start at the same time wait for each other
    Migrate(MigrateArgs),
    /// Print the public or the officers' GraphQL schema, or data for client code generators
    Schema(SchemaArgs),
    /// Record issued certificates from a file, and send each one by mail
    Issue(IssueArgs),
    /// Mail a certificate again, to the owner's current address
    Resend(ResendArgs),
    /// Cancel a certificate. If it may have been received, the owner is notified by mail
    Cancel(CancelArgs),
    /// Verify the audit log, print its anchors, or export its events
    Audit(AuditArgs),
    /// Create, list, unlock, close or reset officers
    Officer(OfficerArgs),
    /// Create and check the key files of servers and workers, and rotate their keys in two steps
    Keys(KeysArgs),
    /// Import accounts from another system. Their owners keep their passwords
    Import(ImportArgs),
    /// Show the state of mails, pause or resume a kind, and release or drop the mails held after restoring a
    /// backup
    Mail(MailArgs),
    /// Prepare a database that was restored from a backup: end the sessions, links and codes in it before any
    /// server or worker runs
    Restore(RestoreArgs),
    /// Publish, change, withdraw or list the notices on the top page
    Notice(NoticeArgs),
}

/// The address of the production database.
#[derive(Clone, Debug, clap::Args)]
pub struct DatabaseArgs {
    /// PostgreSQL 15 or newer: <postgres://user:password@host/database>. docs/OPERATIONS.md, section
    /// Database, explains roles, TLS and other parameters
    #[arg(long, env = "UKETORI_DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
}

/// Flags of `server schema`, which needs no database.
#[derive(Debug, clap::Args)]
pub struct SchemaArgs {
    /// Print the officers' schema. Default: the public schema
    #[arg(long)]
    pub officer: bool,
    /// What to print: `sdl`; `possible-types`, the types of each interface and union in the form that Apollo
    /// Client reads; `type-policies`, how its cache finds each object again; or `scalars`, the form of each scalar
    /// in JSON and in TypeScript
    #[arg(long = "as", value_enum, default_value = "sdl")]
    pub form: SchemaForm,
}

/// What `server schema` prints of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaForm {
    /// The whole schema as SDL.
    Sdl,
    /// The types of each interface and union, as JSON.
    PossibleTypes,
    /// How a cache finds the objects of each type again, as JSON.
    TypePolicies,
    /// The form of each scalar in JSON and in TypeScript.
    Scalars,
}

/// Flags of `server import`, which imports accounts from another system.
#[derive(Debug, clap::Args)]
pub struct ImportArgs {
    /// The accounts: UTF-8 text with one JSON object per line. Required members: `userId`, `name`, `email`,
    /// `phoneNumber`, `type` (`FOREIGN_NATIONAL`, `LEGAL_REPRESENTATIVE`, `LEGAL_SPECIALIST`,
    /// `ORGANIZATION_STAFF` or `COUNTER_APPLICANT`), `passwordHash` (a PHC or crypt string of argon2, bcrypt,
    /// pbkdf2 or scrypt that takes at most a second to verify on this machine). Optional: `language` (ja, en,
    /// zh-Hans, zh-Hant, ko, es, vi or tl; default en) and `registeredAt` (RFC 3339). An account that already
    /// exists is skipped, so you can run the command again with the same file
    #[arg(long)]
    pub file: PathBuf,
    /// Check the whole file, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// The database to work on
    #[command(flatten)]
    pub target: TargetArgs,
}

/// Flags of `server audit`, which reads the audit log.
#[derive(Debug, clap::Args)]
pub struct AuditArgs {
    /// What to do with the audit log
    #[command(subcommand)]
    pub task: AuditTask,
}

/// The tasks of `audit`. None of them changes the audit log.
#[derive(Debug, Subcommand)]
pub enum AuditTask {
    /// Verify every hash chain of the audit log, from its first event to its last, and print a line for each.
    /// Fails if a chain is broken
    Verify {
        /// A file with the output of an earlier `server audit anchor`. A chain is also broken if an event
        /// that this file names has changed or no longer exists
        #[arg(long)]
        anchor: Option<PathBuf>,
        /// The database whose audit log is read
        #[command(flatten)]
        target: TargetArgs,
    },
    /// Print an anchor for every chain: the number and the hash of its last event. Keep the output where
    /// nobody who can write to the database can change it
    Anchor {
        /// The database whose audit log is read
        #[command(flatten)]
        target: TargetArgs,
    },
    /// Print events as JSON, one per line, oldest first. Keep the output outside the database: after a
    /// restore from a backup, it shows what is lost
    Export {
        /// Print events from this time on, in the form of RFC 3339, e.g. 2025-11-07T00:00:00+09:00
        #[arg(long)]
        since: DateTime<Utc>,
        /// The database whose audit log is read
        #[command(flatten)]
        target: TargetArgs,
    },
}

/// Flags of `server notice`, which manages the notices on the top page.
#[derive(Debug, clap::Args)]
pub struct NoticeArgs {
    /// What to do with notices
    #[command(subcommand)]
    pub task: NoticeTask,
}

/// The tasks of `server notice`; only `list` changes nothing.
#[derive(Debug, Subcommand)]
pub enum NoticeTask {
    /// Publish a notice, and print its ID
    Publish {
        /// The notice, a JSON object like {"from": "2025-11-08T09:00:00+09:00", "until":
        /// "2025-11-15T18:00:00+09:00", "ja": {"title": "…", "body": "…"}, "en": {"title": "…", "body":
        /// "…"}}. Without `from` it is visible at once; without `until` it stays current. `ja` is required;
        /// the other languages are en, zh-Hans, zh-Hant, ko, es, vi and tl. A body is plain text or
        /// CommonMark without HTML, images or code blocks; its links begin with https:// or mailto:
        #[arg(long)]
        file: PathBuf,
        /// The database to work on
        #[command(flatten)]
        target: TargetArgs,
    },
    /// Replace the times and all texts of a notice
    Change {
        /// The ID of the notice, as printed by `publish` and `list`
        id: Uuid,
        /// The new content, in the form that `publish` reads. Without `from`, the beginning does not change
        #[arg(long)]
        file: PathBuf,
        /// The database to work on
        #[command(flatten)]
        target: TargetArgs,
    },
    /// Withdraw a notice. Applicants no longer see it
    Withdraw {
        /// The ID of the notice, as printed by `publish` and `list`
        id: Uuid,
        /// The database to work on
        #[command(flatten)]
        target: TargetArgs,
    },
    /// List all notices, including upcoming and withdrawn ones
    List {
        /// The database to work on
        #[command(flatten)]
        target: TargetArgs,
    },
}

/// The database that a command works on.
#[derive(Clone, Debug, clap::Args)]
pub struct TargetArgs {
    /// Work on this data folder of the embedded mode, even while the embedded mode runs on it. The flag takes
    /// precedence over `UKETORI_DATABASE_URL`; if neither is set, the folder is `var`
    #[arg(long)]
    pub data_dir: Option<PathBuf>,
    /// The production database, unless `--data-dir` is given
    #[command(flatten)]
    pub database: DatabaseArgs,
}

impl DatabaseArgs {
    /// The address of the production database; an error if it is missing or is not one of PostgreSQL.
    pub fn check(self) -> Result<String, WrongSettings> {
        let mut check = Check::default();
        let url = check.that("UKETORI_DATABASE_URL", self.database_url, postgres);
        url.ok_or(WrongSettings(check.0.into_vec()))
    }
}

fn postgres(text: String) -> Result<String, String> {
    setting::url::postgres(&text).map(|()| text)
}
