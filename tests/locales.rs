//! The texts: every language has the same keys with the same variables.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use entity::language::Language;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

type Texts = BTreeMap<String, BTreeSet<String>>;

fn read(language: Language, file: &str) -> Texts {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../locales").join(language.tag()).join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let resource = parser::parse(text).unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", path.display()));
    let mut texts = Texts::new();
    for entry in resource.body {
        match entry {
            Entry::Message(message) => {
                let pattern = message.value.unwrap_or_else(|| panic!("{} has no text", message.id.name));
                let mut variables = BTreeSet::new();
                collect(&pattern, &mut variables);
                let twice = texts.insert(message.id.name.clone(), variables);
                assert!(twice.is_none(), "{}: {} stands twice", path.display(), message.id.name);
            }
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
            Entry::Term(_) | Entry::Junk { .. } => panic!("{}: neither text nor comment", path.display()),
        }
    }
    texts
}

fn collect(pattern: &Pattern<String>, variables: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { .. } => {}
            PatternElement::Placeable { expression } => collect_of(expression, variables),
        }
    }
}

fn collect_of(expression: &Expression<String>, variables: &mut BTreeSet<String>) {
    let (selector, variants) = match expression {
        Expression::Inline(inline) => (inline, &[][..]),
        Expression::Select { selector, variants } => (selector, &variants[..]),
    };
    if let InlineExpression::VariableReference { id } = selector {
        variables.insert(id.name.clone());
    }
    for variant in variants {
        collect(&variant.value, variables);
    }
}

fn check(file: &str, languages: &[Language]) {
    let original = read(Language::Ja, file);
    assert!(!original.is_empty());
    for language in languages.iter().copied() {
        let texts = read(language, file);
        let missing: Vec<_> = original.keys().filter(|key| !texts.contains_key(*key)).collect();
        let extra: Vec<_> = texts.keys().filter(|key| !original.contains_key(*key)).collect();
        assert!(
            missing.is_empty() && extra.is_empty(),
            "{}: missing {missing:?}, extra {extra:?}",
            language.tag()
        );
        for (key, variables) in &original {
            assert_eq!(&texts[key], variables, "{} of {} in {file}", key, language.tag());
        }
    }
}

#[test]
fn the_texts_of_the_api_have_the_same_keys_and_variables_everywhere() {
    check("api.ftl", &Language::ALL);
}

#[test]
fn the_texts_of_the_mails_have_the_same_keys_and_variables_everywhere() {
    check("mail.ftl", &Language::ALL);
}

#[test]
fn the_words_for_officers_have_the_same_keys_and_variables_in_japanese_and_english() {
    check("officer.ftl", &[Language::Ja, Language::En]);
}

#[test]
fn the_texts_of_the_portal_have_the_same_keys_and_variables_everywhere() {
    check("portal.ftl", &Language::ALL);
}
