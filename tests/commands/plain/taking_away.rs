//! What is taken away from a run by the line: files, a command line, all digits.

use std::fs;
use std::path::Path;

use assert_cmd::assert::Assert;
use emstep::internals::cli::PlainStepper;

use super::answered;
use crate::driver::Driver;
use crate::program::{EMSTEP, emstep, stdout};

fn run(folder: &Path, arguments: &[&str], script: &str) -> Assert {
    emstep().current_dir(folder).args(arguments).arg("--plain").write_stdin(script).assert()
}

/// What a script prints last.
fn last(folder: &Path, script: &str, code: i32) -> String {
    let text = stdout(&run(folder, &[], script).code(code));
    text.lines().last().unwrap_or_default().to_owned()
}

/// What can be written, by the name that `emstep fit --export` takes too.
const FILES: [(&str, &str); 13] = [
    ("trace.csv", "trace"),
    ("a.json", "trace"),
    ("b.md=trace", "trace"),
    ("c.tex", "trace"),
    ("theta.csv", "theta"),
    ("d.json=theta", "theta"),
    ("e.csv=responsibilities", "responsibilities"),
    ("labels.csv", "labels"),
    ("posterior.csv", "posterior"),
    ("f.svg", "density"),
    ("likelihood.svg", "likelihood"),
    ("g.svg=qq", "qq"),
    ("responsibilities.svg", "responsibilities"),
];

/// Checks that files are the same, byte for byte, as those of `emstep fit` after as many steps.
fn check_files(files: &[(&str, &str)], data: &[&str]) {
    let [lines, fitted] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let folders = [lines.path(), fitted.path()];
    for folder in folders {
        fs::write(folder.join("x.csv"), "x\n1\n2\n2.5\n7\n9\n9.5\n").unwrap();
    }
    let exports: Vec<String> = files.iter().map(|(file, _)| format!("export {file}\n")).collect();
    let script = format!("e\nm\ne\nm\nn\n{}", exports.concat());
    let text = stdout(&run(lines.path(), data, &script).success());
    let mut fit = emstep();
    fit.current_dir(fitted.path()).arg("fit").args(data).args(["--steps", "2", "--quiet"]);
    for (file, _) in files {
        fit.args(["--export", file]);
    }
    fit.assert().success();
    for (file, content) in files {
        let name = file.split('=').next().unwrap();
        assert!(text.to_lowercase().contains(&format!("{content} written to {name}.\n")), "{text}");
        let [here, there] = folders.map(|folder| fs::read(folder.join(name)).unwrap());
        assert!(!here.is_empty() && here == there, "{file}");
    }
}

#[test]
fn a_file_is_the_one_that_fit_writes_after_as_many_steps() {
    check_files(&FILES, &[]);
    check_files(&FILES, &["x.csv", "-k", "2"]);
}

#[cfg(feature = "figures")]
#[test]
fn a_figure_is_the_one_that_fit_writes_in_print_formats_too() {
    check_files(&[("density.pdf", "density"), ("h.png=surface", "surface")], &[]);
}

#[test]
fn a_file_that_is_there_is_replaced_only_if_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("mine.csv"), "mine").unwrap();
    let why = "error: line 1: mine.csv exists; export over mine.csv=theta replaces it";
    assert_eq!(last(at, "export mine.csv=theta\n", 1), why);
    assert_eq!(fs::read_to_string(at.join("mine.csv")).unwrap(), "mine");
    assert_eq!(last(at, "export over mine.csv=theta\n", 0), "Theta written to mine.csv.");
    assert!(fs::read_to_string(at.join("mine.csv")).unwrap().starts_with("component,weight"));
    assert_eq!(last(at, "export over new.csv\n", 0), "Trace written to new.csv.");
    // Data are never replaced by what is made of them.
    fs::write(at.join("x.csv"), "x\n1\n2\n7\n9\n").unwrap();
    let text = stdout(&run(at, &["x.csv", "-k", "2"], "export over x.csv\n").code(1));
    assert!(text.contains("x.csv: is one of the inputs, which are never replaced"), "{text}");
}

#[test]
fn what_cannot_be_written_is_said_and_nothing_is() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::create_dir(at.join("folder.csv")).unwrap();
    for (line, says) in [
        ("folder.csv", "folder.csv: a folder, not a file; name a file in it"),
        ("over folder.csv", "folder.csv: a folder, not a file; name a file in it"),
        ("no/a.csv", "no/a.csv: the folder no does not exist; create it first"),
        (
            "a.bmp",
            "its name has to end in .csv, .json, .md or .tex; for a figure, in .svg, .png or \
                   .pdf",
        ),
        (
            "over",
            "its name has to end in .csv, .json, .md or .tex; for a figure, in .svg, .png or \
                  .pdf",
        ),
        ("a.csv=label", "'label' is not something to export; did you mean labels? choose from"),
        ("a.json=labels", "labels can only be written as .csv"),
        ("scan.csv", "scan is not a result of one run; emstep fit --export writes it"),
        ("a.svg=bic", "bic is not a result of one run; emstep fit --export writes it"),
    ] {
        let said = last(at, &format!("export {line}\n"), 1);
        let said = said.strip_prefix("error: line 1: ").unwrap_or_else(|| panic!("{line}: {said}"));
        assert!(said.starts_with(says.split(" choose").next().unwrap()), "{line}: {said}");
    }
    #[cfg(target_os = "linux")]
    {
        std::os::unix::fs::symlink("/dev/full", at.join("full.csv")).unwrap();
        let says = "error: line 1: full.csv: not a plain file; name another one";
        assert_eq!(last(at, "export over full.csv\n", 1), says);
        fs::remove_file(at.join("full.csv")).unwrap();
    }
    assert_eq!(fs::read_dir(at).unwrap().count(), 1);
    // What a lesson hides is not in a file either.
    let text = last(at, "lesson homework\nlesson next\nlesson next\nexport theta.csv\n", 1);
    assert!(text.starts_with("error: line 4: "), "{text}");
    assert!(!at.join("theta.csv").exists());
}

#[test]
fn nothing_that_was_read_is_written_over() {
    const SAYS: &str = ": is one of the inputs, which are never replaced; give another name";
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("x.csv"), "x\n1\n2\n7\n9\n").unwrap();
    fs::write(at.join("g.csv"), "0.9,0.1\n0.8,0.2\n0.1,0.9\n0.3,0.7\n").unwrap();
    fs::copy(at.join("g.csv"), at.join("g.emstep")).unwrap();
    fs::write(at.join("s.json"), "decimals = 3\n").unwrap();
    run(at, &["x.csv"], "e\nm\nexport t.json=theta\nsave s\n").success();
    fs::rename(at.join("s.emstep"), at.join("own.json")).unwrap();
    for (arguments, lines, file) in [
        (&["x.csv", "--gamma", "g.csv"][..], "m\nexport over g.csv=trace", "g.csv"),
        (&["x.csv", "--gamma", "g.emstep"], "save over g.emstep", "g.emstep"),
        (&["x.csv", "--from", "t.json"], "export over t.json=theta", "t.json"),
        (&["x.csv", "--config", "s.json"], "export over s.json=theta", "s.json"),
        (&["own.json"], "export over own.json=theta", "own.json"),
        (
            &["lesson", "homework", "--record", "r.json"],
            "lesson close\nexport over r.json=theta",
            "r.json",
        ),
    ] {
        // From here on it is there in any case.
        run(at, arguments, "").success();
        let before = fs::read(at.join(file)).unwrap();
        let said = stdout(&run(at, arguments, &format!("{lines}\n")).code(1));
        let why = format!(": {file}{SAYS}\n");
        assert!(said.contains("error: line ") && said.ends_with(&why), "{file}: {said}");
        assert!(before == fs::read(at.join(file)).unwrap(), "{file}");
    }
}

#[test]
fn export_alone_lists_what_can_be_written() {
    let text = answered("export\n");
    assert!(text.contains("\nlabels: numbers, in a file that ends in .csv.\n"), "{text}");
    assert!(
        text.contains("\nqq: a figure, in a file that ends in .svg, .png or .pdf.\n"),
        "{text}"
    );
    assert_eq!(text.lines().count(), 11, "{text}");
}

#[cfg(unix)]
#[test]
fn the_command_line_opens_the_stepper_where_it_was_printed() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    fs::write(at.join("two columns.csv"), "a,b\n1,10\n2,20\n8,80\n9,95\n").unwrap();
    let script =
        "data two columns.csv column b components 2\ntheta 15,90\nc\ng 3\ne\ncommand\nshow\n";
    let text = stdout(&run(at, &[], script).success());
    let (before, shown) = text.split_once("emstep 'two columns.csv'").unwrap();
    assert!(before.ends_with('\n'));
    let (line, shown) = shown.split_once('\n').unwrap();
    assert!(line.ends_with("--keys='e m e m e m e'"), "{line}");
    let mut shell = assert_cmd::Command::new("sh");
    // No settings of a person's own.
    shell.current_dir(at).env_clear().env("LC_ALL", "C.UTF-8").arg("-c");
    shell.arg(format!("'{EMSTEP}' 'two columns.csv'{line} --plain"));
    let again = stdout(&shell.write_stdin("show\n").assert().success());
    let run_of = |text: &str| text.split_once("θ₃").map(|(_, state)| state.to_owned());
    let here = run_of(shown);
    assert!(here.is_some() && again.ends_with(here.as_deref().unwrap()), "{again}\n{shown}");
}

#[test]
fn a_command_line_is_printed_as_it_is_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("größe.csv"), "x\n1\n2\n8\n9\n").unwrap();
    let script = "data größe.csv\ncommand\n";
    assert!(last(folder.path(), script, 0).starts_with("emstep größe.csv "));
    let text = stdout(&run(folder.path(), &["--ascii"], script).code(1));
    let last = text.lines().last().unwrap();
    let says = "error: line 2: the command line has characters beyond ASCII";
    assert!(last.starts_with(says) && last.is_ascii(), "{last}");
    let text = stdout(&run(folder.path(), &["--ascii"], "command\n").code(0));
    assert!(text.lines().last().unwrap().starts_with("emstep --example=homework"), "{text}");
}

#[test]
fn a_run_that_no_command_line_leads_to_says_so() {
    let driver = Driver::typed(&"1 2 ".repeat(75), 2);
    let mut stepper = PlainStepper::new(driver.app);
    let why = stepper.obey("command").unwrap_err().to_string();
    assert!(why.starts_with("No command line leads to this run: its data are in no file"), "{why}");
    assert!(why.ends_with("Save the session instead."), "{why}");
}

#[test]
fn a_number_has_all_of_its_digits() {
    let text = answered("digits ll\ne\nm\ndigits mu[1]\n");
    let number = |line: &str| line.split(" = ").nth(1).and_then(|number| number.parse().ok());
    let first: f64 = number(text.lines().next().unwrap()).unwrap();
    assert!((first - -24.512_531_9).abs() < 1e-6 && text.lines().next().unwrap().len() > 20);
    let last = text.lines().last().unwrap();
    assert!(last.starts_with("μ₁ = 5.1317") && last.len() > 18, "{text}");
}
