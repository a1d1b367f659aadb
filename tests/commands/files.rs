//! Several files: one sample, or a run for each. And tables in other dialects, as the program tells
//! of them.

use std::path::Path;

use serde_json::Value;

use crate::program::{emstep, stderr, stdout};

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).expect("room for a file");
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn several_files_are_one_sample_or_a_run_each() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "a.csv", "x\n-1\n0\n4\nNA\n");
    write(folder.path(), "b.csv", "name;x\na;5,5\nb;6\n");
    let fit = |options: &[&str]| {
        let all = ["fit", "a.csv", "b.csv", "-k", "1", "--steps", "1"];
        emstep().current_dir(folder.path()).args(all).args(options).assert().success()
    };
    let together = fit(&["--format", "json"]);
    let report = json(&stdout(&together));
    assert_eq!(report["data"]["source"], "a.csv and b.csv");
    assert_eq!(report["data"]["n"], 5);
    assert_eq!(report["trace"][1]["means"][0], 2.9);
    assert!(stderr(&together).contains("b.csv: read as: semicolons, decimal commas"));

    let apart = fit(&["--as-runs", "--format", "json"]);
    let reports: Vec<Value> = stdout(&apart).lines().map(json).collect();
    let sizes: Vec<&Value> = reports.iter().map(|report| &report["data"]["n"]).collect();
    assert_eq!(sizes, [3, 2]);
    assert_eq!(reports[1]["trace"][1]["means"][0], 5.75);
    assert!(stderr(&apart).contains("a.csv: 1 cell was left out of x: 1 NA"));
    let text = stdout(&fit(&["--as-runs"]));
    assert!(text.contains("a.csv") && text.contains("\n\n") && text.contains("b.csv"), "{text}");
}

#[test]
fn a_file_that_is_named_twice_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "a.csv", "x\n-1\n0\n4\n");
    write(folder.path(), "b.csv", "x\n5\n6\n");
    let says =
        "./a.csv: named twice, so that its observations would count twice; name each file once";
    for command in ["fit", "check", "snapshot"] {
        let mut twice = emstep();
        twice.current_dir(folder.path()).args([command, "a.csv", "b.csv", "./a.csv"]);
        if command == "check" {
            twice.args(["--what", "ll", "--answer", "1"]);
        }
        let failed = twice.assert().code(1);
        assert!(stderr(&failed).contains(says), "{}", stderr(&failed));
    }
    let mut table = emstep();
    table.current_dir(folder.path()).args(["condense", "a.csv", "--grid", "0,1", "-o", "t.csv"]);
    table.assert().success();
    let mut merge = emstep();
    let failed =
        merge.current_dir(folder.path()).args(["merge", "t.csv", "t.csv"]).assert().code(1);
    assert!(stderr(&failed).contains("t.csv: named twice"), "{}", stderr(&failed));
}

#[test]
fn the_screen_opens_with_a_run_for_each_file() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "a.csv", "x\n-1\n0\n4\n");
    write(folder.path(), "b.csv", "x\n5\n6\n9\n");
    let screen = |keys: &str| {
        let all = ["snapshot", "a.csv", "b.csv", "--as-runs", "--size", "100x30", "--to", "-"];
        let shown = emstep().current_dir(folder.path()).args(all).args(["--keys", keys]).assert();
        stdout(&shown.success())
    };
    assert!(screen("").contains("a.csv"));
    let second = screen(">");
    assert!(second.contains("b.csv") && second.contains("run 2 of 2"), "{second}");
}

#[test]
fn options_say_how_a_table_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "t.txt", "measured by me\n1,5:-999\n// no\n2,5:7\n");
    let options = ["--delimiter", ":", "--decimal", ",", "--comment", "//", "--skip", "1"];
    let more = ["--no-header", "--missing", "-999", "-c", "2", "--format", "json"];
    let fit = emstep()
        .current_dir(folder.path())
        .args(["fit", "t.txt", "-k", "1", "--steps", "0"])
        .args(options)
        .args(more)
        .assert()
        .success();
    let report = json(&stdout(&fit));
    assert_eq!((&report["data"]["n"], &report["data"]["column"]), (&1.into(), &"column 2".into()));
    assert_eq!(report["trace"][0]["means"][0], 7.0);
    let said = stderr(&fit);
    assert!(said.contains("read as: colons, decimal commas, 1 comment line"), "{said}");
    assert!(said.contains("1 cell was left out of column 2: 1 -999"), "{said}");
}

#[test]
fn the_data_dialog_takes_the_same_options_and_several_files() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "a.csv", "Report\nid;x\n1;79,5\n2;-999\n3;54,25\n4;74\n");
    write(folder.path(), "b.csv", "x\n10\n20\n");
    let screen = |keys: &str| {
        let all = ["snapshot", "--example", "homework", "--size", "120x40", "--to", "-"];
        let shown = emstep().current_dir(folder.path()).args(all).args(["--keys", keys]).assert();
        stdout(&shown.success())
    };
    // A histogram is beside the numbers of each column.
    let columns = screen("d \"a.csv\" Tab");
    assert!(columns.contains("how it is written") && columns.contains('█'), "{columns}");
    let one = screen("d \"a.csv\" Tab Tab \"--missing -999\" Enter");
    assert!(one.contains("a.csv x · n = 3") && one.contains("left out: 1 −999"), "{one}");
    let both = screen("d \"a.csv b.csv\" Tab \"x\" Tab \"missing=-999\" Enter");
    assert!(both.contains("a.csv and b.csv x · n = 5"), "{both}");
    let wrong = screen("d \"a.csv\" Tab Tab \"--skip no\" Enter");
    assert!(wrong.contains("--skip no: it must be"), "{wrong}");
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_parquet_file_says_how_to_read_it() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), "a.parquet", "PAR1");
    write(folder.path(), "b", "PAR1 and so on");
    for name in ["a.parquet", "b"] {
        let assert = emstep().current_dir(folder.path()).args(["fit", name]).assert().failure();
        assert_eq!(
            stderr(&assert),
            format!(
                "emstep: error: {name}: a Parquet file, which this emstep was built without; build \
                 it with --features parquet, or save the data as CSV\n"
            )
        );
    }
}
