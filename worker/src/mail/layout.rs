//! The blocks of a mail. `plain` and `html` render the same blocks, so their content cannot differ.

use entity::language::Language;

/// A block of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    /// The title of a section.
    Heading(String),
    /// A paragraph of running text.
    Paragraph(String),
    /// A table of names and values.
    Fields(Vec<(String, String)>),
    /// An unordered list.
    List(Vec<String>),
    /// A numbered list under a heading.
    Notes {
        /// The heading above the list.
        heading: String,
        /// The items, without their numbers.
        items: Vec<String>,
    },
    /// The main action: a button, and its URL as text for readers without buttons.
    Action {
        /// The text on the button.
        label: String,
        /// The text before the URL.
        hint: String,
        /// The URL, with its token if it has one.
        url: String,
    },
    /// The sender, and the help desk.
    Footer(Vec<String>),
}

/// The part of a mail in one language.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    pub(crate) language: Language,
    pub(crate) blocks: Vec<Block>,
}
