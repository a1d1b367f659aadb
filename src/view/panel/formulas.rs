//! What the two steps do, in the exercise's symbols: the step that comes next, or both with that
//! one marked.

mod constrained;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::app::keymap::Keymap;
use crate::mixture::{Method, Sample};
use crate::timeline::Phase;
use crate::view::theme::Theme;
use crate::view::{ascii, lines};

/// The formulas of EM for a mixture of Gaussians.
#[derive(Clone, Copy)]
pub(crate) struct FormulasPanel<'a> {
    /// Where the run is.
    pub phase: Phase,
    /// What the sums are over.
    pub data: DataKind,
    /// How it does its steps.
    pub method: &'a Method,
    /// The keys that its headings name.
    pub keymap: &'a Keymap,
    /// Colours.
    pub theme: &'a Theme,
}

/// What is known of the observations, on which formulas depend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DataKind {
    /// their values
    Values,
    /// their values, and how often each counts
    Weighted,
    /// how many are in each bin
    Grouped,
}

impl DataKind {
    /// Returns the kind of a sample.
    pub(crate) fn of(sample: &Sample) -> Self {
        match (sample.bins(), sample.has_weights()) {
            (Some(_), _) => Self::Grouped,
            (None, true) => Self::Weighted,
            (None, false) => Self::Values,
        }
    }
}

/// A formula as it is written if there is room, and as it is written if there is not.
type Formula = (&'static str, &'static str);

const E_STEP: [Formula; 2] =
    [("γ_ik = π_k N(x_i; μ_k, σ_k²) / p(x_i)", "γ_ik = π_k N(x_i; μ_k, σ_k²)/p(x_i)"), MIXTURE];
const MIXTURE: Formula =
    ("p(x_i) = Σ_j π_j N(x_i; μ_j, σ_j²)", "p(x_i) = Σ_j π_j N(x_i; μ_j, σ_j²)");
const GAUSSIAN: Formula =
    ("N(x; μ, σ²) = exp(−(x − μ)² / (2σ²)) / √(2πσ²)", "N(x; μ, σ²) = e^(−(x−μ)²/(2σ²))/√(2πσ²)");
const M_STEP: [Formula; 3] = [
    ("N_k  = Σ_i γ_ik    π_k = N_k / n", "N_k = Σ_i γ_ik   π_k = N_k / n"),
    ("μ_k  = Σ_i γ_ik x_i / N_k", "μ_k = Σ_i γ_ik x_i / N_k"),
    ("σ_k² = Σ_i γ_ik (x_i − μ_k)² / N_k   the new μ_k", "σ_k² = Σ_i γ_ik (x_i − μ_k)² / N_k"),
];
const M_STEP_WEIGHTED: [Formula; 3] = [
    ("N_k  = Σ_i w_i γ_ik    π_k = N_k / n", "N_k = Σ_i w_i γ_ik   π_k = N_k / n"),
    ("μ_k  = Σ_i w_i γ_ik x_i / N_k", "μ_k = Σ_i w_i γ_ik x_i / N_k"),
    ("σ_k² = Σ_i w_i γ_ik (x_i − μ_k)² / N_k   the new μ_k", "σ_k² = Σ_i w_i γ_ik (x_i−μ_k)²/N_k"),
];
const E_STEP_GROUPED: [Formula; 2] = [
    ("γ_ik = π_k P_k(b_i) / Σ_j π_j P_j(b_i)", "γ_ik = π_k P_k(b_i) / P(b_i)"),
    ("P_k(b) = Φ((upper − μ_k)/σ_k) − Φ((lower − μ_k)/σ_k)", "P_k(b) = Φ(z_upper) − Φ(z_lower)"),
];
const TRUNCATED: Formula =
    ("m_ik, v_ik: mean, variance of x in bin b_i, from k", "m_ik, v_ik: of x in b_i, from k");
const M_STEP_GROUPED: [Formula; 3] = [
    ("N_k  = Σ_i c_i γ_ik    π_k = N_k / n", "N_k = Σ_i c_i γ_ik   π_k = N_k / n"),
    ("μ_k  = Σ_i c_i γ_ik m_ik / N_k,  m_ik = E[x | b_i, k]", "μ_k = Σ_i c_i γ_ik m_ik / N_k"),
    ("σ_k² = Σ_i c_i γ_ik (v_ik + (m_ik − μ_k)²) / N_k", "σ_k² = Σ c_i γ_ik (v+(m−μ_k)²)/N_k"),
];
const LIKELIHOOD_WEIGHTED: Formula = ("ℓ(θ) = Σ_i w_i ln p(x_i; θ)", "ℓ(θ) = Σ_i w_i ln p(x_i; θ)");
const LIKELIHOOD_GROUPED: Formula = ("ℓ(θ) = Σ_i c_i ln P(b_i; θ)", "ℓ(θ) = Σ_i c_i ln P(b_i; θ)");
const BOUND: [Formula; 2] = [
    ("F = ℓ(θ) − KL(γ ‖ p(k | x; θ)) ≤ ℓ(θ)", "F = ℓ(θ) − KL(γ‖p(k|x; θ)) ≤ ℓ(θ)"),
    ("E lifts F to ℓ; M lifts F, and so ℓ", "E lifts F to ℓ; M lifts F, and so ℓ"),
];
const LIKELIHOOD: Formula = ("ℓ(θ) = Σ_i ln p(x_i; θ)", "ℓ(θ) = Σ_i ln p(x_i; θ)");
const E_DOES: Formula = ("F rises to ℓ: the gap closes", "F rises to ℓ: the gap closes");
const M_DOES: Formula = ("F rises, and so does ℓ", "F rises, and so does ℓ");
const SQUAREM_DOES: Formula =
    ("SQUAREM: M, E, M, then a longer step", "SQUAREM: M, E, M, a longer step");
const OTHER_M_DOES: Formula =
    ("F rises, and so does what is maximised", "F rises, and what is maximised");
/// The rows, with the border, for the formulas of one step; and with what the step does.
pub(crate) const LEAST: u16 = M_STEP.len() as u16 + 2;
pub(crate) const STEP: u16 = LEAST + 1;
/// The rows for both steps; and with the density of a Gaussian and the bound.
pub(crate) const BOTH: u16 = (E_STEP.len() + M_STEP.len()) as u16 + 4;
pub(crate) const ALL: u16 = BOTH + BOUND.len() as u16 + 3;

impl Widget for FormulasPanel<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let rows = area.height + 2;
        let lines = if rows < BOTH { self.next_step() } else { self.both(rows >= ALL) };
        // In front of the formulas of two steps there is room for the mark of the next one.
        let indent = if rows < BOTH { 0 } else { INDENT };
        let width = usize::from(area.width);
        let lines = lines.into_iter().map(|line| line.drawn(indent, width, self.theme));
        lines::draw_all(lines, area, buffer);
    }
}

/// The cells in front of a formula that has a heading.
const INDENT: usize = 2;

/// A line of the panel.
enum Row {
    Formula(Formula),
    Heading { name: String, is_next: bool },
}

impl Row {
    fn drawn(self, indent: usize, width: usize, theme: &Theme) -> Line<'static> {
        match self {
            Self::Formula((long, short)) => {
                let shown = if theme.width(long) + indent <= width {
                    long.to_owned()
                } else if ascii::fits(theme, short, width) {
                    short.to_owned()
                } else {
                    brief(short)
                };
                Line::from(format!("{:indent$}{shown}", ""))
            }
            Self::Heading { name, is_next: true } => {
                let style = theme.accent();
                Line::from(vec![Span::styled("▸ ", style), Span::styled(name, style)])
            }
            Self::Heading { name, is_next: false } => {
                Line::styled(format!("  {name}"), theme.title())
            }
        }
    }
}

/// Returns a formula without the parameters of its densities and the indices of its counts, which
/// has room where Greek is spelled out.
fn brief(formula: &str) -> String {
    const SHORTER: [(&str, &str); 3] =
        [("N(x_i; μ_k, σ_k²)", "N_ik"), ("N(x_i; μ_j, σ_j²)", "N_ij"), ("c_i γ_ik", "c γ")];
    SHORTER.iter().fold(formula.to_owned(), |formula, (long, short)| formula.replace(long, short))
}

impl DataKind {
    fn e_step(self) -> &'static [Formula; 2] {
        if self == Self::Grouped { &E_STEP_GROUPED } else { &E_STEP }
    }

    fn m_step(self) -> &'static [Formula; 3] {
        match self {
            Self::Values => &M_STEP,
            Self::Weighted => &M_STEP_WEIGHTED,
            Self::Grouped => &M_STEP_GROUPED,
        }
    }

    fn likelihood(self) -> Formula {
        match self {
            Self::Values => LIKELIHOOD,
            Self::Weighted => LIKELIHOOD_WEIGHTED,
            Self::Grouped => LIKELIHOOD_GROUPED,
        }
    }

    /// What the E-step's formulas are made of, or, of bins, the M-step's.
    fn gaussian(self) -> Formula {
        if self == Self::Grouped { TRUNCATED } else { GAUSSIAN }
    }
}

impl FormulasPanel<'_> {
    /// The formulas of the step that comes next, and what it does.
    fn next_step(&self) -> Vec<Row> {
        let is_likelihood = self.method.objective().is_log_likelihood();
        let (mut formulas, does) = match self.phase {
            Phase::Theta if is_likelihood => (self.e_step(), vec![E_DOES]),
            Phase::Theta => (self.e_step(), Vec::new()),
            Phase::Gamma if self.method.is_accelerated() => (self.m_step(), vec![SQUAREM_DOES]),
            Phase::Gamma if is_likelihood => (self.m_step(), vec![M_DOES]),
            Phase::Gamma => (self.m_step(), vec![OTHER_M_DOES]),
        };
        formulas.extend(does);
        if self.phase == Phase::Theta {
            formulas.push(self.objective());
        }
        formulas.into_iter().map(Row::Formula).collect()
    }

    /// The E-step's formulas.
    fn e_step(&self) -> Vec<Formula> {
        let [gamma, marginal] = *self.data.e_step();
        vec![constrained::gamma(self.method, self.data).unwrap_or(gamma), marginal]
    }

    /// The M-step's formulas: those of ordinary EM for what is not constrained.
    fn m_step(&self) -> Vec<Formula> {
        let [weights, means, variances] = *self.data.m_step();
        // A sum of squares that is written out has other terms in other data.
        let constrained = |(long, short): Formula| {
            if self.data == DataKind::Values { (long, short) } else { (short, short) }
        };
        vec![
            constrained::weights(self.method, self.data).unwrap_or(weights),
            constrained::means(self.method, self.data).unwrap_or(means),
            constrained::variances(self.method).map_or(variances, constrained),
        ]
    }

    /// The formula of what is maximised.
    fn objective(&self) -> Formula {
        constrained::objective(self.method, self.data).unwrap_or_else(|| self.data.likelihood())
    }

    /// What is maximised, the bound, and why both rise.
    fn bound(&self) -> Vec<Formula> {
        let rest = constrained::bound(self.method).unwrap_or(BOUND);
        [self.objective()].into_iter().chain(rest).collect()
    }

    fn why(&self) -> &'static str {
        match self.method.objective() {
            objective if objective.is_log_likelihood() => "Why ℓ rises",
            _ if self.method.may_fall() => "The tempered bound",
            _ => "What is maximised, and why it rises",
        }
    }

    /// The formulas of both steps, and why they climb if there is room for `all`.
    fn both(&self, all: bool) -> Vec<Row> {
        let heading = |name, is_next| Row::Heading { name: self.keymap.fill(name), is_next };
        let formulas = |formulas: &[Formula]| -> Vec<Row> {
            formulas.iter().copied().map(Row::Formula).collect()
        };
        let mut rows = vec![heading("E-step (⟦e⟧): γ from θ", self.phase == Phase::Theta)];
        rows.extend(formulas(&self.e_step()));
        rows.extend(all.then_some(Row::Formula(self.data.gaussian())));
        rows.push(heading("M-step (⟦m⟧): θ from γ", self.phase == Phase::Gamma));
        rows.extend(formulas(&self.m_step()));
        if all {
            rows.push(heading(self.why(), false));
            rows.extend(formulas(&self.bound()));
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use ratatui::widgets::Widget;

    use super::*;
    use crate::view::theme::ColorDepth;

    fn drawn(phase: Phase, width: u16, height: u16) -> String {
        drawn_for(DataKind::Values, phase, width, height)
    }

    fn drawn_for(data: DataKind, phase: Phase, width: u16, height: u16) -> String {
        let area = Rect::new(0, 0, width, height);
        let mut buffer = Buffer::empty(area);
        let (method, theme) = (&Method::default(), &Theme::new(ColorDepth::Mono));
        let keymap = &Keymap::default();
        FormulasPanel { phase, data, method, keymap, theme }.render(area, &mut buffer);
        let row = |y| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>();
        (0..height).map(row).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_formulas_of_the_next_step_are_whole_in_the_least_room() {
        let e = drawn(Phase::Theta, 37, LEAST - 2);
        assert!(e.contains("γ_ik = π_k N(x_i; μ_k, σ_k²) / p(x_i)"), "{e}");
        assert!(e.contains("p(x_i) = Σ_j π_j N(x_i; μ_j, σ_j²)") && !e.contains('…'), "{e}");
        let m = drawn(Phase::Gamma, 35, LEAST - 2);
        for formula in ["N_k  = Σ_i γ_ik", "π_k = N_k / n", "μ_k  = Σ_i γ_ik x_i / N_k"] {
            assert!(m.contains(formula), "{m}");
        }
        assert!(m.contains("σ_k² = Σ_i γ_ik (x_i − μ_k)² / N_k") && !m.contains('…'), "{m}");
    }

    #[test]
    fn weights_and_counts_are_in_the_formulas() {
        for (data, likelihood, count) in [
            (DataKind::Weighted, "Σ_i w_i ln p(x_i; θ)", "Σ_i w_i γ_ik"),
            (DataKind::Grouped, "Σ_i c_i ln P(b_i; θ)", "Σ_i c_i γ_ik"),
        ] {
            for (width, height) in [(35, LEAST - 2), (37, BOTH - 2), (60, ALL - 2)] {
                let e = drawn_for(data, Phase::Theta, width, height + 2);
                let m = drawn_for(data, Phase::Gamma, width, height);
                assert!(e.contains(likelihood) || height == BOTH - 2, "{e}");
                assert!(m.contains(count) && !m.contains('…') && !e.contains('…'), "{e}\n{m}");
            }
        }
    }

    #[test]
    fn more_room_has_both_steps_with_the_next_one_marked() {
        for (phase, marked) in [(Phase::Theta, "▸ E-step"), (Phase::Gamma, "▸ M-step")] {
            for (height, is_all) in [(BOTH, false), (ALL, true)] {
                let text = drawn(phase, 48, height - 2);
                assert!(text.contains(marked) && text.matches('▸').count() == 1, "{text}");
                assert!(text.contains("γ_ik =") && text.contains("σ_k² ="), "{text}");
                assert_eq!(text.contains("KL(γ ‖ p(k | x; θ))"), is_all, "{text}");
                assert!(!text.contains('…'), "{text}");
                assert!(text.lines().all(|line| !line.trim().is_empty()), "{text}");
            }
        }
    }
}
