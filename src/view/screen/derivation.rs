//! Where the selected number comes from: in the corner of the screen, over all of it, or in a line.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::panels::Panels;
use crate::explain::{Derivation, Quantity};
use crate::text;
use crate::timeline::Phase;
use crate::view::dialog::{bordered, dialog};
use crate::view::lines;
use crate::view::panel::derivation::DerivationPanel;
use crate::view::panel::formulas::{self, FormulasPanel};

/// Returns whether a derivation has room where the formulas are; if it has not, these stay, and a
/// line below the panels says where the selected number comes from.
pub(super) fn is_for_derivations(area: Rect) -> bool {
    area.height >= formulas::BOTH
}

impl Panels<'_> {
    /// The formulas, or where the selected number comes from.
    pub(super) fn corner(&self, area: Rect, buffer: &mut Buffer) {
        if self.app.selected().is_none() || !is_for_derivations(area) {
            let phase = self.app.study().run().cursor().phase();
            let title = Self::next_step(phase);
            let block = bordered(&title, false, self.theme, area.width);
            FormulasPanel { phase, theme: self.theme }.render(block.inner(area), buffer);
            block.render(area, buffer);
            return;
        }
        let mut block = bordered("Where does it come from?", false, self.theme, area.width);
        let inner = block.inner(area);
        let derivation = self.app.derivation();
        if let Some(derivation) = &derivation {
            let panel = self.derivation(derivation, 0);
            if !panel.fits(inner.width, inner.height) {
                let more = Line::styled(" w: all of it ", self.theme.key());
                block = block.title_bottom(more.right_aligned());
            }
            panel.render(inner, buffer);
        } else {
            lines::draw(self.nothing_yet(), inner, buffer);
        }
        block.render(area, buffer);
    }

    /// Returns the title of the formulas.
    fn next_step(phase: Phase) -> String {
        let (step, key) = match phase {
            Phase::Theta => ("E-step", "e"),
            Phase::Gamma => ("M-step", "m"),
        };
        format!("Next: {step} ({key})")
    }

    /// The derivation over the whole screen.
    pub(super) fn whole_derivation(&self, scroll: usize, area: Rect, buffer: &mut Buffer) {
        let inner = dialog("Where does it come from?", self.theme, area, buffer);
        match &self.app.derivation() {
            Some(derivation) => self.derivation(derivation, scroll).render(inner, buffer),
            None => lines::draw(self.nothing_yet(), inner, buffer),
        }
    }

    fn derivation<'d>(&'d self, derivation: &'d Derivation, scroll: usize) -> DerivationPanel<'d> {
        let likelihood = self.app.study().run().current().log_likelihood();
        let (scale, theta, theme) = (&self.scale, self.app.study().theta(), self.theme);
        DerivationPanel { derivation, scale, theta, likelihood, scroll, theme }
    }

    fn nothing_yet(&self) -> Line<'static> {
        let text = match self.app.selected() {
            Some(Quantity::Change) => "There is no Δℓ before the first M-step.",
            _ => "There is no γ before the first E-step: press e.",
        };
        Line::styled(text, self.theme.faint())
    }

    /// Returns the selected number in a line, for a screen without a corner for it.
    pub(super) fn short_derivation(&self, width: u16) -> Option<Line<'static>> {
        const MORE: &str = "   w: why";
        let derivation = self.app.derivation()?;
        let room = usize::from(width).saturating_sub(text::width(MORE) + 1);
        let line = self.derivation(&derivation, 0).line(room)?;
        let (text, key) = (self.theme.text(), self.theme.key());
        Some(Line::from(vec![Span::styled(format!(" {line}"), text), Span::styled(MORE, key)]))
    }
}
