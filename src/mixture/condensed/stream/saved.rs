//! What a condenser has taken in, as bytes: to go on later as if nothing had happened.

use super::tally::{Ends, PAGE, PAGES, Sums, Tally};
use super::{BLOCK, Condenser, LANES};
use crate::mixture::condensed::{Grid, POWERS};

/// Bytes that are read from their beginning on.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn word(&mut self) -> Option<u64> {
        let (word, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u64::from_le_bytes(*word))
    }

    /// Reads a count that is at most this.
    fn count(&mut self, most: usize) -> Option<usize> {
        self.word().map(|count| count as usize).filter(|count| *count <= most)
    }

    fn number(&mut self) -> Option<f64> {
        self.word().map(f64::from_bits)
    }

    fn numbers<const N: usize>(&mut self) -> Option<[f64; N]> {
        let mut numbers = [0.0; N];
        for number in &mut numbers {
            *number = self.number()?;
        }
        Some(numbers)
    }

    fn list(&mut self, most: usize) -> Option<Vec<f64>> {
        (0..self.count(most)?).map(|_| self.number()).collect()
    }
}

fn put(bytes: &mut Vec<u8>, words: impl IntoIterator<Item = u64>) {
    words.into_iter().for_each(|word| bytes.extend_from_slice(&word.to_le_bytes()));
}

fn put_numbers(bytes: &mut Vec<u8>, numbers: &[f64]) {
    put(bytes, numbers.iter().map(|number| number.to_bits()));
}

impl Condenser {
    /// Returns everything that it has taken in, for [`Condenser::from_bytes`] of this version of
    /// the program.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        put_numbers(&mut bytes, &[self.grid.centre(), self.grid.scale()]);
        put(&mut bytes, [self.is_weighted.into(), self.count, self.lanes.len() as u64]);
        for list in [&self.pending, &self.pending_weights] {
            put(&mut bytes, [list.len() as u64]);
            put_numbers(&mut bytes, list);
        }
        self.lanes.iter().for_each(|lane| lane.save(&mut bytes));
        bytes
    }

    /// Returns the condenser that these bytes were made of; `None` if they were made of none.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut bytes = Bytes(bytes);
        let [centre, scale] = bytes.numbers()?;
        let grid = Grid::new(centre, scale).filter(|grid| {
            (grid.centre().to_bits(), grid.scale().to_bits()) == (centre.to_bits(), scale.to_bits())
        })?;
        let is_weighted = bytes.count(1)? == 1;
        let (count, lanes) = (bytes.word()?, bytes.count(LANES)?);
        let pending = bytes.list(LANES * BLOCK)?;
        let pending_weights = bytes.list(LANES * BLOCK)?;
        let lanes = (0..lanes).map(|_| Tally::restore(&mut bytes)).collect::<Option<Vec<_>>>()?;
        let weights = if is_weighted { pending.len() } else { 0 };
        let is_whole = bytes.0.is_empty() && !lanes.is_empty() && pending_weights.len() == weights;
        let condenser = Self { grid, is_weighted, lanes, pending, pending_weights, count };
        is_whole.then_some(condenser)
    }
}

impl Tally {
    /// Writes the pages that are there, in the order in which they were made.
    fn save(&self, bytes: &mut Vec<u8>) {
        let mut pages: Vec<(u32, usize)> = self.made_pages().collect();
        pages.sort_unstable();
        put(bytes, [pages.len() as u64]);
        for (first, page) in pages {
            put(bytes, [page as u64]);
            for bin in first as usize..first as usize + PAGE {
                let Ends { length, min, max } = self.ends[bin];
                put_numbers(bytes, &self.runs[bin]);
                put(bytes, [length.into()]);
                put_numbers(bytes, &[min, max]);
            }
            let sums = self.sums[first as usize / PAGE].as_deref();
            put(bytes, [sums.is_some().into()]);
            for Sums { count, sum, error } in sums.into_iter().flatten() {
                put(bytes, [*count]);
                put_numbers(bytes, sum);
                put_numbers(bytes, error);
            }
        }
    }

    fn restore(bytes: &mut Bytes<'_>) -> Option<Self> {
        let mut tally = Self::default();
        for _ in 0..bytes.count(PAGES)? {
            let first = tally.begin_page(bytes.count(PAGES - 1)?)? as usize;
            for bin in first..first + PAGE {
                tally.runs[bin] = bytes.numbers::<POWERS>()?;
                let length = bytes.count(u8::MAX.into())? as u32;
                let [min, max] = bytes.numbers()?;
                tally.ends[bin] = Ends { length, min, max };
            }
            if bytes.count(1)? == 1 {
                let mut sums = Box::new([Sums::default(); PAGE]);
                for Sums { count, sum, error } in &mut *sums {
                    (*count, *sum, *error) = (bytes.word()?, bytes.numbers()?, bytes.numbers()?);
                }
                tally.sums[first / PAGE] = Some(sums);
            }
        }
        Some(tally)
    }
}
