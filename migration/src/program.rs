//! How long the connections of each program may take, and under which name PostgreSQL shows them.
//!
//! Whatever a program stops waiting for is ended in the database, too: a statement that nobody waits for any more
//! would keep its connection and its locks. The times are set on each connection when it is made, by statements,
//! because poolers refuse or ignore what stands in the start-up message. SQLite has none of this.

use std::time::Duration;

use sea_orm::sqlx::{AssertSqlSafe, Executor, Postgres, pool::PoolOptions};

/// Which program works on the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// A server. It gives an operation up after `execution`.
    Server {
        /// How long an operation may take.
        execution: Duration,
    },
    /// A worker.
    Worker,
    /// A command that changes or lists something, batch by batch.
    Command,
    /// A command that may work on whole tables: `server migrate`, `server audit`.
    Maintenance,
}

impl Program {
    /// A server with the usual limit of an operation, 5 s.
    pub const SERVER: Self = Self::Server { execution: Duration::from_secs(5) };

    /// How long a statement may take; `None` for as long as it needs.
    #[must_use]
    pub fn statement_timeout(self) -> Option<Duration> {
        match self {
            // A little more than the operation: its answer is then on its way already.
            Self::Server { execution } => Some(execution + Duration::from_secs(1)),
            Self::Worker => Some(Duration::from_mins(1)),
            Self::Command => Some(Duration::from_mins(10)),
            Self::Maintenance => None,
        }
    }

    /// How long a statement may wait for a lock; less than the operation, so that it can still answer.
    #[must_use]
    pub fn lock_timeout(self) -> Duration {
        match self {
            Self::Server { execution } => execution.mul_f64(0.6),
            Self::Worker => Duration::from_secs(10),
            Self::Command | Self::Maintenance => Duration::from_secs(30),
        }
    }

    /// How long a transaction may wait for its program between two statements. A process that froze or a host that
    /// was lost holds its locks no longer.
    #[must_use]
    pub fn idle_in_transaction_timeout(self) -> Duration {
        match self {
            Self::Server { .. } => Duration::from_secs(10),
            Self::Worker => Duration::from_secs(20),
            Self::Command | Self::Maintenance => Duration::from_mins(1),
        }
    }

    /// How long the program waits for a free connection, or for a new one.
    #[must_use]
    pub fn acquire_timeout(self) -> Duration {
        match self {
            // Well below the limit of an operation: an outage must not read as "took too long".
            Self::Server { execution } => execution.mul_f64(0.2).max(Duration::from_millis(500)),
            Self::Worker | Self::Command | Self::Maintenance => Duration::from_secs(5),
        }
    }

    /// The name in `pg_stat_activity`: program and version.
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

    /// Has each new connection of a pool set up.
    pub(crate) fn set_up(self, pool: PoolOptions<Postgres>) -> PoolOptions<Postgres> {
        pool.after_connect(move |connection, _| {
            let settings = self.settings();
            Box::pin(async move { connection.execute(AssertSqlSafe(settings)).await.map(drop) })
        })
    }

    /// A worker's few statements find rows by keys, and one plan serves all values. PostgreSQL would plan some of them
    /// anew each time.
    fn plan_cache_mode(self) -> &'static str {
        match self {
            Self::Worker => "force_generic_plan",
            _ => "auto",
        }
    }

    /// The statements that set a connection up, sent as one.
    pub(crate) fn settings(self) -> String {
        let millis = |span: Duration| span.as_millis().to_string();
        let settings = [
            ("statement_timeout", self.statement_timeout().map_or_else(|| "0".to_owned(), millis)),
            ("lock_timeout", millis(self.lock_timeout())),
            ("idle_in_transaction_session_timeout", millis(self.idle_in_transaction_timeout())),
            // The server finds out within half a minute that our host is gone.
            ("tcp_keepalives_idle", "10".to_owned()),
            ("tcp_keepalives_interval", "5".to_owned()),
            ("tcp_keepalives_count", "3".to_owned()),
            ("tcp_user_timeout", "30000".to_owned()),
            // Every statement of ours counts on it: a database's own default must not change their meaning.
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
