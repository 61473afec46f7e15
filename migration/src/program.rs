//! Time limits of each program's connections, and their names in PostgreSQL.
//!
//! The database cancels what a program no longer waits for; otherwise an abandoned statement would keep its
//! connection and its locks. Statements set the limits on each new connection, because poolers refuse or
//! ignore start-up parameters. None of this applies to SQLite.

use std::time::Duration;

use sea_orm::sqlx::{AssertSqlSafe, Executor, Postgres, pool::PoolOptions};

/// The program that uses the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// A server, which cancels an operation after `execution`.
    Server {
        /// Time limit of an operation.
        execution: Duration,
    },
    /// A worker, which sends mails.
    Worker,
    /// A command that changes or lists something in batches.
    Command,
    /// A command that may process whole tables: `server migrate`, `server audit`.
    Maintenance,
}

impl Program {
    /// A server with the default limit of an operation, 5 s.
    pub const SERVER: Self = Self::Server { execution: Duration::from_secs(5) };

    /// Time limit of a statement; `None` if there is none.
    #[must_use]
    pub fn statement_timeout(self) -> Option<Duration> {
        match self {
            // A little more than the operation, whose answer has been sent by then.
            Self::Server { execution } => Some(execution + Duration::from_secs(1)),
            Self::Worker => Some(Duration::from_mins(1)),
            Self::Command => Some(Duration::from_mins(10)),
            Self::Maintenance => None,
        }
    }

    /// How long a statement may wait for a lock. For a server it is less than the operation's limit, so that
    /// the operation can still answer.
    #[must_use]
    pub fn lock_timeout(self) -> Duration {
        match self {
            Self::Server { execution } => execution.mul_f64(0.6),
            Self::Worker => Duration::from_secs(10),
            Self::Command | Self::Maintenance => Duration::from_secs(30),
        }
    }

    /// How long a transaction may be idle between two statements. After that, a frozen process or a lost host
    /// no longer holds its locks.
    #[must_use]
    pub fn idle_in_transaction_timeout(self) -> Duration {
        match self {
            Self::Server { .. } => Duration::from_secs(10),
            Self::Worker => Duration::from_secs(20),
            Self::Command | Self::Maintenance => Duration::from_mins(1),
        }
    }

    /// How long the program waits for a free or a new connection.
    #[must_use]
    pub fn acquire_timeout(self) -> Duration {
        match self {
            // Well below the operation's limit: an outage must not be reported as "took too long".
            Self::Server { execution } => execution.mul_f64(0.2).max(Duration::from_millis(500)),
            Self::Worker | Self::Command | Self::Maintenance => Duration::from_secs(5),
        }
    }

    /// The name in `pg_stat_activity`: `uketori`, the program, and its version.
    #[must_use]
    pub fn application_name(self) -> String {
        let name = match self {
            Self::Server { .. } => "server",
            Self::Worker => "worker",
            Self::Command => "command",
            Self::Maintenance => "maintenance",
        };
        format!("uketori {name} {}", env!("CARGO_PKG_VERSION"))
    }

    /// Makes a pool apply the settings to each new connection.
    pub(crate) fn set_up(self, pool: PoolOptions<Postgres>) -> PoolOptions<Postgres> {
        pool.after_connect(move |connection, _| {
            let settings = self.settings();
            Box::pin(async move { connection.execute(AssertSqlSafe(settings)).await.map(drop) })
        })
    }

    /// How PostgreSQL plans prepared statements. A worker has few statements, all of which find rows by key,
    /// so one plan suits all values. Otherwise PostgreSQL would plan some of them again each time.
    fn plan_cache_mode(self) -> &'static str {
        match self {
            Self::Worker => "force_generic_plan",
            _ => "auto",
        }
    }

    /// The SET statements for a new connection, sent as one.
    pub(crate) fn settings(self) -> String {
        let millis = |span: Duration| span.as_millis().to_string();
        let settings = [
            ("statement_timeout", self.statement_timeout().map_or_else(|| "0".to_owned(), millis)),
            ("lock_timeout", millis(self.lock_timeout())),
            ("idle_in_transaction_session_timeout", millis(self.idle_in_transaction_timeout())),
            // With these the server notices within 30 s that our host is gone.
            ("tcp_keepalives_idle", "10".to_owned()),
            ("tcp_keepalives_interval", "5".to_owned()),
            ("tcp_keepalives_count", "3".to_owned()),
            ("tcp_user_timeout", "30000".to_owned()),
            // All our statements rely on this level, so a database's own default must not apply.
            ("default_transaction_isolation", "'read committed'".to_owned()),
            ("plan_cache_mode", self.plan_cache_mode().to_owned()),
        ];
        settings.map(|(name, value)| format!("SET {name} = {value};")).concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_waited_for_is_shorter_the_nearer_it_is_to_the_person() {
        for seconds in [1, 5, 60] {
            let execution = Duration::from_secs(seconds);
            let server = Program::Server { execution };
            let statement = server.statement_timeout().expect("a server has a limit");
            assert!(server.acquire_timeout() < server.lock_timeout().max(Duration::from_millis(501)));
            assert!(server.lock_timeout() < execution && execution < statement);
        }
    }

    #[test]
    fn a_connection_is_set_up_by_statements() {
        let settings = Program::SERVER.settings();
        for setting in ["statement_timeout = 6000;", "lock_timeout = 3000;", "isolation = 'read committed';"]
        {
            assert!(settings.contains(setting), "{setting} is not in {settings}");
        }
        assert!(Program::Maintenance.settings().contains("statement_timeout = 0;"));
    }
}
