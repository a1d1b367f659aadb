//! What happens when results cannot be written: the real binary behind a shell's redirections.
#![cfg(unix)]

use std::fs::File;
use std::io::Read;
use std::process::{Command, Output};

use rustix::fs::{Mode, OFlags};

use crate::program::{emstep, stderr, stdout};

/// Runs `emstep` with these words and redirections, as a shell would.
fn shell(words: &str) -> Output {
    let program = assert_cmd::cargo::cargo_bin!("emstep");
    let script = format!("\"$0\" {words}");
    Command::new("sh").arg("-c").arg(script).arg(program).output().expect("sh runs")
}

fn message(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).trim_end().to_owned()
}

/// Every command that prints, with an exit status of its own.
const COMMANDS: [(&str, i32); 9] = [
    ("fit --steps 2", 0),
    ("fit --steps 2 --format json", 0),
    ("fit --steps 2 --format csv", 0),
    ("examples", 0),
    ("lesson", 0),
    ("check --what ll --answer -24.5", 0),
    ("check --what ll --answer 7", 3),
    ("--help", 0),
    ("--version", 0),
];

#[test]
fn a_closed_output_is_an_error() {
    for (command, _) in COMMANDS {
        let output = shell(&format!("{command} >&-"));
        assert_eq!(output.status.code(), Some(1), "{command}");
        let says = "emstep: error: cannot write the output: standard output is closed";
        assert!(message(&output).ends_with(says), "{command}: {}", message(&output));
        // With no one to tell, only the status says it.
        assert_eq!(shell(&format!("{command} >&- 2>&-")).status.code(), Some(1), "{command}");
    }
}

#[test]
fn a_full_disk_is_an_error() {
    if !std::path::Path::new("/dev/full").exists() {
        return;
    }
    for (command, _) in COMMANDS {
        let output = shell(&format!("{command} >/dev/full"));
        assert_eq!(output.status.code(), Some(1), "{command}");
        let message = message(&output);
        let last = message.lines().last().unwrap_or_default();
        assert!(last.starts_with("emstep: error: cannot write the output: "), "{command}: {last}");
    }
}

#[test]
fn an_output_that_is_thrown_away_is_none() {
    for (command, status) in COMMANDS {
        // Also opened for reading and writing, as Python and daemons have it.
        for redirection in [">/dev/null", "1<>/dev/null", "<>/dev/null >&0", ">/dev/null 2>&1 <&-"]
        {
            let output = shell(&format!("{command} {redirection}"));
            assert_eq!(output.status.code(), Some(status), "{command} {redirection}");
        }
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_none() {
    for (command, _) in COMMANDS {
        let output = shell(&format!("{command} | true"));
        assert_eq!(output.status.code(), Some(0), "{command}: {}", message(&output));
        assert!(!message(&output).contains("cannot write"), "{command}: {}", message(&output));
    }
}

#[cfg(feature = "serve")]
#[test]
fn a_server_whose_lines_no_one_gets_does_not_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().display();
    let output = shell(&format!("serve --listen 127.0.0.1:0 --data-folder '{folder}' >&-"));
    assert_eq!(output.status.code(), Some(1));
    let says = "cannot write the output: standard output is closed";
    assert!(message(&output).contains(says), "{}", message(&output));
}

#[test]
fn a_pipe_that_is_there_gets_the_export_and_stays_a_pipe() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipe.csv");
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    // Open for both, so that neither side waits for the other; nor does reading wait.
    let flags = OFlags::RDWR | OFlags::NONBLOCK;
    let mut pipe = File::from(rustix::fs::open(&path, flags, Mode::empty()).unwrap());
    let mut fit = emstep();
    fit.current_dir(folder.path()).args(["fit", "--format", "csv", "--export", "pipe.csv"]);
    let csv = fit.assert().success();
    assert!(stderr(&csv).contains("trace written to pipe.csv"));
    let mut bytes = vec![0; 1 << 16];
    let length = pipe.read(&mut bytes).unwrap();
    assert_eq!(String::from_utf8_lossy(&bytes[..length]), stdout(&csv));
    assert!(!path.metadata().unwrap().is_file());
}

#[test]
fn a_reader_who_has_left_hides_no_export_that_failed() {
    let folder = tempfile::tempdir().unwrap();
    let code = |arguments: &[&str]| {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut fit = std::process::Command::new(env!("CARGO_BIN_EXE_emstep"));
        fit.current_dir(folder.path()).arg("fit").args(arguments).stdout(writer);
        let output = fit.stderr(std::process::Stdio::piped()).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(code(&[]), (Some(0), String::new()));
    // It nearly fits, so that is found out at the end.
    let (status, said) = code(&["--export", "a.svg", "--width", "40"]);
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("error: a.svg: the figure 'density' does not fit"), "{said}");
    assert_eq!(said.matches("error: ").count(), 1, "{said}");
}
