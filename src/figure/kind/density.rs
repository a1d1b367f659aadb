//! The data as a histogram, the mixture and its components.

use super::super::canvas::{Canvas, TooSmall};
use super::super::curves;
use super::super::legend::{self, Swatch};
use super::super::page::{Area, Label, Path, Point};
use super::super::panel::{AxisOf, Kind, Panel};
use super::super::style::{BAR, BAR_EDGE, BLACK, BOLD, EDGE, GREY, SeriesStyle, solid};
use super::super::unit::Measured;
use super::{Layout, Source};
use crate::app::looks::axes::{Axes, Range, nice};
use crate::mixture::{Component, Sample, Summed, SummedCell, Theta};
use crate::text::{fixed, grouped};

/// Up to this many observations, each has a tick on the axis.
const RUG: usize = 200;
/// From this many on there is a histogram: bars then say more than a rug.
const BARS_FROM: usize = 20;
/// A bin is not narrower than this part of the axis.
const MOST_BINS: f64 = 120.0;
/// The height of these ticks.
const RUG_HEIGHT: f64 = 5.0;

/// The figure's numbers.
#[derive(Debug)]
pub(in super::super) struct Density {
    measured: Measured,
    axes: Axes,
    /// Left, right and height of each bar.
    bars: Vec<(f64, f64, f64)>,
    rug: Vec<f64>,
    theta: Theta,
    data: String,
}

impl Density {
    pub(in super::super) fn of(source: &Source<'_>, measured: Measured) -> Self {
        let (dataset, theta) = (source.dataset, source.theta().clone());
        let sample = &dataset.sample;
        let mut axes = Axes::start(sample, &theta);
        let bars = bars(sample, &axes);
        // Every bar is seen in full, whatever a narrow component does.
        let highest = bars.iter().map(|bar| bar.2).fold(0.0, f64::max);
        if highest > axes.y_max {
            axes.y_max = nice::limit_above(1.02 * highest);
        }
        let is_few = sample.known_one_by_one() <= RUG && !sample.has_weights();
        let rug = if is_few && sample.bins().is_none() && sample.summed().is_none() {
            sample.values().to_vec()
        } else {
            Vec::new()
        };
        Self { measured, axes, bars, rug, theta, data: said_of(sample) }
    }

    fn legend(&self) -> Vec<(Swatch, Label)> {
        let data = if self.bars.is_empty() { Swatch::Rug(BLACK) } else { Swatch::Box(BAR) };
        let mixture = Swatch::Line(solid(BLACK, BOLD));
        let mut entries = vec![
            (data, Label::from(self.data.as_str())),
            (mixture, Label::from("mixture ").and("p(x; θ)")),
        ];
        if self.theta.len() > 1 {
            let dashes = SeriesStyle { ink: GREY, ..SeriesStyle::new(0) };
            let symbol = Label::from("components ").and("π_k N(x; μ_k, σ_k^2)");
            entries.push((Swatch::Line(dashes.stroke()), symbol));
        }
        entries
    }

    fn draw_bars(&self, canvas: &mut Canvas, panel: &Panel) {
        let mut path = Path::default();
        for (left, right, height) in &self.bars {
            let (left, top) = panel.nearest((*left, *height));
            let (right, bottom) = panel.nearest((*right, 0.0));
            if right > left && top < bottom {
                path.rectangle(Area { left, top, right, bottom });
            }
        }
        canvas.shape(path, Some(BAR), Some(solid(BAR_EDGE, EDGE)));
    }

    fn draw_rug(&self, canvas: &mut Canvas, panel: &Panel) {
        let mut path = Path::default();
        for x in &self.rug {
            let (x, bottom) = panel.nearest((*x, 0.0));
            path.line([(x, bottom), (x, bottom - RUG_HEIGHT)]);
        }
        canvas.stroke(path, solid(BLACK, 0.5));
    }

    /// Returns the points at which a component's curve may be labelled: its peak, and further out.
    fn label_points(&self, k: usize, range: Range) -> Vec<Point> {
        let component = &self.theta.components()[k];
        let density = |x: f64| component.log_joint(x).exp();
        let at = |z: f64| (component.mean() + z * component.sd()).clamp(range.lo(), range.hi());
        // Away from the other components first.
        let middle = range.lo().midpoint(range.hi());
        let out = if component.mean() < middle { -1.0 } else { 1.0 };
        let offsets = [0.0, 0.8 * out, -0.8 * out, 1.4 * out, -1.4 * out, 2.0 * out, -2.0 * out];
        offsets.map(|z| (at(z), density(at(z)))).into()
    }
}

impl Layout for Density {
    fn height(&self, width: f64) -> f64 {
        0.5 * width + 15.0
    }

    fn title(&self) -> String {
        format!("Density of {}", self.measured.name.text())
    }

    fn description(&self) -> String {
        let each = self.theta.components().iter().enumerate().map(|(k, c)| {
            format!(
                "{}: weight {}, mean {}, standard deviation {}",
                k + 1,
                crate::text::shortest(c.weight()),
                crate::text::shortest(c.mean()),
                crate::text::shortest(c.sd())
            )
        });
        format!("{}. Components: {}.", self.data, each.collect::<Vec<_>>().join("; "))
    }

    fn draw(&self, canvas: &mut Canvas) -> Result<(), TooSmall> {
        let page = canvas.area();
        let legend = legend::draw(canvas, &self.legend(), &page)?;
        let range = Range::from(self.axes.x);
        let x = AxisOf {
            range,
            kind: Kind::Number,
            name: self.measured.name.clone(),
            unit: self.measured.unit(),
        };
        let y = AxisOf {
            range: Range::from((0.0, self.axes.y_max)),
            kind: Kind::Number,
            name: "density".into(),
            unit: self.measured.per_unit(),
        };
        let outer = Area { top: page.top + legend + 4.0, ..page };
        let panel = Panel::draw(canvas, &outer, &x, &y, None)?;
        self.draw_bars(canvas, &panel);
        self.draw_rug(canvas, &panel);
        let positions = curves::positions(range, &self.theta);
        let curve = |density: &dyn Fn(f64) -> f64| -> Vec<Point> {
            positions.iter().map(|x| (*x, density(*x))).collect()
        };
        let mixture = curve(&|x| self.theta.density(x));
        let components: Vec<Vec<Point>> = (self.theta.components().iter())
            .map(|component: &Component| curve(&|x| component.log_joint(x).exp()))
            .collect();
        curves::draw(canvas, &panel, &mixture, solid(BLACK, BOLD));
        mark_cut(canvas, &panel, &mixture, self.axes.y_max);
        if components.len() == 1 {
            return Ok(());
        }
        for (k, points) in components.iter().enumerate() {
            curves::draw(canvas, &panel, points, SeriesStyle::new(k).stroke());
        }
        let mut obstacles = curves::obstacles(&panel, &mixture);
        for points in &components {
            obstacles.extend(curves::obstacles(&panel, points));
        }
        for k in 0..components.len() {
            let at = self.label_points(k, range);
            curves::label(canvas, &panel, (k, components.len()), &at, &obstacles)?;
        }
        Ok(())
    }
}

/// Marks where a curve leaves the plot at the top.
fn mark_cut(canvas: &mut Canvas, panel: &Panel, curve: &[Point], y_max: f64) {
    let mut path = Path::default();
    for part in curve.split(|(_, y)| *y <= y_max).filter(|part| !part.is_empty()) {
        let highest = part.iter().copied().reduce(|a, b| if b.1 > a.1 { b } else { a });
        let Some(highest) = highest else { continue };
        let (x, top) = panel.nearest(highest);
        path.polygon([(x - 2.5, top), (x + 2.5, top), (x, top - 3.5)]);
    }
    canvas.fill(path, BLACK);
}

/// Returns what the data are, in a few words.
fn said_of(sample: &Sample) -> String {
    let n = sample.total_weight();
    let n = if n == n.trunc() && n < 1e15 { grouped(n as u64) } else { fixed(n, 1) };
    if let Some(bins) = sample.bins() {
        return format!("data: {n} in {} bins", bins.len());
    }
    let is_weighted = sample.has_weights();
    format!("data: {n} {}", if is_weighted { "in total" } else { "observations" })
}

/// Returns the bars of a histogram of area 1: the bins of grouped data, or round ones.
fn bars(sample: &Sample, axes: &Axes) -> Vec<(f64, f64, f64)> {
    if let Some(grouped) = sample.as_grouped() {
        let bar = |index| {
            let (left, right) = grouped.drawn(index);
            (left, right, grouped.height(index, sample.total_weight()))
        };
        return (0..grouped.bins().len()).map(bar).collect();
    }
    let cells = sample.summed().map(Summed::cells);
    if cells.is_none() && sample.len() < BARS_FROM {
        return Vec::new();
    }
    let length = axes.x.1 - axes.x.0;
    let histogram = crate::app::looks::axes::histogram::Histogram::new(sample, length / MOST_BINS);
    let width = histogram.bin_width();
    let (min, max) = (sample.order().min(), sample.order().max());
    let first = (min / width).floor();
    let count = ((max / width).floor() - first) as usize + 1;
    let bin = |i: usize| {
        let (left, right) = ((first + i as f64) * width, (first + i as f64 + 1.0) * width);
        let height = match cells {
            Some(cells) => weight_of_cells(cells, left, right) / sample.total_weight() / width,
            None => histogram.density(sample, left.midpoint(right)),
        };
        (left, right, height)
    };
    (0..count.min(4 * MOST_BINS as usize)).map(bin).filter(|bar| bar.2 > 0.0).collect()
}

/// Returns the weight of a condensed table's cells between two edges, as if each were even.
fn weight_of_cells(cells: &[SummedCell], left: f64, right: f64) -> f64 {
    let share = |cell: &SummedCell| {
        if cell.max <= cell.min {
            return f64::from(u8::from(left <= cell.min && cell.min < right));
        }
        let common = cell.max.min(right) - cell.min.max(left);
        (common / (cell.max - cell.min)).max(0.0)
    };
    cells.iter().map(|cell| cell.weight * share(cell)).sum()
}
