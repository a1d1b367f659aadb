//! Which cells are narrow enough for a θ, and where their nodes lie.
//!
//! Inside a cell the Gauss nodes have the sums of all polynomials up to degree seven. What the
//! E-step sums is a polynomial of degree two wherever one component has a point to itself, and
//! elsewhere differs from one by functions of D_k(x) = ln p(x, k; θ) − ln p(x, w; θ), w being the
//! component that wins in the cell's middle. So a cell is narrow enough if every D_k that matters
//! varies little over it; if none matters, any cell is, as far as rounding of u does not show.

use std::f64::consts::{FRAC_1_SQRT_2, LN_2};

use super::expected::{Expected, log2_about};
use super::grid::{DEEPEST, Grid, GridCell};
use super::moment_tree::{MomentTree, Refinement};
use super::origin::{NodePosition, Origins};
use crate::mixture::component::Component;
use crate::mixture::theta::Theta;

/// How much D_k may vary from the middle of a cell to its end if γ_k is about 1 there. A function
/// that varies like exp(s u) has s⁸/8! as its eighth coefficient, and four nodes leave less than a
/// hundredth of that: for 0.16⁸/8! it is 8·10⁻¹⁴.
const VARIATION: f64 = 0.16;
/// The eighth power of u in exp(b u²) has the factor b⁴/4!, and in exp(s u) s⁸/8!: a bend b counts
/// as much as a slope of (8!/4!)^⅛ √b.
const BEND: f64 = 2.53;
/// The most it may vary however small γ_k is.
const MOST_VARIATION: f64 = 3.0;
/// A component does not matter in a cell in which it gets less than e⁻⁷⁰, which is 4·10⁻³¹, of what
/// it gets in all, be that of N_k or of the variance.
const NOTHING: f64 = -70.0;
/// A lone observation keeps its digits in a cell up to this many times wider than others may be: of
/// 53 bits of u this leaves 45.
const WIDER_FOR_ONE: f64 = 256.0;

/// A component of θ as the choice of cells needs it, in units of the grid's scale.
#[derive(Clone, Copy)]
pub(super) struct ScaledComponent {
    /// ln(π_k N(μ_k; μ_k, σ_k²)).
    constant: f64,
    pub mean: f64,
    sd: f64,
    precision: f64,
    pub expected: Expected,
    /// 1 / the expected σ.
    per_sd: f64,
    /// √(n / N_k), as expected.
    rarity: f64,
}

impl ScaledComponent {
    /// Returns the components of θ as the choice of cells needs them. `theta` and `expected` count
    /// means from the grid's centre, in the data's unit.
    pub(super) fn all(grid: &Grid, theta: &Theta, expected: &[Expected]) -> Vec<Self> {
        let component = |(c, expected): (&Component, &Expected)| {
            let sd = c.sd() / grid.scale();
            let expected = Expected {
                mean: expected.mean / grid.scale(),
                sd: expected.sd / grid.scale(),
                ..*expected
            };
            Self {
                constant: c.log_peak(),
                mean: (c.mean() + c.precise_mean().tail) / grid.scale(),
                sd,
                precision: 1.0 / (sd * sd),
                expected,
                per_sd: 1.0 / expected.sd,
                rarity: (-0.5 * expected.log_share).exp(),
            }
        };
        theta.components().iter().zip(expected).map(component).collect()
    }

    /// Returns what an error of t is small against if it does not show: neither in ln p(x, k; θ)
    /// nor in what the component is expected to get.
    pub(super) fn reach(&self, t: f64) -> f64 {
        self.sd.max((t - self.mean).abs()).min(self.expected.widest(t))
    }

    /// Returns how many standard deviations a point this far from t may be from the mean that is
    /// expected.
    fn distance(&self, t: f64, further: f64) -> f64 {
        ((t - self.expected.mean).abs() + further) * self.per_sd
    }
}

/// The nodes of a cover, each about its origin, and the leaves that are too wide.
#[derive(Debug)]
pub(super) struct Cover {
    pub nodes: Origins,
    pub too_wide: Vec<WideCell>,
}

/// A leaf that is too wide for a θ.
#[derive(Clone, Copy, Debug)]
pub(super) struct WideCell {
    pub cell: GridCell,
    pub count: u64,
    /// How deep its parts have to be; 0 if that was not asked for.
    pub depth: u32,
}

/// What becomes of a leaf that is too wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WideLeaves {
    /// It has no nodes: it is going to be cut.
    Cut,
    /// It has nodes, since nothing can be cut.
    Keep,
    /// The same, and how deep it would have to be cut is found.
    Measure,
}

impl Cover {
    /// Returns the nodes that replace the points of all trees.
    pub(super) fn of<'a>(
        grid: &Grid,
        trees: impl Iterator<Item = &'a MomentTree>,
        components: &[ScaledComponent],
        wide_leaves: WideLeaves,
    ) -> Self {
        let mut search = Search {
            grid,
            components,
            wide_leaves,
            matter: (0..components.len()).collect(),
            joints: Vec::new(),
            slope: 0.0,
            cover: Self {
                nodes: Origins::new(components, -grid.centre() / grid.scale()),
                too_wide: Vec::new(),
            },
        };
        for tree in trees {
            search.visit(tree, 1, 0);
        }
        search.cover
    }
}

/// Returns ln of what an error of γ_k's eighth power of u is multiplied by to become one of N_k or
/// of a variance, relative to it, if it is made everywhere. `winner` loses what `component` gains.
///
/// The eighth coefficient of (a + u)² exp(s u) is at most (|a| + 8/s)² s⁸/8!.
fn log_importance(
    component: &ScaledComponent,
    winner: &ScaledComponent,
    centre: f64,
    half: f64,
    variation: f64,
) -> f64 {
    let further = 8.0 * half / variation;
    // Its cells have no more weight than it gets, or as many times more as there are components.
    let of_winner = winner.distance(centre, further);
    let of_component = component.distance(centre, further).max(1.0) * component.rarity;
    2.0 * LN_2 * log2_about(of_component.max(of_winner))
}

/// Returns whether D_k varies little enough for four nodes.
fn varies_little(variation: f64, importance: f64) -> bool {
    variation <= MOST_VARIATION && 8.0 * LN_2 * log2_about(variation / VARIATION) <= -importance
}

/// How wide a cell is for a θ.
enum Width {
    /// Its nodes can replace its points.
    Narrow,
    /// They can if they are the points.
    NarrowForFew,
    /// They can if it is one observation.
    NarrowForOne,
}

struct Search<'a> {
    grid: &'a Grid,
    components: &'a [ScaledComponent],
    wide_leaves: WideLeaves,
    /// A stack: the components that matter in a cell, then those of the part of it that is looked
    /// at, and so on.
    matter: Vec<usize>,
    /// ln p(x, k; θ) in the middle of a cell and its slope there, for the components that matter.
    joints: Vec<(f64, f64)>,
    /// How fast a D_k changes in a cell at most, about.
    slope: f64,
    cover: Cover,
}

impl Search<'_> {
    /// Looks at the cell `i` of a tree. `start` is where in the stack the components that may
    /// matter begin.
    fn visit(&mut self, tree: &MomentTree, i: usize, start: usize) {
        if tree.weight(i) == 0.0 {
            return;
        }
        let cell = tree.cell(i);
        let (centre, half) = (cell.centre(), cell.half());
        let own = self.matter.len();
        let width = self.width(centre, half, start);
        let leaf = tree.leaf(i);
        let is_fine = match width {
            Width::Narrow => true,
            Width::NarrowForFew => tree.nodes(i).are_points(),
            // An observation alone in its bin is its own node.
            Width::NarrowForOne => {
                leaf.is_some_and(|leaf| leaf.count == 1) && {
                    let t = centre + half * tree.nodes(i).as_slice()[0].0;
                    half <= WIDER_FOR_ONE * self.widest(t, own).min(1.0 / self.slope)
                }
            }
        };
        if is_fine {
            self.push_nodes(tree, i, own);
        } else if let Some(leaf) = leaf {
            match leaf.refinement.get() {
                None => {
                    let depth = match self.wide_leaves {
                        WideLeaves::Measure => self.depth_needed(cell, own),
                        WideLeaves::Cut | WideLeaves::Keep => 0,
                    };
                    self.cover.too_wide.push(WideCell { cell, count: leaf.count, depth });
                    if self.wide_leaves != WideLeaves::Cut {
                        self.push_nodes(tree, i, own);
                    }
                }
                Some(Refinement::Finer(finer)) => {
                    self.visit(finer, 2, own);
                    self.visit(finer, 3, own);
                }
                Some(Refinement::Points(points)) => {
                    for (x, weight) in points {
                        let t = self.grid.t(*x);
                        self.push(NodePosition { t: t.head, rest: t.tail }, *weight, own);
                    }
                }
            }
        } else {
            self.visit(tree, 2 * i, own);
            self.visit(tree, 2 * i + 1, own);
        }
        self.matter.truncate(own);
    }

    /// Puts the nodes of a cell where they keep their digits.
    fn push_nodes(&mut self, tree: &MomentTree, i: usize, start: usize) {
        let cell = tree.cell(i);
        for (u, weight) in tree.nodes(i).as_slice() {
            let position = NodePosition { t: cell.centre(), rest: cell.half() * u };
            self.push(position, *weight, start);
        }
    }

    /// Returns how deep the parts of a cell have to be so that each is narrow, and a level more.
    /// Those that are looked at lie evenly from end to end, and about the components' means, where
    /// rounding shows first.
    fn depth_needed(&mut self, cell: GridCell, start: usize) -> u32 {
        let (inner, width) = (cell.centre().abs() - cell.half(), 2.0 * cell.half());
        let means = |component: &ScaledComponent| [component.mean, component.expected.mean];
        let means: Vec<f64> = (self.matter[start..].iter())
            .flat_map(|k| means(&self.components[*k]))
            .map(|mean| ((if cell.left { -mean } else { mean }) - inner) / width)
            .filter(|share| (0.0..1.0).contains(share))
            .collect();
        let shares: Vec<f64> = (0..8).map(|i| f64::from(i) / 7.0).chain(means).collect();
        for depth in cell.depth + 1..DEEPEST {
            let parts = 1_u64 << (depth - cell.depth);
            let is_narrow = shares.iter().all(|share| {
                let index = ((share * parts as f64) as u64).min(parts - 1);
                let part = cell.part(depth - cell.depth, index);
                let own = self.matter.len();
                let width = self.width(part.centre(), part.half(), start);
                self.matter.truncate(own);
                matches!(width, Width::Narrow)
            });
            if is_narrow {
                return depth + 1;
            }
        }
        DEEPEST
    }

    /// Puts a node where it keeps its digits. `start` is where the components begin that matter in
    /// its cell.
    fn push(&mut self, position: NodePosition, weight: f64, start: usize) {
        let components = self.matter[start..].iter().map(|k| &self.components[*k]);
        self.cover.nodes.push(self.grid.scale(), position, weight, self.slope, components);
    }

    /// Returns half the widest cell in which rounding of u does not show at t. `start` is where the
    /// components begin that matter.
    fn widest(&self, t: f64, start: usize) -> f64 {
        let widest = |k: &usize| self.components[*k].expected.widest(t);
        self.matter[start..].iter().map(widest).fold(f64::INFINITY, f64::min)
    }

    /// Returns how wide a cell is. Puts the components that matter in it onto the stack: no other
    /// matters in a part of it.
    fn width(&mut self, centre: f64, half: f64, start: usize) -> Width {
        let own = self.matter.len();
        self.joints.clear();
        self.slope = 0.0;
        let mut winner = 0;
        for k in &self.matter[start..] {
            let component = &self.components[*k];
            let distance = centre - component.mean;
            let slope = -distance * component.precision;
            self.joints.push((component.constant + 0.5 * distance * slope, slope));
            if self.joints[self.joints.len() - 1].0 > self.joints[winner].0 {
                winner = self.joints.len() - 1;
            }
        }
        let (best, best_slope) = self.joints[winner];
        let best_component = &self.components[self.matter[start + winner]];
        let (mut is_narrow, mut most) = (true, 0.0_f64);
        for n in 0..self.joints.len() {
            let k = self.matter[start + n];
            if n != winner {
                let (joint, slope) = self.joints[n];
                let component = &self.components[k];
                let steepness = (slope - best_slope).abs();
                let unevenness = (component.precision - best_component.precision).abs();
                let root = unevenness.sqrt();
                let bend = 0.5 * unevenness * half * half;
                let variation = (steepness + BEND * FRAC_1_SQRT_2 * root) * half;
                let highest = (joint - best + steepness * half + bend).min(0.0);
                let importance =
                    highest + log_importance(component, best_component, centre, half, variation);
                if importance < NOTHING {
                    continue;
                }
                self.slope = self.slope.max(steepness).max(root);
                most = most.max(variation);
                is_narrow = is_narrow && varies_little(variation, importance);
            }
            self.matter.push(k);
        }
        debug_assert!(self.matter.len() > own, "the winner matters");
        if half > self.widest(centre, own) || most > MOST_VARIATION {
            Width::NarrowForOne
        } else if is_narrow {
            Width::Narrow
        } else {
            Width::NarrowForFew
        }
    }
}
