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

/// A table of three groups: two of draws, and one of equal values.
fn of_groups(folder: &TempDir) -> PathBuf {
    let data = folder.path().join("days.csv");
    let draws = draws(3_000);
    let key = |i: usize| ["mon", "\"t,ue\""][i % 2];
    let rows = draws.iter().enumerate().map(|(i, x)| format!("{},{x}\n", key(i)));
    let rows = rows.chain((0..5).map(|_| "wed,1\n".to_owned()));
    fs::write(&data, format!("day,x\n{}", rows.collect::<String>())).unwrap();
    let table = folder.path().join("g.csv");
    fs::write(&table, condense(&["--grid", "2,4", "-c", "x", "--group-by", "day"], &data)).unwrap();
    table
}

#[test]
fn each_group_is_fitted_from_the_same_theta_zero() {
    let folder = tempfile::tempdir().unwrap();
    let table = of_groups(&folder);
    let theta = ["--weights", "0.5,0.5", "--means", "0,5", "--variances", "1,1"];
    let fitted = fit(&table, &[&theta[..], &["--each-group"]].concat());
    let groups = fitted["groups"].as_array().unwrap();
    let keys: Vec<_> = groups.iter().map(|group| group["group"].as_str()).collect();
    assert_eq!(keys, [None, Some("mon"), Some("t,ue"), Some("wed")]);
    let trace = fitted["trace"].as_array().unwrap();
    let last = trace.last().unwrap();
    assert_eq!(groups[0]["theta"]["means"], last["means"]);
    assert_eq!(groups[0]["iterations"], last["t"]);
    // A group alone, from the observations themselves.
    let alone = folder.path().join("mon.f64");
    let mon: Vec<f64> = draws(3_000).into_iter().step_by(2).collect();
    fs::write(&alone, f64_bytes(&mon)).unwrap();
    let exact = fit(&alone, &theta);
    let exact = exact["trace"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(groups[1]["observations"], 1_500);
    assert_eq!(
        (&groups[1]["iterations"], &groups[1]["stopped"]),
        (&exact["t"], &"converged".into())
    );
    for name in ["weights", "means", "variances"] {
        for k in 0..2 {
            let mine = groups[1]["theta"][name][k].as_f64().unwrap();
            let exact = exact[name][k].as_f64().unwrap();
            assert!((mine - exact).abs() <= 1e-11 * exact.abs().max(1.0), "{name}: {mine} {exact}");
        }
    }
    assert_eq!(groups[3]["stopped"], "collapsed");
    assert!(groups[3]["message"].as_str().unwrap().contains("collapsed onto x = 1"));

    let mut csv = emstep();
    csv.args(["fit", "--each-group", "--format", "csv"]).args(theta).arg(&table);
    let csv = stdout(&csv.assert().success());
    let rows: Vec<&str> = csv.lines().collect();
    assert_eq!(
        rows[0],
        "group,observations,iterations,stopped,message,log_likelihood,component,weight,mean,variance"
    );
    assert_eq!(rows.len(), 1 + 3 * 2 + 1);
    assert!(rows[1].starts_with(",3005,") && rows[5].starts_with("\"t,ue\",1500,"), "{csv}");
    let mean: f64 = rows[3].split(',').nth(8).unwrap().parse().unwrap();
    assert_eq!(groups[1]["theta"]["means"][0].as_f64(), Some(mean));
    assert!(rows[7].starts_with("wed,5,0,collapsed,component 1 collapsed onto x = 1"), "{csv}");
    assert!(rows[7].ends_with(",,,,"), "{csv}");

    let mut text = emstep();
    text.args(["fit", "--each-group", "--steps", "1"]).args(theta).arg(&table);
    let done = text.assert().success();
    assert!(stderr(&done).contains("0 of 3 groups converged, 2 not converged, 1 without a fit"));
    let text = stdout(&done);
    assert!(text.contains("all together, and each of 3 groups, from the same θ₀"), "{text}");
    assert!(text.contains("\nmon "), "{text}");

    // With priors something other than ℓ is maximised, and no variance falls to 0.
    let mut map = emstep();
    map.args(["fit", "--each-group", "--format", "csv", "--map-variance", "2,1"]).args(theta);
    let done = map.arg(&table).assert().success();
    assert!(!stderr(&done).contains("groups converged"), "{}", stderr(&done));
    let map = stdout(&done);
    let rows: Vec<&str> = map.lines().collect();
    assert!(rows[0].contains(",log_likelihood,objective,component,"), "{map}");
    assert_eq!(rows.len(), 1 + 4 * 2);

    let mut none = emstep();
    none.args(["fit", "--each-group"]);
    let says = stderr(&none.assert().code(1));
    assert!(says.contains("--each-group: homework has no groups"), "{says}");
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
fn a_group_that_theta_is_too_far_from_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("days.csv");
    let row = |x: f64| format!("mon,{x}\n");
    let near: String = draws(100).into_iter().map(row).collect();
    fs::write(&data, format!("day,x\n{near}tue,1e9\n")).unwrap();
    let table = folder.path().join("g.csv");
    fs::write(&table, condense(&["--grid", "2,4", "-c", "x", "--group-by", "day"], &data)).unwrap();
    let mut command = emstep();
    command.args(["sql", "--dialect", "duckdb", "--table", "t", "--column", "x"]);
    command.args(["--group-by", "day", "--theta", "1 N(2,1e-300)", "--refine"]).arg(&table);
    let error = stderr(&command.assert().failure());
    assert!(error.contains("θ, in the group 'tue': ln p(x; θ) about x = 1"), "{error}");
    assert_eq!(error.trim_end().lines().count(), 1, "{error}");
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
        assert!(error.contains("is one of the inputs"), "{command}: {error}");
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

#[test]
fn a_pipe_may_be_the_first_of_several_files() {
    let folder = tempfile::tempdir().unwrap();
    let [data, table] = files(&folder, &draws(2_000));
    let numbers = folder.path().join("more.csv");
    fs::write(&numbers, "x\n1.5\n2.5\n").unwrap();
    let n = |first: &PathBuf, second: &PathBuf| {
        let mut command = emstep();
        command.args(["fit", "--format", "json", "-k", "1", "/dev/stdin"]).arg(second);
        let done = command.write_stdin(fs::read(first).unwrap()).assert();
        let report: Value =
            serde_json::from_str(&stdout(&done)).unwrap_or_else(|_| panic!("{}", stderr(&done)));
        report["data"]["n"].as_u64()
    };
    assert_eq!(n(&table, &table), Some(4_000));
    assert_eq!(n(&numbers, &data), Some(2_002));
    let mut mixed = emstep();
    mixed.args(["fit", "-k", "1", "/dev/stdin"]).arg(&numbers);
    let said = stderr(&mixed.write_stdin(fs::read(&table).unwrap()).assert().failure());
    assert!(said.contains("more.csv") && said.trim_end().lines().count() == 1, "{said}");
    let mut pipes = emstep();
    pipes.args(["fit", "-k", "1", "/dev/stdin", "/dev/stdin"]);
    let said = stderr(&pipes.write_stdin("x\n1\n").assert().code(1));
    assert!(said.contains("/dev/stdin: a pipe, as all of these are; name at least one"), "{said}");
}
