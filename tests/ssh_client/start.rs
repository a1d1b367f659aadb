//! What keeps a server from starting: one line.

use std::fs;
use std::net::TcpListener;
use std::path::Path;

use crate::harness::{Server, error, program};

/// The one line that a server that does not start says.
fn refusal(folder: &Path, arguments: &[&str]) -> String {
    let output = program(folder).args(arguments).output().unwrap();
    let said = error(&output);
    assert_eq!(said.lines().count(), 1, "{arguments:?}: {said}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
    let line = said.trim_end().strip_prefix("emstep: error: ");
    line.unwrap_or_else(|| panic!("{arguments:?}: {said}")).to_owned()
}

#[test]
fn an_address_that_is_taken_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let way_out = "; --listen ADDRESS:PORT takes another one";
    let line = refusal(folder.path(), &["--listen", &address]);
    assert!(line.starts_with(&format!("cannot listen on {address}: ")), "{line}");
    assert!(line.ends_with(way_out), "{line}");
    let arguments = ["--listen", "127.0.0.1:0", "--metrics", &address];
    let line = refusal(folder.path(), &arguments);
    assert!(line.starts_with(&format!("cannot listen on {address}: ")), "{line}");
    assert!(!line.contains("--listen") && line.contains("--metrics"), "{line}");
}

#[test]
fn a_pipe_that_no_one_reads_is_no_log() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("log");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let log = pipe.to_str().unwrap();
    let line = refusal(folder.path(), &["--listen", "127.0.0.1:0", "--log", log]);
    assert!(line.contains(log), "{line}");
}

#[test]
fn others_are_admitted_only_if_the_operator_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let line = refusal(folder.path(), &["--listen", "0.0.0.0:0"]);
    assert!(line.starts_with("others can reach 0.0.0.0: say who may come in"), "{line}");
}

#[test]
fn metrics_that_others_can_read_are_warned_of() {
    for (address, is_public) in
        [("0.0.0.0:0", true), ("127.0.0.1:0", false), ("127.1.2.3:0", false)]
    {
        let folder = tempfile::tempdir().unwrap();
        let mut command = program(folder.path());
        command.args(["--listen", "127.0.0.1:0", "--metrics", address]);
        let server = Server::run(command, folder.path());
        let line = format!(
            "emstep: everyone who reaches {address} can read the metrics; \
             --metrics 127.0.0.1:0 keeps them on this machine\n"
        );
        let expected = if is_public { line.as_str() } else { "" };
        assert_eq!(server.log(), expected, "{address}");
    }
}

#[test]
fn files_that_admit_no_one_or_everyone_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    let file = path.to_str().unwrap();
    for empty in ["", "# no one yet\n"] {
        fs::write(&path, empty).unwrap();
        let line = refusal(folder.path(), &["--listen", "127.0.0.1:0", "--authorized-keys", file]);
        assert!(line.starts_with(&format!("{file}: no key in it")), "{line}");
    }
    fs::write(&path, "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbn\nNzaC1r\n").unwrap();
    for option in ["--authorized-keys", "--presenter-keys"] {
        let line = refusal(folder.path(), &["--listen", "127.0.0.1:0", option, file]);
        let told = "a private key; the public key is wanted here, usually";
        assert_eq!(line, format!("{file}: {told} {file}.pub"));
    }
    fs::write(&path, "two words\n").unwrap();
    let line = refusal(folder.path(), &["--listen", "127.0.0.1:0", "--password-file", file]);
    assert_eq!(line, format!("{file}: readable by other users; run chmod 600 {file}"));
}

#[test]
fn names_and_limits_are_checked_before_anything_starts() {
    let folder = tempfile::tempdir().unwrap();
    let say = |arguments: &[&str]| {
        let output = program(folder.path()).args(arguments).output().unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}");
        error(&output)
    };
    for host in ["a b", "x;reboot", "\u{1b}[2J", "", "host:22"] {
        let said = say(&["--host", host]);
        assert!(said.contains("the name of a host or an address"), "{host:?}: {said}");
        assert!(!said.contains('\u{1b}'), "{said:?}");
    }
    for limit in [
        "--max-sessions",
        "--max-connections",
        "--max-per-address",
        "--max-logins",
        "--max-logins-per-address",
        "--max-failures",
        "--max-rows",
        "--max-components",
        "--max-run-iterations",
        "--max-runs",
        "--max-session-memory",
        "--workers",
        "--login-grace",
        "--idle",
        "--session-life",
    ] {
        let said = say(&[limit, "0"]);
        assert!(said.contains(limit) && said.lines().count() == 1, "{said}");
    }
}
