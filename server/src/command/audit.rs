//! `server audit`: checks the audit trail, and writes down how far it has come. It changes nothing.

use std::{fs, io::Write, path::Path};

use anyhow::{Context, bail};

use super::database;
use crate::{
    audit::verify::{self, Anchor},
    config::{AuditArgs, AuditTask},
};

/// Checks the trail, or prints its anchors.
pub async fn run(args: AuditArgs) -> anyhow::Result<()> {
    match args.task {
        AuditTask::Verify { anchor, place } => {
            let anchors = anchor.as_deref().map(read).transpose()?.unwrap_or_default();
            let (db, _) = database::open(place.data_dir, place.database).await?;
            let (mut chains, mut events, mut broken) = (0, 0, 0);
            let mut out = std::io::stdout();
            let mut written = Ok(());
            let verified = verify::verify(&db, anchors, |found| {
                let verdict = found.fault.as_ref().map_or_else(|| "OK".to_owned(), ToString::to_string);
                (chains, events) = (chains + 1, events + found.good);
                broken += usize::from(found.fault.is_some());
                let line = writeln!(out, "{}: {} event(s), {verdict}", found.chain, found.good);
                written = std::mem::replace(&mut written, Ok(())).and(line);
            });
            verified.await.context("the trail could not be read to its end")?;
            written?;
            writeln!(out, "{events} event(s) in {chains} chain(s), {broken} broken")?;
            db.close().await?;
            if broken > 0 {
                bail!("{broken} chain(s) of the audit trail are broken");
            }
        }
        AuditTask::Anchor { place } => {
            let (db, _) = database::open(place.data_dir, place.database).await?;
            let mut out = std::io::stdout();
            for anchor in verify::anchors(&db).await? {
                writeln!(out, "{anchor}")?;
            }
            db.close().await?;
        }
    }
    Ok(())
}

/// The anchors in a file, a line each; several outputs of `anchor` may stand in it, one after another.
fn read(file: &Path) -> anyhow::Result<Vec<Anchor>> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let anchor = |(number, line): (usize, &str)| {
        line.parse().with_context(|| format!("line {number} of {}", file.display()))
    };
    let anchors: Vec<_> = lines.map(anchor).collect::<Result<_, _>>()?;
    if anchors.is_empty() {
        bail!("{} holds no anchor", file.display());
    }
    Ok(anchors)
}
