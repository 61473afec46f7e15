//! How long links in mails work: the defaults, which the setting `UKETORI_LINK_LIFETIMES` changes.

use chrono::TimeDelta;

use super::Purpose;

/// How long each kind of link works, counted from when its mail was accepted (R57, I19).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetimes {
    /// For entering the user information; 24 hours by default (R57).
    pub registration: TimeDelta,
    /// For setting the first password; 24 hours by default.
    pub first_password: TimeDelta,
    /// For resetting a forgotten password; 1 hour by default.
    pub password_reset: TimeDelta,
    /// For completing a change of address; 24 hours by default.
    pub email_change: TimeDelta,
    /// For disavowing a change; 10 days by default.
    pub disavow: TimeDelta,
}

impl Default for Lifetimes {
    fn default() -> Self {
        Self {
            registration: TimeDelta::hours(24),
            first_password: TimeDelta::hours(24),
            password_reset: TimeDelta::hours(1),
            email_change: TimeDelta::hours(24),
            disavow: TimeDelta::days(10),
        }
    }
}

impl Lifetimes {
    /// The lifetime of links for `purpose`.
    #[must_use]
    pub const fn of(&self, purpose: Purpose) -> TimeDelta {
        match purpose {
            Purpose::Registration => self.registration,
            Purpose::FirstPassword => self.first_password,
            Purpose::PasswordReset => self.password_reset,
            Purpose::EmailChange => self.email_change,
            Purpose::Disavow => self.disavow,
        }
    }
}
