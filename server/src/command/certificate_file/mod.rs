//! Reads a file of certificates, one record at a time, so that a long file takes no more memory than a short
//! one.

use std::{fs::File, io::BufReader, path::Path};

use anyhow::bail;

use self::{array::Elements, csv::CsvRecords};
use crate::{
    certificate::issue::Line,
    line_reader::{Lines, MAX_LINE},
};

mod array;
mod csv;

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
    Csv(Box<CsvRecords<File>>),
    /// One JSON array of objects.
    Array(Elements<BufReader<File>>),
    /// One JSON object per line.
    Ndjson(Lines<BufReader<File>>),
}

impl CertificateFile {
    /// Opens a file. The end of its name, `.csv`, `.json` or `.ndjson`, decides the format.
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

    /// Reads the next record. An error means that the rest of the file cannot be read.
    pub(super) fn next(&mut self) -> anyhow::Result<Option<Record>> {
        let (text, number) = match self {
            Self::Csv(records) => return records.next(),
            Self::Array(elements) => (elements.next()?, elements.number),
            Self::Ndjson(lines) => (lines.next()?, lines.number),
        };
        Ok(text.map(|text| Record { number, line: parse(text.as_deref()) }))
    }

    /// How many bytes have been read, for the progress.
    pub(super) fn bytes(&self) -> u64 {
        match self {
            Self::Csv(records) => records.bytes(),
            Self::Array(elements) => elements.bytes,
            Self::Ndjson(lines) => lines.bytes,
        }
    }
}

/// Parses a JSON object; `None` stands for one that is too long.
fn parse(text: Option<&[u8]>) -> Result<Line, String> {
    let text = text.ok_or_else(|| format!("longer than {MAX_LINE} bytes"))?;
    let object: serde_json::Map<_, _> =
        serde_json::from_slice(text).map_err(|_| "not a JSON object in UTF-8".to_owned())?;
    // Converted from the value, so that the error has no line and column: they would count from the object's
    // start, where nobody looks for them.
    serde_json::from_value(object.into()).map_err(|error| error.to_string())
}
