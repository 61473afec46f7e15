//! The progress of reading a file: a bar in a terminal, or else a log line every ten seconds.

use std::{
    io,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// The bar of a file of known size: bytes read, lines, and the estimated time left.
const BAR: &str = "{bar:32} {bytes} of {total_bytes}, {msg} lines, {eta} left";
/// The same for a file of unknown size, e.g. a pipe.
const NO_BAR: &str = "{spinner} {bytes}, {msg} lines, {elapsed}";
/// How many times a second the bar is redrawn.
const CHANGES: u8 = 5;
/// The time between two log lines, if there is no terminal.
const IN_LOG: Duration = Duration::from_secs(10);

/// Shows on standard error how much of a file has been read.
pub(super) struct Progress {
    /// Hidden if standard error is not a terminal.
    bar: ProgressBar,
    /// When the last log line was written.
    logged_at: Instant,
}

impl Progress {
    /// Begins with nothing read of `total` bytes; 0 means that the size is unknown.
    pub(super) fn of(total: u64) -> Self {
        let (length, look) = if total == 0 { (None, NO_BAR) } else { (Some(total), BAR) };
        let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr_with_hz(CHANGES));
        let look = ProgressStyle::with_template(look).expect("a valid template").progress_chars("=> ");
        Self { bar: bar.with_style(look), logged_at: Instant::now() }
    }

    /// Shows that this many lines and bytes have been read so far.
    pub(super) fn show(&mut self, lines: u64, bytes: u64) {
        self.bar.set_message(lines.to_string());
        self.bar.set_position(bytes);
        if self.bar.is_hidden() && self.logged_at.elapsed() >= IN_LOG {
            self.logged_at = Instant::now();
            let percent = self.bar.length().map(|total| bytes.min(total) * 100 / total);
            tracing::info!(lines, bytes, percent, "reading the file");
        }
    }

    /// Hides the bar while `write` prints to the terminal, so that they do not mix.
    pub(super) fn aside(&self, write: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
        self.bar.suspend(write)
    }

    /// Removes the bar at the end.
    pub(super) fn end(self) {
        self.bar.finish_and_clear();
    }
}
