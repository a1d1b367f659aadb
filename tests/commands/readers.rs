//! What `emstep fit` exports, read back by other programs, and the scripts it prints, run by them.
//! `tests/readers/install` installs these.
#![cfg(unix)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use tempfile::TempDir;

use crate::group_table;
use crate::program::{emstep, stdout};
use crate::programs::{absent, has_latex, printed, set_by_latex, too_wide};

fn python() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or(root.join("target"), PathBuf::from);
    let python = target.join("readers/bin/python");
    if !python.exists() {
        absent("python", "tests/readers/install makes its environment");
    }
    Some(python).filter(|python| python.exists())
}

fn r() -> Option<PathBuf> {
    let has_mclust = "quit(status = !requireNamespace(\"mclust\", quietly = TRUE))";
    let tried = Command::new("Rscript").args(["-e", has_mclust]).output();
    if tried.is_ok_and(|output| output.status.success()) {
        return Some("Rscript".into());
    }
    absent("r", "Rscript with mclust is not installed");
    None
}

/// Runs `tests/readers/read.py`.
fn read(python: &Path, folder: &Path, words: &[&str]) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers/read.py");
    let mut command = Command::new(python);
    printed(&command.current_dir(folder).arg(script).args(words).output().expect("Python runs"))
}

fn fit(folder: &Path, words: &[&str]) -> String {
    stdout(&emstep().current_dir(folder).arg("fit").args(words).assert().success())
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn json_follows_its_schema() {
    let Some(python) = python() else { return };
    let folder = folder();
    fs::write(folder.path().join("g.csv"), group_table::text()).unwrap();
    let runs: [&[&str]; 9] = [
        &[],
        &["--example", "galaxies", "-k", "3", "--start", "kmeans++", "--timings"],
        &["--example", "galaxies", "-k", "3", "--restarts", "5"],
        &["--example", "galaxies", "--components", "1..3", "--restarts", "3", "--bootstrap", "2"],
        &["--example", "pearson-crabs"],
        &["--simulate", "0.3 N(0,1) + 0.7 N(4,2)", "--steps", "2"],
        &["--map-variance", "2,1", "--accelerate", "squarem"],
        &["--temperature", "2,0.9"],
        &["g.csv", "-k", "2", "--each-group"],
    ];
    let mut files = Vec::new();
    for (i, words) in runs.iter().enumerate() {
        let [export, printed] = ["export", "printed"].map(|kind| format!("{kind}{i}.json"));
        let more = ["--format", "json", "-o", &printed, "--export", &export];
        fit(folder.path(), &[*words, &more].concat());
        files.extend([export, printed]);
    }
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/schema/fit.json");
    let mut words = vec!["schema", schema.to_str().expect("UTF-8")];
    words.extend(files.iter().map(String::as_str));
    assert_eq!(read(&python, folder.path(), &words), "");
    // The schema is not one that anything follows.
    fs::write(folder.path().join("bad.json"), "{\"schema_version\": 2}").unwrap();
    words.truncate(2);
    words.push("bad.json");
    assert!(read(&python, folder.path(), &words).contains("'trace' is a required property"));
}

#[test]
fn pandas_reads_the_very_numbers() {
    let Some(python) = python() else { return };
    let folder = folder();
    let words = ["--example", "galaxies", "-k", "2", "--export", "trace.csv", "--format", "json"];
    let json: Value = serde_json::from_str(&fit(folder.path(), &words)).unwrap();
    let table: Value =
        serde_json::from_str(&read(&python, folder.path(), &["table", "trace.csv"])).unwrap();
    let trace = json["trace"].as_array().unwrap();
    for (t, row) in trace.iter().enumerate() {
        for k in 0..2 {
            let at = 2 * t + k;
            assert_eq!(table["t"][at], row["t"]);
            assert_eq!(table["mean"][at], row["means"][k]);
            assert_eq!(table["variance"][at], row["variances"][k]);
            assert_eq!(table["weight"][at], row["weights"][k]);
            assert_eq!(table["log_likelihood"][at], row["log_likelihood"]);
            assert_eq!(table["lower_bound"][at], row["lower_bound"]);
        }
    }
    assert_eq!(table["t"].as_array().unwrap().len(), 2 * trace.len());
}

/// What a script prints, beside the last θ of the run.
fn agrees(program: &Path, language: &str, folder: &Path, words: &[&str]) {
    let theta = ["--export", "theta.csv", "--force", "-o", "trace.txt"];
    fit(folder, &[words, &theta].concat());
    let script = folder.join("script");
    fs::write(&script, fit(folder, &[words, &["--code", language]].concat())).unwrap();
    let run = Command::new(program).current_dir(folder).arg(&script).output().expect("it runs");
    let (theirs, ours) = (printed(&run), fs::read_to_string(folder.join("theta.csv")).unwrap());
    assert_eq!(theirs.lines().count(), ours.lines().count(), "{theirs}");
    assert_eq!(theirs.lines().next(), ours.lines().next());
    for (their, our) in theirs.lines().zip(ours.lines()).skip(1) {
        let numbers = |line: &str| -> Vec<f64> {
            line.split(',').map(|cell| cell.parse().expect("a number")).collect()
        };
        let (their, our) = (numbers(their), numbers(our));
        // Far from 0 a mean of eight digits says nothing: its scale is σ.
        let sizes = [our[0], our[1], our[3].sqrt() + 4e-8 * our[2].abs(), our[3]];
        for ((their, our), size) in their.iter().zip(&our).zip(sizes) {
            let close = (their - our).abs() <= 1e-8 * size;
            assert!(close, "{language} {words:?}: {their} is not {our}");
        }
    }
}

/// Writes tables of 600 numbers in several dialects.
fn tables(folder: &Path) {
    let x = |i: i32| f64::from(i % 7) + f64::from(i * 7919 % 1009) / 250.0 + 1000.0;
    let write = |name: &str, text: String| fs::write(folder.join(name), text).unwrap();
    let rows = |row: &dyn Fn(i32) -> String| (0..600).map(row).collect::<String>();
    let plain = |i: i32| {
        let cell = if i % 50 == 7 { "NA".to_owned() } else { x(i).to_string() };
        format!("{},{cell},\"a, b\"\n", "abc".chars().nth(i as usize % 3).unwrap())
    };
    write("plain.csv", format!("name,x,note\n{}", rows(&plain)));
    let marked = |i: i32| {
        let cell = if i % 50 == 7 { "-999".to_owned() } else { x(i).to_string() };
        format!("{i},{cell}\n")
    };
    write("marked.csv", format!("\"n\nof row\",x\n{}", rows(&marked)));
    let german = |i: i32| {
        format!(
            "{i};{}\n",
            format!("1.{:.3}", x(i) - 1000.0 + 100.0).replacen('.', ",", 2).replacen(',', ".", 1)
        )
    };
    write("german.csv", format!("# measured\nn;x\n{}", rows(&german)));
    write("blanks.txt", format!("n x\n{}", rows(&|i| format!("{i}   {}\n", x(i)))));
    write("one.csv", rows(&|i| format!("{}\n", x(i))));
    for (name, distance) in [("far.csv", 1e9), ("below.csv", -1e6)] {
        let row = |x: &f64| format!("{}\n", distance + x);
        write(name, [-1.0, 0.0, 4.0, 5.0, 6.0].iter().map(row).collect());
    }
    write("further.csv", rows(&|i| format!("{}\n", 1e12 + x(i))));
    let bytes: Vec<u8> = (0..600).flat_map(|i| x(i).to_le_bytes()).collect();
    fs::write(folder.join("x.f64"), &bytes).unwrap();
    fs::write(folder.join("UPPER.F64"), &bytes).unwrap();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(&fs::read(folder.join("plain.csv")).unwrap()).unwrap();
    let gzip = gzip.finish().unwrap();
    fs::write(folder.join("packed.csv.gz"), &gzip).unwrap();
    // What is in a file counts, not the end of its name.
    fs::write(folder.join("packed.csv"), &gzip).unwrap();
    fs::copy(folder.join("one.csv"), folder.join("plain.gz")).unwrap();
}

const RUNS: [&[&str]; 20] = [
    &[],
    &["--steps", "1"],
    &["--means", "-1,5", "--variances", "2,2", "--equal-variances"],
    &["--example", "galaxies", "-k", "3", "--start", "kmeans++", "--seed", "4"],
    &["--example", "old-faithful", "-k", "1"],
    &["plain.csv", "-c", "x"],
    &["marked.csv", "-c", "x", "--missing", "-999"],
    &["german.csv", "-c", "x"],
    &["blanks.txt", "-c", "x"],
    &["one.csv", "-k", "3"],
    &["x.f64"],
    &["UPPER.F64"],
    &["packed.csv.gz", "-c", "x"],
    &["packed.csv", "-c", "x"],
    &["plain.gz"],
    &["far.csv"],
    &["far.csv", "--equal-variances"],
    &["below.csv", "--equal-variances"],
    &["further.csv"],
    &["further.csv", "--equal-variances"],
];

#[test]
fn scikit_learn_comes_to_the_same_theta() {
    let Some(python) = python() else { return };
    let folder = folder();
    tables(folder.path());
    for words in RUNS {
        agrees(&python, "python", folder.path(), words);
    }
}

#[test]
fn mclust_comes_to_the_same_theta() {
    let Some(r) = r() else { return };
    let folder = folder();
    tables(folder.path());
    for words in RUNS {
        agrees(&r, "r", folder.path(), words);
    }
}

/// Returns the cells of the rows of a table in LaTeX that are numbers, as they are read on paper.
fn numbers_of_latex(table: &str) -> Vec<String> {
    let rows = table.lines().filter(|line| line.ends_with("\\\\"));
    let cells = rows.flat_map(|row| row.trim_end_matches("\\\\").split('&'));
    let cells = cells.map(|cell| cell.trim().trim_matches('$'));
    let numbers = cells.filter(|cell| cell.parse::<f64>().is_ok());
    numbers.map(|number| number.replace('-', "−")).collect()
}

#[test]
fn latex_sets_the_tables_and_their_numbers_are_on_paper() {
    if !has_latex() {
        return;
    }
    let folder = folder();
    let range = ["--example", "galaxies", "-k", "1..3", "--restarts", "3", "--export", "scan.tex"];
    fit(folder.path(), &range);
    let all = ["--export", "trace.tex", "--export", "theta.tex", "--format", "json"];
    let json = fit(folder.path(), &[&["--example", "galaxies", "-k", "3"], &all[..]].concat());
    let inputs = "\\input{scan}\n\n\\input{theta}\n\n\\input{trace}\n";
    let document = format!(
        "\\documentclass{{article}}\n\\usepackage[utf8]{{inputenc}}\n\\usepackage{{booktabs,longtable}}\n\
         \\begin{{document}}\n{inputs}\\end{{document}}\n"
    );
    fs::write(folder.path().join("all.tex"), document).unwrap();
    let pages = set_by_latex(folder.path(), "all");
    assert_eq!(too_wide(folder.path(), "all"), [""; 0]);
    let scan = fs::read_to_string(folder.path().join("scan.tex")).unwrap();
    let title = scan.lines().next().unwrap();
    assert!(title.contains("n = 82, K = 1 to 3, each the best of 3 starts"), "{title}");
    let on_paper: Vec<&str> = pages.split_whitespace().collect();
    for table in ["scan.tex", "theta.tex", "trace.tex"] {
        let numbers = numbers_of_latex(&fs::read_to_string(folder.path().join(table)).unwrap());
        assert!(numbers.len() > 10, "{table} has few numbers: {numbers:?}");
        for number in numbers {
            assert!(on_paper.contains(&&number[..]), "{number} of {table} is not in\n{pages}");
        }
    }
    // The numbers are those of the fit.
    let json: Value = serde_json::from_str(&json).unwrap();
    let last = json["trace"].as_array().unwrap().last().unwrap();
    for name in ["weights", "means", "variances"] {
        for number in last[name].as_array().unwrap() {
            let number = format!("{:.6}", number.as_f64().unwrap());
            assert!(on_paper.contains(&&number[..]), "{name}: {number} is not in\n{pages}");
        }
    }
}
