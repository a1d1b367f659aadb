//! The lessons of a session: those that were left, and the study that the open one has put aside.

use std::sync::Arc;

use super::LessonScreen;
use super::list::{LessonList, LessonStatus, ListedLesson};
use crate::app::looks::Looks;
use crate::app::study::Study;
use crate::lesson::{BUILT_IN, BuiltIn, Lesson, Outline, Player};

/// What is studied, and how it is looked at.
#[derive(Clone, Debug)]
pub(in crate::app) struct Scenery {
    pub study: Study,
    pub looks: Looks,
}

/// The study that is not on the screen. It is shared, so that a snapshot for a class costs nothing.
#[derive(Clone, Debug, Default)]
enum Aside {
    /// There is no other.
    #[default]
    Nothing,
    /// A lesson is open; this is what was studied before it.
    Own(Arc<Scenery>),
    /// No lesson is open; this is the stepper of the lessons, with all of its runs.
    OfLessons(Arc<Scenery>),
}

/// The lessons that were opened, each as it was left, and the other study.
///
/// A lesson brings its own data and θ₀, so it has a stepper of its own. All lessons share that one,
/// and it keeps its runs while no lesson is open, as the other keeps its runs while one is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Library {
    left: Vec<LessonScreen>,
    aside: Aside,
    pub(in crate::app) list: Option<LessonList>,
}

impl Library {
    /// Returns the lessons that were left and the other study, with whether that is what was
    /// studied before the lessons, as they were saved.
    pub(in crate::app) fn of(left: Vec<LessonScreen>, aside: Option<(Scenery, bool)>) -> Self {
        let aside = match aside {
            None => Aside::Nothing,
            Some((own, true)) => Aside::Own(Arc::new(own)),
            Some((of_lessons, false)) => Aside::OfLessons(Arc::new(of_lessons)),
        };
        Self { left, aside, list: None }
    }

    /// Returns the lessons that were left.
    pub(in crate::app) fn left(&self) -> &[LessonScreen] {
        &self.left
    }

    /// Returns the study that is not on the screen, and whether it is what was studied before the
    /// lessons.
    pub(in crate::app) fn aside(&self) -> Option<(&Scenery, bool)> {
        match &self.aside {
            Aside::Nothing => None,
            Aside::Own(own) => Some((own, true)),
            Aside::OfLessons(of_lessons) => Some((of_lessons, false)),
        }
    }

    /// Opens the list. `open` is the open lesson, and `study` what is on the screen.
    pub(in crate::app) fn open_list(&mut self, open: Option<&LessonScreen>, study: &Study) {
        let built_in = BUILT_IN.iter().map(BuiltIn::outline);
        let from_files = open.into_iter().chain(&self.left).map(|screen| screen.player().lesson());
        let from_files = from_files.filter(|lesson| BuiltIn::named(&lesson.name).is_none());
        let outlines = from_files.map(|lesson| lesson.outline()).chain(built_in);
        let lessons = outlines.map(|outline| {
            let name = &outline.name;
            let is_open = open.is_some_and(|screen| screen.is_of(name));
            let screen = open.into_iter().chain(&self.left).find(|screen| screen.is_of(name));
            let status = screen.map_or(LessonStatus::New, LessonScreen::status);
            ListedLesson { outline, status, is_open }
        });
        let before = match &self.aside {
            Aside::Own(own) => &own.study,
            Aside::Nothing | Aside::OfLessons(_) => study,
        };
        let way_back = open.map(|_| before.dataset().source.clone());
        let last = open.or(self.left.last()).map(|screen| screen.player().lesson().name.as_str());
        self.list = Some(LessonList::new(lessons.collect(), last, way_back));
    }

    /// Returns a lesson where it was left, or at its start if it was not opened yet; none if there
    /// is no lesson of this name.
    pub(in crate::app) fn take(&mut self, name: &str) -> Option<LessonScreen> {
        if let Some(index) = self.left.iter().position(|screen| screen.is_of(name)) {
            return Some(self.left.remove(index));
        }
        // What is built in has no mistakes: a test reads all of them.
        let lesson = BuiltIn::named(name)?.load().ok()?;
        Some(LessonScreen::new(Player::new(Arc::new(lesson))))
    }

    /// Keeps a lesson as it is left.
    pub(in crate::app) fn keep(&mut self, screen: LessonScreen) {
        self.left.push(screen);
    }

    /// Returns the lesson to suggest after this one: the first of those after it that has not been
    /// gone through, else the first of all.
    pub(in crate::app) fn next_after(&self, lesson: &Lesson) -> Option<Outline> {
        let here = BUILT_IN.iter().position(|built_in| built_in.name == lesson.name);
        let (before, after) = BUILT_IN.split_at(here.map_or(0, |here| here + 1));
        let is_left = |built_in: &&BuiltIn| {
            let screen = self.left.iter().find(|screen| screen.is_of(built_in.name));
            built_in.name != lesson.name && !screen.is_some_and(|screen| screen.player().is_done())
        };
        after.iter().chain(before).find(is_left).map(BuiltIn::outline)
    }

    /// Puts the study on the screen aside for a lesson. Returns the stepper of the lessons, if
    /// there is one already.
    pub(in crate::app) fn enter(&mut self, own: Scenery) -> Option<Scenery> {
        match std::mem::replace(&mut self.aside, Aside::Own(Arc::new(own))) {
            Aside::OfLessons(scenery) => Some(Arc::unwrap_or_clone(scenery)),
            Aside::Nothing | Aside::Own(_) => None,
        }
    }

    /// Returns what was studied before the lessons, and keeps their stepper; returns that if
    /// nothing was studied before.
    pub(in crate::app) fn leave(&mut self, of_lessons: Scenery) -> Scenery {
        match std::mem::take(&mut self.aside) {
            Aside::Own(own) => {
                self.aside = Aside::OfLessons(Arc::new(of_lessons));
                Arc::unwrap_or_clone(own)
            }
            Aside::Nothing | Aside::OfLessons(_) => of_lessons,
        }
    }
}
