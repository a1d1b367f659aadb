//! The range of an axis: two ends that are finite, ascending, and far enough apart for ticks
//! between them.

/// Between the ends lie at least this many floating-point numbers.
const RESOLUTION: f64 = 64.0 * f64::EPSILON;
/// Values of a chart that differ by less than this part of them may be one value, computed in
/// several ways.
const NOISE: f64 = 1024.0 * f64::EPSILON;
/// No axis goes further than this; observations end at 1e140.
const FURTHEST: f64 = 1e150;
/// Nor is one shorter than this.
const SHORTEST: f64 = 1e-150;

/// A range that can be drawn, whatever it was made from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Range {
    lo: f64,
    hi: f64,
}

impl Range {
    /// Returns the range of `values`, wider if it is shorter than `least` times their size, or than
    /// numbers can tell apart. What is not finite is not looked at; without anything else it is 0
    /// to 1.
    pub(crate) fn holding(values: impl IntoIterator<Item = f64>, least: f64) -> Self {
        let seen = values.into_iter().filter(|value| value.is_finite());
        let seen = seen.map(|value| value.clamp(-FURTHEST / 2.0, FURTHEST / 2.0));
        let (lo, hi) =
            seen.fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), x| (lo.min(x), hi.max(x)));
        if lo > hi {
            return Self { lo: 0.0, hi: 1.0 };
        }
        let size = lo.abs().max(hi.abs());
        // Twice what differs: rounding may take some of it away again.
        let shortest = (size * least.max(2.0 * NOISE)).max(2.0 * SHORTEST);
        // One value, and nothing to compare it with: as much around it as makes round ticks.
        let shortest = if hi - lo <= size * NOISE { shortest.max(size * ALONE) } else { shortest };
        let missing = (shortest - (hi - lo)).max(0.0) / 2.0;
        let middle = if size == 0.0 { 0.5 } else { missing };
        Self { lo: lo - middle, hi: hi + middle }
    }

    /// Returns whether ends are a range as they are.
    pub(crate) fn is_drawable((lo, hi): (f64, f64)) -> bool {
        let furthest = lo.abs().max(hi.abs());
        furthest <= FURTHEST && hi - lo >= (furthest * RESOLUTION).max(SHORTEST)
    }

    /// Returns the lower end.
    pub(crate) fn lo(self) -> f64 {
        self.lo
    }

    /// Returns the upper end.
    pub(crate) fn hi(self) -> f64 {
        self.hi
    }

    /// Returns the length, above 0.
    pub(crate) fn length(self) -> f64 {
        self.hi - self.lo
    }

    /// Returns whether `x` lies between the ends or at one.
    pub(crate) fn contains(self, x: f64) -> bool {
        (self.lo..=self.hi).contains(&x)
    }
}

/// The length of a range that holds one value only, as a part of it.
const ALONE: f64 = 0.02;

impl From<(f64, f64)> for Range {
    /// Returns the range between two ends, in either order, made wider where they are too near one
    /// another.
    fn from((lo, hi): (f64, f64)) -> Self {
        if Self::is_drawable((lo, hi)) { Self { lo, hi } } else { Self::holding([lo, hi], 0.0) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_value_has_room_around_it() {
        let range = Range::holding([-24.512_532_3], 1e-9);
        assert!(range.lo() < -24.7 && range.hi() > -24.3 && range.length() < 1.0, "{range:?}");
        assert_eq!(Range::holding([0.0, -0.0], 1e-9), Range { lo: -0.5, hi: 0.5 });
        assert_eq!(Range::holding([f64::NAN, f64::INFINITY], 0.1), Range { lo: 0.0, hi: 1.0 });
        for values in [[-1.480_030_827_844_527_6e-150; 2], [-2.727_802_279_972_711e-160, 0.0]] {
            let tiny = Range::holding(values, 0.0);
            assert!(Range::is_drawable((tiny.lo(), tiny.hi())), "{tiny:?}");
        }
        assert_eq!(Range::from((2.0, 5.0)), Range { lo: 2.0, hi: 5.0 });
        assert_eq!(Range::from((5.0, 2.0)), Range { lo: 2.0, hi: 5.0 });
    }

    proptest! {
        #[test]
        fn any_values_make_a_range(
            values in prop::collection::vec(prop_oneof![any::<f64>(), -9.0..9.0f64, Just(1e9), Just(0.0)], 0..5),
            least in prop_oneof![Just(0.0), 1e-12..0.1f64],
        ) {
            let range = Range::holding(values.iter().copied(), least);
            prop_assert!(Range::is_drawable((range.lo(), range.hi())), "{range:?}");
            for x in values.into_iter().filter(|x| x.abs() < FURTHEST / 2.0) {
                prop_assert!(range.contains(x), "{x} in {range:?}");
            }
        }
    }
}
