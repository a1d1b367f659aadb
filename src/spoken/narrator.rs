//! What has changed since the state was last heard of: the sentences of a live region.

use std::cmp::Ordering;

use super::dialog::Opened;
use super::{Controls, goodness, lesson, notice, sentence, state, whole};
use crate::app::{App, Notice, Plot};
use crate::explain::Quantity;
use crate::lesson::{Judgement, QuestionState};
use crate::report::{self, Document, DocumentFormat};
use crate::text::with_minus_signs;
use crate::timeline::HalfStep;

/// Who tells what changes, as `--plain` prints it.
#[derive(Clone, Debug)]
pub struct Narrator {
    controls: Controls,
    heard: Option<Heard>,
}

/// A state as far as it is told.
#[derive(Clone, Debug)]
struct Heard {
    place: Place,
    lesson: Option<LessonPlace>,
    opened: Option<Opened>,
    asked: Option<Quantity>,
    has_quantiles: bool,
    notice: Option<String>,
}

/// Where the stepper is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    runs: usize,
    active: usize,
    cursor: HalfStep,
}

/// Where a lesson is.
#[derive(Clone, Debug)]
struct LessonPlace {
    name: String,
    step: usize,
    is_at_end: bool,
    settled: usize,
    judged: Option<Judgement>,
}

impl Narrator {
    /// Returns one who has told nothing yet, to someone who goes on with these.
    pub fn new(controls: Controls) -> Self {
        Self { controls, heard: None }
    }

    /// Forgets what the program had to say, as a key or a click takes it back: said again, it is
    /// told again.
    pub fn forget_notice(&mut self) {
        if let Some(heard) = &mut self.heard {
            heard.notice = None;
        }
    }

    /// Returns what is new since the last time, a text of one or more lines each: at first all that
    /// is there.
    pub fn said(&mut self, app: &App) -> Vec<String> {
        let now = Heard::of(app, self.controls);
        let said = match &self.heard {
            None => now.opening(app, self.controls),
            Some(before) => now.since(before, app, self.controls),
        };
        self.heard = Some(now);
        said
    }
}

impl Heard {
    fn of(app: &App, controls: Controls) -> Self {
        let timeline = app.study().timeline();
        let place = Place {
            runs: timeline.runs().len(),
            active: timeline.active(),
            cursor: app.study().run().cursor(),
        };
        let plot = app.looks().plots().open();
        let has_quantiles = matches!(plot, Some(Plot::Quantiles | Plot::Distribution));
        Self {
            place,
            lesson: LessonPlace::of(app),
            opened: Opened::of(app, controls),
            asked: app.selected(),
            has_quantiles: has_quantiles && app.looks().plots().quantiles().is_some(),
            notice: words(app),
        }
    }

    fn opening(&self, app: &App, controls: Controls) -> Vec<String> {
        let mut said = vec![text(&whole(app, controls))];
        said.extend(self.opened.as_ref().map(|opened| opened.lines.join("\n")));
        // Something to know is said with the state, except beside a lesson.
        let is_said = app.lesson().is_none() && matches!(app.notice(), Some(Notice::Info(_)));
        said.extend(self.notice.clone().filter(|_| !is_said));
        said.retain(|text| !text.is_empty());
        said
    }

    fn since(&self, before: &Self, app: &App, controls: Controls) -> Vec<String> {
        let mut said: Vec<String> = Vec::new();
        let of_lesson = self.of_lesson(before.lesson.as_ref(), app, controls);
        if let Some(document) = of_lesson {
            said.push(text(&document));
        } else if self.place != before.place {
            said.push(text(&state::moved(app)));
        }
        said.extend(self.of_dialog(before.opened.as_ref()));
        if let Some(quantity) = self.asked.filter(|_| self.asked != before.asked) {
            let why = report::explanation(app.study().run(), quantity);
            said.extend(why.as_ref().map(text));
        }
        if self.has_quantiles && !before.has_quantiles {
            said.extend(goodness::quantiles(app).as_ref().map(text));
        }
        if self.notice != before.notice {
            said.extend(self.notice.clone());
        }
        said.retain(|text| !text.is_empty());
        said
    }

    /// Returns what is new of the lesson.
    fn of_lesson(
        &self,
        before: Option<&LessonPlace>,
        app: &App,
        controls: Controls,
    ) -> Option<Document> {
        let now = match (&self.lesson, before) {
            (Some(now), _) => now,
            // It was closed.
            (None, Some(_)) => return Some(state::moved(app)),
            (None, None) => return None,
        };
        let Some(before) = before.filter(|before| before.is_at(now)) else {
            return lesson::page(app, controls);
        };
        match now.settled.cmp(&before.settled) {
            Ordering::Greater => return lesson::settled(app, now.settled - 1, controls),
            // It was begun again.
            Ordering::Less => return lesson::page(app, controls),
            Ordering::Equal => {}
        }
        let judgement = now.judged.as_ref().filter(|_| now.judged != before.judged)?;
        let mut document = Document::default();
        lesson::judged(judgement, &mut document);
        Some(document)
    }

    /// Returns what is new of a dialog: all of one that was opened, else the lines that have
    /// changed, or the row that was chosen.
    fn of_dialog(&self, before: Option<&Opened>) -> Option<String> {
        let now = self.opened.as_ref()?;
        let Some(before) = before else { return Some(now.lines.join("\n")) };
        let changed: Vec<&str> = (now.lines.iter())
            .filter(|line| !before.lines.contains(line))
            .map(String::as_str)
            .collect();
        if !changed.is_empty() {
            return Some(changed.join("\n"));
        }
        let chosen = now.chosen.filter(|_| now.chosen != before.chosen)?;
        now.lines.get(chosen).cloned()
    }
}

impl LessonPlace {
    fn of(app: &App) -> Option<Self> {
        let lesson = app.lesson()?;
        let player = lesson.player();
        let settled = player.asked().filter(|one| one.outcome != QuestionState::Open).count();
        let open = player.asked().find(|one| one.outcome == QuestionState::Open);
        Some(Self {
            name: player.lesson().name.clone(),
            step: player.position(),
            is_at_end: lesson.end().is_some(),
            settled,
            judged: open.and_then(|one| one.feedback.cloned()),
        })
    }

    /// Returns whether it shows the same step.
    fn is_at(&self, other: &Self) -> bool {
        let step = |place: &Self| (place.step, place.is_at_end);
        self.name == other.name && step(self) == step(other)
    }
}

/// Returns what the program or the lesson has to say.
fn words(app: &App) -> Option<String> {
    let of_lesson = || {
        let why = app.lesson()?.says()?.to_string();
        Some(sentence(&with_minus_signs(&app.shared().keymap().fill(&why))))
    };
    notice(app).or_else(of_lesson)
}

fn text(document: &Document) -> String {
    document.text(DocumentFormat::Lines).trim_end().to_owned()
}
