//! Keys, passwords and the code.

use std::fs;
use std::path::Path;

use portable_pty::CommandBuilder;

use crate::harness::{Server, assert_ends, error, keygen, write_private};
use crate::pty::Pty;

const CLOSED: &str = "Connection to 127.0.0.1 closed.";

/// A new key of this kind; its path.
pub(crate) fn key(folder: &Path, kind: &str) -> String {
    let path = folder.join(kind).to_str().unwrap().to_owned();
    keygen(&["-q", "-t", kind, "-N", "", "-C", "a user", "-f", &path]);
    path
}

pub(crate) fn public(key: &str) -> String {
    fs::read_to_string(format!("{key}.pub")).unwrap()
}

/// That this `ssh` opens the stepper.
pub(crate) fn comes_in(shell: CommandBuilder) {
    let mut client = Pty::open(shell, 80, 24);
    client.wait_until("the stepper", Pty::is_drawn);
    client.send("q");
    assert_ends(&mut client, &[CLOSED], 0);
}

/// That this `ssh` is told in the end that it is not let in by any of these.
pub(crate) fn stays_out(shell: CommandBuilder, methods: &str) {
    let mut client = Pty::open(shell, 120, 24);
    client.wait_end();
    let shown = client.screen().contents();
    assert!(shown.contains(&format!("Permission denied ({methods}).")), "{shown}");
    assert!(shown.ends_with("after 255"), "{shown}");
}

#[test]
fn keys_let_in() {
    let folder = tempfile::tempdir().unwrap();
    let [ed25519, rsa, ecdsa] = ["ed25519", "rsa", "ecdsa"].map(|kind| key(folder.path(), kind));
    let keys = folder.path().join("keys");
    fs::write(&keys, [&ed25519, &rsa].map(|key| public(key)).concat()).unwrap();
    let server = Server::start(folder.path(), &["--authorized-keys", keys.to_str().unwrap()]);
    comes_in(server.shell("play", &["-i", &ed25519]));
    comes_in(server.shell("watch", &["-i", &rsa]));
    // The same key with the signature that SHA-1 made worthless.
    let old = ["-i", &rsa, "-o", "PubkeyAcceptedAlgorithms=ssh-rsa"];
    stays_out(server.shell("play", &old), "publickey");
    stays_out(server.shell("play", &["-i", &ecdsa]), "publickey");
    stays_out(server.shell("play", &[]), "publickey");
    // The class's keys open nothing else, and a name that is none is told nothing.
    stays_out(server.shell("present", &["-i", &ed25519, "-o", "BatchMode=yes"]), "password");
    stays_out(server.shell("root", &["-i", &ed25519]), "publickey");
}

#[test]
fn the_operator_presents_with_their_own_key() {
    let folder = tempfile::tempdir().unwrap();
    let own = key(folder.path(), "ed25519");
    fs::create_dir(folder.path().join(".ssh")).unwrap();
    write_private(&folder.path().join(".ssh/authorized_keys"), &public(&own));
    let server = Server::start(folder.path(), &[]);
    comes_in(server.shell("present", &["-i", &own]));
    stays_out(server.shell("present", &["-o", "PasswordAuthentication=no"]), "publickey,password");
}

#[test]
fn the_password_lets_in_and_another_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("password");
    write_private(&file, "two words\n");
    let server = Server::start(folder.path(), &["--password-file", file.to_str().unwrap()]);
    let with = |user, secret| server.shell_typing(secret, user, &[]);
    comes_in(with("play", "two words"));
    comes_in(with("watch", "two words"));
    stays_out(with("play", "two wordz"), "password");
    stays_out(with("present", "two words"), "password");
}

#[test]
fn the_code_lets_one_presenter_in_once() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    let with = |secret: &str| server.shell_typing(secret, "present", &[]);
    stays_out(with("AAAA-AAAA-AAAA"), "password");
    // As someone types it who reads it from a screen.
    let mut first = Pty::open(with(&server.code.to_lowercase().replace('-', " ")), 120, 24);
    first.wait_until("the stepper", Pty::is_drawn);
    first.send("q");
    first.wait_end();
    let shown = first.screen().contents();
    let (_, code) = shown.split_once("emstep: to present again: ssh -p ").expect(&shown);
    let code = code.split_once("with the code ").unwrap().1.split_whitespace().next().unwrap();
    stays_out(with(&server.code), "password");
    let mut again = Pty::open(with(code), 120, 24);
    again.wait_until("the stepper", Pty::is_drawn);
}

#[test]
fn the_code_that_is_printed_lets_its_presenter_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    let presenter = server.presenter((120, 24));
    let line = server.next_line();
    let way = format!("to present again: ssh -p {} present@localhost, with the code ", server.port);
    let code = line.strip_prefix(&way).unwrap_or_else(|| panic!("{line}"));
    assert_ne!(code, server.code);
    let mut again = Pty::open(server.shell_typing(code, "present", &[]), 120, 24);
    // At once, though the first session has not ended.
    again.wait_until("the place", |again| again.screen().contents().contains("presenting"));
    drop((presenter, again));
    server.wait_counted("sessions{user=\"present\"}", 0);
    let mut later = Pty::open(server.shell_typing(code, "present", &[]), 120, 24);
    later.wait_until("the place", |later| later.screen().contents().contains("presenting"));
}

/// Students of one class behind one address, and the keys of each.
const STUDENTS: usize = 15;
const KEYS: usize = 3;

#[test]
fn a_class_with_keys_of_their_own_and_the_password_comes_in_from_one_address() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let teacher = key(folder.path(), "ed25519");
    write_private(Path::new(&path("password")), "two words\n");
    write_private(Path::new(&path("presenters")), &public(&teacher));
    let (password, presenters) = (path("password"), path("presenters"));
    let files = ["--password-file", &*password, "--presenter-keys", &*presenters];
    let server = Server::start(folder.path(), &files);
    let log = |student: usize| path(&format!("log{student}"));
    let shell = |student: usize| {
        let own: Vec<String> = (0..KEYS).map(|i| path(&format!("key{student}.{i}"))).collect();
        for key in &own {
            keygen(&["-q", "-t", "ed25519", "-N", "", "-f", key]);
        }
        let log = log(student);
        let keys = own.iter().flat_map(|key| ["-i", key.as_str()]);
        let options: Vec<&str> = keys.chain(["-v", "-E", &log]).collect();
        server.shell_typing("two words", "play", &options)
    };
    let shells: Vec<CommandBuilder> = (0..STUDENTS).map(shell).collect();
    let mut class: Vec<Pty> = shells.into_iter().map(|shell| Pty::open(shell, 80, 24)).collect();
    for (student, terminal) in class.iter_mut().enumerate() {
        terminal.wait_until("the stepper", Pty::is_drawn);
        // Each of the keys was offered before the password was typed.
        let said = fs::read_to_string(log(student)).unwrap();
        assert_eq!(said.matches("Offering public key: ").count(), KEYS, "{said}");
        assert!(said.contains("using \"password\""), "{said}");
    }
    server.wait_counted("sessions{user=\"play\"}", STUDENTS);
    server.wait_counted("rejects_total{reason=\"auth\"}", 0);
    // Nor is the teacher kept out, whose key is known.
    comes_in(server.shell("present", &["-i", &teacher]));
}

#[test]
fn a_restarted_server_is_known_again() {
    let folder = tempfile::tempdir().unwrap();
    let first = Server::start(folder.path(), &[]);
    let known = folder.path().join("known");
    let file = format!("UserKnownHostsFile={}", known.display());
    let met = ["-o", &file, "-o", "StrictHostKeyChecking=accept-new", "-o", "LogLevel=ERROR"];
    assert_eq!(first.ssh("play", &met, &["id"]).status.code(), Some(1));
    // The fingerprint that a student compares is the one that was printed.
    let shown = keygen(&["-l", "-f", known.to_str().unwrap()]);
    assert_eq!(shown.split(' ').nth(1), Some(first.fingerprint.as_str()), "{shown}");
    let (fingerprint, code, port) = (first.fingerprint.clone(), first.code.clone(), first.port);
    drop(first);

    let again = Server::start(folder.path(), &[]);
    assert_eq!(again.fingerprint, fingerprint);
    assert_ne!(again.code, code);
    let alias = format!("HostKeyAlias=[127.0.0.1]:{port}");
    let strict = ["-o", &file, "-o", &alias, "-o", "StrictHostKeyChecking=yes"];
    let said = error(&again.ssh("play", &strict, &["id"]));
    assert!(said.starts_with("emstep: no commands run here"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    // And another server is not taken for this one.
    let elsewhere = tempfile::tempdir().unwrap();
    let other = Server::start(elsewhere.path(), &[]);
    let said = error(&other.ssh("play", &strict, &["id"]));
    assert!(said.contains("REMOTE HOST IDENTIFICATION HAS CHANGED"), "{said}");
}
