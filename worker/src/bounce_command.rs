//! `worker bounce`: takes mails from standard input, a Maildir or a mailbox, and records the bounces among
//! them.
//!
//! It ends with an error only if mails have to be taken again later. A mail that is no bounce is ignored:
//! otherwise a relay would return it to somebody who cannot help.

use std::{
    io::{self, Read as _},
    thread,
    time::Duration,
};

use anyhow::Context as _;
use entity::{clock::Clock, restore};
use migration::{
    database::{self, Pending},
    program::Program,
};
use sea_orm::DatabaseConnection;
use tokio::{sync::oneshot, time::timeout};

use crate::{
    bounce::{
        imap::ImapBox,
        intake::{ENOUGH, Intake},
        maildir,
    },
    config::{BounceSettings, Source},
    keys,
    signals::Signals,
};

/// How often a Maildir is looked at.
const MAILDIR_PAUSE: Duration = Duration::from_secs(10);
/// How often a mailbox is looked at.
const IMAP_PAUSE: Duration = Duration::from_mins(1);
/// How long a mail may take to arrive on standard input.
const INPUT_LIMIT: Duration = Duration::from_mins(1);
/// How much of a mail that is too large is still read, so that the relay is not surprised by a closed pipe.
const DRAINED: u64 = 64 * 1024 * 1024;

/// Takes what there is: one mail from standard input, or the mails of a folder until a signal.
pub async fn run(settings: BounceSettings) -> anyhow::Result<()> {
    let db = database::open(&settings.database_url, Program::Worker, 2, Pending::Refuse).await?;
    if let Some(row) = restore::under_way().one(&db).await? {
        return Err(restore::UnderWay(row.begun_at).into());
    }
    // With another key, every report would be taken for a forged one, and be lost.
    keys::check(&db, &settings.link_keys, Clock::System.now()).await?;
    let intake = Intake { db: &db, keys: settings.link_keys.ring() };
    let done = match settings.source {
        Source::StandardInput(recipient) => take_one(&intake, recipient.as_deref()).await,
        Source::Maildir(folder) => {
            let take = async || Ok(maildir::take_new(&intake, &folder, Clock::System.now()).await?);
            repeat(settings.is_once, MAILDIR_PAUSE, take).await
        }
        Source::Imap(mailbox) => {
            let take = async || take_box(&intake, &mailbox).await;
            repeat(settings.is_once, IMAP_PAUSE, take).await
        }
    };
    close(db).await;
    done
}

async fn take_one(intake: &Intake<'_>, recipient: Option<&str>) -> anyhow::Result<()> {
    let (sender, receiver) = oneshot::channel();
    // A thread of its own: one of the runtime would keep the process alive while it waits for input.
    thread::spawn(move || {
        // If nobody waits any more, the time was up.
        let _ = sender.send(read_input());
    });
    let raw = timeout(INPUT_LIMIT, receiver)
        .await
        .context("no whole mail arrived in time on standard input")???;
    intake.take(&raw, recipient, Clock::System.now()).await?;
    Ok(())
}

/// Reads one mail, but not more than is needed to see that it is too large. The rest is read and dropped.
fn read_input() -> io::Result<Vec<u8>> {
    let (mut input, mut raw) = (io::stdin().lock(), Vec::new());
    input.by_ref().take(ENOUGH).read_to_end(&mut raw)?;
    io::copy(&mut input.take(DRAINED), &mut io::sink())?;
    Ok(raw)
}

async fn take_box(intake: &Intake<'_>, mailbox: &ImapBox) -> anyhow::Result<usize> {
    Ok(mailbox.take_unseen(intake, Clock::System.now()).await?)
}

/// Calls `take` until it finds nothing more, and then again after each pause until a signal. Failures are
/// logged and tried again; with `is_once` the first one ends the command.
async fn repeat(
    is_once: bool,
    pause: Duration,
    take: impl AsyncFn() -> anyhow::Result<usize>,
) -> anyhow::Result<()> {
    let mut signals = Signals::of_service()?;
    loop {
        let taken = tokio::select! {
            taken = take() => taken,
            () = signals.end() => return Ok(()),
        };
        match taken {
            Ok(0) if is_once => return Ok(()),
            // There may be more than one call takes.
            Ok(count) if count > 0 => {
                tracing::info!(count, "mails to the bounce address taken");
                continue;
            }
            Err(error) if is_once => return Err(error),
            Err(error) => {
                tracing::warn!("mails to the bounce address could not be taken; trying again: {error}");
            }
            Ok(_) => {}
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = signals.end() => return Ok(()),
        }
    }
}

async fn close(db: DatabaseConnection) {
    if let Err(error) = db.close().await {
        tracing::warn!(error = &error as &dyn std::error::Error, "failed to close the database connections");
    }
}
