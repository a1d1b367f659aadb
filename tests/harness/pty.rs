//! A program in a real pseudo-terminal, and ways to wait for what it does.

#![cfg(unix)]
#![allow(dead_code, reason = "each test file uses its part")]

use std::fs::File;
use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, WaitOptions, WaitStatus, kill_process, waitpid};
use rustix::termios::{Termios, tcgetattr};

/// How long anything may take before a test gives up on it. A machine that runs several builds at
/// once has taken more than half a minute for what takes a blink; only a test that fails waits as
/// long.
const DEADLINE: Duration = Duration::from_secs(300);

/// One pseudo-terminal is opened at a time: between its opening and its being marked as not to be
/// inherited, a child of another test would keep it from hanging up.
static OPENING: Mutex<()> = Mutex::new(());

/// The program under test.
pub(crate) fn emstep() -> CommandBuilder {
    command(env!("CARGO_BIN_EXE_emstep"))
}

/// A shell that runs `script`, in which `$0` is the program under test.
pub(crate) fn shell(script: &str) -> CommandBuilder {
    let mut command = command("/bin/sh");
    command.args(["-c", script, env!("CARGO_BIN_EXE_emstep")]);
    command
}

/// An example of the package, built here: not every way to run a test builds the examples too.
pub(crate) fn example(name: &str) -> CommandBuilder {
    let test = std::env::current_exe().unwrap();
    let [profile, target] = [2, 3].map(|up| test.ancestors().nth(up).unwrap());
    let profile_name = match profile.file_name().unwrap().to_str().unwrap() {
        "debug" => "dev",
        other => other,
    };
    let status = std::process::Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--profile", profile_name, "--example", name, "--target-dir"])
        .arg(target)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .unwrap();
    assert!(status.success(), "the example {name} does not build");
    command(profile.join("examples").join(name).to_str().unwrap())
}

/// A program that is told of an ordinary terminal, and of nothing else: how many colours are shown
/// hangs on many variables, those of build services among them.
pub(crate) fn command(program: &str) -> CommandBuilder {
    let mut command = CommandBuilder::new(program);
    command.cwd(env!("CARGO_MANIFEST_DIR"));
    command.env_clear();
    command.env("LC_ALL", "C.UTF-8");
    for name in ["PATH", "HOME", "TMPDIR"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command.env("TERM", "xterm-256color");
    // The files that tests open are no one's recent files.
    command.env("XDG_STATE_HOME", env!("CARGO_TARGET_TMPDIR"));
    command.env("XDG_CONFIG_HOME", env!("CARGO_TARGET_TMPDIR"));
    // Nor does one test offer what another has left.
    command.env("EMSTEP_RECOVERY", "off");
    command.env("RUST_BACKTRACE", "0");
    command
}

/// A program in a pseudo-terminal of its own. Dropped, the program is killed.
pub(crate) struct Pty {
    /// `None` after [`Pty::hang_up`].
    master: Option<Master>,
    output: Receiver<Vec<u8>>,
    statuses: Receiver<WaitStatus>,
    pid: Pid,
    ended: Option<WaitStatus>,
    parser: vt100::Parser,
    log: Vec<u8>,
}

struct Master {
    pty: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    closing: Arc<AtomicBool>,
    reader: JoinHandle<()>,
}

impl Pty {
    /// Starts `command` in a terminal of this size.
    pub(crate) fn open(command: CommandBuilder, columns: u16, rows: u16) -> Self {
        let guard = OPENING.lock().unwrap_or_else(PoisonError::into_inner);
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(guard);
        let pid = Pid::from_raw(child.process_id().unwrap().cast_signed()).unwrap();
        let closing = Arc::new(AtomicBool::new(false));
        let (output, reader) = read(pair.master.try_clone_reader().unwrap(), Arc::clone(&closing));
        let keys = pair.master.take_writer().unwrap();
        Self {
            master: Some(Master { pty: pair.master, keys, closing, reader }),
            output,
            statuses: watch(pid),
            pid,
            ended: None,
            parser: vt100::Parser::new(at_least_one(rows), at_least_one(columns), 0),
            log: Vec::new(),
        }
    }

    /// What a person would see.
    pub(crate) fn screen(&self) -> &vt100::Screen {
        self.parser.screen()
    }

    /// Every byte the program has sent.
    pub(crate) fn log(&self) -> &[u8] {
        &self.log
    }

    /// How often `sequence` was sent.
    pub(crate) fn sent(&self, sequence: &str) -> usize {
        self.log.windows(sequence.len()).filter(|bytes| *bytes == sequence.as_bytes()).count()
    }

    /// Whether the program has taken the terminal over and sent a whole frame.
    pub(crate) fn is_drawn(&self) -> bool {
        self.screen().alternate_screen() && self.sent("\x1b[?2026l") > 0
    }

    /// Reads until `condition` holds.
    pub(crate) fn wait_until(&mut self, what: &str, condition: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + DEADLINE;
        while !condition(self) {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.take(&bytes),
                Err(error) => panic!(
                    "waiting for {what}: {error}\n{}\n{}",
                    self.screen().contents(),
                    String::from_utf8_lossy(&self.log).escape_debug()
                ),
            }
        }
    }

    /// Waits until `condition` holds of something that is not in the terminal, such as a file.
    pub(crate) fn wait_for(&mut self, what: &str, condition: impl Fn() -> bool) {
        /// How long output is waited for before the condition is looked at again.
        const LOOK: Duration = Duration::from_millis(10);
        let deadline = Instant::now() + DEADLINE;
        while !condition() {
            assert!(Instant::now() < deadline, "waiting for {what}");
            if let Ok(bytes) = self.output.recv_timeout(LOOK) {
                self.take(&bytes);
            }
        }
    }

    /// Types.
    pub(crate) fn send(&mut self, keys: &str) {
        self.send_bytes(keys.as_bytes());
    }

    /// Types bytes, which need not be text.
    pub(crate) fn send_bytes(&mut self, bytes: &[u8]) {
        let master = self.master.as_mut().unwrap();
        master.keys.write_all(bytes).unwrap();
        master.keys.flush().unwrap();
    }

    /// Makes the terminal this large.
    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        self.master.as_ref().unwrap().pty.resize(size(columns, rows)).unwrap();
        self.parser.screen_mut().set_size(at_least_one(rows), at_least_one(columns));
    }

    /// Lets the terminal say that it is this large; what a person would see stays as it is.
    pub(crate) fn claim_size(&mut self, columns: u16, rows: u16) {
        self.master.as_ref().unwrap().pty.resize(size(columns, rows)).unwrap();
    }

    /// Sends a signal to the program.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.pid, signal).unwrap();
    }

    /// The modes of the terminal.
    pub(crate) fn modes(&self) -> Termios {
        tcgetattr(self.open_terminal()).unwrap()
    }

    /// The terminal as the program has it.
    pub(crate) fn open_terminal(&self) -> File {
        let path = self.master.as_ref().unwrap().pty.tty_name().unwrap();
        File::options().read(true).write(true).open(path).unwrap()
    }

    /// Waits until the program has stopped, as after Ctrl-Z.
    pub(crate) fn wait_stopped(&mut self) {
        let status = self.statuses.recv_timeout(DEADLINE).expect("the program to stop");
        assert!(status.stopped(), "{status:?}");
    }

    /// Waits until the program has ended, and reads what it has sent until then.
    pub(crate) fn wait_end(&mut self) -> WaitStatus {
        let deadline = Instant::now() + DEADLINE;
        let status = loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let status = self.statuses.recv_timeout(left).expect("the program to end");
            if status.exited() || status.signaled() {
                break status;
            }
        };
        self.ended = Some(status);
        // The reader ends when no one has the terminal open any more.
        while let Ok(bytes) =
            self.output.recv_timeout(deadline.saturating_duration_since(Instant::now()))
        {
            self.take(&bytes);
        }
        status
    }

    /// Takes the terminal away, as a closed window or a lost connection does. The screen must be
    /// open.
    pub(crate) fn hang_up(&mut self) {
        // The reader holds the terminal too. A frame in another size wakes it, and it lets go.
        self.master.as_ref().unwrap().closing.store(true, Ordering::SeqCst);
        let (rows, columns) = self.screen().size();
        self.resize(columns.get() + 1, rows.get());
        let master = self.master.take().unwrap();
        master.reader.join().unwrap();
    }

    fn take(&mut self, bytes: &[u8]) {
        self.parser.process(bytes);
        self.log.extend_from_slice(bytes);
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        if self.ended.is_none() {
            // It may have ended unseen.
            let _ = kill_process(self.pid, Signal::KILL);
        }
    }
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

/// A screen has to have a size; a terminal need not.
fn at_least_one(length: u16) -> NonZero<u16> {
    NonZero::new(length).unwrap_or(NonZero::<u16>::MIN)
}

fn read(
    mut terminal: Box<dyn Read + Send>,
    closing: Arc<AtomicBool>,
) -> (Receiver<Vec<u8>>, JoinHandle<()>) {
    let (sender, output) = mpsc::channel();
    let reader = thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(read @ 1..) = terminal.read(&mut bytes) {
            if closing.load(Ordering::SeqCst) || sender.send(bytes[..read].to_vec()).is_err() {
                return;
            }
        }
    });
    (output, reader)
}

/// What becomes of the process `pid`.
fn watch(pid: Pid) -> Receiver<WaitStatus> {
    let (sender, statuses) = mpsc::channel();
    thread::spawn(move || {
        while let Ok(Some((_, status))) = waitpid(Some(pid), WaitOptions::UNTRACED) {
            let over = status.exited() || status.signaled();
            if sender.send(status).is_err() || over {
                return;
            }
        }
    });
    statuses
}
