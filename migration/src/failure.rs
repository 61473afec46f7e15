//! Classifies database errors: whether the same work can succeed at once, later, or never.
//!
//! The classes are those that callers distinguish. Nothing here logs, retries or answers.

use sea_orm::{DbErr, RuntimeErr, sqlx};

/// The class of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No connection was free, or none could be made in time.
    NoConnection,
    /// The database cannot be reached, is starting or stopping, or closed the connection.
    Away,
    /// A statement or its wait for a lock took too long, and the database cancelled it.
    TooSlow,
    /// Another transaction interfered. The same work may succeed if it is repeated.
    Conflict,
    /// The database is read-only: a standby, or a primary that was replaced.
    ReadOnly,
    /// The database has run out of disk space, memory or connections.
    Full,
    /// Any other error: a bug in the program or a problem in its data.
    Other,
}

impl Failure {
    /// All classes of failures.
    pub const ALL: [Self; 7] = [
        Self::NoConnection,
        Self::Away,
        Self::TooSlow,
        Self::Conflict,
        Self::ReadOnly,
        Self::Full,
        Self::Other,
    ];

    /// Classifies an error of the ORM.
    #[must_use]
    pub fn of(error: &DbErr) -> Self {
        match error {
            DbErr::ConnectionAcquire(_) => Self::NoConnection,
            DbErr::Conn(RuntimeErr::SqlxError(cause))
            | DbErr::Exec(RuntimeErr::SqlxError(cause))
            | DbErr::Query(RuntimeErr::SqlxError(cause)) => Self::of_cause(cause),
            DbErr::Conn(_) => Self::Away,
            _ => Self::Other,
        }
    }

    /// Classifies an error of the driver.
    #[must_use]
    pub fn of_cause(cause: &sqlx::Error) -> Self {
        match cause {
            sqlx::Error::PoolTimedOut => Self::NoConnection,
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Self::Away,
            sqlx::Error::Database(said) => {
                let code = said.code().unwrap_or_default();
                match said.try_downcast_ref::<sqlx::postgres::PgDatabaseError>() {
                    Some(_) => Self::of_postgres(&code),
                    None => code.parse().map_or(Self::Other, Self::of_sqlite),
                }
            }
            _ => Self::Other,
        }
    }

    /// Classifies a SQLSTATE of PostgreSQL.
    fn of_postgres(code: &str) -> Self {
        match code {
            "25006" => Self::ReadOnly,
            "40001" | "40P01" => Self::Conflict,
            "55P03" | "57014" => Self::TooSlow,
            // 57P01 to 57P03: the server is stopping, has crashed, or is starting. 25P03: it ended our idle
            // transaction.
            "57P01" | "57P02" | "57P03" | "57P05" | "25P03" => Self::Away,
            _ if code.starts_with("08") => Self::Away,
            _ if code.starts_with("53") => Self::Full,
            _ => Self::Other,
        }
    }

    /// Classifies a (possibly extended) result code of SQLite.
    fn of_sqlite(code: u32) -> Self {
        match code & 0xff {
            5 | 6 => Self::TooSlow, // BUSY, LOCKED
            8 => Self::ReadOnly,    // READONLY
            7 | 13 => Self::Full,   // NOMEM, FULL
            10 | 14 => Self::Away,  // IOERR, CANTOPEN
            _ => Self::Other,
        }
    }

    /// Whether the same request may succeed later, because the cause is the database and not the request.
    #[must_use]
    pub fn passes(self) -> bool {
        self != Self::Other
    }

    /// The class with this [`Self::name`].
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|failure| failure.name() == name)
    }

    /// The name of the class, for logs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoConnection => "no connection",
            Self::Away => "away",
            Self::TooSlow => "too slow",
            Self::Conflict => "conflict",
            Self::ReadOnly => "read-only",
            Self::Full => "full",
            Self::Other => "other",
        }
    }
}

/// Turns [`Failure::TooSlow`] into `None`. Work that was batched and took too long was not done at all, so
/// the caller can do it alone.
pub fn unless_too_slow<T>(done: Result<T, DbErr>) -> Result<Option<T>, DbErr> {
    match done {
        Ok(done) => Ok(Some(done)),
        Err(error) if Failure::of(&error) == Failure::TooSlow => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_says_whether_to_come_back() {
        for (code, expected) in [
            ("25006", Failure::ReadOnly),
            ("40001", Failure::Conflict),
            ("40P01", Failure::Conflict),
            ("55P03", Failure::TooSlow),
            ("57014", Failure::TooSlow),
            ("57P01", Failure::Away),
            ("08006", Failure::Away),
            ("53100", Failure::Full),
            ("53300", Failure::Full),
            ("23505", Failure::Other),
            ("42P01", Failure::Other),
        ] {
            assert_eq!(Failure::of_postgres(code), expected, "{code}");
        }
        for (code, expected) in [
            (5, Failure::TooSlow),
            (517, Failure::TooSlow),
            (13, Failure::Full),
            (8, Failure::ReadOnly),
            (778, Failure::Away),
            (19, Failure::Other),
        ] {
            assert_eq!(Failure::of_sqlite(code), expected, "{code}");
        }
    }

    #[test]
    fn a_pool_without_a_connection_is_not_a_database_that_is_slow() {
        let error = DbErr::ConnectionAcquire(sea_orm::ConnAcquireErr::Timeout);
        assert_eq!(Failure::of(&error), Failure::NoConnection);
        assert_eq!(Failure::of_cause(&sqlx::Error::PoolTimedOut), Failure::NoConnection);
        assert!(Failure::NoConnection.passes() && !Failure::Other.passes());
        assert!(Failure::ALL.iter().all(|failure| Failure::named(failure.name()) == Some(*failure)));
    }
}
