//! `emstep fit --export`, `--predict`, `--names` and `--code`.

use std::fs;
use std::io::Write;
use std::path::Path;
#[cfg(unix)]
use std::process::{Command, Stdio};

use emstep::mixture::{Theta, label, responsibilities, uncertainty};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use tempfile::TempDir;

#[cfg(unix)]
use crate::program::EMSTEP;
use crate::program::{emstep, stderr, stdout};

pub(crate) fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

pub(crate) fn fit(folder: &Path, words: &[&str]) -> assert_cmd::assert::Assert {
    emstep().current_dir(folder).arg("fit").args(words).assert()
}

pub(crate) fn json(folder: &Path, words: &[&str]) -> Value {
    let said = fit(folder, &[words, &["--format", "json"]].concat()).success();
    serde_json::from_str(&stdout(&said)).expect("JSON")
}

/// A CSV file: its header and its rows.
fn table(folder: &Path, name: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut csv = csv::Reader::from_path(folder.join(name)).expect("a table");
    let header = csv.headers().expect("a header").iter().map(str::to_owned).collect();
    let row = |row: Result<csv::StringRecord, csv::Error>| {
        row.expect("a row").iter().map(str::to_owned).collect()
    };
    (header, csv.records().map(row).collect())
}

pub(crate) fn number(cell: &str) -> f64 {
    cell.parse().expect("a number")
}

/// The last θ of a trace.
fn last_theta(report: &Value) -> Theta {
    let last = report["trace"].as_array().unwrap().last().unwrap();
    let list = |name: &str| -> Vec<f64> {
        last[name].as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
    };
    Theta::from_lists(&list("weights"), &list("means"), &list("variances")).unwrap()
}

/// Compares numbers of a θ that was read back: it lacks what a mean has below its last bit.
fn are_close(numbers: &[f64], expected: &[f64]) {
    assert_eq!(numbers.len(), expected.len());
    for (number, expected) in numbers.iter().zip(expected) {
        let allowed = 1e-12 * expected.abs().max(1e-3);
        assert!((number - expected).abs() <= allowed, "{number} is not {expected}");
    }
}

const GALAXIES: [&str; 4] = ["--example", "galaxies", "-k", "3"];

#[test]
fn gamma_labels_and_posterior_are_those_of_the_last_theta() {
    let folder = folder();
    let exports = [
        "--export",
        "g.csv=responsibilities",
        "--export",
        "labels.csv",
        "--export",
        "posterior.csv",
    ];
    let theta = last_theta(&json(folder.path(), &[&GALAXIES, &exports[..]].concat()));
    let (header, rows) = table(folder.path(), "g.csv");
    assert_eq!(header, ["i", "x", "gamma_1", "gamma_2", "gamma_3"]);
    assert_eq!(rows.len(), 82);
    let (names, labels) = table(folder.path(), "labels.csv");
    assert_eq!(names, ["i", "x", "label", "uncertainty"]);
    for (i, (row, labelled)) in rows.iter().zip(&labels).enumerate() {
        let x = number(&row[1]);
        let gamma = responsibilities(x, &theta);
        let written: Vec<f64> = row[2..].iter().map(|cell| number(cell)).collect();
        assert_eq!(row[0], i.to_string());
        are_close(&written, &gamma);
        assert_eq!(labelled[..2], row[..2]);
        assert_eq!(labelled[2], (label(x, &theta) + 1).to_string());
        // Of the very numbers that are written.
        assert_eq!(number(&labelled[3]), uncertainty(&written));
    }
    let (header, grid) = table(folder.path(), "posterior.csv");
    assert_eq!(header, ["x", "density", "posterior_1", "posterior_2", "posterior_3"]);
    assert_eq!(grid.len(), 501);
    for row in &grid {
        let numbers: Vec<f64> = row.iter().map(|cell| number(cell)).collect();
        are_close(&numbers[1..2], &[theta.density(numbers[0])]);
        are_close(&numbers[2..], &responsibilities(numbers[0], &theta));
    }
    let xs: Vec<f64> = grid.iter().map(|row| number(&row[0])).collect();
    assert!(xs.windows(2).all(|pair| pair[0] < pair[1]));
    let observed = rows.iter().map(|row| number(&row[1]));
    assert!(observed.clone().all(|x| xs[0] <= x && x <= xs[500]));
}

#[test]
fn an_export_is_the_printed_report_with_where_the_data_come_from() {
    let folder = folder();
    fs::write(folder.path().join("a.csv"), "x\n-1\n0\n4\n5\n6\n").unwrap();
    let words = ["a.csv", "-k", "2", "--export", "fit.json", "--export", "fit.csv"];
    let printed = json(folder.path(), &words);
    let text = fs::read_to_string(folder.path().join("fit.json")).unwrap();
    let mut exported: Value = serde_json::from_str(&text).unwrap();
    let files = exported["data"].as_object_mut().unwrap().remove("files").unwrap();
    assert_eq!(exported, printed);
    assert_eq!(printed["schema_version"], 1);
    assert_eq!(printed["program"], concat!("emstep ", env!("CARGO_PKG_VERSION")));
    assert_eq!(files[0]["path"], "a.csv");
    // As sha256sum has it.
    let sha256 = "8d6951d16996c51f3fd6a172728b45c6b79d358c2a29efe202cae484e0d46a11";
    assert_eq!(files[0]["sha256"], sha256);
    // The same bytes as on standard output.
    fs::remove_file(folder.path().join("fit.json")).unwrap();
    fs::remove_file(folder.path().join("fit.csv")).unwrap();
    let csv = fit(folder.path(), &[&words[..], &["--format", "csv"]].concat()).success();
    assert_eq!(stdout(&csv), fs::read_to_string(folder.path().join("fit.csv")).unwrap());
    assert!(stderr(&csv).contains("trace written to fit.json"));
    // What is printed beside it makes no difference.
    assert_eq!(fs::read_to_string(folder.path().join("fit.json")).unwrap(), text);
    assert!(exported["convergence"].is_object(), "{exported}");
    // A pipe has no hash, and the run is exported all the same.
    let piped = emstep()
        .current_dir(folder.path())
        .args(["fit", "-", "-k", "1", "--export", "piped.json"])
        .write_stdin("1\n2\n5\n")
        .assert();
    piped.success();
    let text = fs::read_to_string(folder.path().join("piped.json")).unwrap();
    let piped: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(piped["data"]["files"], serde_json::json!([]));
}

/// The cells of a row of Markdown.
fn markdown(line: &str) -> Vec<String> {
    let inner = line.trim_start_matches("| ").trim_end_matches(" |");
    inner.split(" | ").map(|cell| cell.trim().to_owned()).collect()
}

/// The cells of a row of a LaTeX table, numbers as they are written elsewhere.
fn latex(line: &str) -> Vec<String> {
    let cell = |cell: &str| {
        let bare = cell.trim().replace('$', "");
        match bare.split_once(" \\times 10^{") {
            Some((digits, power)) => format!("{digits}e{}", power.trim_end_matches('}')),
            None => bare,
        }
    };
    line.trim_end_matches(" \\\\").split('&').map(cell).collect()
}

#[test]
fn tables_to_read_have_the_numbers_of_the_text() {
    let folder = folder();
    let exports = [
        "--export",
        "trace.md",
        "--export",
        "trace.tex",
        "--export",
        "theta.md",
        "--export",
        "theta.tex",
    ];
    let words = ["--steps", "6"];
    let text = stdout(&fit(folder.path(), &[&words, &exports[..]].concat()).success());
    let rows: Vec<Vec<&str>> = (text.lines().skip(3))
        .take_while(|line| !line.is_empty())
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(rows.len(), 14);
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let filled = |cells: Vec<String>| -> Vec<String> {
        cells.into_iter().filter(|cell| !cell.is_empty()).collect()
    };
    let trace = read("trace.md");
    assert!(trace.starts_with("| t | k | π | μ | σ² | ℓ | Δℓ | F |\n| ---: |"), "{trace}");
    let written: Vec<Vec<String>> =
        trace.lines().skip(2).map(|line| filled(markdown(line))).collect();
    assert_eq!(written, rows);
    let trace = read("trace.tex");
    let body = trace.split("\\midrule\n").nth(1).unwrap().split("\\bottomrule").next().unwrap();
    let written: Vec<Vec<String>> = body.lines().map(|line| filled(latex(line))).collect();
    assert_eq!(written, rows);
    // The last rows of the trace, without t and ℓ and with σ.
    for (line, row) in read("theta.md").lines().skip(2).zip(&rows[12..]) {
        let cells = markdown(line);
        let at = row.iter().position(|cell| *cell == cells[0]).unwrap();
        assert_eq!(cells[..4], row[at..at + 4]);
        assert!((number(&cells[4]).powi(2) - number(&cells[3])).abs() < 1e-5);
    }
    let theta = read("theta.tex");
    assert!(theta.contains("$k$ & $\\pi$ & $\\mu$ & $\\sigma^2$ & $\\sigma$ \\\\"), "{theta}");
    assert!(theta.starts_with("% homework (x): n = 5, K = 2, θ₀ given\n% packages: booktabs\n"));
}

#[test]
fn the_table_over_k_is_that_of_the_report() {
    let folder = folder();
    let words = ["--example", "galaxies", "-k", "1..3", "--restarts", "4"];
    let exports = ["--export", "scan.csv", "--export", "scan.md", "--export", "scan.tex"];
    let report = json(folder.path(), &[&words, &exports[..]].concat());
    let scan = report["scan"].as_array().unwrap();
    let (header, rows) = table(folder.path(), "scan.csv");
    let markdown_of = fs::read_to_string(folder.path().join("scan.md")).unwrap();
    assert_eq!(rows.len(), scan.len());
    for ((row, object), line) in rows.iter().zip(scan).zip(markdown_of.lines().skip(2)) {
        for (name, cell) in header.iter().zip(row) {
            match &object[name] {
                Value::Null => assert_eq!(cell, ""),
                Value::String(text) => assert_eq!(cell, text),
                Value::Bool(is_so) => assert_eq!(*cell, is_so.to_string()),
                value => assert_eq!(number(cell), value.as_f64().unwrap(), "{name}"),
            }
        }
        let cells = markdown(line);
        assert_eq!(cells[..2], row[..2]);
        let bic = object["bic"].as_f64().unwrap();
        assert_eq!(cells[5], format!("{bic:.4}"));
    }
    assert_eq!(markdown_of.matches("lowest BIC").count(), 1);
}

#[test]
fn components_of_other_observations_are_told_row_by_row() {
    let folder = folder();
    fs::write(folder.path().join("new.csv"), "name,x\na,5\nb,NA\nc,-0.5\n").unwrap();
    let said = fit(folder.path(), &["--predict", "new.csv", "-c", "x"]).success();
    // They have no place for how long it took, nor for what many starts came to.
    let more = ["--predict", "new.csv", "-c", "x", "--timings"];
    assert!(stderr(&fit(folder.path(), &more).success()).contains("\nemstep: iteration "));
    let theta = last_theta(&json(folder.path(), &[]));
    let lines: Vec<String> = stdout(&said).lines().map(str::to_owned).collect();
    assert_eq!(lines[0], "line,x,label,gamma_1,gamma_2");
    assert_eq!(lines[2], "3,,,,");
    for (line, at, x) in [(&lines[1], 2, 5.0), (&lines[3], 4, -0.5)] {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!((cells[0], number(cells[1])), (at.to_string().as_str(), x));
        assert_eq!(cells[2], (label(x, &theta) + 1).to_string());
        let gamma: Vec<f64> = cells[3..].iter().map(|cell| number(cell)).collect();
        are_close(&gamma, &responsibilities(x, &theta));
    }
    // From a pipe, and beside the trace.
    let words = ["fit", "--predict", "-", "--export", "predictions.csv", "--format", "csv"];
    let piped = emstep().current_dir(folder.path()).args(words).write_stdin("x\n5\n").assert();
    assert!(stdout(&piped.success()).starts_with("t,component,"));
    let (_, rows) = table(folder.path(), "predictions.csv");
    assert_eq!(rows[0][..3], lines[1].split(',').take(3).collect::<Vec<_>>());
}

#[test]
fn other_observations_are_those_of_the_column_that_was_fitted() {
    let folder = folder();
    fs::write(folder.path().join("old.csv"), "id,waiting\n1,50\n2,55\n3,80\n4,82\n").unwrap();
    fs::write(folder.path().join("new.csv"), "id,temp,waiting\n1,1000,51.5\n2,2000,79\n").unwrap();
    fs::write(folder.path().join("other.csv"), "id,temp\n1,1000\n2,2000\n").unwrap();
    let values: Vec<u8> = [51.5_f64, f64::NAN, 79.0].iter().flat_map(|x| x.to_le_bytes()).collect();
    fs::write(folder.path().join("new.f64"), values).unwrap();
    let predicted = |new: &str, more: &[&str]| {
        let words = [&["old.csv", "-k", "2", "--equal-variances", "--predict", new], more].concat();
        let said = fit(folder.path(), &words).success();
        let x = |line: &str| line.split(',').nth(1).unwrap().to_owned();
        let found: Vec<String> = stdout(&said).lines().skip(1).map(x).collect();
        (found, stderr(&said))
    };
    let (found, says) = predicted("new.csv", &[]);
    assert_eq!(found, ["51.5", "79.0"]);
    assert!(!says.contains("the column is temp"), "{says}");
    let (found, says) = predicted("other.csv", &[]);
    assert_eq!(found, ["1000.0", "2000.0"]);
    assert!(says.contains("other.csv: the column is temp; that of old.csv is waiting"), "{says}");
    // A number is that of the column in the file of the data.
    let (found, says) = predicted("new.csv", &["-c", "2"]);
    assert_eq!(found, ["51.5", "79.0"]);
    assert!(!says.contains("the column is temp"), "{says}");
    let (found, _) = predicted("new.f64", &[]);
    assert_eq!(found, ["51.5", "", "79.0"]);
}

#[test]
fn other_programs_names_stand_for_the_same_numbers() {
    let folder = folder();
    let own = json(folder.path(), &[]);
    let last = own["trace"].as_array().unwrap().len() - 1;
    for (names, k, means, spread) in [
        ("sklearn", "n_components", "means_", "covariances_"),
        ("mclust", "G", "mean", "sigmasq"),
        ("mixtools", "k", "mu", "sigma"),
    ] {
        let other = json(folder.path(), &["--names", names]);
        assert_eq!(other[k], 2);
        assert_eq!((&other["names"], other.get("schema_version")), (&names.into(), None));
        assert_eq!(other["trace"][last][means], own["trace"][last]["means"], "{names}");
        let of = |value: &Value| value.as_f64().unwrap();
        let (theirs, ours) =
            (of(&other["trace"][last][spread][0]), of(&own["trace"][last]["variances"][0]));
        assert_eq!(theirs, if names == "mixtools" { ours.sqrt() } else { ours });
        let csv = stdout(&fit(folder.path(), &["--names", names, "--format", "csv"]).success());
        assert!(csv.lines().next().unwrap().contains(&format!("{means},{spread}")), "{csv}");
    }
}

#[test]
fn what_cannot_be_exported_is_one_line_before_the_run() {
    let folder = folder();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("old.csv", "mine");
    write("x.csv", "x\n1\n2\n3\n5\n");
    write("w.csv", "x,w\n1,2\n2,1\n5,1\n");
    fs::create_dir(folder.path().join("folder.csv")).unwrap();
    let condense = ["condense", "x.csv", "--grid", "0,1", "-o", "sums.csv"];
    emstep().current_dir(folder.path()).args(condense).assert().success();
    let twice = ["--export", "a.csv", "--export", "./a.csv=labels"];
    for (words, code, says) in [
        (&["--export", "old.csv"][..], 1, "old.csv: exists already; --force replaces it"),
        (&["--export", "folder.csv", "--force"], 1, "a folder, not a file"),
        (&["--export", "none/a.csv"], 1, "the folder none does not exist; create it first"),
        (&twice, 1, "is named twice"),
        (&["-o", "a.csv", "--export", "a.csv"], 1, "is named twice"),
        (&["x.csv", "-k", "1", "--export", "x.csv", "--force"], 1, "is one of the inputs"),
        (&["--export", "a.bmp"], 2, "its name has to end in .csv, .json, .md or .tex"),
        (&["--export", "a.csv=gama"], 2, "'gama' is not something to export"),
        (&["--export", "labels.json"], 2, "labels can only be written as .csv"),
        (&["--export", "scan.csv"], 2, "scan needs a range of K, as in -k 1..8"),
        (&["--export", "groups.csv"], 2, "groups needs --each-group"),
        (&["--export", "predictions.csv"], 2, "predictions needs --predict FILE"),
        (&["--predict", "x.csv", "--format", "json"], 2, "take the place of the trace"),
        (&["--force"], 2, "none is written; name one with -o or --export"),
        (&["--names", "sklearn"], 2, "--names is for JSON and CSV"),
        (&["--export", "a.csv", "--unit", "min"], 2, "--unit needs a file that ends in .svg"),
        (&["--export", "a.csv", "--label", "Time"], 2, "--label needs a file that ends in .svg"),
        (&["--export", "a.csv", "--width", "90"], 2, "--width needs a file that ends in .svg"),
        (&["--export", "a.svg", "--dpi", "90"], 2, "--dpi needs a file that ends in .png"),
        (&["--predict", "none.csv"], 1, "none.csv"),
        (&["x.csv", "w.csv", "--as-runs", "--export", "a.csv"], 2, "--as-runs makes several"),
        (&["sums.csv", "-k", "1", "--export", "labels.csv"], 1, "has no single observations"),
        (&["--example", "pearson-crabs", "--export", "labels.csv"], 1, "no single observations"),
        (&["--code", "python", "--format", "json"], 2, "cannot be used with"),
        (&["--code", "python", "--hard"], 1, "scikit-learn has nothing like this: hard EM"),
        (&["--code", "r", "--steps", "0"], 1, "no iteration that mclust could repeat"),
        (&["--code", "r", "--example", "pearson-crabs"], 1, "mclust does not fit grouped data"),
        (&["--code", "r", "sums.csv", "-k", "1"], 1, "a condensed table has no observations"),
        (
            &["--code", "r", "w.csv", "-c", "x", "--weight-column", "w", "-k", "1"],
            1,
            "mclust has no weights of observations",
        ),
        (
            &["--code", "r", "--simulate", "N(0,1)", "-n", "501", "-k", "1"],
            1,
            "simulated has 501 observations, and a script has up to 500 in it",
        ),
    ] {
        let said = fit(folder.path(), &[words, &["-q"]].concat()).code(code);
        let (out, err) = (stdout(&said), stderr(&said));
        assert!(err.contains(says) && out.is_empty(), "{words:?}: {err}{out}");
        assert_eq!(err.lines().count(), 1, "{words:?}: {err}");
    }
    assert_eq!(fs::read_to_string(folder.path().join("old.csv")).unwrap(), "mine");
    assert!(!folder.path().join("a.csv").exists());
}

#[test]
fn what_cannot_come_of_a_run_is_said_before_it() {
    let folder = folder();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("bad.csv", "x\nno\n");
    write("na.csv", "x\n1\n2\nNA\n5\n");
    for name in ["many.csv", "more.csv"] {
        write(name, &"1\n2\n4\n".repeat(200));
    }
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(&[1.5_f64, 3.0, 7.0].map(f64::to_le_bytes).concat().repeat(200)).unwrap();
    fs::write(folder.path().join("many.f64.gz"), gzip.finish().unwrap()).unwrap();
    for (words, says) in [
        (&["na.csv", "-k", "2", "--predict", "none.csv"][..], "none.csv: no such file"),
        (&["na.csv", "-k", "2", "--predict", "bad.csv"], "bad.csv"),
        (&["--code", "r", "--hard"], "mclust has nothing like this"),
        (&["--code", "python", "--steps", "0"], "no iteration"),
        (&["many.csv", "-k", "2", "--code", "r", "--comment", "//"], "one character"),
        (&["many.f64.gz", "-k", "2", "--code", "python"], "a compressed .f64 file is not read"),
        (&["--simulate", "N(0,1)", "-n", "501", "-k", "1", "--code", "r"], "save them to a file"),
        (&["many.csv", "more.csv", "-k", "2", "--code", "r"], "put them into one"),
        (&["--export", "surface.svg", "--axes", "mean1,mean3"], "cannot be over"),
    ] {
        // When EM begins, it is said what was left out.
        let said = fit(folder.path(), &[words, &["--export", "trace.csv"]].concat()).code(1);
        let said = stderr(&said);
        assert!(said.contains(says), "{words:?}: {said}");
        assert_eq!(said.lines().count(), 1, "{words:?}: {said}");
        assert!(!folder.path().join("trace.csv").exists());
    }
}

#[test]
fn an_export_is_whole_or_not_there() {
    let folder = folder();
    if Path::new("/dev/full").exists() {
        let full = fit(folder.path(), &["--export", "/dev/full=trace"]).code(2);
        assert!(stderr(&full).contains("its name has to end in"), "{}", stderr(&full));
        std::os::unix::fs::symlink("/dev/full", folder.path().join("full.csv")).unwrap();
        let full = fit(folder.path(), &["-q", "--export", "full.csv"]).code(1);
        let says = "emstep: error: full.csv: cannot be written: the disk is full; make room";
        assert!(stderr(&full).starts_with(says), "{}", stderr(&full));
    }
    fs::write(folder.path().join("old.csv"), "mine").unwrap();
    fit(folder.path(), &["-q", "--export", "old.csv", "--force"]).code(0);
    assert!(fs::read_to_string(folder.path().join("old.csv")).unwrap().starts_with("t,component"));
    // Nothing but the files that were named is left.
    let entries = fs::read_dir(folder.path()).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
    names.retain(|name| name != "full.csv");
    assert_eq!(names, ["old.csv"]);
}

#[cfg(unix)]
#[test]
fn data_that_change_during_a_run_have_no_hash_and_all_else_is_written() {
    let folder = folder();
    let file = |name: &str| folder.path().join(name);
    for after in [Some("x\n1\n2\n3\n9\n10\n"), None] {
        fs::write(file("x.csv"), "x\n1\n2\n3\n9\n").unwrap();
        assert!(Command::new("mkfifo").arg(file("new")).status().unwrap().success());
        let words = "fit x.csv -k 1 --predict new --export a.json --export b.json --export t.csv \
                     --export theta.json -q";
        let mut fitting = Command::new(EMSTEP);
        fitting.current_dir(folder.path()).args(words.split_whitespace());
        let fitting = fitting.stderr(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        // It is opened once the data have been read.
        let mut new = fs::File::options().write(true).open(file("new")).unwrap();
        match after {
            Some(text) => fs::write(file("x.csv"), text).unwrap(),
            None => fs::remove_file(file("x.csv")).unwrap(),
        }
        new.write_all(b"x\n2\n").unwrap();
        drop(new);
        let ended = fitting.wait_with_output().unwrap();
        assert_eq!(ended.status.code(), Some(1));
        let why = "x.csv: changed or removed since it was read, so its hash is not known";
        let says = ["a.json", "b.json"].map(|name| format!("emstep: error: {name}: {why}\n"));
        assert_eq!(String::from_utf8(ended.stderr).unwrap(), says.concat());
        assert!(!ended.stdout.is_empty());
        assert!(fs::read_to_string(file("t.csv")).unwrap().starts_with("t,component"));
        assert!(file("theta.json").exists() && !file("a.json").exists());
        for name in ["new", "t.csv", "theta.json"] {
            fs::remove_file(file(name)).unwrap();
        }
    }
}
