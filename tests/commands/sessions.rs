//! Sessions without a screen: what opens, and what is said of a file that does not.

use std::fs;
use std::path::Path;

use crate::group_table;
use crate::program::{EMSTEP, emstep, stderr, stdout};

const SESSION: &str = include_str!("../screens/sessions/format-1.emstep");

fn drawn_at(path: &Path) -> Result<String, String> {
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
    let screen = drawn_at(&path).unwrap();
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
        (
            SESSION.replace("\"known\": 2", "\"known\": 1152921504606846976"),
            ", line 54: damaged: no run goes to iteration 1152921504606846976: the last one is",
        ),
        (
            SESSION.replace("\"tolerance\": 1e-9", "\"tolerance\": -5"),
            ", line 21: damaged: the tolerance must be finite and 0 or above, not -5",
        ),
        (
            SESSION.replace("\"format\": 1", "\"format\": 2").replace("0.1.0", "\\u001b]0;x\\n"),
            ": written by emstep <U+001B>]0;x in format 2",
        ),
    ] {
        fs::write(&path, &text).unwrap();
        let said = drawn_at(&path).unwrap_err();
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
    let said = drawn_at(&path).unwrap_err();
    assert!(said.contains("x.csv: no such file; put it there, or beside"), "{said}");
    fs::write(&data, "x\n1\n2\n3\n").unwrap();
    let said = drawn_at(&path).unwrap_err();
    assert!(said.contains("x.csv: changed since the session was saved"), "{said}");
    assert_eq!(said.trim_end().lines().count(), 1);
}

#[test]
fn a_session_is_not_data_and_takes_no_options_of_data() {
    let says = |arguments: &[&str]| stderr(&emstep().args(arguments).assert().failure());
    assert!(says(&["fit", "a.emstep"]).contains("a.emstep: a session, not data; emstep and "));
    assert!(says(&["a.emstep", "-k", "3"]).contains("a session has its own data and θ₀"));
    assert!(says(&["a.emstep", "b.csv"]).contains("a session is opened by itself"));
    assert!(says(&["a.emstep"]).contains("a.emstep: no such file; check its path"));
}

#[test]
fn a_session_is_known_by_how_it_begins_whatever_it_is_called() {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("a.emstep");
    fs::write(&whole, SESSION).unwrap();
    let drawn = drawn_at(&whole).unwrap();
    for name in ["a.json", "a", "a.EMSTEP"] {
        let path = folder.path().join(name);
        fs::rename(folder.path().join("a.emstep"), &path).unwrap();
        assert_eq!(drawn_at(&path).unwrap(), drawn, "{name}");
        let said = stderr(&emstep().arg("fit").arg(&path).assert().code(2));
        assert!(said.contains(&format!("{name}: a session, not data")), "{said}");
        fs::rename(&path, folder.path().join("a.emstep")).unwrap();
    }
    fs::write(&whole, "[]").unwrap();
    let said = drawn_at(&whole).unwrap_err();
    assert!(said.contains("a.emstep: not a session of emstep: it is a list"), "{said}");
}

#[test]
fn a_group_of_a_condensed_table_is_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("g.csv"), group_table::text()).unwrap();
    let script = ")\ne\nm\n)\nc\nsave days\n";
    let saved = emstep().current_dir(at).args(["g.csv", "--plain"]).write_stdin(script).assert();
    assert!(stdout(&saved.success()).ends_with("Saved to days.emstep.\n"));
    let drawn = |data: &str, keys: &str| {
        let words = ["snapshot", data, "--to", "-", "--size", "100x30", "--keys", keys];
        stdout(&emstep().current_dir(at).args(words).assert().success())
    };
    // What is said of the last key is not saved, so another key comes after it.
    for more in ["p", "p E", "p ( V", "p < e"] {
        let again = drawn("days.emstep", more);
        assert_eq!(again, drawn("g.csv", &format!(") e m ) c {more}")), "after {more}");
    }
    assert!(drawn("days.emstep", "p").contains("g.csv · mon"));
    // The table is known by its content.
    fs::write(at.join("g.csv"), "x\n1\n2\n").unwrap();
    let said = drawn_at(&at.join("days.emstep")).unwrap_err();
    assert!(said.contains("g.csv: changed since the session was saved"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_grow_leaves_the_old_one_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    // Files of 512 bytes at the most, which no session fits into.
    let limited = |script: &str| {
        let mut shell = assert_cmd::Command::new("/bin/sh");
        shell.current_dir(at).args(["-c", "ulimit -f 1 && exec \"$0\" --plain", EMSTEP]);
        shell.env("LC_ALL", "C.UTF-8").env("XDG_CONFIG_HOME", at).write_stdin(script);
        stdout(&shell.assert().code(1))
    };
    let says = "x.emstep: cannot be written: longer than a file may be here (ulimit -f)\n";
    let said = limited("save x\ne\n");
    assert!(said.contains(&format!("error: line 1: {says}")), "{said}");
    assert!(said.contains("γ₀: the E-step from θ₀ is done"), "the session goes on: {said}");
    assert_eq!(fs::read_dir(at).unwrap().count(), 0, "nothing is left of it");
    fs::write(at.join("x.emstep"), SESSION).unwrap();
    let said = limited("e\nsave over x\n");
    assert!(said.ends_with(&format!("error: line 2: {says}")), "{said}");
    assert_eq!(fs::read_to_string(at.join("x.emstep")).unwrap(), SESSION);
    assert_eq!(fs::read_dir(at).unwrap().count(), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn a_session_goes_into_no_device() {
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("full.emstep");
    std::os::unix::fs::symlink("/dev/full", &link).unwrap();
    let script = format!("save over {}\n", link.display());
    let said = stdout(&emstep().arg("--plain").write_stdin(script).assert().code(1));
    assert!(said.ends_with("full.emstep: not a plain file; name another one\n"), "{said}");
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink(), "the link is still there");
}

#[test]
fn a_name_in_a_session_moves_no_cursor() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.emstep");
    let escaped = "\"name\": \"ho\\u001b]0;x\\u0007\\u001b[2J\\nme\"";
    fs::write(&path, SESSION.replacen("\"name\": \"homework\"", escaped, 1)).unwrap();
    let assert = emstep().arg("--plain").arg(&path).write_stdin("").assert().success();
    let said = stdout(&assert);
    assert!(said.contains("Data: ho]0;x[2J me, column x") && !said.contains('\u{1b}'), "{said}");
}

#[cfg(unix)]
#[test]
fn a_lesson_in_a_session_is_a_plain_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.emstep");
    let mut session: serde_json::Value = serde_json::from_str(SESSION).unwrap();
    session["lesson"] = serde_json::json!({
        "name": "zero", "file": { "path": "/dev/zero", "bytes": 9, "sha256": "00" },
        "player": {
            "at": 0, "questions": [],
            "record": {
                "lesson": "zero", "title": "", "steps": 1, "reached": 1, "done": false,
                "questions": [],
            },
        },
        "input": "nothing", "has-keys": true, "scroll": null, "is-at-end": false,
    });
    fs::write(&path, session.to_string()).unwrap();
    let said = drawn_at(&path).unwrap_err();
    assert!(said.ends_with("a.emstep: /dev/zero: not a plain file\n"), "{said}");
}
