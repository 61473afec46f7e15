//! The server's commands and settings: flags and environment, checked all at once.
//!
//! Every value of the production server is read as text and checked here, so that a start with three
//! wrong settings names all three. What is printed names settings, never their values.

mod certificate;
mod graphql;
mod mail;
mod officer;
mod serve;
mod site;

use std::{fmt, path::PathBuf};

use clap::{Parser, Subcommand, ValueEnum};
use url::Url;
use uuid::Uuid;

pub use self::{
    certificate::{CancelArgs, IssueArgs, ResendArgs},
    graphql::GraphqlArgs,
    mail::{MailArgs, MailTask},
    officer::{OfficerArgs, OfficerPlaceArgs, OfficerTask},
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

/// Flags of the embedded mode.
#[derive(Clone, Debug, clap::Args)]
pub struct EmbeddedArgs {
    /// Where to listen; also the base of the links in mails
    #[arg(long, default_value = "127.0.0.1:8000")]
    pub listen: String,
    /// Where to listen for officers; without it the next port after that of `--listen`
    #[arg(long)]
    pub officer_listen: Option<String>,
    /// Where database, keys and mailbox are kept
    #[arg(long, default_value = "var")]
    pub data_dir: PathBuf,
    /// `manual` stands still until it is moved by POST /clock, so that a reminder can be seen
    /// without waiting a week; its time is kept in the data folder
    #[arg(long, value_enum, default_value = "system")]
    pub clock: ClockKind,
    /// `off` lets everything be asked for as often as one likes, e.g. for a load test
    #[arg(long, value_enum, default_value = "on")]
    pub rate_limits: RateLimits,
}

/// Which clock the embedded mode goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ClockKind {
    /// The machine's.
    System,
    /// One that is moved by hand.
    Manual,
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
    /// Bring the database up to date
    Migrate(DatabaseArgs),
    /// Print the public schema, or the officers', as SDL, or what generators of clients need besides
    Schema(SchemaArgs),
    /// Record certificates that were issued, and send each by mail
    Issue(IssueArgs),
    /// Send the mail of a certificate once more
    Resend(ResendArgs),
    /// Cancel a certificate; whoever may have it is told by mail
    Cancel(CancelArgs),
    /// Check the audit trail, or write down how far it has come
    Audit(AuditArgs),
    /// Create officers, list them, close them, or let them enrol anew
    Officer(OfficerArgs),
    /// Take over accounts from another system, with the passwords that their owners have
    Import(ImportArgs),
    /// See how mails stand; pause a kind; hold what waits after the database came back from a backup
    Mail(MailArgs),
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
    /// Check or anchor
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

/// All that is wrong with the settings, a line each.
#[derive(Debug, thiserror::Error)]
pub struct WrongSettings(Vec<String>);

impl fmt::Display for WrongSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "wrong settings:\n  {}", self.0.join("\n  "))
    }
}

impl DatabaseArgs {
    /// The address of the database.
    pub fn check(self) -> Result<String, WrongSettings> {
        let mut check = Check(Vec::new());
        let url = check.that("UKETORI_DATABASE_URL", self.database_url, postgres);
        url.ok_or(WrongSettings(check.0))
    }
}

/// Collects what is wrong; a value is only missing in the end when a fault was noted.
struct Check(Vec<String>);

impl Check {
    fn that<V, T>(
        &mut self,
        name: &str,
        value: Option<V>,
        parse: impl FnOnce(V) -> Result<T, String>,
    ) -> Option<T> {
        match value.ok_or_else(|| "is required".to_owned()).and_then(parse) {
            Ok(value) => Some(value),
            Err(fault) => {
                self.0.push(format!("{name}: {fault}"));
                None
            }
        }
    }
}

fn postgres(text: String) -> Result<String, String> {
    match Url::parse(&text) {
        Ok(url) if matches!(url.scheme(), "postgres" | "postgresql") => Ok(text),
        _ => Err("must be postgres://user:password@host/database".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_mode_needs_no_flag() {
        let args = Args::parse_from(["server"]);
        assert!(args.command.is_none());
        assert_eq!(args.embedded.clock, ClockKind::System);
        assert_eq!(args.embedded.rate_limits, RateLimits::On);
    }
}
