//! Why Redis cannot be used, in words for operators: the cause, and what to do about it.

use redis::{ErrorKind, RedisError, ServerErrorKind};

/// The reason why Redis cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// No connection could be made, or it broke.
    #[error("Redis cannot be reached: {0}")]
    Unreachable(String),
    /// There was no answer before the timeout.
    #[error("Redis did not answer in time")]
    Silent,
    /// The certificate of Redis is not trusted.
    #[error("TLS with Redis failed: {0}")]
    Tls(String),
    /// The user or the password is wrong or missing.
    #[error("Redis refused the user name or the password")]
    Login,
    /// The user lacks a permission for a command or a key.
    #[error("Redis forbids its user a command or a key: {0}")]
    Forbidden(String),
    /// The server is a replica, a demoted primary, or still loading.
    #[error("Redis takes no writes: {0}")]
    NotPrimary(String),
    /// Redis is out of memory or disk space.
    #[error("Redis has no room for writes: {0}")]
    Full(String),
    /// The Sentinels know no primary of that name that is up.
    #[error("the Sentinels name no primary that is up")]
    NoPrimary,
    /// The data are gone, as after FLUSHALL or a restart.
    #[error("Redis has lost its data")]
    Forgotten,
    /// Any other error of Redis or the driver.
    #[error("Redis failed: {0}")]
    Other(String),
}

impl Trouble {
    /// Classifies an error of the driver.
    #[must_use]
    pub fn of(error: &RedisError) -> Self {
        let said = || error.detail().map_or_else(|| error.to_string(), str::to_owned);
        match (error.kind(), error.code()) {
            (ErrorKind::AuthenticationFailed, _) | (_, Some("NOAUTH" | "WRONGPASS")) => Self::Login,
            (ErrorKind::Server(ServerErrorKind::NoPerm), _) => Self::Forbidden(said()),
            // A script's missing permission is reported without a code.
            (ErrorKind::Server(ServerErrorKind::ResponseError), _) if said().starts_with(SCRIPT_MAY_NOT) => {
                Self::Forbidden(said())
            }
            (ErrorKind::Server(ServerErrorKind::ResponseError), _) if said().contains(NOT_REGISTERED) => {
                Self::Forgotten
            }
            (
                _,
                Some(
                    code
                    @ ("READONLY" | "MASTERDOWN" | "LOADING" | "NOREPLICAS" | "CLUSTERDOWN" | "TRYAGAIN"),
                ),
            ) => Self::NotPrimary(code.to_owned()),
            (_, Some(code @ ("OOM" | "MISCONF"))) => Self::Full(code.to_owned()),
            (ErrorKind::MasterNameNotFoundBySentinel, _) => Self::NoPrimary,
            (ErrorKind::Io, _) if error.is_timeout() => Self::Silent,
            (ErrorKind::Io, _) if said().contains("certificate") => Self::Tls(said()),
            (ErrorKind::Io, _) => Self::Unreachable(said()),
            _ => Self::Other(error.to_string()),
        }
    }

    /// What the operator should do about it.
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::Unreachable(_) => "check that Redis is running, and host and port in UKETORI_REDIS_URL",
            Self::Silent => "check the load of Redis and the network to it",
            Self::Tls(_) => "set UKETORI_REDIS_CA_FILE to the authority that signed the certificate of Redis",
            Self::Login => "check user and password in UKETORI_REDIS_URL",
            Self::Forbidden(_) => "give the user the ACL in docs/OPERATIONS.md, section Redis",
            Self::NotPrimary(_) => {
                "point UKETORI_REDIS_URL to the primary; the connection is retried automatically"
            }
            Self::Full(_) => "give Redis more memory or disk",
            Self::NoPrimary => {
                "check the name after the hosts in UKETORI_REDIS_URL, and check that a primary is running"
            }
            Self::Forgotten => "none needed: it is filled again automatically",
            Self::Other(_) => "see the log of Redis",
        }
    }

    /// Whether the connection cannot be used any more: a new one may lead to another server, or log in with
    /// success.
    #[must_use]
    pub const fn ends_connection(&self) -> bool {
        match self {
            Self::Unreachable(_)
            | Self::Silent
            | Self::Tls(_)
            | Self::Login
            | Self::NotPrimary(_)
            | Self::NoPrimary => true,
            // Another connection of the same user to the same server would get the same answer.
            Self::Forbidden(_) | Self::Full(_) | Self::Forgotten | Self::Other(_) => false,
        }
    }
}

/// The beginning of Redis 7's error for a script that its user lacks a permission for.
const SCRIPT_MAY_NOT: &str = "The user executing the script can't";

/// The error of apalis' scripts for a worker that is not registered.
const NOT_REGISTERED: &str = "worker not registered";

#[cfg(test)]
mod tests {
    use redis::{RedisResult, Value};

    use super::*;

    /// A server's error line, parsed by the driver.
    fn said(line: &str) -> RedisError {
        let value: RedisResult<Value> = redis::parse_redis_value(format!("-{line}\r\n").as_bytes());
        value.and_then(Value::extract_error).expect_err("an error")
    }

    #[test]
    fn what_redis_says_has_a_cause_and_a_remedy() {
        let not_primary = |code: &str| Trouble::NotPrimary(code.to_owned());
        for (line, expected) in [
            ("READONLY You can't write against a read only replica.", not_primary("READONLY")),
            ("MASTERDOWN Link with MASTER is down", not_primary("MASTERDOWN")),
            ("LOADING Redis is loading the dataset in memory", not_primary("LOADING")),
            ("NOREPLICAS Not enough good replicas to write.", not_primary("NOREPLICAS")),
            ("CLUSTERDOWN The cluster is down", not_primary("CLUSTERDOWN")),
            ("OOM command not allowed when used memory > 'maxmemory'.", Trouble::Full("OOM".to_owned())),
            ("NOAUTH Authentication required.", Trouble::Login),
            ("WRONGPASS invalid username-password pair", Trouble::Login),
            (
                "ERR Cant fetch next: worker not registered script: 12, on @user_script:24.",
                Trouble::Forgotten,
            ),
        ] {
            assert_eq!(Trouble::of(&said(line)), expected, "{line}");
        }
        for line in [
            "NOPERM this user has no permissions to run the 'lrange' command",
            "ERR The user executing the script can't run this command or subcommand script: 12, on @user_script:1.",
        ] {
            assert!(matches!(Trouble::of(&said(line)), Trouble::Forbidden(_)), "{line}");
        }
        assert!(matches!(Trouble::of(&said("ERR syntax error")), Trouble::Other(_)));
    }

    #[test]
    fn what_another_server_or_another_login_may_mend_ends_a_connection() {
        for line in ["READONLY r", "NOREPLICAS n", "LOADING l", "NOAUTH a"] {
            assert!(Trouble::of(&said(line)).ends_connection(), "{line}");
        }
        for line in ["NOPERM p", "OOM o", "ERR e", "NOSCRIPT n"] {
            assert!(!Trouble::of(&said(line)).ends_connection(), "{line}");
        }
    }
}
