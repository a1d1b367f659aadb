//! The stepper as a part of another ratatui program: samples on the left, EM on the right.
//!
//! `cargo run --example embed`. Tab goes to the other side; q leaves the stepper, then the program.

use std::error::Error;
use std::time::{Duration, Instant};

use emstep::data::Dataset;
use emstep::mixture::{Sample, Start};
use emstep::stepper::{ColorDepth, Key, Stepper, StepperEffect, Theme};
use ratatui::Frame;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind};
use ratatui::layout::{Constraint, Layout};
use ratatui::style::{Modifier, Style};
use ratatui::widgets::{Block, List, ListState};

const SAMPLES: [(&str, &[f64]); 3] = [
    ("two groups", &[1.0, 1.2, 1.4, 1.5, 5.8, 6.0, 6.3, 6.6]),
    ("one outlier", &[2.0, 2.1, 2.3, 2.2, 1.9, 2.4, 9.0]),
    ("an even spread", &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]),
];

/// The program around the stepper.
struct Program {
    samples: ListState,
    stepper: Stepper,
    /// The keys go to the stepper.
    is_stepping: bool,
    /// When the stepper's last tick was.
    ticked: Instant,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut program = Program {
        samples: ListState::default().with_selected(Some(0)),
        stepper: stepper(0)?,
        is_stepping: false,
        ticked: Instant::now(),
    };
    let mut terminal = ratatui::init();
    let ended = loop {
        if let Err(error) = terminal.draw(|frame| program.draw(frame)) {
            break Err(error.into());
        }
        match program.turn() {
            Ok(true) => {}
            Ok(false) => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    ratatui::restore();
    ended
}

/// A stepper at two components, made from the sample.
fn stepper(index: usize) -> Result<Stepper, Box<dyn Error>> {
    let (name, values) = SAMPLES[index];
    let sample = Sample::new(values.to_vec())?;
    let theta = Start::Quantile.theta(&sample, 2)?;
    Ok(Stepper::new(Dataset::new(name, "x", sample), theta)?)
}

impl Program {
    /// Waits for an event, or computes while there is none. Returns whether to go on.
    fn turn(&mut self) -> Result<bool, Box<dyn Error>> {
        let wait = match self.stepper.tick_every() {
            _ if self.stepper.is_working() => Duration::ZERO,
            Some(every) => every.saturating_sub(self.ticked.elapsed()),
            None => Duration::from_secs(3600),
        };
        if event::poll(wait)? {
            return match event::read()? {
                Event::Key(key) if key.kind != KeyEventKind::Release => self.press(key),
                _ => Ok(true),
            };
        }
        let effects = if self.stepper.is_working() {
            self.stepper.work()
        } else {
            self.ticked = Instant::now();
            self.stepper.tick()
        };
        self.follow(&effects);
        Ok(true)
    }

    fn press(&mut self, key: KeyEvent) -> Result<bool, Box<dyn Error>> {
        match key.code {
            KeyCode::Tab => self.is_stepping = !self.is_stepping,
            _ if self.is_stepping => {
                // The stepper has no use for a key that it has no name for.
                let Ok(key) = Key::try_from(key) else { return Ok(true) };
                let effects = self.stepper.press(key);
                self.follow(&effects);
            }
            KeyCode::Up | KeyCode::Down => {
                let last = SAMPLES.len() - 1;
                let here = self.samples.selected().unwrap_or(0);
                let next = if key.code == KeyCode::Up {
                    here.saturating_sub(1)
                } else {
                    (here + 1).min(last)
                };
                self.samples.select(Some(next));
                self.stepper = stepper(next)?;
            }
            KeyCode::Char('q') => return Ok(false),
            _ => {}
        }
        Ok(true)
    }

    fn follow(&mut self, effects: &[StepperEffect]) {
        // This program passes no clicks on and cannot be suspended.
        if effects.contains(&StepperEffect::Quit) {
            self.is_stepping = false;
        }
    }

    fn draw(&mut self, frame: &mut Frame) {
        let [left, right] =
            Layout::horizontal([Constraint::Length(20), Constraint::Min(0)]).areas(frame.area());
        let names = SAMPLES.map(|(name, _)| name);
        let block =
            Block::bordered().title(if self.is_stepping { "samples" } else { "▸ samples" });
        let selected = Style::new().add_modifier(Modifier::REVERSED);
        let list = List::new(names).block(block).highlight_style(selected);
        frame.render_stateful_widget(list, left, &mut self.samples);
        let theme = Theme::new(ColorDepth::Ansi256);
        let cursor = self.stepper.draw(&theme, right, frame.buffer_mut());
        if let Some(cursor) = cursor.filter(|_| self.is_stepping) {
            frame.set_cursor_position(cursor);
        }
    }
}
