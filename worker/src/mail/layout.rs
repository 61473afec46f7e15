//! The blocks of a mail. `plain` and `html` render the same blocks, so their content cannot differ.

use entity::language::Language;

/// A text in Japanese and in English, side by side as in the agency's forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bilingual {
    /// The Japanese text.
    pub ja: String,
    /// The English text.
    pub en: String,
}

/// A block of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    /// The title of a section.
    Heading(String),
    /// A paragraph of running text.
    Paragraph(String),
    /// A value that people copy, e.g. a user ID: large, and alone on its line.
    Code {
        /// What the value is.
        label: String,
        /// The value.
        value: String,
    },
    /// A short line about the block before it.
    Remark(String),
    /// A table of names and values.
    Fields(Vec<(String, String)>),
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
    /// What people show to officials, in Japanese and English.
    Sheet(Box<Sheet>),
    /// Lines in small type, each in its language.
    Small(Vec<(Language, String)>),
    /// The sender, and the help desk.
    Footer(Vec<String>),
}

/// A certificate, or a notice about one, in Japanese and English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sheet {
    pub(crate) title: Bilingual,
    /// Who stands behind it, below the title; `None` to name the issuing bureau alone.
    pub(crate) authority: Option<Bilingual>,
    pub(crate) paragraphs: Vec<Bilingual>,
    pub(crate) rows: Vec<Row>,
    /// The heading of the notes, and the notes.
    pub(crate) notes: Option<(Bilingual, Vec<Bilingual>)>,
    /// How others check that it is real.
    pub(crate) check: Option<Check>,
}

/// A row of a sheet: a label in both languages, and the value once. A date is a value in both forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) label: Bilingual,
    pub(crate) value: String,
    pub(crate) is_large: bool,
}

/// The public check of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Check {
    /// What the check is.
    pub(crate) text: Bilingual,
    /// The label of the page's address.
    pub(crate) page: Bilingual,
    /// The address as people type it.
    pub(crate) address: String,
    /// The address with number and code in its fragment.
    pub(crate) url: String,
    /// The label of the code, and the code.
    pub(crate) code: (Bilingual, String),
}

/// A part of a mail, in one language or, with a [`Sheet`], in Japanese and English.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    pub(crate) language: Language,
    pub(crate) blocks: Vec<Block>,
}

impl Section {
    /// What people show to officials, if it is that. On paper it comes first.
    pub(crate) fn sheet(&self) -> Option<&Sheet> {
        self.blocks.iter().find_map(|block| match block {
            Block::Sheet(sheet) => Some(&**sheet),
            _ => None,
        })
    }
}

/// Everything that a mail shows, before it becomes text and HTML.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    /// The language of the subject, i.e. the reader's.
    pub(crate) language: Language,
    /// The subject.
    pub(crate) subject: String,
    /// What lists of mails show beside the subject. Never seen in the mail itself.
    pub(crate) preheader: String,
    /// The sender's name, above all sections.
    pub(crate) sender: String,
    pub(crate) sections: Vec<Section>,
}
