//! Standard output, with every failure to write told.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::sync::atomic::{AtomicBool, Ordering};

#[cfg(unix)]
use rustix::{io::fcntl_getfd, stdio::stdout};

use crate::runtime::text_is_utf8;
use crate::text::ascii;
use crate::text::sanitise::{harmless, is_hidden, written_out};
use crate::text::system_error;

/// Standard output, buffered; flush it to know that all was written.
#[derive(Debug)]
pub struct Output {
    out: BufWriter<Stdout>,
    was_closed: bool,
    is_unread: bool,
    /// What becomes of a line before it is written.
    rewriting: Rewriting,
    /// The line that has not ended yet.
    line: Vec<u8>,
}

/// What becomes of a line before it is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Rewriting {
    /// Whether it is a text to be spelled out in ASCII.
    spells: bool,
    /// Whether characters that would steer the terminal are written out.
    shows: bool,
}

/// Why something was not written; travels inside an [`io::Error`].
#[derive(Debug)]
struct NotWritten(io::Error);

impl std::error::Error for NotWritten {}

impl fmt::Display for NotWritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot write the output: {}", system_error(&self.0))
    }
}

impl Output {
    /// Standard output as the program was started with it.
    pub fn standard() -> Self {
        let was_closed = WAS_CLOSED.load(Ordering::Relaxed);
        let out = BufWriter::new(io::stdout());
        let (rewriting, line) = (Rewriting::default(), Vec::new());
        Self { out, was_closed, is_unread: false, rewriting, line }
    }

    /// Writes a text to read from now on: in ASCII if the locale has nothing else.
    pub(super) fn write_text(&mut self) {
        self.write_text_in(!text_is_utf8());
    }

    /// Writes a text to read from now on, in ASCII or as it is.
    pub(super) fn write_text_in(&mut self, is_ascii: bool) {
        self.rewriting.spells = is_ascii;
    }

    /// Writes only what is to be read from now on, if this is a terminal: what data have of
    /// characters that steer one is written out. A file gets them as they are.
    pub(super) fn guard_terminal(&mut self) {
        self.rewriting.shows = io::stdout().is_terminal();
    }

    /// Returns a line as it is written.
    fn written(&self, line: &[u8]) -> String {
        let line = String::from_utf8_lossy(line);
        let line = if self.rewriting.shows { harmless(&line) } else { line };
        if self.rewriting.spells {
            ascii::spelled_row(&line).into_owned()
        } else {
            line.into_owned()
        }
    }

    /// Writes the lines that have ended, spelled out.
    fn write_lines(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.line.extend_from_slice(bytes);
        while let Some(end) = self.line.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.line.drain(..=end).collect();
            self.out.write_all(self.written(&line[..end]).as_bytes())?;
            self.out.write_all(b"\n")?;
        }
        Ok(())
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
        if self.rewriting != Rewriting::default() {
            let written = self.check().and_then(|()| self.write_lines(bytes));
            return written.map(|()| bytes.len()).map_err(|error| self.told(error));
        }
        self.check().and_then(|()| self.out.write(bytes)).map_err(|error| self.told(error))
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.line.is_empty() {
            let line = std::mem::take(&mut self.line);
            let written = self.out.write_all(self.written(&line).as_bytes());
            written.map_err(|error| self.told(error))?;
        }
        self.out.flush().map_err(|error| self.told(error))
    }
}

/// Prints help or the version; as clap does on a terminal, in bold if that can be seen.
///
/// # Errors
/// Returns an error if it cannot be written.
pub fn print(help: &clap::Error, out: &mut Output) -> io::Result<()> {
    let text = help.render();
    out.write_text();
    if io::stdout().is_terminal() {
        write!(out, "{}", text.ansi())?;
    } else {
        write!(out, "{text}")?;
    }
    out.flush()
}

/// Returns a line for a person, in ASCII if the locale has nothing else. Whatever it quotes, it is
/// one line, and moves no cursor.
pub fn spelled(line: &str) -> Cow<'_, str> {
    let line =
        if line.chars().any(is_hidden) { written_out(line).into() } else { Cow::Borrowed(line) };
    if text_is_utf8() { line } else { ascii::spelled_row(&line).into_owned().into() }
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
