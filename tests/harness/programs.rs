//! Other programs that read what `emstep` writes. One that is not there is passed over with a
//! message, or is a failure if the variable `EMSTEP_READERS` (a list such as `python,r,latex`, or
//! `all`) asks for it.
#![allow(dead_code, reason = "each test binary takes what it needs")]

use std::path::Path;
use std::process::{Command, Output};

/// Says that a program is missing; fails if it has to be there.
pub(crate) fn absent(name: &str, why: &str) {
    let wanted = std::env::var("EMSTEP_READERS").unwrap_or_default();
    let is_wanted = wanted.split(',').any(|reader| reader == name || reader == "all");
    assert!(!is_wanted, "{name} is not there: {why}");
    eprintln!("{name} is passed over: {why}");
}

/// Returns what a program printed that has done what it should.
pub(crate) fn printed(output: &Output) -> String {
    let [out, error] = [&output.stdout, &output.stderr].map(|s| String::from_utf8_lossy(s));
    assert!(output.status.success(), "{out}{error}");
    out.into_owned()
}

/// Returns whether documents can be set by LaTeX and their text be read.
pub(crate) fn has_latex() -> bool {
    for (program, version) in [("pdflatex", "--version"), ("pdftotext", "-v")] {
        if Command::new(program).arg(version).output().is_err() {
            absent("latex", &format!("{program} is not installed"));
            return false;
        }
    }
    true
}

/// Sets the document `NAME.tex` in a folder, and returns the text of its pages.
pub(crate) fn set_by_latex(folder: &Path, name: &str) -> String {
    let options = ["-interaction=nonstopmode", "-halt-on-error", name];
    // A long table has its widths the second time.
    for _ in 0..2 {
        let mut latex = Command::new("pdflatex");
        printed(&latex.current_dir(folder).args(options).output().expect("pdflatex runs"));
    }
    let mut reader = Command::new("pdftotext");
    reader.current_dir(folder).args(["-layout", &format!("{name}.pdf"), "-"]);
    printed(&reader.output().expect("pdftotext runs"))
}

/// Returns the lines of a document's log that say by how much something is too wide, where that is
/// more than a point.
pub(crate) fn too_wide(folder: &Path, name: &str) -> Vec<String> {
    let log = std::fs::read(folder.join(format!("{name}.log"))).expect("a log");
    let log = String::from_utf8_lossy(&log);
    let by = |line: &str| -> Option<f64> {
        line.strip_prefix("Overfull \\hbox (")?.split("pt").next()?.parse().ok()
    };
    log.lines().filter(|line| by(line).is_some_and(|by| by > 1.0)).map(str::to_owned).collect()
}
