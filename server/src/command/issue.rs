//! `server issue`: the intake of certificates from a file, answered line by line (I1, I2).
//!
//! A bad line stops no other, and any bad line makes the command fail in the end.

use std::{fs::File, io::Write, path::Path};

use anyhow::{Context, bail};
use uuid::Uuid;

use super::database;
use crate::{
    audit::Source,
    certificate::issue::{self, Line},
    config::IssueArgs,
};

/// The columns that every file has; `application_number` may be left out.
const REQUIRED: [&str; 10] = [
    "user_id",
    "certificate_number",
    "holder_name",
    "nationality",
    "sex",
    "birth_date",
    "status_of_residence",
    "period_of_stay",
    "issued_on",
    "issuing_bureau",
];

/// A line of the file and its number, or why it cannot be read.
type Read = (u64, Result<Line, String>);

/// Issues every certificate in the file.
pub async fn run(args: IssueArgs) -> anyhow::Result<()> {
    let lines = read(&args.file).with_context(|| format!("cannot read {}", args.file.display()))?;
    if lines.is_empty() {
        bail!("{} holds no certificate", args.file.display());
    }
    let (db, clock) = database::open(args.data_dir, args.database).await?;
    let source = Source::run(Uuid::now_v7());
    tracing::info!(trace_id = %source.trace.trace_id(), "the mails of this run have its trace");
    let (mut issued, mut refused) = (0, 0);
    let mut out = std::io::stdout();
    for (number, line) in lines {
        let outcome = match line {
            Ok(line) => {
                issue::issue(&db, &line, &source, clock.now()).await.map_err(|error| error.to_string())
            }
            Err(error) => Err(error),
        };
        match outcome {
            Ok(certificate) => {
                issued += 1;
                writeln!(out, "line {number}: issued {}", certificate.as_str())?;
            }
            Err(why) => {
                refused += 1;
                writeln!(out, "line {number}: refused: {why}")?;
            }
        }
    }
    writeln!(out, "{issued} issued, {refused} refused")?;
    db.close().await?;
    if refused > 0 {
        bail!("{refused} line(s) were refused");
    }
    Ok(())
}

fn read(file: &Path) -> anyhow::Result<Vec<Read>> {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("csv") => read_csv(file),
        Some("json") => read_json(file),
        _ => bail!("the file's name must end with .csv or .json"),
    }
}

/// CSV with a header line; a line is numbered as an editor numbers it.
fn read_csv(file: &Path) -> anyhow::Result<Vec<Read>> {
    let bytes = std::fs::read(file)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut reader = csv::Reader::from_reader(bytes);
    let headers = reader.headers().context("its first line is not a header")?.clone();
    check_columns(&headers)?;
    let mut lines = LineCounter { bytes, at: 0, line: 1 };
    let mut read = |record: Result<csv::StringRecord, csv::Error>| match record {
        Ok(record) => {
            let line = record.deserialize(Some(&headers));
            (lines.of(record.position()), line.map_err(|_| "not a line of these columns".to_owned()))
        }
        Err(error) => (lines.of(error.position()), Err("not a line of these columns, in UTF-8".to_owned())),
    };
    Ok(reader.into_records().map(&mut read).collect())
}

/// Numbers the lines of records as an editor does. The reader's own numbers are one short after a
/// carriage return, and leave out empty lines.
struct LineCounter<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl LineCounter<'_> {
    /// The line that a record begins on; records come in their order.
    fn of(&mut self, position: Option<&csv::Position>) -> u64 {
        let start = position.map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
        let is_end = |byte: &&u8| matches!(**byte, b'\r' | b'\n');
        let start = start + self.bytes[start..].iter().take_while(is_end).count();
        let ends = self.bytes[self.at..start].split(|byte| *byte == b'\n').count() - 1;
        (self.at, self.line) = (start, self.line + ends as u64);
        self.line
    }
}

/// A file with other columns is refused as a whole: no line of it can be right.
fn check_columns(headers: &csv::StringRecord) -> anyhow::Result<()> {
    let missing: Vec<_> =
        REQUIRED.into_iter().filter(|column| !headers.iter().any(|it| it == *column)).collect();
    let is_known = |column: &str| REQUIRED.contains(&column) || column == "application_number";
    let unknown: Vec<_> = headers.iter().filter(|column| !is_known(column)).collect();
    match (missing.is_empty(), unknown.is_empty()) {
        (true, true) => Ok(()),
        (false, _) => bail!("its header lacks the column(s) {}", missing.join(", ")),
        (true, false) => bail!("its header has the unknown column(s) {}", unknown.join(", ")),
    }
}

/// An array of objects; each is numbered from 1.
fn read_json(file: &Path) -> anyhow::Result<Vec<Read>> {
    let values: Vec<serde_json::Value> = serde_json::from_reader(File::open(file)?)?;
    let read = |value| serde_json::from_value(value).map_err(|error: serde_json::Error| error.to_string());
    Ok((1..).zip(values).map(|(number, value)| (number, read(value))).collect())
}
