//! A rendered mail: subject, plain text, HTML.

use entity::language::Language;

use super::{html, layout::Section, plain};

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
    /// Renders the sections. `language` is the language of the subject.
    pub(crate) fn new(
        language: Language,
        system_name: String,
        subject: String,
        sections: &[Section],
    ) -> Self {
        Self {
            html: html::mail(language, &subject, sections),
            text: plain::mail(sections),
            languages: sections.iter().map(|section| section.language).collect(),
            system_name,
            subject,
        }
    }

    /// The languages of the sections in their order, e.g. `ja, en`, as in the `Content-Language` header.
    #[must_use]
    pub fn languages(&self) -> String {
        self.languages.iter().map(|language| language.tag()).collect::<Vec<_>>().join(", ")
    }
}
