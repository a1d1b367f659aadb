//! The θ panel: π, μ, σ² and σ of each component, and how the last M-step changed them.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;

use crate::explain::Quantity;
use crate::explain::growth::Growth;
use crate::mixture::Theta;
use crate::text;
use crate::view::lines;
use crate::view::number::{self, LONGEST, Scale};
use crate::view::panel::offset;
use crate::view::scroll;
use crate::view::theme::Theme;

/// θ_t beside θ_{t−1}.
pub(crate) struct ThetaPanel<'a> {
    /// θ_t; none before the first M-step on a γ₀ that was given.
    pub theta: Option<&'a Theta>,
    /// K, also before there is a θ.
    pub components: usize,
    /// θ_{t−1}; none at t = 0.
    pub previous: Option<&'a Theta>,
    /// How closely numbers are written.
    pub scale: &'a Scale,
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
    /// If there is no room, these go first.
    const DISPENSABLE: [Self; 6] =
        [Self::WeightChange, Self::MeanChange, Self::Sd, Self::Ratio, Self::Weight, Self::Variance];

    fn header(self, has_offset: bool) -> &'static str {
        match self {
            Self::Index => "k",
            Self::Weight => "π_k",
            Self::WeightChange | Self::MeanChange => "Δ",
            Self::Mean if has_offset => "μ_k − c",
            Self::Mean => "μ_k",
            Self::Variance => "σ_k²",
            Self::Ratio => "ratio",
            Self::Sd => "σ_k",
        }
    }

    /// Returns what is here for component k, if it is a number that can be asked about.
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
}

/// The cells that a number gets if there is room, and those in which it has four digits with an
/// exponent.
const ROOMY: usize = 13;
const CRAMPED: usize = 8;

impl Widget for ThetaPanel<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        let columns = self.layout(area);
        let [above, area] = offset::split(self.scale.digits(), area);
        offset::draw(self.scale.digits(), self.theme, above, buffer);
        for (column, cells) in &columns {
            let header =
                Line::styled(column.header(self.scale.digits().has_offset()), self.theme.faint());
            lines::draw(
                column.align(header),
                Rect { y: area.y, ..*cells }.intersection(area),
                buffer,
            );
        }
        let rows = self.components(area.height);
        let below = area.y + 1 + rows.len() as u16;
        for (k, row) in rows.zip(area.rows().skip(1)) {
            for (column, cells) in &columns {
                let cells = Rect { y: row.y, ..*cells };
                lines::draw(self.line(*column, k, cells.width.into()), cells, buffer);
                if self.selected.is_some() && column.quantity(k) == self.selected {
                    buffer.set_style(cells, self.theme.selected());
                }
            }
        }
        let summary = self.summary(area.width.into());
        if let Some(summary) = summary.filter(|_| below < area.bottom()) {
            let cells = Rect { y: below, height: 1, ..area };
            lines::draw(Line::styled(summary, self.theme.title()), cells, buffer);
        }
    }
}

impl ThetaPanel<'_> {
    /// Returns where in `area` the numbers are that can be asked about.
    pub(crate) fn quantities(&self, area: Rect) -> Vec<(Rect, Quantity)> {
        let columns = self.layout(area);
        let [_, area] = offset::split(self.scale.digits(), area);
        let rows = self.components(area.height).zip(area.rows().skip(1));
        let found = rows.flat_map(|(k, row)| {
            let quantity = move |(column, cells): &(Column, Rect)| {
                Some((Rect { y: row.y, ..*cells }, column.quantity(k)?))
            };
            columns.iter().filter_map(quantity)
        });
        found.collect()
    }

    /// Returns the components in sight in a panel this many rows high.
    pub(crate) fn shown(&self, height: u16) -> Range<usize> {
        let [_, area] = offset::split(self.scale.digits(), Rect { height, ..Rect::default() });
        self.components(area.height)
    }

    /// Returns the components in sight in this many rows, with the header and the line below.
    fn components(&self, height: u16) -> Range<usize> {
        let rows = usize::from(height).saturating_sub(1);
        let room = rows - usize::from(self.has_summary(rows));
        let first = scroll::window(self.components, self.component, room);
        first..(first + room).min(self.components)
    }

    /// Returns whether these rows below the header have room for the line below the components: it
    /// never takes the place of the first two, nor of the last one that would be missing.
    fn has_summary(&self, rows: usize) -> bool {
        let components = self.components;
        self.summary(0).is_some() && rows > components.min(2) && rows != components
    }

    /// Returns the columns that fit, each with its cells in the header row.
    fn layout(&self, area: Rect) -> Vec<(Column, Rect)> {
        let changes = [Column::WeightChange, Column::MeanChange, Column::Ratio];
        let moved = self.previous.is_some();
        let mut columns: Vec<(Column, usize)> = (Column::ALL.into_iter())
            .filter(|c| moved || !changes.contains(c))
            .map(|c| (c, self.wanted(c)))
            .collect();
        let room = usize::from(area.width) + 1;
        let total = |columns: &[(Column, usize)]| columns.iter().map(|(_, w)| w + 1).sum::<usize>();
        let told = self.theta.map_or(0, |theta| self.scale.means_width(theta)).max(CRAMPED);
        let least = |column: Column| if column == Column::Mean { told } else { CRAMPED };
        let cramped = |columns: &[(Column, usize)], mean: usize| {
            let least = |column: Column| if column == Column::Mean { mean } else { CRAMPED };
            columns.iter().map(|(column, w)| least(*column).min(*w) + 1).sum::<usize>()
        };
        // The column of the selected number stays.
        let is_selected = |column: &Column| {
            let mut quantities = (0..self.components).filter_map(|k| column.quantity(k));
            quantities.any(|quantity| Some(quantity) == self.selected)
        };
        for dispensable in Column::DISPENSABLE.into_iter().filter(|column| !is_selected(column)) {
            // The changes go before another number loses a digit; σ and the ratio, before means
            // look the same.
            let too_wide = match dispensable {
                Column::WeightChange | Column::MeanChange => total(&columns),
                Column::Sd | Column::Ratio => cramped(&columns, told),
                _ => cramped(&columns, CRAMPED),
            };
            if too_wide > room {
                columns.retain(|(column, _)| *column != dispensable);
            }
        }
        while total(&columns) > room {
            let widest = |(column, width): &&mut (Column, usize)| (*width > least(*column), *width);
            match columns.iter_mut().max_by_key(widest) {
                Some((_, width)) if *width > 1 => *width -= 1,
                _ => break,
            }
        }
        // What is left over goes to the numbers evenly.
        let mut wider = true;
        while wider && total(&columns) + columns.len() - 1 <= room {
            wider = false;
            for (_, width) in columns.iter_mut().skip(1).filter(|(_, width)| *width < ROOMY) {
                (*width, wider) = (*width + 1, true);
            }
        }
        let mut x = area.x;
        let placed = columns.into_iter().map(|(column, width)| {
            let cells = Rect { x, width: width as u16, height: 1, ..area }.intersection(area);
            x = x.saturating_add(width as u16 + 1);
            (column, cells)
        });
        placed.collect()
    }

    /// Returns the cells that a column takes with its header, if nothing in it is shortened.
    fn wanted(&self, column: Column) -> usize {
        let numbers = (0..self.components).map(|k| text::width(&self.cell(column, k, LONGEST)));
        let header = text::width(column.header(self.scale.digits().has_offset()));
        numbers.chain([header]).max().unwrap_or(0)
    }

    fn cell(&self, column: Column, k: usize, width: usize) -> String {
        let Some(theta) = self.theta else {
            let text = if column == Column::Index { text::component(k) } else { "·".to_owned() };
            return text;
        };
        let component = &theta.components()[k];
        let before = self.previous.and_then(|theta| theta.components().get(k)).unwrap_or(component);
        let scale = self.scale;
        match column {
            Column::Index => text::component(k),
            Column::Weight => number::share(component.weight(), 4, width),
            Column::WeightChange => {
                number::share_change(component.weight() - before.weight(), width)
            }
            Column::Mean => scale.mean(theta, k, width),
            Column::MeanChange => scale.mean_change(component.mean() - before.mean(), width),
            Column::Variance => scale.variance(component.variance(), 0, width),
            Column::Ratio => number::factor(component.variance() / before.variance(), width),
            Column::Sd => scale.value(component.sd(), 0, width),
        }
    }

    fn line(&self, column: Column, k: usize, width: usize) -> Line<'static> {
        let style = match column {
            Column::Index => self.theme.component_text(k),
            Column::WeightChange | Column::MeanChange => self.theme.faint(),
            _ => self.theme.text(),
        };
        column.align(Line::styled(self.cell(column, k, width), style))
    }

    /// Returns the exercise's questions, answered: which variance grew more, which is larger.
    /// Nothing before the first M-step, and nothing to compare for one component.
    fn summary(&self, width: usize) -> Option<String> {
        let (now, before) = (self.theta?.components(), self.previous?.components());
        if now.len() != before.len() || now.len() < 2 {
            return None;
        }
        let Growth { said, largest, .. } = Growth::between(before, now);
        let forms =
            [format!("{said} · largest σ²: {largest}"), format!("{said} · largest: {largest}")];
        let short = said;
        Some(forms.into_iter().find(|text| text::width(text) <= width).unwrap_or(short))
    }
}
