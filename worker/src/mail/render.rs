//! A rendered mail: subject, plain text, HTML.

use entity::language::Language;

use super::{html, layout::Layout, plain};

/// A mail in all its languages, before it becomes a MIME message.
pub struct Rendered {
    /// The name of the system, used as the sender's name.
    pub system_name: String,
    /// The subject, in the reader's language.
    pub subject: String,
    /// The plain text part, with all languages.
    pub text: String,
    /// The HTML part, with all languages.
    pub html: String,
    languages: Vec<Language>,
}

impl Rendered {
    /// Renders the layout of a mail in these languages.
    pub(crate) fn new(layout: Layout, languages: Vec<Language>) -> Self {
        Self {
            html: html::mail(&layout),
            text: plain::mail(&layout),
            languages,
            system_name: layout.sender,
            subject: layout.subject,
        }
    }

    /// The languages of the mail, the reader's first, e.g. `vi, ja, en`, as in the `Content-Language` header.
    #[must_use]
    pub fn languages(&self) -> String {
        self.languages.iter().map(|language| language.tag()).collect::<Vec<_>>().join(", ")
    }
}
