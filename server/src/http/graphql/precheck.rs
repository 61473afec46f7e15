//! Checks a GraphQL document before a parser reads it.
//!
//! It counts brackets, tokens and directives, in one pass that knows strings and comments. It also blanks out
//! descriptions of operations, fragments and variables, which the edition of September 2025 allows and our
//! parser does not know. Every other byte keeps its position, so that locations in errors are right.

use std::{borrow::Cow, ops::Range};

use super::{limit_name::LimitName, limits::Limits, refusal::Refusal};

/// The keywords that a description may precede.
const DESCRIBED: [&str; 4] = ["query", "mutation", "subscription", "fragment"];

/// All definitions together may nest this many times as deep as one of them.
const CHAINED: usize = 3;

/// A token, in as much detail as this check needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'a> {
    Text,
    Word(&'a str),
    Mark(u8),
}

/// Returns the document without descriptions. Refuses one that could exhaust the parser.
pub fn check<'a>(document: &'a str, limits: &Limits) -> Result<Cow<'a, str>, Refusal> {
    let (mut open, mut tokens, mut directives) = (Vec::new(), 0_usize, 0_usize);
    // The depth of brackets in this definition, and the sum over all definitions before, each without its
    // first bracket: fragments can spread one another, so their depths add up.
    let (mut deepest, mut chained) = (0_usize, 0_usize);
    // The previous token, and a string that is a description if the right token follows.
    let (mut before, mut text) = (None, None::<Range<usize>>);
    let mut descriptions = Vec::new();
    let mut at = 0;
    while let Some((token, range)) = next(document, at)? {
        at = range.end;
        tokens += 1;
        match token {
            Token::Mark(mark @ (b'{' | b'[' | b'(')) => open.push(mark),
            Token::Mark(b'}' | b']' | b')') => {
                open.pop();
                if open.is_empty() {
                    chained += std::mem::take(&mut deepest).saturating_sub(1);
                }
            }
            Token::Mark(b'@') => directives += 1,
            _ => {}
        }
        let described = text.take().filter(|_| match token {
            Token::Word(word) => open.is_empty() && DESCRIBED.contains(&word),
            Token::Mark(b'$') => open == [b'('],
            _ => false,
        });
        descriptions.extend(described);
        // After these a string is a value.
        if token == Token::Text && !matches!(before, Some(Token::Mark(b':' | b'='))) {
            text = Some(range);
        }
        before = Some(token);
        deepest = deepest.max(open.len());
        if open.len() > limits.brackets || chained + deepest > limits.brackets * CHAINED + 1 {
            return Err(Refusal::Exceeds(limits.value(LimitName::Brackets)));
        }
        if tokens > limits.tokens {
            return Err(Refusal::Exceeds(limits.value(LimitName::Tokens)));
        }
        if directives > limits.directives {
            return Err(Refusal::Exceeds(limits.value(LimitName::Directives)));
        }
    }
    Ok(if descriptions.is_empty() { Cow::Borrowed(document) } else { blanked(document, &descriptions) })
}

/// Counts the tokens of a document, up to `most`, or up to a string that does not end.
#[must_use]
pub fn tokens(document: &str, most: usize) -> usize {
    let (mut count, mut at) = (0, 0);
    while count < most
        && let Ok(Some((_, range))) = next(document, at)
    {
        (count, at) = (count + 1, range.end);
    }
    count
}

/// The next token at or after `at`, and its position.
fn next(document: &str, mut at: usize) -> Result<Option<(Token<'_>, Range<usize>)>, Refusal> {
    let bytes = document.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        let (token, end) = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' => {
                at += 1;
                continue;
            }
            // A lone carriage return ends a comment, too.
            b'#' => {
                at += bytes[at..].iter().take_while(|b| !matches!(b, b'\n' | b'\r')).count();
                continue;
            }
            b'"' => (Token::Text, after_string(bytes, at)?),
            b'_' | b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => {
                let is_word = |b: &&u8| b.is_ascii_alphanumeric() || b"_.+-".contains(b);
                let end = at + 1 + bytes[at + 1..].iter().take_while(is_word).count();
                (Token::Word(&document[at..end]), end)
            }
            b'.' if bytes[at..].starts_with(b"...") => (Token::Mark(b'.'), at + 3),
            mark => (Token::Mark(mark), at + 1),
        };
        return Ok(Some((token, at..end)));
    }
    Ok(None)
}

/// The end of the string that begins at `start`. A string that does not end is refused here, because a parser
/// may read it in another way, and then the brackets in it would not have been counted.
fn after_string(bytes: &[u8], start: usize) -> Result<usize, Refusal> {
    let is_block = bytes[start..].starts_with(b"\"\"\"");
    let mut at = start + if is_block { 3 } else { 1 };
    while at < bytes.len() {
        match (is_block, &bytes[at..]) {
            (true, [b'\\', b'"', b'"', b'"', ..]) => at += 4,
            (true, [b'"', b'"', b'"', ..]) => return Ok(at + 3),
            (false, [b'\\', _, ..]) => at += 2,
            (false, [b'"', ..]) => return Ok(at + 1),
            (false, [b'\n' | b'\r', ..]) => break,
            _ => at += 1,
        }
    }
    Err(Refusal::Syntax(Vec::new()))
}

/// The document with spaces in these places. Line breaks stay, and a character becomes one space, so that
/// lines and columns do not change.
fn blanked<'a>(document: &str, places: &[Range<usize>]) -> Cow<'a, str> {
    let (mut blanked, mut at) = (String::with_capacity(document.len()), 0);
    for place in places {
        blanked.push_str(&document[at..place.start]);
        let blank = |c: char| if matches!(c, '\n' | '\r') { c } else { ' ' };
        blanked.extend(document[place.clone()].chars().map(blank));
        at = place.end;
    }
    blanked.push_str(&document[at..]);
    Cow::Owned(blanked)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_shape(document: &str) -> Result<(), Refusal> {
        check(document, &Limits::default()).map(drop)
    }

    fn beyond(limit: LimitName) -> Result<(), Refusal> {
        Err(Refusal::Exceeds(Limits::default().value(limit)))
    }

    #[test]
    fn nesting_is_counted_outside_of_strings_and_comments_only() {
        let nested = |depth: usize| format!("{{f(a:{}1{})}}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(check_shape(&nested(58)), Ok(()));
        assert_eq!(check_shape(&nested(59)), beyond(LimitName::Brackets));
        assert_eq!(check_shape(&nested(950)), beyond(LimitName::Brackets));
        let brackets = "[".repeat(100);
        assert_eq!(check_shape(&format!("{{f(a:\"{brackets}\\\"{brackets}\")}}")), Ok(()));
        assert_eq!(check_shape(&format!("{{f(a:\"\"\"{brackets}\\\"\"\"{brackets}\"\"\")}}")), Ok(()));
        assert_eq!(check_shape(&format!("{{f}} # {brackets}")), Ok(()));
        // Where a parser might read the text in another way, nothing may escape the count.
        assert_eq!(check_shape(&format!("{{f(a:#\r{brackets}")), beyond(LimitName::Brackets));
        for open in ["\"", "\"\n", "\"\r", "\"\"\"x\""] {
            let refused = check_shape(&format!("{{f(a:{open}{brackets}"));
            assert_eq!(refused, Err(Refusal::Syntax(Vec::new())), "{open:?}");
        }
    }

    #[test]
    fn what_can_be_nested_by_fragments_is_counted_together() {
        let fragment =
            |n| format!("fragment f{n} on Q{}...f{}{} ", "{...".repeat(29) + "{", n + 1, "}".repeat(30));
        let chain = |count| (0..count).map(fragment).collect::<String>();
        assert_eq!(check_shape(&chain(6)), Ok(()));
        assert_eq!(check_shape(&chain(7)), beyond(LimitName::Brackets));
    }

    #[test]
    fn tokens_and_directives_are_counted() {
        assert_eq!(check_shape(&"a ".repeat(2_000)), Ok(()));
        assert_eq!(check_shape(&"a ".repeat(2_001)), beyond(LimitName::Tokens));
        assert_eq!(check_shape(&",".repeat(60_000)), Ok(()));
        assert_eq!(check_shape(&"@a ".repeat(20)), Ok(()));
        assert_eq!(check_shape(&"@a ".repeat(21)), beyond(LimitName::Directives));
        assert_eq!(check_shape(&format!("\"{}\"", "@a ".repeat(21))), Ok(()));
    }

    #[test]
    fn descriptions_become_blanks_and_nothing_else_moves() {
        let same = |text: &str| assert_eq!(check(text, &Limits::default()), Ok(Cow::Borrowed(text)));
        let check = |text: &str, expected: &str| {
            let found = check(text, &Limits::default()).expect("a valid document");
            assert_eq!(found, expected, "{text}");
        };
        check("\"a\" query Q{a}", "    query Q{a}");
        check("\"\"\"\na \\\"\"\" é\n\"\"\"\nfragment f on Q{a}", "   \n        \n   \nfragment f on Q{a}");
        check("query(\"a\" $a:Int=1 \"b\" $b:Int){a}", "query(    $a:Int=1     $b:Int){a}");
        check("query($a:String=\"x\" \"b\" $b:Int){a}", "query($a:String=\"x\"     $b:Int){a}");
        same("query($a:String=\"x\" $b:Int){a}");
        same("query($a:[String]=[\"x\"] $b:Int){a}");
        same("query @d(a:\"x\" b:1){a}");
        same("{a(b:[\"x\" $c] d:\"query\") query}");
        same("\"a\" {a}"); // only operations that say what they are may be described
    }
}
