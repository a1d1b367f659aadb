//! Files that cannot be read.

use std::fs;

use crate::program::{emstep, stderr};

#[test]
fn what_cannot_be_read_is_one_line_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (here, none, file, table) = (path(""), path("none"), path("a.csv"), path("sums.csv"));
    fs::write(&file, "x\n1\n2\n3\n5\n").unwrap();
    let below = format!("{file}/state");
    let sql = ["sql", "--dialect", "duckdb", "--table", "t", "--column", "x", "--scout"];
    let is_folder = "a folder, not a file; name a";
    for (args, says) in [
        (&["condense", &here][..], is_folder),
        (&["condense", &here, "--grid", "0,1"], is_folder),
        (&["condense", &none], "no such file; check its path"),
        (&["condense", &file, "-o", &table, "--checkpoint", &here], is_folder),
        (
            &["condense", &file, "-o", &table, "--checkpoint", &below],
            "does not exist; create it first",
        ),
        (&[&sql[..], &[&none]].concat(), "no such file; check its path"),
        (&[&sql[..], &[&here]].concat(), is_folder),
        (&["fit", &file, "--gamma", &none], "no such file; check its path"),
        (&["fit", &file, "--from", &here], is_folder),
        (&["lesson", &here], is_folder),
    ] {
        let said = stderr(&emstep().args(args).assert().failure());
        assert!(said.contains(says) && !said.contains("os error"), "{args:?}: {said}");
        assert_eq!(said.trim_end().lines().count(), 1, "{args:?}: {said}");
    }
}
