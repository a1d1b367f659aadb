//! Where the selected number comes from: in the corner of the screen, over all of it, or in a line.

use ratatui::buffer::Buffer;
use ratatui::layout::{Margin, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::panels::Panels;
use crate::app::looks::OpenDerivation;
use crate::explain::{Derivation, Quantity};
use crate::text;
use crate::timeline::Phase;
use crate::view::dialog::{bordered, cleared};
use crate::view::number::Scale;
use crate::view::panel::derivation::DerivationPanel;
use crate::view::panel::formulas::{self, DataKind, FormulasPanel};
use crate::view::panel::whole_derivation::WholeDerivation;
use crate::view::{ascii, lines};

const TITLE: &str = "Where does it come from?";

/// Returns whether a derivation has room where the formulas are; if it has not, these stay, and a
/// line below the panels says where the selected number comes from.
pub(super) fn is_for_derivations(area: Rect) -> bool {
    area.height >= formulas::BOTH
}

/// Returns the names of the numbers that led here, the last ones if not all fit.
fn trail(names: &[String], width: usize) -> String {
    if names.len() < 2 {
        return TITLE.into();
    }
    let shown = |first: usize| {
        let before = if first > 0 { "… › " } else { "" };
        format!("{before}{}", names[first..].join(" › "))
    };
    let fits = |text: &String| text::width(text) <= width;
    (0..names.len()).map(shown).find(fits).unwrap_or_else(|| shown(names.len() - 1))
}

impl Panels<'_> {
    /// The formulas, or where the selected number comes from.
    pub(super) fn corner(&self, area: Rect, buffer: &mut Buffer) {
        if self.app.selected().is_none() || !is_for_derivations(area) {
            let phase = self.app.study().run().cursor().phase();
            let title = self.next_step(phase);
            let block = bordered(&title, false, self.theme, area.width);
            let data = DataKind::of(&self.app.study().dataset().sample);
            let method = self.app.study().run().method();
            let (keymap, theme) = (self.app.shared().keymap(), self.theme);
            let panel = FormulasPanel { phase, data, method, keymap, theme };
            ascii::drawn(self.theme, block.inner(area), buffer, |inner, buffer| {
                panel.render(inner, buffer);
                None
            });
            block.render(area, buffer);
            return;
        }
        let mut block = bordered(TITLE, false, self.theme, area.width);
        let inner = block.inner(area);
        let derivation = self.app.derivation();
        if let Some(derivation) = &derivation {
            let panel = self.derivation(derivation);
            if !panel.fits(inner.width, inner.height) {
                let more = self.app.shared().keymap().fill(" ⟦w⟧: all of it ");
                let more = Line::styled(more, self.theme.key());
                block = block.title_bottom(more.right_aligned());
            }
            ascii::drawn(self.theme, inner, buffer, |inner, buffer| {
                self.derivation(derivation).render(inner, buffer);
                None
            });
        } else {
            lines::draw(self.nothing_yet(), inner, buffer);
        }
        block.render(area, buffer);
    }

    /// Returns the title of the formulas.
    fn next_step(&self, phase: Phase) -> String {
        self.app.shared().keymap().fill(match phase {
            Phase::Theta => "Next: E-step (⟦e⟧)",
            Phase::Gamma => "Next: M-step (⟦m⟧)",
        })
    }

    /// The derivation over the whole screen.
    pub(super) fn whole_derivation(&self, open: &OpenDerivation, area: Rect, buffer: &mut Buffer) {
        let theme = self.theme;
        let Some(seen) = open.seen(self.app.study()) else {
            let inner = cleared(TITLE, true, theme, area, buffer);
            return lines::draw(self.nothing_yet(), inner, buffer);
        };
        let iterate = seen.run.current_or_first();
        let scale = Scale::of(self.app.study().dataset().digits(), iterate.theta());
        let scale = scale.with_decimals(self.app.shared().decimals());
        let panel = DerivationPanel {
            derivation: &seen.derivation,
            scale: &scale,
            theta: iterate.theta(),
            likelihood: iterate.objective(),
            theme,
        };
        let whole = WholeDerivation { panel, chosen: seen.chosen, scroll: seen.scroll };
        let title = trail(&seen.trail, usize::from(area.width).saturating_sub(4));
        let inner = cleared(&title, true, theme, area, buffer);
        if whole.has_more(inner) && area.height > 2 {
            let bottom = Rect { y: area.bottom() - 1, height: 1, ..area };
            let more = self.app.shared().keymap().fill(" ⟦derivation:PgDn⟧: more ▾ ");
            let more = Line::styled(more, theme.key()).right_aligned();
            lines::draw(more, bottom.inner(Margin::new(1, 0)), buffer);
        }
        whole.render(inner, buffer);
    }

    fn derivation<'d>(&'d self, derivation: &'d Derivation) -> DerivationPanel<'d> {
        let likelihood = self.app.study().run().current_or_first().objective();
        let (scale, theta, theme) = (&self.scale, self.app.study().theta_or_first(), self.theme);
        DerivationPanel { derivation, scale, theta, likelihood, theme }
    }

    fn nothing_yet(&self) -> Line<'static> {
        let text = match self.app.selected() {
            _ if self.app.study().theta().is_none() => {
                "There is no θ before the first M-step: press ⟦m⟧."
            }
            Some(Quantity::Change) if self.app.study().run().given_gamma().is_some() => {
                "There is no Δℓ before the second M-step: γ₀ was given, and no θ₀."
            }
            Some(Quantity::Change) => "There is no Δℓ before the first M-step.",
            _ => "There is no γ before the first E-step: press ⟦e⟧.",
        };
        Line::styled(self.app.shared().keymap().fill(text), self.theme.faint())
    }

    /// Returns the selected number in a line, for a screen without a corner for it.
    pub(super) fn short_derivation(&self, width: u16) -> Option<Line<'static>> {
        let more = self.app.shared().keymap().fill("   ⟦w⟧: why");
        let derivation = self.app.derivation()?;
        let room = usize::from(width).saturating_sub(text::width(&more) + 1);
        let line = self.derivation(&derivation).line(room)?;
        let (text, key) = (self.theme.text(), self.theme.key());
        Some(Line::from(vec![Span::styled(format!(" {line}"), text), Span::styled(more, key)]))
    }
}
