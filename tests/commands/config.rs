//! `emstep config`: what is in force and where it comes from, and what is said of mistakes.

use std::fs;

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
    for command in [&["fit"][..], &["config"], &["snapshot"], &["themes"], &["lesson"], &[]] {
        let assert = emstep().args(command).arg("--config").arg(&file).assert().code(2);
        assert_eq!(stderr(&assert), wanted, "{command:?}");
    }
    // What begins a new file needs no good one.
    emstep().args(["config", "--template", "--config"]).arg(&file).assert().success();
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
