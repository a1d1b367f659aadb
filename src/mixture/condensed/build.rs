//! One pass over the data: from points to the power sums of bins.

use std::ops::Range;

use rayon::prelude::*;

use super::cover::WideCell;
use super::grid::{DEPTH, Grid, GridCell, outward};
use super::moment_tree::{MomentTree, Refinement};
use super::power_sums::{BinTally, PowerSums};
use crate::mixture::sample::Sample;

/// Points of a part that is summed by one task, at least; there are 16 parts at the most. Fixed by
/// n alone, so that the bits do not depend on the number of threads.
const PART: usize = 1 << 20;
const MOST_PARTS: usize = 16;
/// Points whose ordinals are found before any is added.
const BLOCK: usize = 256;
/// How many levels a bin that is too wide is cut into at once.
const FINER: u32 = 6;
/// Up to this many points of a bin that is too wide are kept as they are: four nodes for each of
/// its parts would be as many.
const FEW: u64 = 4 << FINER;

/// A tree per octave, outwards; those left of the centre, then those right of it.
pub(super) type HalfLines = [Vec<Option<MomentTree>>; 2];

fn parts(n: usize) -> impl IndexedParallelIterator<Item = Range<usize>> {
    let count = (n / PART).clamp(1, MOST_PARTS);
    let length = n.div_ceil(count);
    (0..count).into_par_iter().map(move |part| (part * length).min(n)..((part + 1) * length).min(n))
}

/// Puts every point into its bin. `octaves` is how many of them the data reach.
pub(super) fn condense(
    grid: &Grid,
    octaves: u32,
    values: &[f64],
    weights: Option<&[f64]>,
) -> HalfLines {
    let bins = (octaves as usize) << DEPTH;
    let tallies: Vec<BinTally> = parts(values.len())
        .map(|range| tally(grid, bins, &values[range.clone()], weights.map(|w| &w[range])))
        .collect();
    let mut tallies = tallies.into_iter();
    let mut total = tallies.next().unwrap_or_else(|| BinTally::new(2 * bins));
    tallies.for_each(|mut tally| total.merge(&mut tally));
    half_lines(&total.finish())
}

/// Returns the trees over the counts and sums of all bins: those left of the centre, outwards, then
/// those right of it.
pub(super) fn half_lines(bins: &[(u64, PowerSums)]) -> HalfLines {
    let (left, right) = bins.split_at(bins.len() / 2);
    [(true, left), (false, right)].map(|(left, bins)| {
        let octaves = bins.chunks(1 << DEPTH).enumerate();
        let tree = |(octave, bins): (usize, &[(u64, PowerSums)])| {
            let root = GridCell { left, octave: octave as u32, depth: 0, index: 0 };
            bins.iter().any(|(count, _)| *count > 0).then(|| MomentTree::new(root, DEPTH, bins))
        };
        octaves.map(tree).collect()
    })
}

fn tally(grid: &Grid, bins: usize, values: &[f64], weights: Option<&[f64]>) -> BinTally {
    let mut tally = BinTally::new(2 * bins);
    let (mut at, mut us) = ([0_u32; BLOCK], [0.0; BLOCK]);
    for (b, block) in values.chunks(BLOCK).enumerate() {
        for ((at, u), x) in at.iter_mut().zip(&mut us).zip(block) {
            let t = grid.t(*x);
            let ordinal = t.ordinal();
            *u = t.u_in_cell(ordinal, DEPTH);
            *at = outward(ordinal, DEPTH) as u32 + if t.is_left() { 0 } else { bins as u32 };
        }
        let points = at.iter().zip(&us).take(block.len());
        match weights {
            None => points.for_each(|(at, u)| tally.add(*at as usize, *u)),
            Some(weights) => {
                let weights = &weights[b * BLOCK..][..block.len()];
                points
                    .zip(weights)
                    .for_each(|((at, u), w)| tally.add_weighted(*at as usize, *u, *w));
            }
        }
    }
    tally
}

/// A leaf that is too wide and has to be cut, and the ordinals in it.
struct RefineTarget {
    cell: GridCell,
    ordinals: Range<u64>,
    is_small: bool,
}

impl RefineTarget {
    fn new(wide: &WideCell) -> Self {
        let width = 52 - wide.cell.depth;
        let first = wide.cell.outward() << width;
        let ordinals = first..first + (1 << width);
        Self { cell: wide.cell, ordinals, is_small: wide.count <= FEW }
    }
}

/// What a part of the data has in each target.
struct Found {
    /// The parts of the targets that are not small, in their order.
    tally: BinTally,
    /// The points of the targets that are small.
    points: Vec<Vec<(f64, f64)>>,
}

/// Cuts leaves that are too wide, in one pass over the data: into 64 parts, or into their points
/// where these are few.
pub(super) fn refine(grid: &Grid, half_lines: &HalfLines, too_wide: &[WideCell], sample: &Sample) {
    let mut too_wide = too_wide.to_vec();
    let position = |cell: GridCell| (cell.left, cell.outward() << (52 - cell.depth));
    too_wide.sort_unstable_by_key(|wide| position(wide.cell));
    let targets: Vec<RefineTarget> = too_wide.iter().map(RefineTarget::new).collect();
    let (values, weights) = (sample.values(), sample.weights());
    let found: Vec<Found> = parts(values.len())
        .map(|range| {
            find(grid, half_lines, &targets, &values[range.clone()], weights.map(|w| &w[range]))
        })
        .collect();
    let mut found = found.into_iter();
    let Some(mut total) = found.next() else { return };
    for mut found in found {
        total.tally.merge(&mut found.tally);
        for (mine, theirs) in total.points.iter_mut().zip(found.points) {
            mine.extend(theirs);
        }
    }
    let bins = total.tally.finish();
    let mut bins = bins.chunks(1 << FINER);
    for (target, points) in targets.iter().zip(total.points) {
        let refinement = if target.is_small {
            Refinement::Points(points)
        } else {
            Refinement::Finer(Box::new(MomentTree::new(
                target.cell,
                FINER,
                bins.next().unwrap_or_default(),
            )))
        };
        let tree = half_lines[usize::from(!target.cell.left)][target.cell.octave as usize].as_ref();
        // Where another thread has done the same meanwhile, it found the same.
        let _ = tree
            .and_then(|tree| tree.find(target.cell))
            .map(|leaf| leaf.refinement.set(refinement));
    }
}

fn find(
    grid: &Grid,
    half_lines: &HalfLines,
    targets: &[RefineTarget],
    values: &[f64],
    weights: Option<&[f64]>,
) -> Found {
    let large = targets.iter().filter(|target| !target.is_small).count();
    let mut found =
        Found { tally: BinTally::new(large << FINER), points: vec![Vec::new(); targets.len()] };
    let octaves = half_lines[0].len().max(half_lines[1].len());
    // A table of all bins tells most points at once that they are of no target.
    let mut touched = vec![false; (2 * octaves) << DEPTH];
    let first_of: Vec<usize> = targets
        .iter()
        .scan(0, |next, target| {
            let first = *next;
            *next += if target.is_small { 0 } else { 1 << FINER };
            Some(first)
        })
        .collect();
    let at = |left: bool, ordinal: u64| {
        outward(ordinal, DEPTH) as usize + if left { 0 } else { octaves << DEPTH }
    };
    for target in targets {
        touched[at(target.cell.left, target.ordinals.start)] = true;
    }
    let lefts = targets.partition_point(|target| !target.cell.left);
    for (i, x) in values.iter().enumerate() {
        let t = grid.t(*x);
        let (left, ordinal) = (t.is_left(), t.ordinal());
        if !touched[at(left, ordinal)] {
            continue;
        }
        let side = if left { lefts..targets.len() } else { 0..lefts };
        let s = side.start
            + targets[side.clone()].partition_point(|target| target.ordinals.end <= ordinal);
        let Some(target) =
            targets.get(s).filter(|target| side.contains(&s) && target.ordinals.contains(&ordinal))
        else {
            continue;
        };
        let weight = weights.map_or(1.0, |weights| weights[i]);
        if target.is_small {
            found.points[s].push((*x, weight));
            continue;
        }
        let depth = target.cell.depth + FINER;
        let part = outward(ordinal, depth) as usize & ((1 << FINER) - 1);
        found.tally.add_weighted(first_of[s] + part, t.u_in_cell(ordinal, depth), weight);
    }
    found
}
