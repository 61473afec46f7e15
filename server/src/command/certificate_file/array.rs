//! Splits a JSON array into the texts of its elements. It looks only at brackets, commas and quotation marks,
//! so an element that is not JSON does not affect the others. It never parses an element.

use std::io::{self, BufRead, ErrorKind};

use crate::line_reader::{Line, MAX_LINE};

/// The elements of an array, read one at a time.
pub(crate) struct Elements<R> {
    file: R,
    place: Place,
    /// How many elements have been read.
    pub(super) number: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Before,
    Inside,
    After,
}

/// The position within an element: open brackets, and whether it is inside a string.
#[derive(Default)]
struct Depth {
    brackets: usize,
    in_text: bool,
    escaped: bool,
}

impl Depth {
    /// Whether `byte`, the next one, ends the element.
    fn ends_at(&self, byte: u8) -> bool {
        !self.in_text && self.brackets == 0 && matches!(byte, b',' | b']')
    }

    fn pass(&mut self, byte: u8) {
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' if self.in_text => self.escaped = true,
            b'"' => self.in_text = !self.in_text,
            b'{' | b'[' if !self.in_text => self.brackets += 1,
            b'}' | b']' if !self.in_text => self.brackets = self.brackets.saturating_sub(1),
            _ => {}
        }
    }
}

impl<R: BufRead> Elements<R> {
    /// Reads the elements of the array in `file`. Nothing but white space and a byte order mark may surround
    /// it.
    pub(super) fn of(file: R) -> Self {
        Self { file, place: Place::Before, number: 0 }
    }

    /// The file.
    pub(super) fn file(&self) -> &R {
        &self.file
    }

    /// Reads the next element. The inner `None` stands for an element of more than [`MAX_LINE`] bytes, the
    /// outer one for the end of the array.
    pub(super) fn next(&mut self) -> io::Result<Option<Line>> {
        if self.place == Place::Before {
            self.open()?;
        }
        if self.place == Place::After {
            return self.close().map(|()| None);
        }
        let (mut element, mut depth, mut is_kept) = (Vec::new(), Depth::default(), true);
        loop {
            let byte = self.byte()?.ok_or_else(|| fault("the file ends within the array"))?;
            if depth.ends_at(byte) {
                if byte == b']' {
                    self.place = Place::After;
                    if self.number == 0 && element.trim_ascii().is_empty() {
                        return self.close().map(|()| None);
                    }
                }
                self.number += 1;
                return Ok(Some(is_kept.then_some(element)));
            }
            depth.pass(byte);
            if element.len() < MAX_LINE {
                element.push(byte);
            } else {
                is_kept = false;
            }
        }
    }

    fn open(&mut self) -> io::Result<()> {
        loop {
            match self.byte()? {
                Some(b'[') => break self.place = Place::Inside,
                Some(byte) if byte.is_ascii_whitespace() || b"\xef\xbb\xbf".contains(&byte) => {}
                _ => return Err(fault("the file is not a JSON array")),
            }
        }
        Ok(())
    }

    fn close(&mut self) -> io::Result<()> {
        while let Some(byte) = self.byte()? {
            if !byte.is_ascii_whitespace() {
                return Err(fault("something follows the array"));
            }
        }
        Ok(())
    }

    fn byte(&mut self) -> io::Result<Option<u8>> {
        let byte = loop {
            match self.file.fill_buf() {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                buffer => break buffer?.first().copied(),
            }
        };
        if byte.is_some() {
            self.file.consume(1);
        }
        Ok(byte)
    }
}

fn fault(why: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, why)
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    /// Returns the elements, trimmed, and the error that ended the reading.
    fn split(text: &str) -> (Vec<String>, Option<String>) {
        let mut elements = Elements::of(BufReader::with_capacity(3, text.as_bytes()));
        let mut found = Vec::new();
        loop {
            match elements.next() {
                Ok(Some(Some(element))) => {
                    found.push(String::from_utf8(element).expect("text").trim().to_owned());
                }
                Ok(Some(None)) => found.push("too long".to_owned()),
                Ok(None) => return (found, None),
                Err(error) => return (found, Some(error.to_string())),
            }
        }
    }

    #[test]
    fn elements_are_split_at_the_commas_of_the_array_alone() {
        let check = |text: &str, expected: &[&str]| {
            assert_eq!(split(text), (expected.iter().map(|it| (*it).to_owned()).collect(), None), "{text}");
        };
        check("[]", &[]);
        check("\u{feff} [ \n ] \n", &[]);
        check(r#"[{"a":1}, {"b":[1,2,{"c":","}]}]"#, &[r#"{"a":1}"#, r#"{"b":[1,2,{"c":","}]}"#]);
        check(r#"[{"a":"]},\"\\"},7]"#, &[r#"{"a":"]},\"\\"}"#, "7"]);
        check(r#"[{"a":1} {"b":2}, {oops}, {"c":3}]"#, &[r#"{"a":1} {"b":2}"#, "{oops}", r#"{"c":3}"#]);
        check("[{},,{},]", &["{}", "", "{}", ""]);
        let long = "x".repeat(MAX_LINE + 1);
        check(&format!("[1,\"{long}\",2]"), &["1", "too long", "2"]);
    }

    #[test]
    fn what_is_no_array_or_ends_too_early_is_said() {
        let check = |text: &str, count: usize, why: &str| {
            let (found, end) = split(text);
            assert_eq!((found.len(), end.as_deref()), (count, Some(why)), "{text}");
        };
        check("", 0, "the file is not a JSON array");
        check("{}", 0, "the file is not a JSON array");
        check("[{}", 0, "the file ends within the array");
        check("[{},\"]", 1, "the file ends within the array");
        check("[{}] x", 1, "something follows the array");
    }
}
