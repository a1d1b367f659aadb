//! The stepper as part of another program: a ratatui application, or a browser page.
//!
//! A [`Stepper`] has the state and what it computes. Keys go in, a [`StepperEffect`] is what the
//! program around it has to do, and [`Stepper::draw`] fills any part of a frame. Nothing here
//! waits or starts a thread of its own: what takes long is done by [`Stepper::work`], between two
//! frames. Iterations, plots and judging are done in small pieces; reading data, a sort, a start, a
//! check and a comparison are a piece each. The program's own screen without a terminal, which also
//! loads data and does each job at once, is `emstep snapshot`.
//!
//! With the feature `terminal`, a [`Key`] is made of a key of crossterm's by [`Key::try_from`].
//!
//! ```
//! use emstep::data::Dataset;
//! use emstep::mixture::{Sample, Theta};
//! use emstep::stepper::{Key, Stepper};
//!
//! let sample = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0])?;
//! let theta_0 = Theta::from_lists(&[0.5, 0.5], &[6.0, 7.0], &[1.0, 4.0])?;
//! let mut stepper = Stepper::new(Dataset::new("typed", "x", sample), theta_0)?;
//! stepper.press(Key::char('e'));
//! stepper.press(Key::char('m'));
//! let here = stepper.timeline().run().current().expect("a θ: the run began with one");
//! assert!((here.log_likelihood() - -10.955912).abs() < 1e-6);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::convert::Infallible;
use std::mem;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};

use crate::app::{App, Effect, HostLimits, Job, JobId, Message, Settings};
use crate::data::Dataset;
use crate::lesson::Record;
use crate::mixture::{EStepError, Iterate, Theta};
use crate::timeline::{Origin, Run, Timeline};
use crate::view::{self, Pointer};
use crate::work::effects::{self, Host};
use crate::work::{PiecewiseJobs, QuickWork};

pub use crate::app::{Key, KeyCode, UnknownKey};
pub use crate::view::theme::{ColorDepth, Rgb, Theme, ThemeName};

/// The stepper, and the jobs that it waits for.
#[derive(Debug)]
pub struct Stepper {
    app: App,
    jobs: PiecewiseJobs,
    /// What the program around it has yet to be asked for.
    effects: Vec<StepperEffect>,
}

/// What the program around the stepper has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StepperEffect {
    /// The user wants to leave the stepper.
    Quit,
    /// The user wants to suspend the program, as Ctrl-Z does in a shell.
    Suspend,
    /// The user wants clicks to be passed on, or no longer.
    Mouse(bool),
    /// The user wants the next theme ([`Theme::next`]).
    NextTheme,
    /// The user wants this text in the clipboard.
    Copy(String),
}

impl Stepper {
    /// Returns a stepper at θ₀.
    ///
    /// # Errors
    /// Returns an error if ℓ(θ₀) is beyond what an `f64` holds.
    pub fn new(dataset: Dataset, theta: Theta) -> Result<Self, EStepError> {
        let start = Iterate::start(theta, dataset.data())?;
        let app = App::new(Run::new(Arc::new(dataset), start, Origin::Given), Settings::default());
        // To write files is up to the program that it is part of.
        let app = app.with_limits(HostLimits { saving: false, ..HostLimits::default() });
        Ok(Self { app, jobs: PiecewiseJobs::default(), effects: Vec::new() })
    }

    /// Tells the stepper that a key was pressed, and returns what is to be done.
    pub fn press(&mut self, key: Key) -> Vec<StepperEffect> {
        self.tell(Message::Key(key))
    }

    /// Tells the stepper that text was pasted, and returns what is to be done.
    pub fn paste(&mut self, text: &str) -> Vec<StepperEffect> {
        self.tell(Message::Paste(text.to_owned()))
    }

    /// Tells the stepper that a cell of a screen of this size was clicked on, and returns what is
    /// to be done.
    pub fn click(&mut self, size: Size, cell: Position) -> Vec<StepperEffect> {
        self.point(size, Pointer::Pressed, cell)
    }

    /// Tells the stepper that the mouse was moved to a cell with the button held, which moves a
    /// component that was clicked on in the density chart, and returns what is to be done.
    pub fn drag(&mut self, size: Size, cell: Position) -> Vec<StepperEffect> {
        self.point(size, Pointer::Dragged, cell)
    }

    /// Tells the stepper that the button was let go over a cell, and returns what is to be done.
    pub fn release(&mut self, size: Size, cell: Position) -> Vec<StepperEffect> {
        self.point(size, Pointer::Released, cell)
    }

    fn point(&mut self, size: Size, pointer: Pointer, cell: Position) -> Vec<StepperEffect> {
        // No theme of another program spells Greek out, which would move what is clicked on.
        let theme = Theme::new(ColorDepth::Mono);
        let message = view::pointed_at(&self.app, &theme, size, pointer, cell);
        message.map_or_else(Vec::new, |message| self.tell(message))
    }

    /// Returns how long after the last tick the next one is due; none while nothing moves by
    /// itself.
    pub fn tick_every(&self) -> Option<Duration> {
        self.app.tick_every()
    }

    /// Tells the stepper that the time has passed for which it asked, and returns what is to be
    /// done.
    pub fn tick(&mut self) -> Vec<StepperEffect> {
        self.tell(Message::Tick)
    }

    /// Returns whether there is something left to compute.
    pub fn is_working(&self) -> bool {
        self.jobs.is_working()
    }

    /// Computes a little of what is left, such as one iteration, and returns what is to be done.
    pub fn work(&mut self) -> Vec<StepperEffect> {
        let outputs = self.jobs.step();
        // An output may cancel the job that it is of.
        outputs
            .into_iter()
            .flat_map(|(id, output)| self.tell(Message::Output(id, output)))
            .collect()
    }

    /// Returns what has been computed, and where the cursor is.
    pub fn timeline(&self) -> &Timeline<Arc<Dataset>> {
        self.app.study().timeline()
    }

    /// Draws the stepper into a part of a frame, and returns where its cursor is, if it is shown.
    pub fn draw(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Option<Position> {
        let area = area.intersection(buffer.area);
        // A frame begins at the origin, wherever it is to go.
        let backend = TestBackend::new(area.width, area.height);
        let mut terminal = Terminal::new(backend).unwrap_or_else(|never| match never {});
        let drawn = terminal.draw(|frame| view::draw(&self.app, theme, frame));
        let frame = drawn.unwrap_or_else(|never| match never {}).buffer;
        for (from, to) in frame.area.positions().zip(area.positions()) {
            buffer[to] = frame[from].clone();
        }
        let backend = terminal.backend();
        let Position { x, y } = backend.cursor_position();
        backend.cursor_visible().then(|| Position::new(area.x + x, area.y + y))
    }

    fn ask(&mut self, effect: StepperEffect) -> ControlFlow<Infallible> {
        self.effects.push(effect);
        ControlFlow::Continue(())
    }

    fn tell(&mut self, message: Message) -> Vec<StepperEffect> {
        let ControlFlow::Continue(()) = effects::send(self, message);
        mem::take(&mut self.effects)
    }
}

impl Host for Stepper {
    type End = Infallible;

    fn update(&mut self, message: Message) -> Vec<Effect> {
        self.app.update(message)
    }

    fn start(&mut self, id: JobId, job: Job) -> ControlFlow<Infallible, Option<Job>> {
        if QuickWork::ALONE.includes(&job) {
            return ControlFlow::Continue(Some(job));
        }
        self.jobs.start(id, job);
        ControlFlow::Continue(None)
    }

    fn cancel(&mut self, id: JobId) {
        self.jobs.cancel(id);
    }

    fn quit(&mut self) -> ControlFlow<Infallible> {
        self.ask(StepperEffect::Quit)
    }

    fn fail(&mut self, _why: String) -> ControlFlow<Infallible> {
        // Only a program that is still reading its first data asks for it.
        ControlFlow::Continue(())
    }

    fn suspend(&mut self) -> ControlFlow<Infallible> {
        self.ask(StepperEffect::Suspend)
    }

    /// There is no class.
    fn hand_over(&mut self) -> ControlFlow<Infallible> {
        ControlFlow::Continue(())
    }

    fn capture_mouse(&mut self, on: bool) -> ControlFlow<Infallible> {
        self.ask(StepperEffect::Mouse(on))
    }

    fn copy(&mut self, text: &str) -> ControlFlow<Infallible> {
        self.ask(StepperEffect::Copy(text.to_owned()))
    }

    fn next_theme(&mut self) -> Option<Message> {
        self.effects.push(StepperEffect::NextTheme);
        None
    }

    /// There is no lesson whose answers are recorded.
    fn record(&mut self, _: &Path, _: &Record, _: Box<Record>) -> Option<String> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mixture::Sample;

    fn homework() -> Stepper {
        let sample = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0]).unwrap();
        let theta = Theta::from_lists(&[0.5, 0.5], &[6.0, 7.0], &[1.0, 4.0]).unwrap();
        Stepper::new(Dataset::new("homework", "x", sample), theta).unwrap()
    }

    fn large() -> Stepper {
        let sample = Sample::new((0..200_000).map(|i| f64::from(i % 997)).collect()).unwrap();
        let theta = Theta::from_lists(&[0.5, 0.5], &[300.0, 400.0], &[9e3, 4e4]).unwrap();
        Stepper::new(Dataset::new("large", "x", sample), theta).unwrap()
    }

    #[test]
    fn what_is_left_to_others_is_returned() {
        let mut stepper = homework();
        assert_eq!(stepper.press(Key::char('M')), [StepperEffect::Mouse(true)]);
        assert_eq!(stepper.press(Key::char('T')), [StepperEffect::NextTheme]);
        assert_eq!(stepper.press(Key::ctrl('z')), [StepperEffect::Suspend]);
        assert_eq!(stepper.press(Key::char('q')), [StepperEffect::Quit]);
    }

    #[test]
    fn files_are_left_to_the_program_around_it() {
        let mut stepper = homework();
        for key in ['W', 'X'] {
            assert_eq!(stepper.press(Key::char(key)), []);
            let said = stepper.app.notice().map(ToString::to_string).unwrap_or_default();
            assert!(said.contains("on your own machine"), "{key}: {said}");
        }
    }

    #[test]
    fn what_takes_long_is_done_in_pieces_and_can_be_cancelled() {
        let mut stepper = large();
        assert!(!stepper.is_working());
        stepper.press(Key::char('c'));
        assert!(stepper.is_working());
        stepper.work();
        assert!(stepper.is_working());
        stepper.press(Key::plain(KeyCode::Esc));
        assert!(!stepper.is_working());
        assert_eq!(stepper.work(), []);
    }

    #[test]
    fn it_is_drawn_in_its_area_and_nowhere_else() {
        let mut stepper = homework();
        stepper.press(Key::char('e'));
        let theme = Theme::new(ColorDepth::Mono);
        let whole = Rect::new(0, 0, 120, 40);
        let mut alone = Buffer::empty(Rect::new(0, 0, 100, 30));
        assert_eq!(stepper.draw(&theme, alone.area, &mut alone), None);
        let mut beside = Buffer::filled(whole, ratatui::buffer::Cell::new("·"));
        let area = Rect::new(15, 5, 100, 30);
        stepper.draw(&theme, area, &mut beside);
        for cell in whole.positions() {
            if area.contains(cell) {
                let own = Position::new(cell.x - area.x, cell.y - area.y);
                assert_eq!(beside[cell], alone[own], "{cell}");
            } else {
                assert_eq!(beside[cell].symbol(), "·", "{cell}");
            }
        }
        // What is outside of the frame is not drawn.
        stepper.draw(&theme, Rect::new(100, 30, 100, 30), &mut beside);
        stepper.draw(&theme, Rect::new(0, 0, 0, 0), &mut beside);
    }

    #[test]
    fn the_cursor_of_a_field_is_where_the_field_is() {
        let mut stepper = homework();
        stepper.press(Key::char('t'));
        let theme = Theme::new(ColorDepth::Mono);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 120, 40));
        let at = |x, buffer: &mut Buffer| stepper.draw(&theme, Rect::new(x, 0, 100, 30), buffer);
        let (first, second) = (at(0, &mut buffer).unwrap(), at(7, &mut buffer).unwrap());
        assert_eq!((first.x + 7, first.y), (second.x, second.y));
    }
}
