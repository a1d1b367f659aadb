//! What is taken away from a run: a file, as the dialog of the screen writes it, the command line
//! that leads to it, and a number with all of its digits.

use super::failure::Failure;
use super::prompts::{OVER, replaced};
use super::stepper::{Done, Stepper};
use crate::app::form::copy::{self, CopyItem};
use crate::app::form::export::{CONTENTS, ExportForm, ExportFormError};
use crate::app::{KeyCode, Mode, SaveError};
use crate::cli::fit::export_file;
use crate::explain::Quantity;
use crate::explain::check::NotThere;
use crate::report::{self, Document};
use crate::spoken::form::contents;
use crate::text::sanitise::is_hidden;

impl Stepper {
    /// Writes a result of the run to a file, or lists what can be written.
    pub(super) fn export(&mut self, line: &str) -> Done {
        if line.is_empty() {
            let mut listed = contents();
            listed.paragraph("export labels.csv or export my.csv=labels writes labels.");
            return Ok(listed);
        }
        let (replaces, file) = replaced(line);
        let asked = export_file(file).map_err(Failure::new)?;
        let content = asked.content().content();
        let row = CONTENTS.iter().position(|known| *known == content).ok_or_else(|| {
            let name = content.name();
            let why = "not a result of one run; emstep fit --export writes it";
            Failure::new(format!("{name} is {why}"))
        })?;
        self.in_dialog('X', |stepper| {
            stepper.fill(&asked.path.display().to_string())?;
            stepper.choose_content(row)?;
            let mut problem = stepper.try_writing()?;
            if let Some(ExportFormError::NotSaved(SaveError::Exists(path))) = &problem {
                if !replaces {
                    let path = path.display();
                    let why = format!("{path} exists; export {OVER} {file} replaces it");
                    return Err(Failure::new(why));
                }
                problem = stepper.try_writing()?;
            }
            if let Some(problem) = problem {
                return Err(Failure::new(problem.to_string()));
            }
            stepper.check_refused()?;
            stepper.said()
        })
    }

    /// Goes to a row of the dialog: its file may have chosen another one.
    fn choose_content(&mut self, row: usize) -> Result<(), Failure> {
        while let Mode::Export(form) = self.mode()?
            && form.row() != row
        {
            let is_below = form.row() < row;
            self.press_code(if is_below { KeyCode::Down } else { KeyCode::Up })?;
        }
        Ok(())
    }

    /// Accepts the dialog. Returns why nothing was written, if nothing was.
    fn try_writing(&mut self) -> Result<Option<ExportFormError>, Failure> {
        self.press_code(KeyCode::Enter)?;
        Ok(match self.mode()? {
            Mode::Export(ExportForm { error, .. }) => error.clone(),
            _ => None,
        })
    }

    /// Prints the command line that opens the stepper where the run is.
    pub(super) fn command_line(&mut self) -> Done {
        self.in_dialog('y', |stepper| {
            let app = stepper.app()?;
            let (study, preferences) = (app.study(), app.shared().preferences());
            let CopyItem { text, note, .. } =
                copy::command_line(study.run(), study.settings(), preferences, usize::MAX);
            let line = text.map_err(Failure::new)?;
            if line.contains(is_hidden) {
                let why = "the command line has characters that cannot be printed";
                return Err(Failure::new(why));
            }
            if stepper.is_ascii && !line.is_ascii() {
                let why = "the command line has characters beyond ASCII, which spelled out would \
                           mean something else; it is printed in a locale with UTF-8, without \
                           --ascii";
                return Err(Failure::new(why));
            }
            let mut document = Document::default();
            document.paragraph(line);
            if !note.is_empty() {
                document.paragraph(format!("Note: {note}."));
            }
            Ok(document)
        })
    }

    /// Prints a number with all of its digits.
    pub(super) fn digits(&mut self, name: &str) -> Done {
        self.check_shown()?;
        let quantity: Quantity = name.parse().map_err(|error| Failure::new(format!("{error}")))?;
        let run = self.app()?.study().run();
        let value = quantity.value(run, &run.data().sample);
        let value = value.ok_or_else(|| Failure::new(NotThere(quantity).to_string()))?;
        let mut document = Document::default();
        let symbol = quantity.symbol_under(run.method().objective());
        document.paragraph(format!("{symbol} = {}", report::number(value)));
        Ok(document)
    }
}
