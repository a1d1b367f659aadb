//! Where commands come from: standard input, with editing and history at a terminal.

use std::io::{self, BufRead, BufReader, IsTerminal, Read, Stdin};

use rustyline::config::{BellStyle, ColorMode};
use rustyline::error::ReadlineError;
use rustyline::{Config, DefaultEditor};

use super::failure::Failure;
use crate::runtime::has_terminal_gone;

/// The prompt, before a command that is typed.
const PROMPT: &str = "emstep> ";
/// The longest line of a script, in bytes.
const LONGEST: u64 = 1 << 20;

/// Lines of commands.
pub(super) enum Lines {
    /// A script, and how many of its lines were read.
    Script(BufReader<Stdin>, usize),
    /// Someone types.
    Typed(Box<DefaultEditor>),
}

impl Lines {
    /// Returns the lines of standard input.
    ///
    /// # Errors
    /// Returns an error if the terminal cannot be used.
    pub(super) fn of_standard_input() -> io::Result<Self> {
        if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
            return Ok(Self::Script(BufReader::new(io::stdin()), 0));
        }
        let config = Config::builder()
            .auto_add_history(true)
            .bell_style(BellStyle::None)
            .bracketed_paste(false)
            .color_mode(ColorMode::Disabled)
            .build();
        let editor = DefaultEditor::with_config(config).map_err(io::Error::other)?;
        Ok(Self::Typed(Box::new(editor)))
    }

    /// Returns whether someone types them.
    pub(super) fn are_typed(&self) -> bool {
        matches!(self, Self::Typed(_))
    }

    /// Returns the next line; none after the last, and after Ctrl-C and Ctrl-D. A line that was
    /// typed and is not text can be typed again.
    ///
    /// # Errors
    /// Returns an error if standard input cannot be read, or a script is not text.
    pub(super) fn read(&mut self) -> io::Result<Option<Result<String, Failure>>> {
        match self {
            Self::Typed(editor) => match editor.readline(PROMPT) {
                Ok(line) => Ok(Some(Ok(line))),
                // A terminal that has gone reads as one that has come to its end.
                Err(ReadlineError::Eof) if has_terminal_gone() => {
                    Err(io::Error::other("the terminal has gone"))
                }
                Err(ReadlineError::Eof | ReadlineError::Interrupted) => Ok(None),
                Err(ReadlineError::Io(error)) if error.kind() == io::ErrorKind::InvalidData => {
                    let why = "what was typed is not text in UTF-8; type the command again";
                    Ok(Some(Err(Failure::new(why))))
                }
                Err(error) => Err(io::Error::other(error)),
            },
            Self::Script(input, lines) => {
                *lines += 1;
                let wrong =
                    |what| io::Error::other(format!("standard input, line {lines}: {what}"));
                let mut bytes = Vec::new();
                input.take(LONGEST).read_until(b'\n', &mut bytes)?;
                if bytes.is_empty() {
                    return Ok(None);
                }
                if bytes.len() as u64 == LONGEST && !bytes.ends_with(b"\n") {
                    return Err(wrong("longer than 1 MiB; this is not a list of commands"));
                }
                // Some editors begin a file with this mark.
                if *lines == 1 && bytes.starts_with(b"\xef\xbb\xbf") {
                    bytes.drain(..3);
                }
                let line = String::from_utf8(bytes);
                line.map(|line| Some(Ok(line)))
                    .map_err(|_| wrong("not text in UTF-8; save it as that"))
            }
        }
    }

    /// Returns where the last line is, as an error says it.
    pub(super) fn place(&self) -> String {
        match self {
            Self::Script(_, lines) => format!("line {lines}: "),
            Self::Typed(_) => String::new(),
        }
    }
}
