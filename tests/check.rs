//! `emstep check`, from the command line to its status.

mod common;

use common::{emstep, stderr, stdout};

fn check(arguments: &[&str]) -> assert_cmd::assert::Assert {
    emstep().arg("check").args(arguments).assert()
}

#[test]
fn right_and_rounded_end_with_0_and_wrong_with_3() {
    let right = check(&["--what", "ll", "--answer", "-24.512532330086678"]).code(0);
    assert_eq!(stdout(&right), "right\n");
    let rounded = check(&["--what", "gamma[2,1]", "--after", "e", "--answer", "0.455"]).code(0);
    assert_eq!(stdout(&rounded), "right, as far as it was rounded\n");
    let wrong = check(&["--what", "ll", "--answer", "-15.46"]).code(3);
    assert!(
        stdout(&wrong).starts_with("wrong; this gives exactly that number:\n  variance-as-sd: ")
    );
    assert!(!stdout(&wrong).contains("24.51"), "the number is not told");
    let unknown = check(&["--what", "ll", "--answer", "-123.4"]).code(3);
    assert_eq!(stdout(&unknown), "wrong, and no slip that is known gives it\n");
}

#[test]
fn json_has_the_verdict_and_the_slips() {
    let arguments =
        ["--what", "sigma2[1]", "--after", "em", "--answer", "0.7846", "--format", "json"];
    let said = check(&arguments).code(3);
    let value: serde_json::Value = serde_json::from_str(&stdout(&said)).unwrap();
    assert_eq!(value["verdict"], "wrong");
    let slips = value["slips"].as_array().unwrap();
    assert!(slips.iter().any(|slip| slip["id"] == "sd-as-variance" && slip["text"].is_string()));
}

#[test]
fn a_file_of_answers_is_graded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answers.csv");
    let file = path.to_str().unwrap();
    std::fs::write(&path, "what,after,answer\nll,,-24.51\n\"gamma[3,1]\",e,2/3\nmu[1],em,5.13\n")
        .unwrap();
    let all = check(&["--answers", file]).code(0);
    assert!(stdout(&all).ends_with("3 of 3 right\n"), "{}", stdout(&all));
    std::fs::write(&path, "ll,,-24.51\nll,,-10.65\n").unwrap();
    let some = check(&["--answers", file, "--format", "json"]).code(3);
    let value: serde_json::Value = serde_json::from_str(&stdout(&some)).unwrap();
    assert_eq!(value[0]["verdict"], "rounded");
    assert_eq!(value[1]["slips"][0]["id"], "wrong-log-base");
    std::fs::write(&path, "ll,,-24.51\nll,me,1\n").unwrap();
    let bad = check(&["--answers", file]).code(1);
    assert!(stderr(&bad).contains("line 2: key 1 is 'm'"), "{}", stderr(&bad));
}

#[test]
fn what_cannot_be_checked_is_one_line() {
    for (arguments, status) in [
        (&["--what", "mu", "--answer", "1"][..], 2),
        (&["--what", "ll", "--answer", "x"], 2),
        (&["--what", "ll", "--answer", "1", "--after", "m"], 2),
        (&["--what", "ll"], 2),
        (&[], 2),
        (&["--what", "gap", "--answer", "1"], 1),
        (&["--what", "mu[3]", "--answer", "1"], 1),
        (&["--answers", "no/such/file.csv"], 1),
    ] {
        let said = check(arguments).code(status);
        assert_eq!(stderr(&said).lines().count(), 1, "{arguments:?}: {}", stderr(&said));
        assert_eq!(stdout(&said), "");
    }
}
