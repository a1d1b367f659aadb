//! Commands on condensed tables, as `emstep condense` writes them.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use tempfile::TempDir;

use crate::condense::{condense, draws, f64_bytes};
use crate::program::{emstep, stderr, stdout};

/// A file of draws and the table of them.
fn files(folder: &TempDir, values: &[f64]) -> [PathBuf; 2] {
    let data = folder.path().join("draws.f64");
    fs::write(&data, f64_bytes(values)).unwrap();
    let table = folder.path().join("sums.csv");
    fs::write(&table, condense(&["--grid", "2,4"], &data)).unwrap();
    [data, table]
}

fn fit(path: &PathBuf, options: &[&str]) -> Value {
    let mut command = emstep();
    command.args(["fit", "--format", "json"]).arg(path).args(options);
    serde_json::from_str(&stdout(&command.assert().success())).expect("one JSON object")
}

#[test]
fn a_fit_of_the_table_is_that_of_the_data() {
    let folder = tempfile::tempdir().unwrap();
    let [data, table] = files(&folder, &draws(100_000));
    let theta = ["--weights", "0.5,0.5", "--means", "0,5", "--variances", "1,1", "--steps", "20"];
    let [data, table] = [&data, &table].map(|path| fit(path, &theta));
    assert_eq!(table["data"]["n"], 100_000);
    assert!(table["data"]["bins"].as_u64().unwrap() > 1000 && table["data"]["rows"].is_null());
    let [data, table] = [&data, &table].map(|fit| fit["trace"].as_array().unwrap());
    assert_eq!(table.len(), 21);
    for (a, b) in data.iter().zip(table) {
        assert!(b["too_wide"].is_null());
        for name in ["weights", "means", "variances"] {
            for k in 0..2 {
                let [a, b] = [a, b].map(|row| row[name][k].as_f64().unwrap());
                assert!((a - b).abs() <= 1e-11 * b.abs().max(1.0), "{name}: {a} {b}");
            }
        }
    }
}

#[test]
fn starts_and_the_number_of_components_need_no_observations() {
    let folder = tempfile::tempdir().unwrap();
    let [data, table] = files(&folder, &draws(1_000));
    let best = |path: &PathBuf| {
        let scan = fit(path, &["--components", "1..2", "--restarts", "2"]);
        let fits = scan["scan"].as_array().unwrap();
        fits.iter().map(|fit| fit["bic"].as_f64().unwrap()).fold(f64::INFINITY, f64::min)
    };
    let [data, table] = [best(&data), best(&table)];
    assert!((data / table - 1.0).abs() < 1e-9, "{data} {table}");
}

#[test]
fn what_a_table_cannot_do_is_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let [data, table] = files(&folder, &draws(2_000));
    let gamma = folder.path().join("gamma.csv");
    fs::write(&gamma, "g1,g2\n0.5,0.5\n").unwrap();
    let gamma = gamma.display().to_string();
    for (options, says) in [
        (vec!["--exact"], "leave --exact out"),
        (vec!["-c", "x"], "leave --column out"),
        (vec!["--decimal", ","], "leave --decimal out"),
        (vec!["--weight-column", "n"], "open it as it is"),
        (vec!["--hard"], "hard EM gives each observation to one component"),
        (
            vec!["--gamma", &gamma],
            "a condensed table has no observations that γ could be given for",
        ),
    ] {
        let error = emstep().arg("fit").arg(&table).args(&options).assert().failure();
        let error = stderr(&error);
        assert!(
            error.contains(says) && error.trim_end().lines().count() == 1,
            "{options:?} {error}"
        );
    }
    let mixed = emstep().arg("fit").args([&table, &data]).assert().failure();
    assert!(stderr(&mixed).contains("open them one at a time"), "{}", stderr(&mixed));
    let compared =
        emstep().args(["fit", "--compare", "--steps", "1"]).arg(&table).assert().success();
    assert!(stderr(&compared).contains("no observations to compare with"), "{}", stderr(&compared));
}

#[test]
fn an_answer_is_checked_against_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let [_, table] = files(&folder, &draws(2_000));
    let theta = ["--weights", "0.5,0.5", "--means", "0,5", "--variances", "1,1"];
    let trace = fit(&table, &[&theta[..], &["--steps", "1"]].concat());
    let mean = trace["trace"][1]["means"][0].as_f64().unwrap();
    let check = |answer: String| {
        let mut command = emstep();
        command.arg("check").arg(&table).args(theta).args(["--after", "em", "--what", "mu[1]"]);
        stdout(&command.args(["--answer", &answer]).assert())
    };
    let mut assigned = emstep();
    assigned.arg("check").arg(&table).args(theta).args(["--after", "e", "--what", "assignment"]);
    let error = stderr(&assigned.args(["--answer", "1 2"]).assert().failure());
    assert!(error.contains("no observation is known that could be assigned"), "{error}");
    assert!(check(format!("{mean:.4}")).contains("right"), "{}", check(format!("{mean:.4}")));
    assert!(!check(format!("{:.4}", mean + 1.0)).contains("right"));
}

#[test]
fn bins_that_are_too_wide_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let mut values = draws(5_000);
    values.extend((0..5_000).map(|i| 2.0 + 1e-5 * f64::from(i % 100)));
    let [_, table] = files(&folder, &values);
    let theta = ["--weights", "0.5,0.5", "--means", "2.0005,2.5", "--variances", "1e-7,8"];
    let run = emstep().arg("fit").arg(&table).args(theta).args(["--steps", "2"]).assert().success();
    assert!(
        stderr(&run).contains(
            "the bins are too wide for θ_0 and 2 more θ, at x = 1.998046875 to 2.001953125"
        ),
        "{}",
        stderr(&run)
    );
    let trace = fit(&table, &[&theta[..], &["--steps", "2"]].concat());
    let [from, to] = [0, 1].map(|end| trace["trace"][0]["too_wide"][end].as_f64().unwrap());
    assert!(from <= 2.0 && to > 2.0009 && to < 2.01, "{from} {to}");
}

#[test]
fn a_refinement_is_asked_for_where_bins_are_too_wide() {
    let folder = tempfile::tempdir().unwrap();
    let mut values = draws(5_000);
    values.extend((0..5_000).map(|i| 2.0 + 1e-5 * f64::from(i % 100)));
    let [_, table] = files(&folder, &values);
    let sql = |theta: &str, more: &[&str]| {
        let mut command = emstep();
        command.args(["sql", "--dialect", "duckdb", "--table", "t", "--column", "x", "--refine"]);
        command.arg(&table).args(["--theta", theta]).args(more).assert()
    };
    let narrow = "0.5 N(2.0005,1e-7) + 0.5 N(2.5,8)";
    let query = stdout(&sql(narrow, &[]).success());
    assert!(query.contains("WHERE emstep_x BETWEEN 1.9"), "{query}");
    assert!(query.contains("FROM emstep_units\nWHERE bin BETWEEN "), "{query}");
    assert!(query.contains("FROM emstep_within\nGROUP BY bin"), "{query}");
    for (theta, more, says) in [
        ("1 N(2,4)", &[][..], "nothing to refine: the bins are narrow enough"),
        (narrow, &["--weight", "w"], "the tables of --refine have no weights; leave --weight out"),
        (narrow, &["--group-by", "g"], "the tables of --refine have no groups; leave --group-by"),
        (narrow, &["--grid", "0,1"], "cannot be used with"),
        ("0.5 N(2,1e-7)", &[], "invalid value '0.5 N(2,1e-7)' for '--theta"),
    ] {
        let error = stderr(&sql(theta, more).failure());
        assert!(error.contains(says) && error.trim_end().lines().count() == 1, "{error}");
    }
}

#[test]
fn a_command_does_not_write_over_what_it_reads() {
    let folder = tempfile::tempdir().unwrap();
    let [data, table] = files(&folder, &draws(500));
    let before = [&data, &table].map(|path| fs::read(path).unwrap());
    let elsewhere = folder.path().join(".").join("sums.csv");
    for (command, path, output) in
        [("condense", &data, &data), ("merge", &table, &table), ("merge", &table, &elsewhere)]
    {
        let mut run = emstep();
        run.arg(command).arg(path).arg("-o").arg(output);
        let error = stderr(&run.assert().failure());
        assert!(error.contains("is read, and would be replaced"), "{command}: {error}");
    }
    // Nor does the checkpoint take the table with it, however its path is written.
    let mut run = emstep();
    run.current_dir(folder.path()).args([
        "condense",
        "draws.f64",
        "--grid",
        "2,4",
        "-o",
        "new.csv",
    ]);
    let error = stderr(&run.args(["--checkpoint", "./new.csv"]).assert().failure());
    assert!(!error.is_empty() && !folder.path().join("new.csv").exists(), "{error}");
    assert_eq!([&data, &table].map(|path| fs::read(path).unwrap()), before);
}

#[test]
fn what_is_next_to_a_table_is_told_from_one() {
    let folder = tempfile::tempdir().unwrap();
    let [data, _] = files(&folder, &draws(500));
    let merged = stderr(&emstep().arg("merge").arg(&data).assert().failure());
    assert!(merged.contains("draws.f64: not a condensed table; emstep condense"), "{merged}");
    let first = folder.path().join("first.csv");
    fs::write(&first, "first_pass_version,weighted,row_count\n1,0,5\n").unwrap();
    let fitted = stderr(&emstep().arg("fit").arg(&first).assert().failure());
    assert!(fitted.contains("the result of a first pass; emstep sql --scout"), "{fitted}");
    // On a grid far too wide all observations are in one bin, and not all the same.
    fs::write(&data, f64_bytes(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0])).unwrap();
    let wide = folder.path().join("wide.csv");
    fs::write(&wide, condense(&["--grid", "0,144115188075855872"], &data)).unwrap();
    let options = ["-k", "2", "--means", "1,5", "--variances", "1,1", "--steps", "1"];
    let run = emstep().arg("fit").arg(&wide).args(options).assert();
    assert!(!stderr(&run).contains("all 6 observations are"), "{}", stderr(&run));
    assert!(stderr(&run).contains("the bins are too wide"), "{}", stderr(&run));
}
