//! Signals, and how a process stops or dies as their sender expects.

#[cfg(not(unix))]
pub(super) use portable::{HANG_UP, STOPS, die_of, stop, watch};
#[cfg(not(unix))]
pub(crate) use portable::{survive_file_limit, watch_ends};
#[cfg(unix)]
pub(super) use unix::{HANG_UP, STOPS, die_of, stop, watch};
#[cfg(unix)]
pub(crate) use unix::{survive_file_limit, watch_ends};

/// What is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StopTarget {
    /// This process: the others got a signal of their own.
    Process,
    /// The whole process group, as a terminal's Ctrl-Z does: the shell waits for a wrapper that
    /// started this process too.
    ProcessGroup,
}

#[cfg(unix)]
mod unix {
    use std::io;
    use std::sync::Arc;
    use std::sync::mpsc::Sender;
    use std::thread;
    use std::time::Duration;

    use rustix::process::{Signal, getpid, kill_current_process_group, kill_process};
    use signal_hook::consts::{
        SIGALRM, SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGUSR1, SIGUSR2, SIGWINCH,
        SIGXCPU, SIGXFSZ,
    };
    use signal_hook::flag;
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    use super::StopTarget;
    use crate::runtime::Event;

    /// The signal of a terminal that has gone.
    pub(crate) const HANG_UP: i32 = SIGHUP;

    /// A process can be stopped and continued.
    pub(crate) const STOPS: bool = true;

    /// How long the main loop may take to end after a signal asked for it. It answers at once
    /// unless it is stuck writing to a terminal that takes nothing.
    const PATIENCE: Duration = Duration::from_secs(1);

    /// The signals that end a program by default and leave it time to give the terminal back first.
    /// The others that do come of a broken program, or are not sent.
    const ENDS: [i32; 8] = [SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU];

    /// Turns signals into events.
    pub(crate) fn watch(inbox: Sender<Event>) -> io::Result<()> {
        let mut signals = Signals::new(ENDS.iter().chain(&[SIGTSTP, SIGCONT, SIGWINCH]))?;
        thread::Builder::new().name("signals".into()).spawn(move || {
            for signal in signals.forever() {
                let event = match signal {
                    SIGTSTP => Event::Stop,
                    SIGCONT => Event::Continued,
                    SIGWINCH => Event::Resized,
                    _ => Event::Terminate(signal),
                };
                let ends = matches!(event, Event::Terminate(_));
                if inbox.send(event).is_err() {
                    return;
                }
                if ends {
                    thread::sleep(PATIENCE);
                    // The screen cannot be left by a write, but its modes can be.
                    let _ = crossterm::terminal::disable_raw_mode();
                    die_of(signal);
                }
            }
        })?;
        Ok(())
    }

    /// Calls `end` at the first signal that asks for the end, and dies of the second. So the
    /// program can put away what it has done.
    pub(crate) fn watch_ends(end: impl FnOnce(i32) + Send + 'static) -> io::Result<()> {
        let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
        thread::Builder::new().name("signals".into()).spawn(move || {
            let mut signals = signals.forever();
            if let Some(signal) = signals.next() {
                end(signal);
            }
            if let Some(signal) = signals.next() {
                die_of(signal);
            }
        })?;
        Ok(())
    }

    /// Makes a file that becomes longer than this process may make it an error of the write, in
    /// place of a signal that ends the program.
    pub(crate) fn survive_file_limit() -> io::Result<()> {
        flag::register(SIGXFSZ, Arc::default()).map(|_| ())
    }

    /// Dies of `signal`. Returns only if `signal` is not one of those watched.
    pub(crate) fn die_of(signal: i32) {
        // It fails only for a signal that is unknown, and then there is nothing to die of.
        let _ = emulate_default_handler(signal);
    }

    /// Stops until SIGCONT. Not by SIGTSTP: that one is watched.
    pub(crate) fn stop(target: StopTarget) -> io::Result<()> {
        match target {
            StopTarget::Process => kill_process(getpid(), Signal::STOP)?,
            StopTarget::ProcessGroup => kill_current_process_group(Signal::STOP)?,
        }
        Ok(())
    }
}

#[cfg(not(unix))]
mod portable {
    use std::io;
    use std::sync::mpsc::Sender;

    use super::StopTarget;
    use crate::runtime::Event;

    /// The number of this signal on systems that have it.
    pub(crate) const HANG_UP: i32 = 1;

    /// A process cannot be stopped.
    pub(crate) const STOPS: bool = false;

    /// There are no signals to watch; Ctrl-C comes as a key.
    pub(crate) fn watch(_inbox: Sender<Event>) -> io::Result<()> {
        Ok(())
    }

    /// There are no signals to watch; Ctrl-C ends the program at once.
    pub(crate) fn watch_ends(_end: impl FnOnce(i32) + Send + 'static) -> io::Result<()> {
        Ok(())
    }

    /// There is no such limit.
    pub(crate) fn survive_file_limit() -> io::Result<()> {
        Ok(())
    }

    /// Returns, and the exit status has to say it.
    pub(crate) fn die_of(_signal: i32) {}

    /// Never called where [`STOPS`] is false.
    pub(crate) fn stop(_whom: StopTarget) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}
