//! The texts of the mails, from `locales/<language>/mail.ftl`, embedded in the binary.
//!
//! All eight files have the same keys with the same variables (`tests/locales.rs`), so there is no fallback.
//! If a text is missing or cannot be filled in, the mail is not sent.

use std::collections::HashMap;

use entity::language::Language;
use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};

/// A text is missing, or could not be filled in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text {key} in {language} is missing or could not be filled in")]
pub struct TextError {
    key: String,
    language: &'static str,
}

/// The texts of all mails in all languages.
pub struct Texts(HashMap<Language, FluentBundle<FluentResource>>);

const FILES: [(Language, &str); 8] = [
    (Language::Ja, include_str!("../../../locales/ja/mail.ftl")),
    (Language::En, include_str!("../../../locales/en/mail.ftl")),
    (Language::ZhHans, include_str!("../../../locales/zh-Hans/mail.ftl")),
    (Language::ZhHant, include_str!("../../../locales/zh-Hant/mail.ftl")),
    (Language::Ko, include_str!("../../../locales/ko/mail.ftl")),
    (Language::Es, include_str!("../../../locales/es/mail.ftl")),
    (Language::Vi, include_str!("../../../locales/vi/mail.ftl")),
    (Language::Tl, include_str!("../../../locales/tl/mail.ftl")),
];

impl Texts {
    /// Parses the embedded files. `tests/locales.rs` makes sure that they have no errors.
    #[must_use]
    pub fn load() -> Self {
        let bundle = |(language, text): (Language, &str)| {
            let resource = FluentResource::try_new(text.to_owned())
                .unwrap_or_else(|(_, errors)| panic!("locales/{}/mail.ftl: {errors:?}", language.tag()));
            let tag = language.tag().parse().expect("our tags are language tags");
            let mut bundle = FluentBundle::new_concurrent(vec![tag]);
            bundle.set_use_isolating(false);
            bundle.add_resource(resource).expect("keys are unique in a file");
            (language, bundle)
        };
        Self(FILES.into_iter().map(bundle).collect())
    }

    /// The text `key`, filled in with `facts` that other people wrote. Fails unless each fact is one plain
    /// line: input was checked when it was accepted, and a reader could take anything else for our own words.
    pub fn get_plain(
        &self,
        language: Language,
        key: &str,
        facts: &[(&str, &str)],
    ) -> Result<String, TextError> {
        if facts.iter().all(|(_, fact)| is_plain(fact)) {
            self.get(language, key, facts)
        } else {
            Err(TextError { key: key.to_owned(), language: language.tag() })
        }
    }

    /// The text `key`, filled in with `facts` of our own.
    pub fn get(&self, language: Language, key: &str, facts: &[(&str, &str)]) -> Result<String, TextError> {
        let mut args = FluentArgs::new();
        for (name, value) in facts {
            args.set(*name, *value);
        }
        let error = || TextError { key: key.to_owned(), language: language.tag() };
        let bundle = &self.0[&language];
        let pattern = bundle.get_message(key).and_then(|message| message.value()).ok_or_else(error)?;
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        if errors.is_empty() { Ok(text) } else { Err(error()) }
    }
}

/// Whether `fact` has no control character, and none that changes the writing direction.
fn is_plain(fact: &str) -> bool {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !fact.chars().any(|c| c.is_control() || turns(c))
}
