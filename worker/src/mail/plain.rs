//! Renders a mail's plain text, with lines short enough to survive forwarding and printing (P8).
//!
//! A line is never broken within a word of Latin letters, so an address, a number and a name stay whole.
//! Korean is broken only between words, as its readers expect.

use entity::language::Language;
use unicode_linebreak::linebreaks;
use unicode_width::UnicodeWidthStr;

use super::layout::{Bilingual, Block, Check, Layout, Row, Section, Sheet};

/// The maximum width of a line, in columns. A Chinese character takes two.
const WIDTH: usize = 70;

/// The whole mail: the sender, then the sections with a rule between them.
pub(super) fn mail(layout: &Layout) -> String {
    let rule = format!("\n{}\n\n", "-".repeat(40));
    let section = |section: &Section| {
        let block = |part| block(section.language, part);
        section.blocks.iter().map(block).collect::<Vec<_>>().join("\n")
    };
    let sections = layout.sections.iter().map(section).collect::<Vec<_>>().join(&rule);
    format!("{}\n{sections}", wrapped(layout.language, &layout.sender, "", ""))
}

fn block(language: Language, block: &Block) -> String {
    match block {
        Block::Heading(text) | Block::Paragraph(text) | Block::Remark(text) => {
            wrapped(language, text, "", "")
        }
        // Alone on its line, without an indent, so that it is copied as it is.
        Block::Code { label, value } => format!("{label}:\n{value}\n"),
        Block::Fields(fields) => fields.iter().map(|(name, value)| field(language, name, value)).collect(),
        Block::Notes { heading, items } => {
            let items = items.iter().zip(1..);
            let items = items.map(|(item, number)| wrapped(language, item, &format!("{number}. "), "   "));
            wrapped(language, heading, "", "") + &items.collect::<String>()
        }
        // The URL is not wrapped: a line break would cut the link.
        Block::Action { label, url, .. } => format!("{label}:\n{url}\n"),
        Block::Sheet(it) => sheet(it),
        Block::Small(lines) => {
            lines.iter().map(|(language, text)| wrapped(*language, text, "", "")).collect()
        }
        Block::Footer(lines) => lines.iter().map(|line| wrapped(language, line, "", "")).collect(),
    }
}

fn field(language: Language, name: &str, value: &str) -> String {
    wrapped(language, &format!("{name}:"), "", "") + &wrapped(language, value, "  ", "  ")
}

/// A certificate, or a notice about one. Each text is in Japanese, then in English; a value is there once.
fn sheet(sheet: &Sheet) -> String {
    let mut blocks = vec![both(&sheet.title)];
    blocks.extend(sheet.authority.iter().map(both));
    blocks.extend(sheet.paragraphs.iter().map(both));
    blocks.push(sheet.rows.iter().map(row).collect());
    if let Some((heading, notes)) = &sheet.notes {
        let note = |(number, Bilingual { ja, en }): (usize, &Bilingual)| {
            wrapped(Language::Ja, ja, &format!("{number}. "), "   ")
                + &wrapped(Language::En, en, "   ", "   ")
        };
        blocks.push(label(heading) + "\n" + &(1..).zip(notes).map(note).collect::<String>());
    }
    blocks.extend(sheet.check.as_ref().map(check));
    blocks.join("\n")
}

fn both(Bilingual { ja, en }: &Bilingual) -> String {
    wrapped(Language::Ja, ja, "", "") + &wrapped(Language::En, en, "", "")
}

fn label(Bilingual { ja, en }: &Bilingual) -> String {
    format!("{ja} / {en}")
}

fn row(Row { label: name, value, .. }: &Row) -> String {
    // With the rules of Japanese, because a date in both forms may be broken between them.
    field(Language::Ja, &label(name), value)
}

fn check(Check { text, page, url, code: (name, code), .. }: &Check) -> String {
    format!("{}\n{}:\n{url}\n\n{}:\n{code}\n", both(text), label(page), label(name))
}

/// Wraps `text` into lines, each with its line end. The first line begins with `first`, the others with
/// `indent`.
fn wrapped(language: Language, text: &str, first: &str, indent: &str) -> String {
    let mut lines = String::new();
    let mut line = first.to_owned();
    let mut begun = 0;
    for (end, _) in linebreaks(text).filter(|&(at, _)| may_break(language, text, at)) {
        let word = &text[begun..end];
        // Nothing is on the line yet: breaking before a word that is too long for any line would leave an
        // empty one.
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
    // UAX 14 also allows breaks after hyphens and slashes, which would cut a number or an address.
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
