//! `emstep lesson`: the list, the check of a file, and the record that it refuses to overwrite.

use emstep::lesson::{BUILT_IN, EXAMPLE};

use crate::program::{emstep, stderr, stdout};

#[test]
fn the_command_lists_the_lessons_and_checks_files() {
    let list = emstep().arg("lesson").assert().success();
    let names: Vec<String> = stdout(&list)
        .lines()
        .filter_map(|l| l.split_once(' '))
        .map(|(name, _)| name.into())
        .collect();
    assert_eq!(names, BUILT_IN.map(|lesson| lesson.name));

    let folder = tempfile::tempdir().unwrap();
    let check = |text: &str| {
        let path = folder.path().join("mine.toml");
        std::fs::write(&path, text).unwrap();
        emstep().args(["lesson", "--check"]).arg(&path).assert()
    };
    let template = emstep().args(["lesson", "--template"]).assert().success();
    assert_eq!(stdout(&template), EXAMPLE);
    let fine = check(EXAMPLE).success();
    assert!(stdout(&fine).contains("no mistakes; 13 steps"), "{}", stdout(&fine));
    assert!(stdout(&fine).contains("\n  compares step 2: t = 1, ℓ = −10.955912\n"));
    // ℓ of each step, and how a run ended.
    let collapse = emstep::lesson::BuiltIn::named("collapse").unwrap();
    let said = stdout(&check(collapse.toml).success());
    for line in [
        "step 1, line 9: t = 0, ℓ = −",
        "step 4, line 49 after em: t = 1, ℓ = 10.651436",
        "after c: t = 1, ℓ = 10.651436",
        "; collapsed: component 1 collapsed onto x_0 = -1",
        "after c: t = 8, ℓ = −8.465259; converged",
    ] {
        assert!(said.contains(line), "{line} is not in {said}");
    }
    let slow = "data = { example = \"galaxies\", components = 5 }\n";
    let slow = stdout(
        &check(&format!(
            "title = \"t\"\nabout = \"a\"\n{slow}[[step]]\nkeys = \"c\"\ntext = \"x\"\n"
        ))
        .success(),
    );
    assert!(slow.contains("; not converged after 1000 iterations"), "{slow}");
    let bad =
        check("title = \"t\"\nabout = \"a\"\nx = 1\n[data]\nexample = \"homework\"\n").code(1);
    let said = stderr(&bad);
    assert_eq!((said.lines().count(), stdout(&bad).as_str()), (3, ""), "{said}");
    assert!(said.contains("mine.toml, line 3: unknown key 'x'"), "{said}");
    assert!(said.trim_end().ends_with("mine.toml has 2 mistakes"), "{said}");

    let missing = emstep().args(["lesson", "--check", "homework"]).assert().code(1);
    let says = "emstep: error: homework: no such file; homework is built in and needs no check\n";
    assert_eq!(stderr(&missing), says);
}

#[test]
fn a_file_that_is_no_record_of_the_lesson_is_refused_before_it_starts() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes");
    let lesson = |name: &str| {
        let said = emstep().args(["lesson", name, "--record"]).arg(&path).assert().code(1);
        let said = stderr(&said);
        assert_eq!(said.lines().count(), 1, "{said}");
        said
    };
    std::fs::write(&path, "my notes\n").unwrap();
    assert!(lesson("homework").contains("not the record of a lesson; name another file"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "my notes\n");
    std::fs::remove_file(&path).unwrap();
    // Here there is no terminal; the record is made before that is noticed.
    assert!(lesson("homework").contains("terminal"));
    let record = std::fs::read(&path).unwrap();
    assert!(lesson("bound").contains("the record of another lesson, homework (The homework)"));
    assert_eq!(std::fs::read(&path).unwrap(), record);
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    assert!(lesson("homework").contains("a folder, and a record must be a regular file"));
}

#[test]
fn questions_are_exported() {
    let export = |format: &str| {
        let arguments = ["lesson", "export", "homework", "--format", format];
        stdout(&emstep().args(arguments).assert().success())
    };
    assert!(export("gift").contains("=%0%-15.46:"));
    assert!(export("moodle-xml").starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>"));
    assert!(export("csv").starts_with("question,kind,text,answer,tolerance,fraction,feedback\n"));
    let missing = emstep().args(["lesson", "export", "homewrk", "--format", "gift"]).assert();
    assert!(stderr(&missing.code(1)).contains("did you mean homework?"));
    let formatless = emstep().args(["lesson", "export", "homework"]).assert().code(2);
    assert_eq!(stderr(&formatless).lines().count(), 1);
}
