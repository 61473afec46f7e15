//! How urgent a mail is: three lanes, each with places of its own, so that none waits for another.
//!
//! Someone at a screen waits for account mails, someone with a flight for certificates, nobody for
//! reminders. A lane is its priority in the database, its queue in Redis, and its places in a worker.

/// A lane, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lane {
    /// What is about an account: links, IDs, warnings.
    Account,
    /// Certificates.
    Certificate,
    /// Reminders.
    Reminder,
}

impl Lane {
    /// All lanes, the most urgent first.
    pub const ALL: [Self; 3] = [Self::Account, Self::Certificate, Self::Reminder];

    /// Its number in the database; smaller is more urgent.
    #[must_use]
    pub const fn priority(self) -> i16 {
        match self {
            Self::Account => 10,
            Self::Certificate => 20,
            Self::Reminder => 30,
        }
    }

    /// Its name, as in Redis and in logs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Certificate => "certificate",
            Self::Reminder => "reminder",
        }
    }
}
