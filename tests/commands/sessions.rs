//! Sessions without a screen: what opens, and what is said of a file that does not.

use std::fs;
use std::path::Path;

use crate::program::{emstep, stderr, stdout};

const SESSION: &str = include_str!("../screens/sessions/format-1.emstep");

fn drawn(path: &Path) -> Result<String, String> {
    let assert = emstep().args(["snapshot", "--to", "-"]).arg(path).assert();
    if assert.get_output().status.success() { Ok(stdout(&assert)) } else { Err(stderr(&assert)) }
}

/// Returns the session on the first column of a file instead.
fn on_file(data: &Path, sha256: &str, bytes: usize) -> String {
    let file = serde_json::json!({
        "files": {
            "files": [{ "path": data, "sha256": sha256, "bytes": bytes }],
            "column": null,
            "dialect": {
                "delimiter": null, "decimal": null, "comment": null, "skip": null,
                "header": null, "missing": [],
            },
            "roles": { "weights": null, "bins": null },
        }
    });
    let mut session: serde_json::Value = serde_json::from_str(SESSION).unwrap();
    session["data"][0]["from"] = file;
    session.to_string()
}

#[test]
fn a_session_is_drawn_where_it_was_left() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.emstep");
    fs::write(&path, SESSION).unwrap();
    let screen = drawn(&path).unwrap();
    assert!(screen.contains("run 2/2") && screen.contains("t = 1"), "{screen}");
}

#[test]
fn a_file_that_is_no_session_says_what_it_is_and_where() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.emstep");
    for (text, says) in [
        (String::new(), ", line 1: the file ends in the middle of the session: it was cut off"),
        (SESSION[..900].to_owned(), ", line 41: the file ends in the middle of the session"),
        (
            SESSION.replace("\"format\": 1", "\"format\": 2"),
            ": written by emstep 0.1.0 in format 2",
        ),
        ("x\n1\n2\n".to_owned(), ", line 1: not a session of emstep"),
        (SESSION.replace("\"known\": 2", "\"known\": -2"), ", line 54: damaged: invalid value"),
    ] {
        fs::write(&path, &text).unwrap();
        let said = drawn(&path).unwrap_err();
        assert!(said.contains(says) && said.trim_end().lines().count() == 1, "{said}");
        assert_eq!(fs::read_to_string(&path).unwrap(), text, "the file stays as it is");
    }
}

#[test]
fn data_that_are_gone_or_changed_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let (path, data) = (folder.path().join("a.emstep"), folder.path().join("x.csv"));
    // Of another file.
    let sha256 = "b2ed81af4dcfcc1ed2baaa3ba7de6ed1e2ee5dd2ea6aba0d1b60e56d2c4d2f55";
    fs::write(&path, on_file(&data, sha256, 8)).unwrap();
    let said = drawn(&path).unwrap_err();
    assert!(said.contains("x.csv: no such file; the session needs it there"), "{said}");
    fs::write(&data, "x\n1\n2\n3\n").unwrap();
    let said = drawn(&path).unwrap_err();
    assert!(said.contains("x.csv: changed since the session was saved"), "{said}");
    assert_eq!(said.trim_end().lines().count(), 1);
}

#[test]
fn a_session_is_not_data_and_takes_no_options_of_data() {
    let says = |arguments: &[&str]| stderr(&emstep().args(arguments).assert().failure());
    assert!(says(&["fit", "a.emstep"]).contains("a.emstep: a session, not data; emstep and"));
    assert!(says(&["a.emstep", "-k", "3"]).contains("a session has its own data and θ₀"));
    assert!(says(&["a.emstep", "b.csv"]).contains("a session is opened by itself"));
    assert!(says(&["a.emstep"]).contains("a.emstep: no such file; check its path"));
}
