//! Weights and grouped data, from the command line to what is printed.

use std::fs;

use serde_json::Value;

use crate::program::{emstep, stderr, stdout};

fn json(args: &[&str]) -> Value {
    let words = ["fit", "--format", "json"].iter().chain(args);
    let output = emstep().args(words).assert().success().get_output().clone();
    serde_json::from_slice(&output.stdout).expect("one JSON object")
}

fn last(document: &Value) -> &Value {
    document["trace"].as_array().and_then(|trace| trace.last()).expect("a trace")
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|x| x.as_f64().expect("a number")).collect()
}

/// Holds the last θ and ℓ of a fit of the crabs to what is published: π, μ, σ and ℓ.
fn hold(document: &Value, weight: f64, means: [f64; 2], sds: [f64; 2], log_likelihood: f64) {
    let row = last(document);
    let near = |found: f64, wanted: f64| assert!((found - wanted).abs() < 1e-6, "{row}");
    near(numbers(&row["weights"])[0], weight);
    for k in 0..2 {
        near(numbers(&row["means"])[k], means[k]);
        near(numbers(&row["variances"])[k].sqrt(), sds[k]);
    }
    near(row["log_likelihood"].as_f64().unwrap(), log_likelihood);
}

#[test]
fn the_crabs_are_fitted_as_bins() {
    let exactly = ["--tolerance", "0", "--max-iterations", "5000"];
    let open = json(&[&["--example", "pearson-crabs"][..], &exactly[..]].concat());
    assert_eq!(open["data"]["n"], 1000);
    assert_eq!(open["data"]["bins"], 29);
    assert_eq!(open["data"]["column"], "forehead_ratio");
    let (means, sds) = ([0.632_616_5, 0.654_686_9], [0.018_619_4, 0.012_483_0]);
    hold(&open, 0.452_759_6, means, sds, -2_952.695_902_472);

    // The same file with its own outer edges.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("crabs.csv");
    let assets = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/data/pearson_crabs_1894.csv");
    let text = fs::read_to_string(assets).unwrap();
    let text = text.replace("\n,0.5835", "\n0.5795,0.5835").replace("0.6915,,", "0.6915,0.6955,");
    fs::write(&path, text).unwrap();
    let columns = "forehead_ratio_lower,forehead_ratio_upper,count";
    let closed = json(&[&[path.to_str().unwrap(), "--bins", columns][..], &exactly[..]].concat());
    let (means, sds) = ([0.631_740_5, 0.654_579_1], [0.018_274_7, 0.012_566_0]);
    hold(&closed, 0.432_737_5, means, sds, -2_953.881_842_035);
}

#[test]
fn a_weight_counts_as_so_many_observations() {
    let folder = tempfile::tempdir().unwrap();
    let [weighted, copied] = ["w.csv", "c.csv"].map(|name| folder.path().join(name));
    fs::write(&weighted, "x,times\n-1,3\n0,1\n4,2\n5,0\n6,4\n").unwrap();
    fs::write(&copied, "x\n-1\n-1\n-1\n0\n4\n4\n6\n6\n6\n6\n").unwrap();
    let theta = ["--means", "6,7", "--variances", "1,4", "--steps", "9"];
    let options = ["-c", "x", "--weight-column", "times"];
    let by_weights = json(&[&[weighted.to_str().unwrap()][..], &options[..], &theta[..]].concat());
    let by_copies = json(&[&[copied.to_str().unwrap(), "-c", "x"][..], &theta[..]].concat());
    assert_eq!(by_weights["data"]["n"], 10);
    assert_eq!(by_weights["data"]["rows"], 4);
    assert_eq!(
        by_weights["data"]["notes"][0],
        "1 observation with weight 0 in column times left out"
    );
    for (a, b) in
        by_weights["trace"].as_array().unwrap().iter().zip(by_copies["trace"].as_array().unwrap())
    {
        for key in ["weights", "means", "variances"] {
            for (x, y) in numbers(&a[key]).iter().zip(numbers(&b[key])) {
                assert!((x - y).abs() < 1e-12 * y.abs().max(1e-3), "{key}: {x} {y}");
            }
        }
        let of = |row: &Value| row["log_likelihood"].as_f64().unwrap();
        assert!((of(a) - of(b)).abs() < 1e-12 * of(b).abs());
    }
    let fit = emstep().arg("fit").arg(&weighted).args(options).args(theta).assert().success();
    assert!(stdout(&fit).contains("(x): n = 10 in 4 rows, K = 2"), "{}", stdout(&fit));
}

#[test]
fn a_column_that_is_its_own_weights_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("w.csv");
    fs::write(&path, "x,w\n1,1\n2,2\n4,1\n9,2\n").unwrap();
    let path = path.to_str().unwrap();
    let own = json(&[path, "-c", "x", "--weight-column", "x", "-k", "1"]);
    assert_eq!(
        own["data"]["notes"][0],
        "column x is fitted and is its own weights too; --column names another one"
    );
    let other = json(&[path, "-c", "x", "--weight-column", "w", "-k", "1"]);
    assert!(other["data"].get("notes").is_none(), "{}", other["data"]);
}

#[test]
fn bins_have_no_exact_form_to_sum() {
    let words = ["fit", "t.csv", "--bins", "a,b,n", "--exact"];
    let said = stderr(&emstep().args(words).assert().code(2));
    assert!(said.contains("'--bins <LOWER,UPPER,COUNT>' cannot be used with '--exact'"), "{said}");
}

#[test]
fn what_is_no_bin_or_weight_is_one_line_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.csv");
    let says = |text: &str, options: &[&str]| {
        fs::write(&path, text).unwrap();
        let assert = emstep().arg("fit").arg(&path).args(options).assert().code(1);
        assert_eq!(stdout(&assert), "");
        stderr(&assert).replace(path.to_str().unwrap(), "t.csv")
    };
    assert_eq!(
        says("a,b,n\n0,1,2\n2,3,1\n", &["--bins", "a,b,n"]),
        "emstep: error: t.csv, line 3: no bin covers 1 to 2, between bin 0 and bin 1; add one, with count \
         0 if nothing was observed there\n"
    );
    assert_eq!(
        says("x,w\n0,1\n2,-1\n", &["--weight-column", "w"]),
        "emstep: error: t.csv, line 3, column w: a weight must be 0 or between 1e-140 and 1e140, not -1\n"
    );
    let wrong = emstep().args(["fit", "t.csv", "--bins", "a,b"]).assert().code(2);
    assert_eq!(
        stderr(&wrong),
        "emstep: error: invalid value 'a,b' for '--bins <LOWER,UPPER,COUNT>': it must be three columns, \
         such as lower,upper,count\n"
    );
}

#[test]
fn simulated_data_come_with_their_truth() {
    let mixture = "0.3 N(0,1) + 0.7 N(4,2)";
    let options = ["--simulate", mixture, "-n", "500", "--seed", "3"];
    let document = json(&options);
    assert_eq!(document["data"]["n"], 500);
    let truth = &document["data"]["truth"];
    assert_eq!(numbers(&truth["weights"]), [0.3, 0.7]);
    assert_eq!(numbers(&truth["variances"]), [1.0, 2.0]);
    // The fit is near the truth, and its ℓ at least as high.
    let row = last(&document);
    let at = |value: &Value| value["log_likelihood"].as_f64().unwrap();
    assert!(at(row) >= at(truth), "{row} {truth}");
    for (mean, true_mean) in numbers(&row["means"]).iter().zip(numbers(&truth["means"])) {
        assert!((mean - true_mean).abs() < 0.5, "{row}");
    }
    assert_eq!(json(&options), document);
    let other = json(&[&options[..4], &["--seed", "4"]].concat());
    assert_ne!(at(last(&other)), at(row));
    let text = emstep().arg("fit").args(options).assert().success();
    assert!(stdout(&text).contains("\ntruth: 0.3 N(0, 1) + 0.7 N(4, 2), ℓ = "));
}

#[test]
fn an_error_in_the_mixture_has_its_column() {
    for (mixture, says) in [
        ("0.3 N(0,1) + 0.7 M(4,2)", "column 18: expected N(mean, variance), found 'M'"),
        ("0.3 N(0,1) + 0.7 N(4)", "column 21: expected a comma and a variance, found ')'"),
        ("0.3 N(0,1) + 0.7 N(4,-2)", "column 22: σ_2² must be above 0 and finite, not -2"),
    ] {
        let assert = emstep().args(["fit", "--simulate", mixture]).assert().code(2);
        let all = format!("emstep: error: invalid value '{mixture}' for '--simulate <MIXTURE>': ");
        assert!(stderr(&assert).starts_with(&all), "{}", stderr(&assert));
        assert!(stderr(&assert).contains(says), "{}", stderr(&assert));
    }
    let wrong = emstep().args(["fit", "-n", "9"]).assert().code(2);
    assert!(stderr(&wrong).contains("--simulate"), "{}", stderr(&wrong));
}
