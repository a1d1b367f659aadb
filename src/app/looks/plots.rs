//! The plots that take the density chart's place (the staircase, the bound, the surface), and what
//! the density chart shows: which is open, where it looks, and ℓ as far as it is computed.

mod saved;

use std::sync::Arc;

use super::pair::Pair;
use crate::app::effect::Effect;
use crate::app::jobs::{Jobs, Owner, Purpose};
use crate::app::request::{PlotRequest, PlotValues};
use crate::app::study::Study;
use crate::explain::{
    Coordinate, Measure, Parameter, Plane, Profile, Section, SectionDirection, Surface,
};
use crate::lesson::{ShownChart, Step};
use crate::mixture::{Iterate, Quantiles, Sample};
pub(in crate::app) use saved::SavedPlots;

/// What takes the density chart's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Plot {
    /// ℓ and F after every half-step.
    Staircase,
    /// ℓ and F along a line through the θ that made γ.
    Bound,
    /// ℓ over two numbers of θ.
    Surface,
    /// Two runs: their densities, and ℓ over their iterations.
    Runs,
    /// Quantiles of the data against those of the mixture.
    Quantiles,
    /// The distribution function of the data and of the mixture.
    Distribution,
}

impl Plot {
    /// Returns whether it can be looked at more closely.
    fn has_zoom(self) -> bool {
        match self {
            Self::Staircase | Self::Bound | Self::Surface => true,
            Self::Runs | Self::Quantiles | Self::Distribution => false,
        }
    }
}

/// What the density chart shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Chart {
    /// p(x; θ) and its components.
    #[default]
    Density,
    /// p(k | x; θ).
    Posterior,
    /// Both, one above the other.
    Both,
    /// p(x_i; θ) of the observations, split into its components' parts.
    Shares,
}

/// The closest that a plot can be looked at.
const CLOSEST: u32 = 20;
/// The cursor along x moves by this share of the chart.
const CURSOR_STEP: f64 = 1.0 / 100.0;

/// ℓ where a plot needs it, as far as it is computed.
#[derive(Clone, Debug)]
enum Values {
    Profile(Arc<Profile>),
    Surface(Arc<Surface>),
    Quantiles(Arc<Quantiles>),
}

impl Values {
    fn is_complete(&self) -> bool {
        match self {
            Self::Profile(profile) => profile.is_complete,
            Self::Surface(surface) => surface.is_complete(),
            Self::Quantiles(_) => true,
        }
    }
}

/// The plots and what the density chart shows.
#[derive(Clone, Debug)]
pub struct Plots {
    open: Option<Plot>,
    direction: SectionDirection,
    plane: (Coordinate, Coordinate),
    zoom: u32,
    chart: Chart,
    x: Option<f64>,
    pair: Pair,
    /// What was asked for, and the answer as far as it is known.
    asked: Option<(PlotRequest, Option<Values>)>,
}

impl Plots {
    /// Returns the plots of a mixture of this many components: none is open, and they will look at
    /// the means first.
    pub(super) fn new(components: usize) -> Self {
        Self {
            open: None,
            direction: SectionDirection::Along(Coordinate::new(Parameter::Mean, 0)),
            plane: default_plane(components),
            zoom: 0,
            chart: Chart::Density,
            x: None,
            pair: Pair::default(),
            asked: None,
        }
    }

    /// Returns what is shown instead of the density chart; none for the chart itself.
    pub fn open(&self) -> Option<Plot> {
        self.open
    }

    /// Returns which way the plot of the bound looks.
    pub fn direction(&self) -> SectionDirection {
        self.direction
    }

    /// Returns how many times the plot was zoomed in.
    pub fn zoom(&self) -> u32 {
        self.zoom
    }

    /// Returns what the density chart shows.
    pub fn chart(&self) -> Chart {
        self.chart
    }

    /// Returns where the cursor along x is.
    pub fn x(&self) -> Option<f64> {
        self.x
    }

    /// Returns the run that the active one is compared with, counted from 0: the one that was
    /// chosen, or else the one that it began from, or else the one before; none if there is no
    /// other.
    pub fn other_run(&self, study: &Study) -> Option<usize> {
        let timeline = study.timeline();
        let (active, runs) = (timeline.active(), timeline.runs().len());
        let from = timeline.run().fork_of().map(|(run, _)| run);
        let candidates = [self.pair.chosen(), from, active.checked_sub(1), Some(active + 1)];
        candidates.into_iter().flatten().find(|run| *run != active && *run < runs)
    }

    /// Compares the active run with this one from now on.
    pub(super) fn compare_with(&mut self, run: usize) {
        self.pair = Pair::Chosen(run);
    }

    /// Returns whether two runs are those that two steps of the lesson left.
    pub fn compares_steps(&self) -> bool {
        self.pair == Pair::Steps
    }

    /// Shows no more what steps of a lesson left: it is closed.
    pub(super) fn leave_lesson(&mut self) {
        if self.compares_steps() && self.open == Some(Plot::Runs) {
            self.open = None;
        }
        self.pair = self.pair.in_step(false);
    }

    /// ℓ along the line of the plot of the bound, as far as it is computed.
    pub fn profile(&self) -> Option<&Profile> {
        match &self.asked {
            Some((_, Some(Values::Profile(profile)))) => Some(profile),
            _ => None,
        }
    }

    /// Returns what a surface is over.
    pub(in crate::app) fn plane(&self) -> (Coordinate, Coordinate) {
        self.plane
    }

    /// Returns the plane of the surface and ℓ over it, as far as it is computed.
    pub fn surface(&self) -> Option<(&Plane, Option<&Surface>)> {
        let (question, values) = self.asked.as_ref()?;
        let PlotValues::Surface(plane) = &question.what else { return None };
        let surface = match values {
            Some(Values::Surface(surface)) => Some(&**surface),
            Some(Values::Profile(_) | Values::Quantiles(_)) | None => None,
        };
        Some((plane, surface))
    }

    /// Returns the quantiles of the data, if a plot that needs them is open and they are there.
    pub fn quantiles(&self) -> Option<&Quantiles> {
        match &self.asked {
            Some((_, Some(Values::Quantiles(quantiles)))) => Some(quantiles),
            _ => None,
        }
    }

    /// Keeps the quantiles of the data, if they are what is asked for.
    pub(in crate::app) fn take_quantiles(&mut self, request: &PlotRequest, quantiles: Quantiles) {
        self.keep(request, Values::Quantiles(Arc::new(quantiles)));
    }

    /// Keeps ℓ along a line, if that is what is asked for.
    pub(in crate::app) fn take_profile(&mut self, request: &PlotRequest, profile: Profile) {
        self.keep(request, Values::Profile(Arc::new(profile)));
    }

    /// Keeps ℓ over a plane, if that is what is asked for.
    pub(in crate::app) fn take_surface(&mut self, request: &PlotRequest, surface: Surface) {
        self.keep(request, Values::Surface(Arc::new(surface)));
    }

    fn keep(&mut self, request: &PlotRequest, values: Values) {
        if let Some((asked, kept)) = &mut self.asked
            && asked == request
        {
            *kept = Some(values);
        }
    }

    /// Closes a plot whose ℓ is not computed to its end.
    pub(in crate::app) fn close_unfinished(&mut self) {
        let is_finished =
            |values: &Option<Values>| values.as_ref().is_some_and(Values::is_complete);
        if self.asked.as_ref().is_some_and(|(_, values)| !is_finished(values)) {
            (self.open, self.asked) = (None, None);
        }
    }

    /// Opens a plot, or closes the one that is open.
    pub(super) fn show(&mut self, plot: Option<Plot>) {
        (self.open, self.zoom) = (plot, 0);
    }

    /// Shows what a lesson's step wants to be seen, as it is before anyone has moved or zoomed it.
    pub(super) fn direct(&mut self, step: &Step) {
        let compares = step.compare.is_some();
        self.pair = self.pair.in_step(compares);
        let (open, chart) = match step.show {
            _ if compares => (Some(Plot::Runs), Chart::Density),
            ShownChart::Density => (None, Chart::Density),
            ShownChart::Posterior => (None, Chart::Posterior),
            ShownChart::Both => (None, Chart::Both),
            ShownChart::Shares => (None, Chart::Shares),
            ShownChart::Bound => (Some(Plot::Bound), Chart::Density),
            ShownChart::Surface => (Some(Plot::Surface), Chart::Density),
            ShownChart::Staircase => (Some(Plot::Staircase), Chart::Density),
        };
        self.show(open);
        (self.chart, self.x) = (chart, None);
    }

    /// Closes what covers the density chart, the uppermost first; false if nothing does.
    pub(super) fn close(&mut self) -> bool {
        if self.open.take().is_some() || self.x.take().is_some() {
            return true;
        }
        std::mem::take(&mut self.chart) != Chart::Density
    }

    /// Shows the next of density, posterior, both and shares.
    pub(super) fn cycle_chart(&mut self) {
        self.open = None;
        self.chart = match self.chart {
            Chart::Density => Chart::Posterior,
            Chart::Posterior => Chart::Both,
            Chart::Both => Chart::Shares,
            Chart::Shares => Chart::Density,
        };
    }

    /// Puts the cursor along x at `x`, or takes it away if it `was_in_focus`.
    pub(super) fn toggle_cursor(&mut self, x: f64, was_in_focus: bool) {
        let was_covered = self.open.take().is_some();
        self.x = match self.x {
            Some(_) if was_in_focus && !was_covered => None,
            _ => Some(x),
        };
    }

    /// Zooms in on the open plot, or out of it; false if none is open that has a zoom of its own.
    pub(super) fn zoom_by(&mut self, closer: bool) -> bool {
        let zoom = if closer { (self.zoom + 1).min(CLOSEST) } else { self.zoom.saturating_sub(1) };
        // Two runs are looked at through the density chart's own axes.
        let is_zoomed = self.open.is_some_and(Plot::has_zoom);
        if is_zoomed {
            self.zoom = zoom;
        }
        is_zoomed
    }

    /// Moves as in the θ panel: to the sides over π, μ, σ² (and all of θ at once), up and down over
    /// the components. Returns the component that it looks at then.
    pub(super) fn turn_direction(
        &mut self,
        (right, down): (isize, isize),
        component: usize,
        components: usize,
    ) -> usize {
        let columns = if components > 1 { &Parameter::ALL[..] } else { &Parameter::ALL[1..] };
        let (column, k) = match self.direction {
            SectionDirection::Along(c) => {
                let column = columns.iter().position(|p| *p == c.parameter).unwrap_or(0);
                (column, c.component)
            }
            SectionDirection::WholeStep => (columns.len(), component),
        };
        let turn = |i: usize, by: isize, count: usize| {
            (i as isize + by).rem_euclid(count as isize) as usize
        };
        let column = turn(column, right, columns.len() + 1);
        let k = turn(k, down, components);
        self.direction = match columns.get(column) {
            Some(parameter) => SectionDirection::Along(Coordinate::new(*parameter, k)),
            None => SectionDirection::WholeStep,
        };
        k
    }

    /// Chooses what the surface is over: left and right what lies across, up and down what goes up;
    /// pairs that span no plane are passed over.
    pub(super) fn turn_plane(&mut self, (right, down): (isize, isize), components: usize) {
        let (mut x, mut y) = self.plane;
        for _ in 0..Coordinate::all(components).len() {
            x = turned(x, right, components);
            y = turned(y, down, components);
            if Plane::exists(x, y, components) {
                self.plane = (x, y);
                return;
            }
        }
    }

    /// Moves the cursor along x: left and right by a hundredth of the chart, up and down to the
    /// next observation. Returns false if there is no cursor.
    pub(super) fn move_cursor(
        &mut self,
        (right, down): (isize, isize),
        sample: &Sample,
        (lo, hi): (f64, f64),
    ) -> bool {
        let Some(x) = self.x else { return false };
        let order = sample.order();
        let to = if right != 0 {
            x + right as f64 * CURSOR_STEP * (hi - lo)
        } else if down > 0 {
            order.next_above(x).unwrap_or(x)
        } else {
            order.next_below(x).unwrap_or(x)
        };
        self.x = Some(to.clamp(lo, hi));
        true
    }

    /// Asks for what the open plot needs and does not have; whatever else is being computed for one
    /// is cancelled. While the keys go elsewhere (`is_covered`) nothing new is asked for.
    pub(super) fn refresh(
        &mut self,
        study: &Study,
        is_covered: bool,
        jobs: &mut Jobs,
    ) -> Vec<Effect> {
        self.fit(study.run().components());
        if is_covered {
            return Vec::new();
        }
        let Some(question) = self.question(study) else {
            self.asked = None;
            return jobs.cancel(Owner::Plot);
        };
        let mut known = None;
        if let Some((asked, values)) = self.asked.take()
            && asked == question
        {
            known = values;
        }
        let is_known = known.as_ref().is_some_and(Values::is_complete);
        let is_awaited =
            matches!(jobs.of(Owner::Plot), Some(Purpose::Plot(asked)) if *asked == question);
        self.asked = Some((question.clone(), known));
        if is_known || is_awaited {
            return Vec::new();
        }
        let job = question.job();
        jobs.start(Purpose::Plot(question), job)
    }

    /// Another run may have fewer components. What was asked for is then about a mixture that is
    /// not on the screen.
    fn fit(&mut self, components: usize) {
        let all = Coordinate::all(components);
        if let SectionDirection::Along(coordinate) = self.direction
            && !all.contains(&coordinate)
        {
            self.direction = SectionDirection::Along(Coordinate::new(Parameter::Mean, 0));
            self.asked = None;
        }
        let (x, y) = self.plane;
        let is_there = all.contains(&x) && all.contains(&y);
        if !(is_there && Plane::exists(x, y, components)) {
            self.plane = default_plane(components);
            self.asked = None;
        }
    }

    fn question(&self, study: &Study) -> Option<PlotRequest> {
        let run = study.run();
        let sample = &run.data().sample;
        let what = match self.open? {
            Plot::Staircase | Plot::Runs => return None,
            Plot::Quantiles | Plot::Distribution => PlotValues::Quantiles,
            Plot::Bound => {
                let section = Section::of(run, self.direction)?;
                let positions = section.positions(self.zoom, run.data().data());
                PlotValues::Profile(section.line, positions)
            }
            Plot::Surface => {
                let (x, y) = self.plane;
                let theta = study.theta()?.clone();
                let reached = run.iterates_to(run.furthest().iteration());
                let range = |c: Coordinate| {
                    let all = c.range(sample, reached.iter().map(Iterate::theta));
                    let middle = c.position(c.value(&theta));
                    let closer = 0.5_f64.powi(self.zoom as i32);
                    let end = |end: f64| middle + (end - middle) * closer;
                    if self.zoom == 0 { all } else { (end(all.0), end(all.1)) }
                };
                let measure = Measure::of(run, run.cursor().iteration());
                let (x_range, y_range) = (range(x), range(y));
                PlotValues::Surface(Plane { theta, x, y, x_range, y_range, measure })
            }
        };
        Some(PlotRequest { dataset: Arc::clone(run.data()), what })
    }
}

fn default_plane(components: usize) -> (Coordinate, Coordinate) {
    let first = Coordinate::new(Parameter::Mean, 0);
    match components {
        1 => (first, Coordinate::new(Parameter::Variance, 0)),
        _ => (first, Coordinate::new(Parameter::Mean, 1)),
    }
}

/// Returns the coordinate this far further on in the list of all, around its end.
fn turned(coordinate: Coordinate, by: isize, components: usize) -> Coordinate {
    let all = Coordinate::all(components);
    let here = all.iter().position(|c| *c == coordinate).unwrap_or(0);
    all[(here as isize + by).rem_euclid(all.len() as isize) as usize]
}
