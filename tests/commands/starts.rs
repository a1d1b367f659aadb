//! Starts and restarts of `emstep fit`.

use std::fs;

use serde_json::Value;

use crate::program::{emstep, stderr, stdout};

fn json(args: &[&str]) -> Value {
    let words = ["fit", "--format", "json"].iter().chain(args);
    serde_json::from_str(&stdout(&emstep().args(words).assert().success()))
        .expect("one JSON object")
}

#[test]
fn the_seed_is_in_every_output() {
    let args = ["--example", "galaxies", "-k", "3", "--start", "random-observations"];
    let args: Vec<&str> = args.into_iter().chain(["--seed", "7"]).collect();
    let document = json(&args);
    assert_eq!(document["start"], "random observations");
    assert_eq!(document["seed"], 7);
    let run = |format: &str| {
        let words = ["fit", "--format", format].into_iter().chain(args.iter().copied());
        stdout(&emstep().args(words).assert().success())
    };
    assert!(run("text").contains("θ₀ from random observations, seed 7"));
    let csv = run("csv");
    assert!(csv.lines().next().unwrap().ends_with(",seed"));
    assert!(csv.lines().skip(1).all(|line| line.ends_with(",7")), "{csv}");
}

#[test]
fn a_saved_fit_is_continued_from_its_last_theta() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fit.json");
    let saved = json(&["--steps", "3"]);
    fs::write(&path, saved.to_string()).unwrap();
    let path = path.to_str().unwrap();
    let continued = json(&["--from", path, "--steps", "1"]);
    let (first, last) = (&continued["trace"][0], &saved["trace"][3]);
    for key in ["weights", "means", "variances", "log_likelihood"] {
        assert_eq!(first[key], last[key], "{key}");
    }
    for (args, says) in [
        (&["--from", "nothing.json"][..], "no such file; check its path"),
        (&["--from", path, "--means", "1,2"], "cannot be used with"),
    ] {
        let assert = emstep().arg("fit").args(args).assert().code(2);
        assert!(stderr(&assert).contains(says), "{}", stderr(&assert));
    }
}

#[test]
fn restarts_list_the_maxima_and_print_the_best_run() {
    let args = ["--example", "galaxies", "-k", "3", "--restarts", "30", "--seed", "5"];
    let document = json(&args);
    let maxima = document["maxima"].as_array().expect("maxima");
    let counts = |key: &str| document[key].as_array().expect("a list");
    let starts: u64 = (maxima.iter().chain(counts("saddles")))
        .map(|optimum| optimum["starts"].as_u64().unwrap())
        .sum();
    let rest = counts("collapsed").len() + counts("not_converged").len();
    assert_eq!(starts + rest as u64, 30);
    let best = &maxima[0];
    let last = document["trace"].as_array().unwrap().last().unwrap();
    assert_near(best, last);
    for k in 0..3 {
        let of = |theta: &serde_json::Value| theta["means"][k].as_f64().unwrap();
        assert!((of(last) - of(&best["theta"])).abs() < 0.01, "{best} {last}");
    }
    assert_eq!(last["t"], best["iterations"]);
    assert_eq!(document["seed"], best["seed"]);
    let ells: Vec<f64> =
        maxima.iter().map(|optimum| optimum["log_likelihood"].as_f64().unwrap()).collect();
    assert!(ells.is_sorted_by(|a, b| a > b), "{ells:?}");
    for threads in ["1", "2", "8"] {
        let again: Vec<&str> = args.into_iter().chain(["--threads", threads]).collect();
        assert_eq!(json(&again), document, "{threads} threads");
    }
}

/// The table has the maximum itself, and the run ends where EM does.
fn assert_near(best: &serde_json::Value, last: &serde_json::Value) {
    let of = |row: &serde_json::Value| row["log_likelihood"].as_f64().unwrap();
    assert!((0.0..1e-5).contains(&(of(best) - of(last))), "{best} {last}");
}

#[test]
fn restarts_as_text_have_a_bar_for_each_maximum() {
    let args = ["fit", "--example", "old-faithful", "--restarts", "10", "--start", "kmeans++"];
    let text = stdout(&emstep().args(args).assert().success());
    assert!(text.contains("10 starts from k-means++, seeds 1 to 10: 1 maximum"), "{text}");
    assert!(text.contains("  1  maximum  ℓ = -1034.00"), "{text}");
    assert!(text.contains("████████████████████"), "{text}");
}

#[test]
fn restarts_that_cannot_be_are_refused() {
    for (args, says) in [
        (&["--restarts", "0"][..], "from 1 to 100000"),
        (&["--restarts", "5", "--start", "quantile"], "give the same θ₀ each time"),
        (&["--restarts", "5", "--steps", "3"], "cannot be used with"),
        (&["--restarts", "5", "--means", "1,2"], "cannot be used with"),
    ] {
        let assert = emstep().arg("fit").args(args).assert().code(2);
        assert!(stderr(&assert).contains(says), "{}", stderr(&assert));
    }
    let assert = emstep().args(["fit", "-k", "6", "--restarts", "5"]).assert().code(1);
    assert!(stderr(&assert).contains("need 6 distinct values"), "{}", stderr(&assert));
}

#[test]
fn a_range_of_k_is_a_table_and_the_run_with_the_lowest_bic() {
    let args = ["--example", "old-faithful", "-c", "waiting_min", "--components", "1..3"];
    let document = json(&args);
    let scan = document["scan"].as_array().expect("a scan");
    let kinds: Vec<_> = (scan.iter())
        .map(|row| (row["components"].as_u64().unwrap(), row["variances"].as_str().unwrap()))
        .collect();
    assert_eq!(kinds, [(1, "free"), (2, "free"), (2, "equal"), (3, "free"), (3, "equal")]);
    let best = &scan[2];
    assert_eq!(format!("{:.3}", best["mclust_bic"].as_f64().unwrap()), "-2090.427");
    assert_eq!(format!("{:.3}", best["mclust_icl"].as_f64().unwrap()), "-2099.592");
    assert_eq!(best["parameters"], 4);
    let last = document["trace"].as_array().unwrap().last().unwrap();
    assert_near(best, last);
    let of = |what: &str| best["outcomes"][what].as_u64().unwrap();
    assert_eq!(of("converged") + of("saddles"), 20, "{best}");
    assert!(of("converged") >= best["starts"].as_u64().unwrap(), "{best}");
    assert_eq!(best["outcomes"]["not_converged"], 0);
    assert_eq!(last["variances"][0], last["variances"][1]);
    let words = ["fit"].into_iter().chain(args);
    let text = stdout(&emstep().args(words).assert().success());
    assert!(text.contains("  2  equal         -1034.0018           4"), "{text}");
    assert!(text.contains("lowest BIC"), "{text}");
}

#[test]
fn a_k_whose_starts_all_collapse_has_a_row_that_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.csv");
    std::fs::write(&file, "x\n0\n1\n2\n3\n").unwrap();
    let file = file.to_str().unwrap();
    let document = json(&[file, "--components", "1..3", "--restarts", "4"]);
    let scan = document["scan"].as_array().unwrap();
    assert_eq!(scan.len(), 5);
    for row in scan {
        let of = |what: &str| row["outcomes"][what].as_u64().unwrap();
        let all = of("converged") + of("saddles") + of("collapsed") + of("not_converged");
        assert_eq!(all, 4, "{row}");
    }
    let free = scan.iter().find(|row| row["components"] == 3 && row["variances"] == "free");
    let free = free.unwrap();
    assert_eq!(free["outcomes"]["collapsed"], 4, "{free}");
    let says = "all 4 starts collapsed; try a variance floor or a prior on σ²";
    assert_eq!(free["message"], says);
}

#[test]
fn a_range_of_k_fixes_nothing_and_says_what_its_criteria_suppose() {
    for option in ["--fix-means", "--fix-variances=1", "--fix-weights"] {
        for starts in [["--components", "1..2"], ["--restarts", "3"]] {
            let assert = emstep().arg("fit").args(starts).arg(option).assert().code(2);
            let said = stderr(&assert);
            assert!(said.contains("each of several starts has another one"), "{said}");
        }
    }
    let words = ["fit", "--example", "old-faithful", "--components", "1..2", "--restarts", "2"];
    for (option, has_caveat) in [("--hard", true), ("--map-weights=2", true), ("--exact", false)] {
        let text = stdout(&emstep().args(words).arg(option).assert().success());
        assert_eq!(text.contains("a fit is not where ℓ is highest"), has_caveat, "{text}");
        // Both kinds of variances, whatever else is on.
        assert!(text.contains("  2  free ") && text.contains("  2  equal "), "{text}");
    }
}

#[test]
fn a_bootstrap_tests_each_k_against_the_next() {
    let args = ["--example", "old-faithful", "-c", "waiting_min", "--components", "1..3"];
    let args: Vec<&str> = args.into_iter().chain(["--bootstrap", "9", "--restarts", "3"]).collect();
    let document = json(&args);
    let tests = document["tests"].as_array().expect("tests");
    let first = &tests[0];
    assert_eq!((first["components"].as_u64(), first["against"].as_u64()), (Some(1), Some(2)));
    let kinds: Vec<_> = tests.iter().map(|test| test["variances"].as_str().unwrap()).collect();
    assert_eq!(
        kinds,
        ["free", "equal", "free", "equal"],
        "of either kind, also from one component"
    );
    // One Gaussian is not enough: no sample is as extreme.
    assert_eq!(first["p_value"].as_f64(), Some(0.1));
    let again: Vec<&str> = args.iter().copied().chain(["--threads", "1"]).collect();
    assert_eq!(json(&again)["tests"], document["tests"]);
}

#[test]
fn a_range_of_k_that_cannot_be_is_refused() {
    for (args, says) in [
        (&["fit", "-k", "8..1"][..], "the range runs backwards; write 1..8"),
        (&["fit", "-k", "1..65"], "from 1 to 64, as in 1..8"),
        (&["fit", "-k", "..3"], "from 1 to 64, as in 1..8"),
        (
            &["-k", "1..3"],
            "a range of K works only in emstep fit; in the stepper, choose \"scan over K\" in the menu (F1)",
        ),
        (&["fit", "-k", "1..3", "--means", "1,2", "--sds", "1,1"], "makes θ₀ from the data"),
        (&["fit", "-k", "1..3", "--steps", "2"], "a range of K goes on to convergence"),
        (&["fit", "--bootstrap", "9"], "--components 1..4, say"),
    ] {
        let assert = emstep().args(args).assert().code(2);
        assert!(stderr(&assert).contains(says), "{args:?}: {}", stderr(&assert));
    }
}

#[test]
fn a_run_may_begin_with_given_responsibilities() {
    let folder = tempfile::tempdir().unwrap();
    let (data, gamma) = (folder.path().join("x.csv"), folder.path().join("gamma.csv"));
    fs::write(&data, "x\n1\n10\n20\n").unwrap();
    fs::write(&gamma, "1,0\n.4,.6\n0,1\n").unwrap();
    let (data, gamma) = (data.to_str().unwrap(), gamma.to_str().unwrap());
    let document = json(&[data, "--gamma", gamma, "--steps", "1"]);
    assert_eq!(document["start"], "given responsibilities");
    let trace = document["trace"].as_array().unwrap();
    assert_eq!(trace.len(), 1, "there is no θ₀");
    assert_eq!(trace[0]["t"], 1);
    let rounded = |key: &str| {
        let of = |k: usize| format!("{:.4}", trace[0][key][k].as_f64().unwrap());
        [of(0), of(1)]
    };
    assert_eq!(rounded("weights"), ["0.4667", "0.5333"]);
    assert_eq!(rounded("means"), ["3.5714", "16.2500"]);
    assert_eq!(rounded("variances"), ["16.5306", "23.4375"]);
    assert_eq!(document["message"], "stopped after 1 iteration, as asked for");
    let run = |args: &[&str]| {
        let words = ["fit", data, "--gamma", gamma].into_iter().chain(args.iter().copied());
        stdout(&emstep().args(words).assert().success())
    };
    let text = run(&["--steps", "2"]);
    assert!(text.contains("K = 2, γ₀ given"), "{text}");
    assert!(text.contains("stopped at t = 2: steps"), "{text}");
    assert!(run(&["--steps", "1", "--format", "csv"]).contains("\n1,1,0.466"));
}

#[test]
fn the_checker_and_the_stepper_begin_with_them_too() {
    let folder = tempfile::tempdir().unwrap();
    let (data, gamma) = (folder.path().join("x.csv"), folder.path().join("gamma.csv"));
    fs::write(&data, "x\n1\n10\n20\n").unwrap();
    fs::write(&gamma, "g1;g2\n1;0\n.4;.6\n0;1\n").unwrap();
    let (data, gamma) = (data.to_str().unwrap(), gamma.to_str().unwrap());
    let check = |args: &[&str]| {
        let words = ["check", data, "--gamma", gamma].into_iter().chain(args.iter().copied());
        emstep().args(words).assert()
    };
    check(&["--what", "sigma2[1]", "--after", "m", "--answer", "16.53"]).code(0);
    check(&["--what", "assignment", "--answer", "1 2 2"]).code(0);
    check(&["--what", "N[1]", "--answer", "1.4"]).code(0);
    // Σ γ x / n; σ² divided by N_1 − 1; the ordinary γ made hard.
    for (what, answer, says) in [
        ("mu[1]", "1.6667", "you divide the sum of γ x by n"),
        ("sigma2[1]", "57.857", "you divide by N_k − 1"),
        ("mu[1]", "1", "you give each observation wholly to one component"),
    ] {
        let assert = check(&["--what", what, "--after", "m", "--answer", answer]).code(3);
        assert!(stdout(&assert).contains(says), "{what}: {}", stdout(&assert));
    }
    let assert = check(&["--what", "ll", "--answer", "-10"]).code(1);
    assert!(stderr(&assert).contains("there is no ll"), "{}", stderr(&assert));
    let assert = check(&["--what", "largest", "--answer", "2"]).code(1);
    assert!(stderr(&assert).contains("there is no θ yet"), "{}", stderr(&assert));
    let assert = check(&["--what", "ll", "--after", "e", "--answer", "-10"]).code(2);
    assert!(stderr(&assert).contains("γ₀ was given, so m comes first"), "{}", stderr(&assert));
    let words = ["snapshot", data, "--gamma", gamma, "--to", "-", "--keys", "m"];
    assert!(stdout(&emstep().args(words).assert().success()).contains("16.53"));
}

#[test]
fn responsibilities_that_are_none_are_refused_with_their_line() {
    let folder = tempfile::tempdir().unwrap();
    let (data, gamma) = (folder.path().join("x.csv"), folder.path().join("gamma.csv"));
    fs::write(&data, "x\n1\n10\n20\n").unwrap();
    let (data, gamma_path) = (data.to_str().unwrap(), gamma.to_str().unwrap());
    for (text, options, code, says) in [
        (
            "1,0\n.4,.5\n0,1\n",
            &[][..],
            2,
            "line 2: the responsibilities of observation 1 sum to 0.9",
        ),
        ("1,0\n1.4,-.4\n0,1\n", &[], 2, "line 2: γ_1,1 is 1.4"),
        ("1,0\nNaN,1\n0,1\n", &[], 2, "line 2: γ_1,1 is NaN"),
        ("1,0\n-0.5,1.5\n0,1\n", &[], 2, "line 2: γ_1,1 is -0.5"),
        ("1,0\n0,1,0\n0,1\n", &[], 2, "line 2: γ has 3 numbers here, and 2 in the first row"),
        ("1,0\n0,1\n", &[], 1, "γ has 2 rows, but there are 3 observations"),
        ("1,0\n1,0\n1,0\n", &[], 1, "component 2 is empty"),
        ("1,0\n0,1\n0,1\n", &["-k", "3"], 2, "--components says 3, but γ has 2 columns"),
        ("1,0\n0,1\n0,1\n", &["--steps", "0"], 2, "--steps 1 gives θ₁"),
        ("1,0\n0,1\n0,1\n", &["--equal-variances"], 2, "need a θ₀"),
        ("1,0\n0,1\n0,1\n", &["--restarts", "3"], 2, "cannot be used with"),
    ] {
        fs::write(&gamma, text).unwrap();
        let assert = emstep().args(["fit", data, "--gamma", gamma_path]).args(options).assert();
        let assert = assert.code(code);
        assert!(stderr(&assert).contains(says), "{text:?}: {}", stderr(&assert));
    }
}

#[test]
fn restarts_list_what_is_maximised_and_do_not_call_maxima_what_is_not_checked() {
    let words = ["fit", "--example", "galaxies", "-k", "3", "--restarts", "4"];
    let json = |options: &[&str]| -> serde_json::Value {
        let assert = emstep().args(words).args(options).args(["--format", "json"]).assert();
        serde_json::from_slice(&assert.success().get_output().stdout).unwrap()
    };
    let map = json(&["--map-variance", "2,1"]);
    let objectives: Vec<f64> = map["maxima"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["objective"].as_f64().unwrap())
        .collect();
    assert!(objectives.is_sorted_by(|a, b| a >= b), "{objectives:?}");
    assert_eq!(
        map["trace"].as_array().unwrap().last().unwrap()["objective"]
            .as_f64()
            .map(|last| { (last - objectives[0]).abs() < 1e-6 * last.abs() }),
        Some(true)
    );
    let text = emstep().args(words).args(["--map-variance", "2,1"]).assert().success();
    let text = String::from_utf8(text.get_output().stdout.clone()).unwrap();
    assert!(text.contains("not checked to be") && text.contains("fit  ℓ+ln p = "), "{text}");
    let plain = json(&[]);
    assert!(plain["maxima"][0]["objective"].is_null());
    let text = emstep().args(words).assert().success();
    assert!(String::from_utf8_lossy(&text.get_output().stdout).contains("maximum  ℓ = "));
}
