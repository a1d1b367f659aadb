//! `emstep config`: what is in force and where it comes from, and what is said of mistakes.

use std::fs;

use emstep::internals::app::keymap::rows;
use emstep::internals::cli::rewritten_settings;
use emstep::internals::text::is_hidden;
use proptest::prelude::*;

use crate::program::{emstep, stderr, stdout};

#[test]
fn the_template_is_a_file_that_changes_nothing_and_so_is_all_of_it() {
    let template = stdout(&emstep().args(["config", "--template"]).assert().success());
    assert!(template.lines().all(|line| line.chars().count() <= 80), "{template}");
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("emstep")).unwrap();
    let values = |text: &str| {
        fs::write(folder.path().join("emstep/config.toml"), text).unwrap();
        let mut config = emstep();
        let printed =
            stdout(&config.env("XDG_CONFIG_HOME", folder.path()).arg("config").assert().success());
        let rows = printed.lines().skip(1).map(|line| line.rsplit_once("  ").unwrap());
        // Columns are as wide as what is in them.
        let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        rows.map(|(value, from)| (squeezed(value), from.to_owned())).collect::<Vec<_>>()
    };
    let commented = values(&template);
    assert!(commented.len() > 10 && commented.iter().all(|(_, from)| from == "default"));
    // A line is a comment or, without its #, a setting.
    let is_setting = |line: &&str| {
        line.starts_with("# [keys.") || line.starts_with("# ") && line.contains(" = ")
    };
    let set: Vec<&str> = template.lines().filter(is_setting).map(|line| &line[2..]).collect();
    let all = values(&set.join("\n"));
    assert!(all.iter().all(|(_, from)| from.contains("config.toml:")), "{all:?}");
    let without_origin = |rows: &[(String, String)]| -> Vec<String> {
        rows.iter().map(|(value, _)| value.clone()).collect()
    };
    let (settings, keys) = all.split_at(commented.len());
    assert_eq!(without_origin(settings), without_origin(&commented));
    assert!(keys.len() > 80 && keys.iter().all(|(key, _)| key.starts_with("keys.")), "{keys:?}");
}

#[test]
fn a_mistake_ends_every_command_that_takes_settings_with_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.toml");
    fs::write(&file, "seed = 1\nthem = \"dark\"\n").unwrap();
    let wanted = format!(
        "emstep: error: {}:2: unknown setting 'them'; did you mean theme?\n",
        file.display()
    );
    let commands =
        [&["fit"][..], &["explain"], &["config"], &["snapshot"], &["themes"], &["lesson"], &[]];
    for command in commands {
        let assert = emstep().args(command).arg("--config").arg(&file).assert().code(2);
        assert_eq!(stderr(&assert), wanted, "{command:?}");
    }
    // What begins a new file needs no good one.
    emstep().args(["config", "--template", "--config"]).arg(&file).assert().success();
}

#[test]
fn a_worked_solution_begins_as_fit_does() {
    let means = |command: &[&str], seed: Option<&str>| -> Vec<String> {
        let mut emstep = emstep();
        emstep.args(command).args(["--example", "galaxies", "-k", "3"]);
        emstep.env("EMSTEP_START", "random-observations");
        seed.map(|seed| emstep.env("EMSTEP_SEED", seed));
        let text = stdout(&emstep.assert().success());
        let rows = text.lines().filter_map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let k = words.iter().position(|word| *word == "0.333333")?;
            words.get(k + 1).map(|mean| mean.trim_end_matches('0').to_owned())
        });
        rows.take(3).collect()
    };
    for seed in [None, Some("5")] {
        let explained = means(&["explain", "--keys", "e"], seed);
        assert_eq!(explained.len(), 3);
        assert_eq!(explained, means(&["fit", "--steps", "0"], seed));
    }
    assert_ne!(means(&["explain"], None), means(&["explain"], Some("5")));
}

#[test]
fn fit_begins_from_the_seed_that_is_set() {
    let fit = |seed: Option<&str>| {
        let mut command = emstep();
        command.args(["fit", "--example", "old-faithful", "--format", "csv"]);
        command.args(["--start", "kmeans++", "--steps", "1"]);
        seed.map(|seed| command.env("EMSTEP_SEED", seed));
        stdout(&command.assert().success())
    };
    assert!(fit(Some("5")).lines().nth(1).unwrap().ends_with(",5"));
    assert!(fit(None).lines().nth(1).unwrap().ends_with(",1"));
}

/// Lines of settings, some with a mistake; then keys, of which some mean two things.
fn settings() -> impl Strategy<Value = String> {
    const LINES: [&str; 18] = [
        "theme = \"light\"",
        "theme = \"lihgt\"",
        "color = 256",
        "ascii = true",
        "marker = \"block\"",
        "plain = true",
        "tolerance = 1e-6",
        "tolerance = -1",
        "max_iterations = 5_00",
        "start = \"kmeans++\"",
        "seed = 18446744073709551615",
        "pace = 3",
        "motion = \"reduced\"",
        "decimals = 0x4",
        "mouse = false",
        "recovery = \"no\"",
        "title = false # a comment",
        "[keys",
    ];
    const KEYS: [&str; 9] =
        ["f5", "ctrl-e", "alt-x", "space", "\\\\", "\\\"", "é", "PgUp", "shift-tab"];
    let key = prop_oneof![
        20 => proptest::sample::select(KEYS.to_vec()).prop_map(|key| format!("\"{key}\"")),
        1 => Just("[]".to_owned()),
        1 => ".{0,8}",
    ];
    let actions: Vec<_> = rows().iter().map(|row| (row.table, row.action.clone())).collect();
    let keys = (proptest::sample::select(actions), key)
        .prop_map(|((table, action), key)| format!("keys.{table}.{action} = {key}"));
    let lines = proptest::sample::subsequence(LINES.to_vec(), 0..6);
    (lines, prop::collection::vec(keys, 0..4)).prop_map(|(lines, keys)| {
        let lines = lines.into_iter().map(str::to_owned);
        lines.chain(keys).collect::<Vec<_>>().join("\n")
    })
}

proptest! {
    #[test]
    fn settings_are_read_as_they_are_written_or_refused_with_a_line(text in settings()) {
        match rewritten_settings(text.as_bytes()) {
            Ok(written) => {
                let again = rewritten_settings(written.as_bytes());
                prop_assert_eq!(again, Ok(written), "{}", text);
            }
            Err((line, says)) => {
                let lines = 1 + text.matches('\n').count();
                prop_assert!((1..=lines).contains(&line), "{}: {}", line, text);
                prop_assert!(!says.is_empty() && !says.contains(is_hidden), "{:?}", says);
            }
        }
    }
}
