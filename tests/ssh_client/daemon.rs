//! What a server does that runs for months: signals, its log, files that change.

use std::fs::{self, File};
use std::io::Read;
use std::os::unix::net::UnixStream;

use portable_pty::{PtySize, native_pty_system};
use rustix::process::Signal;

use crate::harness::{LISTEN, Server, assert_ends, program, types, wait_for, write_private};
use crate::logins::{comes_in, key, public, stays_out};
use crate::pty::{Pty, command};

/// A session, as it is kept against a crash.
const SESSION: &str = include_str!("../screens/sessions/format-1.emstep");

const CLOSED: &str = "Connection to 127.0.0.1 closed.";
const STOPS: &str = "emstep: the server is stopping; try again later";

#[test]
fn a_key_that_was_taken_away_opens_nothing_any_more() {
    let folder = tempfile::tempdir().unwrap();
    let [one, two] = ["ed25519", "ecdsa"].map(|kind| key(folder.path(), kind));
    let keys = folder.path().join("keys");
    write_private(&keys, &[&one, &two].map(|key| public(key)).concat());
    let server = Server::start(folder.path(), &["--authorized-keys", keys.to_str().unwrap()]);
    comes_in(server.shell("play", &["-i", &one]));
    write_private(&keys, &public(&two));
    stays_out(server.shell("play", &["-i", &one]), "publickey");
    comes_in(server.shell("play", &["-i", &two]));
    fs::remove_file(&keys).unwrap();
    stays_out(server.shell("play", &["-i", &two]), "publickey");
    assert!(server.log().contains("the file is gone"), "{}", server.log());
}

#[test]
fn hang_up_opens_the_log_anew_and_the_class_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let [log, old] = ["server.log", "server.log.1"].map(|name| folder.path().join(name));
    let server = Server::start(folder.path(), &["--log", log.to_str().unwrap()]);
    let mut client = server.client("play", &[], (80, 24));
    fs::rename(&log, &old).unwrap();
    server.signal(Signal::HUP);
    wait_for("the new log", || log.exists());
    comes_in(server.shell("play", &[]));
    wait_for("a line in it", || fs::read_to_string(&log).unwrap().contains("session begins"));
    // What was said at that moment is in the one or the other.
    let all = [&old, &log].map(|log| fs::read_to_string(log).unwrap()).concat();
    assert!(all.contains("reloads"), "{all}");
    client.send("q");
    assert_ends(&mut client, &[CLOSED], 0);
}

#[test]
fn hang_up_reads_a_changed_password() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("password");
    write_private(&file, "two words\n");
    let server = Server::start(folder.path(), &["--password-file", file.to_str().unwrap()]);
    let with = |secret| server.shell_typing(secret, "play", &[]);
    comes_in(with("two words"));
    write_private(&file, "three more words\n");
    let line = format!("read file={}", file.display());
    assert!(!server.log().contains(&line), "{}", server.log());
    server.signal(Signal::HUP);
    // At once, and not only when someone logs in.
    wait_for("the new password", || server.log().contains(&line));
    stays_out(with("two words"), "password");
    comes_in(with("three more words"));
}

/// What is kept against a crash is one person's, and those who present may be many.
#[test]
fn a_server_neither_keeps_nor_offers_a_session() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let recovery = state.join("emstep/recovery");
    let left = recovery.join("1000000000000-1.emstep");
    fs::create_dir_all(&recovery).unwrap();
    fs::write(&left, SESSION).unwrap();
    let mut command = program(folder.path());
    command.env("XDG_STATE_HOME", &state).env_remove("EMSTEP_RECOVERY").args(LISTEN);
    let mut server = Server::run(command, folder.path());
    let mut presenter = server.presenter((80, 24));
    assert!(!presenter.screen().contents().contains("reopen it?"));
    types(&mut presenter, "em", "−10.955912");
    // At a terminal a session is found again after this signal.
    server.terminate();
    presenter.wait_end();
    server.wait_end();
    let kept = fs::read_dir(&recovery).unwrap().map(|entry| entry.unwrap().path());
    assert!(kept.eq([left.clone()]));
    assert_eq!(fs::read_to_string(&left).unwrap(), SESSION);
}

#[test]
fn quit_restores_every_screen() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path(), &[]);
    let mut clients = ["play", "watch"].map(|user| server.client(user, &[], (80, 24)));
    server.signal(Signal::QUIT);
    for client in &mut clients {
        assert_ends(client, &[STOPS, CLOSED], 1);
    }
    assert_eq!(server.wait_end().code(), Some(0));
}

#[test]
fn the_end_of_its_terminal_is_the_end_of_the_server_and_restores_every_screen() {
    let folder = tempfile::tempdir().unwrap();
    let mut serve = command(env!("CARGO_BIN_EXE_emstep"));
    serve.args(program(folder.path()).get_args());
    serve.args(["--listen", "127.0.0.1:0"]);
    serve.env("HOME", folder.path());
    // Without a thread that reads all the time, which would keep the terminal there.
    let size = PtySize { rows: 24, cols: 120, ..PtySize::default() };
    let terminal = native_pty_system().openpty(size).unwrap();
    let mut server = terminal.slave.spawn_command(serve).unwrap();
    drop(terminal.slave);
    let mut reader = terminal.master.try_clone_reader().unwrap();
    let mut printed = String::new();
    while !printed.contains("SHA256:") {
        let mut bytes = [0; 1024];
        let read = reader.read(&mut bytes).unwrap();
        printed.push_str(&String::from_utf8_lossy(&bytes[..read]));
    }
    let port = printed.split_once("ssh -p ").unwrap().1.split_once(' ').unwrap().0.to_owned();
    let mut shell = command("/bin/sh");
    shell.args(["-c", "echo before; ssh \"$@\"; echo \"after $?\"", "sh"]);
    shell.args(["-F", "none", "-p", &port, "-o", "StrictHostKeyChecking=no"]);
    shell.args(["-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR"]);
    shell.args(["-o", "IdentityFile=none", "-o", "IdentitiesOnly=yes", "play@127.0.0.1"]);
    shell.env("HOME", folder.path());
    let mut client = Pty::open(shell, 80, 24);
    client.wait_until("the first frame", Pty::is_drawn);
    drop((reader, terminal.master));
    client.wait_end();
    assert!(server.wait().unwrap().success());
    let shown = client.screen().contents();
    assert!(shown.contains(STOPS) && shown.ends_with("after 1"), "{shown}");
    assert!(!client.screen().alternate_screen());
}

#[test]
fn a_log_that_cannot_be_written_ends_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let full = File::options().write(true).open("/dev/full").unwrap();
    let server = Server::start_with_stderr(folder.path(), full);
    comes_in(server.shell("play", &[]));
    let dropped = || {
        let page = server.page();
        let line =
            page.lines().find_map(|line| line.strip_prefix("emstep_log_lines_dropped_total "));
        line.unwrap().parse::<u64>().unwrap()
    };
    wait_for("dropped lines", || dropped() > 0);
    comes_in(server.shell("play", &[]));

    // Nor one whose reader has gone, or has stopped reading.
    let (ours, theirs) = UnixStream::pair().unwrap();
    let server = Server::start_with_stderr(folder.path(), std::os::fd::OwnedFd::from(theirs));
    comes_in(server.shell("play", &[]));
    drop(ours);
    comes_in(server.shell("play", &[]));
    let (mut ours, theirs) = UnixStream::pair().unwrap();
    let mut server = Server::start_with_stderr(folder.path(), std::os::fd::OwnedFd::from(theirs));
    let mut byte = [0];
    comes_in(server.shell("play", &[]));
    ours.read_exact(&mut byte).unwrap();
    server.terminate();
    assert_eq!(server.wait_end().code(), Some(0));
}
