//! `server issue`: the intake of certificates from a file, answered line by line (I1, I2).
//!
//! A bad line stops no other, and any bad line makes the command fail in the end.

use std::{fs::File, io::Write, path::Path};

use anyhow::{Context, bail};
use entity::clock::Clock;
use migration::database::{self, Pending};
use sea_orm::DatabaseConnection;

use crate::{
    certificate::issue::{self, Line},
    config::IssueArgs,
    embedded,
};

/// A line of the file and its number, or why it cannot be read.
type Read = (u64, Result<Line, String>);

/// Issues every certificate in the file.
pub async fn run(args: IssueArgs) -> anyhow::Result<()> {
    let lines = read(&args.file).with_context(|| format!("cannot read {}", args.file.display()))?;
    let (db, clock) = open(args).await?;
    let (mut issued, mut refused) = (0, 0);
    let mut out = std::io::stdout();
    for (number, line) in lines {
        let outcome = match line {
            Ok(line) => issue::issue(&db, &line, clock.now()).await.map_err(|error| error.to_string()),
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

/// The production database where one is named, else the data folder of an embedded mode.
async fn open(args: IssueArgs) -> anyhow::Result<(DatabaseConnection, Clock)> {
    if args.database.database_url.is_some() {
        let db = database::open(&args.database.check()?, 2, Pending::Refuse).await?;
        return Ok((db, Clock::System));
    }
    let data_dir = &args.data_dir;
    if !data_dir.join("uketori.sqlite").exists() {
        bail!("no database is named, and {} holds no embedded one", data_dir.display());
    }
    let db = database::open(&embedded::database_url(data_dir), 2, Pending::Refuse).await?;
    Ok((db, embedded::stored_clock(data_dir)?))
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
    let mut reader = csv::ReaderBuilder::new().flexible(false).from_path(file)?;
    let mut headers = reader.headers()?.clone();
    if let Some(first) = headers.get(0).and_then(|first| first.strip_prefix('\u{feff}')) {
        headers = std::iter::once(first).chain(headers.iter().skip(1)).collect();
    }
    let mut lines = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let number = record.position().map_or(0, csv::Position::line);
                lines.push((number, record.deserialize(Some(&headers)).map_err(|error| error.to_string())));
            }
            Err(error) => {
                let number = error.position().map_or(0, csv::Position::line);
                lines.push((number, Err(error.to_string())));
            }
        }
    }
    Ok(lines)
}

/// An array of objects; each is numbered from 1.
fn read_json(file: &Path) -> anyhow::Result<Vec<Read>> {
    let values: Vec<serde_json::Value> = serde_json::from_reader(File::open(file)?)?;
    let read = |value| serde_json::from_value(value).map_err(|error: serde_json::Error| error.to_string());
    Ok((1..).zip(values).map(|(number, value)| (number, read(value))).collect())
}
