//! ℓ, Δℓ, F and the gap at the cursor, each of which can be asked about.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::LikelihoodPanel;
use crate::explain::Quantity;
use crate::mixture::Iterate;
use crate::text::{self, subscript};
use crate::timeline::Phase;
use crate::view::lines;
use crate::view::number::{self, LONGEST};

/// The rows that the numbers take if there is room for two beside one another.
pub(crate) const NUMBERS: u16 = 2;
/// In this many cells two numbers have four digits with an exponent.
const TWO: usize = 30;
/// In this many cells the numbers are written as equations.
const EQUATIONS: usize = 48;
/// What is written instead of a number that a lesson asks for.
const COVERED: &str = "░░░░░";

/// A part of a line, and the number it is, if it is one.
struct Piece {
    span: Span<'static>,
    quantity: Option<Quantity>,
}

impl<D> LikelihoodPanel<'_, D> {
    /// Returns how many rows the numbers take.
    pub(super) fn number_rows(width: u16) -> u16 {
        if usize::from(width) >= TWO { NUMBERS } else { 2 * NUMBERS }
    }

    /// Draws the numbers in the first rows of `area`.
    pub(super) fn draw_numbers(&self, area: Rect, buffer: &mut Buffer) {
        for (line, row) in self.numbers(area.width.into()).into_iter().zip(area.rows()) {
            let spans: Vec<Span> = line.into_iter().map(|piece| piece.span).collect();
            lines::draw(Line::from(spans), row, buffer);
        }
    }

    /// Returns where in `area` the numbers are that can be asked about.
    pub(crate) fn quantities(&self, area: Rect) -> Vec<(Rect, Quantity)> {
        let mut found = Vec::new();
        for (line, row) in self.numbers(area.width.into()).iter().zip(area.rows()) {
            let mut x = row.x;
            for piece in line {
                let width = text::width(&piece.span.content) as u16;
                let cells = Rect { x, width, ..row }.intersection(row);
                found.extend(piece.quantity.map(|quantity| (cells, quantity)));
                x = x.saturating_add(width);
            }
        }
        found.retain(|(cells, _)| !cells.is_empty());
        found
    }

    /// Returns the numbers, a line at a time: ℓ and Δℓ, F and the gap, two in a line if there is
    /// room.
    fn numbers(&self, width: usize) -> Vec<Vec<Piece>> {
        let names = self.names(width);
        let first = if self.run.method().objective().is_log_likelihood() {
            Quantity::LogLikelihood
        } else {
            Quantity::Objective
        };
        let quantities = [first, Quantity::Change, Quantity::Bound, Quantity::Gap];
        if width < TWO {
            let alone = |(name, quantity): (&String, Quantity)| {
                let room = width.saturating_sub(text::width(name));
                vec![self.label(name.clone()), self.number(quantity, room)]
            };
            return names.iter().zip(quantities).map(alone).collect();
        }
        // The second number begins where there is room for it and for the first.
        let second = [1, 3].map(|i| text::width(&names[i])).into_iter().max().unwrap_or(0);
        let first = [0, 2].map(|i| text::width(&names[i])).into_iter().max().unwrap_or(0);
        let numbers = width.saturating_sub(first + second + GAP);
        let room = (numbers - numbers / 2).min(LONGEST);
        let pair = |left: usize| {
            let right = left + 1;
            let name = text::right(&names[left], first);
            let number = self.number(quantities[left], room);
            let blank = (room + GAP).saturating_sub(text::width(&number.span.content));
            let next = format!("{}{}", " ".repeat(blank), text::right(&names[right], second));
            let used = first + room + GAP + second;
            let last = self.number(quantities[right], width.saturating_sub(used).min(LONGEST));
            let used = used + text::width(&last.span.content);
            let mut line = vec![self.label(name), number, self.label(next), last];
            if let Some(remark) = self.remark(left).filter(|text| used + text::width(text) <= width)
            {
                line.push(self.label(remark));
            }
            line
        };
        vec![pair(0), pair(2)]
    }

    /// Returns the names of ℓ, Δℓ, F and the gap, as they are written in this many cells.
    fn names(&self, width: usize) -> [String; 4] {
        let objective = self.run.method().objective();
        let symbol = objective.symbol();
        // The change of a sum is that of all of it, which Δ alone says in fewer cells.
        let change = if symbol.contains('+') { "Δ".to_owned() } else { format!("Δ{symbol}") };
        if width < EQUATIONS {
            return [symbol, &change, "F", "gap"].map(|name| format!("{name} "));
        }
        let t = subscript(self.run.cursor().iteration());
        let first =
            if symbol.contains('+') { symbol.to_owned() } else { format!("{symbol}(θ{t})") };
        [first, change, "F".into(), "gap".into()].map(|name| format!("{name} = "))
    }

    /// Returns what is said after F and the gap.
    fn remark(&self, left: usize) -> Option<String> {
        let now = self.run.cursor();
        match (left, now.phase(), self.run.bound_at(now)) {
            (2, _, None) if self.run.current().is_none() => Some(self.keymap.fill("  (press ⟦m⟧)")),
            (2, _, None) => Some(self.keymap.fill("  (press ⟦e⟧)")),
            (2, Phase::Gamma, Some(_)) if !self.covered.bound => {
                Some("  the bound touches".to_owned())
            }
            _ => None,
        }
    }

    fn label(&self, text: String) -> Piece {
        Piece { span: Span::styled(text, self.theme.faint()), quantity: None }
    }

    /// Returns a number in at most this many cells.
    fn number(&self, quantity: Quantity, room: usize) -> Piece {
        let now = self.run.cursor();
        let value = self.run.current().map(Iterate::objective);
        let bound = self.run.bound_at(now);
        let is_covered = match quantity {
            Quantity::LogLikelihood | Quantity::Objective | Quantity::Change => {
                self.covered.likelihood
            }
            _ => self.covered.bound,
        };
        let text = match quantity {
            _ if is_covered => Some(COVERED.chars().take(room).collect()),
            Quantity::LogLikelihood | Quantity::Objective => {
                value.map(|value| number::log_likelihood(value, room))
            }
            Quantity::Change => {
                let change = self.run.change_at(now.iteration());
                let change = change.zip(value);
                change.map(|(change, value)| number::signed_difference(change, value, room))
            }
            Quantity::Bound => bound.map(|bound| number::log_likelihood(bound, room)),
            _ => {
                let both = bound.zip(value);
                both.map(|(bound, value)| number::difference(value - bound, value, room))
            }
        };
        let style = match (&text, quantity) {
            // A number that is not there yet can be asked for too: the answer says when it will be.
            (None, _) => self.theme.faint(),
            (Some(_), Quantity::LogLikelihood | Quantity::Objective) if !is_covered => {
                self.theme.title()
            }
            (Some(_), _) => Style::new(),
        };
        let is_selected = self.selected == Some(quantity);
        let style = if is_selected { style.patch(self.theme.selected()) } else { style };
        let text = text.unwrap_or_else(|| "·".into());
        Piece { span: Span::styled(text, style), quantity: Some(quantity) }
    }
}

/// Cells between two numbers of a line.
const GAP: usize = 2;
