//! The touching curves: ℓ and its lower bound F along a line through the θ that made γ.
//!
//! ```text
//! −10┤      ⢀⠤⠤⢄                    ── ℓ, ╌╌ F
//!    │    ⢀⠔⠁ ◆ ⠑⢄                  ◆ F is highest
//! −20┤   ⢠⠃ ╱   ╲ ⠱●                ● the θ that made γ, where they touch
//!    └──┬────M────┬──θ───            on the axis: ▲ θ now, M the M-step's value
//!       4         5
//! ```

mod legend;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;
use ratatui::widgets::Widget;

use crate::app::keymap::Keymap;
use crate::app::looks::axes::Range;
use crate::explain::{Coordinate, Parameter, Profile, Quantity, Section, SectionDirection};
use crate::text;
use crate::timeline::Run;
use crate::view::number::Scale;
use crate::view::plot::frame::{PlotFrame, XNumbers};
use crate::view::plot::raster::{Ink, Raster, spans};
use crate::view::theme::Theme;
use crate::view::{ascii, lines};

/// ℓ and F along a line.
pub(crate) struct BoundPlot<'a, D> {
    /// The run, whose cursor says what is drawn.
    pub run: &'a Run<D>,
    /// Which way the line goes.
    pub direction: SectionDirection,
    /// How closely to look.
    pub zoom: u32,
    /// ℓ along the line, as far as it is computed.
    pub profile: Option<&'a Profile>,
    /// How closely numbers are written.
    pub scale: &'a Scale,
    /// The keys that it names.
    pub keymap: &'a Keymap,
    /// Colours.
    pub theme: &'a Theme,
}

/// μ₁, as it is called on the screen.
pub(crate) fn name(coordinate: Coordinate) -> String {
    let k = coordinate.component;
    let quantity = match coordinate.parameter {
        Parameter::Weight => Quantity::Weight(k),
        Parameter::Mean => Quantity::Mean(k),
        Parameter::Variance => Quantity::Variance(k),
    };
    quantity.symbol()
}

impl<D> Widget for BoundPlot<'_, D> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        let Some(section) = Section::of(self.run, self.direction) else {
            let why = match self.run.gamma_iteration() {
                Some(t) if self.run.is_given(t) => {
                    "γ₀ was given: there is no θ₀ to go from. ← → choose a parameter."
                }
                _ => {
                    "The M-step is refused here: there is no way from θ to the next θ. ← → choose a parameter."
                }
            };
            let lines = ascii::paragraph(why, area.width.into(), (self.theme, self.theme.notice()));
            return lines::draw_all(lines, area, buffer);
        };
        let Some(profile) = self.profile else {
            let text = Line::styled(format!("computing {} …", self.letter()), self.theme.faint());
            return lines::draw(text, area, buffer);
        };
        // As the height grows: the chart, then what the marks mean.
        let text = self.legend(&section, area.width);
        let lines = match area.height {
            0..=7 => 0,
            8..=9 => 1,
            10..=11 => 2,
            12..=15 => 3,
            _ => text.len(),
        };
        let lines = lines.min(text.len()) as u16;
        let chart = Rect { height: area.height - lines, ..area };
        let (x, y) = (Range::from(section.range(self.zoom)), y_range(&section, profile));
        if let Some(plot) = PlotFrame::new(chart, x, y, XNumbers::Any, self.theme, buffer) {
            self.curves(&section, profile, &plot, buffer);
        }
        for (line, y) in text.into_iter().zip(chart.bottom()..area.bottom()) {
            lines::draw(line, Rect { y, height: 1, ..area }, buffer);
        }
    }
}

/// From a little above ℓ down to where the marks are and some more, and so that a good part of ℓ is
/// in sight: at the ends of the line it may fall to minus infinity, which is of no interest.
fn y_range(section: &Section, profile: &Profile) -> Range {
    let marks = section.marks();
    let at_marks = marks.iter().flat_map(|mark| [profile.at(*mark), section.bound(*mark)]);
    let finite = at_marks.flatten().filter(|value| value.is_finite());
    let lowest = finite.fold(f64::INFINITY, f64::min);
    let mut values: Vec<f64> = profile.points.iter().map(|(_, value)| *value).collect();
    values.sort_by(f64::total_cmp);
    let seen = values[values.len() / 3];
    let highest = values[values.len() - 1].max(lowest);
    let bottom =
        (lowest - 0.5 * (highest - lowest)).min(if seen.is_finite() { seen } else { lowest });
    // Where ℓ is the same along the line, its rounding is not made a mountain.
    Range::holding([bottom, highest + 0.08 * (highest - bottom)], 1e-11)
}

impl<D> BoundPlot<'_, D> {
    /// Returns the name of what is maximised.
    fn letter(&self) -> &'static str {
        self.run.method().objective().symbol()
    }

    fn curves(&self, section: &Section, profile: &Profile, plot: &PlotFrame, buffer: &mut Buffer) {
        let mut raster = Raster::new(plot.area.width, plot.area.height);
        let columns = 0..plot.dots_wide();
        let likelihood: Vec<i64> = columns
            .clone()
            .map(|x| plot.level(profile.at(plot.x_of_dot(x)).unwrap_or(f64::NAN)))
            .collect();
        let bound: Option<Vec<i64>> =
            columns.map(|x| section.bound(plot.x_of_dot(x)).map(|f| plot.level(f))).collect();
        let top = i64::from(plot.area.height) * 4;
        for x in Self::verticals(section, plot) {
            for y in (0..top).step_by(3) {
                raster.dot(x, y as usize, Ink::Before);
            }
        }
        draw(&mut raster, &likelihood, Ink::Mixture, |_, _| true);
        if let Some(bound) = &bound {
            // F lies below ℓ: where both share a dot it is ℓ's colour that gives way.
            draw(&mut raster, bound, Ink::Component(0), |x, rise| {
                (x as i64 + rise).rem_euclid(8) < 5
            });
        }
        raster.render(self.theme.glyphs().marker(), plot.area, buffer, |ink| match ink {
            Ink::Mixture => self.theme.mixture(),
            Ink::Component(_) => self.theme.bound(),
            _ => self.theme.faint_line(),
        });
        self.letters(&likelihood, bound.as_deref(), plot, &raster, buffer);
        self.marks(section, profile, plot, buffer);
    }

    /// Returns the columns of dots of the touching θ and of F's maximum.
    fn verticals(section: &Section, plot: &PlotFrame) -> Vec<usize> {
        let positions = [section.through, section.bound_maximum];
        let columns = positions.into_iter().flatten().filter_map(|at| plot.column(at));
        columns.map(|column| usize::from(column - plot.area.x) * 2).collect()
    }

    /// ℓ and F written at their curves, where they are furthest apart near an end.
    fn letters(
        &self,
        likelihood: &[i64],
        bound: Option<&[i64]>,
        plot: &PlotFrame,
        raster: &Raster,
        buffer: &mut Buffer,
    ) {
        let top = i64::from(plot.area.height) * 4;
        let columns = usize::from(plot.area.width);
        let seen = |level: i64| (0..top).contains(&level);
        let mut put = |levels: &[i64], letter: &str, style: Style, above: bool| {
            let free = |column: &usize| {
                let level = levels[2 * column];
                let row = level / 4 + if above { 1 } else { -1 };
                let inside = seen(level) && (0..top / 4).contains(&row);
                let beside = [column.saturating_sub(1), *column, column + 1];
                inside && beside.iter().all(|c| !raster.has_curve(*c, row as usize))
            };
            let order = (1..columns / 4).flat_map(|i| [columns - 1 - i, i]);
            if let Some(column) = order.into_iter().find(free) {
                let row = levels[2 * column] / 4 + if above { 1 } else { -1 };
                let y = plot.area.bottom() - 1 - row as u16;
                buffer.set_string(plot.area.x + column as u16, y, letter, style);
            }
        };
        let bold = Modifier::BOLD;
        // A longer name has no room at a curve; the legend has it.
        let letter = Some(self.letter()).filter(|letter| text::width(letter) <= 3);
        put(likelihood, letter.unwrap_or(""), self.theme.mixture().add_modifier(bold), true);
        if let Some(bound) = bound {
            put(bound, "F", self.theme.bound().add_modifier(bold), false);
        }
    }

    fn marks(&self, section: &Section, profile: &Profile, plot: &PlotFrame, buffer: &mut Buffer) {
        let bold = Modifier::BOLD;
        let mut on_curve = |at: f64, value: Option<f64>, glyph: &str, style: Style| {
            if let Some((x, y)) = plot.column(at).zip(value.and_then(|value| plot.row(value))) {
                buffer.set_string(x, y, glyph, style.add_modifier(bold));
            }
        };
        if let Some(at) = section.bound_maximum {
            on_curve(at, section.bound(at), "◆", self.theme.bound());
        }
        if let Some(at) = section.through {
            on_curve(at, profile.at(at), "●", self.theme.accent());
        }
        let axis = plot.area.bottom();
        let mut on_axis = |at: f64, glyph: &str, style: Style| {
            if let Some(x) = plot.column(at) {
                buffer.set_string(x, axis, glyph, style.add_modifier(bold));
            }
        };
        if let Some(at) = section.m_step {
            on_axis(at, "M", self.theme.bound());
        }
        if let Some(at) = section.current {
            on_axis(at, "▲", self.theme.accent());
        }
    }
}

/// A curve through its levels; where it leaves the plot it ends.
fn draw(raster: &mut Raster, levels: &[i64], ink: Ink, shown: impl Fn(usize, i64) -> bool) {
    for (x, (low, high)) in spans(levels).into_iter().enumerate() {
        for y in low.max(0)..=high {
            if shown(x, y) {
                raster.dot(x, y as usize, ink);
            }
        }
    }
}
