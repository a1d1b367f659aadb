//! What is on the borders of the panels: their titles, and what of a table is in sight.

use std::ops::Range;

use ratatui::layout::Rect;

use super::panels::Panels;
use crate::app::{Mode, PANELS, Panel, RowOrder};
use crate::text::{self, grouped, subscript};
use crate::timeline::Phase;
use crate::view::layout::inside;
use crate::view::plot;

/// Returns which of how many panels one is, for its upper border.
pub(super) fn which(panel: Panel) -> String {
    format!(" {}/{} ", panel.number(), PANELS.len())
}

impl Panels<'_> {
    /// Returns the title of a panel this wide, which begins with the key that leads there.
    pub(super) fn title(&self, panel: Panel, width: u16) -> String {
        let number = format!("{} ", panel.number());
        let width = width.saturating_sub(text::width(&number) as u16);
        number + &self.name(panel, width)
    }

    fn name(&self, panel: Panel, width: u16) -> String {
        let run = self.app.study().run();
        let now = run.cursor();
        let t = now.iteration();
        match panel {
            Panel::Density if matches!(self.app.mode(), Mode::Theta(_)) => {
                "Density of what is typed".into()
            }
            Panel::Density => plot::title(self.app, t),
            Panel::Theta => match t.checked_sub(1) {
                None => "θ₀".into(),
                Some(before) => format!("θ{}  change since θ{}", subscript(t), subscript(before)),
            },
            Panel::Likelihood => "ℓ  log-likelihood".into(),
            Panel::Responsibilities => {
                let order = self.order();
                let title = match (run.gamma_iteration(), now.phase()) {
                    (None, _) => "γ  (none yet: press e)".into(),
                    (Some(t), Phase::Gamma) => format!("γ{0}  (from θ{0})", subscript(t)),
                    (Some(from), Phase::Theta) => {
                        let (from, t) = (subscript(from), subscript(t));
                        format!("γ{from}  (from θ{from}; press e for θ{t})")
                    }
                };
                let short = title.split_whitespace().next().unwrap_or_default();
                let titles = [
                    format!("Responsibilities {title}{order}"),
                    format!("{title}{order}"),
                    format!("{short}{order}"),
                ];
                let fits = |title: &String| text::width(title) + 4 <= usize::from(width);
                titles.into_iter().find(fits).unwrap_or(title)
            }
        }
    }

    /// Returns which columns and rows of a table are in sight, for the lower border; none where all
    /// are.
    pub(super) fn parts_shown(&self, panel: Panel, area: Rect) -> Option<String> {
        let [mut columns, mut rows] = [String::new(), String::new()];
        let part = |shown: Range<usize>, from: usize, count: usize| {
            let part = !shown.is_empty() && shown.len() < count;
            let [first, last, count] =
                [shown.start + from, shown.end + from - usize::from(part), count]
                    .map(|n| grouped(n as u64));
            part.then(|| format!("{first}–{last} of {count}"))
        };
        let height = area.height.saturating_sub(2);
        match panel {
            Panel::Theta => {
                let shown = self.theta().shown(height);
                rows.extend(part(shown, 1, self.app.study().theta().len()));
            }
            Panel::Responsibilities => {
                let table = self.table();
                rows.extend(part(table.shown(height), 0, self.app.study().dataset().sample.len()));
                let shown = table.columns_shown(inside(area));
                columns.extend(
                    part(shown, 1, self.app.study().theta().len()).map(|part| format!("k {part}")),
                );
            }
            Panel::Density | Panel::Likelihood => return None,
        }
        // Hidden columns would not be missed, so that they are said first.
        let both = [&columns[..], &rows].into_iter().filter(|part| !part.is_empty());
        let both = both.collect::<Vec<_>>().join(" · ");
        let room = usize::from(area.width.saturating_sub(2));
        let texts = [both, columns, rows].map(|text| format!(" {text} "));
        texts.into_iter().find(|text| text.len() > 2 && text::width(text) <= room)
    }

    /// Returns the order of the table for its title; empty for that of the data.
    fn order(&self) -> &'static str {
        let table = self.app.looks().table();
        match (table.order(), table.is_sorting()) {
            (RowOrder::Data, _) => "",
            (RowOrder::Value, false) => " · by x",
            (RowOrder::Value, true) => " · by x: sorting…",
            (RowOrder::Uncertainty, false) => " · by uncertainty",
            (RowOrder::Uncertainty, true) => " · by uncertainty: sorting…",
        }
    }
}
