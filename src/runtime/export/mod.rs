//! Results of a run as files, for `emstep fit --export` and for the screen, which has them written
//! by a thread (`exporter.rs`).

mod exporter;

use std::io::{self, Write};

use super::output_file::{OutputFile, OutputFileError, Written};
use crate::results::ReadyContent;
pub(super) use exporter::{ExportDone, Exporter, write};

/// Writes a content to a file, as long as `goes_on` says so.
///
/// # Errors
/// Returns an error if it cannot be written; what was there is then as it was.
pub(crate) fn write_ready(
    ready: &ReadyContent<'_>,
    file: OutputFile,
    goes_on: &dyn Fn() -> bool,
) -> Result<Written, OutputFileError> {
    file.write(|file| ready.write(&mut Interruptible { file, goes_on }))
}

/// A file to which nothing more is written once something else says so.
struct Interruptible<'a, W> {
    file: W,
    goes_on: &'a dyn Fn() -> bool,
}

impl<W: Write> Write for Interruptible<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !(self.goes_on)() {
            return Err(io::Error::other("cancelled"));
        }
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
