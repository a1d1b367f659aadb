//! A server that listens on loopback, and `ssh` that goes there.

use std::fs::{self, File, Permissions};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::LocalModes;

use crate::pty::{Pty, command};

/// How long anything may take before a test gives up on it.
const DEADLINE: Duration = Duration::from_secs(30);
/// Between two looks at what gives no notice when it changes.
const AGAIN: Duration = Duration::from_millis(20);

/// The server's program. Dropped, it is killed.
pub(crate) struct Server {
    child: Child,
    folder: PathBuf,
    /// What it prints after what to type.
    printed: Receiver<String>,
    pub port: u16,
    /// Where the metrics are.
    metrics: String,
    /// What lets one presenter in.
    pub code: String,
    /// The host key's, as it was printed.
    pub fingerprint: String,
}

impl Server {
    /// A server with these arguments. All that it and its clients keep is in `folder`.
    pub(crate) fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut command = program(folder);
        command.args(LISTEN).args(arguments);
        Self::run(command, folder)
    }

    /// The same, with another standard error than a file.
    pub(crate) fn start_with_stderr(folder: &Path, stderr: impl Into<Stdio>) -> Self {
        let mut command = program(folder);
        command.args(LISTEN).stderr(stderr);
        File::create(folder.join("log")).unwrap();
        Self::run_as_it_is(command, folder)
    }

    /// The same, if only this many files may be open at a time.
    pub(crate) fn start_with_files(files: u32, folder: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", &format!("ulimit -n {files}; exec \"$0\" \"$@\"")]);
        let program = program(folder);
        command.arg(program.get_program()).args(program.get_args()).env("HOME", folder);
        command.args(LISTEN).args(arguments);
        Self::run(command, folder)
    }

    /// The server that this command starts.
    pub(crate) fn run(mut command: Command, folder: &Path) -> Self {
        command.stderr(File::create(folder.join("log")).unwrap());
        Self::run_as_it_is(command, folder)
    }

    fn run_as_it_is(mut command: Command, folder: &Path) -> Self {
        need("ssh");
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let printed = lines_of(child.stdout.take().unwrap());
        let lines: Vec<String> =
            (0..5).map_while(|_| printed.recv_timeout(DEADLINE).ok()).collect();
        let [watch, _, present, host_key, metrics] = &lines[..] else {
            let _ = child.kill();
            let _ = child.wait();
            panic!("{lines:?} {}", fs::read_to_string(folder.join("log")).unwrap());
        };
        let port = watch.split_once("ssh -p ").unwrap().1.split_once(' ').unwrap().0;
        let last = |line: &str| line.rsplit(' ').next().unwrap().to_owned();
        let server = Self {
            child,
            folder: folder.to_owned(),
            printed,
            port: port.parse().unwrap(),
            metrics: last(metrics).replace("http://", "").replace("/metrics", ""),
            code: last(present),
            fingerprint: last(host_key),
        };
        fs::write(folder.join("known_hosts"), server.known_host()).unwrap();
        server
    }

    /// The line by which a client knows this server.
    fn known_host(&self) -> String {
        let key = self.folder.join("data/ssh_host_ed25519_key");
        let output = keygen(&["-y", "-f", key.to_str().unwrap()]);
        format!("[127.0.0.1]:{} {output}", self.port)
    }

    /// What `ssh` is told to come here as `user`. Of two options that contradict each other `ssh`
    /// takes the first.
    pub(crate) fn way(&self, user: &str, options: &[&str]) -> Vec<String> {
        let mut way: Vec<String> = options.iter().map(|option| (*option).to_owned()).collect();
        way.extend(["-F", "none", "-p", &self.port.to_string()].map(str::to_owned));
        let known = format!("UserKnownHostsFile={}", self.folder.join("known_hosts").display());
        for option in [
            known.as_str(),
            "GlobalKnownHostsFile=/dev/null",
            "StrictHostKeyChecking=yes",
            "IdentityFile=none",
            "IdentitiesOnly=yes",
            "NumberOfPasswordPrompts=1",
        ] {
            way.extend(["-o".to_owned(), option.to_owned()]);
        }
        way.push(format!("{user}@127.0.0.1"));
        way
    }

    /// A shell that runs `ssh` in its terminal, with a line before and a line after that has the
    /// status.
    pub(crate) fn shell(&self, user: &str, options: &[&str]) -> CommandBuilder {
        let mut shell = command("/bin/sh");
        shell.args(["-c", "echo before; ssh \"$@\"; echo \"after $?\"", "sh"]);
        shell.args(self.way(user, options));
        shell.env("HOME", &self.folder);
        shell
    }

    /// `ssh` in a terminal, once it shows the stepper.
    pub(crate) fn client(&self, user: &str, options: &[&str], (columns, rows): (u16, u16)) -> Pty {
        let mut client = Pty::open(self.shell(user, options), columns, rows);
        client.wait_until("the first frame", Pty::is_drawn);
        client
    }

    /// The same, where `ssh` takes `secret` when it asks for a password.
    pub(crate) fn shell_typing(
        &self,
        secret: &str,
        user: &str,
        options: &[&str],
    ) -> CommandBuilder {
        let mut shell = self.shell(user, options);
        self.types(secret, |name, value| shell.env(name, value));
        shell
    }

    /// The presenter's terminal, who comes in with the code.
    pub(crate) fn presenter(&self, size: (u16, u16)) -> Pty {
        let mut client = Pty::open(self.shell_typing(&self.code, "present", &[]), size.0, size.1);
        client.wait_until("the first frame", Pty::is_drawn);
        client
    }

    /// Sets what makes `ssh` take `secret` where it asks for a password.
    pub(crate) fn types(&self, secret: &str, mut set: impl FnMut(&str, &str)) {
        let answer = self.folder.join("answer");
        write_private(&answer, "#!/bin/sh\nprintf '%s\\n' \"$SECRET\"\n");
        fs::set_permissions(&answer, Permissions::from_mode(0o700)).unwrap();
        set("SSH_ASKPASS", answer.to_str().unwrap());
        set("SSH_ASKPASS_REQUIRE", "force");
        set("SECRET", secret);
    }

    /// `program`, which is `ssh` or of its kind, without a terminal.
    pub(crate) fn without_terminal(&self, program: &str, arguments: &[String]) -> Command {
        need(program);
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null()).env("HOME", &self.folder);
        command.env_remove("SSH_AUTH_SOCK");
        command
    }

    /// What `ssh` comes to that is told this, without a terminal.
    pub(crate) fn ssh(&self, user: &str, options: &[&str], words: &[&str]) -> Output {
        let mut arguments = self.way(user, options);
        arguments.extend(words.iter().map(|word| (*word).to_owned()));
        self.without_terminal("ssh", &arguments).output().unwrap()
    }

    /// Waits for the next line that the server prints.
    pub(crate) fn next_line(&self) -> String {
        self.printed.recv_timeout(DEADLINE).expect("a line that the server prints")
    }

    /// What the server has written down.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap()
    }

    /// Waits until the server counts `count` of `name`.
    pub(crate) fn wait_counted(&self, name: &str, count: usize) {
        let line = format!("emstep_{name} {count}");
        wait_for(&line, || self.page().lines().any(|it| it == line));
    }

    /// Asks the server to end.
    pub(crate) fn terminate(&self) {
        self.signal(Signal::TERM);
    }

    /// Sends the server a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.child.id().cast_signed()).unwrap();
        kill_process(pid, signal).unwrap();
    }

    /// The server's page of metrics.
    pub(crate) fn page(&self) -> String {
        let mut stream = TcpStream::connect(&self.metrics).unwrap();
        stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        let mut page = String::new();
        stream.read_to_string(&mut page).unwrap();
        page
    }

    /// Waits for the server's end.
    pub(crate) fn wait_end(&mut self) -> ExitStatus {
        let mut status = None;
        wait_for("the server's end", || {
            status = self.child.try_wait().unwrap();
            status.is_some()
        });
        status.unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if thread::panicking() {
            eprintln!("{}", self.log());
        }
    }
}

pub(crate) const LISTEN: [&str; 4] = ["--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0"];

/// The lines of a stream, as they come.
fn lines_of(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        let read = BufReader::new(stream).lines().map_while(Result::ok);
        // Until no one asks for them any more.
        read.map(|line| sender.send(line)).all(|sent| sent.is_ok())
    });
    lines
}

/// `emstep serve`, with a home of its own.
pub(crate) fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_emstep"));
    command.args(["serve", "--data-folder"]).arg(folder.join("data")).env("HOME", folder);
    command
}

/// Looks again and again until `is_so`.
pub(crate) fn wait_for(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + DEADLINE;
    while !is_so() {
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        thread::sleep(AGAIN);
    }
}

/// What `ssh-keygen` prints.
pub(crate) fn keygen(arguments: &[&str]) -> String {
    need("ssh-keygen");
    let output = Command::new("ssh-keygen").args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", error(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// Without the clients there is nothing to test with, and a test that does nothing must not look
/// like one that passed.
fn need(program: &str) {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let is_there = std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
    assert!(is_there, "there is no {program} here: install the package openssh-client");
}

/// What was said on standard error.
pub(crate) fn error(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Writes a file that is its owner's alone.
pub(crate) fn write_private(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, Permissions::from_mode(0o600)).unwrap();
}

/// Whether nothing is left of what the stepper asks of a terminal.
fn is_plain(client: &Pty) -> bool {
    let screen = client.screen();
    !screen.alternate_screen()
        && !screen.bracketed_paste()
        && !screen.hide_cursor()
        && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
}

/// Waits for the end of `ssh` and of the shell around it. The terminal is as before, and shows the
/// two lines of the shell with these in between and nothing else.
#[track_caller]
pub(crate) fn assert_ends(client: &mut Pty, said: &[&str], status: u32) {
    assert_eq!(client.wait_end().exit_status(), Some(0));
    assert!(is_plain(client));
    let modes = client.modes().local_modes;
    assert!(modes.contains(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG));
    let after = format!("after {status}");
    let lines = [&["before"], said, &[&after]].concat();
    assert_eq!(client.screen().contents(), lines.join("\n"));
    let below = u16::try_from(lines.len()).unwrap();
    assert_eq!(client.screen().cursor_position(), (below, 0));
}

/// Types, and waits for a whole frame with this text.
#[track_caller]
pub(crate) fn types(pty: &mut Pty, keys: &str, text: &str) {
    pty.send(keys);
    sees(pty, text);
}

/// Waits for a whole frame with this text.
#[track_caller]
pub(crate) fn sees(pty: &mut Pty, text: &str) {
    pty.wait_until(text, |pty| {
        pty.screen().contents().contains(text) && pty.sent("\x1b[?2026h") == pty.sent("\x1b[?2026l")
    });
}

/// Waits until both terminals show the same, colours and all.
#[track_caller]
pub(crate) fn wait_same(client: &mut Pty, other: &Pty) {
    let expected = cells(other.screen());
    let what = format!("what another terminal shows:\n{}\nand not", other.screen().contents());
    client.wait_until(&what, |client| cells(client.screen()) == expected);
}

/// What is to be seen in each cell: a blank has a background only.
fn cells(screen: &vt100::Screen) -> Vec<String> {
    let (rows, columns) = screen.size();
    let places =
        (0..rows.get()).flat_map(|row| (0..columns.get()).map(move |column| (row, column)));
    let look = |(row, column)| {
        let cell = screen.cell(row, column).unwrap();
        let back = format!("{:?} {}", cell.bgcolor(), cell.inverse());
        match cell.contents().trim() {
            "" => back,
            text => format!("{text} {:?} {} {back}", cell.fgcolor(), cell.bold()),
        }
    };
    places.map(look).collect()
}
