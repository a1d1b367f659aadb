//! Asking where a number comes from: arrows, clicks, the whole screen.

use crate::app::keymap::{self, Action};
use crate::app::looks::selection::{Direction, Extent};
use crate::app::{App, Effect, Key, Mode, Panel};
use crate::explain::Quantity;

/// Up to this many observations, how θ₀ came about is looked up by making it again.
const MADE_AGAIN: usize = 20_000;

impl App {
    pub(in crate::app) fn extent(&self) -> Extent {
        Extent { observations: self.dataset().sample.len(), components: self.theta().len() }
    }

    /// Moves the selection of the panel in focus.
    pub(in crate::app) fn go(&mut self, direction: Direction, places: usize) {
        let (extent, row) = (self.extent(), self.row());
        self.selection.go(self.panel, direction, places, extent, self.table.ranking());
        if self.row() != row {
            self.table.forget_jump();
        }
    }

    /// Goes to an observation that someone named.
    pub(in crate::app) fn choose_row(&mut self, row: usize) {
        self.selection.go_to_row(row);
        self.table.forget_jump();
    }

    /// Someone pointed at something.
    pub(in crate::app) fn select(
        &mut self,
        panel: Panel,
        quantity: Option<Quantity>,
    ) -> Vec<Effect> {
        if matches!(self.mode, Mode::Stepping) {
            self.notice = None;
            self.panel = panel;
            if let Some(quantity) = quantity {
                let row = self.row();
                self.selection.select(quantity);
                self.selection.fit(self.extent());
                if self.row() != row {
                    self.table.forget_jump();
                }
            }
        }
        Vec::new()
    }

    pub(in crate::app) fn open_why(&mut self) {
        if self.selection.ask(self.panel) {
            self.mode = Mode::Why(0);
        } else {
            self.refuse("choose a number first: Tab to another panel, then the arrows");
        }
    }

    /// Steps go on under the derivation, so that it can be watched; the rest scrolls or closes.
    pub(in crate::app) fn key_in_why(&mut self, key: Key) -> Vec<Effect> {
        let Mode::Why(scroll) = &mut self.mode else { return Vec::new() };
        match keymap::find(keymap::STEPPING, key) {
            Some(Action::RowDown) => *scroll += 1,
            Some(Action::RowUp) => *scroll = scroll.saturating_sub(1),
            Some(Action::PageDown) => *scroll += 10,
            Some(Action::PageUp) => *scroll = scroll.saturating_sub(10),
            Some(Action::Quit | Action::Cancel | Action::Why) => self.mode = Mode::Stepping,
            Some(Action::Left) => return self.step(Action::Back),
            Some(Action::Right) => return self.step(Action::Forward),
            Some(
                action @ (Action::EStep
                | Action::MStep
                | Action::Next
                | Action::Back
                | Action::Forward
                | Action::ToStart
                | Action::ToEnd),
            ) => return self.step(action),
            _ => {}
        }
        Vec::new()
    }

    pub(in crate::app) fn switch_mouse(&mut self) -> Vec<Effect> {
        self.mouse = !self.mouse;
        self.inform(if self.mouse {
            "mouse on: a click selects a number; M gives the mouse back to the terminal"
        } else {
            "mouse off: the terminal selects text"
        });
        vec![Effect::Mouse(self.mouse)]
    }

    /// Where this run's θ₀ came from. A θ₀ that is what the start makes of the data was made so, no
    /// matter who typed it.
    pub(in crate::app) fn origin(&self) -> String {
        let run = self.timeline.run();
        let (theta, data) = (&run.iterates()[0].theta, run.data());
        if data.theta.as_ref() == Some(theta) {
            return "It is given with the data.".into();
        }
        if data.sample.len() > MADE_AGAIN {
            return "It was given, or made from the data by their start.".into();
        }
        let start = self.settings.start;
        match start.theta(&data.sample, theta.len()) {
            Ok(made) if made == *theta => format!("It was made from the data: {start}."),
            _ => "It was given.".into(),
        }
    }
}
