//! A stepper of your own: what is seen, and how it ends.

use std::fs;

use crate::harness::{Server, assert_ends, types, wait_same};
use crate::pty::{Pty, emstep};

const SIZE: (u16, u16) = (120, 40);
const CLOSED: &str = "Connection to 127.0.0.1 closed.";

/// The stepper in a terminal of this machine.
fn local((columns, rows): (u16, u16)) -> Pty {
    let mut pty = Pty::open(emstep(), columns, rows);
    pty.wait_until("the first frame", Pty::is_drawn);
    pty
}

#[test]
fn the_screen_over_ssh_is_the_local_one() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    for size in [SIZE, (80, 24), (40, 12)] {
        let mut local = local(size);
        let mut client = server.client("play", &[], size);
        wait_same(&mut client, &local);
        for (keys, seen) in [("e", "next: "), ("mem", "t = 2"), ("t", "New θ₀")] {
            types(&mut local, keys, seen);
            types(&mut client, keys, seen);
            wait_same(&mut client, &local);
        }
        client.send("\x03");
        assert_ends(&mut client, &[CLOSED], 0);
    }
}

#[test]
fn another_size_is_drawn_anew() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    let mut client = server.client("play", &[], SIZE);
    types(&mut client, "em", "θ₁");
    for size in [(80, 24), (140, 50), (81, 25), (30, 8)] {
        let mut local = local(size);
        types(&mut local, "em", "θ₁");
        client.resize(size.0, size.1);
        wait_same(&mut client, &local);
    }
    client.resize(80, 24);
    client.send("q");
    assert_ends(&mut client, &[CLOSED], 0);
}

#[test]
fn new_keys_on_the_way_are_not_seen() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    let log = folder.path().join("client");
    let options = ["-o", "RekeyLimit=16K", "-v", "-E", log.to_str().unwrap()];
    let mut client = server.client("play", &options, SIZE);
    let keys = || fs::read_to_string(&log).unwrap().matches("SSH2_MSG_NEWKEYS received").count();
    let mut local = local(SIZE);
    types(&mut local, "em", "θ₁");
    types(&mut client, "em", "θ₁");
    let mut frames = 0;
    while keys() <= 5 {
        types(&mut client, "?", "Help");
        client.send("\x1b");
        wait_same(&mut client, &local);
        frames += 2;
        assert!(frames < 1000, "{} keys", keys());
    }
    client.send("q");
    assert_ends(&mut client, &[CLOSED], 0);
}

#[test]
fn the_terminal_is_given_back_with_everything_that_was_asked_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    for leaves in ["q", "\x03"] {
        let mut client = server.client("play", &[], (80, 24));
        client.send("M");
        client.wait_until("the mouse", |client| {
            client.screen().mouse_protocol_mode() != vt100::MouseProtocolMode::None
        });
        assert!(client.screen().bracketed_paste() && client.screen().hide_cursor());
        client.send(leaves);
        assert_ends(&mut client, &[CLOSED], 0);
    }
    server.wait_counted("connections", 0);
}

#[test]
fn a_server_that_is_told_to_stop_says_so_to_everyone() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path(), &[]);
    let mut clients = ["play", "watch", "play"].map(|user| server.client(user, &[], (80, 24)));
    server.terminate();
    for client in &mut clients {
        assert_ends(client, &["emstep: the server is stopping; try again later", CLOSED], 1);
    }
    assert_eq!(server.wait_end().code(), Some(0));
}

#[test]
fn a_session_ends_after_its_time_with_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let idle = Server::start(folder.path(), &["--idle", "1s"]);
    let mut client = idle.client("play", &[], (80, 24));
    let line = "emstep: no key was pressed for a long time; log in again to continue";
    assert_ends(&mut client, &[line, CLOSED], 1);
}

/// `ssh` ends at once, hearing nothing more: the line editing is back, and only a `reset` gives the
/// rest.
#[test]
fn a_client_that_is_told_to_hang_up_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    let mut client = server.client("play", &[], (80, 24));
    server.wait_counted("sessions{user=\"play\"}", 1);
    client.send("\r~.");
    client.wait_end();
    assert!(client.screen().contents().contains("after 255"));
    server.wait_counted("sessions{user=\"play\"}", 0);
    server.wait_counted("connections", 0);
}

#[test]
fn a_window_that_is_closed_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    let mut client = server.client("play", &[], (80, 24));
    client.hang_up();
    server.wait_counted("connections", 0);
}
