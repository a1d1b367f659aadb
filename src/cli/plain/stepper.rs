//! The stepper that obeys lines: a command presses the screen's own keys.

use super::commands::{self, Command, Does};
use super::failure::Failure;
use super::kept::Kept;
use crate::app::{App, Key, KeyCode, Message, Mode, Notice, Refusal};
use crate::explain::Quantity;
use crate::explain::check::NotThere;
use crate::report::{self, Document, DocumentFormat};
use crate::runtime::{Headless, HeadlessEnd};
use crate::spoken::{self, Controls, state};
use crate::text::with_minus_signs;
use crate::view::theme::{ColorDepth, Theme};

/// A stepper without a screen, driven by commands.
#[derive(Debug)]
pub struct Stepper {
    pub(super) screen: Headless,
    /// What keeps the session against a crash, if it is kept.
    pub(super) kept: Option<Kept>,
    /// Whether the last command was to quit, and was answered with what would be lost.
    was_warned: bool,
    /// Whether what it says will be spelled out in ASCII.
    pub(super) is_ascii: bool,
}

/// What becomes of a line.
#[derive(Clone, Debug, PartialEq)]
pub enum Obeyed {
    /// This is said.
    Said(String),
    /// The program ends.
    Quit,
}

pub(super) type Done = Result<Document, Failure>;

impl Stepper {
    /// Returns a stepper at the state of an app, whose keys are the usual ones.
    pub fn new(app: App) -> Self {
        Self { screen: Self::screen(app), kept: None, was_warned: false, is_ascii: false }
    }

    pub(super) fn screen(app: App) -> Headless {
        Headless::new(app, Theme::new(ColorDepth::Mono), false).keeping_files()
    }

    /// Returns the same stepper; whether what it says will be spelled out in ASCII.
    #[must_use]
    pub(super) fn spelled(self, is_ascii: bool) -> Self {
        Self { is_ascii, ..self }
    }

    /// Returns what is said before the first command.
    ///
    /// # Errors
    /// Returns an error if there is nothing to say.
    pub fn opening(&self) -> Result<String, Failure> {
        Ok(self.whole()?.text(DocumentFormat::Lines))
    }

    /// Returns all that is there: the step of the lesson if one is open.
    pub(super) fn whole(&self) -> Done {
        Ok(spoken::whole(self.app()?, Controls::Commands))
    }

    /// Obeys a line. Blank lines and those that begin with # are passed over.
    ///
    /// # Errors
    /// Returns an error if the line is no command, or one that cannot do what it is asked to.
    pub fn obey(&mut self, line: &str) -> Result<Obeyed, Failure> {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            return Ok(Obeyed::Said(String::new()));
        }
        let was_warned = std::mem::take(&mut self.was_warned);
        let document = if let Some(answer) = line.strip_prefix('=') {
            self.reply(answer.trim())?
        } else {
            let end = line.find(char::is_whitespace).unwrap_or(line.len());
            let (name, rest) = (&line[..end], line[end..].trim());
            let is_asked = self.is_asked()?;
            match commands::find(name) {
                // A formula may begin with a letter that is a command.
                Some(command) if command.arguments.is_empty() && !rest.is_empty() => {
                    if !is_asked {
                        let why = format!("{name} takes no argument; see help {name}");
                        return Err(Failure::new(why));
                    }
                    self.reply(line)?
                }
                Some(Command { does: Does::Quit, .. }) => {
                    self.was_warned = was_warned;
                    return Ok(Obeyed::Quit);
                }
                Some(command) => self.act(command, rest)?,
                None if is_asked => self.reply(line)?,
                None => return Err(commands::unknown(name)),
            }
        };
        Ok(Obeyed::Said(document.text(DocumentFormat::Lines)))
    }

    fn act(&mut self, command: &Command, rest: &str) -> Done {
        let needs_more = !command.arguments.is_empty() && !command.arguments.starts_with('[');
        if rest.is_empty() && needs_more {
            let (usage, name) = (command.usage(), command.names[0]);
            return Err(Failure::new(format!("write {usage}; help {name} says more")));
        }
        if !matches!(command.does, Does::Open | Does::Test | Does::Help) {
            self.close_board()?;
        }
        match command.does {
            Does::Key(key) => self.step(key),
            Does::Board(key) => self.board(key),
            Does::Open => self.open_row(rest),
            Does::Test => self.test(rest),
            Does::Constraints => self.constraints(rest),
            Does::Goodness => self.goodness(),
            Does::Edit => self.edit(rest),
            Does::Save => self.save(rest),
            Does::Export => self.export(rest),
            Does::CommandLine => self.command_line(),
            Does::Digits => self.digits(rest),
            Does::GoTo => self.go_to(rest),
            Does::Show => Ok(state::whole(self.app()?)),
            Does::Why => self.why(rest),
            Does::Rows => self.rows(rest),
            Does::Theta => self.theta(rest),
            Does::Data => self.data(rest),
            Does::Answer => self.answer(rest),
            Does::Runs => {
                self.check_shown()?;
                Ok(state::runs(self.app()?))
            }
            Does::Run => self.run(rest),
            Does::Lesson => self.lesson(rest),
            Does::Reply => self.reply(rest),
            Does::Help => commands::help(rest),
            Does::Recover => self.recover(),
            Does::Discard => self.discard(),
            Does::Quit => Ok(Document::default()),
        }
    }

    /// Returns the state behind it.
    ///
    /// # Errors
    /// Returns an error if the data are not there.
    pub fn app(&self) -> Result<&App, Failure> {
        self.screen.app().ok_or_else(|| Failure::new("there are no data"))
    }

    pub(super) fn mode(&self) -> Result<Mode<'_>, Failure> {
        Ok(self.app()?.mode())
    }

    pub(super) fn send(&mut self, message: Message) -> Result<(), Failure> {
        Ok(self.screen.send(message)?)
    }

    /// Presses a key, and does all that follows from it.
    pub(super) fn press(&mut self, key: Key) -> Result<(), Failure> {
        self.send(Message::Key(key))
    }

    pub(super) fn press_code(&mut self, code: KeyCode) -> Result<(), Failure> {
        self.press(Key::plain(code))
    }

    /// Clears the field in focus and fills it.
    pub(super) fn fill(&mut self, text: &str) -> Result<(), Failure> {
        self.press(Key::ctrl('u'))?;
        self.send(Message::Paste(text.to_owned()))
    }

    /// Returns an error if the last key was refused.
    pub(super) fn check_refused(&self) -> Result<(), Failure> {
        match self.app()?.notice() {
            Some(notice @ Notice::Refused(_)) => Err(Failure::new(in_words(notice))),
            Some(Notice::Info(_)) | None => Ok(()),
        }
    }

    /// Presses keys of the stepper. Beside a lesson, whose keys come first, it is left for that.
    pub(super) fn in_stepper<T>(
        &mut self,
        keys: impl FnOnce(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        // A session may have been left in a derivation.
        if matches!(self.mode()?, Mode::Derivation(_)) {
            self.press_code(KeyCode::Esc)?;
        }
        if matches!(self.mode()?, Mode::Lesson(_)) {
            self.press_code(KeyCode::Esc)?;
        }
        let done = keys(self);
        self.return_to_lesson()?;
        done
    }

    /// Gives the keys back to the lesson, if one is open and nothing else has them.
    pub(super) fn return_to_lesson(&mut self) -> Result<(), Failure> {
        if self.app()?.lesson().is_some() && matches!(self.mode()?, Mode::Stepping) {
            self.press(Key::char('L'))?;
        }
        Ok(())
    }

    /// Leaves the program. Returns what would be lost, once, if something would.
    ///
    /// # Errors
    /// Returns an error if there are no data.
    pub fn leave(&mut self) -> Result<Option<String>, Failure> {
        if std::mem::replace(&mut self.was_warned, true) {
            return Ok(None);
        }
        self.close_board()?;
        self.in_stepper(|stepper| match stepper.screen.send(Message::Key(Key::char('q'))) {
            Err(HeadlessEnd::Quit) => Ok(None),
            Err(end) => Err(end.into()),
            Ok(()) => Ok(spoken::notice(stepper.app()?)),
        })
    }

    /// Returns what is said after a move, with what the program has to say of it.
    pub(super) fn moved(&self) -> Done {
        let mut document = state::moved(self.app()?);
        document.append(self.said()?);
        Ok(document)
    }

    /// Returns what the program has to say.
    pub(super) fn said(&self) -> Done {
        let mut document = Document::default();
        if let Some(notice) = spoken::notice(self.app()?) {
            document.paragraph(notice);
        }
        Ok(document)
    }

    fn step(&mut self, key: Key) -> Done {
        self.in_stepper(|stepper| {
            stepper.press(key)?;
            // To go on until there is no next θ is what c is for.
            if !(key == Key::char('c') && stepper.app()?.notice().is_some_and(ends_a_run)) {
                stepper.check_refused()?;
            }
            stepper.moved()
        })
    }

    fn why(&mut self, name: &str) -> Done {
        self.check_shown()?;
        let quantity: Quantity = name.parse().map_err(|error| Failure::new(format!("{error}")))?;
        let run = self.app()?.study().run();
        report::explanation(run, quantity)
            .ok_or_else(|| Failure::new(NotThere(quantity).to_string()))
    }

    /// Returns why numbers are not shown, if a lesson's question hides any.
    pub(super) fn check_shown(&mut self) -> Result<(), Failure> {
        if self.app()?.hides().is_empty() {
            return Ok(());
        }
        // The screen says why.
        self.in_stepper(|stepper| {
            stepper.press(Key::char('w'))?;
            stepper.check_refused()?;
            stepper.press_code(KeyCode::Esc)
        })
    }
}

/// Returns what the screen says in its line, with the minus signs of all other numbers.
fn in_words(notice: &Notice) -> String {
    with_minus_signs(&notice.to_string())
}

/// Returns whether a refusal only says that a run does not go on from here.
fn ends_a_run(notice: &Notice) -> bool {
    matches!(
        notice,
        Notice::Refused(
            Refusal::StepFailed(_) | Refusal::NotConverged { .. } | Refusal::NotConvergedWithin(_)
        )
    )
}
