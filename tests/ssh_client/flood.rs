//! More connections than the system has files for.

use std::net::TcpStream;

use crate::harness::{Server, assert_ends};
use crate::pty::Pty;

const SIZE: (u16, u16) = (80, 24);
const CLOSED: &str = "Connection to 127.0.0.1 closed.";
const SILENT: usize = 400;

#[test]
fn a_client_that_has_logged_in_is_served_while_silent_connections_take_all_files() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start_with_files(60, folder.path(), &["--login-grace", "2s"]);
    let mut inside = server.client("play", &[], SIZE);
    let silent: Vec<TcpStream> =
        (0..SILENT).map(|_| TcpStream::connect(("127.0.0.1", server.port)).unwrap()).collect();
    let mut outside = Pty::open(server.shell("play", &[]), SIZE.0, SIZE.1);
    let mut is_full = false;
    let mut is_thrown_out = false;
    while !(is_full && is_thrown_out) {
        inside.send("?");
        inside.wait_until("the help", |inside| inside.screen().contents().contains("Help"));
        inside.send("?");
        inside.wait_until("the stepper", |inside| !inside.screen().contents().contains("Help"));
        let log = server.log();
        is_full |= log.contains("cannot accept a connection");
        is_thrown_out |= log.contains("login took too long");
    }
    outside.wait_until("its turn", Pty::is_drawn);
    for client in [&mut outside, &mut inside] {
        client.send("q");
        assert_ends(client, &[CLOSED], 0);
    }
    drop(silent);
    server.wait_counted("connections", 0);
}
