//! What a mail consists of. `plain` and `html` are made of the same blocks, so they cannot differ.

use entity::language::Language;

use super::{html, plain};

/// A piece of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    /// A heading.
    Heading(String),
    /// Running text.
    Paragraph(String),
    /// Names and values.
    Fields(Vec<(String, String)>),
    /// Things of one kind, in no order.
    List(Vec<String>),
    /// A numbered list under a heading.
    Notes {
        /// Its heading.
        heading: String,
        /// Its items.
        items: Vec<String>,
    },
    /// The one thing to do: a button, and the address for those who see none.
    Action {
        /// What the button says.
        label: String,
        /// What stands before the bare address.
        hint: String,
        /// The address.
        url: String,
    },
    /// Who sent it, whom to ask.
    Footer(Vec<String>),
}

/// The mail in one language.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    pub(crate) language: Language,
    pub(crate) blocks: Vec<Block>,
}

/// A mail ready to be put in an envelope.
pub struct Rendered {
    /// The system's name, as the sender's.
    pub system_name: String,
    /// The subject.
    pub subject: String,
    /// The plain text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    languages: Vec<Language>,
}

impl Rendered {
    /// The mail in its languages; `language` is that of its subject.
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

    /// The languages of the sections in their order, as a header lists them.
    #[must_use]
    pub fn languages(&self) -> String {
        self.languages.iter().map(|language| language.tag()).collect::<Vec<_>>().join(", ")
    }
}
