//! Searches for words that must not occur, in any form that a careless line of code could give them.
//!
//! The search ignores case. A word that is found is reported by its kind, never literally.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use aho_corasick::AhoCorasick;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// Shorter words would be found by chance.
const SHORTEST: usize = 8;

/// Words to search for, each with its kind.
#[derive(Clone, Debug, Default)]
pub(super) struct Words(BTreeMap<String, &'static str>);

impl Words {
    /// Adds a word. A word that was already added keeps its kind.
    pub(super) fn add(&mut self, what: &'static str, word: &str) {
        assert!(word.len() >= SHORTEST, "{what} {word:?} would be found by chance");
        self.0.entry(word.to_owned()).or_insert(what);
    }

    /// How many words of this kind there are.
    pub(super) fn count(&self, what: &str) -> usize {
        self.0.values().filter(|it| **it == what).count()
    }

    /// A search for these words and those of `more`.
    pub(super) fn search(&self, more: &Self) -> Search {
        let (mut names, mut patterns) = (Vec::new(), Vec::new());
        for (word, what) in self.0.iter().chain(&more.0) {
            for (disguise, pattern) in disguises(word) {
                names.push(format!("{what} ({disguise})"));
                patterns.push(pattern);
            }
        }
        let automaton = AhoCorasick::builder().ascii_case_insensitive(true).build(patterns);
        Search { automaton: automaton.expect("a few thousand patterns"), names }
    }
}

/// A search for many words at once.
pub(super) struct Search {
    automaton: AhoCorasick,
    names: Vec<String>,
}

impl Search {
    /// The kinds of words found in `bytes`, and the text before each; each kind once.
    pub(super) fn find(&self, place: &str, bytes: &[u8]) -> Vec<String> {
        let mut found = BTreeMap::new();
        for hit in self.automaton.find_iter(bytes) {
            let name = &self.names[hit.pattern().as_usize()];
            found.entry(name).or_insert_with(|| {
                let before = &bytes[hit.start().saturating_sub(120)..hit.start()];
                String::from_utf8_lossy(before).escape_debug().to_string()
            });
        }
        found.into_iter().map(|(name, before)| format!("{place} holds a {name} after: {before}")).collect()
    }
}

/// All forms that a word may be found in, with their names. Because case is ignored, hexadecimal digits in
/// one case are enough.
fn disguises(word: &str) -> Vec<(&'static str, Vec<u8>)> {
    let mut forms = forms(word.as_bytes());
    forms.push(("percent", percent(word, |c| !c.is_ascii_alphanumeric()).into_bytes()));
    forms.push(("percent, unreserved", percent(word, |c| !is_unreserved(c)).into_bytes()));
    forms.push(("backwards", word.bytes().rev().collect()));
    forms.push(("UTF-16", word.encode_utf16().flat_map(u16::to_le_bytes).collect()));
    forms.push(("escaped", word.escape_unicode().to_string().into_bytes()));
    // A token is a number in base64, so its bytes are as secret as its text.
    if word.len() == 43
        && let Ok(bytes) = URL_SAFE_NO_PAD.decode(word)
    {
        forms.extend(self::forms(&bytes));
    }
    let mut seen = BTreeSet::new();
    forms.retain(|(_, form)| seen.insert(form.to_ascii_lowercase()));
    forms
}

fn forms(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let hex = bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a text takes all");
        text
    });
    let numbers = |separator| bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(separator);
    let mut forms = vec![
        ("itself", bytes.to_vec()),
        ("hexadecimal", hex.into_bytes()),
        ("bytes", numbers(", ").into_bytes()),
        ("bytes", numbers(",").into_bytes()),
        // PostgreSQL's text of a `bytea`, and Latin-1 read as if it were UTF-8
        ("Latin-1", bytes.iter().map(|byte| char::from(*byte)).collect::<String>().into_bytes()),
    ];
    // Inside longer bytes, a word has one of three alignments in base64, and its edges are mixed with other
    // bytes.
    for shift in 0..3 {
        let shifted = [&[0; 2][..shift], bytes].concat();
        let (from, to) = ((shift * 8).div_ceil(6), shifted.len() * 8 / 6);
        for (name, engine) in [("base64", STANDARD_NO_PAD), ("base64url", URL_SAFE_NO_PAD)] {
            forms.push((name, engine.encode(&shifted).as_bytes()[from..to].to_vec()));
        }
    }
    forms
}

fn percent(word: &str, is_special: impl Fn(u8) -> bool) -> String {
    word.bytes().fold(String::new(), |mut text, byte| {
        if is_special(byte) {
            write!(text, "%{byte:02x}").expect("a text takes all");
        } else {
            text.push(char::from(byte));
        }
        text
    })
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}
