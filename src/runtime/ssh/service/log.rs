//! The log of the server.
//!
//! A thread of its own writes the lines. If it cannot, or not as fast as they come, lines are
//! dropped and counted: nothing waits for the log, and no error in it ends the server.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;
use std::time::Duration;

use tracing_subscriber::fmt;

use super::panic_hook;

/// Lines that wait to be written.
const WAITING: usize = 1024;
/// How long the end of the program waits for the last of them.
const LAST_LINES: Duration = Duration::from_secs(1);

/// What the thread receives. There is one log, as there is one standard error.
static LOG: OnceLock<SyncSender<Command>> = OnceLock::new();
static DROPPED: AtomicU64 = AtomicU64::new(0);
/// Whether the file is to be opened anew before the next line.
static REOPEN: AtomicBool = AtomicBool::new(false);

/// What the thread is asked to do.
enum Command {
    Write(Vec<u8>),
    /// Check whether the file is to be opened anew.
    CheckReopen,
    /// Send a message once everything before is done.
    Flush(Sender<()>),
}

/// Sends lines to the thread.
struct LineSender(SyncSender<Command>);

impl Write for LineSender {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.0.try_send(Command::Write(line.to_vec())).is_err() {
            DROPPED.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Starts to log to the end of this file, or to standard error. A panic is logged too.
///
/// # Errors
/// Returns an error if the file cannot be opened.
pub(crate) fn start(file: Option<&Path>) -> io::Result<()> {
    let target = match file {
        None => Target::Stderr,
        Some(path) => Target::File { path: path.to_owned(), file: open(path)? },
    };
    let (sender, commands) = sync_channel(WAITING);
    thread::Builder::new().name("log".into()).spawn(move || target.write(&commands))?;
    let lines = sender.clone();
    let format = fmt()
        .with_ansi(false)
        .with_target(false)
        // They go to standard error by a macro that panics if that cannot be written.
        .log_internal_errors(false)
        .with_writer(move || LineSender(lines.clone()));
    tracing::subscriber::set_global_default(format.finish()).map_err(io::Error::other)?;
    // The first log of a process is its only one.
    LOG.get_or_init(|| sender);
    panic_hook::report_by(|panic| {
        tracing::error!(panic = panic.to_string(), "an error in the program");
    });
    Ok(())
}

/// Opens the log's file anew: the one before may have been moved away.
pub(crate) fn reopen() {
    REOPEN.store(true, Ordering::SeqCst);
    // If the queue is full, the next line does it.
    send(Command::CheckReopen);
}

/// Waits until all is written, but not for long.
pub(crate) fn flush() {
    let (flushed, done) = channel();
    if send(Command::Flush(flushed)) {
        // What is not written by then is lost: the program is about to end.
        let _ = done.recv_timeout(LAST_LINES);
    }
}

/// Returns how many lines could not be written.
pub(crate) fn dropped() -> u64 {
    DROPPED.load(Ordering::Relaxed)
}

/// Returns whether the thread will get the command.
fn send(command: Command) -> bool {
    LOG.get().is_some_and(|log| log.try_send(command).is_ok())
}

/// Where lines go.
enum Target {
    Stderr,
    File { path: PathBuf, file: File },
}

impl Target {
    fn reopen(&mut self) {
        let Self::File { path, file } = self else { return };
        match open(path) {
            Ok(new) => *file = new,
            Err(error) => tracing::warn!(%error, "the log goes on in the file it had"),
        }
    }

    fn write(mut self, commands: &Receiver<Command>) {
        for command in commands {
            if REOPEN.swap(false, Ordering::SeqCst) {
                self.reopen();
            }
            match command {
                Command::Write(line) => {
                    let written = match &mut self {
                        Self::Stderr => io::stderr().write_all(&line),
                        Self::File { file, .. } => file.write_all(&line),
                    };
                    if written.is_err() {
                        DROPPED.fetch_add(1, Ordering::Relaxed);
                    }
                }
                Command::CheckReopen => {}
                // The one who asked may wait no longer.
                Command::Flush(flushed) => drop(flushed.send(())),
            }
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;

        // A pipe is not waited for until someone reads from it.
        options.mode(0o640).custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    options.open(path)
}
