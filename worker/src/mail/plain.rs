//! Renders a mail's plain text, with lines short enough to survive forwarding and printing (P8).
//!
//! A line is never broken within a word of Latin letters, so an address, a number and a name stay whole.
//! Korean is broken only between words, as its readers expect.

use entity::language::Language;
use unicode_linebreak::linebreaks;
use unicode_width::UnicodeWidthStr;

use super::layout::{Block, Section};

/// The maximum width of a line, in columns. A Chinese character takes two.
const WIDTH: usize = 70;

/// The whole mail, with a rule between its sections.
pub(super) fn mail(sections: &[Section]) -> String {
    let rule = format!("\n{}\n\n", "-".repeat(40));
    let section = |section: &Section| {
        let block = |part| block(section.language, part);
        section.blocks.iter().map(block).collect::<Vec<_>>().join("\n")
    };
    sections.iter().map(section).collect::<Vec<_>>().join(&rule)
}

fn block(language: Language, block: &Block) -> String {
    match block {
        Block::Heading(text) | Block::Paragraph(text) => wrapped(language, text, "", ""),
        Block::Fields(fields) => {
            let field = |(name, value): &(String, String)| {
                wrapped(language, &format!("{name}:"), "", "") + &wrapped(language, value, "  ", "  ")
            };
            fields.iter().map(field).collect()
        }
        Block::List(items) => items.iter().map(|item| wrapped(language, item, "- ", "  ")).collect(),
        Block::Notes { heading, items } => {
            let items = items.iter().zip(1..);
            let items = items.map(|(item, number)| wrapped(language, item, &format!("{number}. "), "   "));
            wrapped(language, heading, "", "") + &items.collect::<String>()
        }
        Block::Action { label, url, .. } => format!("{label}:\n{url}\n"),
        Block::Footer(lines) => lines.iter().map(|line| wrapped(language, line, "", "")).collect(),
    }
}

/// Wraps `text` into lines, each with its line end. The first line begins with `first`, the others with
/// `indent`.
fn wrapped(language: Language, text: &str, first: &str, indent: &str) -> String {
    let mut lines = String::new();
    let mut line = first.to_owned();
    let mut begun = 0;
    for (end, _) in linebreaks(text).filter(|&(at, _)| may_break(language, text, at)) {
        let word = &text[begun..end];
        let is_first = line.as_str() == first || line.as_str() == indent;
        if !is_first && line.width() + word.trim_end().width() > WIDTH {
            lines += line.trim_end();
            lines.push('\n');
            indent.clone_into(&mut line);
        }
        line += word;
        begun = end;
    }
    lines + line.trim_end() + "\n"
}

/// Whether a line may end before `at`, a position where Unicode (UAX 14) allows it.
fn may_break(language: Language, text: &str, at: usize) -> bool {
    let (Some(before), Some(after)) = (text[..at].chars().next_back(), text[at..].chars().next()) else {
        return true;
    };
    let is_after_space = before.is_whitespace();
    is_after_space || (language != Language::Ko && !(before.is_ascii() && after.is_ascii()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(language: Language, text: &str, expected: &[&str]) {
        assert_eq!(wrapped(language, text, "1. ", "   ").lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn lines_are_short_and_words_are_whole() {
        check(
            Language::En,
            "Please allow emails from the domain \"@mail-system.uketori-example.jp\", and write to help-desk@uketori.example.",
            &[
                "1. Please allow emails from the domain",
                "   \"@mail-system.uketori-example.jp\", and write to",
                "   help-desk@uketori.example.",
            ],
        );
        check(
            Language::Ja,
            "この証明書は、交付年月日から3か月以内に、査証（ビザ）を取得して上陸の申請をしないときは、効力を失います。",
            &[
                "1. この証明書は、交付年月日から3か月以内に、査証（ビザ）を取得して上陸",
                "   の申請をしないときは、効力を失います。",
            ],
        );
        check(
            Language::Ko,
            "이 증명서 자체가 상륙 허가인 것은 아닙니다. 상륙하기 전에 해외에 있는 일본 대사관에서",
            &[
                "1. 이 증명서 자체가 상륙 허가인 것은 아닙니다. 상륙하기 전에 해외에",
                "   있는 일본 대사관에서",
            ],
        );
    }

    #[test]
    fn a_word_that_no_line_holds_stays_whole() {
        let name = "A".repeat(104);
        check(Language::En, &format!("Dear {name},"), &["1. Dear", &format!("   {name},")]);
    }
}
