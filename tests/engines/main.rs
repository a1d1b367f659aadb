//! The queries of `emstep sql`, run by the engines that they are for. `tests/engines/install`
//! installs these; one that is not there is passed over with a message, or is a failure if the
//! variable `EMSTEP_ENGINES` (`duckdb,sqlite,postgres,spark,sqlglot` or `all`) asks for it.
#![cfg(unix)]

mod cases;
mod engine;
#[path = "../harness/program.rs"]
mod program;
mod refinement;
mod rows;

use std::fmt::Write as _;
use std::process::{Command, Stdio};

use emstep::mixture::Theta;
use tempfile::{Builder, TempDir};

use cases::Trial;
use engine::{DuckDb, Engine, Postgres, Spark, Sqlite, absent, installed};
use rows::{Row, rows, write};

/// The rows of the longest case.
const MILLION: usize = 1_000_000;

fn theta(means: [f64; 3], variances: [f64; 3]) -> Theta {
    Theta::from_lists(&[0.4, 0.3, 0.3], &means, &variances).expect("a θ")
}

/// What holds in an engine's own dialect.
fn all_cases(engine: &mut dyn Engine, rows: &[Row]) {
    let dialect = engine.dialect();
    let mut trial = Trial { engine, rows, dialect };
    trial.agrees("mixture", &theta([-4.0, 0.5, 7.0], [1.0, 1.0, 3.0]));
    trial.agrees("offset", &theta([1e9 - 4.0, 1e9 + 0.5, 1e9 + 7.0], [1.0, 1.0, 3.0]));
    trial.agrees("cauchy", &theta([-1.0, 0.0, 2.0], [1.0, 4.0, 1e4]));
    trial.counts_what_is_left_out();
    trial.refines_a_narrow_component();
    short_cases(&mut trial);
}

fn short_cases(trial: &mut Trial) {
    trial.is_right_beside_powers_of_two();
    trial.counts_equal_values_first();
    trial.takes_weights_and_groups();
}

/// The generic text, which some engines compute slowly, on fewer rows.
fn generic_cases(engine: &mut dyn Engine, rows: &[Row]) {
    let mut trial = Trial { engine, rows, dialect: "generic" };
    trial.counts_what_is_left_out();
    trial.is_right_beside_powers_of_two();
    trial.counts_equal_values_first();
    trial.refines_a_narrow_component();
}

/// Returns an engine with the rows, or says that there is none.
fn filled<E: Engine>(
    name: &str,
    rows: &[Row],
    open: impl FnOnce(&std::path::Path) -> Result<E, String>,
) -> Option<E> {
    // Spark takes a file whose name begins with a dot for none.
    let file = Builder::new().prefix("rows").tempfile().expect("a file");
    write(rows, file.path());
    open(file.path()).map_err(|why| absent(name, &why)).ok()
}

#[test]
fn duckdb_makes_the_table_that_emstep_would() {
    let rows = rows(MILLION);
    if let Some(mut duckdb) = filled("duckdb", &rows, DuckDb::with) {
        all_cases(&mut duckdb, &rows);
        Trial { engine: &mut duckdb, rows: &rows, dialect: "duckdb" }.refines_each_group();
    }
}

#[test]
fn postgres_makes_the_table_that_emstep_would() {
    let rows = rows(MILLION);
    if let Some(mut postgres) = filled("postgres", &rows, Postgres::with) {
        all_cases(&mut postgres, &rows);
    }
}

#[test]
fn sqlite_makes_the_table_that_emstep_would() {
    let rows = rows(MILLION);
    if let Some(mut sqlite) = filled("sqlite", &rows, Sqlite::with) {
        all_cases(&mut sqlite, &rows);
    }
}

#[test]
fn spark_makes_the_table_that_emstep_would() {
    let rows = rows(MILLION);
    if let Some(mut spark) = filled("spark", &rows, Spark::with) {
        all_cases(&mut spark, &rows);
    }
}

#[test]
fn the_generic_text_works_whether_a_cast_rounds_or_cuts_off() {
    let rows = rows(2_000);
    if let Some(mut duckdb) = filled("duckdb", &rows, DuckDb::with) {
        generic_cases(&mut duckdb, &rows);
    }
    if let Some(mut postgres) = filled("postgres", &rows, Postgres::with) {
        // It computes a step wherever the next one names it, and compiling that takes minutes.
        postgres.options = "-c jit=off";
        generic_cases(&mut postgres, &rows);
    }
    if let Some(mut sqlite) = filled("sqlite", &rows, Sqlite::with) {
        sqlite.prints_all_digits = true;
        generic_cases(&mut sqlite, &rows);
    }
}

#[test]
fn other_dialects_are_one_select_each() {
    let folder = TempDir::new().expect("a folder");
    let first = folder.path().join("first.csv");
    let mut list = String::new();
    let header = "first_pass_version,weighted,row_count,non_null_count,valid_count,minimum,\
                  maximum,q01,q10,q25,q50,q75,q90,q99,distinct_values\n1,0,9000,9000,9000,-5,9,\
                  -3,-2,-1,0.3,1,4,6,8000\n";
    std::fs::write(&first, header).expect("its own folder");
    let (table, column) = ("lab.runs", "a \"b`c\\ größe");
    let more: [&[&str]; 5] = [
        &[],
        &["--weight", "w"],
        &["--grid", "-0.5,1", "--where", "day = '2026-01-01'"],
        &["--grid", "0,1", "--by-value", "--weight", "w", "--group-by", "select"],
        &["--scout", first.to_str().expect("UTF-8")],
    ];
    let dialects = [
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
    for dialect in dialects {
        for (i, more) in more.iter().enumerate() {
            let mut command = program::emstep();
            command.args(["sql", "--dialect", dialect, "--table", table, "--column", column]);
            let text = program::stdout(&command.args(*more).assert().success());
            let file = folder.path().join(format!("{dialect}-{i}.sql"));
            std::fs::write(&file, text).expect("its own folder");
            writeln!(list, "{dialect}\t{}", file.display()).expect("a string takes all");
        }
    }
    let python = installed("python");
    if !python.exists() {
        return absent("sqlglot", "there is no virtual environment");
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/engines/parse.py");
    let input = folder.path().join("list");
    std::fs::write(&input, list).expect("its own folder");
    let input = std::fs::File::open(input).expect("it was written");
    let output = Command::new(python).arg(script).stdin(Stdio::from(input)).output();
    let output = output.expect("python starts");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
}
