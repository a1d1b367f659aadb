//! The sections of manual pages that are not made of the options: examples, exit status, where
//! settings are, the keys.

use clap::Command;
use clap_mangen::roff::{Roff, bold, roman};

use super::VERSION;
use crate::app::keymap::{Keymap, STEPPING};

/// What 0 and 1 mean for each command, as docs/output.md has it; by the name of its page.
pub(super) const CODES: &[(&str, [&str; 2])] = &[
    ("emstep", ["the stepper was left with q or Ctrl-C", "no terminal, no data, no such lesson"]),
    (
        "emstep-fit",
        ["the trace is printed, also of a run that collapsed", "no data, no θ₀, no K with a fit"],
    ),
    ("emstep-examples", ["they are printed", "they cannot be written"]),
    ("emstep-check", ["all answers are right", "no data, no file of answers, no such number"]),
    ("emstep-explain", ["the solution is printed", "no data, no θ₀"]),
    ("emstep-sql", ["the query is printed", "the file of the first pass cannot be read"]),
    ("emstep-condense", ["the table is written", "no data, no grid, tables that cannot be added"]),
    ("emstep-merge", ["the table is written", "no data, no grid, tables that cannot be added"]),
    (
        "emstep-lesson",
        ["the stepper was left with q or Ctrl-C", "no terminal, no data, no such lesson"],
    ),
    ("emstep-lesson-export", ["the questions are printed", "there is no such lesson"]),
    ("emstep-themes", ["they are printed", "they cannot be written"]),
    ("emstep-config", ["the settings are printed", "they cannot be written"]),
    ("emstep-completions", ["the script is printed", "it cannot be written"]),
    (
        "emstep-man",
        ["it is printed, or the pages are written", "no such command; a page is there already"],
    ),
    (
        "emstep-snapshot",
        ["the picture is written", "a key leaves the stepper; the file is there already"],
    ),
    ("emstep-serve", ["a signal ended the server", "the address or a file of keys cannot be used"]),
];

/// The codes that only one command has.
const MORE_CODES: [(&str, &str, &str); 2] = [
    ("emstep-check", "3", "an answer is close, wrong, blank or unreadable"),
    ("emstep-fit", "4", "EM has not converged, with --require-convergence"),
];

/// Returns the synopsis: the usage line of `--help`. The options have a section of their own: a
/// list of fifty names says nothing.
pub(super) fn synopsis(command: &Command) -> Vec<u8> {
    let usage = command.clone().render_usage().to_string();
    let lines = usage.trim_start_matches("Usage:").lines().map(str::trim);
    section("SYNOPSIS", |roff| {
        for (index, line) in lines.filter(|line| !line.is_empty()).enumerate() {
            if index > 0 {
                roff.control("br", []);
            }
            let named = command.get_bin_name().unwrap_or("emstep");
            match line.strip_prefix(named) {
                Some(rest) => roff.text([bold(named), roman(rest)]),
                None => roff.text([roman(line)]),
            };
        }
    })
}

/// Returns the section with the examples at the end of a command's help; none if it has none.
pub(super) fn examples(command: &Command) -> Vec<u8> {
    let help = command.get_after_long_help().or(command.get_after_help());
    let Some(help) = help.map(ToString::to_string) else { return Vec::new() };
    section("EXAMPLES", |roff| {
        let (heading, lines) = help.split_once('\n').unwrap_or(("", &help));
        if let Some(each) = heading.strip_prefix("Examples, ") {
            roff.text([roman(each)]);
        }
        roff.control("PP", []).control("nf", []);
        for line in lines.lines() {
            // What an example is for is below it: beside it there is no room.
            let line = line.strip_prefix("  ").unwrap_or(line);
            match line.trim_start().split_once("  ") {
                Some((example, says)) => {
                    let indent = &line[..line.len() - line.trim_start().len()];
                    roff.text([bold(format!("{indent}{example}"))]);
                    roff.text([roman(format!("    {}", says.trim_start()))]);
                }
                None => {
                    roff.text([bold(line)]);
                }
            }
        }
        roff.control("fi", []);
    })
}

/// Returns the section with what the status means that a command ends with.
pub(super) fn exit_status(page: &str) -> Vec<u8> {
    let Some((_, [done, failed])) = CODES.iter().find(|(name, _)| *name == page) else {
        return Vec::new();
    };
    let more = MORE_CODES.iter().filter(|(name, ..)| *name == page);
    let more = more.map(|(_, code, meaning)| (*code, *meaning));
    let failed = format!("{failed}; a line says what is wrong");
    let codes = [("0", *done), ("1", &failed), ("2", "the command line is wrong")];
    section("EXIT STATUS", |roff| {
        for (code, meaning) in codes.into_iter().chain(more) {
            listed(roff, code, meaning);
        }
        roff.control("PP", []);
        roff.text([roman("If output cannot be written, it is 1 too.")]);
    })
}

/// Returns what only the page of the program has: where settings are, the version, the keys.
pub(super) fn of_program(keymap: &Keymap) -> Vec<u8> {
    let environment = section("ENVIRONMENT", |roff| {
        listed(roff, "EMSTEP_*", "Settings, such as EMSTEP_THEME; emstep config lists them.");
        listed(roff, "NO_COLOR, CLICOLOR, CLICOLOR_FORCE", "Whether there are colours.");
        listed(roff, "LC_ALL, LC_CTYPE, LANG", "Without UTF-8 all is ASCII, as with --ascii.");
        listed(
            roff,
            "XDG_CONFIG_HOME, XDG_STATE_HOME",
            "Used instead of ~/.config and ~/.local/state.",
        );
    });
    let files = section("FILES", |roff| {
        listed(
            roff,
            "~/.config/emstep/config.toml",
            "Settings; emstep config --template prints one.",
        );
        listed(roff, "~/.local/state/emstep/recovery", "Sessions that did not end cleanly.");
    });
    let version = section("VERSION", |roff| {
        roff.text([roman(format!("emstep {}", VERSION.replace('\n', ", ")))]);
    });
    let keys = section("KEYS", |roff| {
        roff.text([roman(keymap.fill("In the stepper; ⟦?⟧ lists all keys that work:"))]);
        for binding in STEPPING.iter().filter(|binding| !keymap.keys(binding).is_empty()) {
            listed(roff, &keymap.label(binding), &keymap.fill(binding.help));
        }
    });
    [keys, environment, files, version].concat()
}

/// Returns the section that leads back to the page of the program.
pub(super) fn see_also() -> Vec<u8> {
    section("SEE ALSO", |roff| {
        roff.text([bold("emstep"), roman("(1)")]);
    })
}

fn listed(roff: &mut Roff, term: &str, meaning: &str) {
    roff.control("TP", []);
    roff.text([bold(term)]);
    roff.text([roman(meaning)]);
}

fn section(title: &str, write: impl FnOnce(&mut Roff)) -> Vec<u8> {
    let mut section = Roff::new();
    section.control("SH", [title]);
    write(&mut section);
    let mut roff = Vec::new();
    // Nothing is written but memory, which takes all.
    section.to_writer(&mut roff).unwrap_or_else(|error| unreachable!("{error}"));
    roff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_those_of_the_documentation() {
        let documented = include_str!("../../../docs/output.md").replace('`', "");
        for (page, meanings) in CODES {
            let words = page.replace('-', " ");
            let name = words.strip_prefix("emstep ").unwrap_or(&words);
            let is_named = |row: &&str| {
                let commands = row.split('|').nth(1).unwrap_or_default();
                commands.split(',').any(|command| {
                    let command = command.trim();
                    [name, &words, &format!("{words} NAME")].contains(&command)
                })
            };
            let rows: Vec<&str> = documented.lines().filter(is_named).collect();
            for meaning in meanings {
                assert!(
                    rows.iter().any(|row| row.contains(meaning)),
                    "{page}: {meaning}: {rows:?}"
                );
            }
        }
        for (_, code, meaning) in MORE_CODES {
            let first = meaning.split(',').next().unwrap();
            let row = documented.lines().find(|row| row.starts_with(&format!("| {code} |")));
            assert!(row.is_some_and(|row| row.contains(first)), "{row:?}");
        }
    }

    #[test]
    fn the_synopsis_is_the_usage_of_the_help() {
        let mut program = crate::cli::command().disable_help_subcommand(true);
        program.build();
        let page = |command: &Command| String::from_utf8(synopsis(command)).unwrap();
        let fit = program.find_subcommand("fit").unwrap();
        let usage = "\n.SH SYNOPSIS\n\\fBemstep fit\\fR [OPTIONS] [DATA]...\n";
        assert!(page(fit).ends_with(usage), "{}", page(fit));
        let both = page(&program);
        assert!(both.contains("\n.br\n\\fBemstep\\fR <COMMAND>\n"), "{both}");
    }

    #[test]
    fn an_example_has_what_it_is_for_below_it() {
        let command = Command::new("x").after_long_help(
            "Examples, each a line:\n  x --to a    does it\n  x \\\n    | y\n\n  x -k 3",
        );
        let page = String::from_utf8(examples(&command)).unwrap();
        let shown = page.replace("\\-", "-").replace("\\fB", "").replace("\\fR", "");
        assert!(shown.contains("each a line:"), "{shown}");
        assert!(shown.contains("x --to a\n    does it\n"), "{shown}");
        assert!(shown.contains("\n  | y\n"), "{shown}");
        assert!(examples(&Command::new("x")).is_empty());
    }
}
