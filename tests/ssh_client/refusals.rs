//! What is not the stepper: a line that says what to type, and nothing else happens.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::harness::{Server, assert_ends, error, types, wait_for};
use crate::pty::Pty;

const SIZE: (u16, u16) = (120, 40);
const CLOSED: &str = "Connection to 127.0.0.1 closed.";

#[test]
fn commands_copies_and_pipes_get_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    let way = format!("-p {} play@localhost", server.port);
    let only = |what: &str| format!("emstep: {what} here, only the stepper; type: ssh {way}\r\n");
    let terminal = format!("emstep: the stepper needs a terminal; type: ssh -t {way}\r\n");
    for (options, words, line) in [
        (&[][..], &["id"][..], only("no commands run")),
        (&["-t", "-t"], &["id"], only("no commands run")),
        (&["-s"], &["sftp"], only("no sftp")),
        (&["-T"], &[], terminal.clone()),
        (&[], &[], terminal),
    ] {
        let output = server.ssh("play", options, words);
        let said = error(&output);
        assert!(said.contains(&line), "{options:?} {words:?}: {said}");
        assert!(output.stdout.is_empty());
        assert_eq!(output.status.code(), Some(1), "{options:?} {words:?}");
    }
    server.wait_counted("sessions_total", 0);
}

#[test]
fn files_cannot_be_copied() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    let mut arguments = server.way("play", &["-b", "/dev/null"]);
    let port = arguments.iter().position(|argument| argument == "-p").unwrap();
    arguments[port] = "-P".to_owned();
    let output = server.without_terminal("sftp", &arguments).output().unwrap();
    let said = error(&output);
    assert!(said.starts_with("emstep: no sftp here, only the stepper"), "{said}");
    assert_eq!(output.status.code(), Some(255));
}

#[test]
fn a_user_that_is_none_is_told_the_names_there_are() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    let mut client = Pty::open(server.shell("root", &[]), 100, 24);
    let way = format!("type: ssh -p {} play@localhost", server.port);
    let line = format!("emstep: there is no user \"root\" here; {way}");
    assert_ends(&mut client, &[&line, CLOSED], 1);
}

/// What `ssh` writes down of a session in which it asks for more than the stepper.
fn session_with(options: &[&str], set: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    let log = folder.path().join("client");
    let options = [options, &["-v", "-E", log.to_str().unwrap()]].concat();
    let mut shell = server.shell("play", &options);
    for (name, value) in set {
        shell.env(name, value);
    }
    let mut client = Pty::open(shell, SIZE.0, SIZE.1);
    client.wait_until("the stepper", Pty::is_drawn);
    types(&mut client, "em", "θ₁");
    client.send("q");
    assert_ends(&mut client, &[CLOSED], 0);
    fs::read_to_string(log).unwrap()
}

#[test]
fn forwarding_is_refused_and_the_session_goes_on() {
    let line = |what: &str| format!("Remote: emstep: no {what} here; type: ssh -p ");
    let said = session_with(&["-R", "127.0.0.1:0:127.0.0.1:9"], &[]);
    assert!(said.contains(&line("port forwarding")), "{said}");
    assert!(said.contains("remote port forwarding failed"), "{said}");
    let said = session_with(&["-R", "/tmp/emstep-none:127.0.0.1:9"], &[]);
    assert!(said.contains(&line("socket forwarding")), "{said}");

    let folder = tempfile::tempdir().unwrap();
    let agent = folder.path().join("agent");
    let agent = agent.to_str().unwrap();
    let mut program =
        Command::new("ssh-agent").args(["-D", "-a", agent]).stdout(Stdio::null()).spawn().unwrap();
    wait_for("the agent", || Path::new(agent).exists());
    let said = session_with(&["-A"], &[("SSH_AUTH_SOCK", agent)]);
    program.kill().unwrap();
    program.wait().unwrap();
    assert!(said.contains(&line("agent forwarding")), "{said}");

    let said = session_with(&["-Y"], &[("DISPLAY", "127.0.0.1:99")]);
    assert!(said.contains(&line("X11")), "{said}");
    assert!(said.contains("X11 forwarding request failed"), "{said}");
}

#[test]
fn the_server_connects_to_no_one() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    let there = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = there.local_addr().unwrap().to_string();
    let output = server.ssh("play", &["-v", "-W", &address], &[]);
    let said = error(&output);
    assert!(said.contains("Remote: emstep: no port forwarding here"), "{said}");
    assert!(said.contains("administratively prohibited"), "{said}");
    assert_eq!(output.status.code(), Some(255));
    there.set_nonblocking(true).unwrap();
    assert_eq!(there.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}

#[test]
fn what_the_client_says_of_its_colours_counts() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    let colours = |name: &str, value: &str| {
        let mut shell = server.shell("play", &["-o", &format!("SendEnv={name}")]);
        shell.env(name, value);
        let mut client = Pty::open(shell, SIZE.0, SIZE.1);
        client.wait_until("the stepper", Pty::is_drawn);
        // Observations that belong to two components have a mixed colour if there are many.
        types(&mut client, "e", "γ₀");
        ["48;2;", "38;5;"].map(|code| client.sent(code) > 0)
    };
    assert_eq!(colours("LANG", "C.UTF-8"), [false, true]);
    assert_eq!(colours("COLORTERM", "truecolor"), [true, true]);
    assert_eq!(colours("NO_COLOR", "1"), [false, false]);
}
