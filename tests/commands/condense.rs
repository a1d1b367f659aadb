//! `emstep condense`: data of any length to a table.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::program::{emstep, stderr, stdout};

/// Numbers about 0 and 5, the same every time.
pub(crate) fn draws(n: usize) -> Vec<f64> {
    let mut state = 1_u64;
    let mut share = move || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut draw = || {
        let sum: f64 = (0..4).map(|_| share()).sum();
        if share() < 0.4 { sum - 2.0 } else { 3.0 + 1.5 * (sum - 2.0) }
    };
    std::iter::repeat_with(&mut draw).take(n).collect()
}

pub(crate) fn f64_bytes(values: &[f64]) -> Vec<u8> {
    values.iter().flat_map(|x| x.to_le_bytes()).collect()
}

pub(crate) fn csv(values: &[f64]) -> String {
    let mut text = "name,x\n".to_owned();
    for x in values {
        writeln!(text, "a,{x:?}").unwrap();
    }
    text
}

pub(crate) fn condense(arguments: &[&str], data: &Path) -> String {
    let assert = emstep().arg("condense").arg(data).args(arguments).assert().success();
    stdout(&assert)
}

fn columns(table: &str) -> Vec<Vec<&str>> {
    table.lines().map(|line| line.split(',').collect()).collect()
}

#[test]
fn a_file_becomes_the_same_table_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let values = draws(300_000);
    fs::write(path("x.f64"), f64_bytes(&values)).unwrap();
    fs::write(path("x.csv"), csv(&values)).unwrap();
    fs::write(path("rows.csv"), csv(&values).replace('\n', "\r\n").replace("a,", "\"a\","))
        .unwrap();
    let grid = ["--grid", "2,4"];
    let table = condense(&grid, &path("x.f64"));
    for name in ["x.csv", "rows.csv"] {
        assert!(condense(&grid, &path(name)) == table, "{name}");
    }
    let rows = columns(&table);
    assert_eq!(
        rows[0].join(","),
        "format_version,centre,scale,depth,weighted,observations,\
        left_out,bin,n,s0,s1,s2,s3,s4,s5,s6,s7,x_min,x_max"
    );
    let counted: u64 = rows[1..].iter().map(|row| row[8].parse::<u64>().unwrap()).sum();
    assert_eq!(counted, 300_000);
    assert!(rows[1..].iter().all(|row| row[..7].join(",") == "1,2,4,11,0,300000,0"));
    // A file takes the same bytes, and nothing is printed.
    let out = path("sums.csv");
    let printed = condense(&["--grid", "2,4", "-o", out.to_str().unwrap()], &path("x.f64"));
    assert_eq!(printed, "");
    assert!(fs::read_to_string(out).unwrap() == table);
}

#[test]
fn a_pipe_is_condensed_in_whatever_pieces_it_comes() {
    let values = draws(200_000);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.f64");
    fs::write(&file, f64_bytes(&values)).unwrap();
    let table = condense(&["--grid", "2,4"], &file);
    for (bytes, options) in [
        (f64_bytes(&values), &["condense", "-", "--f64", "--grid", "2,4"][..]),
        (csv(&values).into_bytes(), &["condense", "-", "--grid", "2,4"]),
    ] {
        let assert = emstep().args(options).write_stdin(bytes).assert().success();
        assert!(stdout(&assert) == table, "{options:?}");
    }
}

#[test]
fn without_a_grid_a_first_pass_finds_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.csv");
    fs::write(&file, "x\n1\n2\nNA\n3\n4\n5\n").unwrap();
    let assert = emstep().arg("condense").arg(&file).assert().success();
    let rows: Vec<String> = stdout(&assert).lines().map(str::to_owned).collect();
    assert_eq!(
        rows[0],
        "format_version,centre,scale,depth,weighted,observations,first_pass,\
        left_out,bin,n,s0,s1,s2,s3,s4,s5,s6,s7,x_min,x_max"
    );
    assert!(rows[1].starts_with("1,3,2,11,0,5,5,1,"), "{}", rows[1]);
    assert_eq!(rows.len(), 6);
    let said = stderr(&assert);
    assert!(said.contains("the grid is --grid 3.0,2.0\n"), "{said}");
    assert!(said.contains("left out of x: 1 value (1 NA)\n"), "{said}");
    assert!(said.contains("5 observations in 5 bins\n"), "{said}");
}

#[test]
fn what_cannot_be_condensed_is_said_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let says = |arguments: &[&str], text: &str| {
        fs::write(path("x.csv"), text).unwrap();
        let out = path("sums.csv");
        let mut command = emstep();
        command.arg("condense").arg(path("x.csv")).arg("-o").arg(&out).args(arguments);
        let assert = command.assert().failure();
        let said = stderr(&assert);
        assert_eq!(said.lines().filter(|line| line.contains("error: ")).count(), 1, "{said}");
        assert!(!out.exists());
        said.lines().last().unwrap().to_owned()
    };
    let grid = &["--grid", "0,1"];
    assert!(says(grid, "x\n1\nabc\n").ends_with("x.csv, line 3, column x: 'abc' is not a number"));
    let long = "x\n".to_owned() + &"1\n".repeat(3_000_000) + "2e140\n";
    assert!(says(grid, &long).contains("x.csv, line 3000002, column x: '2e140' is beyond"));
    assert!(says(grid, "x\n1\n1e30\n").contains("1e30 lies beyond the 64th octave of the grid"));
    assert!(says(&[], "x\n5\n5\n").ends_with("say nothing of a scale; add --grid 5.0,1"));
    assert!(says(grid, "x\nNA\n").contains("x.csv: no"));
    assert!(says(&["--grid", "0"], "x\n1\n").contains("two numbers, such as 0,1"));
    let assert = emstep().args(["condense", "-"]).write_stdin("1\n2\n").assert().failure();
    assert!(stderr(&assert).contains("standard input can be read only once, so it needs a grid"));
    let mut cut = emstep();
    cut.args(["condense", "-", "--f64", "--grid", "0,1"]).write_stdin("123456789");
    assert!(stderr(&cut.assert().failure()).contains("9 bytes are 1 number of 8 bytes and 1 over"));
}
