//! The pictures that take the density chart's place (the staircase, the touching curves, the
//! surface), and what the density chart shows: which is open, where it looks, and ℓ as far as it is
//! computed.

use std::sync::Arc;

use crate::app::effect::{Effect, Job};
use crate::app::jobs::{Owner, Purpose};
use crate::app::key::KeyCode;
use crate::app::{App, Key, Mode, Panel};
use crate::data::Dataset;
use crate::explain::{Coordinate, Direction, Line, Parameter, Plane, Profile, Section, Surface};

/// What takes the density chart's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// ℓ and F after every half-step.
    Staircase,
    /// ℓ and F along a line through the θ that made γ.
    Touching,
    /// ℓ over two numbers of θ.
    Surface,
}

/// What the density chart shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Chart {
    /// p(x; θ) and its components.
    #[default]
    Density,
    /// p(k | x; θ).
    Posterior,
    /// Both, one above the other.
    Both,
}

/// The closest that a picture can be looked at.
const CLOSEST: u32 = 20;
/// The cursor along x moves by this share of the chart.
const CURSOR_STEP: f64 = 1.0 / 100.0;

/// What a picture needs ℓ for.
#[derive(Clone, Debug)]
struct Question {
    dataset: Arc<Dataset>,
    what: Wanted,
}

#[derive(Clone, Debug, PartialEq)]
enum Wanted {
    Profile(Line, Vec<f64>),
    Surface(Plane),
}

impl PartialEq for Question {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.dataset, &other.dataset) && self.what == other.what
    }
}

impl Question {
    fn job(&self) -> Job {
        let dataset = Arc::clone(&self.dataset);
        match &self.what {
            Wanted::Profile(line, places) => {
                Job::Profile { dataset, line: line.clone(), places: places.clone() }
            }
            Wanted::Surface(plane) => Job::Surface { dataset, plane: plane.clone() },
        }
    }
}

/// The state of the pictures.
#[derive(Clone, Debug)]
pub struct BoundView {
    picture: Option<Picture>,
    direction: Direction,
    plane: (Coordinate, Coordinate),
    zoom: u32,
    chart: Chart,
    x: Option<f64>,
    /// What was asked for, of which the rest is the answer as far as it is known.
    asked: Option<Question>,
    profile: Option<Profile>,
    surface: Option<Surface>,
}

impl BoundView {
    /// Nothing is open; the pictures will look at the means first.
    pub(in crate::app) fn new(components: usize) -> Self {
        let first = Coordinate::new(Parameter::Mean, 0);
        Self {
            picture: None,
            direction: Direction::Along(first),
            plane: default_plane(components),
            zoom: 0,
            chart: Chart::Density,
            x: None,
            asked: None,
            profile: None,
            surface: None,
        }
    }

    /// Drops what was computed.
    pub(in crate::app) fn forget(&mut self) {
        (self.asked, self.profile, self.surface) = (None, None, None);
    }

    /// Keeps ℓ along the line that was asked for.
    pub(in crate::app) fn take_profile(&mut self, profile: Profile) {
        self.profile = Some(profile);
    }

    /// Keeps ℓ over the plane that was asked for.
    pub(in crate::app) fn take_surface(&mut self, surface: Surface) {
        self.surface = Some(surface);
    }

    /// Closes a picture whose ℓ is not computed to its end.
    pub(in crate::app) fn close_unfinished(&mut self) {
        let is_complete = match &self.asked {
            None => true,
            Some(Question { what: Wanted::Profile(..), .. }) => {
                self.profile.as_ref().is_some_and(|profile| profile.is_complete)
            }
            Some(Question { what: Wanted::Surface(_), .. }) => {
                self.surface.as_ref().is_some_and(Surface::is_complete)
            }
        };
        if !is_complete {
            self.picture = None;
            self.forget();
        }
    }

    /// What takes the density chart's place; none for the chart itself.
    pub fn picture(&self) -> Option<Picture> {
        self.picture
    }

    /// Which way the touching curves look.
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// How many times the picture was zoomed in.
    pub fn zoom(&self) -> u32 {
        self.zoom
    }

    /// What the density chart shows.
    pub fn chart(&self) -> Chart {
        self.chart
    }

    /// Where the cursor along x is.
    pub fn x(&self) -> Option<f64> {
        self.x
    }

    /// ℓ along the line of the touching curves, as far as it is computed.
    pub fn profile(&self) -> Option<&Profile> {
        self.profile.as_ref()
    }

    /// The plane of the surface and ℓ over it, as far as it is computed.
    pub fn surface(&self) -> Option<(&Plane, Option<&Surface>)> {
        match &self.asked {
            Some(Question { what: Wanted::Surface(plane), .. }) => {
                Some((plane, self.surface.as_ref()))
            }
            _ => None,
        }
    }
}

fn default_plane(components: usize) -> (Coordinate, Coordinate) {
    let first = Coordinate::new(Parameter::Mean, 0);
    match components {
        1 => (first, Coordinate::new(Parameter::Variance, 0)),
        _ => (first, Coordinate::new(Parameter::Mean, 1)),
    }
}

/// The coordinate this many places further in the list of all, around its end.
fn turned(coordinate: Coordinate, by: isize, components: usize) -> Coordinate {
    let all = Coordinate::all(components);
    let here = all.iter().position(|c| *c == coordinate).unwrap_or(0);
    all[(here as isize + by).rem_euclid(all.len() as isize) as usize]
}

impl App {
    /// The pictures and what the density chart shows.
    pub fn bound(&self) -> &BoundView {
        &self.bound
    }

    /// Opens a picture in the density chart's place, or closes it where it is open.
    pub(in crate::app) fn toggle_picture(&mut self, picture: Picture) {
        let open = self.bound.picture != Some(picture) || self.panel != Panel::Density;
        self.bound.picture = open.then_some(picture);
        self.bound.zoom = 0;
        self.panel = Panel::Density;
    }

    /// Closes what covers the density chart, the uppermost first; false where nothing does.
    pub(in crate::app) fn close_picture(&mut self) -> bool {
        if self.panel != Panel::Density {
            return false;
        }
        self.bound.picture.take().is_some() || self.bound.x.take().is_some()
    }

    /// The next of density, posterior and both.
    pub(in crate::app) fn turn_chart(&mut self) {
        self.bound.picture = None;
        self.panel = Panel::Density;
        self.bound.chart = match self.bound.chart {
            Chart::Density => Chart::Posterior,
            Chart::Posterior => Chart::Both,
            Chart::Both => Chart::Density,
        };
    }

    /// Puts the cursor along x on the selected observation, or takes it away.
    pub(in crate::app) fn toggle_cursor(&mut self) {
        let was_open = self.bound.picture.take().is_none() && self.panel == Panel::Density;
        self.panel = Panel::Density;
        self.bound.x = match self.bound.x {
            Some(_) if was_open => None,
            _ => Some(self.dataset().sample.values()[self.row()]),
        };
    }

    /// Zooms in on an open picture, or out of it; false where none has the keys.
    pub(in crate::app) fn zoom_picture(&mut self, closer: bool) -> bool {
        if self.bound.picture.is_none() || self.panel != Panel::Density {
            return false;
        }
        let zoom = self.bound.zoom;
        self.bound.zoom = if closer { (zoom + 1).min(CLOSEST) } else { zoom.saturating_sub(1) };
        true
    }

    /// Arrow keys while the density chart's place has the focus and something there can be moved;
    /// false where they mean what they always mean.
    pub(in crate::app) fn move_picture(&mut self, key: Key) -> bool {
        if self.panel != Panel::Density || key.ctrl || key.alt {
            return false;
        }
        let (right, down) = match key.code {
            KeyCode::Left => (-1, 0),
            KeyCode::Right => (1, 0),
            KeyCode::Up => (0, -1),
            KeyCode::Down => (0, 1),
            _ => return false,
        };
        match self.bound.picture {
            Some(Picture::Touching) => self.turn_direction(right, down),
            Some(Picture::Surface) => self.turn_plane(right, down),
            Some(Picture::Staircase) => return false,
            None => return self.move_cursor(right, down),
        }
        true
    }

    /// Moves as in the θ panel: to the sides over π, μ, σ² (and all of θ at once), up and down over
    /// the components.
    fn turn_direction(&mut self, right: isize, down: isize) {
        let components = self.theta().len();
        let columns = if components > 1 { &Parameter::ALL[..] } else { &Parameter::ALL[1..] };
        let (column, k) = match self.bound.direction {
            Direction::Along(c) => {
                let column = columns.iter().position(|p| *p == c.parameter).unwrap_or(0);
                (column, c.component)
            }
            Direction::WholeStep => (columns.len(), self.component()),
        };
        let turn = |i: usize, by: isize, count: usize| {
            (i as isize + by).rem_euclid(count as isize) as usize
        };
        let column = turn(column, right, columns.len() + 1);
        let k = turn(k, down, components);
        self.selection.go_to_component(k);
        self.bound.direction = match columns.get(column) {
            Some(parameter) => Direction::Along(Coordinate::new(*parameter, k)),
            None => Direction::WholeStep,
        };
    }

    /// Left and right choose what lies across, up and down what goes up; pairs that span no plane
    /// are passed over.
    fn turn_plane(&mut self, right: isize, down: isize) {
        let components = self.theta().len();
        let (mut x, mut y) = self.bound.plane;
        for _ in 0..Coordinate::all(components).len() {
            x = turned(x, right, components);
            y = turned(y, down, components);
            if Plane::exists(x, y, components) {
                self.bound.plane = (x, y);
                return;
            }
        }
    }

    /// Left and right by a hundredth of the chart, up and down to the next observation.
    fn move_cursor(&mut self, right: isize, down: isize) -> bool {
        let Some(x) = self.bound.x else { return false };
        let (lo, hi) = self.axes().x;
        let order = self.dataset().sample.order();
        let to = if right != 0 {
            x + right as f64 * CURSOR_STEP * (hi - lo)
        } else if down > 0 {
            order.next_above(x).unwrap_or(x)
        } else {
            order.next_below(x).unwrap_or(x)
        };
        self.bound.x = Some(to.clamp(lo, hi));
        true
    }

    /// Asks for what the open picture needs and does not have; whatever else is being computed for
    /// one is broken off.
    pub(in crate::app) fn refresh_picture(&mut self) -> Vec<Effect> {
        self.fit_picture_to_theta();
        let wanted = self.picture_wants();
        if self.bound.asked == wanted {
            return Vec::new();
        }
        self.bound.forget();
        let Some(question) = wanted else { return self.jobs.cancel(Owner::Plot) };
        let job = question.job();
        self.bound.asked = Some(question);
        self.jobs.start(Purpose::Plot, job)
    }

    /// Another run may have fewer components.
    fn fit_picture_to_theta(&mut self) {
        let components = self.theta().len();
        let all = Coordinate::all(components);
        if let Direction::Along(coordinate) = self.bound.direction
            && !all.contains(&coordinate)
        {
            self.bound.direction = Direction::Along(Coordinate::new(Parameter::Mean, 0));
        }
        let (x, y) = self.bound.plane;
        let is_there = all.contains(&x) && all.contains(&y);
        if !(is_there && Plane::exists(x, y, components)) {
            self.bound.plane = default_plane(components);
        }
    }

    fn picture_wants(&self) -> Option<Question> {
        if !matches!(self.mode, Mode::Stepping) {
            // Behind a dialog nothing new is asked for.
            return self.bound.asked.clone();
        }
        let run = self.timeline.run();
        let sample = &run.data().sample;
        let what = match self.bound.picture? {
            Picture::Staircase => return None,
            Picture::Touching => {
                let section = Section::of(run, self.bound.direction)?;
                let places = section.places(self.bound.zoom, run.data().data());
                Wanted::Profile(section.line, places)
            }
            Picture::Surface => {
                let (x, y) = self.bound.plane;
                let reached = &run.iterates()[..=run.furthest().iteration()];
                let range = |c: Coordinate| {
                    let all = c.range(sample, reached.iter().map(|iterate| &iterate.theta));
                    let middle = c.value(self.theta());
                    let closer = 0.5_f64.powi(self.bound.zoom as i32);
                    let end = |end: f64| middle + (end - middle) * closer;
                    if self.bound.zoom == 0 { all } else { (end(all.0), end(all.1)) }
                };
                let theta = self.theta().clone();
                Wanted::Surface(Plane { theta, x, y, x_range: range(x), y_range: range(y) })
            }
        };
        Some(Question { dataset: Arc::clone(run.data()), what })
    }
}
