//! `emstep check`, from the command line to its status.

use crate::program::{emstep, stderr, stdout};

fn check(arguments: &[&str]) -> assert_cmd::assert::Assert {
    emstep().arg("check").args(arguments).assert()
}

fn json(said: &assert_cmd::assert::Assert) -> serde_json::Value {
    serde_json::from_str(&stdout(said)).expect("JSON")
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
    let value = &json(&said)[0];
    assert_eq!(value["verdict"], "wrong");
    let slips = value["slips"].as_array().unwrap();
    assert!(slips.iter().any(|slip| slip["id"] == "sd-as-variance" && slip["text"].is_string()));
}

#[test]
fn json_is_a_list_of_answers_however_they_were_given() {
    let one = ["--what", "mu[1]", "--after", "em", "--answer", " 5.13 ", "--format", "json"];
    let one = json(&check(&one).code(0));
    let from = |option: &str, text: &str, after: &[&str]| {
        let arguments = ["check", option, "-", "--format", "json"];
        json(&emstep().args(arguments).args(after).write_stdin(text.to_owned()).assert())
    };
    let file = from("--answers", "mu[1],em,5.13\n", &[]);
    let table = from("--table", "0.35 5.13 0.62\n0.65 x 6.98\n", &["--after", "em"]);
    for value in [&one, &file, &table] {
        let rows = value.as_array().expect("a list");
        for row in rows {
            for member in ["what", "after", "answer", "verdict"] {
                assert!(row[member].is_string(), "{member} is not in {row}");
            }
            assert!(row["slips"].is_array(), "{row}");
        }
    }
    let answer = serde_json::json!([{
        "what": "mu[1]", "after": "em", "answer": "5.13", "verdict": "rounded", "slips": []
    }]);
    assert_eq!(one, answer);
    assert_eq!((&file[0]["what"], &file[0]["line"]), (&"mu[1]".into(), &1.into()));
    assert_eq!(
        (table[1]["what"].as_str(), table[1]["cell"].as_str()),
        (Some("mu[1]"), Some("right"))
    );
    assert_eq!((&table[4]["verdict"], &table[4]["answer"]), (&"unreadable".into(), &"x".into()));
    assert_eq!((&table[4]["line"], &table[4]["column"]), (&2.into(), &2.into()));
}

#[test]
fn a_program_gets_a_verdict_on_whatever_was_typed() {
    for (answer, verdict, reason) in
        [("abc", "unreadable", "'abc' is not a number"), ("", "blank", ""), ("2/3", "wrong", "")]
    {
        let words = |format| ["--what", "ll", "--answer", answer, "--format", format];
        let said = check(&words("json")).code(3);
        assert_eq!(stderr(&said), "");
        let list: serde_json::Value = serde_json::from_str(&stdout(&said)).unwrap();
        assert_eq!(list.as_array().map(Vec::len), Some(1), "{list}");
        assert_eq!((&list[0]["verdict"], &list[0]["answer"]), (&verdict.into(), &answer.into()));
        assert!(list[0]["slips"].is_array(), "{list}");
        assert!(list[0]["reason"].as_str().unwrap_or_default().starts_with(reason), "{list}");
        let said = stdout(&check(&words("gradescope")).code(3));
        let results: serde_json::Value = serde_json::from_str(&said).unwrap();
        assert_eq!(results["tests"][0]["status"], "failed", "{results}");
    }
    // What was asked is not the answer's fault.
    for (words, code) in [(["--what", "mu[9]"], 1), (["--what", "mu"], 2)] {
        let said = check(&[&words[..], &["--answer", "1", "--format", "json"]].concat()).code(code);
        assert_eq!(stdout(&said), "");
    }
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
    let value = json(&some);
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
    let (text, said) = (run("text"), run("json"));
    let status = text.get_output().status.code().unwrap();
    assert_eq!(said.get_output().status.code(), Some(status));
    let value = json(&said);
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

#[test]
fn a_close_answer_is_not_right_and_says_what_to_do() {
    let close = check(&["--what", "sigma2[2]", "--after", "em", "--answer", "6.977"]).code(3);
    let says = "close (0.14 % off): your method is right; keep more digits of γ\n";
    assert_eq!(stdout(&close), says);
    let arguments = ["--what", "mu[1]", "--after", "em", "--answer", "5.133", "--format", "json"];
    let value = &json(&check(&arguments).code(3))[0];
    assert_eq!((&value["verdict"], &value["off"]), (&"close".into(), &"0.025 %".into()));
}

#[test]
fn answers_that_are_no_numbers_are_checked() {
    for (what, after, answer, status) in [
        ("assignment", "e", "2 2 2 1 1", 0),
        ("assignment", "e", "22211", 0),
        ("assignment", "e", "2 2 1 1 1", 3),
        ("assignment", "c n", "2 2 1 1 1", 0),
        ("grew", "em", "2", 0),
        ("grew", "em", "equal", 3),
        ("largest", "em", "Gaussian 2", 0),
        ("largest", "c", "1", 0),
        ("largest", "c", "2", 3),
        ("assignment", "", "2 2 2 1 1", 1),
        ("assignment", "e", "2 2 1", 1),
        ("largest", "c", "3", 1),
        ("largest", "c", "x", 2),
    ] {
        let said = check(&["--what", what, "--after", after, "--answer", answer]).code(status);
        let lines = usize::from(matches!(status, 1 | 2));
        assert_eq!(stderr(&said).lines().count(), lines, "{what} {answer}: {}", stderr(&said));
    }
}

#[test]
fn keys_are_those_of_lessons() {
    let right = |after: &str, answer: &str| {
        check(&["--what", "ll", "--after", after, "--answer", answer]).code(0);
    };
    right("c", "-8.465");
    right("c r", "-24.51");
    right("nn", "-10.956");
    right("emp", "-24.51");
    for (after, says) in [
        ("m", "key 1, 'm': M needs γ, so e comes first"),
        ("ee", "key 2, 'e': γ is inferred already, so m comes next"),
        ("cm", "key 2, 'm': M needs γ"),
        ("p", "key 1, 'p': the run starts here"),
        ("ex", "key 2, 'x': there are e, m, n (next)"),
    ] {
        let said = check(&["--what", "ll", "--after", after, "--answer", "1"]).code(2);
        assert!(stderr(&said).contains(says), "{}", stderr(&said));
        assert_eq!(stderr(&said).lines().count(), 1);
    }
}

#[test]
fn the_first_wrong_number_of_a_table_is_told_from_those_that_follow() {
    let table = |text: &str, format: &str| {
        let arguments = ["check", "--table", "-", "--after", "e", "--format", format];
        emstep().args(arguments).write_stdin(text.to_owned()).assert()
    };
    let right = "0 1\n0 1\n0.4547 0.5453\n0.667 0.333\n0.694 0.306\n";
    assert!(stdout(&table(right, "text").code(0)).ends_with("10 of 10 right\n"));
    let wrong = right.replace("0.4547 0.5453", "0.4457 0.5543");
    let said = stdout(&table(&wrong, "text").code(3));
    for line in [
        "0.4457 ✗ first",
        "0.5543 ↳",
        "first wrong: gamma[2,1] = 0.4457: wrong; no known mistake gives this number",
        "gamma[2,2] = 0.5543 follows from what was wrong before it",
        "8 of 10 right",
    ] {
        assert!(said.contains(line), "{line} is not in {said}");
    }
    let value = json(&table(&wrong, "json").code(3));
    let cells = value.as_array().unwrap();
    assert_eq!((&cells[4]["cell"], &cells[5]["cell"]), (&"first".into(), &"follows".into()));
    let neither = table("1 2\n3\n", "text").code(1);
    assert_eq!(stderr(&neither).lines().count(), 1, "{}", stderr(&neither));
}

#[test]
fn gradescope_gets_a_test_per_answer() {
    let rows = "ll,,-24.51\nmu[1],em,5.133\nll,,-15.46\nll,,x\n";
    let arguments = ["check", "--answers", "-", "--format", "gradescope"];
    let said = emstep().args(arguments).write_stdin(rows).assert().code(3);
    let value = json(&said);
    let tests = value["tests"].as_array().unwrap();
    let scores: Vec<f64> = tests.iter().map(|test| test["score"].as_f64().unwrap()).collect();
    assert_eq!(scores, [1.0, 0.5, 0.0, 0.0]);
    assert_eq!(
        (&tests[1]["name"], &tests[1]["status"]),
        (&"mu[1] after em".into(), &"failed".into())
    );
    assert!(tests[2]["output"].as_str().unwrap().contains("variance as a standard deviation"));
    assert!(tests.iter().all(|test| test["max_score"] == 1.0 && test["visibility"] == "visible"));
}

#[test]
fn a_decimal_comma_is_read_where_cells_end_otherwise() {
    let given = |option: &str, text: &str| {
        let said = emstep().args(["check", option, "-"]).write_stdin(text).assert();
        stdout(&said.success())
    };
    let answers = given("--answers", "who;what;after;answer\nAda;ll;;-24,51\nBo;mu[1];em;5,13\n");
    assert!(answers.ends_with("2 of 2 right\n"), "{answers}");
    let table = given("--table", "k;pi;mu;sigma2\n1;0,5;6,0;1,0\n2;0,5;7,0;4,0\n");
    let points = given("--table", "k;pi;mu;sigma2\n1;0.5;6.0;1.0\n2;0.5;7.0;4.0\n");
    assert_eq!(table, points);
}
