//! A first connection to PostgreSQL, made before the pool, to explain why a database cannot be used.
//!
//! The pool retries silently until it times out, and reports only that. No message here contains the user or
//! the password.

use std::{fmt, fs::File, io::ErrorKind, time::Duration};

use sea_orm::sqlx::{
    Connection, Error, PgConnection,
    postgres::{PgConnectOptions, PgDatabaseError},
};
use tokio::time::{Instant, sleep, timeout, timeout_at};

use crate::pooler;

/// How long a server may take to answer or to start: as long as the pool waits for a connection.
const TIMEOUT: Duration = Duration::from_secs(5);
/// The pause before retrying a server that refuses connections because it is starting.
const RETRY: Duration = Duration::from_millis(200);

/// PgBouncer's message about a start-up parameter that it does not track.
const PARAMETER: &str = "unsupported startup parameter";
/// Parameters of the URL that name a file.
const FILES: [&str; 7] =
    ["sslrootcert", "ssl-root-cert", "ssl-ca", "sslcert", "ssl-cert", "sslkey", "ssl-key"];

/// Why a PostgreSQL database cannot be used, and what to do about it.
#[derive(Debug, thiserror::Error)]
#[error("PostgreSQL at {place}: {cause}")]
pub struct Unusable {
    /// Host, port and database, e.g. `127.0.0.1:5432, database uketori`.
    place: String,
    cause: Cause,
}

/// The reason why no connection can be made.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
enum Cause {
    #[error(
        "the connection is refused; start PostgreSQL there, or correct the host and port in UKETORI_DATABASE_URL"
    )]
    Refused,
    #[error("the host name has no address; correct it in UKETORI_DATABASE_URL, or check this machine's DNS")]
    UnknownHost,
    #[error(
        "no answer within 5 s; check the host and port in UKETORI_DATABASE_URL, and firewalls on the way"
    )]
    NoAnswer,
    #[error(
        "the user or the password is wrong; correct them in UKETORI_DATABASE_URL (write @ as %40 and / as %2F)"
    )]
    Credentials,
    #[error(
        "the user is unknown there, or may not connect from here; check the user in UKETORI_DATABASE_URL, and \
         the server's pg_hba.conf"
    )]
    Forbidden,
    #[error("the database does not exist; create it, or correct its name in UKETORI_DATABASE_URL")]
    NoDatabase,
    #[error("the user lacks the privilege CONNECT on the database; grant it")]
    NoPrivilege,
    #[error("all connections of the server are in use; raise its max_connections, or run fewer processes")]
    Full,
    #[error("the server is starting or stopping; try again later")]
    Restarting,
    #[error(
        "TLS failed: {0}; check sslmode and sslrootcert in UKETORI_DATABASE_URL, and the server's certificate"
    )]
    Tls(String),
    #[error(
        "the server offers no TLS, but sslmode in UKETORI_DATABASE_URL requires it; set `ssl = on` in postgresql.conf"
    )]
    NoTls,
    #[error("the server's certificate is not trusted: {0}")]
    Certificate(String),
    #[error("the file {path}, which UKETORI_DATABASE_URL names as {parameter}, cannot be read: {error}")]
    File { parameter: String, path: String, error: String },
    #[error(
        "a pooler gives this connection to other clients between transactions, but statements, time limits and \
         notifications need a session of their own; set `pool_mode = session` in PgBouncer, or use the address of \
         PostgreSQL itself"
    )]
    Pooled,
    #[error(
        "the pooler refuses a parameter of the connection ({0}); use the address of PostgreSQL itself, \
         or leave the parameter out of UKETORI_DATABASE_URL"
    )]
    Parameter(String),
    #[error(
        "the program listening there does not speak PostgreSQL; correct the host and port in UKETORI_DATABASE_URL"
    )]
    NotPostgres,
    #[error(
        "the server closed the connection; check the host and port in UKETORI_DATABASE_URL, and the server's log"
    )]
    Closed,
    #[error("it must have the form postgres://user:password@host/database")]
    Url,
    #[error("{0}")]
    Other(String),
}

/// Connects, checks that no pooler shares the session, and disconnects. Retries while a server refuses,
/// because it may be starting.
pub(crate) async fn check(url: &str) -> Result<(), Unusable> {
    let options = options(url, "uketori check")?;
    if let Some(cause) = unreadable_file(url) {
        return Err(Unusable { place: Place(&options).to_string(), cause });
    }
    let (deadline, mut before) = (Instant::now() + TIMEOUT, None);
    loop {
        let cause = match timeout_at(deadline, look(&options)).await {
            Ok(Ok(false)) => return Ok(()),
            Ok(Ok(true)) => Cause::Pooled,
            Ok(Err(error)) => cause(&error, &options).await,
            // An earlier refusal says more than the timeout.
            Err(_) => before.unwrap_or(Cause::NoAnswer),
        };
        // A server that is starting refuses in one of these ways for a moment.
        let may_pass = matches!(cause, Cause::Refused | Cause::Full | Cause::Restarting);
        if !may_pass || Instant::now() + RETRY > deadline {
            return Err(Unusable { place: Place(&options).to_string(), cause });
        }
        before = Some(cause);
        sleep(RETRY).await;
    }
}

/// Opens a connection outside the pool. `pg_stat_activity` shows it under `name`.
pub(crate) async fn connect(url: &str, name: &str) -> Result<PgConnection, Unusable> {
    let options = options(url, name)?;
    let cause = match timeout(TIMEOUT, PgConnection::connect_with(&options)).await {
        Ok(Ok(connection)) => return Ok(connection),
        Ok(Err(error)) => cause(&error, &options).await,
        Err(_) => Cause::NoAnswer,
    };
    Err(Unusable { place: Place(&options).to_string(), cause })
}

fn options(url: &str, name: &str) -> Result<PgConnectOptions, Unusable> {
    let options: PgConnectOptions = url.parse().map_err(|_: Error| Unusable {
        place: "the address in UKETORI_DATABASE_URL".to_owned(),
        cause: Cause::Url,
    })?;
    Ok(pooler::for_session_mode(without_brackets(options)).application_name(name))
}

/// Whether a pooler shares the connection with other clients.
async fn look(options: &PgConnectOptions) -> Result<bool, Error> {
    let mut connection = PgConnection::connect_with(options).await?;
    let is_shared = pooler::is_shared(&mut connection, options).await?;
    // If the server goes away now, the pool will notice.
    let _ = connection.close().await;
    Ok(is_shared)
}

/// The first file that the URL names and that cannot be read. The driver reports neither which one nor why.
fn unreadable_file(url: &str) -> Option<Cause> {
    let (_, query) = url.split_once('?')?;
    query.split('&').filter_map(|pair| pair.split_once('=')).find_map(|(parameter, path)| {
        let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned();
        let error = FILES.contains(&parameter).then(|| File::open(&path).err()).flatten()?;
        Some(Cause::File { parameter: parameter.to_owned(), path, error: error.to_string() })
    })
}

/// Removes the brackets from a host such as `[::1]`. URLs need them, but the driver (sqlx 0.9) passes them to
/// the resolver.
pub(crate) fn without_brackets(options: PgConnectOptions) -> PgConnectOptions {
    let host = options.get_host().trim_matches(['[', ']']).to_owned();
    // Setting a host would replace the socket.
    if options.get_socket().is_some() { options } else { options.host(&host) }
}

async fn cause(error: &Error, options: &PgConnectOptions) -> Cause {
    match error {
        Error::Io(error) => match error.kind() {
            ErrorKind::ConnectionRefused => Cause::Refused,
            // The socket's folder does not exist, or no server has created a socket in it.
            ErrorKind::NotFound if options.get_socket().is_some() => Cause::Refused,
            ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset | ErrorKind::BrokenPipe => Cause::Closed,
            _ if has_no_address(options).await => Cause::UnknownHost,
            _ => match error.to_string().strip_prefix("invalid peer certificate: ") {
                Some(why) => Cause::Certificate(certificate(why)),
                None => Cause::Other(error.to_string()),
            },
        },
        Error::Protocol(_) => Cause::NotPostgres,
        Error::Tls(error) if error.to_string().contains("does not support TLS") => Cause::NoTls,
        Error::Tls(error) => Cause::Tls(error.to_string()),
        Error::Database(error) => match error.try_downcast_ref::<PgDatabaseError>() {
            Some(error) => refusal(error.code(), error.message(), options.get_username()),
            None => Cause::Other(error.to_string()),
        },
        error => Cause::Other(error.to_string()),
    }
}

async fn has_no_address(options: &PgConnectOptions) -> bool {
    // A resolver that does not answer has found no address either.
    let look_up = timeout(TIMEOUT, tokio::net::lookup_host((options.get_host(), options.get_port())));
    options.get_socket().is_none() && !matches!(look_up.await, Ok(Ok(_)))
}

/// Explains the TLS library's verdict on a certificate.
fn certificate(why: &str) -> String {
    match why {
        "UnknownIssuer" => "it is not signed by an authority in the file of sslrootcert or by a public one \
                            (UnknownIssuer)"
            .to_owned(),
        // Another authority with the same name signed it.
        "BadSignature" => {
            "it is not signed by the authority in the file of sslrootcert (BadSignature)".to_owned()
        }
        other => other.to_owned(),
    }
}

/// Explains the server's own refusal. Its text is shown where it helps, without the user.
fn refusal(code: &str, message: &str, user: &str) -> Cause {
    if let Some((_, parameter)) = message.split_once(PARAMETER) {
        return Cause::Parameter(parameter.trim_matches([':', ' ']).to_owned());
    }
    match code {
        // A prepared statement exists already, or does not exist: the connection belongs to another session.
        "42P05" | "26000" => Cause::Pooled,
        "28P01" => Cause::Credentials,
        "28000" => Cause::Forbidden,
        "3D000" => Cause::NoDatabase,
        "42501" => Cause::NoPrivilege,
        "53300" => Cause::Full,
        "57P03" => Cause::Restarting,
        _ => {
            Cause::Other(format!("{} (SQLSTATE {code})", message.replace(&format!("\"{user}\""), "the user")))
        }
    }
}

/// The location of a server, as messages show it.
struct Place<'a>(&'a PgConnectOptions);

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (options, port) = (self.0, self.0.get_port());
        match options.get_socket() {
            Some(folder) => write!(f, "{}/.s.PGSQL.{port}", folder.display())?,
            None if options.get_host().contains(':') => write!(f, "[{}]:{port}", options.get_host())?,
            None => write!(f, "{}:{port}", options.get_host())?,
        }
        // Without a name, the database has the user's name, which must not be shown.
        options.get_database().map_or(Ok(()), |database| write!(f, ", database {database}"))
    }
}

#[cfg(test)]
mod tests;
