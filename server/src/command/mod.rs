//! The commands: each is a composition root of a few straight lines, or one piece of work.

pub mod audit;
pub mod certificate;
mod certificate_file;
mod database;
pub mod embedded;
pub mod import;
pub mod issue;
pub mod mail;
pub mod migrate;
pub mod notice;
pub mod officer;
mod progress;
pub mod serve;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// A token that is cancelled by Ctrl-C or SIGTERM.
pub(crate) fn shutdown_on_signal() -> std::io::Result<(CancellationToken, impl Future<Output = ()>)> {
    let shutdown = CancellationToken::new();
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let token = shutdown.clone();
    let watch = async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        token.cancel();
    };
    Ok((shutdown, watch))
}
