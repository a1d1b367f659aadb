//! The state machine: messages in, effects out. No I/O, no clock, no terminal, no thread.

pub mod class;
pub mod effect;
pub mod form;
mod jobs;
pub mod key;
pub mod keymap;
pub mod lesson;
pub mod limits;
pub mod looks;
pub mod message;
mod settings;
mod study;

use std::sync::Arc;
use std::time::Duration;

use crate::data::Dataset;
use crate::explain::{Derivation, Quantity, derive};
use crate::mixture::{Iterate, Theta, special_cases};
use crate::timeline::{Origin, Run, Timeline};
pub use class::follower::{Ballot, Desk, DeskEffect, Given};
pub use class::{Class, News, Poll, Seat};
pub use effect::{Beginning, Effect, Job, JobId};
use form::answer::AnswerForm;
use form::data::DataForm;
use form::field::Pasted;
pub use form::loading::{Opening, Wish};
pub use form::progress::Gauge;
pub use form::prompt::{Asked, Prompt};
use form::theta::ThetaForm;
use jobs::{Jobs, Owner, Purpose};
pub use key::{Key, KeyCode, UnknownKey};
use keymap::Action;
use lesson::LessonScreen;
pub use limits::Bounds;
use looks::axes::Axes;
pub use looks::plots::{BoundView, Chart, Picture};
use looks::selection::{Direction, Selection};
pub use looks::table::{RowOrder, Table};
pub use message::{Answer, Message};
pub use settings::Settings;

/// Time between two half-steps while playing, from slow to fast.
const PACES: [Duration; 7] = {
    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }
    [ms(3000), ms(2000), ms(1200), ms(700), ms(350), ms(150), ms(50)]
};

/// A panel of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// The density chart.
    Density,
    /// θ and how it changed.
    Theta,
    /// ℓ, the bound and the gap.
    Likelihood,
    /// The responsibility table.
    Responsibilities,
}

/// The panels in the order in which Tab walks them.
pub const PANELS: [Panel; 4] =
    [Panel::Density, Panel::Theta, Panel::Likelihood, Panel::Responsibilities];

/// What the keys go to.
#[derive(Clone, Debug)]
pub enum Mode {
    /// The first data, on their way.
    Opening(Opening),
    /// The stepper.
    Stepping,
    /// The help, scrolled down by this many lines.
    Help(usize),
    /// Where the selected number comes from, over the whole screen, scrolled down by this many
    /// lines.
    Why(usize),
    /// The θ₀ form.
    Theta(ThetaForm),
    /// The data dialog.
    Data(DataForm),
    /// A question for a number.
    Prompt(Prompt),
    /// The dialog "my answer".
    Answer(AnswerForm),
    /// The lesson.
    Lesson,
}

/// How a notice is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something to know.
    Info,
    /// Something that did not happen, and why.
    Refused,
}

/// One line for the person, until the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How it is meant.
    pub tone: Tone,
    /// The line.
    pub text: String,
    /// Whether it concerns everybody who looks at this state, not only who has its keys.
    pub is_shared: bool,
}

/// The whole state of the program.
#[derive(Clone, Debug)]
pub struct App {
    timeline: Timeline<Arc<Dataset>>,
    settings: Settings,
    bounds: Bounds,
    mode: Mode,
    panel: Panel,
    selection: Selection,
    table: Table,
    mouse: bool,
    axes: Axes,
    zoomed: Option<Axes>,
    notice: Option<Notice>,
    playing: bool,
    pace: usize,
    jobs: Jobs,
    lesson: Option<LessonScreen>,
    class: Option<Class>,
    bound: BoundView,
}

impl App {
    /// The program with its first run, at θ₀.
    pub fn new(dataset: Arc<Dataset>, start: Iterate, settings: Settings) -> Self {
        let axes = Axes::start(&dataset.sample, &start.theta);
        let bound = BoundView::new(start.theta.len());
        let mut app = Self {
            timeline: Timeline::new(Run::new(dataset, start, Origin::Given)),
            settings,
            bounds: Bounds::default(),
            mode: Mode::Stepping,
            panel: Panel::Density,
            selection: Selection::default(),
            table: Table::default(),
            mouse: false,
            axes,
            zoomed: None,
            notice: None,
            playing: false,
            pace: 3,
            jobs: Jobs::default(),
            lesson: None,
            class: None,
            bound,
        };
        app.say_what_is_special();
        app
    }

    /// Takes a message in and says what is to be done outside.
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        let mut effects = match message {
            Message::Key(key) => self.key(key),
            Message::Paste(text) => self.paste(Pasted::Text(&text)),
            Message::LongPaste { characters } => self.paste(Pasted::TooLong(characters)),
            Message::Tick => self.tick(),
            Message::Inform(text) => {
                self.inform(text);
                Vec::new()
            }
            Message::Trouble(text) => {
                self.refuse(text);
                Vec::new()
            }
            Message::Select(panel, quantity) => self.select(panel, quantity),
            Message::Class(news) => {
                self.hear(news);
                Vec::new()
            }
            Message::Answer(job, answer) => self.answer(job, answer),
        };
        effects.extend(self.refresh_picture());
        effects.extend(self.refresh_table());
        effects
    }

    /// How often a [`Message::Tick`] is wanted; `None` for never.
    pub fn tick_every(&self) -> Option<Duration> {
        self.playing.then_some(PACES[self.pace])
    }

    /// What happened so far.
    pub fn timeline(&self) -> &Timeline<Arc<Dataset>> {
        &self.timeline
    }

    /// The data of the active run.
    pub fn dataset(&self) -> &Arc<Dataset> {
        self.timeline.run().data()
    }

    /// θ at the cursor.
    pub fn theta(&self) -> &Theta {
        &self.timeline.run().current().theta
    }

    /// The θ whose responsibilities are in force: none before the first E-step.
    pub fn gamma_theta(&self) -> Option<(usize, &Theta)> {
        let run = self.timeline.run();
        let t = run.gamma_iteration()?;
        Some((t, &run.iterates()[t].theta))
    }

    /// Tolerance, iterations, start.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What the keys go to.
    pub fn mode(&self) -> &Mode {
        &self.mode
    }

    /// Whether letters are typed into a field, so that no letter is a key.
    pub fn takes_text(&self) -> bool {
        match self.mode {
            Mode::Stepping | Mode::Help(_) | Mode::Why(_) | Mode::Opening(_) => false,
            Mode::Theta(_) | Mode::Data(_) | Mode::Prompt(_) | Mode::Answer(_) | Mode::Lesson => {
                true
            }
        }
    }

    /// The panel in focus.
    pub fn panel(&self) -> Panel {
        self.panel
    }

    /// The index of the selected observation.
    pub fn row(&self) -> usize {
        self.selection.row()
    }

    /// The place of the selected observation among the table's rows, counted from 0.
    pub fn place(&self) -> usize {
        self.selection.place()
    }

    /// The index of the selected component.
    pub fn component(&self) -> usize {
        self.selection.component()
    }

    /// The number that is marked in the panel in focus: arrows start from it, and `w` asks for it.
    /// None in the density chart, and while the keys go to a lesson or a form.
    pub fn marked(&self) -> Option<Quantity> {
        match self.mode {
            Mode::Stepping | Mode::Help(_) | Mode::Why(_) | Mode::Prompt(_) => {
                self.selection.candidate(self.panel)
            }
            Mode::Opening(_) | Mode::Theta(_) | Mode::Data(_) | Mode::Answer(_) | Mode::Lesson => {
                None
            }
        }
    }

    /// The number that was asked for in the panel in focus; none before someone asked for one.
    pub fn selected(&self) -> Option<Quantity> {
        if !self.hides().is_empty() {
            return None;
        }
        self.selection.quantity(self.panel)
    }

    /// Where the selected number comes from; none where none is selected, or where there is no such
    /// number yet.
    pub fn derivation(&self) -> Option<Derivation> {
        let run = self.timeline.run();
        let mut derivation = derive(self.selected()?, run, &run.data().sample)?;
        if derivation.is_given {
            derivation.notes.push(self.origin());
        }
        Some(derivation)
    }

    /// Whether clicks are listened to.
    pub fn has_mouse(&self) -> bool {
        self.mouse
    }

    /// The axes of the density chart.
    pub fn axes(&self) -> Axes {
        self.zoomed.unwrap_or(self.axes)
    }

    /// Whether a person has zoomed or panned.
    pub fn is_zoomed(&self) -> bool {
        self.zoomed.is_some()
    }

    /// The line for the person.
    pub fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }

    /// Whether half-steps follow one another by themselves.
    pub fn is_playing(&self) -> bool {
        self.playing
    }

    /// What is being waited for, in a word or two.
    pub fn waiting_for(&self) -> Option<&'static str> {
        self.jobs.of(Owner::Study).and_then(Purpose::name)
    }

    /// How far the load is that is being waited for, where it has said so.
    pub fn gauge(&self) -> Option<&Gauge> {
        match self.jobs.of(Owner::Study) {
            Some(Purpose::Load { gauge, .. }) => gauge.as_ref(),
            _ => None,
        }
    }

    /// Whether the order of the table that someone chose is being made.
    pub fn is_sorting(&self) -> bool {
        self.jobs.of(Owner::Table).is_some()
    }

    /// Whether the answer to the lesson's question that is there is being judged.
    pub fn is_judging(&self) -> bool {
        let Some(Purpose::Judge(answer)) = self.jobs.of(Owner::Lesson) else { return false };
        self.lesson.as_ref().is_some_and(|lesson| lesson.is_entered(answer))
    }

    fn inform(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice { tone: Tone::Info, text: text.into(), is_shared: false });
    }

    fn refuse(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice { tone: Tone::Refused, text: text.into(), is_shared: false });
    }

    /// Marks the line as one for everybody who looks at this state.
    fn share_notice(&mut self) {
        if let Some(notice) = &mut self.notice {
            notice.is_shared = true;
        }
    }

    /// Tells what of this run's data was left out, and what makes EM behave in a way of its own
    /// here.
    fn say_what_is_special(&mut self) {
        let dataset = self.dataset();
        let mut lines: Vec<String> = dataset.notes.iter().map(ToString::to_string).collect();
        if dataset.left_out.total() > 0 {
            lines.push(format!("left out: {}", dataset.left_out));
        }
        lines.extend(special_cases(&dataset.sample, self.theta()).iter().map(ToString::to_string));
        if !lines.is_empty() {
            self.inform(lines.join(" · "));
            self.share_notice();
        }
    }

    fn key(&mut self, key: Key) -> Vec<Effect> {
        if key == Key::ctrl('c') {
            return vec![Effect::Quit];
        }
        if key == Key::ctrl('z') {
            return self.suspend();
        }
        self.notice = None;
        if key == Key::ctrl('g') {
            return self.hand_over();
        }
        if matches!(self.mode, Mode::Stepping) && self.move_picture(key) {
            return Vec::new();
        }
        match &mut self.mode {
            Mode::Opening(_) => form::loading::key(key),
            Mode::Stepping => match keymap::find(keymap::STEPPING, key) {
                Some(action) => self.act(action),
                None => Vec::new(),
            },
            Mode::Help(scroll) => {
                match keymap::find(keymap::STEPPING, key) {
                    Some(Action::RowDown) => *scroll += 1,
                    Some(Action::RowUp) => *scroll = scroll.saturating_sub(1),
                    Some(Action::PageDown) => *scroll += 10,
                    Some(Action::PageUp) => *scroll = scroll.saturating_sub(10),
                    Some(Action::Quit | Action::Cancel | Action::Help) => {
                        self.mode = Mode::Stepping;
                    }
                    _ => {}
                }
                Vec::new()
            }
            Mode::Why(_) => self.key_in_why(key),
            Mode::Theta(form) => {
                let outcome = form.key(key);
                self.after_theta_form(outcome)
            }
            Mode::Data(form) => {
                let outcome = form.key(key);
                self.after_data_form(outcome)
            }
            Mode::Lesson => self.lesson_key(key),
            Mode::Answer(form) => {
                let outcome = form.key(key);
                self.after_answer_form(outcome)
            }
            Mode::Prompt(prompt) => {
                let outcome = prompt.key(key);
                self.after_prompt(outcome)
            }
        }
    }

    fn paste(&mut self, pasted: Pasted) -> Vec<Effect> {
        match &mut self.mode {
            Mode::Opening(_) | Mode::Stepping | Mode::Help(_) | Mode::Why(_) => {}
            Mode::Theta(form) => {
                let outcome = form.paste(pasted);
                return self.after_theta_form(outcome);
            }
            Mode::Data(form) => form.paste(pasted),
            Mode::Answer(form) => form.paste(pasted),
            Mode::Lesson => {
                if let Some(lesson) = &mut self.lesson {
                    lesson.paste(pasted);
                }
            }
            Mode::Prompt(prompt) => prompt.paste(pasted),
        }
        Vec::new()
    }

    fn act(&mut self, action: Action) -> Vec<Effect> {
        if !self.hides().is_empty() && shows_numbers(action) {
            self.refuse(if self.is_explorer() {
                "this would show what the class is asked: f goes back to answer"
            } else {
                "this would show what the lesson asks: answer first (L)"
            });
            return Vec::new();
        }
        match action {
            Action::Help => self.mode = Mode::Help(0),
            Action::Lesson => self.return_to_lesson(),
            Action::MyAnswer => {
                let what = self.marked().unwrap_or(Quantity::LogLikelihood);
                self.mode = Mode::Answer(AnswerForm::new(what));
            }
            Action::Quit => return vec![Effect::Quit],
            Action::Suspend => return self.suspend(),
            Action::Poll => return self.turn_poll(),
            Action::HandOver => return self.hand_over(),
            Action::Compare => return self.compare(),
            Action::EditTheta => return self.open_theta_form(),
            Action::EditData => {
                self.mode = Mode::Data(DataForm::new(self.theta().len(), self.bounds));
            }
            Action::GoToIteration => self.mode = Mode::Prompt(Prompt::new(Asked::Iteration)),
            Action::GoToRow => {
                let is_sorted = self.table.ranking().is_some();
                let asked = if is_sorted { Asked::RowOrPlace } else { Asked::Row };
                self.mode = Mode::Prompt(Prompt::new(asked));
            }
            Action::Order => self.turn_order(),
            Action::NextPanel => self.turn_panels(1),
            Action::PreviousPanel => self.turn_panels(PANELS.len() - 1),
            Action::RowUp => self.go(Direction::Up, 1),
            Action::RowDown => self.go(Direction::Down, 1),
            Action::PageUp => self.go(Direction::Up, 10),
            Action::PageDown => self.go(Direction::Down, 10),
            Action::Left if self.panel != Panel::Density => self.go(Direction::Left, 1),
            Action::Right if self.panel != Panel::Density => self.go(Direction::Right, 1),
            Action::Left => return self.step(Action::Back),
            Action::Right => return self.step(Action::Forward),
            Action::Why => self.open_why(),
            Action::Mouse => return self.switch_mouse(),
            Action::Touching => self.toggle_picture(Picture::Touching),
            Action::Surface => self.toggle_picture(Picture::Surface),
            Action::Staircase => self.toggle_picture(Picture::Staircase),
            Action::TurnChart => self.turn_chart(),
            Action::Cursor => self.toggle_cursor(),
            Action::ZoomIn | Action::ZoomOut if self.zoom_picture(action == Action::ZoomIn) => {}
            Action::ZoomIn => self.zoom(0.5),
            Action::ZoomOut => self.zoom(2.0),
            Action::PanLeft => self.zoomed = Some(self.axes().pan(-0.25)),
            Action::PanRight => self.zoomed = Some(self.axes().pan(0.25)),
            Action::FitAxes => {
                self.zoomed = None;
                self.axes = Axes::fit(&self.dataset().sample, self.theta());
            }
            _ => return self.step(action),
        }
        Vec::new()
    }

    fn turn_panels(&mut self, by: usize) {
        let here = PANELS.iter().position(|panel| *panel == self.panel).unwrap_or(0);
        self.panel = PANELS[(here + by) % PANELS.len()];
    }

    fn zoom(&mut self, factor: f64) {
        let axes = self.axes();
        let middle = axes.x.0 + (axes.x.1 - axes.x.0) / 2.0;
        self.zoomed = Some(axes.zoom(factor, middle));
    }
}

/// Whether an action opens something that may give away what a lesson's question hides.
fn shows_numbers(action: Action) -> bool {
    use Action as A;
    matches!(action, A::Why | A::MyAnswer | A::EditTheta | A::Touching | A::Surface | A::Staircase)
}
