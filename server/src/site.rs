//! What an installation publishes about itself besides its texts: the help desk, and the domain of its mails
//! (R4, R19, R33).
//!
//! All of it is configuration; the addresses in the manuals belong to the agency (I40).

use std::collections::HashMap;

use url::Url;

use crate::procedure::Procedure;

/// The public details of an installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The telephone number of the help desk, as displayed.
    pub help_desk_phone: String,
    /// The opening hours of the help desk on weekdays, e.g. `9:00-17:00`.
    pub help_desk_hours: String,
    /// The e-mail address of the help desk.
    pub help_desk_email: String,
    /// The domain that all mails come from, without the `@`.
    pub mail_domain: String,
    /// Whether the portal says that the agency does not operate the installation.
    pub has_disclaimer: bool,
    /// The start pages of procedures; some may be missing.
    pub procedure_urls: HashMap<Procedure, Url>,
}

impl Site {
    /// Example values; none of these addresses reaches anyone.
    #[must_use]
    pub fn example() -> Self {
        Self {
            help_desk_phone: "050-0000-0000".to_owned(),
            help_desk_hours: "9:00-17:00".to_owned(),
            help_desk_email: "help@uketori.example".to_owned(),
            mail_domain: "uketori.example".to_owned(),
            has_disclaimer: true,
            procedure_urls: HashMap::new(),
        }
    }
}
