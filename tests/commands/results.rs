//! What the results of `emstep fit` say of the data, and the names of the files they go to.

use std::fs;

use serde_json::Value;

use crate::exports::{fit, folder, json, number};
use crate::program::{emstep, stderr, stdout};

#[test]
fn a_long_name_of_a_column_is_whole_for_programs() {
    let folder = folder();
    let names =
        ["ago", "on"].map(|end| format!("the waiting time until the next eruption {end} [min]"));
    let [first, second] = &names;
    let write = |name: &str, text: String| fs::write(folder.path().join(name), text).unwrap();
    write("old.csv", format!("{first},{second}\n9,50\n8,55\n3,80\n1,82\n"));
    write("new.csv", format!("{first},{second}\n1,51.5\n2,79\n"));
    let words = ["old.csv", "-c", "2", "-k", "1"];
    assert_eq!(json(folder.path(), &words)["data"]["column"], second[..]);
    // The column of that very name, and not the first of numbers.
    let plan = ["old.csv", "-c", second, "-k", "1", "--predict", "new.csv"];
    let said = fit(folder.path(), &plan).success();
    assert!(stdout(&said).contains("\n2,51.5,") && !stderr(&said).contains("the column is"));
    // People read the beginning and the unit.
    let text = stdout(&fit(folder.path(), &words).success());
    assert!(text.contains("(the waiting time until the next e… [min])"), "{text}");
}

#[test]
fn json_says_what_was_left_out() {
    let folder = folder();
    fs::write(folder.path().join("x.csv"), "x\n1\n-999\nNA\n2\n4\n").unwrap();
    let words = ["x.csv", "-k", "1", "--missing", "-999", "--export", "r.json"];
    let printed = json(folder.path(), &words);
    let exported = fs::read_to_string(folder.path().join("r.json")).unwrap();
    let exported: Value = serde_json::from_str(&exported).unwrap();
    for report in [printed, exported] {
        let notes = report["data"]["notes"].to_string();
        assert!(notes.contains("2 cells were left out of x"), "{notes}");
    }
}

#[test]
fn quantiles_far_from_0_are_as_far_apart_as_they_are() {
    let folder = folder();
    let far: Vec<String> = (0..40).map(|i| format!("1700000000.{:05}\n", i * i)).collect();
    fs::write(folder.path().join("far.csv"), far.concat()).unwrap();
    fit(folder.path(), &["far.csv", "-k", "1", "--export", "qq.svg"]).success();
    let figure = fs::read_to_string(folder.path().join("qq.svg")).unwrap();
    let marks = figure.lines().find(|line| line.matches('M').count() == 40).expect("40 marks");
    let lefts: Vec<f64> =
        marks.split('M').skip(1).map(|mark| number(mark.split(' ').next().unwrap())).collect();
    let wide = lefts.iter().copied().fold(f64::NEG_INFINITY, f64::max)
        - lefts.iter().copied().fold(f64::INFINITY, f64::min);
    assert!(wide > 150.0, "{lefts:?}");
    let words = ["snapshot", "far.csv", "-k", "1", "--keys", "G", "--to", "-", "--size", "100x30"];
    let screen = emstep().current_dir(folder.path()).args(words).assert().success();
    let screen = stdout(&screen);
    let rows =
        screen.lines().filter(|line| line.chars().any(|c| ('\u{2801}'..='\u{28ff}').contains(&c)));
    assert!(rows.count() > 8, "{screen}");
}

#[test]
fn the_name_of_the_output_says_its_format_and_a_hyphen_is_standard_output() {
    let folder = folder();
    fit(folder.path(), &["-o", "a.json"]).success();
    let text = fs::read_to_string(folder.path().join("a.json")).unwrap();
    assert!(text.starts_with('{'), "{text}");
    fit(folder.path(), &["-o", "a.csv"]).success();
    let text = fs::read_to_string(folder.path().join("a.csv")).unwrap();
    assert!(text.starts_with("t,component,"), "{text}");
    let said = fit(folder.path(), &["-o", "-", "--format", "csv"]).success();
    assert!(stdout(&said).starts_with("t,component,"));
    assert!(!folder.path().join("-").exists());
    fs::write(folder.path().join("x.csv"), "x\n1\n2\n4\n").unwrap();
    for words in [
        &["-o", "a.xlsx"][..],
        &["-o", "a.tex"],
        &["-o", "p.json", "--predict", "x.csv"],
        &["-o", "c.json", "--code", "python"],
        &["-o", "c.py", "--code", "r"],
    ] {
        let said = stderr(&fit(folder.path(), words).code(2));
        let ending = words[1].rsplit('.').next().unwrap();
        assert!(said.contains(&format!("not .{ending}; give the file another ending")), "{said}");
        assert!(!folder.path().join(words[1]).exists());
    }
    for words in [&["-o", "fit.txt"][..], &["-o", "run.3"], &["-o", "c.PY", "--code", "python"]] {
        fit(folder.path(), words).success();
        assert!(folder.path().join(words[1]).exists());
    }
}
