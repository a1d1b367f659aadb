//! The threads of a server: how many it has, and whether the system lets it have them.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex};
use std::thread;

/// The most threads of a kind. A class is no faster with more, and each takes memory.
const MOST: usize = 8;
/// Threads that wait for the system, besides those that do jobs.
const SPARE: usize = 2;
/// The first thread of the program, the one that writes the log and the one that prints.
const OTHERS: usize = 3;

/// How many threads of each kind a server has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threads {
    /// Those that answer clients.
    pub serving: usize,
    /// Those over which the loops over the data are spread.
    pub computing: usize,
    /// Those that do jobs or wait for the system.
    pub blocking: usize,
}

/// The system does not let the server have its threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the server needs {needed} threads and may start {started}: allow more (ulimit -u; TasksMax of a \
     systemd unit), or lower --workers"
)]
pub struct TooFewThreads {
    needed: usize,
    started: usize,
}

impl Threads {
    /// Returns the threads of a server on this machine that does this many jobs at a time.
    pub fn here(workers: usize) -> Self {
        Self::on(thread::available_parallelism().map_or(1, NonZeroUsize::get), workers)
    }

    /// Returns the threads of a server on a machine with this many processors.
    pub fn on(processors: usize, workers: usize) -> Self {
        let each = processors.clamp(1, MOST);
        Self { serving: each, computing: each, blocking: workers.saturating_add(SPARE) }
    }

    /// Returns how many tasks the process is.
    pub fn tasks(&self) -> usize {
        [self.serving, self.computing, self.blocking]
            .iter()
            .fold(OTHERS, |n, m| n.saturating_add(*m))
    }

    /// Starts as many threads as there will be, all at a time, and ends them again: what starts
    /// them later does not return an error if it cannot.
    ///
    /// # Errors
    /// Returns an error if the system refuses one.
    pub fn check(&self) -> Result<(), TooFewThreads> {
        let needed = self.tasks() - 1;
        let gate = Arc::new(Mutex::new(()));
        let closed = gate.lock();
        let started: Vec<_> = (0..needed)
            .map_while(|_| {
                let gate = Arc::clone(&gate);
                thread::Builder::new().spawn(move || drop(gate.lock())).ok()
            })
            .collect();
        let count = started.len();
        drop(closed);
        for thread in started {
            // It does nothing that could panic.
            let _ = thread.join();
        }
        if count == needed { Ok(()) } else { Err(TooFewThreads { needed, started: count }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_machine_has_no_more_threads_than_a_unit_allows() {
        let small = Threads::on(2, 2);
        assert_eq!(small, Threads { serving: 2, computing: 2, blocking: 4 });
        assert_eq!(small.tasks(), 11);
        assert_eq!(Threads::on(32, 2), Threads::on(1000, 2));
        assert_eq!(Threads::on(1000, 2).tasks(), 23);
        assert_eq!(Threads::on(0, 1).serving, 1);
    }

    #[test]
    fn threads_that_can_be_had_are_fine() {
        assert_eq!(Threads::here(2).check(), Ok(()));
    }

    #[test]
    fn the_line_says_what_to_do() {
        let line = TooFewThreads { needed: 21, started: 5 }.to_string();
        assert!(
            line.starts_with("the server needs 21 threads and may start 5: allow more (ulimit -u")
        );
    }
}
