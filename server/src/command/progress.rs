//! How far a long piece of work has come: a bar in a terminal, or now and then a line in the log.

use std::{
    io,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What the bar looks like: how much of the file, how many lines, how long it goes on.
const BAR: &str = "{bar:32} {bytes} of {total_bytes}, {msg} lines, {eta} left";
/// The same for what has no size, e.g. a pipe.
const NO_BAR: &str = "{spinner} {bytes}, {msg} lines, {elapsed}";
/// How often the bar changes in a second.
const CHANGES: u8 = 5;
/// How often there is a line in the log.
const IN_LOG: Duration = Duration::from_secs(10);

/// Shows how much of a file was read, on standard error.
pub(super) struct Progress {
    /// Hidden where there is no terminal.
    bar: ProgressBar,
    /// When the log was last told.
    told: Instant,
}

impl Progress {
    /// Nothing of `total` bytes was read yet; 0 for what has no size.
    pub(super) fn of(total: u64) -> Self {
        let (length, look) = if total == 0 { (None, NO_BAR) } else { (Some(total), BAR) };
        let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr_with_hz(CHANGES));
        let look = ProgressStyle::with_template(look).expect("a look of ours").progress_chars("=> ");
        Self { bar: bar.with_style(look), told: Instant::now() }
    }

    /// So many lines and bytes were read.
    pub(super) fn show(&mut self, lines: u64, bytes: u64) {
        self.bar.set_message(lines.to_string());
        self.bar.set_position(bytes);
        if self.bar.is_hidden() && self.told.elapsed() >= IN_LOG {
            self.told = Instant::now();
            let percent = self.bar.length().map(|total| bytes.min(total) * 100 / total);
            tracing::info!(lines, bytes, percent, "reading");
        }
    }

    /// Takes the bar away while something else is written to the terminal.
    pub(super) fn aside(&self, write: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
        self.bar.suspend(write)
    }

    /// Takes the bar away for good.
    pub(super) fn end(self) {
        self.bar.finish_and_clear();
    }
}
