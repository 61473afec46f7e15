//! The signals that servers and workers handle, and their notifications to systemd.
//!
//! Ctrl-C and SIGTERM ask the program to stop, and a second one ends it at once. A service ignores SIGHUP.
//! What "to stop" means is the caller's decision.

use std::io;

use sd_notify::NotifyState;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// The signals of a process, handled from now on.
pub struct Signals {
    interrupt: Signal,
    terminate: Signal,
    /// `None` for a program in a terminal, which ends when the terminal closes.
    hangup: Option<Signal>,
}

impl Signals {
    /// For a service: SIGHUP, which a terminal sends when it closes, is logged and ignored from now on.
    pub fn of_service() -> io::Result<Self> {
        Ok(Self { hangup: Some(signal(SignalKind::hangup())?), ..Self::of_terminal()? })
    }

    /// For a program in a terminal: SIGHUP ends it, as it does by default.
    pub fn of_terminal() -> io::Result<Self> {
        let (interrupt, terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        Ok(Self { interrupt, terminate, hangup: None })
    }

    /// Waits for Ctrl-C or SIGTERM.
    pub async fn end(&mut self) {
        loop {
            let hangup = async {
                match &mut self.hangup {
                    Some(hangup) => hangup.recv().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                _ = self.interrupt.recv() => return,
                _ = self.terminate.recv() => return,
                _ = hangup => {
                    tracing::info!("SIGHUP is ignored: settings and key files are read only at the start; restart to change them");
                }
            }
        }
    }
}

/// Ends the process at once with exit code 1, after a second signal.
pub fn end_at_once() -> ! {
    tracing::warn!("second signal: exiting at once; work under way is cut off");
    std::process::exit(1)
}

/// Notifies systemd, if it started the process, that the service is ready.
pub fn tell_ready() {
    tell(NotifyState::Ready);
}

/// Notifies systemd, if it started the process, that the service is stopping.
pub fn tell_stopping() {
    tell(NotifyState::Stopping);
}

fn tell(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::warn!(error = &error as &dyn std::error::Error, "failed to notify systemd");
    }
}
