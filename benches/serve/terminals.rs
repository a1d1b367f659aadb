//! Real `ssh` clients, each at a pseudo-terminal of 120×40.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::clients::{FRAME_END, PATIENCE};

/// How many log in at a time.
const AT_ONCE: usize = 8;

/// An `ssh` and its terminal; killed when dropped.
pub(crate) struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
    has_drawn: Arc<AtomicBool>,
}

/// Where `ssh` goes, and as whom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Destination<'a> {
    pub user: &'a str,
    pub port: u16,
    /// The key to log in with, where one is wanted.
    pub key: Option<&'a Path>,
}

impl Destination<'_> {
    fn command(&self) -> CommandBuilder {
        let mut ssh = CommandBuilder::new("ssh");
        ssh.args(["-F", "none", "-tt", "-p", &self.port.to_string(), "-l", self.user]);
        for option in [
            "StrictHostKeyChecking=no",
            "UserKnownHostsFile=/dev/null",
            "LogLevel=ERROR",
            "IdentityAgent=none",
            "IdentitiesOnly=yes",
        ] {
            ssh.args(["-o", option]);
        }
        if let Some(key) = self.key {
            ssh.arg("-i");
            ssh.arg(key);
        }
        ssh.arg("127.0.0.1");
        ssh.env("TERM", "xterm-256color");
        ssh
    }

    fn open(&self) -> Terminal {
        let size = PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let child = pair.slave.spawn_command(self.command()).expect("ssh");
        let mut reader = pair.master.try_clone_reader().expect("its output");
        let has_drawn = Arc::new(AtomicBool::new(false));
        let drawn = Arc::clone(&has_drawn);
        thread::spawn(move || {
            let mut tail = Vec::new();
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if drawn.load(Ordering::Relaxed) {
                    continue;
                }
                tail.extend_from_slice(&bytes[..count]);
                if tail.windows(FRAME_END.len()).any(|window| window == FRAME_END) {
                    drawn.store(true, Ordering::Relaxed);
                    tail = Vec::new();
                }
            }
        });
        Terminal { child, _master: pair.master, has_drawn }
    }

    /// Opens this many, and waits until each shows its first frame.
    pub(crate) fn open_all(&self, count: usize) -> Vec<Terminal> {
        let mut terminals = Vec::new();
        while terminals.len() < count {
            let more = AT_ONCE.min(count - terminals.len());
            let opened: Vec<_> = (0..more).map(|_| self.open()).collect();
            opened.iter().for_each(Terminal::wait);
            terminals.extend(opened);
        }
        terminals
    }
}

impl Terminal {
    fn wait(&self) {
        let started = Instant::now();
        while !self.has_drawn.load(Ordering::Relaxed) {
            assert!(started.elapsed() < PATIENCE, "no frame through ssh");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Where it has ended already there is nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
