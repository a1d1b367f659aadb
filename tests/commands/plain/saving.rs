//! Saving a session from lines, and going on with it.

use std::fs;

use assert_cmd::assert::Assert;

use crate::program::{emstep, stdout};

fn run(folder: &std::path::Path, arguments: &[&str], script: &str) -> Assert {
    emstep().current_dir(folder).args(arguments).arg("--plain").write_stdin(script).assert()
}

#[test]
fn a_session_is_saved_and_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let script = "e\nm\ntheta 1,2\nc\nshow\nsave monday\n";
    let saved = stdout(&run(at, &[], script).success());
    let before = saved.split("Converged at t").nth(1).unwrap();
    let shown = before.split_once('\n').unwrap().1.strip_suffix("Saved to monday.emstep.\n");
    let again = stdout(&run(at, &["monday.emstep"], "").success());
    assert_eq!(Some(again.as_str()), shown, "{saved}");
    // Its own file is saved again, another one only if that is said.
    let text = stdout(&run(at, &["monday.emstep"], "r\nsave\nsave tuesday\n").success());
    assert!(text.ends_with("Saved to monday.emstep.\nSaved to tuesday.emstep.\n"), "{text}");
    let old = fs::read(at.join("tuesday.emstep")).unwrap();
    let refused = stdout(&run(at, &[], "save tuesday\nsave over tuesday\n").code(1));
    let why = "error: line 1: tuesday.emstep exists; save over tuesday.emstep replaces it\n";
    assert!(refused.ends_with(&format!("{why}Saved to tuesday.emstep.\n")), "{refused}");
    assert_ne!(fs::read(at.join("tuesday.emstep")).unwrap(), old);
    let named = stdout(&run(at, &[], "save\n").success());
    assert!(named.ends_with("Saved to homework.emstep.\n"), "{named}");
}

#[test]
fn what_cannot_be_saved_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let text = stdout(&run(folder.path(), &[], "save no/such/folder\nsave over no/x\n").code(1));
    assert_eq!(text.matches("does not exist; create it first").count(), 2, "{text}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_lesson_is_saved_with_its_answers_and_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let script = "lesson homework\nlesson next\n-24.51\nsave\nlesson\n";
    let saved = stdout(&run(at, &[], script).success());
    let page = saved.rsplit("Saved to homework.emstep.\n").next().unwrap();
    let again = stdout(&run(at, &["homework.emstep"], "lesson next\n").success());
    assert!(again.starts_with(page), "{again}\n{page}");
    assert!(again.contains(", step 3 of"), "{again}");
}
