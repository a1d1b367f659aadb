//! README.md and docs/ are true as far as a program can tell: keys, commands, links, pictures.

use std::collections::BTreeMap;
use std::path::Path;

use emstep::internals::app::keymap::{
    ANSWER, BALLOT, Binding, DATA, DERIVATION, EXPLORER, FOLLOWER, FORM, LESSON, LESSON_LIST, MENU,
    OPENING, PROMPT, QUEUE, RUNS, STEPPING,
};
use emstep::lesson::{BUILT_IN, BuiltIn};

use crate::files;

const MOST_LINES: usize = 150;

/// The documents for people who use the program.
fn guides() -> BTreeMap<String, String> {
    let mut guides = files::below("docs", &["md"]);
    guides.insert("README.md".into(), include_str!("../../README.md").into());
    guides
}

fn labels<A>(table: &'static [Binding<A>]) -> impl Iterator<Item = &'static str> {
    table.iter().flat_map(|binding| binding.label.split(' '))
}

#[test]
fn every_key_is_described() {
    let keys = include_str!("../../docs/keys.md");
    let opened = labels(FORM).chain(labels(ANSWER)).chain(labels(LESSON)).chain(labels(RUNS));
    let opened = opened.chain(labels(LESSON_LIST)).chain(labels(DERIVATION));
    let asked = labels(DATA).chain(labels(PROMPT)).chain(labels(MENU)).chain(labels(OPENING));
    let class = labels(FOLLOWER).chain(labels(EXPLORER)).chain(labels(BALLOT));
    let class = class.chain(labels(QUEUE));
    for key in labels(STEPPING).chain(opened).chain(asked).chain(class) {
        assert!(keys.contains(&format!("`{key}`")), "{key} is not in docs/keys.md");
    }
}

#[cfg(feature = "terminal")]
#[test]
fn every_command_by_the_line_is_described() {
    let text = include_str!("../../docs/plain.md");
    for command in emstep::internals::cli::COMMANDS {
        for name in command.names {
            let is_there = [format!("`{name}`"), format!("`{name} ")];
            assert!(is_there.iter().any(|name| text.contains(name)), "{name} is not in plain.md");
        }
        let is_help = |row: &str| row.contains(&format!("`{}", command.names[0]));
        assert!(text.lines().any(|row| row.starts_with("| `") && is_help(row)), "{command:?}");
    }
}

/// The confusions, each row with the lessons that resolve it.
fn confusions() -> Vec<(&'static str, Vec<&'static str>)> {
    let lessons = include_str!("../../docs/lessons.md");
    let section = lessons.split("\n## ").find(|section| section.contains("confused by")).unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| ")).skip(1);
    let cells = rows.map(|row| row.split(" | ").collect::<Vec<_>>());
    cells.map(|cells| (cells[0], cells[1].split('`').skip(1).step_by(2).collect())).collect()
}

#[test]
fn every_confusion_has_lessons_that_exist_and_every_lesson_is_named() {
    let confusions = confusions();
    assert_eq!(confusions.len(), 15);
    for (confusion, lessons) in &confusions {
        assert!(!lessons.is_empty(), "{confusion}");
        for lesson in lessons {
            assert!(BuiltIn::named(lesson).is_some(), "{confusion}: {lesson}");
        }
    }
    let text = include_str!("../../docs/lessons.md");
    for lesson in BUILT_IN {
        assert!(text.contains(&format!("`{}`", lesson.name)), "{}", lesson.name);
    }
}

#[test]
fn the_readme_is_short() {
    assert!(include_str!("../../README.md").lines().count() <= MOST_LINES);
}

/// The words of a command, as a shell divides them.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in command.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '\'' || c == '"' => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            None if (c == '#' || c == '>') && word.is_none() => break,
            None if c.is_whitespace() => words.extend(word.take()),
            Some(_) | None => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// The calls of the program in the blocks of shell commands.
fn commands(text: &str) -> Vec<Vec<String>> {
    let blocks = text.split("```sh\n").skip(1);
    let lines = blocks.flat_map(|block| block.split("```").next().unwrap().lines());
    let calls = lines.map(|line| line.rsplit("| ").next().unwrap());
    calls.filter(|call| call.starts_with("emstep")).map(words).collect()
}

#[cfg(feature = "serve")]
#[test]
fn every_command_is_understood() {
    use emstep::internals::cli::{Invocation, one_line};

    let mut count = 0;
    for (path, text) in guides() {
        for command in commands(&text) {
            if let Err(error) = Invocation::parse(&command) {
                let says = one_line(&error);
                // The files of these options are read at once, and a guide's are not here.
                let reads =
                    ["--from", "--gamma"].iter().any(|word| command.contains(&(*word).into()));
                let is_absent = reads && says.ends_with("no such file; check its path");
                assert!(is_absent, "{path}: {}: {says}", command.join(" "));
            }
            count += 1;
        }
    }
    assert!(count > 20, "the commands were found");
}

/// The targets of the links and pictures of a document that are files here.
fn targets(text: &str) -> impl Iterator<Item = &str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let here = targets.filter(|target| !target.contains("://") && !target.starts_with('#'));
    here.map(|target| target.split('#').next().unwrap())
}

#[test]
fn every_link_leads_to_a_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (path, text) in files::below("", &["md"]) {
        let folder = root.join(&path).parent().unwrap().to_owned();
        for target in targets(&text) {
            assert!(folder.join(target).exists(), "{path}: {target} does not exist");
        }
    }
}

/// The map names files as `app/jobs.rs`, below `src/` or the root.
#[test]
fn every_source_that_the_map_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for path in ["ARCHITECTURE.md", "CONTRIBUTING.md", "docs/design.md", "docs/condensed.md"] {
        let text = std::fs::read_to_string(root.join(path)).unwrap();
        for name in text.split('`').skip(1).step_by(2) {
            let is_source =
                name.contains('/') && Path::new(name).extension() == Some("rs".as_ref());
            let exists = root.join(name).exists() || root.join("src").join(name).exists();
            assert!(exists || !is_source, "{path}: {name} does not exist");
        }
    }
}

/// What is drawn now is what is in docs/pictures, and all of that is shown somewhere.
#[cfg(unix)]
#[test]
fn every_picture_shows_what_the_program_draws() {
    let new = tempfile::tempdir().unwrap();
    let drawn = std::process::Command::new("docs/pictures/make")
        .arg(new.path())
        .env("EMSTEP", env!("CARGO_BIN_EXE_emstep"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .unwrap();
    assert!(drawn.success());
    let guides: String = guides().into_values().collect();
    let pictures = files::below("docs/pictures", &["svg"]);
    for (path, picture) in &pictures {
        let name = path.rsplit('/').next().unwrap();
        let now = std::fs::read_to_string(new.path().join(name)).unwrap_or_default();
        assert!(now == *picture, "{path} is stale: run docs/pictures/make and look at it");
        assert!(guides.contains(&format!("pictures/{name})")), "{path} is not shown");
    }
    assert_eq!(std::fs::read_dir(new.path()).unwrap().count(), pictures.len());
}

#[test]
fn commands_and_links_are_found() {
    let text = "a [b](c.md#d) ![e\nf](g/h.svg) [i](https://j)\n```sh\nls\nk | emstep -  # l\n```\n";
    assert_eq!(targets(text).collect::<Vec<_>>(), ["c.md", "g/h.svg"]);
    assert_eq!(commands(text), [["emstep", "-"]]);
    assert_eq!(words("a 'b \"c' \"\" d#e"), ["a", "b \"c", "", "d#e"]);
}
