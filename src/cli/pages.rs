//! What shells and `man` know about the program: completion scripts and manual pages.

mod sections;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Command, ValueEnum};
use clap_complete::env::Shells;
use clap_mangen::Man;

use super::command;
use super::complete::VARIABLE;
use crate::app::keymap::Keymap;
use crate::runtime::atomic_file;
use crate::runtime::output_file::{Existing, OutputFile, OutputFileError};
use crate::text::sanitise::clean;

/// A shell that completes what is typed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Shell {
    /// source <(emstep completions bash)
    Bash,
    /// source <(emstep completions zsh)
    Zsh,
    /// emstep completions fish | source
    Fish,
    /// emstep completions powershell | Out-String | Invoke-Expression
    Powershell,
    /// eval (emstep completions elvish | slurp)
    Elvish,
}

impl Shell {
    fn name(self) -> &'static str {
        match self {
            Self::Bash => "bash",
            Self::Zsh => "zsh",
            Self::Fish => "fish",
            Self::Powershell => "powershell",
            Self::Elvish => "elvish",
        }
    }

    /// Returns how a package calls the script, where its shell looks for it.
    fn file_name(self) -> &'static str {
        match self {
            Self::Bash => "emstep.bash",
            Self::Zsh => "_emstep",
            Self::Fish => "emstep.fish",
            Self::Powershell => "_emstep.ps1",
            Self::Elvish => "emstep.elv",
        }
    }
}

/// Which manual pages.
#[derive(Debug)]
pub struct ManTask {
    /// The command whose page is printed; without it, that of the program.
    pub(super) command: Option<String>,
    /// The folder that all pages, and the completion scripts, are written to instead.
    pub(super) to: Option<PathBuf>,
    /// What becomes of files that are in it already.
    pub(super) existing: Existing,
    /// The keys that the stepper has.
    pub(super) keymap: Keymap,
}

/// Why no page is there.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// There is no such command.
    #[error("no command '{}'; emstep --help lists them", clean(.0))]
    NoCommand(String),
    /// There is no folder for them.
    #[error(
        "{}: the folder cannot be made: {}",
        clean(&path.display().to_string()), atomic_file::why(error)
    )]
    NoFolder {
        /// which
        path: PathBuf,
        /// why
        error: io::Error,
    },
    /// A file cannot be written.
    #[error(transparent)]
    File(#[from] OutputFileError),
    /// Standard output cannot be written.
    #[error(transparent)]
    Output(#[from] io::Error),
}

/// The version, the commit that it was built from if that is known, and the features it was built
/// with.
pub(super) const VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    env!("EMSTEP_COMMIT"),
    "\nfeatures: ",
    env!("EMSTEP_FEATURES")
);

/// Zsh reads a script in a folder of functions when it completes for the first time, and expects an
/// answer to that too.
const ZSH_FIRST_ANSWER: &str = r#"
if [[ $funcstack[1] == _emstep ]]; then
    _clap_dynamic_completer_emstep "$@"
fi
"#;

/// The script for Bash. That of clap adds candidates as they are: `my data.csv` as two words.
const BASH: &str = include_str!("pages/completion.bash");

/// Prints the script by which a shell completes command lines of the program.
///
/// # Errors
/// Returns an error if it cannot be written.
pub fn completions(shell: Shell, out: &mut impl Write) -> io::Result<()> {
    if matches!(shell, Shell::Bash) {
        out.write_all(BASH.as_bytes())?;
        return out.flush();
    }
    let shells = Shells::builtins();
    let known = shells.completer(shell.name()).ok_or(io::ErrorKind::Unsupported)?;
    let mut script = Vec::new();
    known.write_registration(VARIABLE, "emstep", "emstep", "emstep", &mut script)?;
    if matches!(shell, Shell::Zsh) {
        let text = String::from_utf8(script).map_err(io::Error::other)?;
        // The words as the program would get them, without quotes and backslashes.
        let text = text.replace("\"${words[@]}\"", "\"${(Q)words[@]}\"");
        script = [text.as_bytes(), ZSH_FIRST_ANSWER.as_bytes()].concat();
    }
    out.write_all(&script)?;
    out.flush()
}

/// Prints a manual page in the language of `man`, or writes all of them to a folder. What a person
/// should know of a file goes to `say`.
///
/// # Errors
/// Returns an error if there is no such command, or something cannot be written.
pub fn man(
    task: &ManTask,
    out: &mut impl Write,
    mut say: impl FnMut(&str),
) -> Result<(), PageError> {
    let pages = pages(&task.keymap);
    if let Some(folder) = &task.to {
        return write_all(pages, folder, task.existing, &mut say);
    }
    let name = match &task.command {
        Some(command) => format!("emstep-{}", command.trim().replace(' ', "-")),
        None => "emstep".to_owned(),
    };
    let page = pages.iter().find(|page| page.name == name);
    let page =
        page.ok_or_else(|| PageError::NoCommand(task.command.clone().unwrap_or_default()))?;
    out.write_all(&page.roff)?;
    Ok(out.flush()?)
}

/// Writes every page, and every completion script, into folders of a folder; none, if one of them
/// is there and may not be replaced.
fn write_all(
    pages: Vec<Page>,
    folder: &Path,
    existing: Existing,
    say: &mut dyn FnMut(&str),
) -> Result<(), PageError> {
    let [man, completed] = ["man", "completions"].map(|name| folder.join(name));
    let mut files: Vec<(PathBuf, Vec<u8>)> =
        pages.into_iter().map(|page| (man.join(format!("{}.1", page.name)), page.roff)).collect();
    for shell in Shell::value_variants() {
        let mut script = Vec::new();
        completions(*shell, &mut script)?;
        files.push((completed.join(shell.file_name()), script));
    }
    for path in [man, completed] {
        fs::create_dir_all(&path).map_err(|error| PageError::NoFolder { path, error })?;
    }
    let checked = |(path, content): (PathBuf, Vec<u8>)| {
        OutputFile::new(&path, existing).map(|file| (file, content))
    };
    let checked: Vec<_> = files.into_iter().map(checked).collect::<Result<_, _>>()?;
    for (file, content) in checked {
        file.write(|file| file.write_all(&content))?.tell(say);
    }
    Ok(())
}

/// A manual page.
struct Page {
    /// Its name, without its section.
    name: String,
    roff: Vec<u8>,
}

/// Returns the pages of the program and of each of its commands.
fn pages(keymap: &Keymap) -> Vec<Page> {
    let mut program = command().disable_help_subcommand(true);
    program.build();
    let mut pages = vec![page_of(&program, "emstep".to_owned(), sections::of_program(keymap))];
    add_commands(&program, "emstep", &mut pages);
    pages
}

fn add_commands(command: &Command, name: &str, pages: &mut Vec<Page>) {
    let shown = command.get_subcommands().filter(|command| !command.is_hide_set());
    for command in shown.filter(|command| command.get_name() != "help") {
        let name = format!("{name}-{}", command.get_name());
        pages.push(page_of(command, name.clone(), sections::see_also()));
        add_commands(command, &name, pages);
    }
}

/// Returns the page of a command, with `more` at its end.
fn page_of(command: &Command, name: String, more: Vec<u8>) -> Page {
    let man = Man::new(command.clone().display_name(name.clone()))
        .title(name.to_uppercase())
        .source(concat!("emstep ", env!("CARGO_PKG_VERSION")))
        .manual("User Commands");
    let mut roff = Vec::new();
    // Nothing is written but memory, which takes all.
    options(&man, command, &mut roff).unwrap_or_else(|error| unreachable!("{error}"));
    roff.extend(sections::examples(command));
    roff.extend(sections::exit_status(&name));
    roff.extend(more);
    Page { name, roff }
}

/// Writes the sections that are made of a command's options.
fn options(man: &Man, command: &Command, roff: &mut Vec<u8>) -> io::Result<()> {
    man.render_title(roff)?;
    man.render_name_section(roff)?;
    roff.extend(sections::synopsis(command));
    man.render_description_section(roff)?;
    man.render_options_section(roff)?;
    if command.get_subcommands().any(|command| !command.is_hide_set()) {
        man.render_subcommands_section(roff)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Key;
    use crate::app::keymap::STEPPING;
    use crate::app::keymap::rebound::rows;

    #[test]
    fn every_command_has_a_page_of_its_own() {
        let names: Vec<String> =
            pages(&Keymap::default()).into_iter().map(|page| page.name).collect();
        for name in ["emstep", "emstep-fit", "emstep-lesson", "emstep-lesson-export"] {
            assert!(names.iter().any(|known| known == name), "{name}: {names:?}");
        }
        let mut distinct = names.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), names.len());
    }

    #[test]
    fn the_page_of_the_program_has_every_key_of_the_stepper() {
        let page = String::from_utf8(pages(&Keymap::default()).swap_remove(0).roff).unwrap();
        let (_, keys) = page.split_once(".SH KEYS").expect("a section");
        let (keys, _) = keys.split_once(".SH").expect("another section");
        assert_eq!(keys.matches(".TP").count(), STEPPING.len());
    }

    #[test]
    fn the_page_names_keys_as_they_are_now() {
        let mut keymap = Keymap::default();
        for (action, keys) in [("help", &[Key::char('&')][..]), ("converge", &[])] {
            let row = rows().iter().find(|row| row.table == "stepper" && row.action == action);
            keymap.change(row.unwrap(), keys).unwrap();
        }
        let page = String::from_utf8(pages(&keymap).swap_remove(0).roff).unwrap();
        assert!(page.contains("In the stepper; F1 lists all keys"), "{page}");
        assert_eq!(page.matches("\\fB\\fR").count(), 0);
        let (_, keys) = page.split_once(".SH KEYS").unwrap();
        let (keys, _) = keys.split_once(".SH").unwrap();
        assert_eq!(keys.matches(".TP").count(), STEPPING.len() - 1, "one has no key");
    }

    #[test]
    fn every_page_has_examples_and_says_what_its_status_means() {
        for page in pages(&Keymap::default()) {
            let roff = String::from_utf8(page.roff).unwrap();
            for section in ["EXAMPLES", "\"EXIT STATUS\""] {
                assert!(roff.contains(&format!(".SH {section}\n")), "{}: {section}", page.name);
            }
            assert!(!roff.contains("EXTRA"), "{}", page.name);
        }
    }

    #[test]
    fn every_shell_is_known() {
        for shell in Shell::value_variants() {
            let mut script = Vec::new();
            completions(*shell, &mut script).unwrap();
            assert!(String::from_utf8(script).unwrap().contains(VARIABLE), "{shell:?}");
        }
    }
}
