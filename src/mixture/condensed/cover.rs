//! Which cells are narrow enough for a θ.
//!
//! Inside a cell the Gauss nodes have the sums of all polynomials up to degree seven. What the E-step sums is a polynomial
//! of degree two wherever one component has a point to itself, and elsewhere differs from one by functions of
//! D_k(x) = ln p(x, k; θ) − ln p(x, w; θ), where w is the component that wins in the cell's middle. So a cell is
//! narrow enough where every D_k that matters varies little over it; and where none matters, but for what rounding of u
//! is worth, any cell is.

use super::grid::{Cell, Grid};
use super::pyramid::{Below, Pyramid};
use crate::mixture::theta::{Component, Theta};

/// How much D_k may vary from the middle of a cell to its end where γ_k is about 1. The error of the sums falls with the
/// eighth power of this: 0.2⁸/8! is 10⁻¹⁰, and four nodes leave less than a hundredth of it.
const VARIATION: f64 = 0.1;
/// The most it may vary however small γ_k is.
const MOST_VARIATION: f64 = 3.0;
/// A component whose γ is below e⁻⁴⁵ of its share everywhere in a cell does not matter there.
const NOTHING: f64 = -70.0;
/// The widest cell, half of it in standard deviations of the component that wins there: from then on rounding of u would
/// show.
const WIDEST: f64 = 1.0;
/// The same away from the component, as a share of the distance to it.
const WIDENING: f64 = 0.1;

/// What there is to know of a component to choose cells, in units of the grid.
#[derive(Clone, Copy)]
struct Peak {
    /// ln(π_k N(μ_k; μ_k, σ_k²)).
    constant: f64,
    mean: f64,
    sd: f64,
    precision: f64,
    /// ln of the share of the points that the component gets; at most 0.
    log_share: f64,
}

/// θ as the choice of cells sees it.
pub(super) struct Peaks(Vec<Peak>);

impl Peaks {
    /// `log_shares` has ln(N_k/n) as far as it is known.
    pub fn new(grid: &Grid, theta: &Theta, log_shares: &[f64]) -> Self {
        let peak = |(c, log_share): (&Component, &f64)| {
            let sd = c.sd() / grid.scale();
            let mean = ((c.mean - grid.centre()) + c.mean_tail) / grid.scale();
            Peak {
                constant: c.log_peak(),
                mean,
                sd,
                precision: 1.0 / (sd * sd),
                log_share: *log_share,
            }
        };
        Self(theta.components().iter().zip(log_shares).map(peak).collect())
    }
}

/// The nodes of a cover, as x − centre and weight, and the leaves that are too wide.
#[derive(Debug, Default)]
pub(super) struct Cover {
    pub values: Vec<f64>,
    pub weights: Vec<f64>,
    pub too_wide: Vec<(Cell, u64)>,
}

impl Cover {
    /// What stands for the points of all pyramids.
    pub fn of<'a>(grid: &Grid, pyramids: impl Iterator<Item = &'a Pyramid>, peaks: &Peaks) -> Self {
        let mut search = Search {
            grid,
            peaks: &peaks.0,
            matter: (0..peaks.0.len()).collect(),
            joints: Vec::new(),
            cover: Self::default(),
        };
        for pyramid in pyramids {
            search.visit(pyramid, 1, 0);
        }
        search.cover
    }
}

/// How wide a cell is for a θ.
enum Width {
    /// Its nodes can stand for its points.
    Narrow,
    /// They can where they are the points.
    NarrowForFew,
    Wide,
}

struct Search<'a> {
    grid: &'a Grid,
    peaks: &'a [Peak],
    /// A stack: the components that matter in a cell, then those of the part of it that is looked at, and so on.
    matter: Vec<usize>,
    /// ln p(x, k; θ) in the middle of a cell and its slope there, for the components that matter.
    joints: Vec<(f64, f64)>,
    cover: Cover,
}

impl Search<'_> {
    /// Looks at the cell `i` of a pyramid. `start` is where in the stack the components that may matter begin.
    fn visit(&mut self, pyramid: &Pyramid, i: usize, start: usize) {
        if pyramid.weight(i) == 0.0 {
            return;
        }
        let cell = pyramid.cell(i);
        let (centre, half) = (cell.centre(), cell.half());
        let own = self.matter.len();
        let width = self.width(centre, half, start);
        let leaf = pyramid.leaf(i);
        let is_fine = match width {
            Width::Narrow => true,
            Width::NarrowForFew => pyramid.nodes(i).are_points(),
            // A point alone in its bin is its own node.
            Width::Wide => leaf.is_some_and(|leaf| leaf.count == 1),
        };
        if is_fine {
            for (u, weight) in pyramid.nodes(i).as_slice() {
                self.cover.values.push(self.grid.distance(centre + half * u));
                self.cover.weights.push(*weight);
            }
        } else if let Some(leaf) = leaf {
            match leaf.below.get() {
                None => self.cover.too_wide.push((cell, leaf.count)),
                Some(Below::Finer(finer)) => {
                    self.visit(finer, 2, own);
                    self.visit(finer, 3, own);
                }
                Some(Below::Points(points)) => {
                    self.cover.values.extend(points.iter().map(|(distance, _)| distance));
                    self.cover.weights.extend(points.iter().map(|(_, weight)| weight));
                }
            }
        } else {
            self.visit(pyramid, 2 * i, own);
            self.visit(pyramid, 2 * i + 1, own);
        }
        self.matter.truncate(own);
    }

    /// How wide a cell is. Puts the components that matter in it onto the stack: no other matters in a part of it.
    fn width(&mut self, centre: f64, half: f64, start: usize) -> Width {
        let own = self.matter.len();
        self.joints.clear();
        let mut winner = 0;
        for k in &self.matter[start..] {
            let peak = &self.peaks[*k];
            let distance = centre - peak.mean;
            let slope = -distance * peak.precision;
            self.joints.push((peak.constant + 0.5 * distance * slope, slope));
            if self.joints[self.joints.len() - 1].0 > self.joints[winner].0 {
                winner = self.joints.len() - 1;
            }
        }
        let (best, best_slope) = self.joints[winner];
        let best_peak = &self.peaks[self.matter[start + winner]];
        let (mut is_narrow, mut most) = (true, 0.0_f64);
        for n in 0..self.joints.len() {
            let k = self.matter[start + n];
            if n != winner {
                let (joint, slope) = self.joints[n];
                let peak = &self.peaks[k];
                let slope = (slope - best_slope).abs() * half;
                let bend = 0.5 * (peak.precision - best_peak.precision).abs() * half * half;
                let highest = joint - best + slope + bend - peak.log_share;
                if highest < NOTHING {
                    continue;
                }
                // u² to the fourth is u to the eighth: a bend counts by its root.
                let variation = slope + bend.sqrt();
                most = most.max(variation);
                is_narrow &= variation <= VARIATION
                    || (variation <= MOST_VARIATION
                        && variation <= VARIATION * (-highest / 8.0).exp());
            }
            self.matter.push(k);
        }
        debug_assert!(self.matter.len() > own, "the winner matters");
        let widest = (WIDEST * best_peak.sd).max(WIDENING * (centre - best_peak.mean).abs());
        if half > widest || most > MOST_VARIATION {
            Width::Wide
        } else if is_narrow {
            Width::Narrow
        } else {
            Width::NarrowForFew
        }
    }
}
