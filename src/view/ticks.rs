//! Ticks and their labels: short numbers at round places, whatever the scale.

use crate::app::axes::nice;

/// The ticks of an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Ticks {
    /// What is to be added to every label, as `1e9+`, where the numbers are long but close together.
    pub offset: Option<String>,
    /// The ticks, ascending.
    pub ticks: Vec<Tick>,
}

/// A place on an axis with its label.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// where
    pub at: f64,
    /// what is written there
    pub label: String,
}

/// More digits than these are written with an offset.
const LONGEST: i64 = 99_999;

impl Ticks {
    /// Ticks from `lo` to `hi`, at least `spacing` apart (finite, ascending, positive).
    pub fn new(lo: f64, hi: f64, spacing: f64) -> Self {
        let (mantissa, exponent) = nice::step_above(spacing);
        let (mantissa, exponent) =
            if mantissa == 10 { (1, exponent + 1) } else { (mantissa, exponent) };
        let step = nice::decimal(mantissa, exponent);
        let (first, last) = ((lo / step).ceil() as i64, (hi / step).floor() as i64);
        let numbers: Vec<i64> = (first..=last).map(|i| i.saturating_mul(mantissa)).collect();
        let base = match (numbers.first(), numbers.last()) {
            (Some(&a), Some(&b)) if a.abs().max(b.abs()) > LONGEST => base(a, b),
            _ => 0,
        };
        let tick = |n: &i64| Tick {
            at: nice::decimal(*n, exponent),
            label: number(n.saturating_sub(base), exponent),
        };
        let offset = (base != 0).then(|| format!("{}+", number(base, exponent)));
        Self { offset, ticks: numbers.iter().map(tick).collect() }
    }

    /// Ticks as close together as their labels allow on so many cells.
    pub fn spaced(lo: f64, hi: f64, cells: u16) -> Self {
        let cell = (hi - lo) / f64::from(cells.max(1));
        let mut apart = 7.0;
        loop {
            let ticks = Self::new(lo, hi, apart * cell);
            let widest = ticks.ticks.iter().map(|t| t.label.chars().count()).max();
            let widest = widest.unwrap_or(0) as f64;
            if widest + 2.0 <= apart || apart * cell > hi - lo {
                return ticks;
            }
            apart = widest + 2.0;
        }
    }

    /// 0, the end, and a half or two thirds between where `intervals` allows and the label stays short.
    pub fn from_zero(end: f64, intervals: i64) -> Self {
        let exponent = end.log10().floor() as i32 - 3;
        // The ends are round numbers of two digits: a thousandth of their power of ten is exact enough.
        let units = (end / nice::decimal(1, exponent)).round() as i64;
        let zeros = |n: i64| (0..4).rev().find(|z| n % 10_i64.pow(*z) == 0).unwrap_or(0);
        let pieces = (1..=intervals.max(1)).filter(|i| units % i == 0);
        // The fewest digits; of equals, the most ticks.
        let pieces = pieces.max_by_key(|i| (*i > 1, zeros(units / i), *i)).unwrap_or(1);
        let numbers: Vec<i64> = (0..=pieces).map(|i| units / pieces * i).collect();
        let cut = numbers.iter().map(|n| zeros(*n)).min().unwrap_or(0);
        let tick = |n: &i64| Tick {
            at: nice::decimal(*n, exponent),
            label: number(*n / 10_i64.pow(cut), exponent + cut as i32),
        };
        Self { offset: None, ticks: numbers.iter().map(tick).collect() }
    }
}

/// The roundest number near a..=b: what is left of them without it is about as long as b − a.
fn base(a: i64, b: i64) -> i64 {
    let span = (b - a).max(1);
    let middle = a + (b - a) / 2;
    let rounded = |power: &u32| {
        let unit = 10_i64.pow(*power);
        middle.saturating_add(unit / 2).div_euclid(unit) * unit
    };
    let near = |candidate: &i64| (middle - candidate).abs() <= span;
    (0..=17).rev().map(|power| rounded(&power)).find(near).unwrap_or(middle)
}

/// `n · 10^exponent`, with as many decimals as the exponent says or in scientific form, whichever is
/// readable: 0.25, −2, 3e−9.
fn number(n: i64, exponent: i32) -> String {
    let sign = if n < 0 { "−" } else { "" };
    let digits = n.unsigned_abs().to_string();
    if n == 0 && !(-4..0).contains(&exponent) {
        return "0".into();
    }
    match exponent {
        0..=4 if digits.len() as i32 + exponent <= 6 => {
            format!("{sign}{digits}{}", "0".repeat(exponent as usize))
        }
        -4..=-1 => {
            let decimals = exponent.unsigned_abs() as usize;
            let digits = format!("{digits:0>width$}", width = decimals + 1);
            let (whole, fraction) = digits.split_at(digits.len() - decimals);
            format!("{sign}{whole}.{fraction}")
        }
        _ => {
            let power = exponent + digits.len() as i32 - 1;
            let fraction = digits[1..].trim_end_matches('0');
            let point = if fraction.is_empty() { "" } else { "." };
            let power_sign = if power < 0 { "−" } else { "" };
            format!("{sign}{}{point}{fraction}e{power_sign}{}", &digits[..1], power.abs())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(ticks: &Ticks) -> Vec<&str> {
        ticks.ticks.iter().map(|tick| tick.label.as_str()).collect()
    }

    #[test]
    fn ordinary_numbers_are_written_in_full() {
        let ticks = Ticks::new(-1.4, 6.2, 1.7);
        assert_eq!(labels(&ticks), ["0", "2", "4", "6"]);
        assert_eq!(ticks.offset, None);
        assert_eq!(labels(&Ticks::new(-0.3, 0.3, 0.15)), ["−0.2", "0.0", "0.2"]);
        assert_eq!(labels(&Ticks::new(2500.0, 6500.0, 900.0)), ["3000", "4000", "5000", "6000"]);
    }

    #[test]
    fn extreme_scales_are_written_with_a_power_of_ten() {
        assert_eq!(labels(&Ticks::new(-1.4e-9, 6e-9, 1.7e-9)), ["0", "2e−9", "4e−9", "6e−9"]);
        assert_eq!(
            labels(&Ticks::new(-1.1e120, 1e120, 5e119)),
            ["−1e120", "−5e119", "0", "5e119", "1e120"]
        );
    }

    #[test]
    fn long_numbers_close_together_have_an_offset() {
        let ticks = Ticks::new(1e9 - 3.0, 1e9 + 3.0, 2.0);
        assert_eq!((labels(&ticks), ticks.offset.as_deref()), (vec!["−2", "0", "2"], Some("1e9+")));
        assert_eq!(ticks.ticks[0].at, 999_999_998.0);
        let ticks = Ticks::new(-123_456_793.0, -123_456_787.0, 2.0);
        assert_eq!(
            (labels(&ticks), ticks.offset.as_deref()),
            (vec!["−2", "0", "2"], Some("−1.2345679e8+"))
        );
    }

    #[test]
    fn an_axis_from_zero_labels_its_end() {
        assert_eq!(labels(&Ticks::from_zero(0.3, 3)), ["0.0", "0.1", "0.2", "0.3"]);
        assert_eq!(labels(&Ticks::from_zero(0.3, 2)), ["0.00", "0.15", "0.30"]);
        assert_eq!(labels(&Ticks::from_zero(0.05, 3)), ["0.000", "0.025", "0.050"]);
        assert_eq!(labels(&Ticks::from_zero(4e8, 3)), ["0", "2e8", "4e8"]);
        assert_eq!(labels(&Ticks::from_zero(2e-120, 1)), ["0", "2e−120"]);
    }
}
