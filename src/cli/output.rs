//! Standard output, with every failure to write told.

use std::fmt;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};

/// Standard output, buffered; flush it to know that all was written.
#[derive(Debug)]
pub struct Output {
    out: BufWriter<Stdout>,
    is_closed: bool,
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
        Self { out: BufWriter::new(io::stdout()), is_closed: is_closed() }
    }

    fn check(&self) -> io::Result<()> {
        if self.is_closed { Err(io::Error::other("standard output is closed")) } else { Ok(()) }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.check().and_then(|()| self.out.write(bytes)).map_err(told)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush().map_err(told)
    }
}

/// Prints help or the version; as clap does on a terminal, in bold where it can be seen.
///
/// # Errors
/// Returns an error if it cannot be written.
pub fn print(help: &clap::Error) -> io::Result<()> {
    let mut out = Output::standard();
    let text = help.render();
    if io::stdout().is_terminal() {
        write!(out, "{}", text.ansi())?;
    } else {
        write!(out, "{text}")?;
    }
    out.flush()
}

fn told(error: io::Error) -> io::Error {
    match error.kind() {
        // Somebody has seen enough; a write that was interrupted is tried again.
        io::ErrorKind::BrokenPipe | io::ErrorKind::Interrupted => error,
        kind => io::Error::new(kind, NotWritten(error)),
    }
}

/// Whether the program was started with standard output closed, as by `>&-`.
///
/// Before `main`, Rust opens /dev/null in its stead, for reading and writing, so that the next file that is opened
/// does not become standard output. A shell's `>/dev/null` opens it for writing only, and a daemon that has opened it
/// for both has it as standard input, too.
#[cfg(unix)]
#[allow(clippy::unnecessary_cast, reason = "the type of a device is not the same on every system")]
fn is_closed() -> bool {
    use std::os::unix::fs::MetadataExt;

    use rustix::fs::{FileType, OFlags, fcntl_getfl, fcntl_setfl, fstat};
    use rustix::stdio::{stdin, stdout};

    let (Ok(about), Ok(flags)) = (fstat(stdout()), fcntl_getfl(stdout())) else { return true };
    let null = std::fs::metadata("/dev/null").map(|null| null.rdev());
    let is_null = FileType::from_raw_mode(about.st_mode) == FileType::CharacterDevice
        && null.is_ok_and(|null| null == about.st_rdev as u64);
    if !is_null || !flags.contains(OFlags::RDWR) {
        return false;
    }
    // Descriptors of one opening share its flags. This flag means nothing for /dev/null.
    let other = || fcntl_getfl(stdin()).ok();
    let before = other();
    let _ = fcntl_setfl(stdout(), flags ^ OFlags::APPEND);
    let is_shared = other() != before;
    let _ = fcntl_setfl(stdout(), flags);
    !is_shared
}

#[cfg(not(unix))]
fn is_closed() -> bool {
    false
}
