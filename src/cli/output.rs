//! Standard output, with every failure to write told.

use std::fmt;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::sync::atomic::{AtomicBool, Ordering};

#[cfg(unix)]
use rustix::{io::fcntl_getfd, stdio::stdout};

/// Standard output, buffered; flush it to know that all was written.
#[derive(Debug)]
pub struct Output {
    out: BufWriter<Stdout>,
    was_closed: bool,
    is_unread: bool,
}

/// Why something was not written; travels inside an [`io::Error`].
#[derive(Debug)]
struct NotWritten(io::Error);

impl std::error::Error for NotWritten {}

impl fmt::Display for NotWritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot write the output: {}", self.0)
    }
}

impl Output {
    /// Standard output as the program was started with it.
    pub fn standard() -> Self {
        let was_closed = WAS_CLOSED.load(Ordering::Relaxed);
        Self { out: BufWriter::new(io::stdout()), was_closed, is_unread: false }
    }

    /// Whether the reader has seen enough, as `head` does: then nothing went wrong.
    pub fn is_unread(&self) -> bool {
        self.is_unread
    }

    fn check(&self) -> io::Result<()> {
        if self.was_closed { Err(io::Error::other("standard output is closed")) } else { Ok(()) }
    }

    fn told(&mut self, error: io::Error) -> io::Error {
        self.is_unread |= error.kind() == io::ErrorKind::BrokenPipe;
        match error.kind() {
            // A write that was interrupted is tried again.
            io::ErrorKind::BrokenPipe | io::ErrorKind::Interrupted => error,
            kind => io::Error::new(kind, NotWritten(error)),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.check().and_then(|()| self.out.write(bytes)).map_err(|error| self.told(error))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush().map_err(|error| self.told(error))
    }
}

/// Prints help or the version; as clap does on a terminal, in bold if that can be seen.
///
/// # Errors
/// Returns an error if it cannot be written.
pub fn print(help: &clap::Error, out: &mut Output) -> io::Result<()> {
    let text = help.render();
    if io::stdout().is_terminal() {
        write!(out, "{}", text.ansi())?;
    } else {
        write!(out, "{text}")?;
    }
    out.flush()
}

/// Whether the program was started with standard output closed, as by `>&-`.
///
/// By the time `main` runs, Rust has opened /dev/null in its place, so that the next file that is
/// opened does not become standard output. From then on nothing tells it from a /dev/null that
/// another process has opened for reading and writing, as Python's `subprocess.DEVNULL` is, so this
/// is found out before.
static WAS_CLOSED: AtomicBool = AtomicBool::new(false);

#[cfg(unix)]
#[ctor::ctor(unsafe)]
fn note_a_closed_output() {
    // One system call: nothing of Rust's runtime may be used yet.
    WAS_CLOSED.store(fcntl_getfd(stdout()).is_err(), Ordering::Relaxed);
}
