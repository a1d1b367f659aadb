//! `emstep fit`, as a person or a program calls it.

use std::process::Stdio;

use serde_json::Value;

use crate::program::{emstep, stderr, stdout};

/// The homework's trace as it is known: π₁, μ₁, μ₂, σ₁², σ₂², ℓ, rounded to six places.
const HOMEWORK: [[&str; 6]; 8] = [
    ["0.500000", "6.000000", "7.000000", "1.000000", "4.000000", "-24.512532"],
    ["0.363037", "5.131728", "1.471031", "0.615563", "6.967022", "-10.955912"],
    ["0.431733", "5.139790", "1.022375", "0.599621", "5.880785", "-10.746386"],
    ["0.488898", "5.115462", "0.585126", "0.618551", "4.557092", "-10.511846"],
    ["0.540269", "5.073421", "0.128312", "0.640660", "2.914749", "-10.111430"],
    ["0.584280", "5.023144", "-0.324546", "0.659486", "1.030404", "-9.157718"],
    ["0.599971", "5.000048", "-0.499674", "0.666651", "0.251450", "-8.465276"],
    ["0.600000", "5.000000", "-0.500000", "0.666667", "0.250000", "-8.465259"],
];

fn json(args: &[&str]) -> Value {
    let words = ["fit", "--format", "json"].iter().chain(args);
    let output = emstep().args(words).assert().success().get_output().clone();
    serde_json::from_slice(&output.stdout).expect("one JSON object")
}

fn trace(document: &Value) -> &[Value] {
    document["trace"].as_array().expect("a trace")
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(number).collect()
}

#[test]
fn the_homework_gives_its_known_trace() {
    let document = json(&["--steps", "7"]);
    assert_eq!(trace(&document).len(), HOMEWORK.len());
    for (t, (row, expected)) in trace(&document).iter().zip(HOMEWORK).enumerate() {
        let (weights, means) = (numbers(&row["weights"]), numbers(&row["means"]));
        let variances = numbers(&row["variances"]);
        let log_likelihood = number(&row["log_likelihood"]);
        let found = [weights[0], means[0], means[1], variances[0], variances[1], log_likelihood];
        assert_eq!(found.map(|x| format!("{x:.6}")), expected, "at t = {t}");
    }
    let first = &trace(&document)[1];
    let (bound, log_likelihood) = (number(&first["lower_bound"]), number(&first["log_likelihood"]));
    assert_eq!(format!("{bound:.6}"), "-11.079494");
    assert_eq!(format!("{:.6}", log_likelihood - bound), "0.123581");
}

#[test]
fn the_first_log_likelihood_is_printed_to_its_last_digit() {
    for format in ["json", "csv"] {
        let assert = emstep().args(["fit", "--steps", "0", "--format", format]).assert().success();
        assert!(stdout(&assert).contains("-24.512532330086678"), "{}", stdout(&assert));
        assert_eq!(stderr(&assert), "");
    }
}

#[test]
fn the_json_object_has_the_documented_shape() {
    let keys = |value: &Value| -> Vec<String> {
        value.as_object().expect("an object").keys().cloned().collect()
    };
    let document = json(&["--steps", "2"]);
    let mut expected =
        vec!["components", "data", "message", "program", "schema_version", "start", "stopped"];
    expected.push("trace");
    assert_eq!(keys(&document), expected);
    assert_eq!(document["data"], serde_json::json!({"source": "homework", "column": "x", "n": 5}));
    assert_eq!(document["components"], 2);
    assert_eq!(document["stopped"], "steps");
    assert_eq!(document["message"], "stopped after 2 iterations, as asked for");
    for (t, row) in trace(&document).iter().enumerate() {
        let expected = ["log_likelihood", "lower_bound", "means", "t", "variances", "weights"];
        assert_eq!(keys(row), expected);
        assert_eq!(row["t"], t);
        assert_eq!(row["lower_bound"].is_null(), t == 0);
    }
}

#[test]
fn csv_holds_the_same_numbers_as_json() {
    let document = json(&[]);
    let assert = emstep().args(["fit", "--format", "csv"]).assert().success();
    let text = stdout(&assert);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header: Vec<&str> = reader.headers().unwrap().iter().map(str::trim).collect();
    let expected =
        ["t", "component", "weight", "mean", "variance", "log_likelihood", "lower_bound", "seed"];
    assert_eq!(header, expected);
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(records.len(), 2 * trace(&document).len());
    for (i, record) in records.iter().enumerate() {
        let (t, k) = (i / 2, i % 2);
        let row = &trace(&document)[t];
        assert_eq!(record[0], t.to_string());
        assert_eq!(record[1], (k + 1).to_string());
        let cell = |column: usize| record[column].parse::<f64>().expect("a number");
        assert_eq!(cell(2), number(&row["weights"][k]));
        assert_eq!(cell(3), number(&row["means"][k]));
        assert_eq!(cell(4), number(&row["variances"][k]));
        assert_eq!(cell(5), number(&row["log_likelihood"]));
        assert_eq!(record[6].parse().ok(), row["lower_bound"].as_f64(), "at t = {t}");
    }
}

#[test]
fn the_text_is_a_table_to_read() {
    let assert = emstep().args(["fit", "--steps", "7"]).assert().success();
    insta::assert_snapshot!(stdout(&assert), @r"
    homework (x): n = 5, K = 2, θ₀ given

    t  k         π          μ        σ²           ℓ         Δℓ           F
    0  1  0.500000   6.000000  1.000000  -24.512532
       2  0.500000   7.000000  4.000000
    1  1  0.363037   5.131728  0.615563  -10.955912  13.556620  -11.079494
       2  0.636963   1.471031  6.967022
    2  1  0.431733   5.139790  0.599621  -10.746386   0.209527  -10.845233
       2  0.568267   1.022375  5.880785
    3  1  0.488898   5.115462  0.618551  -10.511846   0.234540  -10.631792
       2  0.511102   0.585126  4.557092
    4  1  0.540269   5.073421  0.640660  -10.111430   0.400415  -10.328679
       2  0.459731   0.128312  2.914749
    5  1  0.584280   5.023144  0.659486   -9.157718   0.953712   -9.603503
       2  0.415720  -0.324546  1.030404
    6  1  0.599971   5.000048  0.666651   -8.465276   0.692442   -8.469567
       2  0.400029  -0.499674  0.251450
    7  1  0.600000   5.000000  0.666667   -8.465259   1.713e-5   -8.465259
       2  0.400000  -0.500000  0.250000

    stopped at t = 7: steps
    ");
    let assert = emstep().args(["fit", "--start", "kmeans++", "--seed", "3", "-k", "1"]).assert();
    insta::assert_snapshot!(stdout(&assert.success()), @r"
    homework (x): n = 5, K = 1, θ₀ from k-means++, seed 3

    t  k         π         μ        σ²           ℓ        Δℓ           F
    0  1  1.000000  2.800000  7.760000  -12.217149
    1  1  1.000000  2.800000  7.760000  -12.217149  0.000000  -12.217149

    stopped at t = 1: converged
    fraction of missing information: 0.0000 (1 − smallest eigenvalue of I_com⁻¹ I_obs)
    ");
}

#[test]
fn the_bound_lies_between_the_old_and_the_new_log_likelihood() {
    for start in [&["-k", "2"][..], &["-k", "3"], &["--start", "kmeans++", "-k", "2"]] {
        let document = json(start);
        let pairs = trace(&document).windows(2);
        assert!(pairs.len() > 0, "{document}");
        for pair in pairs {
            let before = number(&pair[0]["log_likelihood"]);
            let bound = number(&pair[1]["lower_bound"]);
            let after = number(&pair[1]["log_likelihood"]);
            assert!(before <= bound + 1e-12 && bound <= after + 1e-12, "{pair:?}");
        }
    }
}

#[test]
fn a_run_says_how_it_ended_and_exits_with_0() {
    let narrow = &["--means", "4,5", "--variances", "1e-4,1"][..];
    let far = &["--means", "5,1e9", "--variances", "1,1"][..];
    let table: [(&[&str], &str, &str); 5] = [
        (
            &[],
            "converged",
            "converged after 8 iterations: the last one did not change ℓ at all, and the tolerance is 1e-9",
        ),
        (
            &["--tolerance", "0.1"],
            "converged",
            "converged after 2 iterations: the last one changed ℓ by 4.2e-2 per observation, and the tolerance is 0.1",
        ),
        (
            &["--max-iterations", "3"],
            "max-iterations",
            "stopped after 3 iterations, the most allowed, before converging: the last one changed ℓ by 4.7e-2 per observation",
        ),
        (narrow, "collapsed", "stopped after 0 iterations: component 1 collapsed onto x_2 = 4"),
        (far, "empty", "stopped after 0 iterations: component 2 is empty"),
    ];
    for (args, stopped, message) in table {
        let document = json(args);
        assert_eq!(document["stopped"], stopped);
        let said = document["message"].as_str().expect("a sentence");
        assert!(said.starts_with(message), "{said}");
        let assert = emstep().arg("fit").args(args).assert().success();
        assert_eq!(stderr(&assert), format!("emstep: {said}\n"));
        let last = trace(&document).len() - 1;
        let text = stdout(&assert);
        assert!(text.contains(&format!("\nstopped at t = {last}: {stopped}\n")), "{text}");
        // A rate is one of a run that converged.
        let has_rate = text.contains("fraction of missing information");
        assert_eq!(has_rate, stopped == "converged" && last > 2, "{text}");
    }
}

#[test]
fn a_tolerance_of_0_runs_on() {
    let document = json(&["--tolerance", "0", "--max-iterations", "50"]);
    assert_eq!(document["stopped"], "max-iterations");
    assert_eq!(trace(&document).len(), 51);
}

#[test]
fn lists_give_theta_in_more_than_one_way() {
    let expected =
        json(&["--steps", "3", "--weights", "0.5,0.5", "--means", "-1,5", "--variances", "1,4"]);
    let spaced = json(&["--steps", "3", "--means=-1, 5", "--sds", "1, 2", "-k", "2"]);
    assert_eq!(spaced, expected);
    assert_eq!(numbers(&expected["trace"][0]["means"]), [-1.0, 5.0]);
}

#[test]
fn a_seed_gives_the_same_run_again_and_the_default_is_1() {
    let run =
        |seed: &[&str]| json(&[&["--start", "kmeans++", "-k", "3", "--steps", "0"], seed].concat());
    assert_eq!(run(&[]), run(&["--seed", "1"]));
    let means = |document: Value| document["trace"][0]["means"].to_string();
    let first = means(run(&[]));
    assert!((2..20).any(|seed| means(run(&["--seed", &seed.to_string()])) != first));
}

#[test]
fn what_is_special_is_said() {
    let say = |args: &[&str]| {
        let assert = emstep().args(["fit", "--steps", "1"]).args(args).assert().success();
        stderr(&assert)
    };
    assert_eq!(
        say(&["--means", "1,2,1", "--variances", "1,1,1"]),
        "emstep: components 1 and 3 are identical: EM can never part them\n"
    );
    assert_eq!(
        say(&["-k", "1"]),
        "emstep: K = 1: EM is done after one iteration, with the mean and variance of the data\n"
    );
    assert_eq!(say(&[]), "");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    // Far more than a pipe holds, so that the program is still writing when its reader goes.
    let mut child = std::process::Command::new(crate::program::EMSTEP)
        .args(["fit", "--steps", "5000", "--format", "csv"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("emstep starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("emstep ends");
    assert!(output.status.success(), "{output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_an_error() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("/dev/full");
    let output =
        std::process::Command::new(crate::program::EMSTEP).arg("fit").stdout(full).output();
    let output = output.expect("emstep starts");
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.starts_with("emstep: error: cannot write the output: "), "{said}");
    assert_eq!(said.lines().count(), 1);
}

#[test]
fn help_and_version_are_on_standard_output() {
    for args in [&["--help"][..], &["fit", "--help"]] {
        let assert = emstep().args(args).assert().success();
        assert!(stdout(&assert).contains("variances, not standard deviations"));
        assert_eq!(stderr(&assert), "");
    }
    let assert = emstep().arg("-V").assert().success();
    assert_eq!(stdout(&assert), concat!("emstep ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn every_example_that_is_listed_can_be_run() {
    let assert = emstep().arg("examples").assert().success();
    let list = stdout(&assert);
    let names: Vec<&str> =
        list.lines().filter_map(|line| line.split_once("  ")).map(|l| l.0).collect();
    assert!(names.contains(&"homework"), "{list}");
    for name in names {
        let document = json(&["--example", name, "--steps", "1"]);
        assert_eq!(document["data"]["source"], name);
    }
}

#[test]
fn real_data_reach_their_known_fits_from_stated_starts() {
    // The data and θ₀; π, μ, σ of each component in ascending order of μ; ℓ; and how many digits
    // are known of these published maximum-likelihood fits. Quantile groups lead the galaxies to a
    // lesser maximum.
    type Fit = (&'static str, &'static [[f64; 3]], f64, f64);
    let fits: [Fit; 5] = [
        (
            "old-faithful -c waiting_min",
            &[[0.360_886, 54.614_859, 5.871_221], [0.639_114, 80.091_071, 5.867_733]],
            -1_034.001_750,
            1e-5,
        ),
        (
            "old-faithful -c eruptions_min",
            &[[0.348_405, 2.018_608, 0.235_622], [0.651_595, 4.273_343, 0.437_063]],
            -276.360_040,
            1e-5,
        ),
        (
            "galaxies -c 1 --means 10,21,33 --sds 1,2,1",
            &[[0.0854, 9.710, 0.4225], [0.8781, 21.400, 2.1945], [0.0366, 33.044, 0.9217]],
            -203.1792,
            1e-3,
        ),
        (
            "iris -c petal_length_cm",
            &[[0.333_111, 1.461_750, 0.171_657], [0.666_889, 4.904_976, 0.823_218]],
            -200.578_759,
            1e-5,
        ),
        (
            "penguins -c flipper_length_mm",
            &[[0.601_050, 190.916_932, 6.495_111], [0.398_950, 215.978_426, 7.288_182]],
            -1_343.161_757,
            1e-5,
        ),
    ];
    for (data, components, log_likelihood, tolerance) in fits {
        let k = components.len().to_string();
        let words = ["--example"].into_iter().chain(data.split(' '));
        let document = json(&words.chain(["-k", &k, "--tolerance", "1e-13"]).collect::<Vec<_>>());
        assert_eq!(document["stopped"], "converged", "{data}");
        let last = trace(&document).last().expect("θ₀ at least");
        let close = |found: f64, known: f64, what: &str| {
            assert!(
                (found - known).abs() <= tolerance * known.abs().max(1.0),
                "{data}: {what} = {found}, not {known}"
            );
        };
        close(number(&last["log_likelihood"]), log_likelihood, "ℓ");
        for (j, [weight, mean, sd]) in components.iter().enumerate() {
            close(number(&last["weights"][j]), *weight, "π");
            close(number(&last["means"][j]), *mean, "μ");
            close(number(&last["variances"][j]).sqrt(), *sd, "σ");
        }
    }
}

#[test]
fn a_csv_file_and_standard_input_give_the_same_run() {
    let text = "name,waiting\na,-1\nb,NA\nc,0\nd,\ne,4\nf,5\ng,6\n";
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("times.csv");
    std::fs::write(&path, text).expect("a file");
    let options =
        ["fit", "--format", "json", "--means", "6,7", "--variances", "1,4", "--steps", "7"];
    let from_file = emstep().args(options).arg(&path).assert().success();
    let from_stdin = emstep().args(options).arg("-").write_stdin(text).assert().success();
    for assert in [&from_file, &from_stdin] {
        let document: Value = serde_json::from_str(&stdout(assert)).expect("one JSON object");
        assert_eq!(document["data"]["column"], "waiting");
        assert_eq!(document["data"]["n"], 5);
        assert_eq!(document["trace"], json(&["--steps", "7"])["trace"]);
        assert_eq!(stderr(assert), "emstep: 2 cells were left out of waiting: 1 empty, 1 NA\n");
    }
    let source =
        |text: String| serde_json::from_str::<Value>(&text).unwrap()["data"]["source"].clone();
    assert_eq!(source(stdout(&from_file)), path.to_str().expect("a plain path"));
    assert_eq!(source(stdout(&from_stdin)), "standard input");
}

#[test]
fn data_without_spread_collapse_with_a_word_about_why() {
    for (text, note) in [
        ("5\n5\n5\n", "emstep: all 3 observations are 5: the M-step makes every variance 0\n"),
        ("5\n", "emstep: there is one observation: the M-step makes every variance 0\n"),
    ] {
        let assert =
            emstep().args(["fit", "-", "-k", "1", "--format", "json"]).write_stdin(text).assert();
        let assert = assert.success();
        let document: Value = serde_json::from_str(&stdout(&assert)).expect("one JSON object");
        assert_eq!(document["stopped"], "collapsed");
        assert!(stderr(&assert).starts_with(note), "{}", stderr(&assert));
        assert!(!stdout(&assert).contains("NaN"));
    }
}
