//! Iterators and slices.

use std::cmp::Ordering;

/// What has a first item, a second one and so on: rayon's iterators over it take them in any order,
/// this one in theirs.
#[derive(Clone, Debug)]
pub struct Sequence<I>(I);

/// What becomes a [`Sequence`] of its items.
pub trait IntoParallelIterator: IntoIterator + Sized {
    /// Returns them.
    fn into_par_iter(self) -> Sequence<Self::IntoIter> {
        Sequence(self.into_iter())
    }
}

impl<T: IntoIterator> IntoParallelIterator for T {}

/// What is done with items.
pub trait ParallelIterator: Sized {
    /// What the items are.
    type Item;
    /// The items, one after the other.
    type Items: Iterator<Item = Self::Item>;

    /// Returns them.
    fn items(self) -> Self::Items;

    /// As [`Iterator::map`].
    fn map<R, F: FnMut(Self::Item) -> R>(self, f: F) -> Sequence<std::iter::Map<Self::Items, F>> {
        Sequence(self.items().map(f))
    }

    /// As [`Iterator::filter`].
    fn filter<F: FnMut(&Self::Item) -> bool>(
        self,
        f: F,
    ) -> Sequence<std::iter::Filter<Self::Items, F>> {
        Sequence(self.items().filter(f))
    }

    /// As [`Iterator::for_each`].
    fn for_each(self, f: impl FnMut(Self::Item)) {
        self.items().for_each(f);
    }

    /// As [`Iterator::fold`].
    fn reduce(
        self,
        first: impl FnOnce() -> Self::Item,
        f: impl FnMut(Self::Item, Self::Item) -> Self::Item,
    ) -> Self::Item {
        self.items().fold(first(), f)
    }

    /// As [`Iterator::find`].
    fn find_first(self, f: impl FnMut(&Self::Item) -> bool) -> Option<Self::Item> {
        self.items().find(f)
    }

    /// As [`Iterator::collect`].
    fn collect<C: FromIterator<Self::Item>>(self) -> C {
        self.items().collect()
    }
}

/// What is done with items that are counted.
pub trait IndexedParallelIterator: ParallelIterator {
    /// As [`Iterator::enumerate`].
    fn enumerate(self) -> Sequence<std::iter::Enumerate<Self::Items>> {
        Sequence(self.items().enumerate())
    }

    /// There is but one thread to do them.
    fn with_min_len(self, _: usize) -> Self {
        self
    }

    /// As [`Iterator::position`].
    fn position_any(self, f: impl FnMut(Self::Item) -> bool) -> Option<usize> {
        self.items().position(f)
    }

    /// As [`Iterator::position`].
    fn position_first(self, f: impl FnMut(Self::Item) -> bool) -> Option<usize> {
        self.items().position(f)
    }
}

impl<I: Iterator> ParallelIterator for Sequence<I> {
    type Item = I::Item;
    type Items = I;

    fn items(self) -> I {
        self.0
    }
}

impl<I: Iterator> IndexedParallelIterator for Sequence<I> {}

/// What is done with slices.
pub trait ParallelSlice<T> {
    /// As [`slice::iter`].
    fn par_iter(&self) -> Sequence<std::slice::Iter<'_, T>>;

    /// As [`slice::iter_mut`].
    fn par_iter_mut(&mut self) -> Sequence<std::slice::IterMut<'_, T>>;

    /// As [`slice::chunks`].
    fn par_chunks(&self, length: usize) -> Sequence<std::slice::Chunks<'_, T>>;

    /// As [`slice::chunk_by_mut`].
    fn par_chunk_by_mut<F: FnMut(&T, &T) -> bool>(
        &mut self,
        f: F,
    ) -> Sequence<std::slice::ChunkByMut<'_, T, F>>;

    /// As [`slice::sort_unstable`].
    fn par_sort_unstable(&mut self)
    where
        T: Ord;

    /// As [`slice::sort_by`].
    fn par_sort_by(&mut self, f: impl FnMut(&T, &T) -> Ordering);
}

impl<T> ParallelSlice<T> for [T] {
    fn par_iter(&self) -> Sequence<std::slice::Iter<'_, T>> {
        Sequence(self.iter())
    }

    fn par_iter_mut(&mut self) -> Sequence<std::slice::IterMut<'_, T>> {
        Sequence(self.iter_mut())
    }

    fn par_chunks(&self, length: usize) -> Sequence<std::slice::Chunks<'_, T>> {
        Sequence(self.chunks(length))
    }

    fn par_chunk_by_mut<F: FnMut(&T, &T) -> bool>(
        &mut self,
        f: F,
    ) -> Sequence<std::slice::ChunkByMut<'_, T, F>> {
        Sequence(self.chunk_by_mut(f))
    }

    fn par_sort_unstable(&mut self)
    where
        T: Ord,
    {
        self.sort_unstable();
    }

    fn par_sort_by(&mut self, f: impl FnMut(&T, &T) -> Ordering) {
        self.sort_by(f);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_taken_in_their_order() {
        let squares: Vec<usize> = (0..4).into_par_iter().map(|i| i * i).collect();
        assert_eq!(squares, [0, 1, 4, 9]);
        let odd = squares.par_iter().enumerate().with_min_len(2).map(|(i, x)| (i, x % 2));
        assert_eq!(odd.clone().find_first(|(_, rest)| *rest == 1), Some((1, 1)));
        assert_eq!(odd.reduce(|| (0, 0), |(i, x), (j, y)| (i + j, x + y)), (6, 2));
        assert_eq!(squares.par_iter().position_first(|x| *x > 0), Some(1));
        assert_eq!(squares.par_iter().position_any(|x| *x > 9), None);
        let sums: Vec<usize> = squares.par_chunks(3).map(|part| part.iter().sum()).collect();
        assert_eq!(sums, [5, 9]);
    }

    #[test]
    fn slices_are_changed_in_place() {
        let mut numbers = vec![3, 1, 2, 1];
        numbers.par_sort_unstable();
        let same = |a: &u8, b: &u8| a == b;
        numbers.par_chunk_by_mut(same).filter(|part| part.len() > 1).for_each(|part| part[0] = 0);
        assert_eq!(numbers, [0, 1, 2, 3]);
        numbers.par_iter_mut().for_each(|number| *number += 1);
        numbers.par_sort_by(|a, b| b.cmp(a));
        assert_eq!(numbers, [4, 3, 2, 1]);
    }
}
