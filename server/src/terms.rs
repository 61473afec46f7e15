//! The terms of use (R50-R52): the version in force, and its text.
//!
//! The Japanese text is the original and prevails (R51); the English one is a translation.

use entity::{input::ValidationError, language::Language};

/// The version in force. If you change the text, change this too.
pub const VERSION: &str = "2026-01";

/// The version recorded for imported accounts: their owners agreed to the terms of the earlier system (R26).
pub const BEFORE: &str = "before-2026";

/// The languages in which the terms exist, the original first.
pub const LANGUAGES: [Language; 2] = [Language::Ja, Language::En];

/// The terms of use in one language.
pub struct Terms {
    /// The language that `body` is written in.
    pub language: Language,
    /// Whether this is the original, which prevails over translations.
    pub is_original: bool,
    /// The text, in Markdown; it is part of the program.
    pub body: &'static str,
}

/// The terms in `language`, or in English if there is no translation.
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

/// Checks that the version that was agreed to is the one in force.
pub fn check_agreed(version: &str) -> Result<(), ValidationError> {
    match version {
        "" => Err(ValidationError::TermsNotAgreed),
        VERSION => Ok(()),
        _ => Err(ValidationError::TermsOutdated),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reader_gets_the_terms_in_a_language_in_which_they_exist() {
        for language in Language::ALL {
            let shown = in_language(language).language;
            let expected = if LANGUAGES.contains(&language) { language } else { Language::En };
            assert_eq!(shown, expected, "{language:?}");
        }
        let originals = LANGUAGES.map(|language| in_language(language).is_original);
        assert_eq!(originals, [true, false]);
    }
}
