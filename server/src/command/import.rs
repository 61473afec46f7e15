//! `server import`: imports accounts from another system, with the hashes of their owners' passwords (R26,
//! D5).
//!
//! It prints the number of each refused line, with its user ID and the wrong field, and nothing else of the
//! line.

use std::{
    fs::File,
    io::{self, BufReader, Write},
};

use anyhow::{Context, bail};
use migration::program::Program;

use super::{database, progress::Progress};
use crate::{
    account::import::{Import, Mode, Refused, Report},
    config::ImportArgs,
};

/// Imports every account in the file that does not exist yet. Fails if a line was refused or the file has no
/// account.
pub async fn run(args: ImportArgs) -> anyhow::Result<()> {
    let name = args.file.display().to_string();
    let file = File::open(&args.file).with_context(|| format!("cannot read {name}"))?;
    let mut progress = Progress::of(file.metadata().map_or(0, |metadata| metadata.len()));
    let (db, clock) = database::open(Program::Command, args.target).await?;
    let mode = if args.dry_run { Mode::DryRun } else { Mode::Write };
    let mut import = Import::of(&db, BufReader::new(file), mode, clock.now());
    let mut out = io::stdout();
    let cut_off = "the import was interrupted; run it again with the same file to continue";
    while let Some(batch) = import.next_batch().await.context(cut_off)? {
        progress.aside(|| {
            batch.refused.iter().try_for_each(|(number, refused)| answer(&mut out, *number, refused))
        })?;
        progress.show(batch.lines, batch.bytes);
    }
    progress.end();
    let report = import.report();
    summary(&mut out, report, mode)?;
    let (refused, is_empty) = (report.refused, *report == Report::default());
    db.close().await?;
    if is_empty {
        bail!("{name} contains no accounts");
    }
    if refused > 0 {
        bail!("{refused} line(s) were refused");
    }
    Ok(())
}

/// A user ID that may be an e-mail address is not printed.
fn answer(out: &mut impl Write, number: u64, refused: &Refused) -> io::Result<()> {
    match refused.user_id.as_ref().filter(|user_id| !user_id.as_str().contains('@')) {
        Some(user_id) => writeln!(out, "line {number} ({}): refused: {refused}", user_id.as_str()),
        None => writeln!(out, "line {number}: refused: {refused}"),
    }
}

fn summary(out: &mut impl Write, report: &Report, mode: Mode) -> io::Result<()> {
    let Report { imported, already_there, refused, kinds } = report;
    let verb = if mode == Mode::DryRun { "would be imported" } else { "imported" };
    writeln!(out, "{imported} {verb}, {already_there} already there, {refused} refused")?;
    for (kind, count) in kinds {
        writeln!(out, "  {count} with a hash of kind {}", kind.name())?;
    }
    Ok(())
}
