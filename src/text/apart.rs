//! Digits by which a number is told from others that are close to it.

use super::number::{self, exponent, fixed, is_hidden};

/// Means that differ by less than this part of σ are the same for all that can be seen.
pub(crate) const SAME: f64 = 1e-6;
/// The digits of a mean count down to this part of its σ, as a power of ten.
const OF_SD: i32 = -3;
/// Marks a number that is shortened so far that another one, which differs, looks the same.
const APPROXIMATELY: char = '≈';

/// Returns the power of ten of the last digit that a mean needs: enough of its σ, and what tells it
/// from the nearest of `means`.
pub(crate) fn last_of_mean(mean: f64, sd: f64, means: impl Iterator<Item = f64>) -> i32 {
    let distances = means.map(|other| (other - mean).abs());
    let nearest = distances.filter(|distance| *distance > SAME * sd).fold(sd, f64::min);
    (exponent(sd) + OF_SD).min(exponent(nearest) - 1)
}

/// Returns the power of ten of the first digit by which two numbers differ when both are rounded to
/// it.
pub(crate) fn last_to_tell(x: f64, other: f64) -> i32 {
    // A distance of hardly less than a unit, as rounding makes them, tells as much as a unit.
    let last = exponent((x - other) * 1.1);
    let differ = if last > 0 {
        let unit = 10f64.powi(last);
        (x / unit).round_ties_even() != (other / unit).round_ties_even()
    } else {
        let decimals = last.unsigned_abs() as usize;
        fixed(x, decimals) != fixed(other, decimals)
    };
    // Halves are rounded to the even digit: 1.5 and 2.5 are both 2.
    if differ { last } else { last - 1 }
}

/// Returns what [`in_width`](number::in_width) does, with ≈ before it if one of `others`, which
/// differ from `value`, would look the same.
pub(crate) fn in_width(
    value: f64,
    mut others: impl Iterator<Item = f64>,
    decimals: usize,
    last: i32,
    width: usize,
) -> String {
    let write = |x: f64, width: usize| number::in_width(x, decimals, last, width);
    let text = write(value, width);
    if is_hidden(&text) || !others.any(|other| write(other, width) == text) {
        return text;
    }
    let shorter = write(value, width - 1);
    if is_hidden(&shorter) { "…".into() } else { format!("{APPROXIMATELY}{shorter}") }
}
