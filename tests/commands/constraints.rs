//! Constraints, priors and other kinds of E-step on the command line.

use serde_json::Value;

use crate::program::{emstep, stderr, stdout};

fn json(options: &str) -> Value {
    let words = ["fit", "--format", "json"].into_iter().chain(options.split_whitespace());
    let assert = emstep().args(words).assert().success();
    serde_json::from_str(&stdout(&assert)).expect("one JSON object")
}

fn fails(options: &str) -> String {
    let assert = emstep().args(options.split_whitespace()).assert().failure();
    stderr(&assert).trim().to_owned()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|x| x.as_f64().expect("a number")).collect()
}

#[test]
fn the_mean_of_two_observations_goes_to_tanh_two() {
    let path = std::env::temp_dir().join(format!("emstep-two-{}.csv", std::process::id()));
    std::fs::write(&path, "x\n-1\n1\n").unwrap();
    let options = "--means -2,2 --variances 1,1 --fix-variances --fix-weights --steps 1";
    let document = json(&format!("{} {options}", path.display()));
    std::fs::remove_file(path).unwrap();
    let last = &document["trace"][1];
    let means: Vec<String> =
        numbers(&last["means"]).iter().map(|mean| format!("{mean:.6}")).collect();
    assert_eq!(means, ["-0.964028", "0.964028"]);
    assert_eq!(document["method"]["fixed_weights"], serde_json::json!([1, 2]));
    assert!(last.get("objective").is_none(), "ℓ is what is maximised: {last}");
}

#[test]
fn what_is_on_and_its_objective_are_named_in_every_format() {
    let map = "--map-variance 2,1 --map-weights 2 --steps 3";
    let document = json(map);
    let method = &document["method"];
    assert_eq!(method["objective"], "log-likelihood + log prior");
    assert_eq!(method["variance_prior"], serde_json::json!({"shape": 2.0, "scale": 1.0}));
    let objectives: Vec<f64> = (document["trace"].as_array().unwrap().iter())
        .map(|row| row["objective"].as_f64().unwrap())
        .collect();
    assert!(objectives.windows(2).all(|pair| pair[1] > pair[0]), "{objectives:?}");

    let text = |options: &str| {
        let words = ["fit"].into_iter().chain(options.split_whitespace());
        stdout(&emstep().args(words).assert().success())
    };
    let table = text(map);
    assert!(table.contains("θ₀ given, MAP: σ² ~ IG(2, 1), MAP: π ~ Dirichlet(2)\n"), "{table}");
    assert!(table.contains("ℓ+ln p: log-likelihood + log prior\n"), "{table}");
    assert!(table.contains("ℓ+ln p  Δ(ℓ+ln p)"), "{table}");
    let rows = text("--hard --steps 1 --format csv");
    let header = "t,component,weight,mean,variance,log_likelihood,objective,lower_bound,seed\n";
    assert!(rows.starts_with(header), "{rows}");
    assert!(text("--hard").contains("ℓ_C: classification log-likelihood"));
    // Ordinary EM has none of it.
    assert!(json("--steps 1").get("method").is_none());
}

#[test]
fn annealed_em_says_its_temperature() {
    let document = json("--temperature 4,0.5 --steps 4");
    let temperatures: Vec<f64> = (document["trace"].as_array().unwrap().iter())
        .map(|row| row["temperature"].as_f64().unwrap())
        .collect();
    assert_eq!(temperatures, [4.0, 2.0, 1.0, 1.0, 1.0]);
    assert_eq!(document["method"]["objective"], "tempered bound");
}

#[test]
fn a_theta_that_contradicts_a_constraint_is_one_line() {
    assert_eq!(
        fails("fit --equal-variances"),
        "emstep: error: equal variances need a θ₀ with one σ², but σ_1² = 1 and σ_2² = 4: \
         give each component the same σ²"
    );
    assert_eq!(
        fails("check --what pi[1] --answer 1 --variance-floor 2"),
        "emstep: error: σ_1² = 1 of θ₀ is below the variance floor 2: raise it, or lower the floor"
    );
    assert_eq!(
        fails("snapshot --fix-means=3 --to -"),
        "emstep: error: there is no component 3 whose μ could be fixed: θ₀ has 2 components"
    );
    // A θ₀ that is made from the data is made to suit.
    let document = json("--equal-variances --start quantile --steps 0");
    let variances = numbers(&document["trace"][0]["variances"]);
    assert_eq!(variances[0], variances[1]);
}

#[test]
fn an_answer_is_checked_under_the_constraint() {
    let check = |answer: &str, code: i32| {
        let what = ["check", "--what", "pi[1]", "--after", "em", "--map-weights", "2"];
        emstep().args(what).args(["--answer", answer]).assert().code(code);
    };
    // (1.815186 + 1) / (5 + 2), and N_1 / n without the prior.
    check("0.402169", 0);
    check("0.363037", 3);
    let says = |options: &[&str], what: &str, answer: &str| {
        let args = ["check", "--what", what, "--after", "em", "--answer", answer];
        stdout(&emstep().args(args).args(options).assert().code(3))
    };
    let said = says(&["--map-weights", "2"], "pi[1]", "0.363037");
    assert!(said.contains("you forget the prior on π"), "{said}");
    // (N_1 + ALPHA) / (n + K ALPHA).
    let said = says(&["--map-weights", "2"], "pi[1]", "0.423909");
    assert!(said.contains("ALPHA − 1 is added"), "{said}");
    let said = says(&["--fix-means"], "mu[2]", "1.471");
    assert!(said.contains("you change a mean that is fixed"), "{said}");
}

#[test]
fn a_floor_keeps_a_run_from_collapsing() {
    let path = std::env::temp_dir().join(format!("emstep-collapse-{}.csv", std::process::id()));
    std::fs::write(&path, "x\n7\n1\n5\n4\n6\n").unwrap();
    let theta = format!("{} --means 1.1,5.5 --variances 0.1,2", path.display());
    assert_eq!(json(&theta)["stopped"], "collapsed");
    let floored = json(&format!("{theta} --variance-floor 0.01"));
    assert_eq!(floored["stopped"], "converged");
    let last = floored["trace"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(numbers(&last["variances"])[0], 0.01);
    std::fs::remove_file(path).unwrap();
}
