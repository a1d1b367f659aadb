//! Sums and means that keep the bits a plain `f64` sum drops.

/// Returns the sum and its exact rounding error (Knuth, *The Art of Computer Programming* 2,
/// §4.2.2).
#[expect(clippy::inline_always, reason = "the kernel's vectors are made of it")]
#[inline(always)]
pub(crate) fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let b_part = sum - a;
    (sum, (a - (sum - b_part)) + (b - b_part))
}

/// A number as the sum of two `f64`, the second of which is what the first lacks below its last
/// bit: about 32 digits.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct DoubleDouble {
    /// The `f64` nearest to the number.
    pub head: f64,
    /// What it lacks.
    pub tail: f64,
}

impl DoubleDouble {
    /// Returns the sum of this and a number.
    pub(crate) fn plus(self, other: f64) -> Self {
        let (head, rest) = two_sum(self.head, other);
        let (head, tail) = two_sum(head, rest + self.tail);
        Self { head, tail }
    }

    /// Returns the difference to another number, which is near.
    pub(crate) fn minus(self, other: Self) -> f64 {
        (self.head - other.head) + (self.tail - other.tail)
    }
}

impl From<f64> for DoubleDouble {
    fn from(head: f64) -> Self {
        Self { head, tail: 0.0 }
    }
}

/// A running sum with its rounding errors beside it (Neumaier 1974).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CompensatedSum {
    sum: f64,
    error: f64,
}

impl CompensatedSum {
    pub(crate) fn add(&mut self, value: f64) {
        let (sum, error) = two_sum(self.sum, value);
        self.sum = sum;
        self.error += error;
    }

    /// Returns a sum that was run elsewhere, and its rounding errors.
    pub(crate) fn of_parts(sum: f64, error: f64) -> Self {
        Self { sum, error }
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.add(other.sum);
        self.error += other.error;
    }

    /// Returns the sum; infinite, never NaN, where terms of one sign go beyond an `f64`.
    pub(crate) fn value(self) -> f64 {
        if self.sum.is_finite() { self.sum + self.error } else { self.sum }
    }
}

impl FromIterator<f64> for CompensatedSum {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut sum = Self::default();
        values.into_iter().for_each(|value| sum.add(value));
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_terms_survive_large_ones() {
        let sum: CompensatedSum = [1e16, 1.0, 1.0, -1e16].into_iter().collect();
        assert_eq!(sum.value(), 2.0);
        assert_eq!(two_sum(1e16, 1.0), (1e16, 1.0));
    }

    #[test]
    fn merging_is_adding() {
        let mut left: CompensatedSum = [1e16, 1.0].into_iter().collect();
        left.merge([1.0, -1e16].into_iter().collect());
        assert_eq!(left.value(), 2.0);
    }

    #[test]
    fn an_overflow_is_infinite() {
        let sum: CompensatedSum = [1.0, f64::NEG_INFINITY, 2.0].into_iter().collect();
        assert_eq!(sum.value(), f64::NEG_INFINITY);
        let sum: CompensatedSum = [1e308, 1e308].into_iter().collect();
        assert_eq!(sum.value(), f64::INFINITY);
    }
}
