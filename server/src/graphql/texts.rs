//! The texts of the API: `locales/<language>/api.ftl`, embedded in the binary.
//!
//! All eight files have the same keys with the same variables (`tests/locales.rs`). A missing text is
//! replaced by its key, because a response with a clumsy text is better than none.

use std::{collections::HashMap, sync::LazyLock};

use entity::language::Language;
use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};

static TEXTS: LazyLock<HashMap<Language, FluentBundle<FluentResource>>> = LazyLock::new(load);

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

fn load() -> HashMap<Language, FluentBundle<FluentResource>> {
    let bundle = |(language, text): (Language, &str)| {
        let resource = FluentResource::try_new(text.to_owned())
            .unwrap_or_else(|(_, errors)| panic!("locales/{}/api.ftl: {errors:?}", language.tag()));
        let tag = language.tag().parse().expect("every tag is a valid language tag");
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        bundle.set_use_isolating(false);
        bundle.add_resource(resource).expect("keys are unique within a file");
        (language, bundle)
    };
    FILES.into_iter().map(bundle).collect()
}

/// Returns the text `key` in `language`, with the variables in `values` filled in.
#[must_use]
pub fn text(language: Language, key: &str, values: &[(&str, &str)]) -> String {
    let mut args = FluentArgs::new();
    for (name, value) in values {
        args.set(*name, *value);
    }
    let bundle = &TEXTS[&language];
    let pattern = bundle.get_message(key).and_then(|message| message.value());
    pattern.map_or_else(
        || key.to_owned(),
        |pattern| bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned(),
    )
}
