//! `emstep check`, from the command line to its status.

use crate::program::{emstep, stderr, stdout};

fn check(arguments: &[&str]) -> assert_cmd::assert::Assert {
    emstep().arg("check").args(arguments).assert()
}

#[test]
fn right_and_rounded_end_with_0_and_wrong_with_3() {
    let right = check(&["--what", "ll", "--answer", "-24.512532330086678"]).code(0);
    assert_eq!(stdout(&right), "right\n");
    let rounded = check(&["--what", "gamma[2,1]", "--after", "e", "--answer", "0.455"]).code(0);
    assert_eq!(stdout(&rounded), "right, to the digits given\n");
    let wrong = check(&["--what", "ll", "--answer", "-15.46"]).code(3);
    assert!(stdout(&wrong).starts_with("not right. You get this number if …\n  variance-as-sd: "));
    assert!(!stdout(&wrong).contains("24.51"), "the number is not told");
    let unknown = check(&["--what", "ll", "--answer", "-123.4"]).code(3);
    assert_eq!(stdout(&unknown), "wrong; no known mistake gives this number\n");
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
}

/// A file's verdicts as text, its status, and the same as JSON.
fn graded(content: &str) -> (String, i32, Vec<serde_json::Value>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answers.csv");
    std::fs::write(&path, content).unwrap();
    let file = path.to_str().unwrap();
    let run = |format: &str| check(&["--answers", file, "--format", format]);
    let (text, json) = (run("text"), run("json"));
    let status = text.get_output().status.code().unwrap();
    assert_eq!(json.get_output().status.code(), Some(status));
    let value: serde_json::Value = serde_json::from_str(&stdout(&json)).unwrap();
    (stdout(&text), status, value.as_array().unwrap().clone())
}

#[test]
fn every_row_has_a_verdict() {
    let rows = "ll,,-24.51\nll,,\nll,,x\nfoo,,1\nll,me,1\ngap,,1\nmu[9],em,1\n,,\nll,,-15.46\n";
    let (text, status, json) = graded(rows);
    assert_eq!(status, 3);
    // A verdict is one of five words, and what cannot be read has its reason beside it.
    let verdict = |row: &serde_json::Value| match row["reason"].as_str() {
        Some(reason) => format!("{}: {reason}", row["verdict"].as_str().unwrap()),
        None => row["verdict"].as_str().unwrap().to_owned(),
    };
    let verdicts: Vec<String> = json.iter().map(verdict).collect();
    for (verdict, starts) in verdicts.iter().zip([
        "rounded",
        "blank",
        "unreadable: 'x' is not a number",
        "unreadable: unknown quantity 'foo'; choose from gamma[i,k]",
        "unreadable: key 1, 'm': M needs γ, so e comes first",
        "unreadable: there is no gap here",
        "unreadable: there is no mu[9] here",
        "blank",
        "wrong",
    ]) {
        assert!(verdict.starts_with(starts), "{verdict} is not {starts}");
        assert!(text.contains(verdict.as_str()), "{text}");
    }
    assert_eq!(verdicts.len(), 9);
    assert!(text.ends_with("1 of 9 right, 2 blank, 5 unreadable\n"), "{text}");
    // A blank answer alone is not right either.
    assert_eq!(graded("ll,,-24.51\nll,,\n").1, 3);
}

#[test]
fn any_delimiter_header_and_more_columns_are_taken() {
    for (content, name) in [
        (
            "\u{feff}Name;WHAT;After;ANSWER\r\n\"Doe; Jane\";gamma[3,1];e;2/3\r\nÁkos;ll;;-24.51\r\n",
            "Name",
        ),
        ("what\tanswer\tname\tafter\ngamma[3,1]\t2/3\tDoe; Jane\te\nll\t-24.51\tÁkos\n", "name"),
        ("Answer , What,after,NAME\n2/3,\"gamma[3,1]\",e,Doe; Jane\n\n-24.51,ll,,Ákos\n", "NAME"),
        ("gamma[3,1];e;2/3;Doe, Jane\nll;;-24.51;Ákos", "column 4"),
    ] {
        let (text, status, json) = graded(content);
        assert_eq!((status, json.len()), (0, 2), "{content}{text}");
        assert!(text.contains("Jane") && text.contains("Ákos"), "{text}");
        assert_eq!(json[0]["what"], "gamma[3,1]");
        assert_eq!((&json[1]["verdict"], &json[1]["after"]), (&"rounded".into(), &"".into()));
        assert_eq!(json[1][name], "Ákos", "{content}");
    }
    // Fields keep their names, whatever columns are called.
    let (_, _, json) = graded("what,answer,verdict,line,verdict\nll,-24.51,good,9,best\n");
    assert_eq!((&json[0]["verdict"], &json[0]["line"]), (&"rounded".into(), &2.into()));
    assert_eq!(json[0]["verdict (column 3)"], "good");
    assert_eq!(json[0]["verdict (column 5)"], "best");
}

#[test]
fn a_file_of_answers_is_read_as_data_are() {
    for content in [
        "sep=;\nwhat;after;answer\nMU[1]; =e m ;5,13\n",
        "what|after|answer\nμ[1]|E M|5.13\n",
        "\"what\",after,answer\nmu[1],\"e, m\",5.13\n",
        "σ²[1],em,0.6156\n",
        "#,what,after,answer\n1,σ^2[1],em,0.6156\n",
    ] {
        let content = content.replace("5,13", "5.13");
        let (text, status, _) = graded(&content);
        assert_eq!(status, 0, "{content}{text}");
    }
}

#[test]
fn a_row_without_an_answer_is_blank_and_a_short_one_is_not() {
    for nothing in ["", "NA", "N/A", "n/a", "-", "?", "–"] {
        let (text, status, _) = graded(&format!("what,after,answer\nll,,{nothing}\n"));
        assert!(status == 3 && text.contains("blank"), "{nothing}: {text}");
    }
    for (row, says) in [
        ("mu[1],5", "2 cells, but the header has 3"),
        ("ll,-24.51", "2 cells, but the header has 3"),
        ("Ann,ll,", "Ann"),
    ] {
        let (text, status, _) = graded(&format!("what,after,answer\n{row}\n"));
        assert!(status == 3 && text.contains("unreadable") && text.contains(says), "{row}: {text}");
    }
}

#[test]
fn answers_come_from_standard_input_too() {
    let said = emstep().args(["check", "--answers", "-"]).write_stdin("ll,,-24.51\n").assert();
    assert!(stdout(&said.code(0)).ends_with("1 of 1 right\n"));
    let both = ["check", "-", "--means", "0,1", "--variances", "1,1", "--answers", "-"];
    let both = emstep().args(both).write_stdin("1\n").assert().code(1);
    assert!(stderr(&both).contains("both from standard input"), "{}", stderr(&both));
}

#[test]
fn a_file_that_holds_no_answers_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answers.csv");
    for (content, says) in [
        (&b""[..], "no answers"),
        (b"\n\n", "no answers"),
        (b"what,after,answer\n", "no answers"),
        (b"\xef\xbb\xbf", "no answers"),
        (b"name,after,answer\nJane,,1\n", "line 1: the header has no column 'what'"),
        (b"what,after\nll,\n", "line 1: the header has no column 'answer'"),
        (b"what,answer,ANSWER\nll,1,2\n", "line 1: two columns are called 'answer'"),
        (b"ll,,1\nll,,\"2\nll,,3\n", "line 2: a quote opens here"),
        (b"ll,,\"1\nll,,\"2\n", "line 1: text follows the closing quote"),
        (b"ll,,1,J\xfcrgen\n", "line 1: not UTF-8 text"),
        (b"# by Ana\nwhat,after,answer\nll,,1\n", "line 1 looks like a comment above the table"),
        (b"\xff\xfel\0l\0", "line 1: not UTF-8 text"),
    ] {
        std::fs::write(&path, content).unwrap();
        let said = check(&["--answers", path.to_str().unwrap()]).code(1);
        assert!(stderr(&said).contains(says), "{}", stderr(&said));
        assert_eq!((stderr(&said).lines().count(), stdout(&said).as_str()), (1, ""));
    }
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
