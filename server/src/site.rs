//! What an installation says of itself, beside its texts: where to ask, and where its mails come from (R4, R19, R33).
//!
//! All of it is configuration: the addresses of the manuals are the agency's (I40).

use std::collections::HashMap;

use url::Url;

use crate::procedure::Procedure;

/// The particulars of an installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The help desk's telephone number, as it is shown.
    pub help_desk_phone: String,
    /// Its hours on weekdays, e.g. `9:00-17:00`.
    pub help_desk_hours: String,
    /// Its e-mail address.
    pub help_desk_email: String,
    /// The domain that all mails come from, without the `@`.
    pub mail_domain: String,
    /// Where procedures begin, as far as that is known.
    pub procedure_urls: HashMap<Procedure, Url>,
}

impl Site {
    /// One with the values of an example; nothing in it reaches anybody.
    #[must_use]
    pub fn example() -> Self {
        Self {
            help_desk_phone: "050-0000-0000".to_owned(),
            help_desk_hours: "9:00-17:00".to_owned(),
            help_desk_email: "help@uketori.example".to_owned(),
            mail_domain: "uketori.example".to_owned(),
            procedure_urls: HashMap::new(),
        }
    }
}
