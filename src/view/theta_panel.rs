//! The θ panel: π, μ, σ² and σ of each component, and how the last M-step changed them.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;

use super::number::{self, Decimals};
use super::theme::Theme;
use crate::explain::Quantity;
use crate::mixture::Theta;

/// θ_t beside θ_{t−1}.
pub struct ThetaPanel<'a> {
    /// θ_t.
    pub theta: &'a Theta,
    /// θ_{t−1}; none at t = 0.
    pub previous: Option<&'a Theta>,
    /// How numbers are rounded.
    pub decimals: Decimals,
    /// The component to keep in sight.
    pub component: usize,
    /// The number that is selected.
    pub selected: Option<Quantity>,
    /// Colours.
    pub theme: &'a Theme,
}

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Index,
    Weight,
    WeightChange,
    Mean,
    MeanChange,
    Variance,
    Ratio,
    Sd,
}

impl Column {
    /// In the order on the screen.
    const ALL: [Self; 8] = [
        Self::Index,
        Self::Weight,
        Self::WeightChange,
        Self::Mean,
        Self::MeanChange,
        Self::Variance,
        Self::Ratio,
        Self::Sd,
    ];
    /// Where there is no room, these go first.
    const DISPENSABLE: [Self; 2] = [Self::WeightChange, Self::MeanChange];

    fn header(self) -> &'static str {
        match self {
            Self::Index => "k",
            Self::Weight => "π_k",
            Self::WeightChange | Self::MeanChange => "Δ",
            Self::Mean => "μ_k",
            Self::Variance => "σ²_k",
            Self::Ratio => "ratio",
            Self::Sd => "σ_k",
        }
    }

    /// What stands here for component k, if it is a number that can be asked about.
    fn quantity(self, k: usize) -> Option<Quantity> {
        match self {
            Self::Weight => Some(Quantity::Weight(k)),
            Self::Mean => Some(Quantity::Mean(k)),
            Self::Variance => Some(Quantity::Variance(k)),
            Self::Sd => Some(Quantity::Sd(k)),
            Self::Index | Self::WeightChange | Self::MeanChange | Self::Ratio => None,
        }
    }

    /// Numbers to the right, names to the left.
    fn align(self, line: Line<'static>) -> Line<'static> {
        if self == Self::Index { line } else { line.right_aligned() }
    }

    /// Cells where `number` is what a mean, a variance and a σ get.
    fn width(self, number: usize) -> usize {
        match self {
            Self::Index => 2,
            Self::Weight => 6,
            Self::WeightChange | Self::MeanChange => CHANGE,
            Self::Ratio => 7,
            Self::Mean | Self::Variance | Self::Sd => number,
        }
    }
}

/// Cells of a change.
const CHANGE: usize = 6;

/// The columns that fit, and the cells of a number. σ, which is the root of its neighbour, goes only while it is not
/// selected.
fn fitting(width: usize, moved: bool, selected: Option<Quantity>) -> (Vec<Column>, usize) {
    let changes = [Column::WeightChange, Column::MeanChange, Column::Ratio];
    let mut columns: Vec<Column> =
        Column::ALL.into_iter().filter(|c| moved || !changes.contains(c)).collect();
    let total = |columns: &[Column], number: usize| -> usize {
        columns.iter().map(|c| c.width(number) + 1).sum::<usize>() - 1
    };
    let keeps_sd = matches!(selected, Some(Quantity::Sd(_)));
    let last = if keeps_sd { Column::Ratio } else { Column::Sd };
    for dispensable in Column::DISPENSABLE.into_iter().chain([last]) {
        if total(&columns, 8) > width {
            columns.retain(|c| *c != dispensable);
        }
    }
    let number = (6..=13).rev().find(|number| total(&columns, *number) <= width).unwrap_or(6);
    (columns, number)
}

/// The columns that fit an area, each with its place in the header row, and the cells of a number.
fn layout(area: Rect, moved: bool, selected: Option<Quantity>) -> (Vec<(Column, Rect)>, usize) {
    let (columns, number) = fitting(area.width as usize, moved, selected);
    let mut x = area.x;
    let places = columns.into_iter().map(|column| {
        let width = column.width(number) as u16;
        let place = Rect { x, width, height: 1, ..area }.intersection(area);
        x = x.saturating_add(width + 1);
        (column, place)
    });
    (places.collect(), number)
}

impl Widget for ThetaPanel<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        let (columns, number) = layout(area, self.previous.is_some(), self.selected);
        for (column, place) in &columns {
            let header = Line::styled(column.header(), self.theme.faint());
            column.align(header).render(*place, buffer);
        }
        let rows = self.shown(area.height);
        let below = area.y + 1 + rows.len() as u16;
        for (k, row) in rows.zip(area.rows().skip(1)) {
            for (column, place) in &columns {
                let place = Rect { y: row.y, ..*place };
                self.cell(*column, k, number).render(place, buffer);
                if self.selected.is_some() && column.quantity(k) == self.selected {
                    buffer.set_style(place, self.theme.selected());
                }
            }
        }
        if let Some(summary) = self.summary() {
            let place = Rect { y: below, height: 1, ..area }.intersection(area);
            Line::styled(summary, self.theme.title()).render(place, buffer);
        }
    }
}

impl ThetaPanel<'_> {
    /// Where in `area` the numbers stand that can be asked about.
    pub fn places(&self, area: Rect) -> Vec<(Rect, Quantity)> {
        let (columns, _) = layout(area, self.previous.is_some(), self.selected);
        let rows = self.shown(area.height).zip(area.rows().skip(1));
        let places = rows.flat_map(|(k, row)| {
            let quantity = move |(column, place): &(Column, Rect)| {
                Some((Rect { y: row.y, ..*place }, column.quantity(k)?))
            };
            columns.iter().filter_map(quantity)
        });
        places.collect()
    }

    /// The components in sight in a panel so many rows high, with its header and the line below.
    pub fn shown(&self, height: u16) -> Range<usize> {
        let below = usize::from(self.summary().is_some());
        let room = usize::from(height).saturating_sub(1 + below);
        let first = super::window(self.theta.len(), self.component, room);
        first..(first + room).min(self.theta.len())
    }

    fn cell(&self, column: Column, k: usize, width: usize) -> Line<'static> {
        let component = &self.theta.components()[k];
        let before = self.previous.and_then(|theta| theta.components().get(k)).unwrap_or(component);
        let Decimals { value, variance, .. } = self.decimals;
        let text = match column {
            Column::Index => (k + 1).to_string(),
            Column::Weight => number::number(component.weight, 4, 6),
            Column::WeightChange => number::signed(component.weight - before.weight, 3, CHANGE),
            Column::Mean => number::number(component.mean, value, width),
            Column::MeanChange => {
                number::signed(component.mean - before.mean, value.saturating_sub(1), CHANGE)
            }
            Column::Variance => number::number(component.variance, variance, width),
            Column::Ratio => number::factor(component.variance / before.variance),
            Column::Sd => number::number(component.sd(), value, width),
        };
        let style = match column {
            Column::Index => self.theme.component(k),
            Column::WeightChange | Column::MeanChange => self.theme.faint(),
            _ => self.theme.text(),
        };
        column.align(Line::styled(text, style))
    }

    /// The exercise's questions, answered: which variance grew more, which is larger. Nothing before
    /// the first M-step, and nothing to compare for one component.
    fn summary(&self) -> Option<String> {
        let (now, before) = (self.theta.components(), self.previous?.components());
        if now.len() != before.len() || now.len() < 2 {
            return None;
        }
        let ratio = |k: &usize| now[*k].variance / before[*k].variance;
        let most = (0..now.len()).max_by(|a, b| ratio(a).total_cmp(&ratio(b)))?;
        let largest =
            (0..now.len()).max_by(|a, b| now[*a].variance.total_cmp(&now[*b].variance))?;
        let factor = number::factor(ratio(&most));
        Some(format!("σ² growth: {} {factor} · largest: {}", most + 1, largest + 1))
    }
}
