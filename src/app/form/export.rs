//! The dialog that exports results of the run: what, and to which file. The end of the file's name
//! says how it is written, and a name that is that of a result chooses it.

use std::path::{Path, PathBuf};

use crate::app::form::field::{Field, NoRoom, Pasted};
use crate::app::form::{DialogEvent, file_stem};
use crate::app::key::Key;
use crate::app::keymap::{self, ExportAction};
use crate::app::save_error::SaveError;
use crate::report::ExportContent;
use crate::report::ExportError;
use crate::report::export::{Content, Figure, FigureFormat, FileContent, WrongFormat};

/// What can be exported, in the order of the list. A table over K and its figure belong to the
/// board of a scan, which is not there while the stepper has the keys.
pub const CONTENTS: [Content; 10] = [
    Content::Numbers(ExportContent::Trace),
    Content::Numbers(ExportContent::Theta),
    Content::Numbers(ExportContent::Responsibilities),
    Content::Numbers(ExportContent::Labels),
    Content::Numbers(ExportContent::Posterior),
    Content::Figure(Figure::Density),
    Content::Figure(Figure::Likelihood),
    Content::Figure(Figure::Responsibilities),
    Content::Figure(Figure::Surface),
    Content::Figure(Figure::Qq),
];

/// The dialog's state.
#[derive(Clone, Debug)]
pub struct ExportForm {
    /// The file, as far as it was typed.
    pub field: Field,
    /// What is wrong.
    pub error: Option<ExportFormError>,
    /// Whether the file is being written.
    pub is_writing: bool,
    row: usize,
    /// What the file is called after, if that is not in the list.
    elsewhere: Option<Content>,
    /// What the file of each content is called, up to its own name.
    stem: String,
    /// A file that was asked about, which is replaced if it is named again.
    replaced: Option<PathBuf>,
}

/// Why nothing was exported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExportFormError {
    /// The name of the file has no room.
    #[error(transparent)]
    NoRoom(#[from] NoRoom),
    /// What is chosen cannot be written to a file of this name.
    #[error(transparent)]
    WrongFormat(#[from] WrongFormat),
    /// Numbers are chosen, and the end of the name is that of a figure.
    #[error("{0}; for .{end}, choose a figure: {all}", end = .1.extension(), all = figures())]
    NoFigure(WrongFormat, FigureFormat),
    /// The file is called after what a run does not have.
    #[error("{} is not a result of one run; emstep fit --export writes it", .0.name())]
    NotOfRun(Content),
    /// The data have nothing of the kind.
    #[error(transparent)]
    NotThere(#[from] ExportError),
    /// The file was not written.
    #[error(transparent)]
    NotSaved(#[from] SaveError),
}

impl ExportForm {
    /// Returns the dialog for results of data that a person calls so.
    pub(in crate::app) fn new(data: &str) -> Self {
        Self {
            field: Field::default(),
            error: None,
            is_writing: false,
            row: 0,
            elsewhere: None,
            stem: file_stem(data).map_or_else(String::new, |stem| stem + "-"),
            replaced: None,
        }
    }

    /// Returns which of [`CONTENTS`] is chosen.
    pub fn row(&self) -> usize {
        self.row
    }

    fn content(&self) -> Content {
        CONTENTS[self.row]
    }

    /// Returns the file that is written if nothing is typed.
    pub fn suggestion(&self) -> String {
        let content = self.content();
        format!("{}{}.{}", self.stem, content.name(), content.extensions()[0])
    }

    /// Returns why what is chosen cannot be written to a file of the name that is typed, if a name
    /// is, and so it is.
    pub fn mismatch(&self) -> Option<ExportFormError> {
        let text = self.field.text().trim();
        let is_typed = !text.is_empty();
        is_typed.then(|| self.content_in(Path::new(text)).err()).flatten()
    }

    /// Returns what a file of this name holds.
    fn content_in(&self, path: &Path) -> Result<FileContent, ExportFormError> {
        if let Some(content) = self.elsewhere {
            return Err(ExportFormError::NotOfRun(content));
        }
        self.content().in_file(path).map_err(|wrong| {
            match (self.content(), FigureFormat::of(path)) {
                (Content::Numbers(_), Some(format)) => ExportFormError::NoFigure(wrong, format),
                _ => wrong.into(),
            }
        })
    }

    /// Takes a key. While the file is written, only the one that cancels it.
    pub(in crate::app) fn key(&mut self, key: Key) -> DialogEvent {
        match keymap::find(keymap::EXPORT, key) {
            Some(ExportAction::Close) => return DialogEvent::Close,
            _ if self.is_writing => {}
            Some(ExportAction::Write) => {
                return self.entered().unwrap_or_else(|error| {
                    self.error = Some(error);
                    DialogEvent::Nothing
                });
            }
            Some(ExportAction::Up) => self.choose(self.row.saturating_sub(1)),
            Some(ExportAction::Down) => self.choose((self.row + 1).min(CONTENTS.len() - 1)),
            None => {
                let edited = self.field.key(key);
                self.after(edited);
            }
        }
        DialogEvent::Nothing
    }

    pub(in crate::app) fn paste(&mut self, pasted: Pasted) {
        if !self.is_writing {
            let edited = self.field.paste(pasted);
            self.after(edited);
        }
    }

    /// Says why nothing was exported. A file that is there is replaced if it is named again.
    pub(in crate::app) fn fail(&mut self, error: ExportFormError) {
        if let ExportFormError::NotSaved(SaveError::Exists(path)) = &error {
            self.replaced = Some(path.clone());
        }
        (self.error, self.is_writing) = (Some(error), false);
    }

    fn choose(&mut self, row: usize) {
        self.row = row;
        self.elsewhere = None;
        (self.error, self.replaced) = (None, None);
    }

    fn after(&mut self, edited: Result<bool, NoRoom>) {
        match edited {
            Ok(false) => {}
            Ok(true) => self.choose_called(),
            Err(no_room) => self.error = Some(no_room.into()),
        }
    }

    /// Chooses what the file is called after, as `fit --export` does.
    fn choose_called(&mut self) {
        let called = Content::called(Path::new(self.field.text().trim()));
        let row = |called| CONTENTS.iter().position(|content| *content == called);
        self.choose(called.and_then(row).unwrap_or(self.row));
        self.elsewhere = called.filter(|called| row(*called).is_none());
    }

    fn entered(&self) -> Result<DialogEvent, ExportFormError> {
        let path = match self.field.entered()?.trim() {
            "" => PathBuf::from(self.suggestion()),
            typed => PathBuf::from(typed),
        };
        let content = self.content_in(&path)?;
        let replaces = self.replaced.as_ref() == Some(&path);
        Ok(DialogEvent::Export { path, content, replaces })
    }
}

/// Returns the figures of the list, as a sentence has them.
fn figures() -> String {
    let figures = CONTENTS.into_iter().filter(|content| matches!(content, Content::Figure(_)));
    figures.map(Content::name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::key::KeyCode;

    fn press(form: &mut ExportForm, code: KeyCode) -> DialogEvent {
        form.key(Key::plain(code))
    }

    fn typed(form: &mut ExportForm, text: &str) {
        form.field.set("");
        form.paste(Pasted::Text(text));
    }

    #[test]
    fn every_content_has_a_file_that_is_suggested_and_can_be_written() {
        let mut form = ExportForm::new("data/old faithful.csv (edited)");
        assert_eq!(form.suggestion(), "old-faithful-trace.csv");
        for (row, content) in CONTENTS.into_iter().enumerate() {
            assert_eq!(form.row(), row);
            let DialogEvent::Export { path, content: held, replaces } =
                press(&mut form, KeyCode::Enter)
            else {
                panic!("{content:?}")
            };
            assert_eq!((&path, replaces), (&PathBuf::from(form.suggestion()), false));
            assert_eq!(content.in_file(&path), Ok(held));
            press(&mut form, KeyCode::Down);
        }
        assert_eq!(form.row(), CONTENTS.len() - 1, "the choice stays in the list");
        assert_eq!(form.suggestion(), "old-faithful-qq.svg");
        assert_eq!(ExportForm::new("…").suggestion(), "trace.csv");
    }

    #[test]
    fn a_content_that_does_not_fit_the_end_of_the_name_is_refused() {
        let mut form = ExportForm::new("homework");
        assert_eq!(form.mismatch(), None);
        typed(&mut form, "a.svg");
        let only = "trace can only be written as .csv, .json, .md or .tex; for .svg, choose a \
                    figure: density, likelihood, responsibilities, surface, qq";
        assert_eq!(form.mismatch().unwrap().to_string(), only);
        assert_eq!(press(&mut form, KeyCode::Enter), DialogEvent::Nothing);
        assert_eq!(form.error.as_ref().unwrap().to_string(), only);
        for _ in 0..5 {
            press(&mut form, KeyCode::Down);
        }
        assert_eq!((&form.mismatch(), &form.error), (&None, &None));
        let DialogEvent::Export { content, .. } = press(&mut form, KeyCode::Enter) else {
            panic!("a figure")
        };
        assert_eq!(content, FileContent::Figure(Figure::Density, FigureFormat::Svg));
    }

    #[test]
    fn a_name_that_is_that_of_a_result_chooses_it() {
        let chosen = |form: &ExportForm| form.content();
        let mut form = ExportForm::new("homework");
        typed(&mut form, "out/labels.csv");
        assert_eq!(chosen(&form), Content::Numbers(ExportContent::Labels));
        typed(&mut form, "responsibilities.pdf");
        assert_eq!(chosen(&form), Content::Figure(Figure::Responsibilities));
        typed(&mut form, "mine.pdf");
        assert_eq!(chosen(&form), Content::Figure(Figure::Responsibilities), "as it was");
        typed(&mut form, "theta.csv");
        press(&mut form, KeyCode::Up);
        assert_eq!(chosen(&form), Content::Numbers(ExportContent::Trace), "the last choice counts");
        let DialogEvent::Export { path, content, .. } = press(&mut form, KeyCode::Enter) else {
            panic!("{:?}", form.error)
        };
        assert_eq!((path.to_str(), content.content()), (Some("theta.csv"), chosen(&form)));
    }

    #[test]
    fn a_name_of_what_a_run_does_not_have_is_refused() {
        let mut form = ExportForm::new("homework");
        for (name, content) in [("bic.pdf", "bic"), ("scan.csv", "scan"), ("groups.csv", "groups")]
        {
            typed(&mut form, name);
            let says =
                format!("{content} is not a result of one run; emstep fit --export writes it");
            assert_eq!(form.mismatch().unwrap().to_string(), says);
            assert_eq!(press(&mut form, KeyCode::Enter), DialogEvent::Nothing);
            assert_eq!(form.error.as_ref().unwrap().to_string(), says);
        }
        typed(&mut form, "a.csv");
        assert_eq!(form.mismatch(), None);
    }

    #[test]
    fn a_file_is_replaced_if_it_is_named_twice_for_the_same_content() {
        let mut form = ExportForm::new("homework");
        let replaces = |form: &mut ExportForm| match press(form, KeyCode::Enter) {
            DialogEvent::Export { path, replaces, .. } => {
                form.fail(SaveError::Exists(path).into());
                replaces
            }
            event => panic!("{event:?}"),
        };
        typed(&mut form, "a.csv");
        assert!(!replaces(&mut form) && replaces(&mut form));
        press(&mut form, KeyCode::Down);
        assert!(!replaces(&mut form), "another content");
        typed(&mut form, "b.csv");
        assert!(!replaces(&mut form), "another file");
    }

    #[test]
    fn nothing_but_its_end_is_taken_while_a_file_is_written() {
        let mut form = ExportForm::new("homework");
        form.is_writing = true;
        form.paste(Pasted::Text("a.csv"));
        for key in [Key::char('a'), Key::plain(KeyCode::Down), Key::plain(KeyCode::Enter)] {
            assert_eq!(form.key(key), DialogEvent::Nothing);
        }
        assert_eq!((form.field.text(), form.row()), ("", 0));
        assert_eq!(press(&mut form, KeyCode::Esc), DialogEvent::Close);
        form.fail(SaveError::Failed("the disk is full".into()).into());
        assert!(!form.is_writing && form.key(Key::char('a')) == DialogEvent::Nothing);
        assert_eq!(form.field.text(), "a");
    }
}
