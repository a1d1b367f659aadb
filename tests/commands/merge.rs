//! `emstep merge`: tables added up.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::assert::Assert;

use crate::condense::{condense, draws, f64_bytes};
use crate::program::{emstep, stderr, stdout};

fn merge(paths: &[PathBuf]) -> Assert {
    emstep().arg("merge").args(paths).assert()
}

/// The cells of a column, below its header.
fn column<'a>(table: &'a str, name: &str) -> Vec<&'a str> {
    let mut rows = table.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let at = rows.next().unwrap().iter().position(|cell| *cell == name).unwrap();
    rows.map(|row| row[at]).collect()
}

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn the_sum_of_parts_is_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    let values = draws(100_000);
    let table = |name: &str, values: &[f64]| {
        let data = folder.path().join(format!("{name}.f64"));
        fs::write(&data, f64_bytes(values)).unwrap();
        let table = condense(&["--grid", "2,4"], &data);
        (write(folder.path(), &format!("{name}.csv"), &table), table)
    };
    let (_, whole) = table("whole", &values);
    let parts: Vec<PathBuf> = values
        .chunks(23_456)
        .enumerate()
        .map(|(i, part)| table(&format!("part{i}"), part).0)
        .collect();
    let merged = merge(&parts).success();
    let said = stderr(&merged);
    assert!(said.contains("5 tables: 100,000 observations in "), "{said}");
    let merged = stdout(&merged);
    for name in ["bin", "n", "s0", "x_min", "x_max", "observations", "centre", "left_out"] {
        assert_eq!(column(&merged, name), column(&whole, name), "{name}");
    }
    let weights: Vec<f64> = column(&whole, "s0").iter().map(|w| w.parse().unwrap()).collect();
    for p in 1..8 {
        let [found, expected] = [&merged, &whole].map(|table| column(table, &format!("s{p}")));
        for ((found, expected), weight) in found.iter().zip(expected).zip(&weights) {
            let [found, expected]: [f64; 2] = [found, expected].map(|cell| cell.parse().unwrap());
            assert!((found - expected).abs() <= 4e-15 * weight, "s{p}: {found} {expected}");
        }
    }
}

#[test]
fn what_cannot_be_added_is_said_with_both_files() {
    let folder = tempfile::tempdir().unwrap();
    let table = |name: &str, grid: &str| {
        let data = write(folder.path(), "x.csv", "x\n1\n2\n3\n");
        write(folder.path(), name, &condense(&["--grid", grid], &data))
    };
    let (a, b) = (table("a.csv", "0,1"), table("b.csv", "0,2"));
    let says = |paths: &[PathBuf]| stderr(&merge(paths).failure());
    let said = says(&[a.clone(), b]);
    assert!(said.contains("b.csv: on another grid than ") && said.contains("a.csv; "), "{said}");
    assert_eq!(said.lines().count(), 1);
    let text = fs::read_to_string(&a).unwrap();
    let newer = write(folder.path(), "newer.csv", &text.replace("\n1,", "\n2,"));
    let said = says(&[a.clone(), newer]);
    assert!(said.contains("newer.csv, line 2, column format_version: format version 2"), "{said}");
    let cut = write(folder.path(), "cut.csv", &text[..text.len() - 5]);
    assert!(says(&[a.clone(), cut]).contains("cut.csv, line "));
    let other = write(folder.path(), "other.csv", "x\n1\n");
    assert!(says(&[a, other]).contains("other.csv"));
}

const HEADER: &str = "format_version,centre,scale,depth,weighted,observations,group_key,bin,n,\
                      s0,s1,s2,s3,s4,s5,s6,s7,x_min,x_max\n";

#[test]
fn groups_are_added_by_their_keys() {
    let folder = tempfile::tempdir().unwrap();
    let row = |key: &str, total: u32, n: u32| {
        // All of them in the middle of bin 0.
        let x = "0.000244140625";
        format!("1,0,1,11,0,{total},{key},0,{n},{n},0,0,0,0,0,0,0,{x},{x}\n")
    };
    let first = HEADER.to_owned() + &row("\"b, c\"", 3, 1) + &row("a", 3, 2);
    let second = HEADER.to_owned() + &row("\"b, c\"", 9, 4) + &row("d", 9, 5);
    let paths = [write(folder.path(), "1.csv", &first), write(folder.path(), "2.csv", &second)];
    let merged = merge(&paths).success();
    let expected =
        HEADER.to_owned() + &row("a", 12, 2) + &row("\"b, c\"", 12, 5) + &row("d", 12, 5);
    assert_eq!(stdout(&merged), expected);
    assert!(stderr(&merged).contains("2 tables: 12 observations in 3 bins of 3 groups"));
}

#[test]
fn refinements_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let header = HEADER.replace("group_key,", "");
    let of_bins = "1,0,1,11,0,2,0,2,2,0,0.5,0,0.125,0,0.03125,0,0.0001220703125,0.0003662109375\n";
    let of_parts = "1,0,1,12,0,2,0,1,1,0,0,0,0,0,0,0,0.0001220703125,0.0001220703125\n\
                    1,0,1,12,0,2,1,1,1,0,0,0,0,0,0,0,0.0003662109375,0.0003662109375\n";
    let bins = write(folder.path(), "bins.csv", &format!("{header}{of_bins}"));
    let parts = write(folder.path(), "parts.csv", &format!("{header}{of_parts}"));
    let merged = merge(&[bins, parts.clone()]).success();
    let all = format!("{header}{of_bins}{of_parts}").replace(",0,2,", ",0,4,");
    assert_eq!(column(&stdout(&merged), "depth"), ["11", "12", "12"]);
    assert_eq!(column(&stdout(&merged), "s2"), column(&all, "s2"));
    assert!(stderr(&merged).contains("2 tables: 2 observations in 3 bins\n"));
    // What was written reads back to the same.
    let fine = write(folder.path(), "fine.csv", &stdout(&merged));
    assert_eq!(stdout(&merge(&[fine]).success()), stdout(&merged));
}

#[test]
fn a_table_that_is_there_is_replaced_only_by_force() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("x.f64");
    fs::write(&data, f64_bytes(&draws(100))).unwrap();
    let table = condense(&["--grid", "2,4"], &data);
    fs::write(folder.path().join("a.csv"), &table).unwrap();
    fs::write(folder.path().join("sum.csv"), "mine").unwrap();
    let mut command = emstep();
    command.current_dir(folder.path()).args(["merge", "a.csv", "-o", "sum.csv"]);
    let said = stderr(&command.assert().code(1));
    assert!(said.contains("sum.csv: exists already; --force replaces it"), "{said}");
    assert_eq!(fs::read_to_string(folder.path().join("sum.csv")).unwrap(), "mine");
    command.arg("--force").assert().success();
    assert!(fs::read_to_string(folder.path().join("sum.csv")).unwrap() != "mine");
    let mut printed = emstep();
    printed.current_dir(folder.path()).args(["merge", "a.csv", "-o", "-"]);
    assert!(stdout(&printed.assert().success()).starts_with("format_version,"));
}
