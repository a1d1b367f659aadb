use super::*;
use crate::cli::arguments::of_model;
use crate::mixture::StopRule;
use crate::view::theme::ColorDepth;

#[test]
fn the_table_of_options_is_sound() {
    command().debug_assert();
}

#[test]
fn a_lesson_has_its_own_data_and_settings() {
    let taken = of_model();
    for id in ["data", "simulate", "decimal", "variance_floor", "tolerance"] {
        assert!(taken.iter().any(|taken| taken == id), "{taken:?}");
    }
    let mut command = command();
    command.build();
    let has_lesson = |command: &&clap::Command| {
        let mut arguments = command.get_arguments();
        arguments.any(|argument| argument.get_long() == Some("lesson"))
    };
    let commands: Vec<_> = command.get_subcommands().filter(has_lesson).collect();
    assert_eq!(commands.len(), if cfg!(feature = "serve") { 2 } else { 1 });
    for command in commands {
        let lesson = command.get_arguments().find(|argument| argument.get_id() == "lesson");
        let refused = command.get_arg_conflicts_with(lesson.unwrap());
        let refused: Vec<clap::Id> =
            refused.into_iter().map(|argument| argument.get_id().clone()).collect();
        for id in &taken {
            assert!(refused.contains(id), "{} --lesson takes {id}", command.get_name());
        }
        // What says how it looks goes with a lesson.
        assert!(!refused.iter().any(|id| ["keys", "theme", "listen"].contains(&id.as_str())));
    }
    let words = ["emstep", "snapshot", "--lesson", "homework", "--hard"];
    assert_eq!(
        one_line(&Invocation::parse(words).unwrap_err()),
        "the argument '--lesson <NAME|FILE>' cannot be used with '--hard'"
    );
}

/// Every command below one, with the words that call it.
fn commands_below(command: &clap::Command, words: &str) -> Vec<(String, clap::Command)> {
    let below = command.get_subcommands().flat_map(|command| {
        let words = format!("{words} {}", command.get_name());
        let mut commands = commands_below(command, &words);
        commands.push((words, command.clone()));
        commands
    });
    below.collect()
}

#[test]
fn every_command_has_examples_in_its_long_help() {
    for (words, command) in commands_below(&command(), "emstep") {
        let examples = command.get_after_long_help().map(ToString::to_string);
        let examples = examples.unwrap_or_else(|| panic!("{words} has none"));
        assert!(examples.starts_with("Examples"), "{words}");
        let its_own = examples.lines().filter(|line| line.contains(&words));
        assert!(its_own.count() > 0, "{words} is not among its own examples");
    }
}

#[test]
fn the_short_help_has_a_line_per_option() {
    let commands = commands_below(&command(), "emstep");
    let too_long = commands.iter().flat_map(|(words, command)| {
        command.get_arguments().filter_map(move |argument| {
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            let is_short = (1..=60).contains(&help.chars().count());
            (!is_short).then(|| format!("{words} {}: {help}", argument.get_id()))
        })
    });
    assert_eq!(too_long.collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn every_error_is_one_line() {
    let say = |words: &[&str]| one_line(&Invocation::parse(words).unwrap_err());
    assert_eq!(
        say(&["emstep", "--mean", "1"]),
        "unexpected argument '--mean' found; a similar argument exists: '--means'"
    );
    assert_eq!(
        say(&["emstep", "fit", "--sds", "1", "--variances", "1"]),
        "the argument '--sds <LIST>' cannot be used with '--variances <LIST>'"
    );
    assert_eq!(
        say(&["emstep", "fti", "--steps", "3"]),
        "no file or command 'fti'; did you mean emstep fit?"
    );
    assert_eq!(
        say(&["emstep", "--tolerance", "0,5"]),
        "invalid value '0,5' for '--tolerance <T>': it is not a number; write 0.5"
    );
    assert_eq!(
        say(&["emstep", "--steps", "3"]),
        "--steps is an option of emstep fit; write emstep fit --steps …"
    );
    assert_eq!(
        say(&["emstep", "a.csv", "--answers", "b.csv"]),
        "--answers is an option of emstep check; write emstep check --answers …"
    );
    assert_eq!(
        say(&["emstep", "fit", "--steps", "1e3"]),
        "invalid value '1e3' for '--steps <N>': it must be a whole number, 0 or above, in digits"
    );
    assert_eq!(
        say(&["emstep", "--start", "kmeans++", "--seed", "-1"]),
        "invalid value '-1' for '--seed <N>': it must be a whole number from 0 to \
         18446744073709551615, in digits"
    );
    assert_eq!(
        say(&["emstep", "-k", "0"]),
        "invalid value '0' for '--components <K>': K must be a whole number from 1 to 64"
    );
}

#[test]
fn what_is_plainly_meant_is_done() {
    let parse = |words: &[&str]| Invocation::parse(words);
    for words in [&["emstep", "--k", "3"][..], &["emstep", "--components", "3"]] {
        let Ok(Invocation::Step { plan, .. }) = parse(words) else { panic!("{words:?}") };
        assert_eq!(plan.components, Some(3));
    }
    for words in [
        &["emstep", "--color", "none", "--theme", "light", "lesson", "homework"][..],
        &[
            "emstep",
            "--theme=light",
            "--color=never",
            "--show-keys",
            "--no-title",
            "lesson",
            "homework",
        ],
        &["emstep", "--color=none", "lesson", "homework", "--theme", "light"],
        &["emstep", "lesson", "homework", "--color", "none", "--theme", "light"],
    ] {
        let Ok(Invocation::Lesson { screen, .. }) = parse(words) else { panic!("{words:?}") };
        let wanted = ColorOptions {
            color: ColorChoice::Depth(ColorDepth::Mono),
            theme: Some(ThemeName::Light),
        };
        assert_eq!(screen.colors, wanted, "{words:?}");
        assert_eq!(screen.show_keys, words.contains(&"--show-keys"), "{words:?}");
        assert_ne!(screen.has_title, words.contains(&"--no-title"), "{words:?}");
    }
    let help = parse(&["emstep", "help", "--help"]).unwrap_err();
    assert!(!help.use_stderr() && help.to_string().contains("Usage: emstep"));
}

#[test]
fn steps_take_the_test_for_convergence_away() {
    let rule = |words: &[&str]| match Invocation::parse(words).unwrap() {
        Invocation::Fit(task) => task.rule,
        other => panic!("{other:?}"),
    };
    let exactly = StopRule { iterations: 0, tolerance: None };
    assert_eq!(rule(&["emstep", "fit", "--steps", "0"]), exactly);
    let default = StopRule { iterations: 1000, tolerance: Some(1e-9) };
    assert_eq!(rule(&["emstep", "fit"]), default);
}
