//! ℓ, F, the gap and Δℓ of the last half-steps, a line each.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::LikelihoodPanel;
use crate::mixture::Iterate;
use crate::text::{self, subscript};
use crate::timeline::{HalfStep, Phase, Run};
use crate::view::lines;
use crate::view::number;
use crate::view::scroll;
use crate::view::theme::Theme;

impl<D> LikelihoodPanel<'_, D> {
    /// Draws a line per half-step, the one at the cursor marked.
    pub(super) fn draw_history(&self, area: Rect, buffer: &mut Buffer) {
        if area.height < 2 {
            return;
        }
        let last = self.run.furthest();
        let columns = Columns::fitting(area.width.into(), last, !self.covered.bound, self.theme);
        let header = columns.header(self.run.method().objective().symbol());
        lines::draw(Line::styled(header, self.theme.faint()), area, buffer);
        let room = usize::from(area.height) - 1;
        let start = index(self.run.start());
        let (count, at) = (index(last) + 1 - start, index(self.run.cursor()) - start);
        let first = scroll::window(count, at, room);
        for (i, row) in (first..count).zip(area.rows().skip(1)) {
            let step = self.run.start().plus(i);
            lines::draw(Line::from(columns.row(self.run, step, i == at)), row, buffer);
            // Only the mark moves with the cursor: a line that changes its colour is sent again
            // whole.
            let name = Rect { width: row.width.min(columns.step as u16), ..row };
            buffer.set_style(name, self.mark_style(i.cmp(&at)));
        }
    }
}

fn index(step: HalfStep) -> usize {
    2 * step.iteration() + usize::from(step.phase() == Phase::Gamma)
}

/// What of a half-step there is room for, and in how many cells: 0 for what is left out.
struct Columns {
    /// Whether a half-step has the number of its iteration alone: there is no room for Greek that
    /// is spelled out.
    is_brief: bool,
    step: usize,
    value: usize,
    bound: usize,
    gap: usize,
    change: usize,
}

/// The cells of ℓ and F, of the gap and of Δℓ with the blank before each, from the least to the
/// most.
const VALUE: (usize, usize) = (11, 14);
const GAP: (usize, usize) = (9, 11);
const CHANGE: (usize, usize) = (11, 12);

impl Columns {
    fn fitting(width: usize, last: HalfStep, has_bound: bool, theme: &Theme) -> Self {
        let all = VALUE.0 + CHANGE.0 + if has_bound { GAP.0 + VALUE.0 } else { 0 };
        let step = |is_brief: bool| theme.width(&name(last, is_brief)) + 1;
        let is_brief = theme.glyphs().is_ascii() && step(false) + all > width;
        let step = step(is_brief);
        let room = width.saturating_sub(step);
        let value = VALUE.0.min(room);
        let mut columns = Self { is_brief, step, value, bound: 0, gap: 0, change: 0 };
        let mut left = room - columns.value;
        let mut take = |column: &mut usize, cells: usize| {
            if left >= cells {
                (*column, left) = (*column + cells, left - cells);
            }
        };
        take(&mut columns.change, CHANGE.0);
        if has_bound {
            take(&mut columns.gap, GAP.0);
            take(&mut columns.bound, VALUE.0);
        }
        let wider = |(least, most): (usize, usize)| most - least;
        take(&mut columns.value, wider(VALUE));
        if columns.bound > 0 {
            take(&mut columns.bound, wider(VALUE));
        }
        if columns.gap > 0 {
            take(&mut columns.gap, wider(GAP));
        }
        if columns.change > 0 {
            take(&mut columns.change, wider(CHANGE));
        }
        columns
    }

    fn line(&self, step: &str, cells: [&str; 4]) -> String {
        let widths = [self.value, self.bound, self.gap, self.change];
        let shown = cells.into_iter().zip(widths).filter(|(_, width)| *width > 0);
        let cells = shown.map(|(cell, width)| text::right(cell, width));
        std::iter::once(text::left(step, self.step)).chain(cells).collect()
    }

    fn header(&self, objective: &str) -> String {
        let change =
            if objective.contains('+') { "Δ".to_owned() } else { format!("Δ{objective}") };
        let step = if self.is_brief { "   t" } else { "" };
        self.line(step, [objective, "F", "gap", &change])
    }

    fn row<D>(&self, run: &Run<D>, at: HalfStep, here: bool) -> String {
        let t = at.iteration();
        let mark = if here { '▸' } else { ' ' };
        let Some(value) = run.iterate(t).map(Iterate::objective) else {
            return self.line(&format!("{mark}γ₀ given"), [""; 4]);
        };
        // A blank is before each number.
        let [of_value, of_bound, of_gap, of_change] =
            [self.value, self.bound, self.gap, self.change].map(|width| width.saturating_sub(1));
        let change = match at.phase() {
            Phase::Theta => run.change_at(t),
            Phase::Gamma => None,
        };
        let change = change.map(|change| number::signed_difference(change, value, of_change));
        let bound = run.bound_at(at);
        let gap = bound.map(|bound| number::difference(value - bound, value, of_gap));
        let bound = bound.map(|bound| number::log_likelihood(bound, of_bound));
        let cells = [
            number::log_likelihood(value, of_value),
            bound.unwrap_or_default(),
            gap.unwrap_or_default(),
            change.unwrap_or_default(),
        ];
        let name = name(at, self.is_brief);
        self.line(&format!("{mark}{}", &name[1..]), cells.each_ref().map(String::as_str))
    }
}

/// Returns the step that led to a half-step and what it left, or its iteration alone, with a blank
/// for the mark.
fn name(at: HalfStep, is_brief: bool) -> String {
    match (at.phase(), at.iteration()) {
        (Phase::Theta, 0) if is_brief => "   0".to_owned(),
        (Phase::Theta, t) if is_brief => format!(" M {t}"),
        (Phase::Gamma, t) if is_brief => format!(" E {t}"),
        (Phase::Theta, 0) => " θ₀".to_owned(),
        (Phase::Theta, t) => format!(" M θ{}", subscript(t)),
        (Phase::Gamma, t) => format!(" E γ{}", subscript(t)),
    }
}
