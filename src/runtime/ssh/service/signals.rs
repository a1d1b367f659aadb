//! What signals ask of the server.

use std::fs::{self, File};
use std::io;
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// How long a terminal that hangs up may take to be gone.
const GOING: Duration = Duration::from_millis(200);

/// The signals that the server listens to.
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
    quit: Signal,
    hang_up: Signal,
    /// Whether the end of the terminal is the end of the server.
    lives_in_terminal: bool,
}

/// What a signal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignalAction {
    /// To stop.
    Stop,
    /// To read its files again, and to open its log anew.
    Reload,
}

impl Signals {
    /// Listens from now on.
    ///
    /// # Errors
    /// Returns an error if the system does not let it.
    pub fn new() -> io::Result<Self> {
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

    /// Waits for the next signal. SIGHUP asks a daemon to reload; it also says that a terminal is
    /// gone.
    pub async fn next(&mut self) -> SignalAction {
        tokio::select! {
            _ = self.terminate.recv() => SignalAction::Stop,
            _ = self.interrupt.recv() => SignalAction::Stop,
            _ = self.quit.recv() => SignalAction::Stop,
            _ = self.hang_up.recv() => {
                // A terminal may say so a moment before it is gone.
                tokio::time::sleep(GOING).await;
                if self.lives_in_terminal && !has_terminal() { SignalAction::Stop } else { SignalAction::Reload }
            }
        }
    }
}

/// Whether this process has a terminal that is there.
fn has_terminal() -> bool {
    File::open("/dev/tty").is_ok()
}

/// Whether the process was started with SIGHUP ignored, as far as the system tells.
fn is_hang_up_ignored() -> bool {
    let Ok(status) = fs::read_to_string("/proc/self/status") else { return false };
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    // SIGHUP is signal 1, the lowest bit.
    ignored.is_some_and(|mask| mask & 1 == 1)
}
