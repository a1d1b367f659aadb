//! In a locale without UTF-8 what people read is spelled out; what programs read is as it is.

use crate::program::{emstep, stderr, stdout};

#[test]
fn text_is_spelled_out_and_its_columns_stay() {
    for arguments in [
        &["fit", "--steps", "2"][..],
        &["check", "--what", "mu[1]", "--after", "em", "--answer", "5.2"],
        &["examples"],
        &["lesson"],
        &["man"],
        &["man", "explain"],
        &["themes"],
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
    let head = "homework (x): n = 5, K = 2, theta0 given\n\n\
                t  k        pi        mu       var          ll   delta_ll           F\n";
    assert!(table.starts_with(head), "{table}");
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
}

#[test]
fn what_programs_read_is_the_same_in_every_locale() {
    let folder = tempfile::tempdir().unwrap();
    let rows: Vec<String> = (0..600).map(|i| (i * 7919 % 1009).to_string()).collect();
    let table = format!("Länge\n{}\n", rows.join("\n"));
    std::fs::write(folder.path().join("größe.csv"), table).unwrap();
    for arguments in [
        &["fit", "--steps", "1", "--format", "json"][..],
        &["fit", "--steps", "1", "--format", "csv"],
        &["explain", "--format", "md"],
        &["explain", "--format", "tex"],
        &["fit", "größe.csv", "--code", "python"],
        &["fit", "größe.csv", "--code", "r"],
        &["fit", "größe.csv", "--predict", "größe.csv"],
        &["lesson", "--template"],
        &["lesson", "export", "homework", "--format", "csv"],
        &["snapshot", "--keys", "e"],
    ] {
        let out = |locale: &str| {
            let mut command = emstep();
            command.current_dir(folder.path()).env("LC_ALL", locale).args(arguments);
            stdout(&command.assert().success())
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

#[test]
fn a_worked_solution_is_spelled_out_before_its_lines_are_broken() {
    let explain = |locale: &str, arguments: &[&str]| {
        let mut command = emstep();
        command.env("LC_ALL", locale).arg("explain").args(arguments);
        stdout(&command.assert().success())
    };
    let text = explain("C", &[]);
    assert!(text.is_ascii() && text.contains("ll(theta0) = sum_i ln p(x_i)"), "{text}");
    assert!(text.lines().all(|line| line.len() <= 78), "{text}");
    assert!(text.contains("k      pi_k      mu_k     var_k   sigma_k\n1  0.500000  6.0"), "{text}");
    // A file is the same for everyone.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("solution.txt");
    assert_eq!(explain("C", &["-o", path.to_str().unwrap()]), "");
    assert_eq!(std::fs::read_to_string(path).unwrap(), explain("C.UTF-8", &[]));
}

#[test]
fn a_column_is_found_by_the_name_that_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), "Breite,Länge\n1.5,3.5\n2.5,7\n4,9\n").unwrap();
    let mut fit = emstep();
    fit.current_dir(folder.path()).env("LC_ALL", "C");
    let assert = fit.args(["fit", "a.csv", "-c", "Lange", "--steps", "1"]).assert().success();
    assert!(stdout(&assert).starts_with("a.csv (Lange): n = 3"), "{}", stdout(&assert));
}

#[test]
fn the_descriptions_of_lessons_begin_in_one_column() {
    let list = stdout(&emstep().env("LC_ALL", "C").arg("lesson").assert().success());
    let column = list.lines().next().unwrap().find("The homework").unwrap();
    let is_at = |line: &str| &line[column - 2..column] == "  " && &line[column..=column] != " ";
    assert!(list.lines().all(is_at), "{list}");
}
