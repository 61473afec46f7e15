//! Why Redis cannot be used, in words for operators: the cause, and what to do about it.

use redis::{ErrorKind, RedisError, ServerErrorKind};

/// Why Redis cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// There is no connection.
    #[error("Redis cannot be reached: {0}")]
    Unreachable(String),
    /// A connection, and no answer.
    #[error("Redis did not answer in time")]
    Silent,
    /// The certificate of Redis is not trusted.
    #[error("TLS with Redis failed: {0}")]
    Tls(String),
    /// Wrong user or password, or none.
    #[error("Redis refused the user name or the password")]
    Login,
    /// The user lacks a permission.
    #[error("Redis forbids its user a command or a key: {0}")]
    Forbidden(String),
    /// A replica, a primary that was demoted, or a server that is still loading.
    #[error("Redis takes no writes: {0}")]
    NotPrimary(String),
    /// Memory or disk are used up.
    #[error("Redis has no room for writes: {0}")]
    Full(String),
    /// The Sentinels know no primary of that name that is up.
    #[error("the Sentinels name no primary that is up")]
    NoPrimary,
    /// What was there is gone, as after FLUSHALL or a restart.
    #[error("Redis has lost what it held")]
    Forgotten,
    /// Something else that Redis or the driver said.
    #[error("Redis failed: {0}")]
    Other(String),
}

impl Trouble {
    /// What the driver's error means.
    #[must_use]
    pub fn of(error: &RedisError) -> Self {
        let said = || error.detail().map_or_else(|| error.to_string(), str::to_owned);
        match (error.kind(), error.code()) {
            (ErrorKind::AuthenticationFailed, _) | (_, Some("NOAUTH" | "WRONGPASS")) => Self::Login,
            (ErrorKind::Server(ServerErrorKind::NoPerm), _) => Self::Forbidden(said()),
            // What a script may not do is said without a code.
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

    /// What an operator does about it.
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::Unreachable(_) => "check that Redis runs, and host and port in UKETORI_REDIS_URL",
            Self::Silent => "check the load of Redis and the network to it",
            Self::Tls(_) => "set UKETORI_REDIS_CA_FILE to the authority that signed the certificate of Redis",
            Self::Login => "check user and password in UKETORI_REDIS_URL",
            Self::Forbidden(_) => "give the user the ACL in docs/OPERATIONS.md, section Redis",
            Self::NotPrimary(_) => {
                "let UKETORI_REDIS_URL lead to the primary; it is connected to again by itself"
            }
            Self::Full(_) => "give Redis more memory or disk",
            Self::NoPrimary => {
                "check the name behind the hosts in UKETORI_REDIS_URL, and that a primary is up"
            }
            Self::Forgotten => "nothing: it is filled again by itself",
            Self::Other(_) => "see the log of Redis",
        }
    }

    /// Whether a connection on which this was said is of no more use: another one may lead to another server, or log
    /// in anew.
    #[must_use]
    pub const fn ends_connection(&self) -> bool {
        match self {
            Self::Unreachable(_)
            | Self::Silent
            | Self::Tls(_)
            | Self::Login
            | Self::NotPrimary(_)
            | Self::NoPrimary => true,
            Self::Forbidden(_) | Self::Full(_) | Self::Forgotten | Self::Other(_) => false,
        }
    }
}

/// How Redis 7 begins what it says of a script that goes beyond the rights of its user.
const SCRIPT_MAY_NOT: &str = "The user executing the script can't";

/// What apalis' scripts say to a worker whose registration is gone.
const NOT_REGISTERED: &str = "worker not registered";

#[cfg(test)]
mod tests {
    use redis::{RedisResult, Value};

    use super::*;

    /// What a server says, as the driver hands it on.
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
