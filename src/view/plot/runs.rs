//! Two runs: their densities over each other, and ℓ over the iterations of both.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::app::looks::axes::Range;
use crate::app::{ComparedRun, LikelihoodChart, RunName};
use crate::data::Dataset;
use crate::mixture::{Iterate, ObservedRate};
use crate::text::{self, grouped};
use crate::timeline::Run;
use crate::view::lines;
use crate::view::number::{self, LONGEST};
use crate::view::plot::frame::{PlotFrame, XNumbers};
use crate::view::plot::raster::{Ink, Raster, spans};
use crate::view::theme::Theme;

/// Below this height only the densities are drawn.
const BOTH: u16 = 12;
/// The height of a panel with both charts, the legend and a border.
pub(in crate::view) const WITH_LIKELIHOOD: u16 = BOTH + 4;
/// A range of ℓ is at least this part of ℓ.
const LEAST: f64 = 1e-9;
/// The ink of the run that is over the other, whose cells are its own.
const OVER: Ink = Ink::Component(0);
/// The ink of the other run.
const OTHER: Ink = Ink::Mixture;

/// Two runs, the first of which is drawn over the other.
pub(crate) struct RunsPlot<'a> {
    /// The runs.
    pub runs: [ComparedRun<'a>; 2],
    /// Whether ℓ must not be seen.
    pub is_covered: bool,
    /// Whether the lower chart is of ℓ or of log₁₀ Δℓ.
    pub chart: LikelihoodChart,
    /// What of the line of x is shown.
    pub x: (f64, f64),
    /// Colours.
    pub theme: &'a Theme,
}

impl Widget for RunsPlot<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        let legend = self.legend(usize::from(area.width));
        let rows = (legend.len() as u16).min(area.height.saturating_sub(3));
        let [chart, below] =
            Layout::vertical([Constraint::Min(0), Constraint::Length(rows)]).areas(area);
        let [density, likelihood] = if chart.height < BOTH || self.is_covered {
            [chart, Rect { height: 0, ..chart }]
        } else {
            Layout::vertical([Constraint::Fill(1), Constraint::Fill(1)]).areas(chart)
        };
        self.densities(density, buffer);
        self.likelihoods(likelihood, buffer);
        lines::draw_all(legend, below, buffer);
    }
}

impl RunsPlot<'_> {
    /// Returns the two runs in the order in which they are drawn.
    fn runs(&self) -> [(&Run<Arc<Dataset>>, Ink); 2] {
        let [over, other] = &self.runs;
        [(other.run, OTHER), (over.run, OVER)]
    }

    fn style(&self, ink: Ink) -> Style {
        if ink == OTHER { self.theme.accent() } else { self.theme.mixture() }
    }

    fn densities(&self, area: Rect, buffer: &mut Buffer) {
        let x = Range::from(self.x);
        // Of a run that is at a γ₀ that was given there is no density yet.
        let density = |run: &Run<Arc<Dataset>>, x: f64| {
            run.current().map_or(f64::NAN, |current| current.theta().density(x))
        };
        let means = |run: &Run<Arc<Dataset>>| -> Vec<f64> {
            run.current().map_or_else(Vec::new, |current| current.theta().means().collect())
        };
        let columns = usize::from(area.width) * 2;
        let probe = |i: usize| x.lo() + x.length() * (i as f64 + 0.5) / columns.max(1) as f64;
        let highest = self.runs().into_iter().flat_map(|(run, _)| {
            let means = means(run).into_iter().filter(|mean| x.contains(*mean));
            means.chain((0..columns).map(probe)).map(move |x| density(run, x))
        });
        let top = highest.filter(|value| value.is_finite()).fold(0.0, f64::max);
        let y = Range::holding([0.0, 1.1 * top], LEAST);
        let Some(plot) = PlotFrame::new(area, x, y, XNumbers::Any, self.theme, buffer) else {
            return;
        };
        // A component that is narrower than a dot is as high there as at its mean.
        let half = 0.5 * x.length() / plot.dots_wide() as f64;
        let highest = |run: &Run<Arc<Dataset>>, x: f64| {
            let means = means(run).into_iter().filter(|mean| (mean - x).abs() <= half);
            means.map(|mean| density(run, mean)).fold(density(run, x), f64::max)
        };
        self.curves(&plot, highest, buffer);
        label("p(x; θ)", &plot, self.theme, buffer);
    }

    fn likelihoods(&self, area: Rect, buffer: &mut Buffer) {
        let reached = |run: &Run<Arc<Dataset>>| run.furthest().iteration();
        let last = self.runs().into_iter().map(|(run, _)| reached(run)).max().unwrap_or(0);
        let of_change = self.chart == LikelihoodChart::LogChange;
        let of = |run: &Run<Arc<Dataset>>, t: usize| {
            if of_change {
                log_change(run, t)
            } else if self.has_one_objective() {
                objective(run, t)
            } else {
                run.iterate(t).map(Iterate::log_likelihood)
            }
        };
        let values = self
            .runs()
            .map(|(run, _)| (0..=reached(run)).map(|t| of(run, t)).collect::<Vec<Option<f64>>>());
        let finite = values.iter().flatten().flatten().filter(|value| value.is_finite());
        let y = Range::holding(finite.copied(), LEAST);
        let x = Range::holding([0.0, last.max(1) as f64], LEAST);
        let Some(plot) = PlotFrame::new(area, x, y, XNumbers::Whole, self.theme, buffer) else {
            return;
        };
        let dot = x.length() / plot.dots_wide() as f64;
        self.curves(&plot, |run, t| between(&|t| of(run, t), reached(run), t, dot), buffer);
        for (run, ink) in self.runs() {
            let t = run.cursor().iteration();
            let Some(value) = of(run, t) else { continue };
            if let (Some(column), Some(row)) = (plot.column(t as f64), plot.row(value)) {
                let style = self.style(ink).add_modifier(Modifier::BOLD);
                buffer[(column, row)].set_char('●').set_style(style);
            }
        }
        let symbols = self.runs().map(|(run, _)| run.method().objective().symbol());
        // ℓ is a number of each run, whatever it maximises.
        let name = if symbols[0] == symbols[1] { symbols[0] } else { "ℓ" };
        let symbols = self.runs().map(|(run, _)| run.method().objective().change());
        let change = if symbols[0] == symbols[1] { symbols[0] } else { "the change of each" };
        let name = if of_change { format!("log₁₀ {change}") } else { name.to_owned() };
        label(&format!("{name} over t"), &plot, self.theme, buffer);
    }

    /// Returns whether both runs maximise the same, so that it can be compared.
    fn has_one_objective(&self) -> bool {
        let [over, other] = self.runs.map(|compared| compared.run.method().objective().symbol());
        over == other
    }

    /// Draws a curve of each run; the other run's is dashed.
    fn curves(
        &self,
        plot: &PlotFrame,
        value: impl Fn(&Run<Arc<Dataset>>, f64) -> f64,
        buffer: &mut Buffer,
    ) {
        let mut raster = Raster::new(plot.area.width, plot.area.height);
        for (run, ink) in self.runs() {
            let values = (0..plot.dots_wide()).map(|column| value(run, plot.x_of_dot(column)));
            // A run ends where it ends.
            let known = values.take_while(|value| !value.is_nan());
            let levels: Vec<i64> = known.map(|value| plot.level(value)).collect();
            for (x, (low, high)) in spans(&levels).into_iter().enumerate() {
                for y in low.max(0)..=high {
                    if ink != OTHER || (x as i64 + y) % 6 < 3 {
                        raster.dot(x, y as usize, ink);
                    }
                }
            }
        }
        raster.render(self.theme.glyphs().marker(), plot.area, buffer, |ink| self.style(ink));
    }

    /// Returns the observed rate of a run, if there is room and the chart is of Δℓ.
    fn rate(&self, run: &Run<Arc<Dataset>>, room: usize) -> String {
        let known = run.iterates_to(run.furthest().iteration());
        let of_change = self.chart == LikelihoodChart::LogChange;
        let Some(observed) = ObservedRate::of(known).filter(|_| of_change) else {
            return String::new();
        };
        let passes = match observed.passes {
            1 => String::new(),
            passes => format!(" in {passes} passes"),
        };
        let text = format!("  rate of θ {}{passes}", text::fixed(observed.rate, 3));
        if text::width(&text) <= room { text } else { String::new() }
    }

    /// Returns what the curves are, in this many cells: ℓ has as many digits as there is room for.
    fn legend(&self, width: usize) -> Vec<Line<'static>> {
        let of = |ComparedRun { name, run }: ComparedRun, ink: Ink, line: &'static str| {
            let line = ink.key(line, self.theme);
            let t = grouped(run.cursor().iteration() as u64);
            let mut says = format!(" {name}  t = {t}");
            if let Some(current) = run.current().filter(|_| !self.is_covered) {
                says.extend(["  ", run.method().objective().symbol(), " = "]);
                let room = width.saturating_sub(text::width(&line) + text::width(&says));
                let value = current.objective();
                says += &number::log_likelihood(value, room.min(LONGEST));
                says +=
                    &self.rate(run, width.saturating_sub(text::width(&line) + text::width(&says)));
            }
            Line::from(vec![Span::styled(line, self.style(ink)), Span::raw(says)])
        };
        let [over, other] = self.runs;
        let mut lines = vec![of(over, OVER, "────"), of(other, OTHER, "─ ─ ")];
        // The steps that a lesson compares have the same data, if not in the same place.
        let is_by_number = matches!(over.name, RunName::Run(_));
        if is_by_number && !Arc::ptr_eq(over.run.data(), other.run.data()) {
            let text = "other data: ℓ of one run cannot be compared with ℓ of the other";
            lines.push(Line::styled(text, self.theme.notice()));
        } else if !self.has_one_objective() {
            let text = match self.chart {
                LikelihoodChart::LogChange => "objectives differ",
                LikelihoodChart::LogLikelihood => "objectives differ: the chart is of ℓ",
            };
            lines.push(Line::styled(text, self.theme.notice()));
        }
        lines
    }
}

/// Returns ℓ(θ_t), or what the run's method has in its place; none without a θ_t.
fn objective(run: &Run<Arc<Dataset>>, t: usize) -> Option<f64> {
    run.iterate(t).map(Iterate::objective)
}

/// Returns log₁₀ of its change in the step to θ_t, or in the first one; minus infinity if it did
/// not rise.
fn log_change(run: &Run<Arc<Dataset>>, t: usize) -> Option<f64> {
    let first = run.first().iteration() + 1;
    let t = t.max(first);
    let change = number::without_rounding(run.change_at(t)?, objective(run, t)?);
    Some(change.max(0.0).log10())
}

/// Returns the value at a t between iterations; NaN more than a `dot` beyond the last.
fn between(of: &dyn Fn(usize) -> Option<f64>, reached: usize, t: f64, dot: f64) -> f64 {
    let before = t.max(0.0).floor() as usize;
    let value = |t: usize| of(t).filter(|_| t <= reached);
    match (value(before), value(before + 1)) {
        (Some(from), Some(to)) if from.is_finite() && to.is_finite() => {
            from + (to - from) * (t - before as f64)
        }
        (Some(from), Some(to)) => {
            if t - (before as f64) < 0.5 {
                from
            } else {
                to
            }
        }
        (Some(last), None) if t - (before as f64) <= dot => last,
        _ => f64::NAN,
    }
}

/// Writes what a chart shows into its upper right corner.
fn label(text: &str, plot: &PlotFrame, theme: &Theme, buffer: &mut Buffer) {
    let row = Rect { height: plot.area.height.min(1), ..plot.area };
    let line = Line::styled(text.to_owned(), theme.faint()).right_aligned();
    let width = lines::width_of(&line) as u16;
    if width < row.width {
        let row = Rect { x: row.right() - width, width, ..row };
        lines::draw(line, row, buffer);
    }
}
