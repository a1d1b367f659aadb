//! A session as its file has it: JSON that other programs can read, and later versions of this
//! one.

mod text;

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::app::lesson::library::{Library, Scenery};
use crate::app::lesson::{LessonEnd, LessonScreen, SavedLesson};
use crate::app::looks::{Looks, SavedLooks};
use crate::app::rebuild::{DataList, Rebuild, Rebuilt, SavedData, SessionFiles};
use crate::app::shared::Shared;
use crate::app::study::{SavedStudy, Study};
use crate::data::{Dataset, FileStamp};
use crate::lesson::Lesson;
use crate::text::counted;
use crate::text::sanitise::clean;
use crate::timeline::Run;
#[cfg(feature = "terminal")]
pub(crate) use text::SessionError;

/// The format that this program writes.
const FORMAT: u64 = 1;

/// The file that a session was opened from or saved to last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct SavedIn {
    /// Where it is.
    pub path: PathBuf,
    /// The file as it was then; none if it was no plain one.
    pub stamp: Option<FileStamp>,
}

/// A session: everything that is studied, how it is looked at, and the lessons.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SavedSession {
    /// The number of the format.
    format: u64,
    /// The version of the program that wrote it.
    program: String,
    /// The data sets, each once.
    data: Vec<SavedData>,
    /// What is on the screen.
    stepper: SavedScenery,
    /// The other study: what was studied before the lessons, or that of the lessons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    aside: Option<SavedAside>,
    /// The open lesson.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lesson: Option<SavedLesson>,
    /// The lessons that were left.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    lessons_left: Vec<SavedLesson>,
    /// Its own file, if this is what is kept of it against a crash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    saved_in: Option<SavedIn>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct SavedScenery {
    study: SavedStudy,
    looks: SavedLooks,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum SavedAside {
    /// What was studied before the lesson.
    BeforeLessons(SavedScenery),
    /// The stepper of the lessons.
    OfLessons(SavedScenery),
}

impl SavedScenery {
    fn of(study: &Study, looks: &Looks, data: &mut DataList) -> Result<Self, String> {
        Ok(Self { study: study.saved(data)?, looks: looks.saved() })
    }

    fn restored(&self, runs: Vec<Run<Arc<Dataset>>>) -> Result<Scenery, String> {
        let study = Study::restored(&self.study, runs)?;
        let looks = Looks::restored(&self.looks, &study);
        Ok(Scenery { study, looks })
    }
}

impl SavedSession {
    /// Returns the form of a session. What is open in front of the stepper, what is being computed
    /// and the poll of a class are not part of it.
    ///
    /// # Errors
    /// Returns an error if its data, or a lesson, cannot be saved; it says which.
    pub fn of(shared: &Shared, files: &dyn SessionFiles) -> Result<Self, String> {
        let Shared { study, looks, lesson, library, .. } = shared;
        let screens = || lesson.iter().chain(library.left());
        let lessons = screens().map(|screen| &**screen.player().lesson()).collect();
        let mut data = DataList::new(files, lessons);
        let stepper = SavedScenery::of(study, looks, &mut data)?;
        let aside = match library.aside() {
            None => None,
            Some((scenery, is_own)) => {
                let saved = SavedScenery::of(&scenery.study, &scenery.looks, &mut data)?;
                let form = if is_own { SavedAside::BeforeLessons } else { SavedAside::OfLessons };
                Some(form(saved))
            }
        };
        let left = library.left().iter().map(|left| left.saved(files));
        let lessons_left = left.collect::<Result<_, _>>()?;
        Ok(Self {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            data: data.into_saved(),
            stepper,
            aside,
            lesson: lesson.as_ref().map(|lesson| lesson.saved(files)).transpose()?,
            lessons_left,
            saved_in: None,
        })
    }

    /// Remembers the session's own file, since it is kept in another one.
    #[cfg(feature = "terminal")]
    #[must_use]
    pub(crate) fn with_own_file(self, saved_in: Option<SavedIn>) -> Self {
        Self { saved_in, ..self }
    }

    /// Returns the session's own file, if it was remembered.
    pub(crate) fn saved_in(&self) -> Option<&SavedIn> {
        self.saved_in.as_ref()
    }

    /// Returns what is computed again for it.
    pub fn rebuild(&self, files: Arc<dyn SessionFiles>) -> Rebuild {
        let studies = [&self.stepper].into_iter().chain(self.aside());
        let lessons = self.lesson.iter().chain(&self.lessons_left);
        Rebuild {
            data: self.data.clone(),
            studies: studies.map(|scenery| scenery.study.runs.clone()).collect(),
            lessons: lessons.map(|lesson| (lesson.name.clone(), lesson.file.clone())).collect(),
            files,
        }
    }

    fn aside(&self) -> Option<&SavedScenery> {
        let (SavedAside::BeforeLessons(scenery) | SavedAside::OfLessons(scenery)) =
            self.aside.as_ref()?;
        Some(scenery)
    }

    /// Returns what a person is told of it: its own file, its data, and how many runs there are.
    pub fn about(&self) -> String {
        let runs = counted(self.stepper.study.runs.len(), "run");
        let file = self.saved_in.as_ref().and_then(|saved_in| saved_in.path.file_name());
        match file {
            Some(file) => format!("{} ({}), {runs}", clean(&file.to_string_lossy()), self.name()),
            None => format!("{}, {runs}", self.name()),
        }
    }

    /// Returns what a person calls the data on the screen.
    pub fn name(&self) -> &str {
        let run = self.stepper.study.runs.first();
        let data = run.and_then(|run| self.data.get(run.data));
        data.map_or("a session", |data| &data.name)
    }

    /// Returns the session that was saved, with what was computed again.
    ///
    /// # Errors
    /// Returns an error if the parts of the session do not fit one another.
    pub(in crate::app) fn restored(&self, rebuilt: Rebuilt) -> Result<Shared, String> {
        let mut studies = rebuilt.studies.into_iter();
        let mut lessons = rebuilt.lessons.into_iter();
        let Scenery { study, looks } = self.stepper.restored(studies.next().unwrap_or_default())?;
        let aside = match &self.aside {
            None => None,
            Some(aside) => {
                let is_own = matches!(aside, SavedAside::BeforeLessons(_));
                let (SavedAside::BeforeLessons(saved) | SavedAside::OfLessons(saved)) = aside;
                Some((saved.restored(studies.next().unwrap_or_default())?, is_own))
            }
        };
        let mut screen = |saved: &SavedLesson| {
            let lesson: Option<Arc<Lesson>> = lessons.next();
            lesson.map(|lesson| LessonScreen::restored(lesson, saved))
        };
        let mut lesson = self.lesson.as_ref().and_then(&mut screen);
        let left = self.lessons_left.iter().filter_map(&mut screen).collect();
        let library = Library::of(left, aside);
        if let Some(saved) = &self.lesson
            && let Some(screen) = lesson.as_mut().filter(|_| saved.is_at_end)
        {
            let next = library.next_after(screen.player().lesson());
            screen.show_end(LessonEnd { next });
        }
        Ok(Shared::restored(study, looks, lesson, library))
    }
}
