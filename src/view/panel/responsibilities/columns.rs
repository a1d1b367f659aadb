//! The columns of the table: which of them there is room for, and how wide they are.

use std::ops::Range;

use ratatui::layout::Rect;

use super::{ResponsibilitiesPanel, interval, weight};
use crate::data::digits::neighbours;
use crate::text::{self, grouped};
use crate::view::scroll;

/// The widths of the columns in cells, and which components have one.
pub(crate) struct Widths {
    pub index: usize,
    pub x: usize,
    /// Of w_i, with a blank before it; 0 if every weight is 1.
    pub weight: usize,
    pub gamma: usize,
    pub bar: usize,
    pub first: usize,
    pub shown: usize,
    /// Whether there is room for the column that says which γ is the largest.
    pub more: bool,
}

/// The cells of the column `more`, and of a number: what four digits with an exponent need, and six
/// decimals.
const MORE: usize = 5;
const NUMBER: Range<usize> = 8..10;
/// The cells of a bar, from the least to the most.
const BAR: Range<usize> = 2..24;
/// What is between i and x.
pub(crate) const AFTER_INDEX: &str = "  ";
/// The cells that an x gets before a second γ.
const USUAL_X: usize = 15;

impl Widths {
    /// Returns the cells of i, of x and of the blanks after i.
    pub(crate) fn left(&self) -> usize {
        self.index + text::width(AFTER_INDEX) + self.x + self.weight
    }

    /// Returns the cells of the number in a column, counted from the table's left edge: a blank,
    /// the number, and a bar with its blank if there is one.
    pub(crate) fn number(&self, column: usize) -> Range<usize> {
        let bar = self.bar + usize::from(self.bar > 0);
        let start = self.left() + column * (1 + self.gamma + bar) + 1;
        start..start + self.gamma
    }
}

impl ResponsibilitiesPanel<'_> {
    pub(crate) fn widths(&self, area: Rect) -> Widths {
        let width = usize::from(area.width);
        let last = (self.sample.known_one_by_one() as u64).saturating_sub(1);
        let index = grouped(last).len().max(2);
        let x = self.x_width(&self.shown(area.height));
        // What there is room for, as the width grows: x, a γ, which γ is largest, more of γ, bars.
        // Of an x that is longer than usual the end goes before the second γ.
        let of_weight = self.weight_width(&self.shown(area.height));
        let before = index + text::width(AFTER_INDEX) + of_weight;
        let left = width.saturating_sub(before);
        let gammas = (NUMBER.start + 1) * self.components.min(2) + MORE + 1;
        let x = x.min(left.saturating_sub(gammas).max(USUAL_X)).min(left);
        let left = width.saturating_sub(before + x);
        let more = left > NUMBER.start + MORE + 1;
        let left = if more { left - MORE } else { left };
        let shown = (left / (NUMBER.start + 1)).clamp(1, self.components);
        let each = left / shown;
        // A bar comes before more digits of a number with an exponent of two.
        let has_bar = each >= NUMBER.start + BAR.start + 2;
        let most = if has_bar { each - BAR.start - 2 } else { each.saturating_sub(1) };
        let gamma = most.min(NUMBER.end - 1);
        let bar = if has_bar { (each - gamma - 2).min(BAR.end) } else { 0 };
        let first = scroll::window(self.components, self.component, shown);
        Widths { index, x, weight: of_weight, gamma, bar, first, shown, more }
    }

    pub(crate) fn columns(&self, widths: &Widths) -> Range<usize> {
        widths.first..(widths.first + widths.shown).min(self.components)
    }

    /// Returns the cells of the first observations, of the ends, and of those in sight.
    fn x_width(&self, shown: &Range<usize>) -> usize {
        if let Some(bins) = self.sample.bins() {
            let widths =
                shown.clone().map(|rank| text::width(&interval(&bins[self.observation(rank)])));
            return widths.fold(text::width(self.x_header()), usize::max);
        }
        let in_sight = shown.clone().map(|rank| {
            let x = self.sample.values()[self.observation(rank)];
            self.scale.digits().observation_width(x, &self.neighbours(x, shown))
        });
        let least = self.scale.digits().width().max(text::width(self.x_header()));
        in_sight.fold(least.max(4), usize::max)
    }

    /// Returns the observations next to `x` from which it has to be told apart. In data too large
    /// for finding them at once, those in sight.
    pub(crate) fn neighbours(&self, x: f64, shown: &Range<usize>) -> Vec<f64> {
        let found = neighbours(self.sample, x);
        if !found.is_empty() {
            return found;
        }
        let seen = || shown.clone().map(|rank| self.sample.values()[self.observation(rank)]);
        let below = seen().filter(|other| *other < x).reduce(f64::max);
        let above = seen().filter(|other| *other > x).reduce(f64::min);
        [below, above].into_iter().flatten().collect()
    }

    pub(crate) fn x_header(&self) -> &'static str {
        if self.sample.bins().is_some() {
            "bin b_i"
        } else if self.scale.digits().has_offset() {
            "x_i − c"
        } else {
            "x_i"
        }
    }

    /// Returns what the column of weights, or of counts, is called.
    pub(crate) fn weight_header(&self) -> &'static str {
        if self.sample.bins().is_some() { "c_i" } else { "w_i" }
    }

    /// Returns the cells of the weights in sight, with a blank before them; 0 if every weight is 1.
    fn weight_width(&self, shown: &Range<usize>) -> usize {
        if self.sample.weights().is_none() || self.sample.summed().is_some() {
            return 0;
        }
        let width = |rank| text::width(&weight(self.sample, self.observation(rank)));
        1 + shown.clone().map(width).fold(text::width(self.weight_header()), usize::max)
    }
}
