//! Builds a mail's HTML from the pieces of `layout.mjml`.
//!
//! The HTML has no images, no scripts and no remote resources. The pieces escape what is filled in, so a name
//! cannot become markup. The layout handles dark and light mode, screen and paper.

use super::layout::{Bilingual, Block, Check, Layout, Row, Section, Sheet};

/// Well-formed HTML, which only the pieces produce.
struct Html(String);

mod pieces {
    use super::{Html, escape, running};

    include!(concat!(env!("OUT_DIR"), "/pieces.rs"));
}

/// The whole mail.
pub(super) fn mail(layout: &Layout) -> String {
    let Layout { language, subject, preheader, sender, sections } = layout;
    let parts = sections.iter().map(part).collect();
    pieces::frame(language.tag(), subject, preheader, sender, &parts).0
}

fn part(section: &Section) -> Html {
    let class = match section.sheet() {
        // A certificate has a page of its own: people hand it in.
        Some(Sheet { check: Some(_), .. }) => "part document alone",
        Some(_) => "part document",
        None => "part",
    };
    pieces::part(section.language.tag(), class, &section.blocks.iter().map(block).collect())
}

fn block(block: &Block) -> Html {
    match block {
        Block::Heading(text) => pieces::heading(text),
        Block::Paragraph(text) => pieces::paragraph(text),
        Block::Code { label, value } => pieces::code(label, value),
        Block::Remark(text) => pieces::remark(text),
        Block::Fields(fields) => {
            pieces::fields(&fields.iter().map(|(name, value)| pieces::field(name, value)).collect())
        }
        Block::Notes { heading, items } => {
            pieces::notes(heading, &items.iter().map(|item| pieces::note(item)).collect())
        }
        Block::Action { label, hint, url } => pieces::action(url, label, hint),
        Block::Sheet(it) => sheet(it),
        Block::Small(lines) => {
            lines.iter().map(|(language, text)| pieces::small(language.tag(), text)).collect()
        }
        Block::Footer(lines) => pieces::footer(&lines.iter().map(|line| pieces::line(line)).collect()),
    }
}

fn sheet(sheet: &Sheet) -> Html {
    let mut content = vec![pieces::sheet_title(&sheet.title.ja, &sheet.title.en)];
    content.extend(sheet.authority.iter().map(|Bilingual { ja, en }| pieces::authority(ja, en)));
    content.extend(sheet.paragraphs.iter().map(|Bilingual { ja, en }| pieces::pair(ja, en)));
    content.push(pieces::fields(&sheet.rows.iter().map(row).collect()));
    if let Some((heading, notes)) = &sheet.notes {
        let notes = notes.iter().map(|Bilingual { ja, en }| pieces::pair_note(ja, en)).collect();
        content.push(pieces::pair_notes(&heading.ja, &heading.en, &notes));
    }
    content.extend(sheet.check.as_ref().map(check));
    pieces::sheet(&content.into_iter().collect())
}

fn row(Row { label, value, is_large }: &Row) -> Html {
    let piece = if *is_large { pieces::large_row } else { pieces::row };
    piece(&label.ja, &label.en, value)
}

fn check(Check { text, page, address, url, code: (label, code) }: &Check) -> Html {
    let rows =
        [pieces::link_row(&page.ja, &page.en, url, address), pieces::large_row(&label.ja, &label.en, code)];
    [pieces::pair(&text.ja, &text.en), pieces::fields(&rows.into_iter().collect())].into_iter().collect()
}

impl FromIterator<Self> for Html {
    fn from_iter<T: IntoIterator<Item = Self>>(pieces: T) -> Self {
        Self(pieces.into_iter().map(|piece| piece.0).collect())
    }
}

/// Longest number that is kept on one line, in characters. A longer one does not fit on a phone's screen, and
/// may be broken.
const LONGEST_UNBROKEN: usize = 24;

/// Escapes `text` and keeps the numbers in it on one line: a browser would break them after a hyphen (P7).
fn running(text: &str) -> String {
    let is_inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ':');
    let ends = text.char_indices().zip(text.chars().skip(1));
    let ends = ends.filter(|&((_, one), next)| is_inside(one) != is_inside(next));
    let ends = ends.map(|((at, one), _)| at + one.len_utf8()).chain([text.len()]);
    let (mut html, mut begun) = (String::new(), 0);
    for end in ends {
        let word = escape(&text[begun..end]);
        let is_number = word.contains('-') && word.contains(|c: char| c.is_ascii_digit());
        if is_number && word.len() <= LONGEST_UNBROKEN && word.chars().all(is_inside) {
            html.extend(["<span style=\"white-space:nowrap\">", &word, "</span>"]);
        } else {
            html += &word;
        }
        begun = end;
    }
    html
}

fn escape(text: &str) -> String {
    // `&` first: otherwise the entities of the other characters would be escaped again.
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use entity::language::Language;

    use super::*;

    #[test]
    fn nothing_that_is_filled_in_is_markup() {
        let url = "https://a.example/r#t=x&y\"".to_owned();
        let blocks = vec![
            Block::Paragraph("<b>A & B</b>".into()),
            Block::Fields(vec![("[[value]]".into(), "</td>".into())]),
            Block::Action { label: "Go".into(), hint: "Or open".into(), url },
        ];
        let html = mail(&Layout {
            language: Language::En,
            subject: "\"<T>".into(),
            preheader: "<i>".into(),
            sender: "&".into(),
            sections: vec![Section { language: Language::Ko, blocks }],
        });
        assert!(html.contains("&lt;b&gt;A &amp; B&lt;/b&gt;") && html.contains("&lt;/td&gt;"));
        assert_eq!(html.matches("href=\"https://a.example/r#t=x&amp;y&quot;\"").count(), 2);
        assert!(html.contains("<title>&quot;&lt;T&gt;</title>") && html.contains("<div lang=\"ko\""));
        assert!(html.contains(">&lt;i&gt;</div>") && html.contains(">&amp;</p>"));
        assert!(html.contains(">[[value]]</th>"), "a value that looks like a placeholder is not filled in");
    }

    #[test]
    fn numbers_are_kept_whole() {
        let check = |text: &str, expected: &str| assert_eq!(running(text), expected);
        check(
            "（番号：TEST25-000123）です",
            "（番号：<span style=\"white-space:nowrap\">TEST25-000123</span>）です",
        );
        check("9:00-17:00", "<span style=\"white-space:nowrap\">9:00-17:00</span>");
        for text in
            ["", "再-入", "help@a-b.example", "semi-final", "1 &lt; 2", "0000-0000-0000-0000-0000-0000"]
        {
            check(&text.replace("&lt;", "<"), text);
        }
    }
}
