//! The commands, as one table: `help`, the hint after a mistyped name and docs/plain.md follow from
//! it. A command is also called what its key on the screen is, so that messages that name keys are
//! true here.

use super::failure::Failure;
use crate::app::Key;
use crate::report::Document;
use crate::text::sanitise::brief;
use crate::text::similar;

/// What a command does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Does {
    /// What this key of the stepper does.
    Key(Key),
    /// Prints what the board with this key comes to.
    Board(char),
    Open,
    Test,
    Constraints,
    Goodness,
    Edit,
    Save,
    Export,
    CommandLine,
    Digits,
    GoTo,
    Show,
    Why,
    Rows,
    Theta,
    Data,
    Answer,
    Runs,
    Run,
    Lesson,
    Reply,
    Help,
    Recover,
    Discard,
    Quit,
}

/// A command.
#[derive(Debug)]
pub struct Command {
    /// What it is called, the usual name first.
    pub names: &'static [&'static str],
    /// What comes after the name; empty for nothing.
    pub arguments: &'static str,
    /// What it does, in a sentence.
    pub help: &'static str,
    /// More about it, a line each, for `help` with its name.
    pub details: &'static [&'static str],
    pub(super) does: Does,
}

impl Command {
    /// Returns how it is written.
    pub fn usage(&self) -> String {
        format!("{} {}", self.names[0], self.arguments).trim_end().to_owned()
    }
}

/// A row: names, arguments, help, details, and what it does.
macro_rules! commands {
    ($([$($name:literal),+], $arguments:literal, $help:literal, [$($detail:literal),*], $does:expr;)+) => {
        &[$(Command {
            names: &[$($name),+],
            arguments: $arguments,
            help: $help,
            details: &[$($detail),*],
            does: $does,
        }),+]
    };
}

/// All commands, the most used first.
pub const COMMANDS: &[Command] = commands![
    ["e", "e-step"], "", "E-step: infer the responsibilities γ from θ", [], Does::Key(Key::char('e'));
    ["m", "m-step"], "", "M-step: the next θ from γ", [], Does::Key(Key::char('m'));
    ["n", "next"], "", "whichever of E and M comes next", [], Does::Key(Key::char('n'));
    ["p", "back", "h"], "", "back by a half-step", [], Does::Key(Key::char('p'));
    ["l", "forward"], "", "forward by a half-step that was done before", [], Does::Key(Key::char('l'));
    ["c", "converge"], "", "iterate until ℓ per observation changes by less than the tolerance",
        ["The tolerance and the most iterations are options of the command line: --tolerance, \
          --max-iterations."], Does::Key(Key::char('c'));
    ["g", "go"], "T", "go to iteration T", ["g 5 goes to θ₅, and does the steps before it."], Does::GoTo;
    ["r", "restart"], "", "back to θ₀; every step is kept", [], Does::Key(Key::char('r'));
    ["show"], "", "the data, θ, N_k, ℓ and F at this half-step", [], Does::Show;
    ["why", "w"], "NAME", "where a number comes from: its formula, and the same with the numbers put in",
        ["NAME is gamma[i,k], N[k], pi[k], mu[k], sigma2[k], sigma[k], ll, delta_ll, bound, gap, Q, H, \
          density[i,k] or p[i].",
         "i is the index of an observation, from 0; k is a component, from 1.",
         "why mu[1] explains the mean of the first component."], Does::Why;
    ["digits"], "NAME", "a number with all of its digits", ["NAME is what why takes."], Does::Digits;
    ["rows", "i"], "[FROM-TO]", "the responsibilities of the observations FROM to TO",
        ["rows 5 is one observation, rows 0-9 are ten, rows alone the first ten.", "At most 1000 are shown at a time."], Does::Rows;
    ["theta", "t"], "LISTS", "a new run from another θ₀; the runs before it are kept",
        ["theta 6,7 gives the means, and leaves the rest of θ as it is.",
         "theta weights 0.5,0.5 means 6,7 variances 1,4 gives each list by its name; sds are standard \
          deviations.",
         "Six numbers for two components are the weight, mean and variance of each."], Does::Theta;
    ["data", "d"], "SOURCE [column NAME] [components K]", "a new run on other data",
        ["SOURCE is observations, the name of a built-in data set, or the path of a file.",
         "data galaxies components 3 fits three components to the built-in data."], Does::Data;
    ["answer", "a"], "NAME NUMBER", "check a number that you got by hand",
        ["NAME is what why takes, or assignment, grew or largest.",
         "answer ll -15.46 says whether ℓ is −15.46, and names the mistake behind a wrong number."], Does::Answer;
    ["edit", "A"], "I X | I - | +X", "change the observation I to X, remove it, or add X",
        ["edit 3 4.5 makes x_3 4.5, edit 3 - removes it, edit +7 adds an observation 7.",
         "A new run starts on the edited data, from the θ of this half-step; undo goes back."], Does::Edit;
    ["undo", "u"], "", "back over an edit of the data: to the run before it", [], Does::Key(Key::char('u'));
    ["redo", "^R"], "", "forward over an edit that was undone", [], Does::Key(Key::ctrl('r'));
    ["constraints", "U"], "[NAMES]", "a new run under constraints or with priors, from this run's θ₀",
        ["constraints alone lists them; constraints hard variance-floor starts a run with these on, and \
          all others off; constraints none has none.",
         "variance-floor, map-variance, map-weights and temperature have a number: each + behind the \
          name doubles it, each - halves it."], Does::Constraints;
    ["goodness", "G"], "", "how well θ fits: quantiles of the data beside those of the mixture", [], Does::Goodness;
    ["restarts", "R"], "", "EM from 50 starts: the maxima of ℓ, and how many starts reach each", [], Does::Board('R');
    ["scan", "K"], "", "the best of several starts for each K: ℓ, AIC, BIC, ICL", [], Does::Board('K');
    ["groups", "E"], "", "the fit of each group of a condensed table, from this run's θ₀", [], Does::Board('E');
    ["open"], "ROW", "open a row of the table of restarts, scan or groups as a run",
        ["The table is open until another command than open, test and help."], Does::Open;
    ["test"], "ROW", "in the table of scan, test K against K + 1 by 99 samples drawn from its fit",
        ["K = 1 is tested against two components with free variances, and the second time with equal \
          ones."], Does::Test;
    ["("], "", "the group of the condensed table before this one; before the first, all together", [],
        Does::Key(Key::char('('));
    [")"], "", "the next group of the condensed table; after the last, all together", [], Does::Key(Key::char(')'));
    ["start", "S"], "", "a new run from the next seed: θ₀ is drawn from the data", [], Does::Key(Key::char('S'));
    ["method", "I"], "", "how start and restarts make θ₀, one way after the other", [], Does::Key(Key::char('I'));
    ["runs", "B"], "", "the runs: how far each is, its ℓ and its data", [], Does::Runs;
    ["run"], "NUMBER", "go to another run, where it was left", ["< and > go to the run before and after."], Does::Run;
    ["<"], "", "the run before this one", [], Does::Key(Key::char('<'));
    [">"], "", "the run after this one", [], Does::Key(Key::char('>'));
    ["lesson", "L"], "[NAME | next | back | solution | close]", "open a lesson, and go through it",
        ["lesson alone repeats the step of the open lesson, or lists all lessons.",
         "lesson homework opens that lesson; lesson list lists all of them.",
         "While a question is open, a line that is no command is its answer.",
         "lesson next and lesson back turn the steps, lesson solution shows the solution after two \
          tries."], Does::Lesson;
    ["="], "ANSWER", "answer the lesson's question, also with what would be a command", [], Does::Reply;
    ["save", "W"], "[[over] FILE]", "save the session to a file; emstep FILE.emstep goes on with it",
        ["save alone takes the file it was saved to before, or the name of the data.",
         "save over FILE replaces another file that is there."], Does::Save;
    ["recover"], "", "open the session that a crash left, before anything is done in this one", [], Does::Recover;
    ["discard"], "", "remove the session that a crash left", [], Does::Discard;
    ["export", "X"], "[[over] FILE[=WHAT]]", "write a result of the run up to here to a file: numbers, a table or a figure",
        ["The end of the file's name says how it is written: csv, json, md, tex, svg, png or pdf.",
         "export labels.csv writes what the file is called after, export a.csv=labels the same to another \
          one; any other name is that of the trace, or of the figure density.",
         "export alone lists what there is; export over FILE replaces a file that is there."], Does::Export;
    ["command", "y"], "", "the command line that opens the stepper here", [], Does::CommandLine;
    ["help", "?"], "[COMMAND]", "all commands, or more about one", [], Does::Help;
    ["q", "quit", "exit"], "", "quit", [], Does::Quit;
];

/// Returns the command of this name.
pub(super) fn find(name: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.names.contains(&name))
}

/// Returns that there is no command of this name, and which one may be meant.
pub(super) fn unknown(name: &str) -> Failure {
    let names = COMMANDS.iter().flat_map(|command| command.names).copied();
    // One sign is like each name of one letter.
    let like = similar(name, names).filter(|_| name.chars().count() > 1);
    let hint = like.map_or_else(
        || "help lists all commands".to_owned(),
        |like| format!("did you mean {like}? help lists all commands"),
    );
    Failure::new(format!("no command is called '{}'; {hint}", brief(name)))
}

/// Returns what `help` says, of all commands or of one.
pub(super) fn help(name: &str) -> Result<Document, Failure> {
    let mut document = Document::default();
    if name.is_empty() {
        for command in COMMANDS {
            document.paragraph(format!("{}: {}.", command.usage(), command.help));
        }
        document.paragraph("help and a command, as in help why, says more about it.");
        return Ok(document);
    }
    let command = find(name).ok_or_else(|| unknown(name))?;
    document.paragraph(format!("{}: {}.", command.usage(), command.help));
    for detail in command.details {
        document.paragraph(*detail);
    }
    if let [_, others @ ..] = command.names
        && !others.is_empty()
    {
        document.paragraph(format!("Also: {}.", others.join(", ")));
    }
    Ok(document)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::report::DocumentFormat;

    #[test]
    fn every_name_is_of_one_command_and_has_help() {
        let mut known = HashSet::new();
        for command in COMMANDS {
            for name in command.names {
                assert!(known.insert(name), "{name} means two things");
                let text = help(name).unwrap().text(DocumentFormat::Lines);
                assert!(text.starts_with(&command.usage()), "{text}");
            }
        }
        let all = help("").unwrap().text(DocumentFormat::Lines);
        assert_eq!(all.lines().count(), COMMANDS.len() + 1);
    }

    #[test]
    fn a_mistyped_name_has_a_hint() {
        let says = |name: &str| unknown(name).to_string();
        assert!(says("hepl").contains("did you mean help?"), "{}", says("hepl"));
        assert!(says("thetas").contains("did you mean theta?"), "{}", says("thetas"));
        assert_eq!(says("%"), "no command is called '%'; help lists all commands");
        assert!(!says("\u{1b}[31mred").contains('\u{1b}'));
    }
}
