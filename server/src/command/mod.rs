//! The commands: each is a composition root of a few straight lines, or one piece of work.

pub mod audit;
pub mod certificate;
mod certificate_file;
mod database;
pub mod embedded;
pub mod import;
pub mod issue;
pub mod keys;
pub(crate) mod listen;
pub mod mail;
pub mod migrate;
pub mod notice;
pub mod officer;
mod open_files;
mod progress;
pub mod restore;
pub mod serve;

use std::time::Duration;

use worker::signals;

use self::signals::Signals;
use crate::http::shutdown::Shutdown;

/// Does `work`, which ends when `shutdown` closes. The first signal makes it leave, and `delay` later close; a second
/// one ends the process at once.
pub(crate) async fn until_signal(
    mut work: impl Future<Output = anyhow::Result<()>> + Unpin,
    mut signals: Signals,
    shutdown: Shutdown,
    delay: Duration,
) -> anyhow::Result<()> {
    tokio::select! {
        ended = &mut work => return ended,
        () = signals.end() => {}
    }
    tracing::info!(
        delay_seconds = delay.as_secs(),
        "shutting down: unready from now on; a second signal ends at once"
    );
    signals::tell_stopping();
    shutdown.leave();
    tokio::select! {
        ended = &mut work => return ended,
        () = tokio::time::sleep(delay) => {}
        () = signals.end() => signals::end_at_once(),
    }
    shutdown.close();
    tokio::select! {
        ended = work => ended,
        () = signals.end() => signals::end_at_once(),
    }
}
