//! What the two steps do, in the exercise's symbols; the step that comes next is marked.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::timeline::Phase;
use crate::view::lines;
use crate::view::theme::Theme;

/// The formulas of EM for a mixture of Gaussians.
pub(crate) struct FormulasPanel<'a> {
    /// Where the run is.
    pub phase: Phase,
    /// Colours.
    pub theme: &'a Theme,
}

const E_STEP: [&str; 2] =
    ["γ_ik = π_k N(x_i; μ_k, σ²_k) / p(x_i)", "p(x_i) = Σ_j π_j N(x_i; μ_j, σ²_j)"];
const M_STEP: [&str; 4] = [
    "N_k  = Σ_i γ_ik",
    "π_k  = N_k / n",
    "μ_k  = Σ_i γ_ik x_i / N_k",
    "σ²_k = Σ_i γ_ik (x_i − μ_k)² / N_k   the new μ_k",
];
const BOUND: [&str; 3] = [
    "ℓ(θ) = Σ_i ln p(x_i)",
    "F = ℓ(θ) − KL(γ ‖ p(k|x; θ)) ≤ ℓ(θ)",
    "E lifts F to ℓ; M lifts F, and so ℓ",
];

/// The lines that are drawn.
pub(crate) const HEIGHT: u16 = (E_STEP.len() + M_STEP.len() + BOUND.len()) as u16 + 3;

impl Widget for FormulasPanel<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let e = self.section("E-step (e): γ from θ", &E_STEP, self.phase == Phase::Theta);
        let m = self.section("M-step (m): θ from γ", &M_STEP, self.phase == Phase::Gamma);
        let bound = self.section("Why it climbs", &BOUND, false);
        lines::draw_all(e.into_iter().chain(m).chain(bound), area, buffer);
    }
}

impl FormulasPanel<'_> {
    fn section(
        &self,
        name: &'static str,
        lines: &[&'static str],
        next: bool,
    ) -> Vec<Line<'static>> {
        let (mark, style) =
            if next { ("▸ ", self.theme.accent()) } else { ("  ", self.theme.title()) };
        let mut section =
            vec![Line::from(vec![Span::styled(mark, style), Span::styled(name, style)])];
        section.extend(lines.iter().map(|line| Line::from(format!("    {line}"))));
        section
    }
}
