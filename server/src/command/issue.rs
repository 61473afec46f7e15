//! `server issue`: the intake of certificates from a file, answered line by line (I1, I2).
//!
//! A file of any length takes the same memory: its lines are read, recorded and answered batch by batch. A bad
//! line stops no other, and any bad line makes the command fail in the end. A run that was cut off is made again.

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
    audit::{Actor, Source},
    certificate::issue::{BATCH, Expired, Outcome, Run},
    config::IssueArgs,
};

/// Issues every certificate in the file.
pub async fn run(args: IssueArgs) -> anyhow::Result<()> {
    let name = args.file.display().to_string();
    let unreadable = || format!("cannot read {name}");
    let mut file = CertificateFile::open(&args.file).with_context(unreadable)?;
    let mut progress = Progress::of(std::fs::metadata(&args.file).map_or(0, |metadata| metadata.len()));
    let (db, clock) = database::open(Program::Command, args.data_dir, args.database).await?;
    let source = Source::run(Uuid::now_v7());
    tracing::info!(trace_id = %source.trace.trace_id(), "the mails of this run have its trace");
    let expired = if args.allow_expired { Expired::Accept } else { Expired::Refuse };
    let mut run = Run::of(&db, expired, &source, Actor::System);
    let (mut out, mut tally) = (BufWriter::new(io::stdout()), Tally::default());
    let cut_off = "the intake was cut off; run it again with the same file, and it goes on where it ended";
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
                let outcome = line.map(|_| outcomes.next().expect("an outcome for each line"));
                tally.answer(&mut out, number, outcome)?;
            }
            out.flush()
        })?;
        progress.show(tally.lines, file.bytes());
    }
    progress.end();
    db.close().await?;
    if tally.lines == 0 {
        end?;
        bail!("{name} holds no certificate");
    }
    let Tally { issued, before, refused, .. } = tally;
    let again = if before == 0 { String::new() } else { format!(", {before} issued before") };
    writeln!(out, "{issued} issued, {refused} refused{again}")?;
    out.flush()?;
    end?;
    if refused > 0 {
        bail!("{refused} line(s) were refused");
    }
    Ok(())
}

/// The next lines of the file; and whether it can be read any further.
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

/// What became of the lines so far.
#[derive(Default)]
struct Tally {
    lines: u64,
    issued: u64,
    before: u64,
    refused: u64,
}

impl Tally {
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
                writeln!(out, "line {number}: issued {}", issued.number.as_str())
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
}
