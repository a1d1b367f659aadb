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

#[test]
fn squarem_states_its_passes_in_every_format() {
    let options = "--example pearson-crabs --accelerate squarem";
    let document = json(options);
    assert_eq!(document["method"]["acceleration"], "squarem");
    let trace = document["trace"].as_array().unwrap();
    let passes = |row: &Value| row["passes"].as_u64();
    assert_eq!(passes(&trace[0]), None);
    let all: u64 = trace.iter().skip(1).map(|row| passes(row).unwrap()).sum();
    assert_eq!(document["passes"].as_u64(), Some(all + 1));
    let steplength = trace[1]["steplength"].as_f64().unwrap();
    assert!(steplength < -1.0 && trace[1]["step"] == "extrapolated", "{}", trace[1]);
    let objective = |row: &Value| row["log_likelihood"].as_f64().unwrap();
    assert!(trace.windows(2).all(|pair| objective(&pair[1]) > objective(&pair[0]) - 1e-9));
    // McLachlan and Peel's ℓ.
    assert!((objective(trace.last().unwrap()) + 2_952.695_902_472).abs() < 1e-6);
    let missing = document["convergence"]["missing_information"].as_f64().unwrap();
    let plain = json("--example pearson-crabs");
    let observed = plain["convergence"]["observed_rate"].as_f64().unwrap();
    assert!((missing - observed).abs() < 1e-3, "{missing} {observed}");
    assert!(10 * all < plain["trace"].as_array().unwrap().len() as u64 * 2, "{all}");

    let print = |format: &str| {
        let words = ["fit", "--format", format].into_iter().chain(options.split_whitespace());
        stdout(&emstep().args(words).assert().success())
    };
    let csv = print("csv");
    assert!(
        csv.starts_with(
            "t,component,weight,mean,variance,log_likelihood,lower_bound,passes,seed\n"
        )
    );
    let text = print("text");
    assert!(text.contains(", SQUAREM\n") && text.contains("F  passes\n"), "{text}");
    let said = format!("SQUAREM: {} passes over the data, with the one for ℓ(θ₀)", all + 1);
    assert!(text.contains(&said), "{text}");
    assert!(text.contains("fraction of missing information: 0.994"), "{text}");
}

#[test]
fn what_squarem_does_not_go_with_is_one_line() {
    for options in ["--hard", "--temperature 4,0.5"] {
        let said = fails(&format!("fit --accelerate squarem {options}"));
        assert!(said.contains("leave --accelerate out, or --hard and --temperature"), "{said}");
    }
    let said = fails("check --what ll --answer -15 --accelerate squarem");
    assert!(said.contains("check judges the steps of EM"), "{said}");
    let said = fails("fit --accelerate fast");
    assert!(said.contains("invalid value 'fast'"), "{said}");
}

#[test]
fn a_list_without_its_equals_sign_is_explained() {
    let said = fails("fit --fix-means 1");
    assert_eq!(
        said,
        "emstep: error: 1: no such file; to fix component 1 alone, write = before it, as in --fix-means=1"
    );
}

#[test]
fn equal_variances_may_be_fixed_by_a_list_of_all() {
    let theta = "--means 0,5 --variances 1,1 --steps 1 --equal-variances";
    let document = json(&format!("{theta} --fix-variances=1,2"));
    assert_eq!(numbers(&document["trace"][1]["variances"]), [1.0, 1.0]);
    let said = fails(&format!("fit {theta} --fix-variances=1"));
    assert!(said.contains("fix σ² for all components or for none"), "{said}");
}

#[test]
fn an_empty_component_names_what_it_has_no_value_for() {
    let far = "fit --means 5,1e9 --variances 1,1 --steps 1";
    for (fixed, says) in [
        ("", "so μ_2 would be 0/0"),
        (" --fix-means", "so σ_2² would be 0/0"),
        (" --fix-means --fix-variances", "so π_2 would be 0"),
    ] {
        let words = format!("{far}{fixed}");
        let assert = emstep().args(words.split_whitespace()).assert().success();
        assert!(stderr(&assert).contains(says), "{}", stderr(&assert));
    }
}
