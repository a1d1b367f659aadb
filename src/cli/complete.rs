//! What a shell offers for a word that is being typed: the program itself is asked.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use clap_complete::CompleteEnv;
use clap_complete::engine::CompletionCandidate;

use super::command;
use super::values::{ComponentCount, List};
use crate::data::{Content, Request, Source, summarize};
use crate::explain::check::Subject;
use crate::lesson::BUILT_IN;

/// The variable by which a completion script asks the program for candidates.
pub(super) const VARIABLE: &str = "EMSTEP_COMPLETE";
/// How many components there are if a command line does not say.
const DEFAULT_COMPONENTS: usize = 2;

/// Answers a completion script and ends the program, if it is such a script that has started it.
pub fn complete() {
    CompleteEnv::with_factory(command).var(VARIABLE).bin("emstep").complete();
}

/// Returns the columns of numbers of the data on the command line that may be meant by what is
/// typed.
pub(super) fn columns(typed: &OsStr) -> Vec<CompletionCandidate> {
    columns_of_data(typed, |content| matches!(content, Content::Numbers(_)))
}

/// Returns the columns of the data on the command line that may be meant by what is typed.
pub(super) fn any_columns(typed: &OsStr) -> Vec<CompletionCandidate> {
    columns_of_data(typed, |_| true)
}

fn columns_of_data(typed: &OsStr, is_wanted: fn(&Content) -> bool) -> Vec<CompletionCandidate> {
    let Some(typed) = typed.to_str() else { return Vec::new() };
    let source = source_on(env::args_os());
    let columns = source.map_or_else(Vec::new, |source| columns_of(source, is_wanted));
    starting_with(typed, columns)
}

/// Returns the names of numbers and questions that may be meant by what is typed after `--what`,
/// those of observations for the first one.
pub(super) fn subjects(typed: &OsStr) -> Vec<CompletionCandidate> {
    let Some(typed) = typed.to_str() else { return Vec::new() };
    let components = components_on(env::args_os());
    let subjects = Subject::all(0, components).into_iter().map(|subject| {
        CompletionCandidate::new(subject.to_string()).help(subject.question().map(Into::into))
    });
    starting_with(typed, subjects)
}

/// Returns the marks that may separate cells.
pub(super) fn delimiters(typed: &OsStr) -> Vec<CompletionCandidate> {
    one_of(typed, &[",", ";", "|", "tab", "space"])
}

/// Returns the decimal marks.
pub(super) fn decimal_marks(typed: &OsStr) -> Vec<CompletionCandidate> {
    one_of(typed, &[".", ","])
}

/// Returns what a setting that is on or off can be.
pub(super) fn switches(typed: &OsStr) -> Vec<CompletionCandidate> {
    one_of(typed, &["on", "off"])
}

fn one_of(typed: &OsStr, words: &[&'static str]) -> Vec<CompletionCandidate> {
    let Some(typed) = typed.to_str() else { return Vec::new() };
    starting_with(typed, words.iter().map(CompletionCandidate::new))
}

fn starting_with(
    typed: &str,
    candidates: impl IntoIterator<Item = CompletionCandidate>,
) -> Vec<CompletionCandidate> {
    let starts = |candidate: &CompletionCandidate| {
        candidate.get_value().to_str().is_some_and(|value| value.starts_with(typed))
    };
    candidates.into_iter().filter(starts).collect()
}

/// Returns the lessons and lesson files that may be meant by what is typed.
pub(super) fn lessons(typed: &OsStr) -> Vec<CompletionCandidate> {
    use clap_complete::engine::{PathCompleter, ValueCompleter};

    let Some(name) = typed.to_str() else { return PathCompleter::file().complete(typed) };
    let built_in = BUILT_IN.iter().filter(|lesson| lesson.name.starts_with(name));
    let built_in = built_in.map(|lesson| {
        CompletionCandidate::new(lesson.name).help(Some(lesson.outline().title.into()))
    });
    let is_toml = |path: &Path| path.extension().is_some_and(|end| end == "toml");
    built_in.chain(PathCompleter::any().filter(is_toml).complete(typed)).collect()
}

/// Returns the commands of the program that may be meant by what is typed after `emstep man`, or
/// those of the command before it.
pub(super) fn commands(typed: &OsStr) -> Vec<CompletionCandidate> {
    let Some(start) = typed.to_str() else { return Vec::new() };
    commands_after(env::args_os(), start)
}

fn commands_after(words: impl Iterator<Item = OsString>, typed: &str) -> Vec<CompletionCandidate> {
    let mut before: Vec<OsString> = words.skip_while(|word| word != "man").skip(1).collect();
    if before.last().is_some_and(|word| word == typed) {
        before.pop();
    }
    let program = command();
    let mut above = Some(&program);
    for word in before {
        above = above.and_then(|above| above.find_subcommand(word));
    }
    let commands = above.into_iter().flat_map(clap::Command::get_subcommands);
    let meant = commands.filter(|command| {
        let name = command.get_name();
        !command.is_hide_set() && name != "help" && name.starts_with(typed)
    });
    let candidate = |command: &clap::Command| {
        CompletionCandidate::new(command.get_name()).help(command.get_about().cloned())
    };
    meant.map(candidate).collect()
}

/// Returns what a command line says.
fn matches_of(words: impl Iterator<Item = OsString>) -> Option<ArgMatches> {
    // The words of the command line follow a `--`, the program's name first. What is missing at
    // its end is being typed.
    let words: Vec<OsString> = words.skip_while(|word| word != "--").skip(1).collect();
    let mut matches = command().ignore_errors(true).try_get_matches_from(words).ok()?;
    Some(matches.remove_subcommand().map_or(matches, |(_, inner)| inner))
}

/// Returns how many components a command line asks for, as far as it says that itself.
fn components_on(words: impl Iterator<Item = OsString>) -> usize {
    let Some(matches) = matches_of(words) else { return DEFAULT_COMPONENTS };
    if let Ok(Some(ComponentCount::One(count))) = matches.try_get_one("components") {
        return *count;
    }
    let means = matches.try_get_one::<List>("means").ok().flatten();
    means.map_or(DEFAULT_COMPONENTS, |List(means)| means.len())
}

/// Returns the data that a command line names; nothing that waits, as standard input and pipes do.
fn source_on(words: impl Iterator<Item = OsString>) -> Option<Source> {
    let matches = matches_of(words)?;
    if let Ok(Some(name)) = matches.try_get_one::<String>("example") {
        return Some(Source::Example(name.clone()));
    }
    let mut data = matches.try_get_many::<PathBuf>("data").ok()??;
    data.find(|path| path.is_file()).cloned().map(Source::File)
}

fn columns_of(source: Source, is_wanted: fn(&Content) -> bool) -> Vec<CompletionCandidate> {
    // A file that is no table has no columns to offer; what is wrong with it is said when it is
    // opened.
    let Ok(table) = summarize(&Request::new(source)) else { return Vec::new() };
    let columns = table.columns.into_iter().enumerate();
    columns
        .filter(|(_, column)| is_wanted(&column.content))
        .map(|(index, column)| candidate(index + 1, &column.request, &column.name))
        .collect()
}

/// Returns a column by its name, or by its number if a shell would take the name apart.
fn candidate(number: usize, request: &str, name: &str) -> CompletionCandidate {
    let is_plain = |c: char| c.is_alphanumeric() || "._-+%".contains(c);
    if !request.is_empty() && request.chars().all(is_plain) && !request.starts_with('-') {
        return CompletionCandidate::new(request);
    }
    let name = crate::text::sanitise::clean(name);
    CompletionCandidate::new(number.to_string()).help(Some(name.into()))
}

#[cfg(test)]
mod tests {
    use clap::ValueHint;
    use clap_complete::engine::ArgValueCompleter;

    use super::*;

    fn words(line: &str) -> impl Iterator<Item = OsString> {
        line.split(' ').map(OsString::from).collect::<Vec<_>>().into_iter()
    }

    #[test]
    fn a_command_line_names_its_data() {
        let example = source_on(words("emstep -- emstep fit --example iris -c "));
        assert!(matches!(example, Some(Source::Example(name)) if name == "iris"));
        let example = source_on(words("emstep -- emstep --example=iris -c "));
        assert!(matches!(example, Some(Source::Example(name)) if name == "iris"));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, "a,b\n1,2\n").unwrap();
        let line = format!("emstep -- emstep fit -k 3 {} -c ", path.display());
        assert!(matches!(source_on(words(&line)), Some(Source::File(found)) if found == path));
        let other = folder.path().join("settings.toml");
        std::fs::write(&other, "").unwrap();
        for line in [
            format!("emstep -- emstep fit --config {} {} -c ", other.display(), path.display()),
            format!("emstep -- emstep --config={} {} --column ", other.display(), path.display()),
        ] {
            let found = source_on(words(&line));
            assert!(matches!(&found, Some(Source::File(found)) if *found == path), "{line}");
        }
        assert!(source_on(words("emstep -- emstep fit - -c ")).is_none(), "it would wait");
    }

    #[test]
    fn questions_are_asked_of_as_many_components_as_a_command_line_says() {
        for (line, count) in [
            ("emstep -- emstep check --what ", 2),
            ("emstep -- emstep check -k 3 --what ", 3),
            ("emstep -- emstep check --means 1,2,3,4 --variances 1,1,1,1 --what mu", 4),
        ] {
            assert_eq!(components_on(words(line)), count, "{line}");
        }
    }

    #[test]
    fn an_option_completes_something_unless_it_takes_numbers_or_texts() {
        let free = "N K T V MM LIST KEYS TEXT UNIT TIME KIB ROWS WxH COLUMNSxROWS X,Y T,RATE ALPHA \
                    PERCENT SHAPE,SCALE CENTRE,SCALE LOWER,UPPER,COUNT MIXTURE ANSWER CONDITION \
                    ADDRESS:PORT TRUSTED-CIDR sql:NAME sql:table serve:host";
        let free: Vec<&str> = free.split_whitespace().collect();
        let (mut commands, mut wrong) = (vec![command()], Vec::new());
        while let Some(command) = commands.pop() {
            commands.extend(command.get_subcommands().cloned());
            for argument in command.get_arguments() {
                let offers = !argument.get_possible_values().is_empty()
                    || argument.get::<ArgValueCompleter>().is_some()
                    || argument.get_value_hint() != ValueHint::Unknown;
                let (option, of) = (argument.get_id(), command.get_name());
                let names = argument.get_value_names().unwrap_or_default();
                for name in names.iter().filter(|_| argument.get_action().takes_values()) {
                    let own = [name.to_string(), format!("{of}:{name}"), format!("{of}:{option}")];
                    let is_free = own.iter().any(|name| free.contains(&name.as_str()));
                    if offers == is_free {
                        wrong.push(format!("{of} {option} {name}"));
                    }
                }
            }
        }
        assert_eq!(wrong, Vec::<String>::new());
    }

    #[test]
    fn a_page_is_named_by_the_words_of_its_command() {
        let offered = |line: &str, typed: &str| -> Vec<OsString> {
            let found = commands_after(words(line), typed).into_iter();
            found.map(|command| command.get_value().to_owned()).collect()
        };
        assert!(offered("emstep -- emstep man ", "").len() > 10);
        assert_eq!(offered("emstep -- emstep man fi", "fi"), ["fit"]);
        assert_eq!(offered("emstep -- emstep man lesson ", ""), ["export"]);
        assert!(offered("emstep -- emstep man fit ", "").is_empty());
        assert!(offered("emstep -- emstep man none ", "").is_empty());
    }

    #[test]
    fn a_name_that_a_shell_would_take_apart_is_offered_by_its_number() {
        let value = |name| candidate(2, name, name).get_value().to_owned();
        assert_eq!(value("waiting"), "waiting");
        assert_eq!(value("waiting time"), "2");
        assert_eq!(value("$x"), "2");
        assert_eq!(value("-c"), "2");
    }
}
