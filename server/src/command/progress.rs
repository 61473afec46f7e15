//! How far a long piece of work has come: a line in a terminal that is written over, or now and then a line
//! in the log.

use std::{
    io::{self, IsTerminal, Write},
    time::{Duration, Instant},
};

/// How often the line in a terminal changes.
const IN_TERMINAL: Duration = Duration::from_millis(200);
/// How often there is a line in the log.
const IN_LOG: Duration = Duration::from_secs(10);

/// Shows how much of a file was read.
pub(super) struct Progress {
    /// The file's size in bytes; 0 where it has none.
    total: u64,
    is_terminal: bool,
    shown: Instant,
}

impl Progress {
    /// Nothing was read yet.
    pub(super) fn of(total: u64) -> Self {
        Self { total, is_terminal: io::stderr().is_terminal(), shown: Instant::now() }
    }

    /// So many lines and bytes were read; shown unless that was done a moment ago.
    pub(super) fn show(&mut self, lines: u64, bytes: u64) -> io::Result<()> {
        if self.shown.elapsed() < if self.is_terminal { IN_TERMINAL } else { IN_LOG } {
            return Ok(());
        }
        self.shown = Instant::now();
        let percent = (bytes.min(self.total) * 100).checked_div(self.total);
        let part = percent.map_or(String::new(), |percent| format!(", {percent} % of the file"));
        if self.is_terminal {
            let mut err = io::stderr();
            write!(err, "\r\x1b[K{lines} lines{part}")?;
            return err.flush();
        }
        tracing::info!("{lines} lines{part}");
        Ok(())
    }

    /// Makes room for something else in the terminal.
    pub(super) fn clear(&self) -> io::Result<()> {
        if self.is_terminal { write!(io::stderr(), "\r\x1b[K") } else { Ok(()) }
    }
}
