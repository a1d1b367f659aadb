//! The running sums of a stream's bins, in pages that are made when the first observation comes.

use multiversion::multiversion;

use super::super::grid::{DEPTH, Grid, outward};
use super::super::power_sums::{POWERS, PowerSums};
use crate::mixture::sum::two_sum;

/// Bins of a page. A page is made when the first observation lies in it, so that memory follows the
/// data's reach.
pub(super) const PAGE: usize = 64;
/// The bins on one side of the centre.
pub(super) const SIDE: usize = (Grid::LAST_OCTAVE as usize + 1) << DEPTH;
/// The pages of both sides.
pub(super) const PAGES: usize = 2 * SIDE / PAGE;
/// The page is not there yet.
const NONE: u32 = u32::MAX;
/// Observations whose bins are found before any is added.
const BLOCK: usize = 256;
/// Observations that are added up before they go to the sums whose rounding errors are kept.
const RUN: u32 = 256;

/// Power sums per bin. They lose nothing to the number of their terms: these are first added up in
/// runs of 256, and the runs with their rounding errors beside them (Neumaier 1974).
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// Where each page begins in `runs` and `ends`.
    pages: Vec<u32>,
    pub(super) runs: Vec<[f64; POWERS]>,
    pub(super) ends: Vec<Ends>,
    /// The sums of the runs before, for pages in which a run was full.
    pub(super) sums: Vec<Option<Box<[Sums; PAGE]>>>,
}

/// How many observations a run has, and the least and the largest of the whole bin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ends {
    pub(super) length: u32,
    pub(super) min: f64,
    pub(super) max: f64,
}

impl Default for Ends {
    fn default() -> Self {
        Self { length: 0, min: f64::INFINITY, max: f64::NEG_INFINITY }
    }
}

/// Sums with their rounding errors.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Sums {
    pub(super) count: u64,
    pub(super) sum: [f64; POWERS],
    pub(super) error: [f64; POWERS],
}

impl Sums {
    fn add(&mut self, run: &[f64; POWERS], count: u64) {
        self.count += count;
        for p in 0..POWERS {
            let (sum, error) = two_sum(self.sum[p], run[p]);
            self.sum[p] = sum;
            self.error[p] += error;
        }
    }

    /// Returns the sums over both sets of observations.
    fn plus(mut self, other: &Self) -> Self {
        self.add(&other.sum, other.count);
        self.error.iter_mut().zip(other.error).for_each(|(mine, error)| *mine += error);
        self
    }

    fn value(&self) -> PowerSums {
        PowerSums(std::array::from_fn(|p| self.sum[p] + self.error[p]))
    }
}

/// What a bin has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bin {
    sums: Sums,
    pub(super) min: f64,
    pub(super) max: f64,
}

impl Bin {
    pub(super) fn count(&self) -> u64 {
        self.sums.count
    }

    pub(super) fn sums(&self) -> PowerSums {
        self.sums.value()
    }

    /// Returns what both have.
    pub(super) fn plus(&self, other: &Self) -> Self {
        let sums = self.sums.plus(&other.sums);
        Self { sums, min: self.min.min(other.min), max: self.max.max(other.max) }
    }
}

/// Adds observations, eight sums at a time where the processor can.
#[multiversion(targets("x86_64+avx2"))]
fn add(tally: &mut Tally, grid: &Grid, values: &[f64], weights: Option<&[f64]>) -> Result<(), f64> {
    for (b, values) in values.chunks(BLOCK).enumerate() {
        match weights {
            None => tally.add_block(grid, values, |_| 1.0)?,
            Some(weights) => {
                let weights = &weights[b * BLOCK..][..values.len()];
                tally.add_block(grid, values, |i| weights[i])?;
            }
        }
    }
    Ok(())
}

/// The number of the bin on both sides taken together: outwards, those left of the centre behind
/// all others.
fn index(outward: u64, is_left: bool) -> u32 {
    outward as u32 + if is_left { SIDE as u32 } else { 0 }
}

impl Tally {
    /// Adds observations, with their weights unless all are 1.
    ///
    /// # Errors
    /// Returns the first observation that lies beyond the last octave; those of its block and the
    /// blocks behind it were not added.
    pub(super) fn add(
        &mut self,
        grid: &Grid,
        values: &[f64],
        weights: Option<&[f64]>,
    ) -> Result<(), f64> {
        add(self, grid, values, weights)
    }

    #[expect(clippy::inline_always, reason = "once with weights, and once without")]
    #[inline(always)]
    fn add_block(
        &mut self,
        grid: &Grid,
        values: &[f64],
        weight: impl Fn(usize) -> f64,
    ) -> Result<(), f64> {
        let (mut at, mut us) = ([0_u32; BLOCK], [0.0; BLOCK]);
        let mut furthest = 0;
        for ((at, u), x) in at.iter_mut().zip(&mut us).zip(values) {
            let t = grid.t(*x);
            let ordinal = t.ordinal();
            let outward = outward(ordinal, DEPTH);
            furthest |= outward;
            *u = t.u_in_cell(ordinal, DEPTH);
            *at = index(outward, t.is_left());
        }
        if furthest >= SIDE as u64 {
            let is_beyond = |x: &&f64| outward(grid.t(**x).ordinal(), DEPTH) >= SIDE as u64;
            return values.iter().find(is_beyond).map_or(Ok(()), |x| Err(*x));
        }
        if self.pages.is_empty() {
            self.pages = vec![NONE; PAGES];
        }
        // The bin among those that are there.
        for at in &mut at[..values.len()] {
            let page = *at as usize / PAGE;
            let mut first = self.pages[page];
            if first == NONE {
                first = self.make_page(page);
            }
            *at = first + (*at % PAGE as u32);
        }
        for (i, x) in values.iter().enumerate() {
            let (bin, powers, w) = (at[i] as usize, PowerSums::powers(us[i]), weight(i));
            let run = &mut self.runs[bin];
            for p in 0..POWERS {
                run[p] += w * powers[p];
            }
            let ends = &mut self.ends[bin];
            if *x < ends.min {
                ends.min = *x;
            }
            if *x > ends.max {
                ends.max = *x;
            }
            ends.length += 1;
            if ends.length == RUN {
                self.flush(bin);
            }
        }
        Ok(())
    }

    #[cold]
    #[inline(never)]
    fn make_page(&mut self, page: usize) -> u32 {
        let first = self.runs.len();
        self.pages[page] = first as u32;
        self.runs.resize(first + PAGE, [0.0; POWERS]);
        self.ends.resize(first + PAGE, Ends::default());
        self.sums.push(None);
        first as u32
    }

    /// Makes a page, unless it is there.
    pub(super) fn begin_page(&mut self, page: usize) -> Option<u32> {
        if self.pages.is_empty() {
            self.pages = vec![NONE; PAGES];
        }
        (self.pages[page] == NONE).then(|| self.make_page(page))
    }

    /// Returns where each page that is there begins, and its number.
    pub(super) fn made_pages(&self) -> impl Iterator<Item = (u32, usize)> {
        let pages = self.pages.iter().enumerate();
        pages.filter(|(_, first)| **first != NONE).map(|(page, first)| (*first, page))
    }

    /// Adds a bin's run to its sums.
    #[cold]
    #[inline(never)]
    fn flush(&mut self, bin: usize) {
        let sums = self.sums[bin / PAGE].get_or_insert_with(|| Box::new([Sums::default(); PAGE]));
        sums[bin % PAGE].add(&self.runs[bin], self.ends[bin].length.into());
        self.runs[bin] = [0.0; POWERS];
        self.ends[bin].length = 0;
    }

    /// Returns what a bin has, if it has anything.
    pub(super) fn bin(&self, outward: u64, is_left: bool) -> Option<Bin> {
        let index = index(outward, is_left) as usize;
        let first = *self.pages.get(index / PAGE)?;
        if first == NONE {
            return None;
        }
        let at = first as usize + index % PAGE;
        let mut sums =
            self.sums[at / PAGE].as_ref().map_or_else(Sums::default, |sums| sums[at % PAGE]);
        let ends = &self.ends[at];
        if ends.length > 0 {
            sums.add(&self.runs[at], ends.length.into());
        }
        (sums.count > 0).then_some(Bin { sums, min: ends.min, max: ends.max })
    }

    /// Returns whether a bin of this octave may have anything.
    pub(super) fn has_octave(&self, octave: u32, is_left: bool) -> bool {
        let pages = (1 << DEPTH) / PAGE;
        let first = index(u64::from(octave) << DEPTH, is_left) as usize / PAGE;
        let pages = self.pages.get(first..first + pages);
        pages.is_some_and(|pages| pages.iter().any(|page| *page != NONE))
    }
}
