//! The commands of `server`, a module for each. They open what a use case needs, call it, and print its
//! result; the rules are in the use cases.

pub mod audit;
pub mod certificate;
mod certificate_file;
mod database;
pub mod embedded;
pub mod import;
pub mod issue;
pub mod keys;
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

/// Runs `work` until it ends by itself or because of a signal. The first signal begins the shutdown:
/// `shutdown` leaves at once and closes after `delay`. A second signal ends the process at once.
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
        "shutting down: /readyz returns 503 from now on; a second signal ends the process at once"
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
