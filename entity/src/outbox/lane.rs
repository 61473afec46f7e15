//! Lanes: how urgent a mail is. Each of the three lanes has its own capacity, so that none waits for another.
//!
//! Somebody waits at a screen for an account mail, and somebody with a flight for a certificate; nobody waits
//! for a reminder. A lane is a priority in the database, a queue in Redis, and a number of slots in a worker.

/// The lane of a mail, most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Mails about an account: links, user IDs, warnings.
    Account,
    /// Certificates, and their cancellations.
    Certificate,
    /// Weekly reminders to register receipt.
    Reminder,
}

impl Lane {
    /// All lanes, most urgent first.
    pub const ALL: [Self; 3] = [Self::Account, Self::Certificate, Self::Reminder];

    /// The lane's number in the database; lower is more urgent.
    #[must_use]
    pub const fn priority(self) -> i16 {
        match self {
            Self::Account => 10,
            Self::Certificate => 20,
            Self::Reminder => 30,
        }
    }

    /// The lane's name in Redis and in logs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Certificate => "certificate",
            Self::Reminder => "reminder",
        }
    }
}
