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
    assert!(fs::read_to_string(&out).unwrap() == table);
    assert!(condense(&["--grid", "2,4", "-o", "-"], &path("x.f64")) == table);
    // One that is there stays.
    let mut again = emstep();
    again.current_dir(folder.path()).args(["condense", "x.f64", "--grid", "4,4", "-o", "sums.csv"]);
    let said = stderr(&again.assert().code(1));
    assert!(said.contains("sums.csv: exists already; --force replaces it"), "{said}");
    assert!(fs::read_to_string(&out).unwrap() == table);
    again.arg("--force").assert().success();
    assert!(fs::read_to_string(&out).unwrap() != table);
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
    assert!(
        says(grid, "x\n1\nabc\n")
            .contains("x.csv, line 3, column x: 'abc' is not a number; --missing abc ")
    );
    let long = "x\n".to_owned() + &"1\n".repeat(3_000_000) + "2e140\n";
    assert!(says(grid, &long).contains("x.csv, line 3000002, column x: '2e140' is beyond"));
    assert!(says(grid, "x\n1\n1e30\n").contains("1e30 lies beyond the 64th octave of the grid"));
    assert!(says(&[], "x\n5\n5\n").ends_with("say nothing of a scale; add --grid 5,1"));
    assert!(says(&[], "x\n0.1\n0.1\n").ends_with("add --grid 0.099609375,1"));
    assert!(says(&["--grid", "0,3"], "x\n1\n").contains("not a power of two; the nearest is 2"));
    assert!(says(grid, "x\nNA\n").contains("x.csv: no"));
    fs::write(path("x.csv"), "x\n1\n2\n").unwrap();
    let table = condense(grid, &path("x.csv"));
    assert!(says(grid, &table).contains("x.csv: a condensed table"), "{}", says(grid, &table));
    assert!(says(&["--grid", "0"], "x\n1\n").contains("two numbers, such as 0,1"));
    let assert = emstep().args(["condense", "-"]).write_stdin("1\n2\n").assert().failure();
    assert!(stderr(&assert).contains("standard input can be read only once, so it needs a grid"));
    let mut cut = emstep();
    cut.args(["condense", "-", "--f64", "--grid", "0,1"]).write_stdin("123456789");
    assert!(stderr(&cut.assert().failure()).contains("9 bytes are 1 number of 8 bytes and 1 over"));
}

/// The cells of some columns, row by row, below the header.
fn cells(table: &str, names: &[&str]) -> Vec<String> {
    let rows = columns(table);
    let at: Vec<usize> =
        names.iter().map(|name| rows[0].iter().position(|cell| cell == name).unwrap()).collect();
    let row = |row: &Vec<&str>| at.iter().map(|at| row[*at]).collect::<Vec<_>>().join(",");
    rows[1..].iter().map(row).collect()
}

#[test]
fn groups_have_tables_of_their_own_in_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("days.csv");
    let text = "day,x,w\nmon,1,2\n\"tue, wet\",1,1\nmon,3,0.5\n,5,1\nmon,NA,1\nmon,4,0\nmon,1,3\n";
    fs::write(&file, text).unwrap();
    let options = ["-c", "x", "--group-by", "day", "--weight-column", "w", "--grid", "0,1"];
    let assert = emstep().arg("condense").arg(&file).args(options).assert().success();
    let table = stdout(&assert).replace("\"tue, wet\"", "tue wet");
    let names = ["group_key", "bin", "n", "s0", "x_min", "weighted", "observations", "left_out"];
    assert_eq!(
        cells(&table, &names),
        [
            "(none),5120,1,1,5,1,5,2",
            "mon,2048,2,5,1,1,5,2",
            "mon,4096,1,0.5,3,1,5,2",
            "tue wet,2048,1,1,1,1,5,2"
        ]
    );
    let said = stderr(&assert);
    for line in [
        "left out of x: 1 value (1 NA)\n",
        "left out of x: 1 value of weight 0\n",
        "5 observations in 4 bins of 3 groups\n",
    ] {
        assert!(said.contains(line), "{said}");
    }
    // By numbers, without a header.
    fs::write(&file, text.split_once('\n').unwrap().1).unwrap();
    let options = ["-c", "2", "--group-by", "1", "--weight-column", "3", "--grid", "0,1"];
    assert_eq!(
        cells(&condense(&options, &file).replace("\"tue, wet\"", "tue wet"), &names).len(),
        4
    );
}

#[test]
fn keys_that_look_the_same_are_groups_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.csv");
    // The blank around a cell is not part of it, and what cannot be seen at all is no name.
    fs::write(&file, "k,x\na,1\na\u{1},2\n a ,3\n\u{200b},4\n,5\na,1.5\n").unwrap();
    let table = condense(&["-c", "x", "--group-by", "k", "--grid", "0,1"], &file);
    let of = cells(&table, &["group_key", "n", "x_min"]);
    assert_eq!(of, ["(none),1,4", "(none),1,5", "a,1,1", "a,1,1.5", "a,1,3", "a\u{1},1,2"]);
    fs::write(&file, table).unwrap();
    let mut fit = emstep();
    fit.args(["fit", "--each-group", "-k", "1", "--steps", "1"]).arg(&file);
    let text = stdout(&fit.assert().success());
    for (key, count) in [("a", "3"), ("a<U+0001>", "1")] {
        let is_its = |line: &str| line.split_whitespace().take(2).eq([key, count]);
        assert!(text.lines().any(is_its), "{text}");
    }
}

#[test]
fn a_group_has_the_sums_of_its_rows_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (all, one) = (folder.path().join("all.csv"), folder.path().join("one.csv"));
    let (mut text, mut alone) = ("key,x\n".to_owned(), "x\n".to_owned());
    for (i, x) in draws(100_000).iter().enumerate() {
        writeln!(text, "g{},{x:?}", i % 3).unwrap();
        if i % 3 == 1 {
            writeln!(alone, "{x:?}").unwrap();
        }
    }
    fs::write(&all, text).unwrap();
    fs::write(&one, alone).unwrap();
    let names = ["bin", "n", "x_min", "x_max"];
    let grouped = condense(&["--grid", "2,4", "--group-by", "key"], &all);
    let of_one: String = grouped
        .split_inclusive('\n')
        .filter(|line| line.contains(",g1,") || line.contains("bin"))
        .collect();
    assert_eq!(cells(&of_one, &names), cells(&condense(&["--grid", "2,4"], &one), &names));
}

#[test]
fn what_is_wrong_beside_the_column_is_said_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.csv");
    let says = |options: &[&str], text: &str| {
        fs::write(&file, text).unwrap();
        let mut command = emstep();
        command.arg("condense").arg(&file).args(["--grid", "0,1"]).args(options);
        stderr(&command.assert().failure()).lines().last().unwrap().to_owned()
    };
    let weights: &[&str] = &["--weight-column", "w"];
    assert!(says(weights, "x,w\n1,1\n2,\n").contains("x.csv, line 3, column w: no weight; "));
    assert!(says(weights, "x,w\n1,1\n2,-1\n").contains("line 3, column w: a weight must be 0 or"));
    assert!(says(weights, "x,w\n1,1\n2,a\n").contains("line 3, column w: 'a' is not a number"));
    assert!(says(weights, "x,w\n1,1\n2\n").contains("line 3, column w: the row ends after 1 of 2"));
    assert!(says(weights, "x,v\n1,1\n2,1\n").contains("no column 'w'; there are x and v"));
    assert!(says(&["--group-by", "day"], "x,v\n1,1\n").contains("no column 'day'; there are"));
    assert!(says(weights, "x,w\n1,1\nb,1\n").contains("line 3, column x: 'b' is not a number"));
}
