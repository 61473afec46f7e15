//! What a failed statement says of the database: whether to try again later, at once, or never.
//!
//! The classes are those that a caller decides on; nothing here logs, retries or answers.

use sea_orm::{DbErr, RuntimeErr, sqlx};

/// The class of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// All connections were in use, or none could be made in time.
    NoConnection,
    /// The database cannot be reached, is starting or ending, or left in the middle of a conversation.
    Away,
    /// A statement or its wait for a lock took too long, and the database ended it.
    TooSlow,
    /// Another transaction came between: the same work, done again, may pass.
    Conflict,
    /// The database takes no writes: it is a standby, or a primary that was replaced.
    ReadOnly,
    /// The database has no room left: disk, memory or connections.
    Full,
    /// Anything else: a fault of the program or of its data.
    Other,
}

impl Failure {
    /// All classes.
    pub const ALL: [Self; 7] = [
        Self::NoConnection,
        Self::Away,
        Self::TooSlow,
        Self::Conflict,
        Self::ReadOnly,
        Self::Full,
        Self::Other,
    ];

    /// The class of an error.
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

    /// The class of the driver's error.
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

    /// The class of a SQLSTATE.
    fn of_postgres(code: &str) -> Self {
        match code {
            "25006" => Self::ReadOnly,
            "40001" | "40P01" => Self::Conflict,
            "55P03" | "57014" => Self::TooSlow,
            // 57P01 to 57P03: it is being ended, has crashed, or is starting. 25P03: it ended our transaction.
            "57P01" | "57P02" | "57P03" | "57P05" | "25P03" => Self::Away,
            _ if code.starts_with("08") => Self::Away,
            _ if code.starts_with("53") => Self::Full,
            _ => Self::Other,
        }
    }

    /// The class of SQLite's (extended) code.
    fn of_sqlite(code: u32) -> Self {
        match code & 0xff {
            5 | 6 => Self::TooSlow, // BUSY, LOCKED
            8 => Self::ReadOnly,    // READONLY
            7 | 13 => Self::Full,   // NOMEM, FULL
            10 | 14 => Self::Away,  // IOERR, CANTOPEN
            _ => Self::Other,
        }
    }

    /// Whether the same request may pass later: the fault is the database's, not the request's.
    #[must_use]
    pub fn passes(self) -> bool {
        self != Self::Other
    }

    /// The class of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|failure| failure.name() == name)
    }

    /// The name, for logs.
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

/// What was done together with others, or `None` if that took too long: then nothing was done of it, and it may be done
/// alone.
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
