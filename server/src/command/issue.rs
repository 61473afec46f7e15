//! `server issue`: issues the certificates in a file, or only checks them, and prints the outcome of each
//! line (I1, I2).
//!
//! Lines are read, recorded and reported in batches, so a long file takes no more memory than a short one. A
//! bad line does not stop the others, but the command fails at the end. An interrupted run is simply
//! repeated.

use std::io::{self, BufWriter, Write};

use anyhow::{Context, bail};
use migration::program::Program;
use sea_orm::prelude::Uuid;

use super::{
    certificate_file::{CertificateFile, Record},
    database,
    progress::Progress,
};
use crate::{
    audit::{Actor, RequestOrigin},
    certificate::issue::{BATCH, Expired, Mode, Outcome, Run},
    config::IssueArgs,
};

/// Issues every certificate in the file; with `--dry-run`, only checks the lines. Fails if a line was
/// refused, or if the file has none or cannot be read to its end.
pub async fn run(args: IssueArgs) -> anyhow::Result<()> {
    let name = args.file.display().to_string();
    let unreadable = || format!("cannot read {name}");
    let mut file = CertificateFile::open(&args.file, args.encoding).with_context(unreadable)?;
    let mut progress = Progress::of(std::fs::metadata(&args.file).map_or(0, |metadata| metadata.len()));
    let (db, clock) = database::open(Program::Command, args.target).await?;
    let source = RequestOrigin::run(Uuid::now_v7());
    let mode = if args.dry_run { Mode::Check } else { Mode::Record };
    if mode == Mode::Record {
        tracing::info!(trace_id = %source.trace.trace_id(), "trace ID for this run's mails");
    }
    let expired = if args.allow_expired { Expired::Accept } else { Expired::Refuse };
    let mut run = Run::of(&db, mode, expired, &source, Actor::System);
    let (mut out, mut tally) = (BufWriter::new(io::stdout()), Tally::of(mode));
    let cut_off = "the run was interrupted; run it again with the same file to continue";
    let mut end = Ok(());
    while end.is_ok() {
        let (records, read) = next_batch(&mut file);
        end = read.with_context(unreadable);
        if records.is_empty() {
            break;
        }
        let lines: Vec<_> = records.iter().filter_map(|record| record.line.as_ref().ok()).cloned().collect();
        let outcomes = run.batch(&lines, clock.now()).await.context(cut_off)?;
        let mut outcomes = outcomes.into_iter();
        progress.aside(|| {
            for Record { number, line } in records {
                let outcome =
                    line.map(|_| outcomes.next().expect("the run returns an outcome for each line"));
                tally.answer(&mut out, number, outcome)?;
            }
            // For each batch, so that an interrupted run has reported what it recorded.
            out.flush()
        })?;
        progress.show(tally.lines, file.bytes());
    }
    progress.end();
    db.close().await?;
    if tally.lines == 0 {
        end?;
        bail!("{name} contains no certificates");
    }
    tally.sum_up(&mut out)?;
    out.flush()?;
    end?;
    if tally.refused > 0 {
        bail!("{} line(s) were refused", tally.refused);
    }
    Ok(())
}

/// Reads the next records of the file, at most [`BATCH`]. If the file cannot be read any further, it also
/// returns the records before the error, so that they are issued.
fn next_batch(file: &mut CertificateFile) -> (Vec<Record>, anyhow::Result<()>) {
    let mut records = Vec::with_capacity(BATCH);
    while records.len() < BATCH {
        match file.next() {
            Ok(Some(record)) => records.push(record),
            Ok(None) => break,
            Err(error) => return (records, Err(error)),
        }
    }
    (records, Ok(()))
}

/// The numbers of lines so far, by outcome.
struct Tally {
    /// What a new certificate is said to be: `issued`, or what it would be.
    verb: &'static str,
    lines: u64,
    issued: u64,
    before: u64,
    refused: u64,
}

impl Tally {
    fn of(mode: Mode) -> Self {
        let verb = if mode == Mode::Record { "issued" } else { "would be issued" };
        Self { verb, lines: 0, issued: 0, before: 0, refused: 0 }
    }

    fn answer(
        &mut self,
        out: &mut impl Write,
        number: u64,
        outcome: Result<Outcome, String>,
    ) -> io::Result<()> {
        self.lines += 1;
        match outcome.and_then(|outcome| outcome.map_err(|error| error.to_string())) {
            Ok(issued) if issued.is_new => {
                self.issued += 1;
                writeln!(out, "line {number}: {} {}", self.verb, issued.number.as_str())
            }
            Ok(issued) => {
                self.before += 1;
                writeln!(out, "line {number}: issued before {}", issued.number.as_str())
            }
            Err(why) => {
                self.refused += 1;
                writeln!(out, "line {number}: refused: {why}")
            }
        }
    }

    fn sum_up(&self, out: &mut impl Write) -> io::Result<()> {
        let Self { verb, issued, before, refused, .. } = self;
        let again = if *before == 0 { String::new() } else { format!(", {before} issued before") };
        writeln!(out, "{issued} {verb}, {refused} refused{again}")
    }
}
