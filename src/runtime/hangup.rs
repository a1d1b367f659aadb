//! A terminal that goes away.
//!
//! SIGHUP may never come: it is for the session's leader. So a thread of its own waits for the
//! hang-up, and the program ends without the thread that reads.

#[cfg(not(unix))]
pub(crate) use portable::{has_happened, keys_terminal, watch};
#[cfg(unix)]
pub(crate) use unix::{has_happened, keys_terminal, watch};

#[cfg(unix)]
mod unix {
    use std::fs::File;
    use std::io::{self, IsTerminal};
    use std::os::fd::{AsFd, OwnedFd};
    use std::sync::mpsc::Sender;
    use std::thread;

    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::io::Errno;

    use crate::runtime::Event;

    /// The terminal that keys come from: standard input, or the controlling terminal if that
    /// carries data.
    pub(crate) fn keys_terminal() -> io::Result<OwnedFd> {
        let stdin = io::stdin();
        if stdin.is_terminal() {
            stdin.as_fd().try_clone_to_owned()
        } else {
            File::options().read(true).write(true).open("/dev/tty").map(OwnedFd::from)
        }
    }

    /// Sends [`Event::HungUp`] once the terminal of the keys or that of the screen has gone.
    pub(crate) fn watch(inbox: Sender<Event>) -> io::Result<()> {
        let terminals = vec![keys_terminal()?, io::stdout().as_fd().try_clone_to_owned()?];
        thread::Builder::new().name("hangup".into()).spawn(move || {
            // If no one receives it, the program is about to end anyway.
            let _ = match wait(terminals) {
                Ok(true) => inbox.send(Event::HungUp),
                Ok(false) => Ok(()),
                Err(error) => inbox.send(Event::Failed(error)),
            };
        })?;
        Ok(())
    }

    /// Returns whether the screen's terminal has gone.
    pub(crate) fn has_happened() -> bool {
        let stdout = io::stdout();
        // No event is asked for: a hang-up and an error are always reported.
        let mut fds = [PollFd::new(&stdout, PollFlags::empty())];
        poll(&mut fds, Some(&Timespec::default())).is_ok() && is_gone(fds[0].revents())
    }

    /// True once one of `terminals` has gone, false if none of them can be watched (macOS cannot
    /// poll `/dev/tty`).
    fn wait(mut terminals: Vec<OwnedFd>) -> io::Result<bool> {
        while !terminals.is_empty() {
            let mut fds: Vec<_> =
                terminals.iter().map(|fd| PollFd::new(fd, PollFlags::empty())).collect();
            match poll(&mut fds, None) {
                Err(Errno::INTR) => continue,
                result => result?,
            };
            let reported: Vec<_> = fds.iter().map(PollFd::revents).collect();
            if reported.iter().copied().any(is_gone) {
                return Ok(true);
            }
            let mut watchable = reported.iter().map(|flags| !flags.contains(PollFlags::NVAL));
            terminals.retain(|_| watchable.next().unwrap_or(false));
        }
        Ok(false)
    }

    fn is_gone(flags: PollFlags) -> bool {
        flags.intersects(PollFlags::HUP | PollFlags::ERR)
    }
}

#[cfg(not(unix))]
mod portable {
    use std::io;
    use std::sync::mpsc::Sender;

    use crate::runtime::Event;

    /// Keys come from the console.
    pub(crate) fn keys_terminal() -> io::Result<()> {
        Ok(())
    }

    /// A console that closes ends its programs.
    pub(crate) fn watch(_inbox: Sender<Event>) -> io::Result<()> {
        Ok(())
    }

    /// See [`watch`].
    pub(crate) fn has_happened() -> bool {
        false
    }
}
