//! The records of a CSV file with a header line. A record's number is the line on which it begins in an
//! editor.

use std::{
    collections::VecDeque,
    io::{self, Chain, Cursor, ErrorKind, Read},
};

use anyhow::{Context, bail};
use csv::{Position, Reader, ReaderBuilder, StringRecord, Trim};

use super::Record;
use crate::certificate::issue::{OPTIONAL_COLUMN, REQUIRED_COLUMNS};

/// What may separate columns. Of those with the same count in the header, the last one is taken.
const SEPARATORS: [u8; 3] = [b'\t', b';', b','];
/// How many bytes are searched for the header line.
const HEAD: u64 = 8 * 1024;
/// The maximum length of a record in bytes. A longer one probably lacks a quotation mark, and would continue
/// to the end of the file.
const MAX_RECORD: u64 = 64 * 1024;

/// The records of a file, read one at a time.
pub(crate) struct CsvRecords<R> {
    reader: Reader<Watched<Chain<Cursor<Vec<u8>>, R>>>,
    headers: StringRecord,
    record: StringRecord,
}

impl<R: Read> CsvRecords<R> {
    /// Reads the header line, which decides what separates columns. A file with missing or unknown columns is
    /// refused as a whole, because every line of it would be wrong.
    pub(super) fn of(mut file: R) -> anyhow::Result<Self> {
        let mut start = Vec::new();
        file.by_ref().take(HEAD).read_to_end(&mut start)?;
        let mut form = ReaderBuilder::new();
        form.delimiter(separator(&start)).trim(Trim::Headers);
        let mut reader = form.from_reader(Watched::of(Cursor::new(start).chain(file)));
        let headers = reader.headers().context("its first line is not a header")?.clone();
        check_columns(&headers)?;
        Ok(Self { reader, headers, record: StringRecord::new() })
    }

    /// The file, of which some is read ahead.
    pub(super) fn file(&self) -> &R {
        self.reader.get_ref().file.get_ref().1
    }

    /// Reads the next record. An error means that the rest of the file cannot be read.
    pub(super) fn next(&mut self) -> anyhow::Result<Option<Record>> {
        self.reader.get_mut().allow(MAX_RECORD);
        let read = self.reader.read_record(&mut self.record);
        let (position, line) = match read {
            Ok(false) => return Ok(None),
            Ok(true) => {
                let line = self.record.deserialize(Some(&self.headers));
                (self.record.position(), line.map_err(|_| "not a line with these columns".to_owned()))
            }
            Err(error) if error.is_io_error() => return Err(error.into()),
            Err(ref error) => (error.position(), Err(described(error))),
        };
        let start = position.map_or(0, Position::byte);
        Ok(Some(Record { number: self.reader.get_mut().line_of(start), line }))
    }
}

/// What is wrong with a record that cannot be read.
fn described(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => format!(
            "{len} column(s), expected {expected_len}, as in the header: is a separator or a quotation mark missing?"
        ),
        _ => "not a line with these columns".to_owned(),
    }
}

/// What separates the columns of the header, i.e. of the first line that is not blank.
fn separator(start: &[u8]) -> u8 {
    let mut lines = start.split(|byte| matches!(byte, b'\n' | b'\r'));
    let header = lines.find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
    let parts = |separator: u8| header.split(|byte| *byte == separator).count();
    SEPARATORS.into_iter().max_by_key(|separator| parts(*separator)).unwrap_or(b',')
}

/// Records where lines end in the bytes that the CSV reader reads. The reader's own line numbers are one too
/// low after a carriage return, and do not count empty lines.
struct Watched<R> {
    file: R,
    /// How many bytes have been read, and how many may be read before the current record must have ended.
    at: u64,
    allowed: u64,
    /// The position of the last byte that is not part of a line end.
    content: Option<u64>,
    /// For each line end after the current record: the position of the last byte of content before it.
    ends: VecDeque<Option<u64>>,
    line: u64,
}

impl<R> Watched<R> {
    fn of(file: R) -> Self {
        Self { file, at: 0, allowed: MAX_RECORD, content: None, ends: VecDeque::new(), line: 1 }
    }

    /// Allows `more` bytes from here on.
    fn allow(&mut self, more: u64) {
        self.allowed = self.at + more;
    }

    /// The line on which a record begins, if its bytes begin at `start` or at a line end there. Must be
    /// called for the records in their order.
    fn line_of(&mut self, start: u64) -> u64 {
        while self.ends.front().is_some_and(|content| content.is_none_or(|content| content < start)) {
            self.ends.pop_front();
            self.line += 1;
        }
        self.line
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.allowed {
            let line = self.line;
            let why =
                format!("the record after the one on line {line} does not end: is a quotation mark missing?");
            return Err(io::Error::new(ErrorKind::InvalidData, why));
        }
        let count = self.file.read(buffer)?;
        for (index, byte) in (self.at..).zip(&buffer[..count]) {
            match byte {
                b'\n' => self.ends.push_back(self.content),
                b'\r' => {}
                _ => self.content = Some(index),
            }
        }
        self.at += count as u64;
        Ok(count)
    }
}

fn check_columns(headers: &StringRecord) -> anyhow::Result<()> {
    let missing: Vec<_> =
        REQUIRED_COLUMNS.into_iter().filter(|column| !headers.iter().any(|it| it == *column)).collect();
    let is_known = |column: &str| REQUIRED_COLUMNS.contains(&column) || column == OPTIONAL_COLUMN;
    let unknown: Vec<_> = headers.iter().filter(|column| !is_known(column)).collect();
    let is_before = |at: usize, column: &str| headers.iter().take(at).any(|it| it == column);
    let twice = headers.iter().enumerate().find(|(at, column)| is_before(*at, column));
    if !missing.is_empty() {
        bail!("its header lacks the column(s) {}", missing.join(", "));
    }
    if !unknown.is_empty() {
        bail!("its header has the unknown column(s) {}", unknown.join(", "));
    }
    if let Some((_, column)) = twice {
        bail!("its header has the column {column} twice");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the line and the certificate number of each record, and the error that ended the reading.
    fn read(records: &str) -> Vec<String> {
        let file = format!("{}\n{records}", REQUIRED_COLUMNS.join(","));
        let mut file = CsvRecords::of(file.as_bytes()).expect("a header");
        let mut found = Vec::new();
        loop {
            found.push(match file.next() {
                Ok(Some(Record { number, line: Ok(line) })) => {
                    format!("{number} {}", line.certificate_number)
                }
                Ok(Some(Record { number, line: Err(_) })) => format!("{number} refused"),
                Ok(None) => return found,
                Err(error) => {
                    found.push(error.to_string());
                    return found;
                }
            });
        }
    }

    fn line(number: &str) -> String {
        format!("abcde12345,{number},A,B,MALE,2000-01-01,C,D,2025-11-07,E")
    }

    #[test]
    fn records_begin_on_the_lines_that_an_editor_shows() {
        let check = |records: String, expected: &[&str]| assert_eq!(read(&records), expected, "{records:?}");
        let (one, two) = (line("1"), line("2"));
        check(String::new(), &[]);
        check(format!("{one}\n{two}\n"), &["2 1", "3 2"]);
        check(format!("{one}\r\n{two}"), &["2 1", "3 2"]);
        check(format!("\n\n{one}\r\n\r\n{two}\n\n"), &["4 1", "6 2"]);
        let over_two_lines = line("1").replace(",A,", ",\"A\n\nB\",");
        check(format!("{over_two_lines}\n{two}"), &["2 1", "5 2"]);
        check(format!("short,line\n{two}\n"), &["2 refused", "3 2"]);
        check(format!("{}\n{two}", one.replace(",A,", ",A\"B,")), &["2 1", "3 2"]);
        let many: String = format!("{two}\r\n").repeat(2_000);
        assert_eq!(read(&many).last().map(String::as_str), Some("2001 2"));
    }

    #[test]
    fn a_quotation_mark_that_is_missing_does_not_swallow_a_long_file() {
        let open = line("1").replace(",A,", ",\"A,");
        let rest: String = format!("{}\n", line("2")).repeat(2_000);
        let found = read(&format!("{}\n{open}\n{rest}", line("0")));
        assert_eq!(found[0], "2 0");
        assert!(found[1].contains("the record after the one on line 2 does not end"), "{found:?}");
    }

    #[test]
    fn the_header_tells_what_separates_columns() {
        for separator in [",", ";", "\t"] {
            let header = REQUIRED_COLUMNS.map(|column| format!("\"{column}\"")).join(separator);
            let text = format!("\r\n{header}\r\n{}\r\n", line("1").replace(',', separator));
            let mut file = CsvRecords::of(text.as_bytes()).expect("a header");
            let record = file.next().expect("readable").expect("a record");
            let line = record.line.expect("a line");
            assert_eq!((record.number, line.certificate_number.as_str()), (3, "1"), "{separator:?}");
            assert_eq!((line.issued_on.as_str(), line.issuing_bureau.as_str()), ("2025-11-07", "E"));
        }
    }

    #[test]
    fn what_is_wrong_with_the_columns_is_said() {
        let all = REQUIRED_COLUMNS.join(",");
        let check = |header: &str, why: &str| {
            let found = CsvRecords::of(header.as_bytes()).err().map(|error| error.to_string());
            assert_eq!(found.as_deref(), Some(why), "{header}");
        };
        check(&all.replace(",sex", ""), "its header lacks the column(s) sex");
        check(&format!("{all},age"), "its header has the unknown column(s) age");
        check(&format!("{all},sex"), "its header has the column sex twice");
        let with_spaces = REQUIRED_COLUMNS.join(" , ");
        assert!(CsvRecords::of(with_spaces.as_bytes()).is_ok(), "spaces around names are no part of them");
        let text = format!("{all}\na,b\n");
        let record = CsvRecords::of(text.as_bytes()).expect("a header").next().expect("readable");
        let why = record.and_then(|record| record.line.err()).expect("a reason");
        assert!(why.starts_with("2 column(s), expected 10, as in the header"), "{why}");
    }
}
