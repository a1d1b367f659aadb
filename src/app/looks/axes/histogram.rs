//! The histogram of a sample, scaled as a density: its bars can be compared with p(x; θ).

use super::nice;
use crate::mixture::Sample;

/// Bins of one round width, their edges at its multiples, so that they stay where they are under
/// zoom and pan and so that rounded data fall into them evenly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Histogram {
    width: f64,
}

/// Returns the histogram's height at `x` and whether it is that of an open bin, which is drawn as
/// wide as its neighbour. Grouped data have their own bins.
pub(crate) fn height_at(histogram: &Histogram, sample: &Sample, x: f64) -> (f64, bool) {
    let Some(grouped) = sample.as_grouped() else { return (histogram.density(sample, x), false) };
    grouped.drawn_at(x).map_or((0.0, false), |index| {
        (grouped.height(index, sample.total_weight()), grouped.bins()[index].is_open())
    })
}

impl Histogram {
    /// Bins after Freedman & Diaconis (1981), 2 IQR / n^(1/3), rounded to a step, but not narrower
    /// than `at_least` (positive: what a column of the screen shows).
    pub(crate) fn new(sample: &Sample, at_least: f64) -> Self {
        let (lower, upper) = sample.order().quartiles();
        let iqr = upper - lower;
        let rule = 2.0 * iqr / sample.total_weight().max(1.0).cbrt();
        // A step is up to 2.5 times as wide as what was asked for: ask for a little less.
        let (mantissa, exponent) = nice::step_above((rule / 1.6).max(at_least));
        Self { width: nice::decimal(mantissa, exponent) }
    }

    /// Returns the width of a bin, in the data's unit.
    pub(crate) fn bin_width(&self) -> f64 {
        self.width
    }

    /// Returns the bin that holds `x`, as [lo, hi).
    pub(crate) fn bin_of(&self, x: f64) -> (f64, f64) {
        let lo = (x / self.width).floor() * self.width;
        (lo, lo + self.width)
    }

    /// Returns the share of the sample's weight in the bin that holds `x`, divided by the bin's
    /// width.
    pub(crate) fn density(&self, sample: &Sample, x: f64) -> f64 {
        let (lo, hi) = self.bin_of(x);
        sample.order().weight_between(lo, hi) / sample.total_weight() / self.width
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bars_have_area_one() {
        let values: Vec<f64> = (0..1000).map(|i| f64::from(i * i % 997) / 10.0).collect();
        let sample = Sample::new(values).unwrap();
        let histogram = Histogram::new(&sample, 1e-3);
        let w = histogram.bin_width();
        assert!((2.0..20.0).contains(&w), "{w}");
        let area: f64 =
            (-2..80).map(|i| histogram.density(&sample, (f64::from(i) + 0.5) * w) * w).sum();
        assert!((area - 1.0).abs() < 1e-12, "{area}");
    }

    #[test]
    fn equal_points_fill_one_bin_of_the_least_width() {
        let sample = Sample::new(vec![3.0; 9]).unwrap();
        let histogram = Histogram::new(&sample, 0.4);
        assert_eq!(histogram.bin_width(), 0.5);
        assert_eq!(histogram.density(&sample, 3.1), 2.0);
    }
}
