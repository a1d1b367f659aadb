//! Results that are exported from the screen: the same files as `emstep fit --export` writes.

use std::fs;
use std::path::Path;
use std::process::Command;

use rustix::process::Signal;

use crate::pty::{Pty, emstep};

fn open(folder: &Path, arguments: &[&str]) -> Pty {
    let mut command = emstep();
    command.cwd(folder);
    command.args(arguments);
    let mut pty = Pty::open(command, 80, 24);
    pty.wait_until("the stepper", |pty| shows(pty, "E-step"));
    pty
}

fn shows(pty: &Pty, text: &str) -> bool {
    pty.screen().contents().contains(text)
}

/// Opens the dialog, goes down by this many rows, and has a file written.
fn export(pty: &mut Pty, down: usize, file: &str) {
    pty.send("X");
    pty.wait_until("the dialog", |pty| shows(pty, "Export θ₀ to θ₂ of run 1"));
    pty.send(&"\x1b[B".repeat(down));
    pty.send(&format!("{file}\r"));
    pty.wait_until("the file", |pty| shows(pty, &format!("written to {file}")));
}

/// What `emstep fit --export` writes after two iterations.
fn by_fit(folder: &Path, data: &[&str], export: &str) -> Vec<u8> {
    let mut fit = Command::new(env!("CARGO_BIN_EXE_emstep"));
    fit.current_dir(folder).arg("fit").args(data).args(["--steps", "2", "--quiet"]);
    let done = fit.args(["--export", export]).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    fs::read(folder.join(export.split('=').next().unwrap())).unwrap()
}

fn assert_same_files(folder: &Path, data: &[&str]) {
    let mut pty = open(folder, data);
    pty.send("emem");
    pty.wait_until("two iterations", |pty| shows(pty, "t = 2"));
    for (down, file, by) in [
        (0, "trace.csv", "fit-a.csv=trace"),
        (0, "trace.json", "fit-a.json=trace"),
        (0, "trace.tex", "fit-a.tex=trace"),
        (1, "theta.md", "fit-theta.md=theta"),
        (2, "gamma.csv", "fit-gamma.csv=responsibilities"),
        (3, "labels.csv", "fit-labels.csv=labels"),
        (4, "posterior.csv", "fit-posterior.csv=posterior"),
        (5, "density.svg", "fit-density.svg=density"),
        (6, "likelihood.pdf", "fit-likelihood.pdf=likelihood"),
        (7, "gamma.svg", "fit-gamma.svg=responsibilities"),
        (8, "surface.svg", "fit-surface.svg=surface"),
        (9, "qq.png", "fit-qq.png=qq"),
    ] {
        export(&mut pty, down, file);
        let written = fs::read(folder.join(file)).unwrap();
        assert!(written == by_fit(folder, data, by), "{file}");
    }
    pty.send("q");
    assert!(pty.wait_end().exited());
}

#[test]
fn the_screen_exports_what_the_command_does() {
    let folder = tempfile::tempdir().unwrap();
    assert_same_files(folder.path(), &[]);
}

#[test]
fn data_in_a_file_are_exported_with_their_hash() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("x.csv"), "x\n1\n2\n2.5\n7\n9\n9.5\n").unwrap();
    assert_same_files(folder.path(), &["x.csv", "-k", "2"]);
    let report = fs::read_to_string(folder.path().join("trace.json")).unwrap();
    assert!(report.contains("\"sha256\""));
}

#[test]
fn a_file_that_is_there_stays_until_enter_is_pressed_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.csv");
    fs::write(&path, "mine").unwrap();
    let mut pty = open(folder.path(), &[]);
    pty.send("Xmine.csv\r");
    pty.wait_until("the question", |pty| shows(pty, "mine.csv exists; Enter again replaces it"));
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    pty.send("\r");
    pty.wait_until("the file", |pty| shows(pty, "trace written to mine.csv"));
    assert!(fs::read_to_string(&path).unwrap().starts_with("t,component"));
    pty.send("Xno/such.csv\r");
    pty.wait_until("why not", |pty| shows(pty, "the folder no does not exist; create it first"));
    pty.signal(Signal::TERM);
    pty.wait_end();
}

#[test]
fn what_an_option_names_stays_however_often_enter_is_pressed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("g.csv");
    let gamma = "1,0\n1,0\n0.9,0.1\n0.1,0.9\n0,1\n";
    fs::write(&path, gamma).unwrap();
    let mut pty = open(folder.path(), &["--gamma", "g.csv"]);
    // There is a θ after the first M-step.
    pty.send("mX\x1b[B\x1b[Bg.csv\r");
    pty.wait_until("why not", |pty| shows(pty, "never replaced"));
    // Nothing was asked that a second Enter could answer.
    pty.send("\r");
    pty.send("\x1b");
    pty.wait_until("the end of the dialog", |pty| shows(pty, "e E-step  m M-step"));
    pty.send("q");
    pty.wait_end();
    assert_eq!(fs::read_to_string(&path).unwrap(), gamma);
}

#[test]
fn what_is_not_finished_at_the_end_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    // Long enough for the end to come first, or else the file is whole.
    let data = ["--simulate", "0.5 N(0,1) + 0.5 N(4,1)", "-n", "400000"];
    let mut pty = open(folder.path(), &data);
    pty.send("X\x1b[B\x1b[Bgamma.csv\r");
    pty.wait_until("it goes on", |pty| shows(pty, "writing …") || shows(pty, "written to"));
    pty.send("\x03");
    assert!(pty.wait_end().exited());
    let left: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    match &left[..] {
        [] => {}
        [file] => {
            assert_eq!(file.file_name().unwrap(), "gamma.csv", "no draft is left");
            let rows = fs::read_to_string(file).unwrap().lines().count();
            assert_eq!(rows, 400_001, "it is whole");
        }
        more => panic!("{more:?}"),
    }
}
