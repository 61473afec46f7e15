//! The body of a notice: a subset of CommonMark that every front end can show safely.
//!
//! Allowed are paragraphs, headings, emphasis, lists, quotations, rules, code spans, and links to `https:`
//! and `mailto:`. Not allowed are HTML, images and code blocks. A body is checked once, when it is published,
//! and the API returns the source as it was checked. A front end can show it with any CommonMark renderer
//! with HTML off, or as plain text with its line breaks.

use pulldown_cmark::{Event, Options, Parser, Tag};
use url::Url;

use super::text::is_plain;
use crate::input::{ValidationError, required};

/// Maximum nesting of lists, quotations and emphasis.
const MAX_NESTING: usize = 12;

/// The body of a notice that has passed all checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body(String);

/// What is wrong with a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BodyFault {
    /// An error that any text can have: missing or too long.
    #[error(transparent)]
    Input(#[from] ValidationError),
    /// A control character other than a line feed.
    #[error("line {line}: control characters are not allowed")]
    Control {
        /// The line, counted from 1.
        line: usize,
    },
    /// HTML, or text that some renderer would take for HTML. It is not allowed in code or behind a backslash
    /// either.
    #[error("line {line}: HTML, or text that looks like HTML, is not allowed")]
    Html {
        /// The line, counted from 1.
        line: usize,
    },
    /// An image, which would load from another site.
    #[error("line {line}: images are not allowed")]
    Image {
        /// The line, counted from 1.
        line: usize,
    },
    /// A code block, usually because a line starts with four spaces by accident.
    #[error("line {line}: code blocks are not allowed (does the line start with spaces?)")]
    CodeBlock {
        /// The line, counted from 1.
        line: usize,
    },
    /// A link to anything but an `https` address or a mail address.
    #[error("line {line}: a link must start with https:// or mailto:")]
    Link {
        /// The line, counted from 1.
        line: usize,
    },
    /// Lists, quotations or emphasis nested more than 12 deep.
    #[error("line {line}: lists, quotations or emphasis are nested too deeply")]
    Nesting {
        /// The line, counted from 1.
        line: usize,
    },
}

impl BodyFault {
    /// The same as a validation error of a form.
    #[must_use]
    pub const fn fault(self) -> ValidationError {
        match self {
            Self::Input(fault) => fault,
            _ => ValidationError::InvalidFormat,
        }
    }
}

impl Body {
    /// Maximum length in characters; our choice.
    pub const MAX_LENGTH: usize = 10_000;

    /// Parses a body. Line ends become line feeds, and empty lines at both ends are removed.
    pub fn parse(input: &str) -> Result<Self, BodyFault> {
        // Refuse a body that cannot pass before copying it. A character has at most four bytes, and at most
        // one of two characters is removed.
        if input.len() / 8 > Self::MAX_LENGTH {
            return Err(ValidationError::TooLong { max: Self::MAX_LENGTH }.into());
        }
        let body = input.replace("\r\n", "\n");
        let body = required(body.trim_end_matches(['\n', ' ']).trim_start_matches('\n'))?;
        if body.chars().count() > Self::MAX_LENGTH {
            return Err(ValidationError::TooLong { max: Self::MAX_LENGTH }.into());
        }
        check_characters(body)?;
        check_markup(body)?;
        Ok(Self(body.to_owned()))
    }

    /// The source, as it is stored and returned by the API.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The line of the byte position `at`, counted from 1.
fn line_of(body: &str, at: usize) -> usize {
    body[..at].matches('\n').count() + 1
}

/// Renderers do not agree on what is HTML, so whatever any of them might take for a tag is refused.
fn check_characters(body: &str) -> Result<(), BodyFault> {
    for (at, c) in body.char_indices() {
        if c != '\n' && !is_plain(c) {
            return Err(BodyFault::Control { line: line_of(body, at) });
        }
        let after = &body[at + c.len_utf8()..];
        let looks_like_a_tag = after.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c));
        let is_address = ["https://", "mailto:"].iter().any(|scheme| after.starts_with(scheme));
        if c == '<' && looks_like_a_tag && !is_address {
            return Err(BodyFault::Html { line: line_of(body, at) });
        }
    }
    Ok(())
}

fn check_markup(body: &str) -> Result<(), BodyFault> {
    let parser = Parser::new_ext(body, Options::empty());
    // Checked apart, because a definition that no link uses causes no event below.
    for (_, definition) in parser.reference_definitions().iter() {
        if !is_allowed(&definition.dest) {
            return Err(BodyFault::Link { line: line_of(body, definition.span.start) });
        }
    }
    let (mut depth, mut says_something) = (0_usize, false);
    for (event, range) in parser.into_offset_iter() {
        let line = line_of(body, range.start);
        match event {
            Event::Start(tag) => {
                check_tag(&tag, line)?;
                depth += 1;
                if depth > MAX_NESTING {
                    return Err(BodyFault::Nesting { line });
                }
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Text(_) | Event::Code(_) => says_something = true,
            Event::SoftBreak | Event::HardBreak | Event::Rule => {}
            // HTML. The other events belong to extensions, which are off.
            _ => return Err(BodyFault::Html { line }),
        }
    }
    if says_something { Ok(()) } else { Err(ValidationError::Required.into()) }
}

fn check_tag(tag: &Tag<'_>, line: usize) -> Result<(), BodyFault> {
    match tag {
        Tag::Paragraph
        | Tag::Heading { .. }
        | Tag::BlockQuote(_)
        | Tag::List(_)
        | Tag::Item
        | Tag::Emphasis
        | Tag::Strong => Ok(()),
        Tag::Link { dest_url, .. } if is_allowed(dest_url) => Ok(()),
        Tag::Link { .. } => Err(BodyFault::Link { line }),
        Tag::Image { .. } => Err(BodyFault::Image { line }),
        Tag::CodeBlock(_) => Err(BodyFault::CodeBlock { line }),
        _ => Err(BodyFault::Html { line }),
    }
}

/// Whether a destination is a complete address that every renderer reads in the same way.
fn is_allowed(destination: &str) -> bool {
    let is_plain = destination.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    let Ok(url) = Url::parse(destination) else { return false };
    // Compared as text, because `Url` also accepts `HTTPS:` and `https:a`, which renderers read in different
    // ways.
    if destination.starts_with("https://") {
        return is_plain && url.has_host() && url.username().is_empty() && url.password().is_none();
    }
    destination.starts_with("mailto:") && is_plain && url.path().contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: Result<&str, BodyFault>) {
        assert_eq!(Body::parse(input).as_ref().map(Body::as_str), expected.as_ref().copied(), "{input:?}");
    }

    fn good(body: &str) {
        check(body, Ok(body));
    }

    #[test]
    fn the_subset_is_taken_as_it_stands() {
        good("次のとおり、システムを停止します。\n\n- **日時**：11月15日 22:00～24:00\n- 対象：全ての手続");
        good("# Heading\n\n1. *one*\n2. two `code`\n\n> quoted\n\n---\n\na < b, 1 <2, <- and < b>");
        good("See [the page](https://portal.example.jp/a?b=c#d \"title\"), <https://portal.example.jp/>.");
        good(
            "Write to [us](mailto:help@portal.example.jp?subject=x) or [us][1].\n\n[1]: https://portal.example.jp",
        );
        good("javascript:alert(1) is text");
        check("\r\n\n  a\r\n b \n\n", Ok("a\n b"));
    }

    #[test]
    fn html_is_refused_in_whatever_form() {
        for wrong in [
            "<b>x</b>",
            "x <br> y",
            "x <script>",
            "<!-- x -->",
            "<?php",
            "`<b>`",
            "\\<b>",
            "</p>",
            "<a@example.com>",
            "<http://x.example>",
            "<javascript:x>",
            "<IMG src=x>",
        ] {
            check(wrong, Err(BodyFault::Html { line: 1 }));
        }
        check("a\n\nb <b>", Err(BodyFault::Html { line: 3 }));
    }

    #[test]
    fn links_lead_to_https_and_mailto_only() {
        for wrong in [
            "[x](http://a.example)",
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert)",
            "[x](/path)",
            "[x](#a)",
            "[x]()",
            "[x](&#106;avascript:alert)",
            "[x](data:text/html,x)",
            "[x](https:a)",
            "[x](https://user@a.example)",
            "[x](https://:p@a.example)",
            "[x](mailto:nobody)",
            "[x](//a.example)",
            "[x](https://a.example\\@b.example)",
            "[x]: javascript:alert(1)\n\ny",
            "[x][y]\n\n[y]: ftp://a.example",
            "[x](HTTPS://a.example)",
            "[x](https://例え.example)",
        ] {
            assert!(
                matches!(Body::parse(wrong), Err(BodyFault::Link { .. })),
                "{wrong}: {:?}",
                Body::parse(wrong)
            );
        }
        check("a\n[x](http://a.example)", Err(BodyFault::Link { line: 2 }));
    }

    #[test]
    fn images_code_blocks_depth_and_controls_are_refused() {
        check("a\n\n![x](https://a.example/x.png)", Err(BodyFault::Image { line: 3 }));
        check("a\n\n    b", Err(BodyFault::CodeBlock { line: 3 }));
        check("a\n\n```\nb\n```", Err(BodyFault::CodeBlock { line: 3 }));
        check(&">".repeat(13), Err(BodyFault::Nesting { line: 1 }));
        for wrong in ["a\n\tb", "a\n\u{0}b", "a\n\u{1b}b", "a\n\u{202e}b", "a\nb\rc", "a\n\u{85}"] {
            check(wrong, Err(BodyFault::Control { line: 2 }));
        }
        for empty in ["", " \n ", "#", "---", "[x]: https://a.example"] {
            check(empty, Err(ValidationError::Required.into()));
        }
        good(&"あ".repeat(10_000));
        for long in [10_001, 1_000_000] {
            check(&"あ".repeat(long), Err(ValidationError::TooLong { max: 10_000 }.into()));
        }
    }
}
