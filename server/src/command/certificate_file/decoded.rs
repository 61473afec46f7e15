//! Turns a file in any of the encodings that spreadsheets write into UTF-8 while it is read. If the encoding
//! is not given, it is recognised.
//!
//! It holds one part of the file at a time. Bytes that are no text in the file's encoding become U+FFFD, and
//! the columns are then checked for that.

use std::io::{self, BufRead, ErrorKind, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};

use crate::config::FileEncoding;

/// How many bytes are read, and recognised, at a time.
const PART: usize = 64 * 1024;
/// The length of a character and the first byte of the next one, in any of the encodings.
const LONGEST: usize = 5;

/// A file as UTF-8.
pub(crate) struct Decoded<R> {
    file: R,
    given: Option<&'static Encoding>,
    /// `None` as long as the file has only ASCII, which is the same in UTF-8 and in `Shift_JIS`.
    decoder: Option<Decoder>,
    part: Vec<u8>,
    /// How many bytes at the beginning of `part` were held back for this part: see [`undecided`].
    held: usize,
    /// The decoded part, and how many bytes of it have been read.
    text: String,
    at: usize,
    /// How many bytes of the file have been read.
    bytes: u64,
    is_over: bool,
}

impl<R: Read> Decoded<R> {
    /// Reads `file` in the encoding that is given or, without one, recognised.
    pub(super) fn of(file: R, given: Option<FileEncoding>) -> Self {
        Self {
            file,
            given: given.map(encoding),
            decoder: None,
            part: vec![0; PART],
            held: 0,
            text: String::new(),
            at: 0,
            bytes: 0,
            is_over: false,
        }
    }

    /// How many bytes of the file have been read.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The name of the file's encoding, as far as it is known by now.
    pub(super) fn encoding(&self) -> &'static str {
        self.decoder.as_ref().map_or(UTF_8, Decoder::encoding).name()
    }

    /// Reads and decodes the next part.
    fn next_part(&mut self) -> io::Result<()> {
        let is_first = self.bytes == 0;
        let read = fill(&mut self.file, &mut self.part[self.held..])?;
        self.bytes += read as u64;
        let count = self.held + read;
        self.is_over = count < self.part.len();
        self.held = 0;
        let mut part = &self.part[..count];
        if self.decoder.is_none() {
            if !self.is_over {
                self.held = undecided(part, self.given, is_first);
                part = &part[..count - self.held];
            }
            let (encoding, mark) = recognised(part, self.given, is_first, self.is_over);
            self.decoder = encoding.map(Encoding::new_decoder_without_bom_handling);
            part = &part[mark..];
        }
        self.text.clear();
        self.at = 0;
        match &mut self.decoder {
            None => self.text.push_str(str::from_utf8(part).expect("only ASCII needs no decoder")),
            Some(decoder) => {
                let most = decoder.max_utf8_buffer_length(part.len()).expect("a part is small");
                self.text.reserve(most);
                // The text has room for all of it, so one call decodes the whole part.
                let _ = decoder.decode_to_string(part, &mut self.text, self.is_over);
            }
        }
        self.part.copy_within(count - self.held..count, 0);
        Ok(())
    }
}

impl<R: Read> BufRead for Decoded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.at == self.text.len() && !self.is_over {
            self.next_part()?;
        }
        Ok(&self.text.as_bytes()[self.at..])
    }

    fn consume(&mut self, amount: usize) {
        self.at += amount;
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut rest = self.fill_buf()?;
        let count = rest.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

/// Fills `part`, unless the file ends before that. Returns the number of bytes.
fn fill(file: &mut impl Read, part: &mut [u8]) -> io::Result<usize> {
    let mut count = 0;
    while count < part.len() {
        match file.read(&mut part[count..]) {
            Ok(0) => break,
            Ok(read) => count += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(count)
}

/// How many bytes at the end of a part to hold back for the next one: the first character beyond ASCII, if that
/// one or its neighbour may go on there, and the byte before it. Together they tell the encodings apart.
fn undecided(part: &[u8], given: Option<&'static Encoding>, is_first: bool) -> usize {
    let is_utf_16 = is_first && part.iter().take(2).any(|byte| *byte == 0);
    let first = part.iter().position(|byte| !byte.is_ascii()).unwrap_or(part.len());
    let is_decided = given.is_some() || is_utf_16 || part.len() - first >= LONGEST;
    if is_decided { 0 } else { part.len() - first.saturating_sub(1) }
}

/// The encoding of a part of the file, and the length of its byte order mark. `None` if the part is only
/// ASCII.
fn recognised(
    part: &[u8],
    given: Option<&'static Encoding>,
    is_first: bool,
    is_last: bool,
) -> (Option<&'static Encoding>, usize) {
    let mark = Encoding::for_bom(part).filter(|_| is_first);
    match (mark, given) {
        (Some((marked, length)), None) => (Some(marked), length),
        (Some((marked, length)), Some(given)) if marked == given => (Some(given), length),
        (_, Some(given)) => (Some(given), 0),
        (None, None) => (guessed(part, is_first, is_last), 0),
    }
}

/// Every file begins with ASCII, be it a header or a bracket, so a zero byte tells UTF-16 without a mark.
fn guessed(part: &[u8], is_first: bool, is_last: bool) -> Option<&'static Encoding> {
    match part {
        [1..=0xff, 0, ..] if is_first => Some(UTF_16LE),
        [0, 1..=0xff, ..] if is_first => Some(UTF_16BE),
        _ if part.is_ascii() => None,
        _ if decoded(part, UTF_8, is_last).is_none() && is_shift_jis(part, is_last) => Some(SHIFT_JIS),
        _ => Some(UTF_8),
    }
}

/// Whether all of the part is text in `Shift_JIS`, and not in Windows-1252, whose accented letters are half-width
/// katakana and rare kanji there: PEÑA would be issued to PEﾑA. They stand beside English letters, and
/// Latin-1 also has characters for private use.
fn is_shift_jis(part: &[u8], is_last: bool) -> bool {
    let is_private = |c: char| ('\u{e000}'..='\u{f8ff}').contains(&c);
    decoded(part, SHIFT_JIS, is_last).is_some_and(|text| {
        let neighbours = text.chars().zip(text.chars().skip(1));
        let mut pairs = neighbours.flat_map(|(a, b)| [(a, b), (b, a)]);
        !text.contains(is_private) && !pairs.any(|(a, b)| a.is_ascii_alphabetic() && may_be_accented(b))
    })
}

/// Whether the first byte of this character in `Shift_JIS` is an accented letter in Windows-1252.
fn may_be_accented(c: char) -> bool {
    !c.is_ascii() && matches!(*SHIFT_JIS.encode(c.encode_utf8(&mut [0; 4])).0, [0xc0..=0xff, ..])
}

/// Decodes a part of the file; `None` if its bytes are not valid in this encoding. A character that is cut off
/// at the end is valid, because the next part continues it, but not in the last part.
fn decoded(part: &[u8], encoding: &'static Encoding, is_last: bool) -> Option<String> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let most = decoder.max_utf8_buffer_length_without_replacement(part.len()).expect("a part is small");
    let mut text = String::with_capacity(most);
    let (result, _) = decoder.decode_to_string_without_replacement(part, &mut text, is_last);
    matches!(result, DecoderResult::InputEmpty).then_some(text)
}

fn encoding(given: FileEncoding) -> &'static Encoding {
    match given {
        FileEncoding::Utf8 => UTF_8,
        FileEncoding::ShiftJis => SHIFT_JIS,
        FileEncoding::Utf16Le => UTF_16LE,
        FileEncoding::Utf16Be => UTF_16BE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "holder_name\n山田 花子\nｱﾒﾘｶ\n";

    fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    fn shift_jis(text: &str) -> Vec<u8> {
        SHIFT_JIS.encode(text).0.into_owned()
    }

    fn read(bytes: &[u8], given: Option<FileEncoding>) -> (String, &'static str) {
        let mut file = Decoded::of(bytes, given);
        let mut text = String::new();
        file.read_to_string(&mut text).expect("memory can be read");
        assert_eq!(Decoded::bytes(&file), bytes.len() as u64);
        (text, file.encoding())
    }

    #[test]
    fn the_encodings_of_spreadsheets_are_recognised() {
        let check = |bytes: &[u8], encoding: &'static str| {
            assert_eq!(read(bytes, None), (TEXT.to_owned(), encoding), "{bytes:x?}");
        };
        check(TEXT.as_bytes(), "UTF-8");
        check(format!("\u{feff}{TEXT}").as_bytes(), "UTF-8");
        check(&shift_jis(TEXT), "Shift_JIS");
        for text in [TEXT.to_owned(), format!("\u{feff}{TEXT}")] {
            check(&utf_16(&text, u16::to_le_bytes), "UTF-16LE");
            check(&utf_16(&text, u16::to_be_bytes), "UTF-16BE");
        }
    }

    #[test]
    fn an_encoding_that_is_given_counts() {
        let latin = b"PE\xd1A"; // Latin-1; half-width katakana in Shift_JIS
        assert_eq!(read(latin, Some(FileEncoding::ShiftJis)).0, "PEﾑA");
        assert_eq!(read(latin, Some(FileEncoding::Utf8)).0, "PE\u{fffd}A");
        assert_eq!(read("\u{feff}é".as_bytes(), Some(FileEncoding::Utf8)).0, "é");
        assert_eq!(read(b"Jos\xe9,", None).0, "Jos\u{fffd},", "neither UTF-8 nor Shift_JIS");
    }

    #[test]
    fn a_file_of_another_country_is_not_taken_for_japanese() {
        for latin in [&b"PE\xd1A,"[..], b"M\xdcLLER,", b"J\xe9r\xf4me,", b"\xe9lodie,", b"Ren\xe9e,"] {
            let (text, encoding) = read(latin, None);
            assert!(text.contains('\u{fffd}') && encoding == "UTF-8", "{text}");
        }
        for japanese in ["ABC商事,", "ﾔﾏﾀﾞ ﾊﾅｺ,", "A社のB,", "TARO 山田,"] {
            assert_eq!(read(&shift_jis(japanese), None), (japanese.to_owned(), "Shift_JIS"));
        }
    }

    #[test]
    fn the_first_characters_beyond_ascii_decide_wherever_they_are() {
        for ahead in [PART - 1, PART, 3 * PART + 1] {
            let ascii = "x".repeat(ahead);
            let text = format!("{ascii}{TEXT}");
            assert_eq!(read(text.as_bytes(), None), (text.clone(), "UTF-8"), "{ahead}");
            assert_eq!(read(&shift_jis(&text), None), (text.clone(), "Shift_JIS"), "{ahead}");
        }
    }

    /// In `Shift_JIS`, 纊, 髙, 齋, ﾔ and ﾃ begin with a byte with which a character of UTF-8 begins, too.
    #[test]
    fn the_first_character_may_be_cut_in_two_wherever_its_part_ends() {
        for character in ["山田", "纊山", "髙山", "齋藤", "ﾔﾏ", "ﾃﾞ", "é,", "😀"] {
            for ahead in PART - 6..=PART + 1 {
                let text = format!("{}{character},{}\n", "x,".repeat(ahead / 2), ",".repeat(PART / 2));
                let text = if ahead % 2 == 0 { text } else { format!(",{text}") };
                assert_eq!(read(text.as_bytes(), None), (text.clone(), "UTF-8"), "{character} {ahead}");
                let wide = utf_16(&text, u16::to_le_bytes);
                assert_eq!(read(&wide, None), (text.clone(), "UTF-16LE"), "{character} {ahead}");
                if !matches!(character, "é," | "😀") {
                    assert_eq!(
                        read(&shift_jis(&text), None),
                        (text.clone(), "Shift_JIS"),
                        "{character} {ahead}"
                    );
                }
            }
        }
    }

    #[test]
    fn an_accented_letter_is_none_of_japan_wherever_its_part_ends() {
        for ahead in PART - 6..=PART + 1 {
            for latin in [&b"REN\xc9,"[..], b"PE\xd1A,"] {
                let bytes = [&vec![b','; ahead], latin, &vec![b','; PART]].concat();
                let (text, encoding) = read(&bytes, None);
                assert!(text.contains('\u{fffd}') && encoding == "UTF-8", "{latin:x?} {ahead}");
            }
        }
    }

    #[test]
    fn a_file_that_ends_within_a_character_is_read_to_its_end() {
        assert_eq!(read(&shift_jis(",ﾃ"), None), (",ﾃ".to_owned(), "Shift_JIS"));
        assert_eq!(read(b"JOS,\xe9", None), ("JOS,\u{fffd}".to_owned(), "UTF-8"));
        assert_eq!(read(",é".as_bytes(), None), (",é".to_owned(), "UTF-8"));
    }

    #[test]
    fn a_character_may_continue_in_the_next_part() {
        for ahead in 0..4 {
            let text = format!("{}{}", ",".repeat(ahead), "山田花子".repeat(PART / 4));
            assert_eq!(read(text.as_bytes(), None), (text.clone(), "UTF-8"), "{ahead}");
            assert_eq!(read(&shift_jis(&text), None), (text.clone(), "Shift_JIS"), "{ahead}");
            let wide = utf_16(&text, u16::to_le_bytes);
            assert_eq!(read(&wide, Some(FileEncoding::Utf16Le)).0, text, "{ahead}");
        }
    }
}
