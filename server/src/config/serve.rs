//! The settings of `server serve`.
//!
//! Each field of [`ServeArgs`] is a setting, and its doc comment is the help. [`ServeSettings`] has the
//! checked values.

use std::{net::SocketAddr, path::PathBuf};

use chrono::TimeDelta;
use clap::builder::{OsStringValueParser, TypedValueParser as _};
use entity::{email_link::Lifetimes, key_ring::KeyRing, setting};
use url::Url;
use worker::redis_client::{Address, RedisArgs};

use super::{
    Check, ConnectionArgs, ConnectionSettings, DatabaseArgs, GraphqlArgs, HookArgs, SiteArgs, WrongSettings,
    graphql::GraphqlSettings, link_lifetimes, postgres,
};
use crate::{
    http::{
        client_address::TrustedProxies,
        graphql::{limits::Limits, trusted::TrustedDocuments},
        hooks::Hooks,
    },
    rate_limit::RateLimits,
    site::Site,
};

/// Flags of `server serve`; most of them are text that `check` parses.
#[derive(Debug, clap::Args)]
pub struct ServeArgs {
    /// The production database, with the application role
    #[command(flatten)]
    pub database: DatabaseArgs,
    /// Redis, where all servers share their counts of limits
    #[command(flatten)]
    redis: RedisArgs,
    /// The address of the public listener, plain HTTP. The default is for a TLS proxy on the same machine
    #[arg(long, env = "UKETORI_LISTEN", default_value = "127.0.0.1:8000")]
    listen: String,
    /// The address of the officers' listener, plain HTTP. Only the officers' network should be able to reach
    /// it. An empty value disables it
    #[arg(long, env = "UKETORI_OFFICER_LISTEN", default_value = "127.0.0.1:8001")]
    officer_listen: String,
    /// Origins of the officers' front ends that may call from a browser, separated by commas. Default: none;
    /// clients that send `Authorization: Bearer` are not affected
    #[arg(long, env = "UKETORI_OFFICER_ALLOWED_ORIGINS")]
    officer_allowed_origins: Option<String>,
    /// Proxies whose `X-Forwarded-For` is trusted: addresses and networks like 10.0.0.0/8, separated by
    /// commas. Default: none; the peer of a connection is the client. Required behind a proxy, because
    /// otherwise all clients appear to come from the proxy and share one client's limits
    #[arg(long, env = "UKETORI_TRUSTED_PROXIES")]
    trusted_proxies: Option<String>,
    /// Origins of the front ends that may call from a browser, separated by commas, e.g.
    /// <https://portal.example.jp>. Required
    #[arg(long, env = "UKETORI_ALLOWED_ORIGINS")]
    allowed_origins: Option<String>,
    /// The server key file, which all servers share. Create it with `server keys new`. Each line is
    /// `name key`, the current key first; a key is 32 random bytes in base64url without padding. The keys
    /// pepper passwords, hide email addresses and user IDs in Redis, and encrypt the secrets of officers'
    /// one-time codes. Required
    #[arg(long, env = "UKETORI_SERVER_KEY_FILE", value_parser = OsStringValueParser::new().map(PathBuf::from))]
    server_key_file: Option<PathBuf>,
    /// The link key file, which all workers share. The servers verify the codes on certificates with its
    /// keys. Required
    #[arg(long, env = "UKETORI_LINK_KEY_FILE", value_parser = OsStringValueParser::new().map(PathBuf::from))]
    link_key_file: Option<PathBuf>,
    /// Maximum number of connections of this server to the database, 1 to 500; the check for `/readyz` uses
    /// one more
    #[arg(long, env = "UKETORI_DATABASE_CONNECTIONS", default_value = "16")]
    database_connections: String,
    /// Maximum lifetime of a session in hours, 0 to 8760; 0 means no maximum. Independently of this, a
    /// session ends after three hours without activity
    #[arg(long, env = "UKETORI_SESSION_CAP_HOURS", default_value = "24")]
    session_cap_hours: String,
    /// Lifetimes of links in mails: pairs of a kind and an ISO 8601 duration from PT5M to P30D, separated by
    /// commas. Kinds that you leave out keep their defaults: registration=PT24H, first-password=PT24H,
    /// password-reset=PT1H, email-change=PT24H, disavow=P10D
    #[arg(long, env = "UKETORI_LINK_LIFETIMES")]
    link_lifetimes: Option<String>,
    /// Whether known browsers and apps have their own count of wrong passwords. Five wrong passwords lock an
    /// account for 24 hours. With `on`, a browser or app that has logged in to the account before can still
    /// log in. With `off`, the lock applies to everyone
    #[arg(long, env = "UKETORI_DEVICE_COOKIE", default_value = "on")]
    device_cookie: String,
    /// Rate limits. `off` disables them: only for load tests, or behind a gateway that has its own
    #[arg(long, env = "UKETORI_RATE_LIMITS", default_value = "on")]
    rate_limits: String,
    /// Connections of the listeners, and the shutdown
    #[command(flatten)]
    connections: ConnectionArgs,
    /// Limits of one request, and trusted documents
    #[command(flatten)]
    graphql: GraphqlArgs,
    /// Where mail providers report bounces
    #[command(flatten)]
    hooks: HookArgs,
    /// Facts about the installation that applicants see
    #[command(flatten)]
    site: SiteArgs,
}

/// The checked values of [`ServeArgs`].
pub struct ServeSettings {
    /// The address of PostgreSQL, password included.
    pub database_url: String,
    /// The address of Redis; `None` if this server counts limits by itself.
    pub redis: Option<Address>,
    /// The address of the public listener.
    pub listen: SocketAddr,
    /// The address of the officers' listener; `None` if this server does not serve officers.
    pub officer_listen: Option<SocketAddr>,
    /// Origins of the officers' front ends that may call from a browser; possibly none.
    pub officer_allowed_origins: Vec<Url>,
    /// Proxies whose `X-Forwarded-For` is trusted.
    pub trusted_proxies: TrustedProxies,
    /// Origins of the front ends that may call from a browser.
    pub allowed_origins: Vec<Url>,
    /// The server keys, read from their file.
    pub keys: KeyRing,
    /// The link keys, read from their file.
    pub link_keys: KeyRing,
    /// Connections to the database, 1 to 500; one more checks readiness.
    pub database_connections: u32,
    /// Maximum lifetime of a session; `None` means no maximum.
    pub session_cap: Option<TimeDelta>,
    /// Lifetimes of links in mails, by kind.
    pub link_lifetimes: Lifetimes,
    /// Whether known browsers have their own count of wrong passwords.
    pub device_cookie: bool,
    /// Whether rate limits are enforced.
    pub rate_limits: RateLimits,
    /// Limits of connections, and the shutdown delay.
    pub connections: ConnectionSettings,
    /// Limits of one GraphQL request.
    pub limits: Limits,
    /// Which GraphQL documents are executed.
    pub documents: TrustedDocuments,
    /// Where mail providers report bounces.
    pub hooks: Hooks,
    /// Facts about the installation that applicants see.
    pub site: Site,
}

impl ServeArgs {
    /// Checks every setting. The error names all wrong settings at once, and none of their values.
    pub fn check(self) -> Result<ServeSettings, WrongSettings> {
        let mut check = Check::default();
        let database_url = check.that("UKETORI_DATABASE_URL", self.database.database_url, postgres);
        let redis = self.redis.check().map_err(|faults| {
            check.0.extend(faults.into_iter().map(|fault| format!("{}: {}", fault.setting, fault.text)));
        });
        let listen = check.that("UKETORI_LISTEN", Some(self.listen), |text| address(&text));
        let officer_listen = check.that("UKETORI_OFFICER_LISTEN", Some(self.officer_listen), |text| {
            if text.is_empty() { Ok(None) } else { address(&text).map(Some) }
        });
        let proxies = Some(self.trusted_proxies.unwrap_or_default());
        let trusted_proxies = check.that("UKETORI_TRUSTED_PROXIES", proxies, |text| {
            TrustedProxies::parse(&text).map_err(|error| error.to_string())
        });
        let allowed_origins =
            check.that("UKETORI_ALLOWED_ORIGINS", self.allowed_origins, |text| origins(text.split(',')));
        let officers = Some(self.officer_allowed_origins.unwrap_or_default());
        let officer_allowed_origins = check.that("UKETORI_OFFICER_ALLOWED_ORIGINS", officers, |text| {
            origins(text.split(',').filter(|origin| !origin.trim().is_empty()))
        });
        let keys = check.that("UKETORI_SERVER_KEY_FILE", setting::given(self.server_key_file), |path| {
            KeyRing::read(&path).map_err(|error| error.to_string())
        });
        let link_keys = check.that("UKETORI_LINK_KEY_FILE", setting::given(self.link_key_file), |path| {
            KeyRing::read(&path).map_err(|error| error.to_string())
        });
        let connections = Some(self.database_connections);
        let database_connections =
            check.that("UKETORI_DATABASE_CONNECTIONS", connections, |text| number(&text, 1..=500));
        let session_cap =
            check.that("UKETORI_SESSION_CAP_HOURS", Some(self.session_cap_hours), |text| cap(&text));
        let lifetimes = Some(self.link_lifetimes.unwrap_or_default());
        let link_lifetimes =
            check.that("UKETORI_LINK_LIFETIMES", lifetimes, |text| link_lifetimes::parse(&text));
        let device_cookie = check.that("UKETORI_DEVICE_COOKIE", Some(self.device_cookie), |text| on(&text));
        let rate_limits = check.that("UKETORI_RATE_LIMITS", Some(self.rate_limits), |text| {
            on(&text).map(|is_on| if is_on { RateLimits::On } else { RateLimits::Off })
        });
        let connections = self.connections.check(&mut check);
        let GraphqlSettings { limits, documents } = self.graphql.check(&mut check);
        let hooks = self.hooks.check(&mut check);
        let site = self.site.check(&mut check);
        let settings = || {
            Some(ServeSettings {
                database_url: database_url?,
                redis: redis.ok()?,
                listen: listen?,
                officer_listen: officer_listen?,
                officer_allowed_origins: officer_allowed_origins?,
                trusted_proxies: trusted_proxies?,
                allowed_origins: allowed_origins?,
                keys: keys?,
                link_keys: link_keys?,
                database_connections: database_connections?,
                session_cap: session_cap?,
                link_lifetimes: link_lifetimes?,
                device_cookie: device_cookie?,
                rate_limits: rate_limits?,
                connections: connections?,
                limits: limits?,
                documents: documents?,
                hooks: hooks?,
                site: site?,
            })
        };
        settings().ok_or(WrongSettings(check.0.into_vec()))
    }
}

fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "must be an IP address and a port, e.g. 127.0.0.1:8000".to_owned())
}

fn origins<'a>(texts: impl Iterator<Item = &'a str>) -> Result<Vec<Url>, String> {
    texts.map(|origin| web_origin(origin.trim())).collect()
}

fn on(text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("must be `on` or `off`".to_owned()),
    }
}

fn cap(hours: &str) -> Result<Option<TimeDelta>, String> {
    number(hours, 0..=8_760).map(|hours| (hours > 0).then(|| TimeDelta::hours(hours.into())))
}

fn web_origin(text: &str) -> Result<Url, String> {
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.path() == "/" => Ok(url),
        _ => Err("must be origins like https://portal.example.jp, separated by commas".to_owned()),
    }
}

pub(super) fn number(text: &str, range: std::ops::RangeInclusive<u32>) -> Result<u32, String> {
    let found = text.parse().ok().filter(|number| range.contains(number));
    found.ok_or_else(|| format!("must be a number from {} to {}", range.start(), range.end()))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::{
        super::{Args, Command},
        *,
    };

    fn check(flags: &[&str]) -> Result<ServeSettings, WrongSettings> {
        let line = ["server", "serve"].iter().chain(flags);
        let Some(Command::Serve(args)) = Args::parse_from(line).command else { panic!("serve") };
        args.check()
    }

    #[test]
    fn all_wrong_settings_are_named_at_once_and_no_value_is() {
        let wrong = check(&[
            "--database-url",
            "mysql://u:hunter2@h/d",
            "--redis-url",
            "http://u:hunter2@h",
            "--listen",
            "here",
            "--trusted-proxies",
            "proxy.hunter2.example",
            "--rate-limits",
            "hunter2",
            "--hook-secret",
            "hunter2",
            "--hook-ses-topic",
            "hunter2",
        ]);
        let text = wrong.err().expect("wrong settings").to_string();
        for name in [
            "UKETORI_DATABASE_URL",
            "UKETORI_REDIS_URL",
            "UKETORI_LISTEN",
            "UKETORI_TRUSTED_PROXIES",
            "UKETORI_ALLOWED_ORIGINS",
            "UKETORI_SERVER_KEY_FILE",
            "UKETORI_LINK_KEY_FILE",
            "UKETORI_RATE_LIMITS",
            "UKETORI_HOOK_SECRET",
            "UKETORI_HOOK_SES_TOPIC",
            "UKETORI_MAIL_FROM",
            "UKETORI_HELP_DESK_PHONE",
            "UKETORI_HELP_DESK_EMAIL",
        ] {
            assert!(text.contains(name), "{name} is not named in {text}");
        }
        assert!(!text.contains("hunter2"));
    }

    #[test]
    fn limits_are_on_and_nobody_is_trusted_unless_it_is_said() {
        let file = std::env::temp_dir().join(format!("server-keys-{}", uuid::Uuid::new_v4()));
        KeyRing::read_or_make(&file, &mut rand::make_rng::<rand::rngs::StdRng>()).expect("a key file");
        let needed = [
            "--database-url=postgres://h/d",
            "--allowed-origins=https://portal.example",
            &format!("--server-key-file={}", file.display()),
            &format!("--link-key-file={}", file.display()),
            "--mail-from=no-reply@portal.example",
            "--help-desk-phone=050-0000-0000",
            "--help-desk-email=help@portal.example",
        ];
        let least = check(&needed);
        let off = check(&[&needed[..], &["--rate-limits=off", "--redis-url=redis://h:6379/0"]].concat());
        std::fs::remove_file(&file).expect("the file is there");
        let (least, off) = (least.expect("valid settings"), off.expect("good settings"));
        assert_eq!((least.rate_limits, off.rate_limits), (RateLimits::On, RateLimits::Off));
        assert!(least.redis.is_none() && off.redis.is_some() && least.trusted_proxies.is_empty());
    }
}
