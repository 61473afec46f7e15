//! Each part of a mail is in its language only (R24): no English is left in another language, except names.

use entity::language::Language;
use worker::mail::sample::SampleData;

use crate::support::samples::{Sample, samples};

/// What is the same in every language: data of the samples, the title of certificates, the name of the form,
/// and words that the language itself uses.
const NAMES: [&str; 14] = [
    "NGUYEN VAN AN",
    "Firefox, Windows",
    "Viet Nam",
    "Engineer/Specialist in Humanities/International Services",
    "3 years",
    "Tokyo Regional Immigration Services Bureau",
    "TOKYO-2025-0004711",
    "TEST25-000123",
    "hdlpf38617",
    "hdlpf38618",
    "help@uketori.example",
    "@uketori.example",
    "URL",
    "ID",
];
/// Words that every English text contains.
const ENGLISH: [&str; 30] = [
    "the", "of", "to", "and", "is", "are", "was", "you", "your", "this", "that", "for", "with", "not", "be",
    "it", "if", "we", "please", "has", "have", "been", "from", "or", "by", "on", "in", "will", "do", "our",
];

/// The text's parts that are in one language, without addresses and names.
fn parts(sample: &Sample) -> Vec<(Language, String)> {
    let stripped = |text: &str| {
        let lines = text.lines().filter(|line| !line.starts_with("http")).collect::<Vec<_>>().join("\n");
        NAMES.iter().fold(lines, |text, name| text.replace(name, ""))
    };
    let parts = sample.parts().into_iter();
    parts.filter_map(|(language, text)| Some((language?, stripped(text)))).collect()
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

#[test]
fn no_latin_word_is_left_in_an_east_asian_language() {
    for sample in samples(SampleData::Usual) {
        for (language, text) in parts(&sample) {
            if matches!(language, Language::Ja | Language::Ko | Language::ZhHans | Language::ZhHant) {
                let latin: Vec<_> = words(&text).into_iter().filter(|word| word.is_ascii()).collect();
                assert_eq!(latin, [""; 0], "{} in {language:?}", sample.name());
            }
        }
    }
}

#[test]
fn no_english_sentence_is_left_in_a_language_of_latin_letters() {
    let samples = samples(SampleData::Usual);
    let english = |text: &str| {
        let sample = samples.iter().find(|sample| sample.text == text && sample.language == Language::En);
        let parts = parts(sample.expect("every text is there")).into_iter();
        parts.filter(|(language, _)| *language == Language::En).map(|(_, text)| text).collect::<String>()
    };
    for sample in &samples {
        let english = english(&sample.text);
        assert!(!english.is_empty(), "an English part");
        for (language, text) in parts(sample) {
            if !matches!(language, Language::Es | Language::Vi | Language::Tl) {
                continue;
            }
            let name = sample.name();
            for line in text.lines().filter(|line| words(line).len() > 1) {
                assert!(!english.lines().any(|one| one == line), "{name}: {line:?} is English");
            }
            let is_english: Vec<_> =
                words(&text).iter().map(|word| ENGLISH.contains(&word.as_str())).collect();
            assert!(!is_english.windows(3).any(|run| run == [true; 3]), "{name}: {text}");
        }
    }
}

/// The subject is in the reader's language, with the purpose first, because a phone shows some forty columns.
/// Reminders of different certificates have different subjects.
#[test]
fn subjects_begin_with_the_purpose_and_end_with_the_system() {
    for sample in samples(SampleData::Usual) {
        let (name, subject) = (sample.name(), &sample.mail.subject);
        let (system, _) = sample.mail.from.split_once(" <").expect("a name before the address");
        assert!(subject.ends_with(system) && subject.len() > system.len(), "{name}: {subject}");
        assert_eq!(subject.contains("TEST25-000123"), sample.is_about_certificate(), "{name}: {subject}");
        let purpose = subject.strip_suffix(system).expect("the system's name");
        let mut lines = sample.mail.text.lines().filter(|line| !line.is_empty());
        let heading = lines.find(|line| purpose.contains(line.trim_matches(['【', '】'])));
        assert!(heading.is_some(), "{name}: the purpose is the heading of a part: {subject}");
    }
}
