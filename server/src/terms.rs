//! The terms of use (R50-R52): the version in force, and its text.
//!
//! The Japanese text is the original and prevails (R51); the English one is a translation.

use entity::{input::Fault, language::Language};

/// The version in force; changing the text means changing this.
pub const VERSION: &str = "2026-01";

/// Stands for the terms of the system that accounts were imported from: their owners agreed to those (R26).
pub const BEFORE: &str = "before-2026";

/// The terms in one language.
pub struct Terms {
    /// The language of `body`.
    pub language: Language,
    /// Whether this is the text that prevails.
    pub is_original: bool,
    /// Markdown.
    pub body: &'static str,
}

/// The terms in `language`, or in English where there is no translation.
#[must_use]
pub fn in_language(language: Language) -> Terms {
    match language {
        Language::Ja => {
            Terms { language, is_original: true, body: include_str!("../../locales/ja/terms.md") }
        }
        _ => Terms {
            language: Language::En,
            is_original: false,
            body: include_str!("../../locales/en/terms.md"),
        },
    }
}

/// Whether the version that was agreed to is the one in force.
pub fn check_agreed(version: &str) -> Result<(), Fault> {
    match version {
        "" => Err(Fault::TermsNotAgreed),
        VERSION => Ok(()),
        _ => Err(Fault::TermsOutdated),
    }
}
