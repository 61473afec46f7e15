//! Reads replies from bytes, to the letter of RFC 5321 §4.2: three digits, and a hyphen behind them if another
//! line follows. The text decides nothing, whatever its bytes are, and even the space in front of it may be
//! missing. Only an enhanced code at its beginning is read (RFC 2034, RFC 3463), and the keywords after EHLO.
//!
//! A relay cannot make this grow: lines, bytes and what is kept of them are bounded. Nothing here reads from
//! a connection.

use super::reply::{Answer, Reply};

/// How much of a line is kept. RFC 5321 §4.5.3.1.5 allows 512 bytes; the rest of a longer line is skipped.
const KEPT: usize = 4096;
/// The longest line. What is longer is no reply any more.
const LONGEST_LINE: usize = 64 * 1024;
/// The most lines of a reply.
const LINES: usize = 200;
/// The most bytes of a reply.
const LONGEST: usize = 256 * 1024;

/// A whole reply.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// The codes of the last line. RFC 5321 §4.2.1 wants the same code in each line. Two that begin with the
    /// same digit mean the same; a reply that says two different things is none.
    pub(super) reply: Reply,
    /// What is behind the code in each line, for EHLO.
    pub(super) texts: Vec<Vec<u8>>,
}

/// A reply of which a part was read.
#[derive(Default)]
pub(super) struct Reader {
    line: Vec<u8>,
    line_length: usize,
    length: usize,
    texts: Vec<Vec<u8>>,
    class: Option<u16>,
    enhanced: Option<(u16, (u16, u16, u16))>,
}

impl Reader {
    /// Takes bytes up to the end of the reply, and returns how many it took. The rest is not part of it.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Result<(usize, Option<Said>), Answer> {
        for (index, &byte) in bytes.iter().enumerate() {
            self.length += 1;
            self.line_length += 1;
            if self.length > LONGEST || self.line_length > LONGEST_LINE {
                return Err(Answer::Breach);
            }
            // A bare LF ends a line, too: there are relays that send it, and nothing can be hidden by it here.
            if byte != b'\n' {
                if self.line.len() < KEPT {
                    self.line.push(byte);
                }
            } else if let Some(reply) = self.end_line()? {
                let said = Said { reply, texts: std::mem::take(&mut self.texts) };
                *self = Self { line: std::mem::take(&mut self.line), ..Self::default() };
                return Ok((index + 1, Some(said)));
            }
        }
        Ok((bytes.len(), None))
    }

    /// Reads the line that has ended. Returns the codes if it was the last one of the reply.
    fn end_line(&mut self) -> Result<Option<Reply>, Answer> {
        if self.line.last() == Some(&b'\r') {
            self.line.pop();
        }
        let (code, is_last, text) = split(&self.line).ok_or(Answer::Breach)?;
        if *self.class.get_or_insert(code / 100) != code / 100 {
            return Err(Answer::Breach);
        }
        if let Some(found) = enhanced(text).filter(|found| found.0 == code / 100) {
            self.enhanced = Some((code, found));
        }
        if self.texts.len() == LINES {
            return Err(Answer::Breach);
        }
        self.texts.push(text.to_vec());
        self.line.clear();
        self.line_length = 0;
        // One of another code is about something else.
        let enhanced = self.enhanced.filter(|(of, _)| *of == code).map(|(_, found)| found);
        Ok(is_last.then_some(Reply { code, enhanced }))
    }
}

/// Splits a line: the code, whether it is the last line, and the text. `None` if it is no line of a reply.
fn split(line: &[u8]) -> Option<(u16, bool, &[u8])> {
    let (digits, rest) = line.split_at_checked(3)?;
    if !matches!(digits[0], b'2'..=b'5') || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let code = digits.iter().fold(0, |code, digit| code * 10 + u16::from(digit - b'0'));
    match rest {
        [b'-', text @ ..] => Some((code, false, text)),
        [b' ', text @ ..] | text => Some((code, true, text)),
    }
}

/// The enhanced code at the beginning of a reply's text.
pub(super) fn enhanced(text: &[u8]) -> Option<(u16, u16, u16)> {
    let word = text.trim_ascii_start().split(u8::is_ascii_whitespace).next()?;
    let mut parts = word.split(|byte| *byte == b'.').map(|part| {
        let is_number = (1..=3).contains(&part.len()) && part.iter().all(u8::is_ascii_digit);
        is_number.then(|| part.iter().fold(0, |number, digit| number * 10 + u16::from(digit - b'0')))
    });
    match (parts.next()??, parts.next()??, parts.next()??, parts.next()) {
        (class @ (2 | 4 | 5), subject, detail, None) => Some((class, subject, detail)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads one reply, byte by byte and at once, and returns its codes and the rest.
    fn read(bytes: &[u8]) -> Result<Option<(Reply, usize)>, Answer> {
        let (taken, said) = Reader::default().take(bytes)?;
        let mut reader = Reader::default();
        let mut slowly = None;
        for (index, byte) in bytes.iter().enumerate() {
            if let (_, Some(said)) = reader.take(&[*byte])? {
                slowly = Some((said.reply, index + 1));
                break;
            }
        }
        let at_once = said.map(|said| (said.reply, taken));
        assert_eq!(at_once, slowly);
        Ok(at_once)
    }

    fn codes(bytes: &[u8]) -> (u16, Option<(u16, u16, u16)>) {
        let (reply, taken) = read(bytes).expect("a reply").expect("a whole one");
        assert_eq!(taken, bytes.len());
        (reply.code, reply.enhanced)
    }

    #[test]
    fn the_text_of_a_reply_decides_nothing() {
        let gb2312 = b"250 \xd3\xca\xbc\xfe\xd2\xd1\xbd\xd3\xca\xd5\r\n";
        assert_eq!(codes(gb2312), (250, None));
        assert_eq!(codes(b"550 5.1.1 \xff\xfe\r\n"), (550, Some((5, 1, 1))));
        assert_eq!(codes(b"354\r\n"), (354, None));
        assert_eq!(codes(b"250 \r\n"), (250, None));
        assert_eq!(codes(b"250 with a bare line end\n"), (250, None));
        assert_eq!(codes(b"250without a space\r\n"), (250, None));
        assert_eq!(codes(b"220-\x00\x01\r\n220-b\r\n220\r\n"), (220, None));
        let long = [b"250 ".as_slice(), &vec![b'x'; 20_000], b"\r\n"].concat();
        assert_eq!(codes(&long), (250, None));
    }

    #[test]
    fn all_lines_of_a_reply_say_the_same() {
        assert_eq!(codes(b"550-5.1.1 no such user\r\n550 see https://x.example\r\n"), (550, Some((5, 1, 1))));
        assert_eq!(codes(b"250-5.1.1 fine\r\n251 will forward\r\n"), (251, None));
        assert_eq!(codes(b"550-5.1.1 no\r\n553 5.7.1 no\r\n"), (553, Some((5, 7, 1))));
        assert_eq!(codes(b"550-5.1.1 no\r\n554 no\r\n"), (554, None), "the enhanced code of another");
        for torn in ["250-fine so far\r\n550 5.7.1 but no\r\n", "450-4.2.0 wait\r\n550 gone\r\n"] {
            assert_eq!(read(torn.as_bytes()), Err(Answer::Breach), "{torn}");
        }
        assert_eq!(codes(b"250 5.1.1 what?\r\n"), (250, None), "the class is that of the code");
    }

    #[test]
    fn what_is_behind_the_reply_is_left() {
        assert_eq!(read(b"220 go\r\n250 ok\r\n").map(|read| read.map(|(_, taken)| taken)), Ok(Some(8)));
        assert_eq!(read(b"220 go"), Ok(None));
    }

    #[test]
    fn what_is_no_reply_is_a_breach() {
        for wrong in
            ["\r\n", "25\r\n", "2x0 ok\r\n", " 250 ok\r\n", "650 ok\r\n", "150 ok\r\n", "HTTP/1.1 400\r\n"]
        {
            assert_eq!(read(wrong.as_bytes()), Err(Answer::Breach), "{wrong}");
        }
        let endless = [b'2', b'5', b'0', b' '].repeat(LONGEST_LINE);
        assert_eq!(Reader::default().take(&endless), Err(Answer::Breach));
        assert_eq!(Reader::default().take(&b"250-x\r\n".repeat(LINES + 1)), Err(Answer::Breach));
    }

    #[test]
    fn an_enhanced_code_is_three_numbers_at_the_beginning() {
        assert_eq!(enhanced(b"5.1.1 <a@example.com> unknown"), Some((5, 1, 1)));
        for none in ["", "no", "5.1", "5.1.1.1 x", "3.1.1 x", "5.1.x", "5.1.1111", "5.1.1,", "1.2.3.4"] {
            assert_eq!(enhanced(none.as_bytes()), None, "{none}");
        }
    }
}
