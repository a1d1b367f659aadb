//! The status that each command ends with, as docs/output.md has it.

use std::fs;

use emstep::internals::cli::command;

use crate::program::{emstep, stderr, stdout};

/// Commands, the status of each, and a part of what it says of a failure.
const CODES: [(&str, i32, &str); 74] = [
    ("", 1, "terminal"),
    ("none.csv", 1, "none.csv"),
    ("none.emstep", 1, "none.emstep"),
    ("--mean 1", 2, "--means"),
    ("--keys q", 0, ""),
    ("--plain --keys q", 0, ""),
    ("--keys ^Z", 1, "no screen after '^Z'"),
    ("--plain", 0, ""),
    ("--plain none.csv", 1, "none.csv"),
    ("--plain -", 2, "--plain=off"),
    ("fit", 0, ""),
    ("fit none.csv", 1, "none.csv"),
    ("fit --steps x", 2, "--steps"),
    ("fit --require-convergence", 0, ""),
    ("fit --require-convergence --max-iterations 2", 4, "before converging"),
    ("fit --require-convergence same.csv -k 1", 4, "collapsed"),
    ("fit --require-convergence --steps 2", 2, "cannot be used with"),
    ("fit --export density.svg", 0, ""),
    ("fit --export density.svg", 1, "--force"),
    ("fit --export none/density.svg", 1, "the folder none does not exist"),
    ("fit --export density.bmp", 2, ".svg"),
    ("fit --export theta.tex --figure qq", 2, "qq needs"),
    ("fit --code r", 0, ""),
    ("fit --code perl", 2, "--code"),
    ("fit --predict none.csv", 1, "none.csv"),
    ("explain --keys em", 0, ""),
    ("explain none.csv", 1, "none.csv"),
    ("explain --format doc", 2, "--format"),
    ("check --what ll --answer -24.51", 0, ""),
    ("check --what gap --answer 1", 1, "gap"),
    ("check --what ll", 2, "--answer"),
    ("check --what ll --answer 7", 3, ""),
    ("examples", 0, ""),
    ("examples x", 2, "'x'"),
    ("sql --dialect duckdb --table t --column x", 0, ""),
    ("sql --dialect duckdb --table t --column x --scout none.csv", 1, "none.csv"),
    ("sql --dialect duckdb", 2, "--table"),
    ("condense x.csv --grid 0,1", 0, ""),
    ("condense none.csv", 1, "none.csv"),
    ("condense", 2, "<DATA>"),
    ("merge sums.csv", 0, ""),
    ("merge x.csv", 1, "x.csv"),
    ("merge", 2, "<TABLE>"),
    ("lesson", 0, ""),
    ("lesson --check none.toml", 1, "none.toml"),
    ("lesson --template --check x", 2, "--check"),
    ("lesson export homework --format gift", 0, ""),
    ("lesson export none --format gift", 1, "none"),
    ("lesson export homework", 2, "--format"),
    ("lesson export homework --format scorm", 2, "--page"),
    ("lesson export homework --format scorm --page none.html", 1, "none.html"),
    ("lesson export homework --format gift --page none.html", 2, "--page"),
    ("lesson export homework --format gift --mastery 60", 2, "--mastery"),
    ("lesson export homework --format gift --force", 2, "--force"),
    ("lesson none", 1, "none"),
    ("lesson homework --plain", 0, ""),
    ("config", 0, ""),
    ("config --template", 0, ""),
    ("config --config none.toml", 2, "none.toml"),
    ("config --theme x", 2, "--theme"),
    ("completions bash", 0, ""),
    ("completions ksh", 2, "ksh"),
    ("man", 0, ""),
    ("man fit", 0, ""),
    ("man none", 1, "none"),
    ("man --to", 2, "--to"),
    ("themes", 0, ""),
    ("themes --theme x", 2, "--theme"),
    ("serve none.csv", 1, "none.csv"),
    ("serve --listen x", 2, "--listen"),
    ("snapshot none.emstep", 1, "none.emstep"),
    ("snapshot --size 1", 2, "--size"),
    ("snapshot --keys e", 0, ""),
    ("snapshot --keys q", 1, "'q'"),
];

#[test]
fn every_command_ends_with_the_codes_that_are_documented() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("x.csv"), "x\n1\n2\n3\n5\n").unwrap();
    fs::write(folder.path().join("same.csv"), "x\n3\n3\n3\n").unwrap();
    let run =
        |words: &str| emstep().current_dir(folder.path()).args(words.split_whitespace()).assert();
    run("condense x.csv --grid 0,1 -o sums.csv").code(0);
    for (words, code, says) in CODES {
        let ended = run(words).code(code);
        let (out, err) = (stdout(&ended), stderr(&ended));
        assert!(err.contains(says), "{words}: {err}");
        let is_silent = matches!(code, 1 | 2) || words.ends_with("--keys q");
        assert_eq!(out.is_empty(), is_silent, "{words}: {out}");
        if matches!(code, 1 | 2) {
            assert_eq!(err.lines().count(), 1, "{words}: {err}");
        }
    }
    let documented = include_str!("../../docs/output.md");
    for code in CODES.map(|(_, code, _)| code) {
        assert!(documented.contains(&format!("| {code} |")), "{code} is not documented");
    }
}

#[test]
fn every_run_has_to_converge() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.csv"), "x\n-1\n0\n4\n5\n6\n").unwrap();
    fs::write(folder.path().join("b.csv"), "x\n3\n3\n3\n").unwrap();
    let fit = |words: &[&str]| {
        let mut fit = emstep();
        fit.current_dir(folder.path()).args(["fit", "-k", "1", "--require-convergence"]);
        fit.args(words).assert()
    };
    fit(&["a.csv"]).code(0);
    for files in [["a.csv", "b.csv"], ["b.csv", "a.csv"]] {
        let ended = fit(&[files[0], files[1], "--as-runs"]).code(4);
        assert!(stdout(&ended).contains("a.csv") && stdout(&ended).contains("b.csv"));
    }
    fit(&["a.csv", "--restarts", "3"]).code(0);
    fit(&["-k", "1..2", "a.csv"]).code(2);
}

#[test]
fn every_command_has_its_codes_here_and_is_in_the_documentation() {
    let documented = include_str!("../../docs/output.md");
    let (_, documented) = documented.split_once("In particular:").unwrap();
    let (documented, _) = documented.split_once("\n## ").unwrap();
    for command in command().get_subcommands() {
        let name = command.get_name();
        if command.is_hide_set() || name == "help" {
            continue;
        }
        let codes: Vec<i32> = CODES
            .iter()
            .filter(|(words, ..)| words.split_whitespace().next() == Some(name))
            .map(|(_, code, _)| *code)
            .collect();
        assert!(codes.contains(&2), "no mistake of {name} is here: {codes:?}");
        // No one tells a server to end here.
        assert!(name == "serve" || codes.contains(&0), "{name} never ends with 0 here");
        let is_there = [format!("`emstep {name}"), format!("`{name}`")];
        assert!(is_there.iter().any(|name| documented.contains(name)), "{name} is not documented");
    }
}
