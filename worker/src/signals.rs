//! The signals that a program hears, servers and workers alike, and what it says to systemd.
//!
//! Ctrl-C and SIGTERM ask it to end, a second one ends it at once, and SIGHUP ends nothing. What "to end" means is the
//! caller's affair.

use std::io;

use sd_notify::NotifyState;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// The signals of a process, from now on.
pub struct Signals {
    interrupt: Signal,
    terminate: Signal,
    /// `None` for a program in a terminal, which ends with it.
    hangup: Option<Signal>,
}

impl Signals {
    /// For a service: SIGHUP, which a terminal sends when it closes, is ignored from now on.
    pub fn of_service() -> io::Result<Self> {
        Ok(Self { hangup: Some(signal(SignalKind::hangup())?), ..Self::of_terminal()? })
    }

    /// For a program in a terminal: SIGHUP does what it does to any program.
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
                    tracing::info!("SIGHUP is ignored: settings and key files are read at the start; restart to change them");
                }
            }
        }
    }
}

/// Ends the process at once, for a second signal.
pub fn end_at_once() -> ! {
    tracing::warn!("a second signal: ended at once; what was under way is cut off");
    std::process::exit(1)
}

/// Tells systemd, if it started this, that the service is ready.
pub fn tell_ready() {
    tell(NotifyState::Ready);
}

/// Tells systemd, if it started this, that the service is ending.
pub fn tell_stopping() {
    tell(NotifyState::Stopping);
}

fn tell(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::warn!(error = &error as &dyn std::error::Error, "failed to notify systemd");
    }
}
