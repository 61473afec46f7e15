//! The texts of the API: `locales/<language>/api.ftl`, and for officers only `officer.ftl` in Japanese and English.
//! They are embedded in the binary.
//!
//! All files of a name have the same keys with the same variables (`tests/locales.rs`). A missing text is
//! replaced by its key, because a response with a clumsy text is better than none.

use std::{collections::HashMap, sync::LazyLock};

use entity::language::Language;
use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};

type Bundle = FluentBundle<FluentResource>;

static TEXTS: LazyLock<HashMap<Language, Bundle>> = LazyLock::new(|| load(&FILES));
static OFFICER_TEXTS: LazyLock<HashMap<Language, Bundle>> = LazyLock::new(|| load(&OFFICER_FILES));

const FILES: [(Language, &str); 8] = [
    (Language::Ja, include_str!("../../../locales/ja/api.ftl")),
    (Language::En, include_str!("../../../locales/en/api.ftl")),
    (Language::ZhHans, include_str!("../../../locales/zh-Hans/api.ftl")),
    (Language::ZhHant, include_str!("../../../locales/zh-Hant/api.ftl")),
    (Language::Ko, include_str!("../../../locales/ko/api.ftl")),
    (Language::Es, include_str!("../../../locales/es/api.ftl")),
    (Language::Vi, include_str!("../../../locales/vi/api.ftl")),
    (Language::Tl, include_str!("../../../locales/tl/api.ftl")),
];

const OFFICER_FILES: [(Language, &str); 2] = [
    (Language::Ja, include_str!("../../../locales/ja/officer.ftl")),
    (Language::En, include_str!("../../../locales/en/officer.ftl")),
];

fn load(files: &[(Language, &str)]) -> HashMap<Language, Bundle> {
    let bundle = |(language, text): (Language, &str)| {
        let resource = FluentResource::try_new(text.to_owned())
            .unwrap_or_else(|(_, errors)| panic!("locales/{}: {errors:?}", language.tag()));
        let tag = language.tag().parse().expect("every tag is a valid language tag");
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        bundle.set_use_isolating(false);
        bundle.add_resource(resource).expect("keys are unique within a file");
        (language, bundle)
    };
    files.iter().copied().map(bundle).collect()
}

/// Returns the text `key` in `language`, with the variables in `values` filled in.
#[must_use]
pub fn text(language: Language, key: &str, values: &[(&str, &str)]) -> String {
    filled_in(&TEXTS[&language], key, values).unwrap_or_else(|| key.to_owned())
}

/// Returns the text `key` for officers, with the variables in `values` filled in: in Japanese, or in English for all
/// other languages.
#[must_use]
pub fn officer_text(language: Language, key: &str, values: &[(&str, &str)]) -> String {
    let language = if language == Language::Ja { language } else { Language::En };
    filled_in(&OFFICER_TEXTS[&language], key, values).unwrap_or_else(|| key.to_owned())
}

/// Returns the text `key` of a bundle, if there is one.
fn filled_in(bundle: &Bundle, key: &str, values: &[(&str, &str)]) -> Option<String> {
    let mut args = FluentArgs::new();
    for (name, value) in values {
        args.set(*name, *value);
    }
    let pattern = bundle.get_message(key)?.value()?;
    Some(bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned())
}

/// Returns the name of the input fields called `name`, as forms show it; `None` if there is no text for them.
#[must_use]
pub fn label(name: &str, language: Language) -> Option<String> {
    let dashed =
        |c: char| if c.is_ascii_uppercase() { format!("-{}", c.to_ascii_lowercase()) } else { c.into() };
    let key: String = name.chars().map(dashed).collect();
    filled_in(&TEXTS[&language], &format!("field-{key}"), &[])
}
