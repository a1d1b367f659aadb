//! Numbers of the θ₀ form that are moved instead of typed.

use crate::app::form::DialogEvent;
use crate::app::form::theta::written::{neighbour, rounded_to};
use crate::app::form::theta::{Column, ThetaForm};
use crate::app::grip::{ChartPoint, Grip};
use crate::explain::{Coordinate, Parameter, with};
use crate::mixture::Short;
use crate::text::exponent;

/// A step of a weight, as a power of ten; near 0 and 1 it is smaller.
const WEIGHT_STEP: i32 = -2;
/// The lowest weight that is dragged to, and the lowest part of a height.
const LOWEST: f64 = 0.01;

impl ThetaForm {
    /// Moves the number in the focused field to the next round number above or below: a weight or
    /// a variance by its second digit, a mean by a few hundredths to a quarter of σ. What would not
    /// be a θ any more is not gone to.
    pub(super) fn nudge(&mut self, up: bool) -> DialogEvent {
        let (k, column) = self.focus();
        let row = &self.rows[k];
        let Ok(value) = row.number(column, self.spread) else { return DialogEvent::Nothing };
        let (step, allowed) = match column {
            Column::Weight => {
                let edge = value.min(1.0 - value);
                ((exponent(edge) - 1).min(WEIGHT_STEP), 0.0..1.0)
            }
            Column::Mean => {
                let sd = row.variance(self.spread).map_or(1.0, f64::sqrt);
                (exponent(sd / 4.0), f64::MIN..f64::INFINITY)
            }
            Column::Spread => (exponent(value) - 1, 0.0..f64::INFINITY),
        };
        let next = neighbour(value, step, up);
        let is_alone = column == Column::Weight && self.rows.len() == 1;
        if is_alone || next == value || !allowed.contains(&next) || next == allowed.start {
            return DialogEvent::Nothing;
        }
        self.set(k, column, next);
        DialogEvent::Edited
    }

    /// Puts the cursor on a component that the mouse takes hold of, and remembers where it is.
    pub(in crate::app) fn take_hold(&mut self, grip: &Grip) {
        if grip.component < self.rows.len() {
            (self.row, self.column) = (grip.component, Column::Mean);
            self.select();
            self.held = self.theta().ok();
        }
    }

    /// Moves the component that the mouse holds: to the left and right its mean, up and down its
    /// height, by its weight or, if it is the only one, by its variance.
    pub(in crate::app) fn drag(&mut self, grip: &Grip, to: ChartPoint) -> DialogEvent {
        let k = grip.component;
        let held = self.held.as_ref().map(|theta| (theta.len(), theta.components().get(k)));
        let Some((components, Some(&c))) = held else { return DialogEvent::Nothing };
        let right = to.x - grip.at.x;
        if right != 0.0 || !self.rows[k].is_filled(Column::Mean) {
            let mean = rounded_to(c.mean() + right, exponent(grip.column));
            self.set(k, Column::Mean, if right == 0.0 { c.mean() } else { mean });
        }
        let Some(height) = grip.height else { return DialogEvent::Edited };
        let factor = (1.0 + (to.density - grip.at.density) / height).max(LOWEST);
        let column = if components > 1 { Column::Weight } else { Column::Spread };
        if factor == 1.0 && self.rows[k].is_filled(column) {
            return DialogEvent::Edited;
        }
        if components > 1 {
            let weight = rounded_to(c.weight() * factor, WEIGHT_STEP);
            self.set(k, column, weight.clamp(LOWEST, 1.0 - LOWEST));
        } else {
            // The height is in proportion to 1/σ.
            let spread = self.spread.of_variance(c.variance() / (factor * factor));
            self.set(k, column, rounded_to(spread, exponent(spread) - 2));
        }
        DialogEvent::Edited
    }

    /// Writes a number as if someone had typed it. After a weight, the others share what is left in
    /// proportion, if the fields held a θ.
    pub(super) fn set(&mut self, k: usize, column: Column, value: f64) {
        let before = self.theta().ok().filter(|_| column == Column::Weight);
        self.rows[k].type_text(column, Short(value).to_string());
        self.rows[k].select(column);
        let coordinate = Coordinate::new(Parameter::Weight, k);
        let Some(theta) = before.and_then(|theta| with(&theta, &[(coordinate, value)])) else {
            return;
        };
        for (j, weight) in theta.weights().enumerate().filter(|(j, _)| *j != k) {
            self.rows[j].fill(Column::Weight, weight, self.spread);
        }
    }
}
