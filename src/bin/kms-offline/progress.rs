//! A progress bar on standard error, if that is a terminal, for inputs that take longer than a second.

use core::time::Duration;
use std::{
    io::{self, Read},
    time::Instant,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How long an input may take before it gets a bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// A reader whose progress is shown, until it is dropped.
pub(crate) struct Progress<R> {
    reader: R,
    /// It counts from the start, so that it knows the speed, and is hidden until [`PATIENCE`] has run out.
    bar: ProgressBar,
    started: Instant,
    is_hidden: bool,
}

impl<R: Read> Progress<R> {
    /// `len` is the length of the input in bytes, where it is known.
    pub(crate) fn new(reader: R, len: Option<u64>) -> Self {
        let template = match len {
            Some(_) => "[{bar:24}] {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left",
            None => "{spinner} {bytes}, {bytes_per_sec}",
        };
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        let style = style.progress_chars("#> ").tick_chars("|/-\\ ");
        let bar = ProgressBar::with_draw_target(len, ProgressDrawTarget::hidden()).with_style(style);
        Self { reader, bar, started: Instant::now(), is_hidden: true }
    }
}

impl<R: Read> Read for Progress<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        if self.is_hidden && self.started.elapsed() >= PATIENCE {
            // Draws nothing unless standard error is a terminal.
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.is_hidden = false;
        }
        self.bar.inc(u64::try_from(read).unwrap_or(0));
        Ok(read)
    }
}

impl<R> Drop for Progress<R> {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
