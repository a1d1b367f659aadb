//! Where `emstep fit` writes, and what it says beside that.

use std::fs;
use std::path::Path;

use crate::program::{emstep, stderr, stdout};

#[test]
fn a_file_gets_what_standard_output_would() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("trace.json");
    let fit = |more: &[&str]| {
        let all = ["fit", "--format", "json"].iter().chain(more);
        emstep().current_dir(folder.path()).args(all).assert()
    };
    let printed = stdout(&fit(&[]).code(0));
    let written = fit(&["-o", "trace.json"]).code(0);
    assert_eq!(stdout(&written), "");
    assert_eq!(fs::read_to_string(&file).unwrap(), printed);
    // A file that is there stays, unless it may be replaced.
    fs::write(&file, "mine").unwrap();
    let refused = stderr(&fit(&["-o", "trace.json"]).code(1));
    assert_eq!(refused, "emstep: error: trace.json: exists already; --force replaces it\n");
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    fit(&["-o", "trace.json", "--force"]).code(0);
    assert_eq!(fs::read_to_string(&file).unwrap(), printed);
}

#[test]
fn what_cannot_be_written_is_said_before_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("x.csv");
    fs::write(&data, "x\n1\n2\n3\n5\n").unwrap();
    let refused = |more: &[&str]| {
        let mut fit = emstep();
        fit.current_dir(folder.path()).args(["fit", "x.csv", "-k", "1"]).args(more);
        let ended = fit.assert().code(1);
        assert_eq!((stdout(&ended).as_str(), stderr(&ended).lines().count()), ("", 1));
        stderr(&ended)
    };
    assert!(refused(&["-o", "."]).contains(".: a folder, not a file; name a file in it"));
    assert!(
        refused(&["-o", "no/trace.csv"]).contains("the folder no does not exist; create it first")
    );
    // Its own data are not replaced, whatever is said.
    for path in ["x.csv", "./x.csv"] {
        let says = refused(&["--force", "-o", path]);
        assert!(says.contains("is one of the inputs"), "{says}");
    }
    assert_eq!(fs::read_to_string(&data).unwrap(), "x\n1\n2\n3\n5\n");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn no_command_replaces_what_it_reads() {
    let folder = tempfile::tempdir().unwrap();
    let gamma = "1,0\n0,1\n0.5,0.5\n0,1\n";
    let theta = r#"{"weights": [0.5, 0.5], "means": [1, 4], "variances": [1, 1]}"#;
    let settings = "tolerance = 1e-6\n";
    for (name, text) in [
        ("x.csv", "x\n1\n2\n3\n5\n"),
        ("g.csv", gamma),
        ("t.json", theta),
        ("settings.txt", settings),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    fs::copy(folder.path().join("x.csv"), folder.path().join("x.txt")).unwrap();
    for words in [
        "explain x.csv --keys e --format md --force -o x.csv",
        "explain x.csv --gamma g.csv --keys m --format md --force -o g.csv",
        "explain x.csv --config settings.txt --force -o settings.txt",
        "snapshot x.txt --force --to x.txt",
        "fit x.csv --gamma g.csv --force --export g.csv",
        "fit x.csv --from t.json --force --export t.json",
        "fit x.csv --from t.json --force -o ./t.json",
        "fit x.csv -k 1 --config settings.txt --force -o settings.txt",
        "snapshot x.csv --config settings.txt --force --to settings.txt",
    ] {
        let mut command = emstep();
        let ended = command.current_dir(folder.path()).args(words.split(' ')).assert().code(1);
        assert!(stderr(&ended).contains("is one of the inputs"), "{words}");
    }
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!((read("g.csv").as_str(), read("t.json").as_str()), (gamma, theta));
    assert_eq!((read("x.csv"), read("settings.txt")), (read("x.txt"), settings.to_owned()));
}

#[cfg(unix)]
#[test]
fn a_link_is_written_through_or_refused() {
    use std::os::unix::fs::symlink;

    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    symlink("trace.csv", path("link.csv")).unwrap();
    symlink("circle.csv", path("circle.csv")).unwrap();
    let fit = |words: &[&str], code: i32| {
        let mut fit = emstep();
        let fit = fit.current_dir(folder.path()).args(["fit", "-q", "--format", "csv"]);
        stderr(&fit.args(words).assert().code(code))
    };
    for option in ["-o", "--export"] {
        // Nothing is there yet; then there is, and it stays.
        assert_eq!(fit(&[option, "link.csv"], 0), "");
        assert!(fs::read_to_string(path("trace.csv")).unwrap().starts_with("t,component"));
        assert!(fit(&[option, "link.csv"], 1).contains("link.csv: exists already; --force"));
        assert_eq!(fit(&[option, "link.csv", "--force"], 0), "");
        assert!(fs::symlink_metadata(path("link.csv")).unwrap().is_symlink());
        fs::remove_file(path("trace.csv")).unwrap();
        for force in [&[][..], &["--force"]] {
            let says = "emstep: error: circle.csv: it cannot be created: its symbolic links \
                        lead in a circle; choose another name\n";
            assert_eq!(fit(&[&[option, "circle.csv"], force].concat(), 1), says);
        }
    }
    // Both are one file.
    assert!(fit(&["-o", "link.csv", "--export", "trace.csv"], 1).contains("is named twice"));
    assert!(!path("trace.csv").exists());
}

#[test]
fn what_fails_in_the_middle_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("x.csv"), "x\n1\n2\n3\n5\n").unwrap();
    fs::write(folder.path().join("y.csv"), "x\nno\n").unwrap();
    let fit = |words: &str| {
        let mut fit = emstep();
        fit.current_dir(folder.path()).args(words.split(' ')).assert()
    };
    // The first run is written before the second is read.
    let failed = fit("fit x.csv y.csv --as-runs -k 1 -o runs.txt").code(1);
    let said = stderr(&failed);
    assert!(said.contains("x.csv: converged") && said.contains("y.csv"), "{said}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    fit("fit x.csv x.csv --as-runs -k 1 -o runs.txt").code(0);
    let runs = fs::read_to_string(folder.path().join("runs.txt")).unwrap();
    assert_eq!(runs.matches("x.csv (x): n = 4").count(), 2, "{runs}");
}

#[test]
fn a_device_is_written_to_and_a_full_one_is_an_error() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    emstep().args(["fit", "-o", "/dev/null"]).assert().code(0);
    let full = emstep().args(["fit", "-q", "-o", "/dev/full"]).assert().code(1);
    let says = "emstep: error: /dev/full: cannot be written: the disk is full; make room, or choose \
                another folder\n";
    assert_eq!(stderr(&full), says);
}

#[test]
fn quiet_leaves_errors() {
    let said = |words: &[&str]| stderr(&emstep().arg("fit").args(words).assert());
    assert!(said(&[]).contains("converged after"));
    assert_eq!(said(&["--quiet"]), "");
    assert!(said(&["--quiet", "none.csv"]).contains("none.csv: no such file"));
}
