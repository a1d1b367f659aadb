//! The queries of `emstep sql`, run by the engines that they are for. `tests/engines/install`
//! installs these; one that is not there is passed over with a message, or is a failure if the
//! variable `EMSTEP_ENGINES` (`duckdb,sqlite,postgres,spark,sqlglot` or `all`) asks for it.
#![cfg(unix)]

mod cases;
mod engine;
mod first_pass;
mod other_dialects;
#[path = "../harness/program.rs"]
mod program;
mod refinement;
mod rows;

use tempfile::Builder;

use cases::{Trial, theta};
use engine::{DuckDb, Engine, Postgres, Spark, Sqlite, absent};
use rows::{Row, rows, write};

/// The rows of the longest case.
const MILLION: usize = 1_000_000;

/// What holds in an engine's own dialect.
fn all_cases(engine: &mut dyn Engine, rows: &[Row]) {
    let dialect = engine.dialect();
    let mut trial = Trial { engine, rows, dialect };
    trial.agrees("mixture", &theta([-4.0, 0.5, 7.0], [1.0, 1.0, 3.0]));
    trial.agrees("offset", &theta([1e9 - 4.0, 1e9 + 0.5, 1e9 + 7.0], [1.0, 1.0, 3.0]));
    trial.agrees("cauchy", &theta([-1.0, 0.0, 2.0], [1.0, 4.0, 1e4]));
    trial.counts_what_is_left_out();
    trial.passes_twice_over_what_is_no_value();
    trial.refines_each_group();
    trial.refines_a_narrow_component();
    short_cases(&mut trial);
}

fn short_cases(trial: &mut Trial) {
    trial.passes_over_what_is_no_value();
    trial.is_right_beside_powers_of_two();
    trial.counts_equal_values_first();
    trial.takes_weights_and_groups();
}

/// The generic text, which some engines compute slowly, on fewer rows.
fn generic_cases(engine: &mut dyn Engine, rows: &[Row]) {
    let mut trial = Trial { engine, rows, dialect: "generic" };
    trial.counts_what_is_left_out();
    trial.passes_over_what_is_no_value();
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
