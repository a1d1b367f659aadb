//! What is on the borders of the panels: their titles, and what of a table is in sight.

use std::sync::Arc;

use super::panels::Panels;
use crate::app::keymap::{Action, LookAction, STEPPING};
use crate::app::{LikelihoodChart, Mode, PANELS, Panel, RowOrder};
use crate::data::Dataset;
use crate::text::{self, subscript};
use crate::timeline::Phase;
use crate::view::layout::PlacedPanel;
use crate::view::panel::likelihood::LikelihoodPanel;
use crate::view::{plot, scroll};

/// Returns which of how many panels one is, for its upper border.
pub(super) fn which(panel: Panel) -> String {
    format!(" {}/{} ", panel.number(), PANELS.len())
}

impl Panels<'_> {
    /// Returns the title of a panel in this many cells, which begins with the key that leads there.
    pub(super) fn title(&self, placed: PlacedPanel, width: u16) -> String {
        let key = self.key_to(placed.panel);
        let width = width.saturating_sub(text::width(&key) as u16);
        key + &self.name(placed, width)
    }

    /// Returns the key that leads to a panel, and a blank; nothing if there is none.
    fn key_to(&self, panel: Panel) -> String {
        let leads_there = Action::Look(LookAction::Panel(panel));
        let binding = STEPPING.iter().find(|binding| binding.action == leads_there);
        let label = binding.map(|binding| self.app.shared().keymap().label(binding));
        let key = label.as_ref().and_then(|label| label.split(' ').next());
        key.filter(|key| !key.is_empty()).map_or_else(String::new, |key| format!("{key} "))
    }

    fn name(&self, placed: PlacedPanel, width: u16) -> String {
        let fits = |title: &String| self.theme.width(title) + 4 <= usize::from(width);
        let fill = |text: &str| self.app.shared().keymap().fill(text);
        let run = self.app.study().run();
        let now = run.cursor();
        let t = now.iteration();
        match placed.panel {
            Panel::Density if matches!(self.app.mode(), Mode::Theta(_)) => {
                "Density of what is typed".into()
            }
            Panel::Density => {
                let [long, short] = plot::titles(self.app, t);
                if fits(&long) { long } else { short }
            }
            Panel::Theta => match t.checked_sub(1) {
                None if run.current().is_none() => fill("θ  (none yet: press ⟦m⟧)"),
                None => "θ₀".into(),
                Some(_) if run.previous_theta().is_none() => format!("θ{}", subscript(t)),
                Some(before) => format!("θ{}  change since θ{}", subscript(t), subscript(before)),
            },
            Panel::Likelihood => {
                let objective = run.method().objective();
                let symbol = objective.symbol();
                let shown = match self.app.looks().likelihood_chart(self.app.study()) {
                    LikelihoodChart::LogLikelihood => symbol.to_owned(),
                    LikelihoodChart::LogChange if symbol.contains('+') => "log₁₀ Δ".to_owned(),
                    LikelihoodChart::LogChange => format!("log₁₀ Δ{symbol}"),
                };
                let name = format!("{symbol}  {}", objective.name());
                if !LikelihoodPanel::<Arc<Dataset>>::has_chart(placed.inner) {
                    return name;
                }
                let titles =
                    [format!("{name} · chart: {shown}"), format!("{symbol} · chart: {shown}")];
                titles.into_iter().find(fits).unwrap_or(shown)
            }
            Panel::Responsibilities => {
                let order = self.order();
                let title = match (run.gamma_iteration(), now.phase()) {
                    (None, _) => fill("γ  (none yet: press ⟦e⟧)"),
                    (Some(t), Phase::Gamma) if run.is_given(t) => "γ₀  (given)".into(),
                    (Some(0), Phase::Theta) if run.is_given(0) => {
                        fill("γ₀  (given; press ⟦e⟧ for θ₁)")
                    }
                    (Some(t), Phase::Gamma) => format!("γ{0}  (from θ{0})", subscript(t)),
                    (Some(from), Phase::Theta) => {
                        let (from, t) = (subscript(from), subscript(t));
                        fill(&format!("γ{from}  (from θ{from}; press ⟦e⟧ for θ{t})"))
                    }
                };
                let short = title.split_whitespace().next().unwrap_or_default();
                let titles = [
                    format!("Responsibilities {title}{order}"),
                    format!("{title}{order}"),
                    format!("{short}{order}"),
                ];
                titles.into_iter().find(fits).unwrap_or(title)
            }
        }
    }

    /// Returns which columns and rows of a table are in sight, for the lower border; none where all
    /// are.
    pub(super) fn parts_shown(&self, placed: PlacedPanel) -> Option<String> {
        let PlacedPanel { panel, area, inner } = placed;
        let [mut columns, mut rows] = [String::new(), String::new()];
        match panel {
            Panel::Theta => {
                let shown = self.theta().shown(inner.height);
                rows.extend(scroll::part(&shown, 1, self.app.study().run().components()));
            }
            Panel::Responsibilities => {
                let table = self.table();
                rows.extend(scroll::part(
                    &table.shown(inner.height),
                    0,
                    self.app.study().dataset().sample.known_one_by_one(),
                ));
                let shown = table.columns_shown(inner);
                columns.extend(
                    scroll::part(&shown, 1, self.app.study().run().components())
                        .map(|part| format!("k {part}")),
                );
            }
            Panel::Density | Panel::Likelihood => return None,
        }
        // Hidden columns would not be missed, so that they are said first.
        let both = [&columns[..], &rows].into_iter().filter(|part| !part.is_empty());
        let both = both.collect::<Vec<_>>().join(" · ");
        let room = usize::from(area.width.saturating_sub(2));
        let texts = [both, columns, rows].map(|text| format!(" {text} "));
        texts.into_iter().find(|text| text.len() > 2 && self.theme.width(text) <= room)
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
