//! What is printed at a terminal: nothing in data may steer it.

use std::process::Command;

use crate::pty::{Pty, shell};

#[test]
fn control_characters_of_data_are_written_out_on_a_terminal_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (data, table) = (path("data.csv"), path("table.csv"));
    let rows = "x,g\n1,a\u{1b}]0;owned\u{7}\n2,a\u{1b}]0;owned\u{7}\n3,b\u{9b}2J\n5,b\u{9b}2J\n";
    std::fs::write(&data, rows).unwrap();
    let program = env!("CARGO_BIN_EXE_emstep");
    let condense = ["condense", &data, "-c", "x", "--group-by", "g", "-o", &table];
    assert!(Command::new(program).args(condense).status().unwrap().success());
    for (arguments, has_keys) in [
        (&["fit", &table, "-k", "1", "--steps", "1", "--each-group", "--format", "csv"][..], true),
        (&["fit", &table, "-k", "1", "--steps", "1", "--each-group", "--format", "json"], true),
        (&["fit", &table, "-k", "1", "--steps", "1", "--each-group"], true),
        (&["condense", &data, "-c", "x", "--group-by", "g"], true),
        (&["merge", &table], true),
        (&["explain", &data, "-c", "x", "-k", "1"], false),
    ] {
        let mut command = shell("\"$0\" \"$@\"");
        command.args(arguments);
        let mut pty = Pty::open(command, 200, 50);
        assert_eq!(pty.wait_end().exit_status(), Some(0), "{arguments:?}");
        let sent = String::from_utf8_lossy(pty.log()).into_owned();
        let steers = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        assert!(!sent.contains(steers), "{arguments:?}: {sent:?}");
        assert_eq!(sent.contains("<U+009B>2J"), has_keys, "{arguments:?}: {sent}");
        // A file and a pipe have them as they are.
        let piped = Command::new(program).args(arguments).output().unwrap().stdout;
        let piped = String::from_utf8(piped).unwrap();
        let is_text = !arguments.contains(&"--format") && arguments[0] == "fit";
        assert_eq!(piped.contains('\u{9b}'), has_keys && !is_text, "{arguments:?}: {piped}");
    }
}
