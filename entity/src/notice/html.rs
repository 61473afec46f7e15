//! A notice's body as HTML, for previews. A [`Body`] has no markup of other kinds, so nothing here passes on
//! HTML that somebody wrote.

use std::fmt::Write as _;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::Body;

impl Body {
    /// Renders the body as any CommonMark renderer does with HTML switched off.
    #[must_use]
    pub fn html(&self) -> String {
        let mut html = String::new();
        for event in Parser::new_ext(self.as_str(), Options::empty()) {
            match event {
                Event::Start(tag) => start(&tag, &mut html),
                Event::End(tag) => end(tag, &mut html),
                Event::Code(text) => {
                    html.push_str("<code>");
                    escape(&text, &mut html);
                    html.push_str("</code>");
                }
                Event::SoftBreak => html.push('\n'),
                Event::HardBreak => html.push_str("<br>\n"),
                Event::Rule => html.push_str("<hr>\n"),
                Event::Text(text) => escape(&text, &mut html),
                // HTML. A body has none, nor the events of extensions, which are off.
                _ => {}
            }
        }
        html
    }
}

fn start(tag: &Tag<'_>, html: &mut String) {
    match tag {
        Tag::Paragraph => html.push_str("<p>"),
        Tag::Heading { level, .. } => {
            let _ = write!(html, "<{level}>");
        }
        Tag::BlockQuote(_) => html.push_str("<blockquote>\n"),
        Tag::List(None) => html.push_str("<ul>\n"),
        Tag::List(Some(1)) => html.push_str("<ol>\n"),
        Tag::List(Some(first)) => {
            let _ = writeln!(html, "<ol start=\"{first}\">");
        }
        Tag::Item => html.push_str("<li>"),
        Tag::Emphasis => html.push_str("<em>"),
        Tag::Strong => html.push_str("<strong>"),
        Tag::Link { dest_url, .. } => {
            html.push_str("<a href=\"");
            escape(dest_url, html);
            html.push_str("\">");
        }
        _ => {}
    }
}

fn end(tag: TagEnd, html: &mut String) {
    match tag {
        TagEnd::Paragraph => html.push_str("</p>\n"),
        TagEnd::Heading(level) => {
            let _ = writeln!(html, "</{level}>");
        }
        TagEnd::BlockQuote(_) => html.push_str("</blockquote>\n"),
        TagEnd::List(false) => html.push_str("</ul>\n"),
        TagEnd::List(true) => html.push_str("</ol>\n"),
        TagEnd::Item => html.push_str("</li>\n"),
        TagEnd::Emphasis => html.push_str("</em>"),
        TagEnd::Strong => html.push_str("</strong>"),
        TagEnd::Link => html.push_str("</a>"),
        _ => {}
    }
}

fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            _ => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_becomes_html_and_nothing_of_it_is_taken_for_markup() {
        let check = |body: &str, expected: &str| {
            assert_eq!(Body::parse(body).expect("a body").html(), expected, "{body:?}");
        };
        check(
            "# 題\n\n本文 *1* **2** `a<1` & \"x\"",
            "<h1>題</h1>\n<p>本文 <em>1</em> <strong>2</strong> <code>a&lt;1</code> &amp; &quot;x&quot;</p>\n",
        );
        check("a\nb\\\nc\n\n---", "<p>a\nb<br>\nc</p>\n<hr>\n");
        check("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n");
        check("3. a", "<ol start=\"3\">\n<li>a</li>\n</ol>\n");
        check("> a", "<blockquote>\n<p>a</p>\n</blockquote>\n");
        check("[x](https://a.example/?b=1&c=2)", "<p><a href=\"https://a.example/?b=1&amp;c=2\">x</a></p>\n");
    }
}
