//! The server's commands and settings: flags and environment, checked all at once.
//!
//! Every value of the production server is read as text and checked here, so that a start with three
//! wrong settings names all three. What is printed names settings, never their values.

use std::{fmt, net::SocketAddr, path::PathBuf};

use chrono::TimeDelta;
use clap::{Parser, Subcommand, ValueEnum};
use url::Url;

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
    /// Where database, keys and mailbox are kept
    #[arg(long, default_value = "var")]
    pub data_dir: PathBuf,
    /// `manual` stands still until it is moved by POST /clock, so that a reminder can be seen
    /// without waiting a week; its time is kept in the data folder
    #[arg(long, value_enum, default_value = "system")]
    pub clock: ClockKind,
}

/// Which clock the embedded mode goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ClockKind {
    /// The machine's.
    System,
    /// One that is moved by hand.
    Manual,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the API in production: PostgreSQL, and workers beside it. Any number may run
    Serve(ServeArgs),
    /// Bring the database up to date
    Migrate(DatabaseArgs),
    /// Print the public schema as SDL
    Schema,
    /// Record certificates that were issued, and send each by mail
    Issue(IssueArgs),
    /// Take over accounts from another system, with the passwords that their owners have
    Import(ImportArgs),
}

/// Where the production database is.
#[derive(Debug, clap::Args)]
pub struct DatabaseArgs {
    /// PostgreSQL 15 or newer: <postgres://user:password@host/database>
    #[arg(long, env = "UKETORI_DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
}

/// Flags of `issue`.
#[derive(Debug, clap::Args)]
pub struct IssueArgs {
    /// The certificates, as .csv (with a header line) or .json (an array of objects). Columns:
    /// `user_id`, `certificate_number`, `holder_name`, nationality, sex (MALE or FEMALE), `birth_date`,
    /// `status_of_residence`, `period_of_stay`, `issued_on`, `issuing_bureau`, `application_number` (may be
    /// empty); dates as YYYY-MM-DD
    #[arg(long)]
    pub file: PathBuf,
    /// The data folder of an embedded mode, running or not; wins over a database that is set. Without
    /// either it is `var`
    #[arg(long)]
    pub data_dir: Option<PathBuf>,
    /// The production database
    #[command(flatten)]
    pub database: DatabaseArgs,
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

/// Flags of `serve`.
#[derive(Debug, clap::Args)]
pub struct ServeArgs {
    /// The production database
    #[command(flatten)]
    pub database: DatabaseArgs,
    /// Where to listen
    #[arg(long, env = "UKETORI_LISTEN", default_value = "127.0.0.1:8000")]
    listen: String,
    /// Origins of the front ends that may call from a browser, separated by commas, e.g.
    /// <https://portal.example.jp>
    #[arg(long, env = "UKETORI_ALLOWED_ORIGINS")]
    allowed_origins: Option<String>,
    /// Connections to the database
    #[arg(long, env = "UKETORI_DATABASE_CONNECTIONS", default_value = "16")]
    database_connections: String,
    /// After so many hours a session ends whatever happens; 0 for no such limit
    #[arg(long, env = "UKETORI_SESSION_CAP_HOURS", default_value = "24")]
    session_cap_hours: String,
}

/// Settings of `serve` that were found good.
#[derive(Debug)]
pub struct ServeSettings {
    /// Where the database is.
    pub database_url: String,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Who may call from a browser.
    pub allowed_origins: Vec<Url>,
    /// Connections to the database.
    pub database_connections: u32,
    /// The absolute limit of a session.
    pub session_cap: Option<TimeDelta>,
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

impl ServeArgs {
    /// Checks every setting; either all are good, or all that are wrong are named.
    pub fn check(self) -> Result<ServeSettings, WrongSettings> {
        let mut check = Check(Vec::new());
        let database_url = check.that("UKETORI_DATABASE_URL", self.database.database_url, postgres);
        let listen = check.that("UKETORI_LISTEN", Some(self.listen), |text| {
            text.parse().map_err(|_| "must be an address and a port, e.g. 0.0.0.0:8000".to_owned())
        });
        let allowed_origins = check.that("UKETORI_ALLOWED_ORIGINS", self.allowed_origins, |text| {
            text.split(',').map(|origin| web_origin(origin.trim())).collect::<Result<Vec<_>, _>>()
        });
        let database_connections =
            check.that("UKETORI_DATABASE_CONNECTIONS", Some(self.database_connections), |text| {
                number(&text, 1..=500)
            });
        let session_cap = check.that("UKETORI_SESSION_CAP_HOURS", Some(self.session_cap_hours), |text| {
            number(&text, 0..=8_760).map(|hours| (hours > 0).then(|| TimeDelta::hours(hours.into())))
        });
        let settings = || {
            Some(ServeSettings {
                database_url: database_url?,
                listen: listen?,
                allowed_origins: allowed_origins?,
                database_connections: database_connections?,
                session_cap: session_cap?,
            })
        };
        settings().ok_or(WrongSettings(check.0))
    }
}

/// Collects what is wrong; a value is only missing in the end when a fault was noted.
struct Check(Vec<String>);

impl Check {
    fn that<T>(
        &mut self,
        name: &str,
        value: Option<String>,
        parse: impl FnOnce(String) -> Result<T, String>,
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

fn web_origin(text: &str) -> Result<Url, String> {
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.path() == "/" => Ok(url),
        _ => Err("must be origins like https://portal.example.jp, separated by commas".to_owned()),
    }
}

fn number(text: &str, range: std::ops::RangeInclusive<u32>) -> Result<u32, String> {
    let found = text.parse().ok().filter(|number| range.contains(number));
    found.ok_or_else(|| format!("must be a number from {} to {}", range.start(), range.end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_wrong_settings_are_named_at_once_and_no_value_is() {
        let line = ["server", "serve", "--database-url", "mysql://u:hunter2@h/d", "--listen", "here"];
        let Some(Command::Serve(args)) = Args::parse_from(line).command else { panic!("serve") };
        let text = args.check().expect_err("wrong settings").to_string();
        for name in ["UKETORI_DATABASE_URL", "UKETORI_LISTEN", "UKETORI_ALLOWED_ORIGINS"] {
            assert!(text.contains(name), "{name} is not named in {text}");
        }
        assert!(!text.contains("hunter2"));
    }

    #[test]
    fn the_embedded_mode_needs_no_flag() {
        let args = Args::parse_from(["server"]);
        assert!(args.command.is_none());
        assert_eq!(args.embedded.clock, ClockKind::System);
    }
}
