//! What `emstep fit` says of condensed data.

use std::fs;
use std::path::PathBuf;

use emstep::data::CONDENSED_FROM;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

use crate::program::{emstep, stderr, stdout};

/// Two groups, as many as are condensed, in a file of plain numbers.
fn file(folder: &tempfile::TempDir, n: usize) -> PathBuf {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let mut draw = |_| {
        let (radius, turn): (f64, f64) = (random.random(), random.random());
        let normal = (-2.0 * (1.0 - radius).ln()).sqrt() * (std::f64::consts::TAU * turn).cos();
        if random.random_bool(0.4) { normal } else { 5.0 + 2.0 * normal }
    };
    let bytes: Vec<u8> = (0..n).map(&mut draw).flat_map(f64::to_le_bytes).collect();
    let path = folder.path().join("draws.f64");
    fs::write(&path, bytes).unwrap();
    path
}

fn json(path: &PathBuf, options: &[&str]) -> Value {
    let mut command = emstep();
    command.args(["fit", "--steps", "9", "--timings", "--format", "json"]).arg(path).args(options);
    serde_json::from_str(&stdout(&command.assert().success())).expect("one JSON object")
}

#[test]
fn fit_says_what_was_condensed_and_how_long_everything_took() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, CONDENSED_FROM);
    let condensed = json(&path, &[]);
    let exact = json(&path, &["--exact", "--threads", "1"]);
    for (a, b) in
        condensed["trace"].as_array().unwrap().iter().zip(exact["trace"].as_array().unwrap())
    {
        let [a, b] = [a, b].map(|row| row["log_likelihood"].as_f64().unwrap());
        assert!((a / b - 1.0).abs() < 1e-12, "{a} {b}");
    }
    assert_eq!(condensed["trace"].as_array().unwrap().len(), 10);
    let (timings, of_exact) = (&condensed["timings"], &exact["timings"]);
    assert!((100..5000).contains(&timings["nodes"].as_u64().unwrap()), "{timings}");
    assert!(timings["condense_s"].as_f64().unwrap() > 0.0);
    assert!(of_exact["nodes"].is_null() && of_exact["condense_s"].is_null(), "{of_exact}");
    assert_eq!(of_exact["threads"], 1);
    for timings in [timings, of_exact] {
        let times = ["load_s", "iteration_s"].map(|name| timings[name].as_f64().unwrap());
        assert!(times.iter().all(|time| *time > 0.0));
        assert!(timings["total_s"].as_f64().unwrap() >= times.iter().sum());
        let peak = timings["peak_bytes"].as_u64().unwrap();
        assert!(peak as usize > 8 * CONDENSED_FROM, "{peak}");
    }
}

#[test]
fn the_trace_does_not_depend_on_threads() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, CONDENSED_FROM + 1);
    let trace = |options: &[&str]| json(&path, options)["trace"].clone();
    assert_eq!(trace(&["--threads", "1"]), trace(&["--threads", "3"]));
    let none = emstep().args(["fit", "--threads", "0"]).assert().failure();
    let line = "emstep: error: invalid value '0' for '--threads <N>': it must be a whole number from 1 to 1024\n";
    assert_eq!(stderr(&none), line);
}

#[test]
fn fit_holds_the_nodes_against_an_exact_pass_where_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, CONDENSED_FROM);
    let said = |options: &[&str]| {
        let mut command = emstep();
        stderr(
            &command
                .args(["fit", "--steps", "1", "--compare"])
                .arg(&path)
                .args(options)
                .assert()
                .success(),
        )
    };
    let nodes = said(&[]);
    let condensed = "emstep: condensed: nodes replace the 65,536 observations, to twelve digits; --exact sums them all\n";
    assert!(nodes.starts_with(condensed), "{nodes}");
    let compared = nodes.lines().nth(1).unwrap();
    assert!(compared.starts_with("emstep: nodes agree with the exact pass: ℓ "), "{compared}");
    assert_eq!(said(&["--exact"]), "emstep: the data are not condensed: nothing to compare\n");
}

#[test]
fn fit_does_not_say_that_nodes_replace_the_observations_if_none_do() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, CONDENSED_FROM);
    // No cells are as narrow as this.
    let narrow = ["--means=0,2", "--sds=1e-9,1", "--steps", "0", "--compare"];
    let said = stderr(&emstep().arg("fit").arg(&path).args(narrow).assert().success());
    assert!(!said.contains("nodes replace"), "{said}");
    assert!(said.contains("not condensed at θ₀") && said.contains("all 65,536"), "{said}");
}
