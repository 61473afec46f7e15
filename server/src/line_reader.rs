//! Reads a file line by line, in constant memory however long the file or a line is.

use std::io::{self, BufRead, ErrorKind};

/// Maximum length of a line in bytes: several times that of any valid line.
pub(crate) const MAX_LINE: usize = 16 * 1024;

/// A file, and how much of it has been read.
pub(crate) struct Lines<R> {
    file: R,
    /// The number of lines read so far, counted from 1 as editors do, empty lines included.
    pub(crate) number: u64,
    /// The number of bytes read so far.
    pub(crate) bytes: u64,
}

/// A line without its newline; `None` if it is longer than [`MAX_LINE`].
pub(crate) type Line = Option<Vec<u8>>;

impl<R: BufRead> Lines<R> {
    /// Reads the lines of `file` from its current position.
    pub(crate) fn of(file: R) -> Self {
        Self { file, number: 0, bytes: 0 }
    }

    /// The file.
    pub(crate) fn file(&self) -> &R {
        &self.file
    }

    /// The next line that is not blank; [`Self::number`] has its number. `None` at the end of the file.
    pub(crate) fn next(&mut self) -> io::Result<Option<Line>> {
        while let Some(line) = self.next_or_empty()? {
            if line.as_ref().is_none_or(|line| !line.trim_ascii().is_empty()) {
                return Ok(Some(line));
            }
        }
        Ok(None)
    }

    fn next_or_empty(&mut self) -> io::Result<Option<Line>> {
        let (mut line, mut length) = (Vec::new(), 0);
        loop {
            let buffer = match self.file.fill_buf() {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                buffer => buffer?,
            };
            if buffer.is_empty() && length == 0 {
                return Ok(None);
            }
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let part = &buffer[..end.unwrap_or(buffer.len())];
            let used = part.len() + usize::from(end.is_some());
            let is_last = end.is_some() || buffer.is_empty();
            // A part that does not fit is dropped. The lengths then differ, which marks a line as too long.
            if line.len() + part.len() <= MAX_LINE {
                line.extend_from_slice(part);
            }
            length += used;
            let kept = line.len() + usize::from(end.is_some());
            self.file.consume(used);
            if is_last {
                self.number += 1;
                self.bytes += length as u64;
                return Ok(Some(if kept == length { Some(without_mark(line, self.number)) } else { None }));
            }
        }
    }
}

/// Removes the byte order mark that some editors write at the beginning of a file.
fn without_mark(line: Vec<u8>, number: u64) -> Vec<u8> {
    match line.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) if number == 1 => rest.to_vec(),
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    #[test]
    fn lines_are_numbered_as_an_editor_numbers_them_and_long_ones_are_not_kept() {
        let long = "x".repeat(MAX_LINE);
        let text = format!("\u{feff}one\r\n\n  \ntwo\n{long}\n{long}x\n{long}{long}\nlast");
        let mut lines = Lines::of(BufReader::with_capacity(1_000, text.as_bytes()));
        let mut check = |number: u64, expected: Option<Option<&str>>| {
            let line = lines.next().expect("memory can be read");
            assert_eq!(line, expected.map(|line| line.map(|line| line.as_bytes().to_vec())));
            assert_eq!(lines.number, number);
        };
        check(1, Some(Some("one\r")));
        check(4, Some(Some("two")));
        check(5, Some(Some(&long)));
        check(6, Some(None));
        check(7, Some(None));
        check(8, Some(Some("last")));
        check(8, None);
        assert_eq!(lines.bytes, text.len() as u64);
    }
}
