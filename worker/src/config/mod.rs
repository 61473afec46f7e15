//! The worker's settings, from flags and environment variables.
//!
//! All values are taken as text and checked together, so a start with three wrong settings reports all three.
//! Error messages name settings but never show their values, because a URL may contain a password.

mod bounce;

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::{
    Parser, Subcommand,
    builder::{OsStringValueParser, TypedValueParser as _},
};
use entity::{
    outbox::send_rate::Rate,
    setting::{self, Check, WrongSettings},
    version,
};
use lettre::Address;
use url::Url;

pub use self::bounce::{BounceArgs, BounceSettings, Source};
use crate::{
    mail::{
        Bilingual, Imprint, LinkKeys, Sender, Transport, return_path,
        smtp::{Deadlines, Hello, Relay, RelayError, Relays},
    },
    redis_client::{self, RedisArgs},
};

/// Sends Uketori's mails and reminders. Any number of workers can run at the same time.
#[derive(Debug, Parser)]
#[command(name = "worker", version = version::LONG, args_conflicts_with_subcommands = true)]
pub struct Args {
    /// The command. Default: send mails
    #[command(subcommand)]
    pub command: Option<Command>,
    /// PostgreSQL 15 or newer, e.g. <postgres://user:password@host/database>. Required
    #[arg(long, env = "UKETORI_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    /// Where Redis is
    #[command(flatten)]
    redis: RedisArgs,
    /// Mail relay: <smtp://user:password@host:587> (STARTTLS, required) or <smtps://host:465>. Plain SMTP is
    /// used only for a loopback address, and `?tls=required` forbids it even there. Required
    #[arg(long, env = "UKETORI_SMTP_URL", hide_env_values = true)]
    smtp_url: Option<String>,
    /// Second relay, in the same form, used while the first one fails. Default: none
    #[arg(long = "smtp-url-2", env = "UKETORI_SMTP_URL_2", hide_env_values = true)]
    second_smtp_url: Option<String>,
    /// Name by which this worker introduces itself to relays (EHLO): a fully qualified domain name, or an
    /// address in brackets. Default: the machine's fully qualified name, else the address of the connection
    #[arg(long, env = "UKETORI_SMTP_HELLO")]
    smtp_hello: Option<String>,
    /// Sender address of all mails; users are asked to allow mail from its domain. Required
    #[arg(long, env = "UKETORI_MAIL_FROM")]
    mail_from: Option<String>,
    /// Address that mails which bounce come back to, e.g. bounce@mail.example.org: each mail's envelope sender
    /// is bounce+TOKEN@mail.example.org. The part before the @ has at most 15 characters. Optional; without
    /// it, the envelope sender is `UKETORI_MAIL_FROM`, and bounces that come later are not seen
    #[arg(long, env = "UKETORI_BOUNCE_ADDRESS")]
    bounce_address: Option<String>,
    /// Base URL of the links in mails: the address of the front end with a slash at the end, e.g.
    /// <https://portal.example.jp/>. Required
    #[arg(long, env = "UKETORI_PUBLIC_URL")]
    public_url: Option<String>,
    /// File with the keys that links are derived from. Create it with `server keys new`. Each line is `name
    /// key`, where the key is 32 random bytes in base64url without padding; the current key comes first. All
    /// workers must have the same file. Required
    #[arg(long, env = "UKETORI_LINK_KEY_FILE", value_parser = OsStringValueParser::new().map(PathBuf::from))]
    link_key_file: Option<PathBuf>,
    /// Telephone number of the help desk, as shown in mails. Required
    #[arg(long, env = "UKETORI_HELP_DESK_PHONE")]
    help_desk_phone: Option<String>,
    /// Opening hours of the help desk, as shown in mails
    #[arg(long, env = "UKETORI_HELP_DESK_HOURS", default_value = "9:00-17:00")]
    help_desk_hours: String,
    /// Email address of the help desk, as shown in mails. Required
    #[arg(long, env = "UKETORI_HELP_DESK_EMAIL")]
    help_desk_email: Option<String>,
    /// Title of certificates, in Japanese and English with a | between them, as printed on them; the Japanese
    /// title is also in their subjects
    #[arg(
        long,
        env = "UKETORI_CERTIFICATE_TITLE",
        default_value = "在留資格認定証明書|Certificate of Eligibility"
    )]
    certificate_title: String,
    /// Authority that is printed below the title of certificates, in Japanese and English with a | between
    /// them. Name one only if it has agreed. Default: only the issuing bureau of each certificate is printed
    #[arg(long, env = "UKETORI_CERTIFICATE_AUTHORITY")]
    certificate_authority: Option<String>,
    /// Whether mails say that the Immigration Services Agency does not operate this installation: `shown` or
    /// `none`. Give servers the same value
    #[arg(long, env = "UKETORI_DISCLAIMER", default_value = "shown")]
    disclaimer: String,
    /// How many mails this process sends at a time in each of its three lanes (account mails, certificates,
    /// reminders), 1 to 256. Each mail uses a connection to the relay
    #[arg(long, env = "UKETORI_WORKER_CONCURRENCY", default_value = "16")]
    concurrency: String,
    /// Maximum send rate of all workers together, e.g. `14/s`, `100/min` or `2000/h`. Set the same value for
    /// every worker. Default: no limit
    #[arg(long, env = "UKETORI_MAIL_RATE")]
    mail_rate: Option<String>,
}

/// The commands of `worker`; their doc comments are its help.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Record the bounces and complaints that arrive as mails: one mail from standard input, or those of a
    /// Maildir or an IMAP mailbox. Ends with 0 if the mail was recorded or ignored, with 75 if it has to be
    /// taken again later, and with 64 if the command line is wrong
    Bounce(BounceArgs),
}

/// Settings that passed all checks.
pub struct Settings {
    /// The URL of the PostgreSQL database.
    pub database_url: String,
    /// The Redis of the queue.
    pub redis: redis_client::Address,
    /// What mails say about this installation: sender, base URL, help desk.
    pub sender: Sender,
    /// The keys that links are derived from.
    pub link_keys: LinkKeys,
    /// The relays, in order of preference.
    pub transport: Transport,
    /// How many mails of one lane this process sends at a time.
    pub concurrency: usize,
    /// The send rate of all workers together; `None` means unlimited.
    pub rate: Option<Rate>,
}

impl Args {
    /// Checks every setting. The error lists all settings that are wrong.
    pub fn check(self) -> Result<Settings, WrongSettings> {
        let mut check = Check::default();
        let concurrency = check.that("UKETORI_WORKER_CONCURRENCY", Some(self.concurrency), |text| {
            let number = text.parse().ok().filter(|number| (1..=256).contains(number));
            number.ok_or_else(|| "must be a number from 1 to 256".to_owned())
        });
        // An environment file may set a variable to nothing, which means the same as leaving it out.
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
        let hello = match self.smtp_hello.as_deref().filter(|text| !text.is_empty()) {
            Some(text) => check.that("UKETORI_SMTP_HELLO", Some(text), |text| {
                let wrong = || "must be a fully qualified domain name, or an address in brackets".to_owned();
                Hello::parse(text).ok_or_else(wrong)
            }),
            None => Some(Hello::of_machine()),
        };
        let database_url = check.that("UKETORI_DATABASE_URL", self.database_url, |text| {
            setting::url::postgres(&text).map(|()| text)
        });
        let redis = redis(&mut check, self.redis);
        let from = check.that("UKETORI_MAIL_FROM", self.mail_from, |text| {
            // Only ASCII, so that no relay has to support SMTPUTF8.
            let address = text.parse::<Address>().ok().filter(|_| text.is_ascii());
            address.ok_or_else(|| "must be an email address in ASCII".to_owned())
        });
        let bounce = match self.bounce_address.filter(|text| !text.is_empty()) {
            Some(text) => {
                check.that("UKETORI_BOUNCE_ADDRESS", Some(text), |text| bounce_address(&text)).map(Some)
            }
            None => Some(None),
        };
        let public_url = check.that("UKETORI_PUBLIC_URL", self.public_url, |text| setting::url::base(&text));
        let link_keys = check.that("UKETORI_LINK_KEY_FILE", setting::given(self.link_key_file), |path| {
            LinkKeys::read(&path).map_err(|error| error.to_string())
        });
        // The TLS library takes a file without a certificate for an empty list, so that no relay would be
        // trusted.
        let trusted = std::env::var_os("SSL_CERT_FILE").filter(|path| !path.is_empty());
        let trusted = trusted.map_or(Some(()), |path| {
            check.that("SSL_CERT_FILE", Some(path), |path| authorities(Path::new(&path)))
        });
        let phone = check.that("UKETORI_HELP_DESK_PHONE", self.help_desk_phone, shown);
        let email = check.that("UKETORI_HELP_DESK_EMAIL", self.help_desk_email, shown);
        let imprint = imprint(
            &mut check,
            &self.certificate_title,
            self.certificate_authority.as_deref(),
            &self.disclaimer,
        );
        // A closure, because `?` must not leave `check`: all faults are reported together.
        let settings = || {
            trusted?;
            let relays = [Some(first?), second?].into_iter().flatten().collect();
            let relays = Relays::new(relays, Deadlines::default()).greeted_with(hello?);
            Some(Settings {
                database_url: database_url?,
                redis: redis?,
                sender: Sender {
                    from: from?,
                    bounce: bounce?,
                    public_url: public_url?,
                    help_desk_phone: phone?,
                    help_desk_hours: self.help_desk_hours,
                    help_desk_email: email?,
                    imprint: imprint?,
                },
                link_keys: link_keys?,
                transport: Transport::Smtp(relays),
                concurrency: concurrency?,
                rate: rate?,
            })
        };
        settings().ok_or(WrongSettings(check.0.into_vec()))
    }
}

/// Checks the settings of Redis, which a worker requires.
fn redis(check: &mut Check, args: RedisArgs) -> Option<redis_client::Address> {
    match args.check() {
        Ok(address) => check.that("UKETORI_REDIS_URL", address, Ok),
        Err(faults) => {
            check.0.extend(faults.into_iter().map(|fault| format!("{}: {}", fault.setting, fault.text)));
            None
        }
    }
}

/// Checks what mails say about who issues certificates.
fn imprint(check: &mut Check, title: &str, authority: Option<&str>, disclaimer: &str) -> Option<Imprint> {
    let title = check.that("UKETORI_CERTIFICATE_TITLE", Some(title), Bilingual::parse);
    let authority = match authority.filter(|text| !text.is_empty()) {
        Some(text) => check.that("UKETORI_CERTIFICATE_AUTHORITY", Some(text), Bilingual::parse).map(Some),
        None => Some(None),
    };
    let has_disclaimer = check.that("UKETORI_DISCLAIMER", Some(disclaimer), setting::disclaimer);
    Some(Imprint { title: title?, authority: authority?, has_disclaimer: has_disclaimer? })
}

/// Checks that the file from which TLS to relays takes its trusted authorities contains a certificate.
fn authorities(path: &Path) -> Result<(), String> {
    let text = fs::read(path).map_err(|error| format!("cannot be read from {}: {error}", path.display()))?;
    if setting::has_certificate(&text) {
        return Ok(());
    }
    Err(format!("{} contains no certificate in PEM", path.display()))
}

fn bounce_address(text: &str) -> Result<Address, String> {
    let is_short = |address: &Address| {
        address.user().len() <= return_path::LONGEST && !address.user().contains(['+', '"'])
    };
    let address = text.parse::<Address>().ok().filter(|address| text.is_ascii() && is_short(address));
    address.ok_or_else(|| {
        let longest = return_path::LONGEST;
        format!("must be an email address in ASCII, with at most {longest} characters and no + before the @")
    })
}

fn shown(text: String) -> Result<String, String> {
    if text.trim().is_empty() { Err("must not be empty".to_owned()) } else { Ok(text) }
}

fn relay(text: &str) -> Result<Relay, String> {
    let url = Url::parse(text).map_err(|_| RelayError::Form.to_string())?;
    setting::url::parameters(&url, &["tls"])?;
    Relay::parse(&url).map_err(|error| error.to_string())
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
            "--bounce-address",
            "much.too.long.hunter2@example.org",
            "--smtp-url-2",
            "ftp://u:hunter2@h",
            "--smtp-hello",
            "localhost",
            "--certificate-title",
            "hunter2",
            "--certificate-authority",
            "hunter2|",
            "--disclaimer",
            "hunter2",
        ]);
        let text = args.check().err().expect("wrong settings").to_string();
        for name in [
            "DATABASE_URL",
            "REDIS_URL",
            "SMTP_URL:",
            "SMTP_URL_2:",
            "SMTP_HELLO:",
            "MAIL_FROM",
            "BOUNCE_ADDRESS",
            "PUBLIC_URL",
            "LINK_KEY_FILE",
            "CERTIFICATE_TITLE",
            "CERTIFICATE_AUTHORITY",
            "DISCLAIMER",
        ] {
            assert!(text.contains(name), "{name} is not named in {text}");
        }
        assert!(!text.contains("hunter2"));
    }
}
