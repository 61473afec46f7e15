//! One mail as plain text and as HTML, both made from the same blocks, so they cannot differ.
//!
//! No image, no script, nothing from elsewhere; every text is escaped.

use std::fmt::Write;

use entity::language::Language;

/// A piece of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    /// A heading.
    Heading(String),
    /// Running text.
    Paragraph(String),
    /// Names and values.
    Fields(Vec<(String, String)>),
    /// A numbered list under a heading.
    Notes {
        /// Its heading.
        heading: String,
        /// Its items.
        items: Vec<String>,
    },
    /// The one thing to do: a button, and the address for those who see none.
    Action {
        /// What the button says.
        label: String,
        /// What stands before the bare address.
        hint: String,
        /// The address.
        url: String,
    },
    /// Who sent it, whom to ask.
    Footer(Vec<String>),
}

/// The mail in one language.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    pub(crate) language: Language,
    pub(crate) blocks: Vec<Block>,
}

/// A mail ready to be put in an envelope.
pub struct Rendered {
    /// The system's name, as the sender's.
    pub system_name: String,
    /// The subject.
    pub subject: String,
    /// The plain text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    languages: Vec<Language>,
}

impl Rendered {
    pub(crate) fn new(system_name: String, subject: String, sections: &[Section]) -> Self {
        Self {
            html: html(&subject, sections),
            text: text(sections),
            languages: sections.iter().map(|section| section.language).collect(),
            system_name,
            subject,
        }
    }

    /// The languages of the sections in their order, as a header lists them.
    #[must_use]
    pub fn languages(&self) -> String {
        self.languages.iter().map(|language| language.tag()).collect::<Vec<_>>().join(", ")
    }
}

fn text(sections: &[Section]) -> String {
    let rule = format!("\n{}\n\n", "-".repeat(40));
    sections
        .iter()
        .map(|section| section.blocks.iter().map(block_text).collect::<Vec<_>>().join("\n"))
        .collect::<Vec<_>>()
        .join(&rule)
}

fn block_text(block: &Block) -> String {
    match block {
        Block::Heading(text) | Block::Paragraph(text) => format!("{text}\n"),
        Block::Fields(fields) => lines(fields.iter().map(|(name, value)| format!("{name}:\n  {value}"))),
        Block::Notes { heading, items } => {
            let items = items.iter().zip(1..).map(|(item, number)| format!("{number}. {item}"));
            format!("{heading}\n{}", lines(items))
        }
        Block::Action { label, url, .. } => format!("{label}:\n{url}\n"),
        Block::Footer(footer) => lines(footer.iter().cloned()),
    }
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.map(|line| line + "\n").collect()
}

const STYLE: &str = "body{margin:0;padding:16px;font-family:system-ui,sans-serif;line-height:1.6;\
color:#1a1a1a;background:#fff}main{max-width:600px;margin:0 auto}h1{font-size:1.2em}\
dl{margin:0}dt{color:#555;font-size:.9em;margin-top:8px}dd{margin:0;font-weight:600}\
a.button{display:inline-block;padding:12px 20px;background:#0b4f8a;color:#fff;text-decoration:none;\
border-radius:6px;font-weight:600}p.url{font-size:.9em}p.url a{word-break:break-all}\
hr{border:0;border-top:1px solid #bbb;margin:24px 0}footer{color:#555;font-size:.85em}\
@media(prefers-color-scheme:dark){body{background:#161616;color:#eee}dt,footer{color:#bbb}}";

fn html(subject: &str, sections: &[Section]) -> String {
    let first = sections.first().map_or("ja", |section| section.language.tag());
    let mut html = format!(
        "<!doctype html>\n<html lang=\"{first}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"color-scheme\" content=\"light dark\">\
         <title>{}</title><style>{STYLE}</style></head><body><main>\n",
        escape(subject)
    );
    for (index, section) in sections.iter().enumerate() {
        let rule = if index == 0 { "" } else { "<hr>\n" };
        let _ = writeln!(html, "{rule}<section lang=\"{}\">", section.language.tag());
        for block in &section.blocks {
            html.push_str(&block_html(block));
            html.push('\n');
        }
        html.push_str("</section>\n");
    }
    html.push_str("</main></body></html>\n");
    html
}

fn block_html(block: &Block) -> String {
    match block {
        Block::Heading(text) => format!("<h1>{}</h1>", escape(text)),
        Block::Paragraph(text) => format!("<p>{}</p>", escape(text)),
        Block::Fields(fields) => {
            let row = |(name, value): &(String, String)| {
                format!("<dt>{}</dt><dd>{}</dd>", escape(name), escape(value))
            };
            format!("<dl>{}</dl>", fields.iter().map(row).collect::<String>())
        }
        Block::Notes { heading, items } => {
            let items = items.iter().map(|item| format!("<li>{}</li>", escape(item)));
            format!("<p>{}</p><ol>{}</ol>", escape(heading), items.collect::<String>())
        }
        Block::Action { label, hint, url } => {
            let (label, hint, url) = (escape(label), escape(hint), escape(url));
            format!(
                "<p><a class=\"button\" href=\"{url}\">{label}</a></p>\
                 <p class=\"url\">{hint}<br><a href=\"{url}\">{url}</a></p>"
            )
        }
        Block::Footer(lines) => {
            let lines = lines.iter().map(|line| escape(line)).collect::<Vec<_>>();
            format!("<footer><p>{}</p></footer>", lines.join("<br>"))
        }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\n', "<br>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_html_hold_the_same_link_and_nothing_is_markup() {
        let action = Block::Action {
            label: "Go".into(),
            hint: "Or open".into(),
            url: "https://a.example/r#t=x&y".into(),
        };
        let blocks = vec![Block::Paragraph("<b>A & B</b>".into()), action];
        let rendered = Rendered::new("S".into(), "T".into(), &[Section { language: Language::En, blocks }]);
        assert!(rendered.text.contains("https://a.example/r#t=x&y"));
        assert!(rendered.html.contains("href=\"https://a.example/r#t=x&amp;y\""));
        assert!(rendered.html.contains("&lt;b&gt;A &amp; B&lt;/b&gt;"));
    }
}
