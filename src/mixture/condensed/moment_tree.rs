//! Power sums of a cell and of all its halves, quarters, …, as a binary tree.

use std::sync::OnceLock;

use super::grid::GridCell;
use super::power_sums::PowerSums;
use super::quadrature::{MOST, Nodes, nodes};

/// The sums of a cell's parts on every level, down to leaves that come from the data. Each level is
/// the exact sum of the next finer one.
#[derive(Debug)]
pub(super) struct MomentTree {
    root: GridCell,
    levels: u32,
    /// As in a heap: the root is 1, the parts of i are 2i and 2i + 1, outwards.
    sums: Vec<PowerSums>,
    /// Found at the first need: most cells are never asked for.
    nodes: Vec<OnceLock<Nodes>>,
    leaves: Vec<Leaf>,
}

/// A leaf: how many points it has, and, once they were asked for, smaller parts.
#[derive(Debug, Default)]
pub(super) struct Leaf {
    pub count: u64,
    pub refinement: OnceLock<Refinement>,
}

impl Leaf {
    /// Returns whether smaller parts of it are known.
    pub(super) fn is_cut(&self) -> bool {
        self.refinement.get().is_some()
    }
}

/// What a leaf is made of.
#[derive(Debug)]
pub(super) enum Refinement {
    /// Smaller cells.
    Finer(Box<MomentTree>),
    /// The observations themselves, as (x, weight).
    Points(Vec<(f64, f64)>),
}

impl MomentTree {
    /// Returns the tree over the counts and sums of 2^levels leaves, outwards.
    pub(super) fn new(root: GridCell, levels: u32, leaves: &[(u64, PowerSums)]) -> Self {
        let count = 1 << levels;
        let mut sums = vec![PowerSums::default(); 2 * count];
        for (sum, leaf) in sums[count..].iter_mut().zip(leaves) {
            *sum = leaf.1;
        }
        // The inner part of a cell lies on the side of the centre.
        let outwards = if root.left { -1.0 } else { 1.0 };
        for i in (1..count).rev() {
            let (inner, outer) = (&sums[2 * i], &sums[2 * i + 1]);
            if inner.weight() > 0.0 || outer.weight() > 0.0 {
                sums[i] = inner.widened(-outwards).plus(&outer.widened(outwards));
            }
        }
        let leaf = |leaf: &(u64, PowerSums)| Leaf { count: leaf.0, refinement: OnceLock::new() };
        let leaves = leaves.iter().map(leaf).collect();
        Self { root, levels, nodes: vec![OnceLock::new(); sums.len()], sums, leaves }
    }

    /// Returns about how many bytes the tree takes, without what its leaves are cut into.
    pub(super) fn bytes(&self) -> usize {
        self.sums.len() * (size_of::<PowerSums>() + size_of::<OnceLock<Nodes>>())
            + self.leaves.len() * size_of::<Leaf>()
    }

    /// Returns the cell with this index in the heap.
    pub(super) fn cell(&self, i: usize) -> GridCell {
        let level = i.ilog2();
        self.root.part(level, i as u64 - (1 << level))
    }

    /// Returns the sums of powers over all leaves, about the middle of the root.
    pub(super) fn sums_of_all(&self) -> &PowerSums {
        &self.sums[1]
    }

    /// Says what a leaf is made of, by its number outwards, if that is not known yet.
    pub(super) fn refine(&self, leaf: usize, refinement: Refinement) {
        // What is known already is the same.
        let _ = self.leaves[leaf].refinement.set(refinement);
    }

    pub(super) fn weight(&self, i: usize) -> f64 {
        self.sums[i].weight()
    }

    /// Returns the nodes that replace the points of a cell.
    pub(super) fn nodes(&self, i: usize) -> &Nodes {
        self.nodes[i].get_or_init(|| nodes(&self.sums[i], MOST))
    }

    /// Returns the leaf with this index, if `i` is that of one.
    pub(super) fn leaf(&self, i: usize) -> Option<&Leaf> {
        self.leaves.get(i.wrapping_sub(1 << self.levels))
    }

    /// Returns the leaf that is this cell, in this tree or in one below a leaf.
    pub(super) fn find(&self, cell: GridCell) -> Option<&Leaf> {
        let levels = cell.depth.checked_sub(self.root.depth)?;
        if levels < self.levels {
            return None;
        }
        let here = cell.index >> (levels - self.levels);
        let leaf = self.leaves.get((here - (self.root.index << self.levels)) as usize)?;
        match leaf.refinement.get() {
            _ if levels == self.levels => Some(leaf),
            Some(Refinement::Finer(finer)) => finer.find(cell),
            _ => None,
        }
    }

    /// Returns what the leaves that were cut are made of.
    #[cfg(test)]
    pub(super) fn refinements(&self) -> impl Iterator<Item = &Refinement> {
        self.leaves.iter().filter_map(|leaf| leaf.refinement.get())
    }
}
