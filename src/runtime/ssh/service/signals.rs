//! What signals ask of the server.

#[cfg(not(unix))]
pub(crate) use portable::Signals;
#[cfg(unix)]
pub(crate) use unix::Signals;

/// What a signal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignalAction {
    /// To stop.
    Stop,
    /// To read its files again, and to open its log anew.
    Reload,
}

#[cfg(unix)]
mod unix {
    use std::fs::File;
    use std::io;
    use std::time::Duration;

    use tokio::signal::unix::{Signal, SignalKind, signal};

    use super::SignalAction;
    use crate::runtime::process_status;

    /// How long after SIGHUP a terminal may still be there that is going away.
    const GOING_AWAY: Duration = Duration::from_millis(200);

    /// The signals that the server listens to.
    pub(crate) struct Signals {
        terminate: Signal,
        interrupt: Signal,
        quit: Signal,
        hang_up: Signal,
        /// Whether the end of the terminal is the end of the server.
        lives_in_terminal: bool,
    }

    impl Signals {
        /// Listens from now on.
        ///
        /// # Errors
        /// Returns an error if the system does not let it.
        pub(crate) fn new() -> io::Result<Self> {
            // `nohup` ignores the signal, to say that the terminal does not matter. Listening ends
            // that.
            let lives_in_terminal = has_terminal() && !is_hang_up_ignored();
            Ok(Self {
                terminate: signal(SignalKind::terminate())?,
                interrupt: signal(SignalKind::interrupt())?,
                quit: signal(SignalKind::quit())?,
                hang_up: signal(SignalKind::hangup())?,
                lives_in_terminal,
            })
        }

        /// Waits for the next signal. SIGHUP asks a daemon to reload; it also says that a terminal
        /// is gone.
        pub(crate) async fn next(&mut self) -> SignalAction {
            tokio::select! {
                _ = self.terminate.recv() => SignalAction::Stop,
                _ = self.interrupt.recv() => SignalAction::Stop,
                _ = self.quit.recv() => SignalAction::Stop,
                _ = self.hang_up.recv() => {
                    tokio::time::sleep(GOING_AWAY).await;
                    if self.lives_in_terminal && !has_terminal() {
                        SignalAction::Stop
                    } else {
                        SignalAction::Reload
                    }
                }
            }
        }
    }

    /// Returns whether this process has a terminal that is there.
    fn has_terminal() -> bool {
        File::open("/dev/tty").is_ok()
    }

    /// Returns whether the process was started with SIGHUP ignored, as far as the system tells.
    fn is_hang_up_ignored() -> bool {
        let ignored = process_status::field("SigIgn");
        let ignored = ignored.and_then(|mask| u64::from_str_radix(&mask, 16).ok());
        // SIGHUP is signal 1, the lowest bit.
        ignored.is_some_and(|mask| mask & 1 == 1)
    }
}

#[cfg(not(unix))]
mod portable {
    use std::io;

    use super::SignalAction;

    /// Ctrl-C, the one signal there is.
    pub(crate) struct Signals;

    impl Signals {
        /// Listens once [`Signals::next`] is called.
        pub(crate) fn new() -> io::Result<Self> {
            Ok(Self)
        }

        /// Waits for Ctrl-C. If the system does not tell of it, it ends the process itself.
        pub(crate) async fn next(&mut self) -> SignalAction {
            match tokio::signal::ctrl_c().await {
                Ok(()) => SignalAction::Stop,
                Err(_) => std::future::pending().await,
            }
        }
    }
}
