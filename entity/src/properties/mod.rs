//! Properties that hold for any input, tested with generated input.
//!
//! The vectors (`tests/data/input-vectors.json`) give the results of chosen inputs. These tests state what is
//! true of all inputs: a stored value parses to itself, and no invisible character is stored. Every run has
//! the same input, 256 cases of each kind; `tests/new-seeds` runs more cases with other input.

use proptest::{collection::vec, prelude::*, sample::Index, sample::select, test_runner::RngSeed};
use regex::Regex;

mod address;
mod codes;
mod contact;
mod identity;
mod password;
mod trace;

/// Characters that often fool input fields: all kinds of white space, controls, characters that are invisible
/// or change the direction of text, full-width and half-width forms, combining marks, and letters whose other
/// case is unexpected.
const NASTY: &[char] = &[
    ' ',
    '\t',
    '\n',
    '\r',
    '\0',
    '\u{1b}',
    '\u{7f}',
    '\u{85}',
    '\u{a0}',
    '\u{ad}',
    '\u{61c}',
    '\u{200b}',
    '\u{200e}',
    '\u{2028}',
    '\u{202e}',
    '\u{2066}',
    '\u{3000}',
    '\u{feff}',
    'Ａ',
    'ａ',
    '１',
    '＠',
    '．',
    'ｶ',
    'ﾞ',
    '\u{301}',
    '\u{3099}',
    'ı',
    'İ',
    'ſ',
    '\u{212a}',
    '−',
    '〜',
    '-',
    '.',
    '@',
    '0',
    'a',
    'Z',
    '\u{e000}',
    '\u{fffd}',
    '𠮟',
    '\u{10ffff}',
];

/// White space that must not be trimmed, and other characters that hide at the ends of a text.
const NOT_TRIMMED: &[char] = &['\t', '\n', '\r', '\u{b}', '\0', '\u{85}', '\u{200b}', '\u{2028}', '\u{feff}'];

/// Input for a field that expects something like `valid`: arbitrary text, text that is nearly valid, and text
/// that is far too long.
fn input(valid: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop_oneof![
        2 => vec(prop_oneof![any::<char>(), select(NASTY)], 0..64).prop_map(String::from_iter),
        6 => nearly(valid),
        1 => (select(valid), 1_usize..10_000).prop_map(|(text, length)| filled(text, length)),
        1 => (any::<char>(), 1_usize..10_000).prop_map(|(c, length)| filled(c.encode_utf8(&mut [0; 4]), length)),
    ]
}

/// One of `valid` with up to three changes.
fn nearly(valid: &'static [&'static str]) -> impl Strategy<Value = String> {
    let change = (0..4, any::<Index>(), prop_oneof![4 => select(NASTY), 1 => any::<char>()]);
    (select(valid), vec(change, 0..4)).prop_map(|(text, changes)| {
        let mut text: Vec<char> = text.chars().collect();
        for (what, at, c) in changes {
            let at = at.index(text.len() + 1);
            match what {
                0 => text.insert(at, c),
                1 if at < text.len() => text[at] = c,
                2 if at < text.len() => drop(text.remove(at)),
                _ => text.push(c),
            }
        }
        text.into_iter().collect()
    })
}

fn filled(text: &str, bytes: usize) -> String {
    text.repeat(bytes.div_ceil(text.len()))
}

/// The text with a random case for each letter.
fn in_any_case(text: String) -> impl Strategy<Value = String> {
    vec(any::<bool>(), text.len()).prop_map(move |cases| {
        let flip =
            |(c, upper): (char, bool)| if upper { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
        text.chars().zip(cases).map(flip).collect()
    })
}

/// Checks what holds for every parser of typed text: surrounding spaces are ignored, a stored value parses to
/// itself, and it has no invisible characters.
fn check_read_back<E>(input: &str, parse: impl Fn(&str) -> Result<String, E>) -> Result<(), TestCaseError> {
    let Ok(stored) = parse(input) else { return Ok(()) };
    prop_assert_eq!(parse(&stored).ok(), Some(stored.clone()), "is not read back as itself");
    prop_assert_eq!(parse(&format!("  {input} ")).ok(), Some(stored.clone()), "spaces count");
    prop_assert!(!stored.is_empty() && !stored.chars().any(is_unseen), "{:?} is stored", stored);
    Ok(())
}

/// The same, and nothing but spaces is trimmed. User IDs are the exception.
fn check_stored<E>(input: &str, parse: impl Fn(&str) -> Result<String, E>) -> Result<(), TestCaseError> {
    check_read_back(input, &parse)?;
    for c in NOT_TRIMMED.iter().filter(|_| parse(input).is_ok()) {
        prop_assert!(parse(&format!("{c}{input}")).is_err(), "{:?} is trimmed in front", c);
        prop_assert!(parse(&format!("{input}{c}")).is_err(), "{:?} is trimmed behind", c);
    }
    Ok(())
}

/// Controls, and characters that have no shape or change the direction of text.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a pattern matches a text, as a front end would check it.
fn fits(pattern: &str, text: &str) -> bool {
    Regex::new(pattern).expect("a regular expression").is_match(text)
}

/// Texts that match a pattern.
fn allowed_by(pattern: &str) -> impl Strategy<Value = String> + use<> {
    let whole = pattern.trim_start_matches('^').trim_end_matches('$');
    proptest::string::string_regex(whole).expect("a regular expression")
}

/// The command that must always pass must not depend on chance.
#[test]
fn made_up_input_comes_from_a_seed_that_is_known() {
    assert_ne!(
        ProptestConfig::default().rng_seed,
        RngSeed::Random,
        "start it by cargo, or set PROPTEST_RNG_SEED"
    );
}
