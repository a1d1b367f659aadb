//! Condensed data from the outside: `emstep fit` and the screen.

mod common;
mod driver;

use std::fs;
use std::path::PathBuf;

use common::{emstep, stderr, stdout};
use driver::Driver;
use emstep::app::{Beginning, Settings};
use emstep::data::{CONDENSED_FROM, Dataset, Request, Source, load};
use emstep::mixture::{Sample, Start, Theta};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

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
    assert!(compared.starts_with("emstep: exact pass: ℓ = -1"), "{compared}");
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

fn stepper(n: usize, exact: bool) -> Driver {
    let folder = tempfile::tempdir().unwrap();
    let source = Source::File(file(&folder, n));
    let dataset = load(&Request { source, column: None, exact }).unwrap();
    let from = Beginning::FromData { start: Start::Quantile, components: 2 };
    Driver::with_settings(dataset, &from, Settings { exact, ..Settings::default() })
}

#[test]
fn the_title_says_condensed_and_the_help_what_that_means() {
    let mut driver = stepper(CONDENSED_FROM, false);
    let screen = driver.press("e m").screen(160, 40);
    assert!(screen.contains(" · n = 65,536 · K = 2 · condensed: "), "{screen}");
    for (width, height) in [(120, 40), (80, 24), (60, 20)] {
        let screen = driver.screen(width, height);
        let title = screen.lines().next().unwrap();
        assert!(title.contains(" · condensed: ") && title.contains(" nodes"), "{title}");
    }
    driver.press("C");
    assert!(driver.notice().starts_with("exact pass: ℓ = -"), "{}", driver.notice());
    assert!(driver.press("?").screen(120, 40).contains("--exact turns condensing off"));
}

#[test]
fn exact_and_small_data_are_never_condensed() {
    for mut driver in
        [stepper(CONDENSED_FROM, true), stepper(CONDENSED_FROM - 1, false), Driver::homework()]
    {
        let screen = driver.press("e m").screen(160, 40);
        assert!(!screen.contains("condensed"), "{screen}");
        assert_eq!(driver.press("C").notice(), "the data are not condensed: nothing to compare");
        assert!(!driver.press("?").screen(120, 40).contains("Condensed data"));
    }
}

#[test]
fn where_no_bins_are_narrow_enough_the_title_says_exact() {
    // Half of the data lie within a few thousand of the smallest differences that there are between
    // numbers.
    let values = (0..CONDENSED_FROM as u32).map(|i| match i % 2 {
        0 => f64::from(i * 7919 % 10_007) / 1e3,
        _ => 0.4 + 1e-17 * f64::from(i * 7919 % 10_007),
    });
    let sample = Sample::new(values.collect()).unwrap();
    let mut dataset = Dataset::new("narrow", "x", sample);
    dataset.condense(false);
    let theta = Theta::from_lists(&[0.5; 2], &[5.0, 0.4], &[8.0, 1e-31]).unwrap();
    let mut driver = Driver::new(dataset, &Beginning::Given(theta));
    let title = driver.screen(160, 40).lines().next().unwrap().to_owned();
    assert!(title.contains(" · K = 2 · exact "), "{title}");
    assert!(driver.press("C").notice().starts_with("the data are not condensed"));
    assert!(driver.press("?").screen(120, 40).contains("the title says exact"));
}
