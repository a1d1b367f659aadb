//! `emstep snapshot`: the screen after some keys, without a terminal.

use std::fs;
use std::num::NonZeroU16;
use std::path::Path;

use crate::driver::Driver;
use crate::program::{emstep, stderr, stdout};

/// What the command draws with these options, as text.
fn text(options: &[&str]) -> String {
    stdout(&emstep().arg("snapshot").args(options).assert().success())
}

/// What is wrong with these options, without the program's name.
fn refused(options: &[&str]) -> String {
    let said = stderr(&emstep().arg("snapshot").args(options).assert().failure());
    said.strip_prefix("emstep: error: ").expect("one error").trim_end().to_owned()
}

/// The file that the command writes with these options.
fn file(folder: &Path, name: &str, options: &[&str]) -> String {
    let path = folder.join(name);
    emstep().arg("snapshot").args(options).arg("--to").arg(&path).assert().success();
    fs::read_to_string(path).unwrap()
}

#[test]
fn the_screen_is_the_one_that_a_person_sees() {
    let mut driver = Driver::homework();
    driver.press("e m Tab ↓ w");
    let keys = "e m Tab ↓ w";
    let lines = |screen: &str| -> Vec<String> { screen.lines().map(str::to_owned).collect() };
    assert_eq!(lines(&text(&["--keys", keys, "--size", "80x24"])), lines(&driver.screen(80, 24)));
    assert!(text(&["--example", "galaxies", "-k", "3"]).contains("n = 82 · K = 3"));
    assert!(text(&["--lesson", "homework"]).contains("The homework  1 of"));
}

#[test]
fn what_a_session_or_a_key_opens_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("x.txt");
    fs::write(&data, "x\n1\n2\n3\n9\n").unwrap();
    let mut saving = emstep();
    saving.current_dir(folder.path()).args(["x.txt", "--plain"]);
    saving.write_stdin("e\nsave a.emstep\n").assert().success();
    for opened in [&["a.emstep"][..], &["--keys", "d \"x.txt\" Enter"]] {
        for to in ["x.txt", "./x.txt"] {
            let mut drawing = emstep();
            drawing.current_dir(folder.path()).arg("snapshot").args(opened);
            let said = stderr(&drawing.args(["--force", "--to", to]).assert().code(1));
            assert!(said.contains("x.txt: is one of the inputs"), "{said}");
            assert_eq!(fs::read_to_string(&data).unwrap(), "x\n1\n2\n3\n9\n");
        }
    }
}

#[test]
fn what_takes_long_is_done_before_the_picture() {
    let converged = text(&["--example", "old-faithful", "--keys", "c s", "--size", "120x40"]);
    assert!(converged.contains("converged"), "{converged}");
    assert!(converged.contains("ℓ over μ₁ and μ₂"), "{converged}");
}

#[test]
fn every_format_is_the_same_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let keys = ["--keys", "b e a \"0.4\"", "--size", "90x28"];
    for extension in ["txt", "svg", "html", "cast"] {
        let first = file(folder.path(), &format!("1.{extension}"), &keys);
        let again = file(folder.path(), &format!("2.{extension}"), &keys);
        assert!(first == again, "{extension} differs");
        match extension {
            "txt" => assert_eq!(first, text(&keys)),
            "svg" => {
                assert!(first.starts_with("<svg ") && first.ends_with("</svg>\n"));
                assert!(
                    first.contains("<title>emstep after the keys b e a &quot;0.4&quot;</title>")
                );
                assert!(first.contains("width=\"720\" height=\"448\""));
            }
            "html" => assert!(first.starts_with("<!DOCTYPE html>") && first.contains("homework")),
            _ => {
                let times: Vec<f64> = first
                    .lines()
                    .skip(1)
                    .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
                    .map(|event| event[0].as_f64().unwrap())
                    .collect();
                assert_eq!(times, [0.0, 0.0, 1.0, 2.0, 3.0, 3.1, 3.2, 3.3, 4.3]);
            }
        }
    }
}

#[test]
fn a_terminal_that_plays_a_recording_comes_to_the_same_screens() {
    let folder = tempfile::tempdir().unwrap();
    let recorded = file(folder.path(), "a.cast", &["--keys", "e m b t Esc c", "--size", "90x28"]);
    let (rows, columns) = (NonZeroU16::new(28).unwrap(), NonZeroU16::new(90).unwrap());
    let mut terminal = vt100::Parser::new(rows, columns, 0);
    let mut events = recorded.lines().skip(1).map(|line| {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        event[2].as_str().unwrap().to_owned()
    });
    terminal.process(events.next().unwrap().as_bytes());
    let keys = ["", "e", "e m", "e m b", "e m b t", "e m b t Esc", "e m b t Esc c"];
    for keys in keys {
        terminal.process(events.next().unwrap().as_bytes());
        let shown: Vec<String> =
            terminal.screen().rows(0, 90).map(|row| row.trim_end().to_owned()).collect();
        let drawn = text(&["--keys", keys, "--size", "90x28"]);
        let drawn: Vec<&str> = drawn.lines().map(str::trim_end).collect();
        assert_eq!(shown, drawn, "after the keys {keys}");
    }
}

#[test]
fn paper_colours_and_pace_are_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let of = |name: &str, options: &[&str]| file(folder.path(), name, options);
    let (dark, light) = (of("dark.svg", &[]), of("light.svg", &["--light"]));
    let (on_dark, on_light) = ("#18181b", "<path fill=\"#ffffff\" d=\"M0 0h");
    assert!(dark.contains(on_dark) && dark.contains("#ff5f00"));
    assert!(light.contains(on_light) && light.contains("#af0000"));
    // The theme may also be named, or gone to by its key.
    assert_eq!(of("named.svg", &["--theme", "light"]), light);
    let by_key = of("key.svg", &["--keys", "T Esc"]);
    assert!(by_key.contains(on_light) && by_key.contains("#af0000"));
    let contrast = of("contrast.svg", &["--theme", "contrast"]);
    assert!(contrast.contains(on_light) && contrast.contains("#0000ff"));
    let mono = of("mono-light.svg", &["--theme", "mono", "--light"]);
    assert!(mono.contains(on_light) && !mono.contains("#af0000"));
    let mono = of("mono.svg", &["--color", "never"]);
    assert!(!mono.contains("#ff5f00") && mono.contains("font-weight=\"bold\""));
    let quick = of("quick.cast", &["--keys", "e m", "--pace", "250ms"]);
    assert!(quick.lines().last().unwrap().starts_with("[0.75,"));
}

#[test]
fn a_file_is_replaced_only_if_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.txt");
    fs::write(&path, "mine").unwrap();
    let to = path.to_str().unwrap();
    assert!(refused(&["--to", to]).ends_with("notes.txt: exists already; --force replaces it"));
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    emstep().args(["snapshot", "--force", "--to", to]).assert().success();
    assert_eq!(fs::read_to_string(&path).unwrap(), text(&[]));
    fs::create_dir(folder.path().join("folder.svg")).unwrap();
    let to = folder.path().join("folder.svg");
    assert!(
        refused(&["--force", "--to", to.to_str().unwrap()])
            .contains("a folder, not a file; name a file in it")
    );
    let to = folder.path().join("none").join("a.svg");
    assert!(refused(&["--to", to.to_str().unwrap()]).contains("does not exist; create it first"));
}

#[test]
fn what_cannot_be_drawn_is_said_in_a_line() {
    for (options, said) in [
        (&["--keys", "e q m"][..], "--keys: there is no screen after 'q': it leaves the program"),
        (&["--keys", "^Z"], "--keys: there is no screen after '^Z': it leaves the program"),
        (
            &["--to", "picture.png"],
            "--to picture.png: a picture's name ends in .svg, .html, .txt or .cast",
        ),
        (&["--to", "svg"], "--to svg: a picture's name ends in .svg, .html, .txt or .cast"),
        (
            &["--theme", "dark", "--light"],
            "--light is for a white page, on which --theme dark cannot be read",
        ),
        (&["--pace", "1s"], "--pace only means something with --to FILE.cast"),
        (
            &["--size", "100"],
            "invalid value '100' for '--size <WxH>': it must be columns x rows, such as 100x30, \
             each from 1 to 500",
        ),
        (
            &["--keys", "em"],
            "invalid value 'em' for '--keys <KEYS>': no key is called 'em'; write keys with spaces \
             between them, such as e m ^P Esc PgDn, and text as \"0.5\"",
        ),
    ] {
        assert_eq!(refused(options), said);
    }
    assert!(refused(&["--example", "galaxies", "--lesson", "homework"]).contains("--lesson"));
    assert!(refused(&["--lesson", "homewrk"]).contains("did you mean homework?"));
}
