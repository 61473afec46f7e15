//! A file of certificates, one record at a time, in memory that does not grow with it.

use std::{fs::File, io::BufReader, path::Path};

use anyhow::bail;

use self::{array::Elements, csv::CsvRecords};
use crate::{
    certificate::issue::Line,
    lines::{Lines, MAX_LINE},
};

mod array;
mod csv;

/// A record of the file.
pub(super) struct Record {
    /// The line that it begins on, as an editor numbers lines; in a JSON array, its place from 1.
    pub(super) number: u64,
    /// What it says, or why it cannot be read.
    pub(super) line: Result<Line, String>,
}

/// A file of one of the three forms, and how far it was read.
pub(super) enum CertificateFile {
    /// With a header line.
    Csv(Box<CsvRecords<File>>),
    /// One array of objects.
    Array(Elements<BufReader<File>>),
    /// An object a line.
    Ndjson(Lines<BufReader<File>>),
}

impl CertificateFile {
    /// Opens it; its name says which form it has.
    pub(super) fn open(path: &Path) -> anyhow::Result<Self> {
        let form = path.extension().and_then(|extension| extension.to_str());
        if !matches!(form, Some("csv" | "json" | "ndjson")) {
            bail!("the file's name must end with .csv, .json or .ndjson");
        }
        let file = File::open(path)?;
        Ok(match form {
            Some("csv") => Self::Csv(Box::new(CsvRecords::of(file)?)),
            Some("json") => Self::Array(Elements::of(BufReader::new(file))),
            _ => Self::Ndjson(Lines::of(BufReader::new(file))),
        })
    }

    /// The next record; an error when nothing after it can be read.
    pub(super) fn next(&mut self) -> anyhow::Result<Option<Record>> {
        let (text, number) = match self {
            Self::Csv(records) => return records.next(),
            Self::Array(elements) => (elements.next()?, elements.number),
            Self::Ndjson(lines) => (lines.next()?, lines.number),
        };
        Ok(text.map(|text| Record { number, line: parse(text.as_deref()) }))
    }

    /// Bytes read so far.
    pub(super) fn bytes(&self) -> u64 {
        match self {
            Self::Csv(records) => records.bytes(),
            Self::Array(elements) => elements.bytes,
            Self::Ndjson(lines) => lines.bytes,
        }
    }
}

/// An object as a line; `None` in place of one that is too long.
fn parse(text: Option<&[u8]>) -> Result<Line, String> {
    let text = text.ok_or_else(|| format!("longer than {MAX_LINE} bytes"))?;
    let object: serde_json::Map<_, _> =
        serde_json::from_slice(text).map_err(|_| "not a JSON object in UTF-8".to_owned())?;
    // From the value, so that no place within the text is named, which nobody could find.
    serde_json::from_value(object.into()).map_err(|error| error.to_string())
}
