//! The text for all dialects, also those whose engines are not run, parsed by sqlglot.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::engine::{absent, installed};
use crate::program::{emstep, stdout};

const TABLE: &str = "lab.runs";
const COLUMN: &str = "a \"b`c\\ größe";
const DIALECTS: [&str; 9] = [
    "duckdb",
    "postgres",
    "spark",
    "bigquery",
    "snowflake",
    "clickhouse",
    "trino",
    "sqlite",
    "generic",
];
const FIRST: &str = "first_pass_version,weighted,row_count,non_null_count,valid_count,minimum,\
                     maximum,q01,q10,q25,q50,q75,q90,q99,distinct_values\n\
                     1,0,9000,9000,9000,-5,9,-3,-2,-1,0.3,1,4,6,8000\n";
const FIRST_OF_WEIGHTS: &str = "first_pass_version,weighted,row_count,non_null_count,valid_count,minimum,maximum,q01,q10,q25,\
     q50,q75,q90,q99,distinct_values,missing_weights,zero_weights,negative_weights,\
     extreme_weights\n1,1,9000,9000,9000,-5,9,-3,-2,-1,0.3,1,4,6,8000,0,0,0,0\n";
/// What is far narrower than a bin of [`coarse`].
const NARROW: &str = "0.5 N(1,1e-8) + 0.5 N(2,4)";

/// Writes a table that is too coarse for [`NARROW`], and returns its path.
fn coarse(folder: &Path, name: &str, options: &[&str]) -> String {
    let data = folder.join("data.csv");
    let row = |i: u32| format!("{},{},{}\n", 1.0 + 1e-5 * f64::from(i), 1 + i % 2, i % 3);
    let rows: String = (0..60).map(row).collect();
    fs::write(&data, format!("x,w,g\n{rows}")).expect("its own folder");
    let table = folder.join(name);
    let mut command = emstep();
    command.arg("condense").arg(&data).args(["--grid", "0,1", "-c", "x", "-o"]).arg(&table);
    command.args(options).assert().success();
    table.to_str().expect("UTF-8").to_owned()
}

/// Returns the options of queries of all kinds.
fn kinds(folder: &Path) -> Vec<Vec<String>> {
    let file = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).expect("its own folder");
        path.to_str().expect("UTF-8").to_owned()
    };
    let first = file("first.csv", FIRST);
    let first_of_weights = file("weights.csv", FIRST_OF_WEIGHTS);
    let table = coarse(folder, "table.csv", &[]);
    let of_groups = coarse(folder, "g.csv", &["--weight-column", "w", "--group-by", "g"]);
    let kinds: [&[&str]; 9] = [
        &[],
        &["--weight", "w"],
        &["--grid", "-0.5,1", "--where", "day = '2026-01-01'"],
        &["--grid", "0,1", "--by-value", "--weight", "w", "--group-by", "select"],
        &["--scout", &first],
        &["--scout", &first_of_weights, "--weight", "w", "--group-by", "größe"],
        &["--refine", &table, "--theta", NARROW],
        &["--refine", &of_groups, "--theta", NARROW, "--weight", "w", "--group-by", "select"],
        &["--refine", &table, "--theta", NARROW, "--by-value", "--where", "day = '2026-01-01'"],
    ];
    kinds.map(|options| options.iter().map(|&option| option.to_owned()).collect()).to_vec()
}

#[test]
fn other_dialects_are_one_select_each() {
    let folder = TempDir::new().expect("a folder");
    let mut list = String::new();
    let kinds = kinds(folder.path());
    for dialect in DIALECTS {
        for (i, options) in kinds.iter().enumerate() {
            let mut command = emstep();
            command.args(["sql", "--dialect", dialect, "--table", TABLE, "--column", COLUMN]);
            let text = stdout(&command.args(options).assert().success());
            let file = folder.path().join(format!("{dialect}-{i}.sql"));
            fs::write(&file, text).expect("its own folder");
            writeln!(list, "{dialect}\t{}", file.display()).expect("a string takes all");
        }
    }
    let python = installed("python");
    if !python.exists() {
        return absent("sqlglot", "there is no virtual environment");
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/engines/parse.py");
    let input = folder.path().join("list");
    fs::write(&input, list).expect("its own folder");
    let input = File::open(input).expect("it was written");
    let output = Command::new(python).arg(script).stdin(Stdio::from(input)).output();
    let output = output.expect("python starts");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
}
