//! The texts of the mails, from `locales/<language>/mail.ftl`, embedded in the binary.
//!
//! All eight files have the same keys with the same variables (`tests/locales.rs`), so there is no fallback.
//! If a text is missing or cannot be filled in, the mail is not sent.

use std::collections::HashMap;

use entity::language::Language;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};

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
            // Otherwise Fluent surrounds each value with invisible marks, which are copied along with a
            // number.
            bundle.set_use_isolating(false);
            bundle.add_resource(resource).expect("keys are unique in a file");
            (language, bundle)
        };
        Self(FILES.into_iter().map(bundle).collect())
    }

    /// The text `key`, filled in with `values` that other people wrote. Fails unless each value is one plain
    /// line: input was checked when it was accepted, and a reader could take anything else for our own words.
    pub fn get_plain(
        &self,
        language: Language,
        key: &str,
        values: &[(&str, &str)],
    ) -> Result<String, TextError> {
        if values.iter().all(|(_, value)| is_plain(value)) {
            self.get(language, key, values)
        } else {
            Err(TextError { key: key.to_owned(), language: language.tag() })
        }
    }

    /// A value that stands by itself, under the same condition.
    pub fn value(&self, language: Language, value: &str) -> Result<String, TextError> {
        let error = || TextError { key: "of a value".to_owned(), language: language.tag() };
        if is_plain(value) { Ok(value.to_owned()) } else { Err(error()) }
    }

    /// The text `key`, filled in with `values` of our own.
    pub fn get(&self, language: Language, key: &str, values: &[(&str, &str)]) -> Result<String, TextError> {
        let mut args = FluentArgs::new();
        for (name, value) in values {
            // As a number, so that a language can choose the form of the noun after it.
            let count = value.parse::<i64>().ok().filter(|_| *name == "count");
            args.set(*name, count.map_or_else(|| FluentValue::from(*value), FluentValue::from));
        }
        let error = || TextError { key: key.to_owned(), language: language.tag() };
        let bundle = &self.0[&language];
        let pattern = bundle.get_message(key).and_then(|message| message.value()).ok_or_else(error)?;
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        // With errors, Fluent returns a text in which values are missing. Such a mail is not sent.
        if errors.is_empty() { Ok(text) } else { Err(error()) }
    }
}

/// Whether `fact` has no control character, and none that changes the writing direction.
fn is_plain(fact: &str) -> bool {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !fact.chars().any(|c| c.is_control() || turns(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_has_the_form_of_its_number() {
        let texts = Texts::load();
        let check = |language, key, count, expected: &str| {
            assert_eq!(texts.get_plain(language, key, &[("count", count)]).as_deref(), Ok(expected));
        };
        check(Language::En, "layout-hours", "1", "1 hour");
        check(Language::En, "layout-hours", "24", "24 hours");
        check(Language::Es, "layout-minutes", "1", "1 minuto");
        check(Language::Es, "layout-minutes", "30", "30 minutos");
        check(Language::Ja, "layout-hours", "24", "24時間");
        check(Language::Tl, "layout-hours", "24", "24 na oras");
    }

    #[test]
    fn a_value_that_is_not_one_plain_line_fills_in_nothing() {
        let texts = Texts::load();
        for wrong in ["a\nb", "a\u{202e}b"] {
            assert!(texts.get_plain(Language::En, "user-id-issued-p1", &[("name", wrong)]).is_err());
            assert!(texts.value(Language::En, wrong).is_err());
        }
        assert_eq!(texts.value(Language::En, "hdlpf38617").as_deref(), Ok("hdlpf38617"));
    }
}
