//! The lines below the touching curves: what is drawn, and what the marks mean.

use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::{BoundPlot, name};
use crate::explain::{Coordinate, Parameter, Section, SectionDirection};
use crate::mixture::Iterate;
use crate::text::{shortest, subscript};
use crate::timeline::{Phase, Run};
use crate::view::ascii;
use crate::view::number::{self, LONGEST};
use crate::view::plot::raster::Ink;

impl<D> BoundPlot<'_, D> {
    /// Returns what is drawn, and what the marks mean.
    pub(crate) fn legend(&self, section: &Section, width: u16) -> Vec<Line<'static>> {
        let accent = self.theme.accent().add_modifier(Modifier::BOLD);
        let bound = self.theme.bound().add_modifier(Modifier::BOLD);
        let run = self.run;
        let made = run.gamma_iteration();
        let at = subscript(made.unwrap_or(0));
        let line = |glyph: &'static str, style: Style, texts: Vec<String>| {
            let room = usize::from(width).saturating_sub(2);
            let text = ascii::fitting(self.theme, texts, room).unwrap_or_default();
            Line::from(vec![Span::styled(glyph, style), Span::raw(" "), Span::raw(text)])
        };
        let name = run.method().objective().symbol();
        let through = section.through.map(|through| self.equation(through)).unwrap_or_default();
        let value = run.iterate(made.unwrap_or(0)).map_or(f64::NAN, Iterate::objective);
        let likelihood = number::log_likelihood(value, LONGEST);
        let texts = if made.is_some() {
            vec![
                format!("θ{at} made γ{at}: here F touches {name} = {likelihood}, {through}"),
                format!("θ{at} made γ{at}: F = {name} = {likelihood}, {through}"),
                format!("θ{at} made γ{at}: F = {name}, {through}"),
                format!("θ{at}: F = {name}, {through}"),
            ]
        } else {
            let texts = [
                format!("θ₀, {name} = {likelihood}, {through}; no bound F before the E-step (⟦e⟧)"),
                format!("θ₀, {through}; no F before ⟦e⟧"),
            ];
            texts.map(|text| self.keymap.fill(&text)).into()
        };
        // Where no θ made γ, F and ℓ need not touch.
        let given = Line::raw("γ₀ was given: no θ made it");
        let is_given = section.through.is_none();
        let mut lines = vec![if is_given { given } else { line("●", accent, texts) }];
        lines.extend(self.maximum(section).map(|texts| line("◆", bound, texts)));
        lines.extend(section.current.map(|at| line("▲", accent, self.now(at))));
        lines.push(self.curves_and_letters());
        lines
    }

    /// Returns the lines and letters of the plot.
    fn curves_and_letters(&self) -> Line<'static> {
        let faint = self.theme.faint();
        let objective = format!(" {}  ", self.run.method().objective().symbol());
        let parts = [
            (Ink::Mixture.key("──", self.theme), self.theme.mixture(), objective),
            (Ink::Component(0).key("╌╌", self.theme), self.theme.bound(), " F  ".to_owned()),
            ("M".to_owned(), self.theme.bound().add_modifier(Modifier::BOLD), " M-step".to_owned()),
        ];
        let spans = parts.into_iter().flat_map(|(mark, style, meaning)| {
            [Span::styled(mark, style), Span::styled(meaning, faint)]
        });
        spans.collect()
    }

    /// Returns where F is highest along the line, and whether that is what the M-step takes.
    fn maximum(&self, section: &Section) -> Option<Vec<String>> {
        let highest = section.bound_maximum?;
        let equation = self.equation(highest);
        let SectionDirection::Along(coordinate) = self.direction else {
            let text = "F is highest at the M-step's θ".to_owned();
            let allowed = if run_is_constrained(self.run) { "that is allowed" } else { "" };
            return Some(vec![format!("{text}, of all θ {allowed}").trim_end().to_owned(), text]);
        };
        let name = name(coordinate);
        let short = format!("F is highest at {equation}");
        let step = section.m_step;
        // The two are computed in different ways.
        let same = step.is_some_and(|m| (m - highest).abs() <= 1e-9 * highest.abs().max(m.abs()));
        let long = match (step, coordinate.parameter) {
            (Some(_), _) if same => format!("{short}: the M-step's new {name}"),
            (Some(m), Parameter::Variance) => {
                let mean = super::name(Coordinate { parameter: Parameter::Mean, ..coordinate });
                let m = self.value(m);
                format!("F is highest at {}; M takes {m}, with the new {mean}", self.value(highest))
            }
            (Some(m), _) => format!("{short}; the M-step takes {}", self.value(m)),
            (None, _) => format!("{short}; the M-step is refused"),
        };
        Some(vec![long, short])
    }

    fn now(&self, current: f64) -> Vec<String> {
        let run = self.run;
        let t = subscript(run.cursor().iteration());
        let equation = self.equation(current);
        let short = format!("θ{t} is at {equation}");
        let moved = run.cursor().phase() == Phase::Theta && run.gamma_iteration().is_some();
        let value = number::log_likelihood(run.current_or_first().objective(), LONGEST);
        let symbol = objective_at(run, &t);
        match self.direction {
            SectionDirection::Along(_) if moved => vec![
                format!("{short}; the other parameters moved too: {symbol} = {value}"),
                format!("{short}, the others moved too: {symbol} = {value}"),
                "where M went (the other parameters moved too)".to_owned(),
            ],
            _ => vec![format!("{short}, {symbol} = {value}"), format!("now {equation}")],
        }
    }

    fn equation(&self, value: f64) -> String {
        match self.direction {
            SectionDirection::Along(coordinate) => {
                format!("{} = {}", name(coordinate), self.value(value))
            }
            SectionDirection::WholeStep => format!("s = {}", shortest(value)),
        }
    }

    fn value(&self, value: f64) -> String {
        match self.direction {
            SectionDirection::Along(Coordinate { parameter: Parameter::Weight, .. })
            | SectionDirection::WholeStep => number::share(value, 4, LONGEST),
            SectionDirection::Along(Coordinate { parameter: Parameter::Variance, .. }) => {
                self.scale.variance(value, 0, LONGEST)
            }
            SectionDirection::Along(Coordinate { parameter: Parameter::Mean, component }) => {
                self.scale.mean_at(value, self.run.current_or_first().theta(), component)
            }
        }
    }
}

/// Returns what is maximised at θ_t, as in ℓ(θ₁).
fn objective_at<D>(run: &Run<D>, t: &str) -> String {
    let symbol = run.method().objective().symbol();
    if symbol.contains('+') { symbol.to_owned() } else { format!("{symbol}(θ{t})") }
}

/// Returns whether not every θ is one that the M-step may take.
fn run_is_constrained<D>(run: &Run<D>) -> bool {
    let method = run.method();
    let sets = [method.fixed_weights, method.fixed_means, method.fixed_variances];
    method.equal_variances
        || method.variance_floor.is_some()
        || sets.iter().any(|set| !set.is_empty())
}
