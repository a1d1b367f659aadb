//! The state machine: messages in, effects out. No I/O, no clock, no terminal, no thread.

pub mod axes;
pub mod data_form;
pub mod effect;
pub mod field;
pub mod key;
pub mod keymap;
pub mod message;
mod prompt;
mod settings;
mod stepping;
pub mod theta_form;

use std::sync::Arc;
use std::time::Duration;

use crate::data::Dataset;
use crate::mixture::{Iterate, Theta, notes};
use crate::timeline::{HalfStep, Timeline};
use axes::Axes;
use data_form::DataForm;
pub use effect::{Beginning, Effect, Job, JobId};
pub use key::{Key, KeyCode};
use keymap::Action;
pub use message::{Answer, Message};
pub use prompt::{Asked, Prompt};
pub use settings::Settings;
pub use stepping::subscript;
use theta_form::{Preview, ThetaForm};

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
    /// The stepper.
    Stepping,
    /// The help, scrolled down by so many lines.
    Help(usize),
    /// The θ₀ form.
    Theta(ThetaForm),
    /// The data dialog.
    Data(DataForm),
    /// A question for a number.
    Prompt(Prompt),
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
}

/// A job that the screen waits for.
#[derive(Debug)]
enum Pending {
    /// Iterates of a run, up to a goal.
    Iterate { goal: stepping::Goal, follow: bool },
    /// Data for a new run with so many components.
    Load { components: usize },
    /// θ₀ of a new run on these data.
    Begin { dataset: Arc<Dataset> },
}

/// The whole state of the program.
#[derive(Debug)]
pub struct App {
    timeline: Timeline<Arc<Dataset>>,
    settings: Settings,
    mode: Mode,
    panel: Panel,
    row: usize,
    component: usize,
    axes: Axes,
    zoomed: Option<Axes>,
    notice: Option<Notice>,
    playing: bool,
    pace: usize,
    pending: Option<(JobId, Pending)>,
    preview: Option<JobId>,
    last_job: u64,
}

impl App {
    /// The program with its first run, at θ₀.
    pub fn new(dataset: Arc<Dataset>, start: Iterate, settings: Settings) -> Self {
        let axes = Axes::fit(&dataset.sample, &start.theta);
        let mut app = Self {
            timeline: Timeline::new(dataset, start),
            settings,
            mode: Mode::Stepping,
            panel: Panel::Density,
            row: 0,
            component: 0,
            axes,
            zoomed: None,
            notice: None,
            playing: false,
            pace: 3,
            pending: None,
            preview: None,
            last_job: 0,
        };
        app.say_what_is_special();
        app
    }

    /// Takes a message in and says what is to be done outside.
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        match message {
            Message::Key(key) => self.key(key),
            Message::Paste(text) => self.paste(&text),
            Message::Tick => self.tick(),
            Message::Answer(job, answer) => self.answer(job, answer),
        }
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

    /// The panel in focus.
    pub fn panel(&self) -> Panel {
        self.panel
    }

    /// The index of the selected observation.
    pub fn row(&self) -> usize {
        self.row
    }

    /// The index of the selected component.
    pub fn component(&self) -> usize {
        self.component
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
        self.pending.as_ref().map(|(_, pending)| match pending {
            Pending::Iterate { .. } => "iterating",
            Pending::Load { .. } => "reading data",
            Pending::Begin { .. } => "computing ℓ(θ₀)",
        })
    }

    fn inform(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice { tone: Tone::Info, text: text.into() });
    }

    fn refuse(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice { tone: Tone::Refused, text: text.into() });
    }

    /// Tells what of this run's data was left out, and what makes EM behave in a way of its own here.
    fn say_what_is_special(&mut self) {
        let dataset = self.dataset();
        let mut lines = Vec::new();
        if dataset.left_out.total() > 0 {
            lines.push(format!("left out: {}", dataset.left_out));
        }
        lines.extend(notes(&dataset.sample, self.theta()).iter().map(ToString::to_string));
        if !lines.is_empty() {
            self.inform(lines.join(" · "));
        }
    }

    fn key(&mut self, key: Key) -> Vec<Effect> {
        if key == Key::ctrl('c') {
            return vec![Effect::Quit];
        }
        if key == Key::ctrl('z') {
            return vec![Effect::Suspend];
        }
        self.notice = None;
        match &mut self.mode {
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
            Mode::Theta(form) => {
                let outcome = form.key(key);
                self.after_theta_form(outcome)
            }
            Mode::Data(form) => {
                let outcome = form.key(key);
                self.after_data_form(outcome)
            }
            Mode::Prompt(prompt) => {
                let outcome = prompt.key(key);
                self.after_prompt(outcome)
            }
        }
    }

    fn paste(&mut self, text: &str) -> Vec<Effect> {
        match &mut self.mode {
            Mode::Stepping | Mode::Help(_) => Vec::new(),
            Mode::Theta(form) => {
                let outcome = form.paste(text);
                self.after_theta_form(outcome)
            }
            Mode::Data(form) => {
                form.paste(text);
                Vec::new()
            }
            Mode::Prompt(prompt) => {
                prompt.paste(text);
                Vec::new()
            }
        }
    }

    fn act(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Help => self.mode = Mode::Help(0),
            Action::Quit => return vec![Effect::Quit],
            Action::Suspend => return vec![Effect::Suspend],
            Action::EditTheta => return self.open_theta_form(),
            Action::EditData => self.mode = Mode::Data(DataForm::new(self.theta().len())),
            Action::GoToIteration => self.mode = Mode::Prompt(Prompt::new(Asked::Iteration)),
            Action::GoToRow => self.mode = Mode::Prompt(Prompt::new(Asked::Row)),
            Action::NextPanel => self.turn_panels(1),
            Action::PreviousPanel => self.turn_panels(PANELS.len() - 1),
            Action::RowUp => self.select(-1),
            Action::RowDown => self.select(1),
            Action::PageUp => self.select(-10),
            Action::PageDown => self.select(10),
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

    /// Moves the selection of the panel in focus: a component in the θ panel, else an observation.
    fn select(&mut self, by: isize) {
        let (components, observations) = (self.theta().len(), self.dataset().sample.len());
        if self.panel == Panel::Theta {
            self.component = self.component.saturating_add_signed(by).min(components - 1);
        } else {
            self.row = self.row.saturating_add_signed(by).min(observations - 1);
        }
    }

    fn zoom(&mut self, factor: f64) {
        let axes = self.axes();
        let middle = axes.x.0 + (axes.x.1 - axes.x.0) / 2.0;
        self.zoomed = Some(axes.zoom(factor, middle));
    }

    fn next_job(&mut self) -> JobId {
        self.last_job += 1;
        JobId(self.last_job)
    }

    /// Breaks off what is being waited for.
    fn cancel(&mut self) -> Vec<Effect> {
        self.playing = false;
        self.pending.take().map(|(job, _)| Effect::Cancel(job)).into_iter().collect()
    }

    fn open_theta_form(&mut self) -> Vec<Effect> {
        let effects = self.cancel();
        let run = self.timeline.run();
        let mut form = ThetaForm::new(&run.current().theta, &run.iterates()[0].theta);
        form.preview = Preview::Ready(Box::new(run.current().clone()));
        self.mode = Mode::Theta(form);
        effects
    }

    fn after_theta_form(&mut self, outcome: theta_form::Outcome) -> Vec<Effect> {
        match outcome {
            theta_form::Outcome::Nothing => Vec::new(),
            theta_form::Outcome::Changed => self.ask_preview(),
            theta_form::Outcome::Close => self.close_theta_form(),
            theta_form::Outcome::Apply(theta) => {
                let dataset = Arc::clone(self.dataset());
                let mut effects = self.close_theta_form();
                effects.extend(self.begin(dataset, Beginning::Given(theta)));
                effects
            }
        }
    }

    fn close_theta_form(&mut self) -> Vec<Effect> {
        self.mode = Mode::Stepping;
        self.preview.take().map(Effect::Cancel).into_iter().collect()
    }

    /// Asks for ℓ of what stands in the form; the newest question wins.
    fn ask_preview(&mut self) -> Vec<Effect> {
        let mut effects: Vec<Effect> =
            self.preview.take().map(Effect::Cancel).into_iter().collect();
        let (dataset, job) = (Arc::clone(self.dataset()), self.next_job());
        let Mode::Theta(form) = &mut self.mode else { return effects };
        match form.theta() {
            Err(_) => form.preview = Preview::None,
            Ok(theta) => {
                form.preview = Preview::Pending;
                self.preview = Some(job);
                let from = Beginning::Given(theta);
                effects.push(Effect::Start(job, Job::Begin { dataset, from }));
            }
        }
        effects
    }

    fn after_data_form(&mut self, outcome: data_form::Outcome) -> Vec<Effect> {
        match outcome {
            data_form::Outcome::Nothing => Vec::new(),
            data_form::Outcome::Close => {
                self.mode = Mode::Stepping;
                match self.pending {
                    Some((_, Pending::Load { .. })) => self.cancel(),
                    _ => Vec::new(),
                }
            }
            data_form::Outcome::Load(request, components) => {
                if let Mode::Data(form) = &mut self.mode {
                    form.loading = true;
                }
                self.wait_for(Pending::Load { components }, Job::Load(request))
            }
        }
    }

    /// Starts a job that the screen waits for, in the place of the one before.
    fn wait_for(&mut self, pending: Pending, job: Job) -> Vec<Effect> {
        let mut effects: Vec<Effect> =
            self.pending.take().map(|(job, _)| Effect::Cancel(job)).into_iter().collect();
        let id = self.next_job();
        self.pending = Some((id, pending));
        effects.push(Effect::Start(id, job));
        effects
    }

    fn begin(&mut self, dataset: Arc<Dataset>, from: Beginning) -> Vec<Effect> {
        self.playing = false;
        let pending = Pending::Begin { dataset: Arc::clone(&dataset) };
        self.wait_for(pending, Job::Begin { dataset, from })
    }

    /// Takes the answer of a job; one that nobody waits for any more is dropped.
    fn answer(&mut self, job: JobId, answer: Answer) -> Vec<Effect> {
        if self.preview == Some(job) {
            self.preview = None;
            if let (Mode::Theta(form), Answer::Begun(result)) = (&mut self.mode, answer) {
                form.preview = match result {
                    Ok(iterate) => Preview::Ready(Box::new(iterate)),
                    Err(error) => Preview::Failed(error.to_string()),
                };
            }
            return Vec::new();
        }
        match self.pending.take() {
            Some((id, pending)) if id == job => self.pending_answer(id, pending, answer),
            other => {
                self.pending = other;
                Vec::new()
            }
        }
    }

    fn pending_answer(&mut self, id: JobId, pending: Pending, answer: Answer) -> Vec<Effect> {
        match (pending, answer) {
            (Pending::Iterate { goal, follow }, Answer::Iterates(iterates)) => {
                self.take_iterates(goal, follow, iterates);
                self.pending = Some((id, Pending::Iterate { goal, follow }));
                Vec::new()
            }
            (Pending::Iterate { goal, .. }, Answer::Stopped(stopped)) => {
                self.stopped(goal, &stopped);
                Vec::new()
            }
            (Pending::Load { components }, Answer::Loaded(Ok(dataset))) => {
                let own = dataset.theta.clone().filter(|theta| theta.len() == components);
                let start = self.settings.start;
                let from = own.map_or(Beginning::FromData { start, components }, Beginning::Given);
                self.begin(dataset, from)
            }
            (Pending::Load { .. }, Answer::Loaded(Err(error))) => {
                self.reject_data(error.to_string());
                Vec::new()
            }
            (Pending::Begin { dataset }, Answer::Begun(Ok(start))) => {
                self.fork(dataset, start);
                Vec::new()
            }
            (Pending::Begin { .. }, Answer::Begun(Err(error))) => {
                self.reject_data(error.to_string());
                Vec::new()
            }
            // A job of one kind never gives another kind's answer.
            (pending, _) => {
                self.pending = Some((id, pending));
                Vec::new()
            }
        }
    }

    /// Says why there is no new run: in the data dialog where it is open, else in a line.
    fn reject_data(&mut self, error: String) {
        match &mut self.mode {
            Mode::Data(form) => {
                form.loading = false;
                form.error = Some(error);
            }
            _ => self.refuse(error),
        }
    }

    fn fork(&mut self, dataset: Arc<Dataset>, start: Iterate) {
        if matches!(self.mode, Mode::Data(_)) {
            self.mode = Mode::Stepping;
        }
        let before = Arc::clone(self.dataset());
        self.timeline.fork(dataset, start);
        self.show_active_run(&before);
        let run = self.timeline.active() + 1;
        self.inform(format!(
            "run {run} starts here; what was done before is kept: < and > go from run to run"
        ));
        self.say_what_is_special();
    }

    fn switch_run(&mut self, run: Option<usize>) -> Vec<Effect> {
        let runs = self.timeline.runs().len();
        let Some(run) = run.filter(|run| *run < runs) else {
            let only =
                "there is no such run: t or d starts another one, and < and > go from run to run";
            self.refuse(only);
            return Vec::new();
        };
        let effects = self.cancel();
        let before = Arc::clone(self.dataset());
        self.timeline.switch_to(run);
        self.show_active_run(&before);
        self.inform(format!("run {} of {runs}", run + 1));
        effects
    }

    /// Another run became the active one, after one on the data `before`.
    fn show_active_run(&mut self, before: &Arc<Dataset>) {
        self.component = self.component.min(self.theta().len() - 1);
        if !Arc::ptr_eq(before, self.dataset()) {
            self.row = 0;
            self.zoomed = None;
            self.axes = Axes::fit(&self.dataset().sample, self.theta());
        }
        self.moved();
    }

    /// The cursor moved: the axes follow where the curves would leave them.
    fn moved(&mut self) {
        let run = self.timeline.run();
        self.axes = self.axes.follow(&run.data().sample, &run.current().theta);
    }

    fn after_prompt(&mut self, outcome: prompt::Outcome) -> Vec<Effect> {
        match outcome {
            prompt::Outcome::Nothing => return Vec::new(),
            prompt::Outcome::Close => {}
            prompt::Outcome::Row(row) if row < self.dataset().sample.len() => self.row = row,
            prompt::Outcome::Row(_) => {
                let last = self.dataset().sample.len() - 1;
                if let Mode::Prompt(prompt) = &mut self.mode {
                    prompt.error = Some(format!("i goes from 0 to {last}"));
                }
                return Vec::new();
            }
            prompt::Outcome::Iteration(t) => {
                self.mode = Mode::Stepping;
                return self.go_to(HalfStep::theta(t));
            }
        }
        self.mode = Mode::Stepping;
        Vec::new()
    }
}
