//! Reads a file of certificates, one record at a time, so that a long file takes no more memory than a short
//! one.

use std::{fs::File, path::Path};

use anyhow::bail;
use serde_json::{Map, Value};

use self::{array::Elements, csv::CsvRecords, decoded::Decoded};
use crate::{
    certificate::issue::{Line, OPTIONAL_COLUMN, REQUIRED_COLUMNS},
    config::FileEncoding,
    line_reader::{Lines, MAX_LINE},
};

mod array;
mod csv;
mod decoded;

/// What the name of a file may end with. The first three are CSV.
const ENDINGS: [&str; 5] = ["csv", "tsv", "txt", "json", "ndjson"];

/// A certificate in the file, not yet checked.
pub(super) struct Record {
    /// The line on which it begins in an editor; in a JSON array, the position of the element, from 1.
    pub(super) number: u64,
    /// The fields of the certificate, or the reason why they cannot be read.
    pub(super) line: Result<Line, String>,
}

/// An open file in one of the three formats.
pub(super) enum CertificateFile {
    /// CSV with a header line.
    Csv(Box<CsvRecords<Decoded<File>>>),
    /// One JSON array of objects.
    Array(Elements<Decoded<File>>),
    /// One JSON object per line.
    Ndjson(Lines<Decoded<File>>),
}

impl CertificateFile {
    /// Opens a file. The end of its name decides the format. The encoding is recognised if it is not given.
    pub(super) fn open(path: &Path, encoding: Option<FileEncoding>) -> anyhow::Result<Self> {
        let ending = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        let ending = ending.to_ascii_lowercase();
        if !ENDINGS.contains(&ending.as_str()) {
            bail!("the file's name must end with .csv, .tsv, .txt, .json or .ndjson");
        }
        let file = Decoded::of(File::open(path)?, encoding);
        Ok(match ending.as_str() {
            "json" => Self::Array(Elements::of(file)),
            "ndjson" => Self::Ndjson(Lines::of(file)),
            _ => Self::Csv(Box::new(CsvRecords::of(file)?)),
        })
    }

    /// Reads the next record. An error means that the rest of the file cannot be read.
    pub(super) fn next(&mut self) -> anyhow::Result<Option<Record>> {
        let record = match self {
            Self::Csv(records) => records.next()?,
            Self::Array(elements) => {
                let text = elements.next()?;
                text.map(|text| Record { number: elements.number, line: parse(text.as_deref()) })
            }
            Self::Ndjson(lines) => {
                let text = lines.next()?;
                text.map(|text| Record { number: lines.number, line: parse(text.as_deref()) })
            }
        };
        let encoding = self.file().encoding();
        Ok(record.map(|Record { number, line }| Record {
            number,
            line: line.and_then(|line| in_its_encoding(line, encoding)),
        }))
    }

    /// How many bytes have been read, for the progress.
    pub(super) fn bytes(&self) -> u64 {
        self.file().bytes()
    }

    fn file(&self) -> &Decoded<File> {
        match self {
            Self::Csv(records) => records.file(),
            Self::Array(elements) => elements.file(),
            Self::Ndjson(lines) => lines.file(),
        }
    }
}

/// Refuses a line with characters that replace bytes that could not be decoded.
fn in_its_encoding(line: Line, encoding: &str) -> Result<Line, String> {
    let is_wrong = |value: &str| value.contains(char::REPLACEMENT_CHARACTER);
    let wrong: Vec<_> =
        line.columns().into_iter().filter(|(_, value)| is_wrong(value)).map(|(column, _)| column).collect();
    if wrong.is_empty() {
        return Ok(line);
    }
    Err(format!("{}: not valid {encoding}, set --encoding to the encoding of the file", wrong.join(", ")))
}

/// Parses a JSON object; `None` stands for one that is too long.
fn parse(text: Option<&[u8]>) -> Result<Line, String> {
    let text = text.ok_or_else(|| format!("longer than {MAX_LINE} bytes"))?;
    let object: Map<String, Value> =
        serde_json::from_slice(text).map_err(|_| "not a JSON object".to_owned())?;
    for (column, value) in &object {
        match value {
            _ if !REQUIRED_COLUMNS.contains(&column.as_str()) && column != OPTIONAL_COLUMN => {
                let known = REQUIRED_COLUMNS.join(", ");
                return Err(format!("{column}: unknown column, expected {known} or {OPTIONAL_COLUMN}"));
            }
            Value::String(_) => {}
            Value::Null if column == OPTIONAL_COLUMN => {}
            _ => return Err(format!("{column}: not a string, expected text in quotation marks")),
        }
    }
    serde_json::from_value(object.into()).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_an_object_is_said_with_its_column() {
        let check = |text: &str, why: &str| {
            let found = parse(Some(text.as_bytes())).expect_err("refused");
            assert!(found.starts_with(why), "{text}: {found}");
        };
        check("{oops}", "not a JSON object");
        check("[]", "not a JSON object");
        check(r#"{"x":"1"}"#, "x: unknown column, expected user_id, ");
        check(r#"{"user_id":1}"#, "user_id: not a string, expected text in quotation marks");
        check(r#"{"sex":null}"#, "sex: not a string");
        let line = parse(Some(br#"{"sex":"MALE","application_number":null}"#)).expect("a line");
        assert_eq!((line.sex.as_str(), line.application_number), ("MALE", None));
    }

    #[test]
    fn a_column_that_could_not_be_decoded_is_named() {
        let line = Line { holder_name: "Jos\u{fffd}".to_owned(), ..Line::default() };
        let why = in_its_encoding(line, "UTF-8").expect_err("refused");
        assert_eq!(why, "holder_name: not valid UTF-8, set --encoding to the encoding of the file");
    }
}
