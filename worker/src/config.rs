//! The worker's settings: flags and environment, checked all at once before anything starts.
//!
//! Every value is read as text and checked here, so that a start with three wrong settings names
//! all three. What is printed names settings, never their values: a URL can hold a password.

use std::{fmt, path::PathBuf};

use clap::Parser;
use entity::outbox::pace::Rate;
use lettre::Address;
use url::Url;

use crate::mail::{
    LinkKeys, Sender, Transport,
    smtp::{Deadlines, Relay, Relays},
};

/// Sends Uketori's mails and reminders. Any number of workers may run side by side.
#[derive(Debug, Parser)]
#[command(name = "worker", version)]
pub struct Args {
    /// PostgreSQL 15 or newer: <postgres://user:password@host/database>
    #[arg(long, env = "UKETORI_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    /// Redis 7 or newer: <redis://host:6379/0>
    #[arg(long, env = "UKETORI_REDIS_URL", hide_env_values = true)]
    redis_url: Option<String>,
    /// The mail relay: <smtp://user:password@host:587> (STARTTLS, required) or <smtps://host:465>.
    /// Plain SMTP is spoken to a loopback address only, and with `?tls=required` not even there
    #[arg(long, env = "UKETORI_SMTP_URL", hide_env_values = true)]
    smtp_url: Option<String>,
    /// A second relay, used while the first one fails
    #[arg(long = "smtp-url-2", env = "UKETORI_SMTP_URL_2", hide_env_values = true)]
    second_smtp_url: Option<String>,
    /// The address that mails come from; users are told to allow its domain
    #[arg(long, env = "UKETORI_MAIL_FROM")]
    mail_from: Option<String>,
    /// Base of every link in mails: the front end, e.g. <https://portal.example.jp>/
    #[arg(long, env = "UKETORI_PUBLIC_URL")]
    public_url: Option<String>,
    /// File with the keys that links are derived from: a line `name key` each, the current one
    /// first, the key being 32 random bytes in base64url without padding. All workers share it
    #[arg(long, env = "UKETORI_LINK_KEY_FILE")]
    link_key_file: Option<PathBuf>,
    /// The help desk's telephone number, as mails show it
    #[arg(long, env = "UKETORI_HELP_DESK_PHONE")]
    help_desk_phone: Option<String>,
    /// The help desk's hours, as mails show them
    #[arg(long, env = "UKETORI_HELP_DESK_HOURS", default_value = "9:00-17:00")]
    help_desk_hours: String,
    /// The help desk's e-mail address, as mails show it
    #[arg(long, env = "UKETORI_HELP_DESK_EMAIL")]
    help_desk_email: Option<String>,
    /// Mails that one process sends at a time of each of three lanes: account mails, certificates, reminders
    #[arg(long, env = "UKETORI_WORKER_CONCURRENCY", default_value = "8")]
    concurrency: String,
    /// How many mails all workers together may send in a time, as the provider allows: `14/s`, `100/min` or
    /// `2000/h`. All workers are given the same
    #[arg(long, env = "UKETORI_MAIL_RATE")]
    mail_rate: Option<String>,
}

/// Settings that were found good.
pub struct Settings {
    /// Where the database is.
    pub database_url: String,
    /// Where Redis is.
    pub redis_url: String,
    /// What mails say about the installation.
    pub sender: Sender,
    /// The keys of the links.
    pub link_keys: LinkKeys,
    /// The relays.
    pub transport: Transport,
    /// Mails of a lane at a time.
    pub concurrency: usize,
    /// The pace of all workers.
    pub rate: Option<Rate>,
}

/// All that is wrong with the settings, a line each.
#[derive(Debug, thiserror::Error)]
pub struct WrongSettings(Vec<String>);

impl fmt::Display for WrongSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "wrong settings:\n  {}", self.0.join("\n  "))
    }
}

impl Args {
    /// Checks every setting; either all are good, or all that are wrong are named.
    pub fn check(self) -> Result<Settings, WrongSettings> {
        let mut check = Check(Vec::new());
        let concurrency = check.that("UKETORI_WORKER_CONCURRENCY", Some(self.concurrency), |text| {
            let number = text.parse().ok().filter(|number| (1..=256).contains(number));
            number.ok_or_else(|| "must be a number from 1 to 256".to_owned())
        });
        let rate = match self.mail_rate.as_deref().filter(|text| !text.is_empty()) {
            Some(text) => check.that("UKETORI_MAIL_RATE", Some(text), |text| {
                Rate::parse(text).map(Some).ok_or_else(|| "must be like 14/s, 100/min or 2000/h".to_owned())
            }),
            None => Some(None),
        };
        let first = check.that("UKETORI_SMTP_URL", self.smtp_url.as_deref(), relay);
        let second = self.second_smtp_url.as_deref().filter(|text| !text.is_empty());
        let second = match second {
            Some(text) => check.that("UKETORI_SMTP_URL_2", Some(text), relay).map(Some),
            None => Some(None),
        };
        let database_url = check.that("UKETORI_DATABASE_URL", self.database_url, |text| {
            scheme(text, &["postgres", "postgresql"])
        });
        let redis_url = check.that("UKETORI_REDIS_URL", self.redis_url, |text| scheme(text, &["redis"]));
        let from = check.that("UKETORI_MAIL_FROM", self.mail_from, |text| {
            // As it stands in every mail, and no relay has to know SMTPUTF8 for it.
            let address = text.parse::<Address>().ok().filter(|_| text.is_ascii());
            address.ok_or_else(|| "must be an e-mail address in ASCII".to_owned())
        });
        let public_url = check.that("UKETORI_PUBLIC_URL", self.public_url, |text| {
            url(&text).and_then(|url| match url.scheme() {
                "https" | "http" if url.path().ends_with('/') => Ok(url),
                _ => Err("must be an http(s) address that ends with a slash".to_owned()),
            })
        });
        let link_keys = check.that("UKETORI_LINK_KEY_FILE", self.link_key_file, |path| {
            LinkKeys::read(&path).map_err(|error| error.to_string())
        });
        let phone = check.that("UKETORI_HELP_DESK_PHONE", self.help_desk_phone, shown);
        let email = check.that("UKETORI_HELP_DESK_EMAIL", self.help_desk_email, shown);
        let settings = || {
            let relays = [Some(first?), second?].into_iter().flatten().collect();
            Some(Settings {
                database_url: database_url?,
                redis_url: redis_url?,
                sender: Sender {
                    from: from?,
                    public_url: public_url?,
                    help_desk_phone: phone?,
                    help_desk_hours: self.help_desk_hours,
                    help_desk_email: email?,
                },
                link_keys: link_keys?,
                transport: Transport::Smtp(Relays::new(relays, Deadlines::default())),
                concurrency: concurrency?,
                rate: rate?,
            })
        };
        settings().ok_or(WrongSettings(check.0))
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

fn shown(text: String) -> Result<String, String> {
    if text.trim().is_empty() { Err("must not be empty".to_owned()) } else { Ok(text) }
}

fn url(text: &str) -> Result<Url, String> {
    Url::parse(text).map_err(|error| format!("must be a URL ({error})"))
}

fn relay(text: &str) -> Result<Relay, String> {
    Relay::parse(&url(text)?).map_err(|error| error.to_string())
}

fn scheme(text: String, schemes: &[&str]) -> Result<String, String> {
    let known = url(&text)?;
    if schemes.contains(&known.scheme()) {
        Ok(text)
    } else {
        Err(format!("must begin with {}://", schemes[0]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_wrong_settings_are_named_at_once_and_no_value_is() {
        let args = Args::parse_from([
            "worker",
            "--database-url",
            "mysql://u:hunter2@h/d",
            "--mail-from",
            "nobody",
            "--smtp-url-2",
            "ftp://u:hunter2@h",
        ]);
        let text = args.check().err().expect("wrong settings").to_string();
        for name in [
            "DATABASE_URL",
            "REDIS_URL",
            "SMTP_URL:",
            "SMTP_URL_2:",
            "MAIL_FROM",
            "PUBLIC_URL",
            "LINK_KEY_FILE",
        ] {
            assert!(text.contains(name), "{name} is not named in {text}");
        }
        assert!(!text.contains("hunter2"));
    }
}
