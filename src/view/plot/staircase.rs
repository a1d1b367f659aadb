//! The staircase: ℓ and F after every half-step. E closes the gap, M lifts both.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::app::keymap::Keymap;
use crate::app::looks::axes::Range;
use crate::mixture::Iterate;
use crate::text::{self, subscript};
use crate::timeline::{HalfStep, Phase, Run};
use crate::view::number::{self, LONGEST};
use crate::view::plot::frame::{PlotFrame, XNumbers};
use crate::view::plot::raster::{DOTS_X, Ink, Raster, spans};
use crate::view::theme::Theme;
use crate::view::{ascii, lines, scroll};

/// Cells that a half-step needs for its name, and the most it gets.
const STEP: (u16, u16) = (4, 12);

/// A range of ℓ is at least this part of ℓ.
const LEAST: f64 = 1e-9;

/// ℓ and F of a run as stairs.
pub(crate) struct StaircasePlot<'a, D> {
    /// The run.
    pub run: &'a Run<D>,
    /// How closely to look at the upper end, where the later steps are: each time at a quarter.
    pub zoom: u32,
    /// The keys that it names.
    pub keymap: &'a Keymap,
    /// Colours.
    pub theme: &'a Theme,
}

impl<D> Widget for StaircasePlot<'_, D> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        // As the height grows: the chart, what the last step did, the legend.
        let text = match area.height {
            0..=5 => 0,
            6..=9 => 1,
            _ => 2,
        };
        let chart = Rect { height: area.height - text, ..area };
        self.chart(chart, buffer);
        let lines = [self.last_step(area.width), self.legend(area.width)];
        for (line, y) in lines.into_iter().zip(chart.bottom()..area.bottom()) {
            lines::draw(line, Rect { y, height: 1, ..area }, buffer);
        }
    }
}

impl<D> StaircasePlot<'_, D> {
    fn chart(&self, area: Rect, buffer: &mut Buffer) {
        // Without a θ₀ the stairs begin at θ₁.
        let start = self.run.start().max(HalfStep::theta(self.run.first().iteration()));
        let Some(last) = steps_from(start, self.run.furthest()) else {
            let text = self.keymap.fill("before the first M-step: press ⟦m⟧.");
            let text = format!("There is no {} {text}", self.letter());
            return lines::draw(Line::styled(text, self.theme.faint()), area, buffer);
        };
        let room = usize::from(area.width.saturating_sub(10) / STEP.0).max(2);
        let wanted = room.max(3);
        let at = steps_from(start, self.run.cursor()).unwrap_or(0);
        let first = scroll::window(last + 1, at, wanted);
        let shown: Vec<HalfStep> = (first..=last).take(wanted).map(|i| start.plus(i)).collect();
        let likelihood = |step: &HalfStep| {
            self.run.iterate(step.iteration()).map_or(f64::NAN, Iterate::objective)
        };
        let both = shown.iter().flat_map(|p| [Some(likelihood(p)), self.run.bound_at(*p)]);
        // Where ℓ is the same after each step its rounding is not made a mountain.
        let all = Range::holding(both.flatten(), LEAST);
        let lo = all.hi() - all.length() * 0.25_f64.powi(self.zoom as i32);
        let margin = 0.06 * (all.hi() - lo);
        let y = Range::holding([lo - margin, all.hi() + margin], LEAST);
        let columns = shown.len().max(wanted.min(4));
        let x = Range::from((0.0, columns as f64));
        let Some(plot) = PlotFrame::new(area, x, y, XNumbers::None, self.theme, buffer) else {
            return;
        };
        let width = (plot.area.width / columns as u16).min(STEP.1).max(1);
        let mut raster = Raster::new(plot.area.width, plot.area.height);
        let bounds: Vec<Option<i64>> =
            shown.iter().map(|p| self.run.bound_at(*p).map(|bound| plot.level(bound))).collect();
        let levels: Vec<i64> = shown.iter().map(|p| plot.level(likelihood(p))).collect();
        Self::stairs(&mut raster, &levels, &bounds, usize::from(width) * DOTS_X);
        raster.render(self.theme.glyphs().marker(), plot.area, buffer, |ink| self.ink(ink));
        for (i, step) in shown.iter().enumerate() {
            let x = plot.area.x + i as u16 * width;
            let style = if *step == self.run.cursor() {
                self.theme.accent().add_modifier(Modifier::BOLD)
            } else {
                self.theme.text()
            };
            let room = width.min(plot.area.right().saturating_sub(x));
            let name = step_name(*step, self.theme);
            // A name that does not fit is left out: the cursor's has its mark.
            let marked = *step == self.run.cursor() && usize::from(room) > text::width(&name);
            let name = if marked { format!("▸{name}") } else { format!(" {name}") };
            let name =
                if usize::from(room) < text::width(&name) { name[1..].to_owned() } else { name };
            if text::width(&name) <= usize::from(room) {
                buffer.set_string(x, plot.area.bottom(), name, style);
            }
        }
    }

    /// The gap first, then F in dashes, then ℓ.
    fn stairs(raster: &mut Raster, levels: &[i64], bounds: &[Option<i64>], step: usize) {
        let columns = levels.len() * step;
        for x in 0..columns {
            let i = x / step;
            let Some(bound) = bounds[i] else { continue };
            for y in (bound + 1).max(0)..levels[i] {
                if (x as i64 + y) % 4 == 0 && x % step + 1 < step {
                    raster.dot(x, y as usize, Ink::Bar);
                }
            }
        }
        let first = bounds.iter().position(Option::is_some).unwrap_or(bounds.len());
        let bound: Vec<i64> =
            bounds[first..].iter().flat_map(|b| vec![b.unwrap_or(-1); step]).collect();
        for (x, (low, high)) in spans(&bound).into_iter().enumerate() {
            for y in low.max(0)..=high {
                let is_rise = low < high;
                if is_rise && y % 3 != 2 || !is_rise && x % 4 < 2 {
                    raster.dot(first * step + x, y as usize, Ink::Component(BOUND));
                }
            }
        }
        let likelihood: Vec<i64> = levels.iter().flat_map(|l| vec![*l; step]).collect();
        for (x, (low, high)) in spans(&likelihood).into_iter().enumerate() {
            for y in low.max(0)..=high {
                raster.dot(x, y as usize, Ink::Mixture);
            }
        }
    }

    fn ink(&self, ink: Ink) -> Style {
        match ink {
            Ink::Mixture => self.theme.mixture(),
            Ink::Component(_) => self.theme.bound(),
            _ => self.theme.faint_line(),
        }
    }

    /// Returns the name of what is maximised.
    fn letter(&self) -> &'static str {
        self.run.method().objective().symbol()
    }

    fn legend(&self, width: u16) -> Line<'static> {
        let faint = self.theme.faint();
        let lines = [" F, the bound  ", " F  "].map(|bound| {
            Line::from(vec![
                Span::styled(Ink::Mixture.key("──", self.theme), self.theme.mixture()),
                Span::styled(format!(" {}(θ)  ", self.letter()), faint),
                Span::styled(Ink::Component(0).key("╌╌", self.theme), self.theme.bound()),
                Span::styled(bound, faint),
                Span::styled(Ink::Before.key("⠢⠢", self.theme), faint),
                Span::styled(" the gap", faint),
            ])
        });
        ascii::fitting_line(self.theme, lines, width.into())
    }

    /// Returns what the half-step before the cursor did.
    fn last_step(&self, width: u16) -> Line<'static> {
        let at = self.run.cursor();
        let t = at.iteration();
        let name = self.letter();
        let Some(value) = self.run.current().map(Iterate::objective) else {
            return Line::styled("γ₀ was given: there is no θ₀", self.theme.notice());
        };
        let of = |difference: f64| number::signed_difference(difference, value, LONGEST);
        let before = self.run.before(at).and_then(|before| self.run.bound_at(before));
        let now = self.run.bound_at(at);
        let rise = before.zip(now).map(|(before, now)| of(now - before));
        let gap =
            now.map_or_else(String::new, |now| number::difference(value - now, value, LONGEST));
        let (long, short) = match (at.phase(), t, rise) {
            (Phase::Theta, 0, _) => (
                self.keymap.fill(&format!(
                    "θ₀: there is {name}, and no bound F before the first E-step (⟦e⟧)"
                )),
                "θ₀: no bound F before the first E-step".to_owned(),
            ),
            (Phase::Theta, _, None) => (
                format!("M made θ{} of the γ₀ that was given: the gap is {gap}", subscript(t)),
                format!("M: the gap is {gap}"),
            ),
            (Phase::Theta, _, rise) => {
                let rise = rise.unwrap_or_default();
                let change = self.run.change_at(t).map(of).unwrap_or_default();
                (
                    format!("M lifted F by {rise} and {name} by {change}: the gap is {gap}"),
                    format!("M: F {rise}, {name} {change}"),
                )
            }
            (Phase::Gamma, _, Some(rise)) => (
                format!("E lifted F by {rise} up to {name}: the gap is closed"),
                format!("E: F {rise}; the gap is closed"),
            ),
            (Phase::Gamma, _, None) => {
                let text = format!("E: F begins at {name}, without a gap");
                (text.clone(), text)
            }
        };
        let text = ascii::fitting(self.theme, [long, short], width.into());
        Line::styled(text.unwrap_or_default(), self.theme.notice())
    }
}

/// Any component's ink: F takes a style of its own.
const BOUND: usize = 0;

/// Returns how many half-steps lie between two; none if the second is before the first.
fn steps_from(start: HalfStep, step: HalfStep) -> Option<usize> {
    let index = |step: HalfStep| 2 * step.iteration() + usize::from(step.phase() == Phase::Gamma);
    index(step).checked_sub(index(start))
}

/// Returns the step that was done and what it made; spelled out, that has no room below a step.
fn step_name(step: HalfStep, theme: &Theme) -> String {
    let t = step.iteration();
    let is_start = step == HalfStep::START;
    if theme.glyphs().is_ascii() {
        return match step.phase() {
            Phase::Theta if is_start => "t=0".into(),
            Phase::Theta => format!("M{t}"),
            Phase::Gamma => format!("E{t}"),
        };
    }
    let t = subscript(t);
    match step.phase() {
        Phase::Theta if is_start => "θ₀".into(),
        Phase::Theta => format!("Mθ{t}"),
        Phase::Gamma => format!("Eγ{t}"),
    }
}
