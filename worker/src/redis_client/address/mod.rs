//! The address of Redis: one server, with or without TLS, or the primary that Sentinels name; and the prefix
//! of all keys.
//!
//! Everything is checked before a program starts. Error messages never contain the URL, because it may
//! contain a password.

use std::path::PathBuf;

use redis::{
    AsyncConnectionConfig, Client, ConnectionAddr, ConnectionInfo, IntoConnectionInfo, RedisError,
    TlsCertificates, TlsMode,
    aio::MultiplexedConnection,
    sentinel::{SentinelClient, SentinelClientBuilder, SentinelServerType},
};
use url::Url;

/// The forms of `UKETORI_REDIS_URL` that are accepted.
const FORMS: &str = "must be redis://host:6379/0, rediss://user:password@host:6379/0 or \
                     redis+sentinel://user:password@host:26379,host2:26379/primary/0";

/// The default port of a Sentinel.
const SENTINEL_PORT: u16 = 26_379;

/// Where Redis is
#[derive(Debug, clap::Args)]
pub struct RedisArgs {
    /// Redis 7 or newer: <redis://user:password@host:6379/0>, `rediss://` for TLS, or the primary that
    /// Sentinels name: <redis+sentinel://user:password@host:26379,host2:26379/primary/0>. Required for
    /// workers. A server without it counts rate limits by itself
    #[arg(long, env = "UKETORI_REDIS_URL", hide_env_values = true)]
    pub redis_url: Option<String>,
    /// PEM file with the certificates of the authority that signed the certificate of Redis, for `rediss://`
    /// with a private CA. Default: the system's authorities
    #[arg(long, env = "UKETORI_REDIS_CA_FILE")]
    pub redis_ca_file: Option<PathBuf>,
    /// Prefix of every key in Redis. All servers and workers of an installation must use the same one;
    /// installations that share a Redis must use different ones
    #[arg(long, env = "UKETORI_REDIS_PREFIX", default_value = Address::USUAL_PREFIX)]
    pub redis_prefix: String,
}

/// What is wrong with a setting of Redis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The name of the setting, e.g. `UKETORI_REDIS_URL`.
    pub setting: &'static str,
    /// What is wrong with its value, without the value.
    pub text: String,
}

impl RedisArgs {
    /// Checks the settings. Returns `None` if no URL is set, or everything that is wrong.
    pub fn check(self) -> Result<Option<Address>, Vec<Fault>> {
        let mut faults = Vec::new();
        let is_prefix = |text: &str| {
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b":_.-".contains(&byte);
            (1..=64).contains(&text.len()) && text.bytes().all(is_plain)
        };
        if !is_prefix(&self.redis_prefix) {
            let text = "must be 1 to 64 letters, digits and `:`, `_`, `.`, `-`".to_owned();
            faults.push(Fault { setting: "UKETORI_REDIS_PREFIX", text });
        }
        let file = self.redis_ca_file.filter(|path| !path.as_os_str().is_empty());
        let authority = file.map(|path| {
            std::fs::read(&path).map_err(|error| {
                let text = format!("{} cannot be read: {error}", path.display());
                Fault { setting: "UKETORI_REDIS_CA_FILE", text }
            })
        });
        let authority = authority.transpose().unwrap_or_else(|fault| {
            faults.push(fault);
            None
        });
        let url = self.redis_url.filter(|url| !url.is_empty());
        let address = url.map(|url| Address::parse(&url, authority, &self.redis_prefix)).transpose();
        let address = address.unwrap_or_else(|fault| {
            faults.push(fault);
            None
        });
        if faults.is_empty() { Ok(address) } else { Err(faults) }
    }
}

/// The address of Redis, and the prefix of its keys.
#[derive(Clone)]
pub struct Address {
    servers: Servers,
    prefix: String,
}

#[derive(Clone)]
enum Servers {
    /// One address, whichever server answers there.
    One(Box<Client>),
    /// The Sentinels are asked for the primary at each connection.
    Sentinels(Box<Sentinels>),
}

/// Sentinels, and how to log in to them and to Redis.
#[derive(Clone)]
struct Sentinels {
    addresses: Vec<ConnectionAddr>,
    primary: String,
    /// Database, user and password of Redis itself.
    redis: ConnectionInfo,
    /// User and password of the Sentinels.
    own: Option<(String, String)>,
    transport: Transport,
}

/// The transport to the Sentinels and to Redis.
#[derive(Clone)]
enum Transport {
    Plain,
    /// TLS that trusts the system's authorities.
    Tls,
    /// TLS that trusts these authorities instead.
    PrivateTls(TlsCertificates),
}

impl Address {
    /// The default prefix of keys.
    pub const USUAL_PREFIX: &str = "uketori-";

    /// Parses a URL. `authority` has the certificates, in PEM, that TLS trusts in place of the system's.
    pub fn parse(url: &str, authority: Option<Vec<u8>>, prefix: &str) -> Result<Self, Fault> {
        let wrong = |text: String| Fault { setting: "UKETORI_REDIS_URL", text };
        let (scheme, rest) = url.split_once("://").ok_or_else(|| wrong(FORMS.to_owned()))?;
        let tls = ["rediss", "rediss+sentinel"].contains(&scheme);
        // Refused rather than ignored: anyone who names an authority believes that the connection is
        // encrypted.
        if authority.is_some() && !tls {
            let text = "can only be used with rediss:// or rediss+sentinel://".to_owned();
            return Err(Fault { setting: "UKETORI_REDIS_CA_FILE", text });
        }
        let unreadable = |text: String| Fault { setting: "UKETORI_REDIS_CA_FILE", text };
        if authority.as_deref().is_some_and(|pem| !entity::setting::has_certificate(pem)) {
            return Err(unreadable("contains no certificate in PEM".to_owned()));
        }
        let certificates = authority.map(|root| TlsCertificates { client_tls: None, root_cert: Some(root) });
        let unreadable = |error: RedisError| unreadable(format!("contains no usable certificate ({error})"));
        let servers = match scheme {
            "redis" | "rediss" => {
                let info = connection_info(url).map_err(wrong)?;
                let client = match certificates {
                    Some(certificates) => Client::build_with_tls(info, certificates).map_err(unreadable)?,
                    None => Client::open(info).map_err(|error| wrong(format!("{FORMS} ({error})")))?,
                };
                Servers::One(Box::new(client))
            }
            "redis+sentinel" | "rediss+sentinel" => {
                let transport = match certificates {
                    Some(certificates) => Transport::PrivateTls(certificates),
                    None if tls => Transport::Tls,
                    None => Transport::Plain,
                };
                let sentinels = Sentinels::parse(rest, transport).map_err(wrong)?;
                // Built only as a check: the client in use is built for each connection, too late to report a
                // wrong certificate.
                sentinels.client().map_err(unreadable)?;
                Servers::Sentinels(Box::new(sentinels))
            }
            _ => return Err(wrong(FORMS.to_owned())),
        };
        Ok(Self { servers, prefix: prefix.to_owned() })
    }

    /// A Redis without a private CA, with the default prefix.
    pub fn plain(url: &str) -> Result<Self, Fault> {
        Self::parse(url, None, Self::USUAL_PREFIX)
    }

    /// The full name of a key, with the prefix.
    #[must_use]
    pub fn key(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// Connects; with Sentinels, to the server that they call the primary now.
    pub(super) async fn connect(
        &self,
        config: &AsyncConnectionConfig,
    ) -> Result<MultiplexedConnection, RedisError> {
        match &self.servers {
            Servers::One(client) => client.get_multiplexed_async_connection_with_config(config).await,
            Servers::Sentinels(sentinels) => {
                sentinels.client()?.get_async_connection_with_config(config).await
            }
        }
    }
}

impl Sentinels {
    /// Parses what follows the scheme: `user:password@host:port,host:port/primary/database?sentinel_user=…`.
    fn parse(rest: &str, transport: Transport) -> Result<Self, String> {
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = rest.split_once('/').ok_or(FORMS)?;
        let (primary, database) = path.split_once('/').unwrap_or((path, "0"));
        // From the right, because a password may contain an `@`.
        let (login, hosts) =
            authority.rsplit_once('@').map_or(("", authority), |(login, hosts)| (login, hosts));
        if primary.is_empty() || hosts.is_empty() {
            return Err(FORMS.to_owned());
        }
        let at = if login.is_empty() { "" } else { "@" };
        // The driver parses user, password and database as for a single server. The host is never used.
        let redis = connection_info(&format!("redis://{login}{at}localhost/{database}"))?;
        let address = |host: &str| {
            let url = Url::parse(&format!("redis://{host}")).map_err(|_| FORMS)?;
            let name = url.host_str().filter(|name| !name.is_empty()).ok_or(FORMS)?;
            // URLs have IPv6 addresses in brackets, which the resolver does not understand.
            let (host, port) =
                (name.trim_matches(['[', ']']).to_owned(), url.port().unwrap_or(SENTINEL_PORT));
            Ok::<_, String>(match transport {
                Transport::Plain => ConnectionAddr::Tcp(host, port),
                Transport::Tls | Transport::PrivateTls(_) => {
                    ConnectionAddr::TcpTls { host, port, insecure: false, tls_params: None }
                }
            })
        };
        let addresses = hosts.split(',').map(address).collect::<Result<_, _>>()?;
        Ok(Self { addresses, primary: primary.to_owned(), redis, own: own_login(query)?, transport })
    }

    fn client(&self) -> Result<SentinelClient, RedisError> {
        let kind = SentinelServerType::Master;
        let mut builder = SentinelClientBuilder::new(self.addresses.clone(), &self.primary, kind)?;
        let redis = self.redis.redis_settings();
        builder = builder.set_client_to_redis_db(redis.db());
        if let Some(user) = redis.username() {
            builder = builder.set_client_to_redis_username(user);
        }
        if let Some(password) = redis.password() {
            builder = builder.set_client_to_redis_password(password);
        }
        if let Some((user, password)) = &self.own {
            builder = builder.set_client_to_sentinel_password(password);
            if !user.is_empty() {
                builder = builder.set_client_to_sentinel_username(user);
            }
        }
        match &self.transport {
            Transport::Plain => {}
            Transport::Tls => builder = builder.set_client_to_redis_tls_mode(TlsMode::Secure),
            Transport::PrivateTls(certificates) => {
                builder = builder
                    .set_client_to_redis_tls_mode(TlsMode::Secure)
                    .set_client_to_redis_certificates(certificates.clone())
                    .set_client_to_sentinel_certificates(certificates.clone());
            }
        }
        builder.build()
    }
}

/// The user and the password of the Sentinels themselves, if there are any.
fn own_login(query: &str) -> Result<Option<(String, String)>, String> {
    let (mut user, mut password) = (String::new(), None);
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match name.as_ref() {
            "sentinel_user" => user = value.into_owned(),
            "sentinel_password" => password = Some(value.into_owned()),
            _ => return Err("only the parameters sentinel_user and sentinel_password are allowed".to_owned()),
        }
    }
    match password {
        Some(password) => Ok(Some((user, password))),
        None if user.is_empty() => Ok(None),
        None => Err("sentinel_user requires sentinel_password".to_owned()),
    }
}

/// Parses the URL of one Redis. Parameters are refused, because the driver would silently ignore those that
/// it does not know.
fn connection_info(text: &str) -> Result<ConnectionInfo, String> {
    let url = Url::parse(text).map_err(|_| FORMS)?;
    if url.query().is_some() || url.fragment().is_some() {
        return Err("must have no parameters after the number of the database".to_owned());
    }
    url.into_connection_info().map_err(|error| format!("{FORMS} ({error})"))
}

#[cfg(test)]
mod tests;
