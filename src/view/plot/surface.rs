//! The surface: ℓ over two numbers of θ as shaded cells with level lines, and the path of the
//! iterations on it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::app::looks::axes::Range;
use crate::explain::{Plane, Surface};
use crate::text::{self, subscript};
use crate::timeline::Run;
use crate::view::number;
use crate::view::plot::bound::name;
use crate::view::plot::frame::{PlotFrame, XNumbers, YNumbers};
use crate::view::plot::raster::{DOTS_X, DOTS_Y, Ink, Raster};
use crate::view::theme::{Marker, SHADES, Theme};
use crate::view::{ascii, lines};

/// The levels between the shades lie at these shares of the plot's area: finer towards the top,
/// where EM goes.
const LEVELS: [f64; SHADES - 1] = [0.25, 0.45, 0.62, 0.76, 0.88, 0.96];
/// Values of ℓ are the same if they differ by no more than this part.
const ROUNDING: f64 = 1e-13;
/// Cells that the legend takes beside the plot.
const LEGEND: u16 = 13;

/// ℓ over a plane.
pub(crate) struct SurfacePlot<'a, D> {
    /// The run whose path is drawn.
    pub run: &'a Run<D>,
    /// The plane.
    pub plane: &'a Plane,
    /// ℓ over it, as far as it is computed.
    pub grid: Option<&'a Surface>,
    /// Colours.
    pub theme: &'a Theme,
}

impl<D> Widget for SurfacePlot<'_, D> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        let Some(grid) = self.grid else {
            let text = Line::styled(format!("computing {} …", self.symbol()), self.theme.faint());
            return lines::draw(text, area, buffer);
        };
        let text = match area.height {
            0..=7 => 0,
            8..=11 => 1,
            _ => 2,
        };
        let legend = if area.width >= 37 { LEGEND } else { 0 };
        let chart = Rect { height: area.height - text, width: area.width - legend, ..area };
        let levels = levels(grid);
        let (x, y) = (Range::from(self.plane.x_range), Range::from(self.plane.y_range));
        let x = if self.plane.x.is_logarithmic() {
            (x, XNumbers::Logarithmic)
        } else {
            (x, XNumbers::Any)
        };
        let y = if self.plane.y.is_logarithmic() {
            (y, YNumbers::Logarithmic)
        } else {
            (y, YNumbers::Any)
        };
        if let Some(plot) = PlotFrame::scaled(chart, x, y, self.theme, buffer) {
            let bands = Bands::new(grid, &levels, plot.area);
            self.shades(&bands, &plot, buffer);
            self.path(&plot, buffer);
            let beside = Rect { x: chart.right(), width: legend, ..plot.area };
            self.legend(&levels, grid, beside, buffer);
        }
        for (line, y) in self.text(area.width).into_iter().zip(chart.bottom()..area.bottom()) {
            lines::draw(line, Rect { y, height: 1, ..area }, buffer);
        }
    }
}

/// Returns the values of ℓ between one shade and the next, ascending.
fn levels(grid: &Surface) -> Vec<f64> {
    let finite = grid.values.iter().flatten().copied().filter(|value| value.is_finite());
    let mut sorted: Vec<f64> = finite.collect();
    sorted.sort_by(f64::total_cmp);
    let Some(last) = sorted.len().checked_sub(1) else { return Vec::new() };
    LEVELS.iter().map(|share| sorted[(share * last as f64) as usize]).collect()
}

/// Returns why a surface has one shade; none if it has several.
fn why_plain(grid: &Surface) -> Option<&'static str> {
    let finite = grid.values.iter().flatten().copied().filter(|value| value.is_finite());
    let ends = finite.fold(None, |ends, value: f64| {
        let (lo, hi) = ends.unwrap_or((value, value));
        Some((value.min(lo), value.max(hi)))
    });
    match ends {
        None => Some("−∞ all over"),
        Some((lo, hi)) if hi - lo <= ROUNDING * lo.abs().max(hi.abs()) => {
            Some("the same all over, to rounding")
        }
        Some(_) => None,
    }
}

/// The shade of every dot: how many levels lie below it; none if there is no ℓ.
struct Bands {
    width: usize,
    bands: Vec<Option<usize>>,
}

impl Bands {
    fn new(grid: &Surface, levels: &[f64], area: Rect) -> Self {
        let (width, height) = (usize::from(area.width) * DOTS_X, usize::from(area.height) * DOTS_Y);
        let share = |i: usize, count: usize| (i as f64 + 0.5) / count as f64;
        let band = |i: usize| {
            let value = grid.at(share(i % width, width), share(i / width, height))?;
            Some(levels.partition_point(|level| *level <= value))
        };
        Self { width, bands: (0..width * height).map(band).collect() }
    }

    fn at(&self, x: usize, y: usize) -> Option<usize> {
        self.bands.get(y * self.width + x).copied().flatten()
    }

    /// Returns the shade of most dots of a cell, counted from the bottom left.
    fn of_cell(&self, column: usize, row: usize) -> Option<usize> {
        let mut counts = [0; SHADES];
        for i in 0..DOTS_X * DOTS_Y {
            let dot = self.at(column * DOTS_X + i % DOTS_X, row * DOTS_Y + i / DOTS_X);
            if let Some(band) = dot {
                counts[band] += 1;
            }
        }
        let most = (0..SHADES).max_by_key(|band| counts[*band])?;
        (counts[most] > 0).then_some(most)
    }

    /// Returns whether a level lies between a dot and the next one to the right or above.
    fn is_level(&self, x: usize, y: usize) -> bool {
        let Some(here) = self.at(x, y) else { return false };
        let right = if x + 1 < self.width { self.at(x + 1, y) } else { None };
        [right, self.at(x, y + 1)].into_iter().flatten().any(|other| other != here)
    }
}

impl<D> SurfacePlot<'_, D> {
    fn shades(&self, bands: &Bands, plot: &PlotFrame, buffer: &mut Buffer) {
        let area = plot.area;
        for row in 0..area.height {
            for column in 0..area.width {
                let at = (area.x + column, area.bottom() - 1 - row);
                match bands.of_cell(column.into(), row.into()) {
                    Some(shade) => {
                        let (glyph, style) = self.theme.shade(shade);
                        buffer[at].set_char(glyph).set_style(style);
                    }
                    None => {
                        buffer[at].set_char('╳').set_style(self.theme.faint_line());
                    }
                }
            }
        }
        let mut lines = Raster::new(area.width, area.height);
        for i in 0..bands.bands.len() {
            let (x, y) = (i % bands.width, i / bands.width);
            // A character for each line would hide the shades.
            if bands.is_level(x, y) && self.theme.glyphs().marker() != Marker::Ascii {
                lines.dot(x, y, Ink::Bar);
            }
        }
        lines.render(self.theme.glyphs().marker(), area, buffer, |_| Style::new());
    }

    /// The iterations as a line of dots, the first θ and each θ_t as a mark, the current one large.
    fn path(&self, plot: &PlotFrame, buffer: &mut Buffer) {
        let reached = self.run.iterates_to(self.run.furthest().iteration());
        let first = self.run.first().iteration();
        let now = self.run.cursor().iteration().saturating_sub(first);
        // Counted from the first θ of the run.
        let point = |i: usize| self.plane.place(reached[i].theta());
        let mut raster = Raster::new(plot.area.width, plot.area.height);
        for t in 1..reached.len() {
            line(&mut raster, plot, point(t - 1), point(t));
        }
        let style = self.theme.on_shade();
        raster.render(self.theme.glyphs().marker(), plot.area, buffer, |_| style);
        let mut mark = |t: usize, glyph: &str, style: Style| {
            let (x, y) = point(t);
            let at = plot.column(x).zip(plot.row(y))?;
            buffer.set_string(at.0, at.1, glyph, style);
            Some(at)
        };
        for t in 0..reached.len() {
            mark(t, "○", style);
        }
        let start = mark(0, "□", style);
        let here = mark(now, "●", self.theme.here());
        // A name beside its mark, if that is inside.
        let named = [(start, 0), (here, now)];
        for (at, t) in named.into_iter().skip(usize::from(now == 0)) {
            let Some((x, y)) = at else { continue };
            let name = format!("θ{}", subscript(t + first));
            let width = text::width(&name) as u16;
            let style = if t == now { self.theme.here() } else { style };
            if start == here && t != now {
                continue;
            }
            let right = x + 1 + width <= plot.area.right();
            let x = if right { x + 1 } else { x.saturating_sub(width) };
            if x >= plot.area.x && x + width <= plot.area.right() {
                buffer.set_string(x, y, name, style);
            }
        }
    }

    /// Returns the name of what is drawn.
    fn symbol(&self) -> &'static str {
        self.run.method().objective().symbol()
    }

    fn legend(&self, levels: &[f64], grid: &Surface, area: Rect, buffer: &mut Buffer) {
        if area.width < LEGEND || area.height < 4 || levels.is_empty() {
            return;
        }
        let faint = self.theme.faint();
        let x = area.x + 1;
        buffer.set_stringn(
            x,
            area.y,
            format!("{} above", self.symbol()),
            usize::from(LEGEND - 1),
            faint,
        );
        let span = Range::holding(levels.iter().copied(), 1e-9).length();
        let last = text::exponent(span) - 1;
        let rows = area.rows().skip(1).zip((0..=levels.len()).rev());
        for (row, shade) in rows {
            let (glyph, style) = self.theme.shade(shade);
            for at in [x, x + 1] {
                buffer[(at, row.y)].set_char(glyph).set_style(style);
            }
            let text = match shade.checked_sub(1) {
                Some(below) => number::level(levels[below], last, usize::from(LEGEND - 4)),
                None => "below".into(),
            };
            let beside = Rect { x: x + 3, y: row.y, width: LEGEND - 4, height: 1 };
            lines::draw(Line::styled(text, faint), beside, buffer);
        }
        if grid.values.iter().any(Option::is_none) && usize::from(area.height) > levels.len() + 2 {
            let y = area.y + levels.len() as u16 + 2;
            buffer.set_stringn(x, y, "╳╳ no θ", usize::from(LEGEND - 1), faint);
        }
    }

    fn text(&self, width: u16) -> Vec<Line<'static>> {
        let (x, y) = (name(self.plane.x), name(self.plane.y));
        let t = subscript(self.run.cursor().iteration());
        let faint = self.theme.faint();
        let done = match self.grid {
            Some(grid) if !grid.is_complete() => {
                format!("   computing, {:.0} % …", 100.0 * grid.done)
            }
            _ => String::new(),
        };
        let symbol = self.symbol();
        let texts = match self.grid.and_then(why_plain) {
            Some(why) => {
                [format!("{symbol} is {why}: {x} across, {y} up"), format!("{symbol} is {why}")]
            }
            None => [
                format!("{x} across, {y} up, the rest as in θ{t}; the path seen from above{done}"),
                format!("{x} across, {y} up, rest as in θ{t}{done}"),
            ],
        };
        let text = ascii::fitting(self.theme, texts, width.into()).unwrap_or_default();
        let first = subscript(self.run.first().iteration());
        let marks = [
            format!(" θ now  ○ θ of the other iterations  □ θ{first}"),
            format!(" θ now  ○ other iterations  □ θ{first}"),
            format!(" now  ○ other iterations  □ θ{first}"),
        ];
        let room = usize::from(width).saturating_sub(1);
        let marks = Line::from(vec![
            Span::styled("●", self.theme.accent().add_modifier(Modifier::BOLD)),
            Span::styled(ascii::fitting(self.theme, marks, room).unwrap_or_default(), faint),
        ]);
        vec![Line::styled(text, self.theme.text()), marks]
    }
}

/// A straight line of dots, as far as it lies on the plot.
fn line(raster: &mut Raster, plot: &PlotFrame, from: (f64, f64), to: (f64, f64)) {
    let (wide, high) =
        (f64::from(plot.area.width) * DOTS_X as f64, f64::from(plot.area.height) * DOTS_Y as f64);
    let dots = |(x, y): (f64, f64)| {
        let across = (x - plot.x.lo()) / plot.x.length() * wide;
        (across, (y - plot.y.lo()) / plot.y.length() * high)
    };
    let (a, b) = (dots(from), dots(to));
    let length = (b.0 - a.0).abs().max((b.1 - a.1).abs());
    // A path that comes from far outside is drawn only where it is in sight.
    let steps = (length.min(8.0 * (wide + high)) as usize).max(1);
    for i in 0..=steps {
        let share = i as f64 / steps as f64;
        let (x, y) = (a.0 + share * (b.0 - a.0), a.1 + share * (b.1 - a.1));
        if x >= 0.0 && y >= 0.0 && x < wide && y < high {
            raster.dot(x as usize, y as usize, Ink::Mixture);
        }
    }
}
