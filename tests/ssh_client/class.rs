//! One presents, two watch, and one of them comes late.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use crate::harness::{Server, assert_ends, sees, types, wait_same};

const SIZE: (u16, u16) = (100, 30);
const CLOSED: &str = "Connection to 127.0.0.1 closed.";

#[test]
fn the_class_sees_what_the_presenter_sees() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    let mut early = server.client("watch", &[], SIZE);
    let mut presenter = server.presenter(SIZE);
    server.wait_counted("sessions{user=\"present\"}", 1);
    types(&mut presenter, "em", "−10.955912");
    sees(&mut early, "−10.955912");
    let mut late = server.client("watch", &[], SIZE);
    sees(&mut late, "−10.955912");
    wait_same(&mut late, &early);
    presenter.send("em");
    for client in [&mut presenter, &mut early, &mut late] {
        sees(client, "t = 2");
    }
    wait_same(&mut late, &early);

    // Who watches leaves for themselves, the presenter leaves the class where it was.
    early.send("q");
    assert_ends(&mut early, &[CLOSED], 0);
    presenter.send("q");
    presenter.wait_end();
    let shown = presenter.screen().contents();
    assert!(shown.contains("to present again") && shown.ends_with("after 0"), "{shown}");
    server.wait_counted("sessions{user=\"present\"}", 0);
    sees(&mut late, "t = 2");
    late.send("q");
    assert_ends(&mut late, &[CLOSED], 0);
}

#[test]
fn a_saved_session_is_presented_where_it_was_left() {
    let folder = tempfile::tempdir().unwrap();
    let saved = Command::new(env!("CARGO_BIN_EXE_emstep"))
        .current_dir(folder.path())
        .args(["--plain", "--config", "/dev/null"])
        .stdin(of_text(folder.path(), "theta 1,2\ne\nm\nshow\nsave monday\n"))
        .output()
        .unwrap();
    let printed = String::from_utf8(saved.stdout).unwrap();
    assert!(saved.status.success(), "{printed}");
    let likelihood = printed.lines().rev().find_map(|line| line.strip_prefix("ℓ(θ₁) = ")).unwrap();
    let session = folder.path().join("monday.emstep");
    let server = Server::start(folder.path(), &[session.to_str().unwrap()]);
    let mut presenter = server.presenter(SIZE);
    for text in ["homework", "run 2/2", "t = 1", likelihood] {
        sees(&mut presenter, text);
    }
    let mut watching = server.client("watch", &[], SIZE);
    for text in ["run 2/2", "t = 1", likelihood] {
        sees(&mut watching, text);
    }
    // The class goes on from there, and the file stays as it was.
    types(&mut presenter, "em", "t = 2");
    sees(&mut watching, "t = 2");
    let again = fs::read_to_string(&session).unwrap();
    assert!(again.contains("\"program\"") && !again.contains("\"known\": 2"), "{again}");
}

/// Returns a file of this text, to be read as standard input.
fn of_text(folder: &Path, text: &str) -> File {
    let path = folder.join("script");
    fs::write(&path, text).unwrap();
    File::open(path).unwrap()
}
