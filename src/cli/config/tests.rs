//! Which setting comes before which, and what is said of mistakes.

use std::fs;

use tempfile::TempDir;

use super::setting::{Kind, SETTINGS};
use super::{Config, ConfigFile, Environment, SettingSource};
use crate::cli::{Display, Invocation};

/// Three values of each setting: of the file, of the variable, of the option.
const VALUES: [(&str, [&str; 3]); SETTINGS.len()] = [
    ("theme", ["light", "contrast", "mono"]),
    ("color", ["16", "256", "never"]),
    ("ascii", ["true", "false", "true"]),
    ("marker", ["quadrant", "block", "ascii"]),
    ("plain", ["true", "false", "true"]),
    ("tolerance", ["1e-3", "1e-4", "1e-5"]),
    ("max_iterations", ["11", "12", "13"]),
    ("start", ["kmeans++", "random-observations", "random-responsibilities"]),
    ("seed", ["21", "22", "18446744073709551615"]),
    ("pace", ["1", "2", "3"]),
    ("motion", ["reduced", "full", "reduced"]),
    ("decimals", ["3", "4", "5"]),
    ("mouse", ["true", "false", "true"]),
    ("show_keys", ["true", "false", "true"]),
    ("recovery", ["false", "true", "false"]),
    ("title", ["false", "true", "false"]),
];

/// A folder of settings with this file.
fn folder(text: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("config.toml"), text).unwrap();
    folder
}

fn environment(folder: &TempDir, variables: &[(&str, &str)]) -> Environment {
    Environment::with(variables, Some(folder.path().to_owned()))
}

/// What `emstep config` prints.
fn printed(environment: &Environment, options: &[&str]) -> String {
    let words = ["emstep", "config"].iter().chain(options).copied();
    let Ok(Invocation::Config(task)) = Invocation::parse_in(environment, words) else {
        panic!("{options:?}")
    };
    let mut out = Vec::new();
    super::config(&task, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The value of a setting, and where it comes from.
fn row(printed: &str, name: &str) -> (String, String) {
    let mut rows = printed.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let row = rows.find(|row| row[0] == name).unwrap_or_else(|| panic!("{name}\n{printed}"));
    (row[1].to_owned(), row[2].to_owned())
}

#[test]
fn options_come_before_variables_and_variables_before_the_file() {
    for (setting, (name, [in_file, variable, option])) in SETTINGS.iter().zip(VALUES) {
        assert_eq!(setting.name, name, "the tables have the same order");
        let in_toml = |text: &str| match setting.kind {
            Kind::Word => format!("\"{text}\""),
            Kind::Number | Kind::Whole | Kind::Switch => text.to_owned(),
        };
        let empty = folder("");
        let full = folder(&format!("# {name}\n\n{name} = {}\n", in_toml(in_file)));
        let line = format!("{}:3", full.path().join("config.toml").display());
        let of_variable = setting.variable();
        let flag = [format!("--{}={option}", name.replace('_', "-"))];
        let flag: Vec<&str> = flag.iter().map(String::as_str).collect();
        let default = row(&printed(&environment(&empty, &[]), &[]), name);
        assert_eq!(default.1, "default");
        for (has_file, has_variable, has_flag) in
            (0..8).map(|bits| (bits & 1 > 0, bits & 2 > 0, bits & 4 > 0))
        {
            let variables = [(of_variable.as_str(), variable)];
            let variables = if has_variable { &variables[..] } else { &[] };
            let folder = if has_file { &full } else { &empty };
            let options = if has_flag { &flag[..] } else { &[] };
            let found = row(&printed(&environment(folder, variables), options), name);
            let wanted = match (has_file, has_variable, has_flag) {
                (.., true) => (in_toml(option), "option".to_owned()),
                (_, true, false) => (in_toml(variable), of_variable.clone()),
                (true, false, false) => (in_toml(in_file), line.clone()),
                (false, false, false) => default.clone(),
            };
            assert_eq!(found, wanted, "{name} {has_file} {has_variable} {has_flag}");
        }
    }
}

#[test]
fn what_is_set_is_what_the_program_gets() {
    let folder =
        folder("tolerance = 1e-3\nseed = 7\nstart = \"kmeans++\"\ncolor = 256\npace = 7\n");
    let environment = environment(&folder, &[("EMSTEP_MAX_ITERATIONS", "5")]);
    let parse = |words: &[&str]| Invocation::parse_in(&environment, words).unwrap();
    let Invocation::Step { plan, screen } = parse(&["emstep", "--seed", "8"]) else { panic!() };
    assert_eq!((plan.settings.tolerance, plan.settings.max_iterations), (1e-3, 5));
    assert_eq!(
        (plan.settings.seed, plan.settings.start.to_string()),
        (8, "k-means++, seed 8".into())
    );
    assert_eq!(plan.start, None, "data with a θ₀ of their own keep it");
    assert_eq!(screen.preferences.pace.number(), 7);
    let Invocation::Fit(task) = parse(&["emstep", "fit", "--restarts", "3"]) else { panic!() };
    assert_eq!((task.rule.iterations, task.rule.tolerance), (5, Some(1e-3)));
    assert_eq!(task.restarts.unwrap().from, task.plan.settings.start.method());
    let Invocation::Check(task) =
        parse(&["emstep", "check", "--what", "ll", "--answer", "1", "--after", "e"])
    else {
        panic!()
    };
    assert_eq!(
        task.plan.settings,
        crate::app::Settings::default(),
        "grading is the same everywhere"
    );
}

#[test]
fn a_setting_or_its_option_says_whether_there_are_lines_in_the_place_of_a_screen() {
    let folder = folder("plain = true\n");
    let displayed = |words: &[&str], variables: &[(&str, &str)]| {
        let environment = environment(&folder, variables);
        match Invocation::parse_in(&environment, words.iter().copied()).unwrap() {
            Invocation::Step { screen, .. } | Invocation::Lesson { screen, .. } => screen.display,
            other => panic!("{other:?}"),
        }
    };
    for command in [&["emstep"][..], &["emstep", "lesson", "homework"]] {
        assert_eq!(displayed(command, &[]), Display::Lines);
        assert_eq!(displayed(command, &[("EMSTEP_PLAIN", "off")]), Display::Screen);
        let off: Vec<&str> = command.iter().copied().chain(["--plain=off"]).collect();
        assert_eq!(displayed(&off, &[]), Display::Screen);
        let on: Vec<&str> = command.iter().copied().chain(["--plain"]).collect();
        assert_eq!(displayed(&on, &[("EMSTEP_PLAIN", "off")]), Display::Lines);
    }
}

#[test]
fn a_snapshot_takes_a_file_only_if_it_is_named() {
    let folder = folder("seed = 7\n");
    let environment = environment(&folder, &[("EMSTEP_SEED", "8")]);
    let file = folder.path().join("config.toml").display().to_string();
    let seed = |words: &[&str]| {
        let words = ["emstep", "snapshot"].iter().chain(words);
        format!("{:?}", Invocation::parse_in(&environment, words).unwrap())
    };
    assert!(seed(&[]).contains("seed: 1,") && seed(&["--config", &file]).contains("seed: 7,"));
}

#[test]
fn a_script_means_the_same_for_everyone_who_runs_it() {
    for ((name, [in_file, variable, _]), setting) in VALUES.into_iter().zip(&SETTINGS) {
        let word = if setting.kind == Kind::Word { "\"" } else { "" };
        let folder = folder(&format!("{name} = {word}{in_file}{word}\n"));
        let of_variable = setting.variable();
        let file = folder.path().join("config.toml").display().to_string();
        for command in [&["emstep"][..], &["emstep", "lesson", "homework"]] {
            let parsed = |environment: &Environment, more: &[&str]| {
                let words = command.iter().chain(more);
                format!("{:?}", Invocation::parse_in(environment, words).unwrap())
            };
            let script = Environment::with(&[], None).with_script();
            let plain = parsed(&script, &["--plain"]);
            for variables in [&[][..], &[(of_variable.as_str(), variable)]] {
                let own = environment(&folder, variables).with_script();
                assert_eq!(parsed(&own, &["--plain"]), plain, "{name}");
                // A file that is named counts, as an option does.
                let named = parsed(&own, &["--plain", "--config", &file]);
                assert_eq!(named, parsed(&script, &["--plain", "--config", &file]), "{name}");
            }
        }
    }
    // That there are lines is a setting too, and a screen has no script.
    let folder = folder("plain = true\ntolerance = 1e-2\n");
    let own = environment(&folder, &[]).with_script();
    for (words, display, tolerance) in [
        (&["emstep"][..], Display::Lines, 1e-9),
        (&["emstep", "--plain"], Display::Lines, 1e-9),
        (&["emstep", "--plain=off"], Display::Screen, 1e-2),
    ] {
        let Ok(Invocation::Step { plan, screen }) = Invocation::parse_in(&own, words) else {
            panic!("{words:?}")
        };
        assert_eq!((screen.display, plan.settings.tolerance), (display, tolerance), "{words:?}");
    }
}

/// What is said of a file.
fn says(text: &str) -> String {
    let folder = folder(text);
    let file = folder.path().join("config.toml").display().to_string();
    let error = Config::read(&environment(&folder, &[]), &ConfigFile::default()).unwrap_err();
    error.to_string().replace(&file, "FILE")
}

#[test]
fn a_mistake_has_its_line_and_says_what_to_do() {
    for (text, said) in [
        (
            "theme = \"light\"\nthem = \"dark\"",
            "FILE:2: unknown setting 'them'; did you mean theme?",
        ),
        (
            "max-iterations = 3",
            "FILE:1: unknown setting 'max-iterations'; did you mean max_iterations?",
        ),
        ("colour = 16", "FILE:1: unknown setting 'colour'; did you mean color?"),
        (
            "frobnicate = 1",
            "FILE:1: unknown setting 'frobnicate'; emstep config --template lists all",
        ),
        ("\ntheme = \"drak\"", "FILE:2: theme: unknown theme 'drak'; did you mean dark?"),
        (
            "theme = \"purple\"",
            "FILE:1: theme: unknown theme 'purple'; choose from auto, dark, light, contrast, mono",
        ),
        ("theme = true", "FILE:1: theme must be a word in quotes, not a boolean"),
        ("seed = 1.5", "FILE:1: seed must be a whole number, not a float"),
        ("seed = 0x10", "FILE:1: seed must be a whole number, not one in another base than ten"),
        (
            "seed = -1",
            "FILE:1: seed: it must be a whole number from 0 to 18446744073709551615, in digits",
        ),
        ("mouse = \"on\"", "FILE:1: mouse must be true or false, not a string"),
        ("tolerance = nan", "FILE:1: tolerance: it must be a finite number, 0 or above"),
        ("tolerance = -1", "FILE:1: tolerance: it must be a finite number, 0 or above"),
        ("pace = 8", "FILE:1: pace: it must be a whole number from 1 (slow) to 7"),
        ("decimals = 13", "FILE:1: decimals: it must be a whole number from 0 to 12"),
    ] {
        assert_eq!(says(text), said);
    }
    for broken in ["seed = 1\nseed = 2", "theme = \"dark", "[theme\n", "= 3"] {
        let said = says(broken);
        assert!(said.starts_with("FILE:") && said.contains(": not TOML: "), "{said}");
        assert!(!said.contains('\n'), "{said}");
    }
}

#[test]
fn a_variable_with_a_mistake_is_named() {
    let says = |variable: &str, value: &str| {
        let environment = Environment::with(&[(variable, value)], None);
        Config::read(&environment, &ConfigFile::default()).unwrap_err().to_string()
    };
    assert_eq!(
        says("EMSTEP_PACE", "9"),
        "EMSTEP_PACE: it must be a whole number from 1 (slow) to 7"
    );
    assert_eq!(says("EMSTEP_MOUSE", "of"), "EMSTEP_MOUSE: 'of' is neither true nor false");
    assert_eq!(
        says("EMSTEP_THEEM", "dark"),
        "EMSTEP_THEEM: unknown setting; did you mean EMSTEP_THEME?"
    );
    let other = Environment::with(&[("EMSTEP_ENGINES", "all"), ("EMSTEP_SEED", "")], None);
    let config = Config::read(&other, &ConfigFile::default()).unwrap();
    assert!(
        config.sources.iter().all(|source| *source == SettingSource::Default),
        "empty is not set"
    );
}

#[test]
fn a_file_that_is_named_has_to_be_there_and_text() {
    let folder = tempfile::tempdir().unwrap();
    let named = |name: &str| ConfigFile { file: Some(folder.path().join(name)) };
    let says = |name: &str| Config::read_only(&named(name)).unwrap_err().to_string();
    assert!(says("none").ends_with("none: no such file; check its path"));
    assert!(says("").ends_with("a folder, not a file; name a file in it"));
    fs::write(folder.path().join("latin"), b"# a\n# \xe9\n").unwrap();
    assert!(says("latin").ends_with("latin:2: not UTF-8 text; save the file in UTF-8"));
    assert!(says("latin/below").ends_with("latin/below: no such file; check its path"));
    // A file that is not named need not be there, nor its folder.
    let nowhere = Environment::with(&[], Some(folder.path().join("latin")));
    assert!(Config::read(&nowhere, &ConfigFile::default()).unwrap().file_read().is_none());
}

#[test]
fn keys_are_changed_and_mistakes_in_them_have_their_lines() {
    let folder =
        folder("[keys.stepper]\ne-step = \"f5\"\nm-step = [\"M\", \"alt-m\"]\nmouse = []\n");
    let environment = environment(&folder, &[]);
    let printed = printed(&environment, &[]);
    let wanted = |name: &str, keys: &str, line: usize| {
        let row = printed.lines().find(|line| line.starts_with(name)).unwrap();
        assert!(row.contains(keys) && row.ends_with(&format!("config.toml:{line}")), "{row}");
    };
    wanted("keys.stepper.e-step", "\"F5\"", 2);
    wanted("keys.stepper.m-step", "[\"M\", \"alt-m\"]", 3);
    wanted("keys.stepper.mouse", "[]", 4);
    for (text, said) in [
        ("keys = 3", "FILE:1: keys must be a table, as in [keys.stepper]"),
        ("[keys.steper]\n", "FILE:1: unknown table of keys 'steper'; did you mean stepper?"),
        ("[keys.stepper]\nestep = \"x\"", "FILE:2: unknown action 'estep'; did you mean e-step?"),
        (
            "[keys.stepper]\ne-step = 1",
            "FILE:2: a key must be text in quotes, such as \"e\", not an integer",
        ),
        (
            "[keys.stepper]\ne-step = \"hyper-x\"",
            "FILE:2: no key is called 'hyper-x'; names are e, E, ctrl-e, alt-e, f5, space, tab, \
             pgup and others",
        ),
        ("[keys.stepper]\ne-step = \"esc\"", "FILE:2: Esc stays what it is; choose another key"),
        (
            "[keys.theta]\nadd-component = \"a\"",
            "FILE:2: a is typed here; choose a key such as ctrl-k, alt-k or f5",
        ),
        (
            "[keys.stepper]\ne-step = \"f5\"\n\nm-step = \"f5\"",
            "FILE:2: F5 is stepper.e-step here and stepper.m-step in config.toml:4; change one of \
             them",
        ),
        (
            "[keys.stepper]\n\ne-step = \"m\"",
            "FILE:3: m is stepper.m-step already; choose another key, or change that too",
        ),
    ] {
        assert_eq!(says(text), said);
    }
    assert!(says("key = 1").ends_with("did you mean keys?"));
}
