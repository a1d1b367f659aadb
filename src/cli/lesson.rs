//! Lessons without a screen: the list, the check of a file, the export.

mod export;
mod scorm;
mod zip;

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::screen::stepper_with_lesson;
use super::unreadable;
use crate::app::App;
use crate::app::lesson::LessonScreen;
use crate::lesson::{
    BUILT_IN, BuiltIn, EXAMPLE, Ended, Lesson, MOST_BYTES, MOST_ITERATIONS, Player, QuestionKind,
    Scene, load,
};
use crate::runtime::output_file::OutputFileError;
use crate::runtime::{RecordFile, RecordFileError};
use crate::text::sanitise::clean;
use crate::text::similar;
use crate::text::{counted, fixed, scientific};
use crate::timeline::Phase;
pub(super) use export::ExportArguments;
use export::ExportTask;
use scorm::NotThePage;

/// What to do about lessons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LessonTask {
    /// List those that are built in.
    List,
    /// Print a lesson to begin one's own with.
    Template,
    /// Check a file.
    Check(PathBuf),
    /// Export a lesson, or its questions, for another program.
    Export(ExportTask),
    /// Open a lesson, by its name or file.
    Open {
        /// the name or the file
        lesson: PathBuf,
        /// where progress and answers go
        record: Option<PathBuf>,
    },
}

impl LessonTask {
    /// Returns whether what it prints is to be read, and not a file for another program.
    pub(super) fn prints_for_people(&self) -> bool {
        match self {
            Self::List | Self::Check(_) => true,
            Self::Export(task) => task.prints_for_people(),
            Self::Template | Self::Open { .. } => false,
        }
    }
}

/// Lists, checks or opens lessons. What is asked for goes to `out`, each mistake of a lesson with
/// its line to `say`; a lesson that is opened is given back.
///
/// # Errors
/// Returns an error if a file cannot be read or has mistakes.
pub fn lesson(
    task: &LessonTask,
    out: &mut impl Write,
    say: impl FnMut(&str),
) -> Result<Option<App>, LessonError> {
    match task {
        LessonTask::List => list(out)?,
        LessonTask::Template => out.write_all(EXAMPLE.as_bytes())?,
        LessonTask::Check(path) => check(path, out, say)?,
        LessonTask::Export(task) => task.run(out, say)?,
        LessonTask::Open { lesson, record } => {
            let mut player = Player::new(Arc::new(open(lesson, say)?));
            if let Some(path) = record {
                // Whether answers can be kept is known before the first is given.
                let run = player.record();
                let mut file = RecordFile::new(path, &run);
                file.save(&run)?;
                if let Some(before) = file.content() {
                    player.resume(before);
                }
            }
            let app = stepper_with_lesson(LessonScreen::new(player));
            return Ok(Some(app.with_record(record.clone())));
        }
    }
    out.flush()?;
    Ok(None)
}

/// Returns the built-in lesson of that name, else the one in that file.
fn open(lesson: &Path, say: impl FnMut(&str)) -> Result<Lesson, LessonError> {
    let built_in = lesson.to_str().and_then(BuiltIn::named);
    match built_in {
        Some(built_in) => {
            built_in.load().map_err(|found| LessonError::new(built_in.name, found.len()))
        }
        None => read(lesson, say),
    }
}

fn list(out: &mut impl Write) -> Result<(), LessonError> {
    let width = BUILT_IN.iter().map(|lesson| lesson.name.len()).max().unwrap_or(0);
    for built_in in &BUILT_IN {
        let lesson =
            built_in.load().map_err(|found| LessonError::new(built_in.name, found.len()))?;
        writeln!(out, "{:width$}  {}: {}", built_in.name, lesson.title, lesson.about)?;
    }
    Ok(())
}

fn check(path: &Path, out: &mut impl Write, say: impl FnMut(&str)) -> Result<(), LessonError> {
    let lesson = read(path, say)?;
    for (index, step) in lesson.steps.iter().enumerate() {
        let keys =
            if step.keys.is_empty() { String::new() } else { format!(" after {}", step.keys) };
        writeln!(out, "step {}, line {}{keys}: {}", index + 1, step.line, state(&step.scene))?;
        for compared in step.compare.iter().flatten() {
            let left = lesson.steps[*compared].left();
            writeln!(out, "  compares step {}: {}", compared + 1, state(left))?;
        }
        for question in &step.questions {
            if let Some(ahead) = &question.ahead {
                writeln!(out, "  asks about {}", state(ahead))?;
            }
            if let Some(then) = &question.then {
                writeln!(out, "  then {}", state(then))?;
            }
        }
    }
    let count = |is_one: fn(&QuestionKind) -> bool| {
        let questions = lesson.steps.iter().flat_map(|step| &step.questions);
        questions.filter(|question| is_one(&question.kind)).count()
    };
    let asks = [
        count(|kind| matches!(kind, QuestionKind::Number(_))),
        count(|kind| matches!(kind, QuestionKind::Choice(_))),
        count(|kind| matches!(kind, QuestionKind::Each(_))),
        count(|kind| matches!(kind, QuestionKind::Formula(_))),
    ];
    let [numbers, choices, each, formulas] = asks;
    writeln!(
        out,
        "{}: no mistakes; {}; questions: {numbers} for a number, {choices} for a choice, \
         {each} for each observation, {formulas} for a formula",
        lesson.name,
        counted(lesson.steps.len(), "step"),
    )?;
    Ok(())
}

/// Describes where a run is: the iteration, ℓ, and how it ended if it was iterated to convergence.
fn state(scene: &Scene) -> String {
    let run = scene.run();
    let cursor = run.cursor();
    let t = cursor.iteration();
    let phase = match cursor.phase() {
        Phase::Theta => "",
        Phase::Gamma => ", γ inferred",
    };
    let likelihood = run.current_or_first().log_likelihood();
    let shown = if (1e-3..1e9).contains(&likelihood.abs()) {
        fixed(likelihood, 6)
    } else {
        scientific(likelihood, 6)
    };
    let ended = match scene.ended() {
        None => String::new(),
        Some(Ended::Converged) => "; converged".to_owned(),
        Some(Ended::Limit) => format!("; not converged after {MOST_ITERATIONS} iterations"),
        Some(Ended::Collapsed(error)) => format!("; collapsed: {error}"),
    };
    format!("t = {t}{phase}, ℓ = {shown}{ended}")
}

fn read(path: &Path, say: impl FnMut(&str)) -> Result<Lesson, LessonError> {
    read_with_text(path, say).map(|(lesson, _)| lesson)
}

/// Returns the lesson in a file, with what is in the file.
fn read_with_text(path: &Path, mut say: impl FnMut(&str)) -> Result<(Lesson, String), LessonError> {
    let name = clean(&path.display().to_string());
    // One byte more than there may be says that there are too many.
    let mut bytes = Vec::new();
    let most = MOST_BYTES as u64 + 1;
    let read = File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes));
    read.map_err(|error| match BuiltIn::named(&name) {
        Some(_) => LessonError::BuiltIn(name.clone()),
        None if error.kind() == io::ErrorKind::NotFound => {
            let names = BUILT_IN.iter().map(|lesson| lesson.name);
            LessonError::NotFound { name: name.clone(), like: similar(&name, names) }
        }
        None => LessonError::Read { name: name.clone(), error },
    })?;
    let lesson = load(&name, &bytes).map_err(|mistakes| {
        for mistake in &mistakes {
            say(&format!("{name}, {mistake}"));
        }
        LessonError::new(&name, mistakes.len())
    })?;
    Ok((lesson, String::from_utf8_lossy(&bytes).into_owned()))
}

/// Why there is no lesson.
#[derive(Debug, thiserror::Error)]
pub enum LessonError {
    /// The file cannot be read.
    #[error("{name}: {}", unreadable::why(error))]
    Read {
        /// the file
        name: String,
        /// why
        #[source]
        error: io::Error,
    },
    /// There is neither a file nor a lesson of that name.
    #[error("no file or built-in lesson '{name}'; {}", hint(*.like))]
    NotFound {
        /// the name
        name: String,
        /// the lesson that may be meant
        like: Option<&'static str>,
    },
    /// It is a built-in lesson, and a file is wanted.
    #[error("{0}: no such file; {0} is built in and needs no check")]
    BuiltIn(String),
    /// The file has mistakes, each of which was said.
    #[error("{name} has {count} mistake{}", if *count == 1 { "" } else { "s" })]
    Mistakes {
        /// the file
        name: String,
        /// how many
        count: usize,
    },
    /// This is not the page for a package.
    #[error("{name}: {why}")]
    Page {
        /// the file
        name: String,
        /// why not
        why: NotThePage,
    },
    /// The file for what is exported cannot be written.
    #[error(transparent)]
    File(#[from] OutputFileError),
    /// Answers cannot be recorded.
    #[error(transparent)]
    Record(#[from] RecordFileError),
    /// The output cannot be written.
    #[error("{0}")]
    Output(#[from] io::Error),
}

fn hint(like: Option<&str>) -> String {
    like.map_or_else(
        || "emstep lesson lists the lessons".to_owned(),
        |like| format!("did you mean {like}?"),
    )
}

impl LessonError {
    fn new(name: &str, count: usize) -> Self {
        Self::Mistakes { name: name.to_owned(), count }
    }
}
