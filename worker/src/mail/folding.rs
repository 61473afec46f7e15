//! Folds the header lines of a message (RFC 5322 §2.2.3). lettre folds between the encoded words of a header,
//! but not before the address behind a display name.

/// Longest line of a header, in bytes, if it can be folded: RFC 2047 §2 allows no more in a line with an
/// encoded word.
const LONGEST: usize = 76;

/// The message with folded headers. A line without a space, such as that of a long address, stays as it is;
/// the body is not touched.
pub(super) fn folded(message: &[u8]) -> Vec<u8> {
    let end = message.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or(message.len());
    let (head, body) = message.split_at(end);
    let head = String::from_utf8_lossy(head);
    let lines: Vec<_> = head.split("\r\n").map(folded_line).collect();
    [lines.join("\r\n").as_bytes(), body].concat()
}

fn folded_line(line: &str) -> String {
    let mut folded = String::new();
    let mut rest = line;
    while rest.len() > LONGEST {
        // Not at the space before the first word: a line must not be blank, and not end with the header's
        // name. An encoded word contains no space, so none is cut.
        let first_word = rest.find(": ").filter(|_| folded.is_empty()).map_or(1, |at| at + 2);
        let is_fold = |at: &usize| *at > first_word;
        let spaces = || rest.match_indices(' ').map(|(at, _)| at).filter(is_fold);
        let Some(at) = spaces().take_while(|at| *at <= LONGEST).last().or_else(|| spaces().next()) else {
            break;
        };
        folded += &rest[..at];
        folded += "\r\n";
        rest = &rest[at..];
    }
    folded + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: &[&str]) {
        let folded = folded_line(line);
        assert_eq!(folded.split("\r\n").collect::<Vec<_>>(), expected);
        assert_eq!(folded.replace("\r\n", ""), line, "unfolding gives the same");
    }

    #[test]
    fn long_lines_are_folded_between_words() {
        let word = format!("=?utf-8?b?{}?=", "A".repeat(58));
        check(&format!("From: {word} <a@b.example>"), &[&format!("From: {word}"), " <a@b.example>"]);
        check(&format!("Subject: {word} {word}"), &[&format!("Subject: {word}"), &format!(" {word}")]);
        check("Date: Fri, 07 Nov 2025 08:00:00 +0000", &["Date: Fri, 07 Nov 2025 08:00:00 +0000"]);
        let long = format!("To: {}@b.example", "a".repeat(100));
        check(&long, &[&long]);
    }

    #[test]
    fn the_body_is_not_touched() {
        let line = "b ".repeat(60);
        let message = format!("Subject: x\r\n\r\n{line}");
        assert_eq!(folded(message.as_bytes()), message.as_bytes());
    }
}
