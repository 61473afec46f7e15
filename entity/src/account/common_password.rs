//! Recognizes common passwords that satisfy the manual's rule.
//!
//! The rule asks for four kinds of characters. People meet it by taking a common word and decorating it: a
//! capital, `@` for `a`, a year or `123`, a symbol. The list (`data/common-passwords.txt`, with its sources
//! in the README beside it) has the words; this module knows the decorations. A password with anything else
//! in it, such as a second word, is not common.

use std::sync::LazyLock;

/// Years that people append to a word.
const YEARS: std::ops::RangeInclusive<u16> = 1990..=2030;
/// The symbols above the digits 1 to 5 of an American keyboard, from left to right.
const SYMBOL_ROW: &str = "!@#$%";

static ENTRIES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let is_entry = |line: &&str| !line.is_empty() && !line.starts_with('#');
    include_str!("../../data/common-passwords.txt").lines().filter(is_entry).collect()
});

/// Whether a password that satisfies the manual's rule is only a listed word with decorations.
pub(super) fn is_common(password: &str) -> bool {
    let input = password.to_ascii_lowercase();
    ENTRIES.iter().any(|entry| {
        let windows = input.as_bytes().windows(entry.len()).enumerate();
        windows.into_iter().any(|(at, window)| {
            is_disguise(window, entry.as_bytes())
                && is_trimming(&input[..at], &input[at + entry.len()..], window == entry.as_bytes())
        })
    })
}

/// Whether a password of any characters is one part repeated, or a run of neighbours: `abcabcabcabc`,
/// `123456789012`.
pub(super) fn is_monotonous(password: &str) -> bool {
    let input: Vec<_> = password.to_lowercase().chars().collect();
    let repeats =
        |part: usize| input.len().is_multiple_of(part) && input.chunks(part).all(|it| it == &input[..part]);
    (1..=input.len() / 2).any(repeats) || is_run(&input)
}

/// Whether each character is the neighbour of the one before, always in the same direction. A nought may
/// follow a nine.
fn is_run(input: &[char]) -> bool {
    let step = |pair: &[char]| match pair {
        ['9', '0'] => 1,
        ['0', '9'] => -1,
        _ => i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0])),
    };
    let steps: Vec<_> = input.windows(2).map(step).collect();
    steps.first().is_some_and(|first| matches!(first, 1 | -1) && steps.iter().all(|step| step == first))
}

/// Whether `input` is `entry` with some letters replaced by lookalikes, or some digits typed with the shift
/// key.
fn is_disguise(input: &[u8], entry: &[u8]) -> bool {
    input.iter().zip(entry).all(|(input, entry)| {
        let twins: &[u8] = match entry {
            b'a' => b"@4",
            b'e' => b"3",
            b'i' => b"1!",
            b'l' => b"1",
            b'o' => b"0",
            b's' => b"$5",
            b't' => b"7+",
            b'1' => b"!",
            b'2' => b"@",
            b'3' => b"#",
            b'4' => b"$",
            b'5' => b"%",
            b'6' => b"&",
            _ => b"",
        };
        input == entry || twins.contains(input)
    })
}

/// Whether the text around an entry is only what people add to satisfy a rule: an easy number and a symbol.
fn is_trimming(before: &str, behind: &str, is_plain: bool) -> bool {
    let around = || before.chars().chain(behind.chars());
    let number: String = around().filter(char::is_ascii_digit).collect();
    let symbols: String = around().filter(|c| !c.is_ascii_alphanumeric()).collect();
    let has_letters = around().any(|c| c.is_ascii_alphabetic());
    !has_letters && is_easy_number(&number, is_plain) && is_easy_symbols(&symbols)
}

/// A year, or digits with a constant step: 123, 2222, 54321.
fn is_easy_number(number: &str, is_plain: bool) -> bool {
    let step = |pair: &[u8]| (10 + pair[1] - pair[0]) % 10;
    let steps: Vec<_> = number.as_bytes().windows(2).map(step).collect();
    match number.len() {
        0 => true,
        // The manual gives `Passw0rd1$` as an example of a valid password, so it is accepted.
        1 => is_plain,
        _ => {
            let is_run = matches!(steps[0], 0 | 1 | 9) && steps.iter().all(|step| *step == steps[0]);
            is_run || number.len() == 4 && number.parse().is_ok_and(|year| YEARS.contains(&year))
        }
    }
}

/// No symbol, one symbol repeated, or neighbours on the keyboard.
fn is_easy_symbols(symbols: &str) -> bool {
    let mut all = symbols.chars();
    let first = all.next();
    all.all(|symbol| Some(symbol) == first) || SYMBOL_ROW.contains(symbols)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Guards the list itself: an entry that cannot match, or that is listed twice, is a mistake.
    #[test]
    fn every_entry_can_be_found_and_stands_there_once() {
        let mut seen = std::collections::HashSet::new();
        for entry in ENTRIES.iter() {
            let is_known = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
            assert!((2..=20).contains(&entry.len()) && entry.bytes().all(is_known), "{entry}");
            assert!(seen.insert(entry), "{entry} is listed twice");
        }
        assert!(seen.len() > 200, "{}", seen.len());
    }

    #[test]
    fn a_common_word_in_its_usual_trimmings_is_common() {
        let found = [
            // From the sources of the list.
            "Password@123",
            "Welcome@123",
            "Qwerty123!",
            "Qwerty123?",
            "Aa@1234567",
            "123456aA@",
            "Pass@12345",
            "Admin@1234",
            "Global123@",
            "Aa@123456789",
            "Qwerty@123",
            // With other decorations.
            "Password1!",
            "Password123!",
            "P@ssw0rd123!",
            "P@$$w0rd2024",
            "PASSw0rd!!",
            "Sakura2024!",
            "2024Summer!",
            "1qaz@WSX3edc",
            "!QAZ2wsx#EDC",
            "Qwer1234!@#$",
            "ILoveYou123!",
            "Tokyo2020#",
            "!Welcome54321",
            "Admin!@#123",
        ];
        for password in found {
            assert!(is_common(password), "{password}");
        }
    }

    #[test]
    fn whoever_adds_something_of_their_own_is_let_through() {
        let free = [
            // The examples of the manual's rule.
            "Abcdef123$",
            "Abcdefghij1234567-_?",
            "Passw0rd1$",
            "Passw0rd1!",
            "Aa1$Aa1$Aa",
            // Two words, a number that means something, two symbols that do not belong together.
            "Tsubaki-2025=hana",
            "Momiji-2026=aki",
            "Other-2026=aki",
            "Sakura-Momiji1",
            "Password8417!",
            "Summer1987!",
            "Welcome?2024=",
            "Blue7Password!",
            "Tr0ub4dor&3x",
            "Kyoto-ramen-7",
        ];
        for password in free {
            assert!(!is_common(password), "{password}");
        }
    }
}
