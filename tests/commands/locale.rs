//! In a locale without UTF-8 what people read is spelled out; what programs read is as it is.

use crate::program::{emstep, stderr, stdout};

#[test]
fn text_is_spelled_out_and_its_columns_stay() {
    for arguments in [
        &["fit", "--steps", "2"][..],
        &["check", "--what", "mu[1]", "--after", "em", "--answer", "5.2"],
        &["examples"],
        &["lesson"],
        &["--help"],
        &["fit", "--help"],
    ] {
        let run = |locale: &str| emstep().env("LC_ALL", locale).args(arguments).output().unwrap();
        let (plain, full) = (run("C"), run("C.UTF-8"));
        assert_eq!(plain.status, full.status, "{arguments:?}");
        let [out, err] =
            [plain.stdout, plain.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        assert!(out.is_ascii() && err.is_ascii(), "{arguments:?}\n{out}\n{err}");
        assert!(!out.contains("??"), "{out}");
        let full = String::from_utf8(full.stdout).unwrap();
        assert_eq!(out.lines().count(), full.lines().count());
    }
    let table =
        stdout(&emstep().env("LC_ALL", "C").args(["fit", "--steps", "1"]).assert().success());
    assert!(table.contains("-10.955912"), "{table}");
    assert!(table.contains("theta0") || table.contains("var"), "{table}");
}

#[test]
fn messages_are_spelled_out() {
    let assert = emstep().env("LC_ALL", "C").args(["fit", "--steps", "1e3"]).assert().code(2);
    assert!(stderr(&assert).is_ascii());
    let assert = emstep().env("LC_ALL", "C").args(["--steps", "3"]).assert().code(2);
    assert!(stderr(&assert).contains("write emstep fit --steps ..."), "{}", stderr(&assert));
}

#[test]
fn the_stepper_in_lines_has_the_characters_of_the_screen() {
    let script = "e\nm\nwhy mu[1]\nrows 0-1\nfoo θ\nlesson homework\n";
    let said = |locale: &str, arguments: &[&str]| {
        let mut command = emstep();
        command.env("LC_ALL", locale).arg("--plain").args(arguments);
        let assert = command.write_stdin(script).assert().code(1);
        assert_eq!(stderr(&assert), "");
        stdout(&assert)
    };
    let full = said("C.UTF-8", &[]);
    assert!(full.contains("ℓ(θ₁) = −10.955912"), "{full}");
    let ascii = said("C", &[]);
    assert!(ascii.is_ascii() && ascii.contains("ll(theta1) = -10.955912"), "{ascii}");
    assert!(ascii.contains("error: line 5: no command is called 'foo'"), "{ascii}");
    assert_eq!(ascii.lines().count(), full.lines().count());
    // What was asked for counts in any locale.
    assert_eq!(said("C.UTF-8", &["--ascii"]), ascii);
    let mut by_variable = emstep();
    by_variable.env("LC_ALL", "C.UTF-8").env("EMSTEP_ASCII", "true").arg("--plain");
    assert_eq!(stdout(&by_variable.write_stdin(script).assert().code(1)), ascii);
}

#[test]
fn what_programs_read_is_the_same_in_every_locale() {
    for arguments in [
        &["fit", "--steps", "1", "--format", "json"][..],
        &["fit", "--steps", "1", "--format", "csv"],
        &["lesson", "export", "homework", "--format", "csv"],
        &["snapshot", "--keys", "e"],
    ] {
        let out = |locale: &str| {
            stdout(&emstep().env("LC_ALL", locale).args(arguments).assert().success())
        };
        assert_eq!(out("C"), out("C.UTF-8"), "{arguments:?}");
    }
}

#[test]
fn a_snapshot_in_ascii_is_only_that() {
    let out = |arguments: &[&str]| {
        let assert = emstep().arg("snapshot").args(arguments).assert().success();
        stdout(&assert)
    };
    let ascii = out(&["--ascii", "--keys", "e m"]);
    assert!(
        ascii.is_ascii() && ascii.contains("gamma_ik = pi_k N(x_i; mu_k, var_k) / p(x_i)"),
        "{ascii}"
    );
    assert!(out(&["--marker", "block", "--keys", "e m"]).contains('▀'));
}
