//! Ticks and their labels: short numbers at round values, whatever the scale.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use crate::app::looks::axes::{Range, nice};
use crate::text;
use crate::view::lines;

/// The ticks of an axis.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ticks {
    /// What is to be added to every label, as `1e9+`, where the numbers are long but close
    /// together.
    pub offset: Option<String>,
    /// The ticks, ascending.
    pub ticks: Vec<Tick>,
}

/// A value on an axis with its label.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tick {
    /// where
    pub at: f64,
    /// what is written there
    pub label: String,
}

/// Labels of more digits than these share an offset.
const LONGEST: usize = 5;

impl Ticks {
    /// Returns the ticks of a range, at least `spacing` apart (positive).
    pub(crate) fn new(range: Range, spacing: f64) -> Self {
        let (mantissa, exponent) = nice::step_above(spacing);
        let (mantissa, exponent) =
            if mantissa == 10 { (1, exponent + 1) } else { (mantissa, exponent) };
        let step = nice::decimal(mantissa, exponent);
        let (first, last) = ((range.lo() / step).ceil() as i64, (range.hi() / step).floor() as i64);
        let numbers: Vec<i64> = (first..=last).map(|i| i.saturating_mul(mantissa)).collect();
        let digits = |n: &i64| n.unsigned_abs().to_string().len();
        // 1,700,000 … 1,800,000 in steps of 50,000 are read as they are; 123,456,789 in steps of 2
        // is not.
        let base = match (numbers.first(), numbers.last()) {
            (Some(a), Some(b)) if digits(a).max(digits(b)) > LONGEST => base(*a, *b),
            _ => 0,
        };
        let tick = |n: &i64| Tick {
            at: nice::decimal(*n, exponent),
            label: number(n.saturating_sub(base), exponent),
        };
        let offset = (base != 0).then(|| {
            let zeros = base.unsigned_abs().to_string();
            let zeros = zeros.len() - zeros.trim_end_matches('0').len();
            format!("{} +", number(base / 10_i64.pow(zeros as u32), exponent + zeros as i32))
        });
        Self { offset, ticks: numbers.iter().map(tick).collect() }
    }

    /// Returns the ticks of a logarithmic axis between two powers of ten, at least `spacing` of
    /// them apart; they are at the logarithms of their numbers.
    pub(crate) fn logarithmic(range: Range, spacing: f64) -> Self {
        let numbers = nice::along_decades((range.lo(), range.hi()), spacing);
        if numbers.len() > 1 {
            let tick = |(mantissa, exponent): (i64, i32)| Tick {
                at: nice::decimal(mantissa, exponent).log10(),
                label: number(mantissa, exponent),
            };
            return Self { offset: None, ticks: numbers.into_iter().map(tick).collect() };
        }
        // So short a part of it is hardly curved.
        let values = Range::from((10_f64.powf(range.lo()), 10_f64.powf(range.hi())));
        let mut ticks = Self::new(values, values.length() * spacing / range.length());
        ticks.ticks.iter_mut().for_each(|tick| tick.at = tick.at.log10());
        ticks
    }

    /// Returns ticks as close together as their labels allow on this many cells, made by `make` for
    /// a range and a spacing.
    pub(crate) fn spaced(range: Range, cells: u16, make: impl Fn(Range, f64) -> Self) -> Self {
        let cell = range.length() / f64::from(cells.max(1));
        let mut apart = 7.0;
        loop {
            let ticks = make(range, apart * cell);
            let widest = ticks.width() as f64;
            if widest + 2.0 <= apart || apart * cell > range.length() {
                return ticks;
            }
            apart = widest + 2.0;
        }
    }

    /// Returns the cells of the widest label.
    pub(crate) fn width(&self) -> usize {
        self.ticks.iter().map(|tick| text::width(&tick.label)).max().unwrap_or(0)
    }

    /// Writes the offset and the labels, whole or not at all, in the first row of `area` under the
    /// columns that `column` gives.
    pub(crate) fn draw_labels(
        &self,
        column: impl Fn(f64) -> Option<u16>,
        area: Rect,
        style: Style,
        buffer: &mut Buffer,
    ) {
        if area.is_empty() {
            return;
        }
        let mut free_from = area.x;
        if let Some(offset) = &self.offset {
            let width = text::width(offset) as u16;
            if width > area.width {
                // Without it the labels would be wrong.
                return lines::draw(Line::styled(offset.clone(), style), area, buffer);
            }
            buffer.set_string(area.x, area.y, offset, style);
            free_from += width + 1;
        }
        for tick in &self.ticks {
            let Some(x) = column(tick.at) else { continue };
            let width = text::width(&tick.label) as u16;
            // The digits are centred under the tick; the sign hangs to the left.
            let sign = u16::from(tick.label.starts_with('−'));
            let Some(start) = x.checked_sub((width - sign) / 2 + sign) else { continue };
            if start >= free_from && start + width <= area.right() {
                buffer.set_string(start, area.y, &tick.label, style);
                free_from = start + width + 1;
            }
        }
    }

    /// 0, the end, and a half or two thirds between where `intervals` allows and the label stays
    /// short.
    pub(crate) fn from_zero(end: f64, intervals: i64) -> Self {
        let exponent = end.log10().floor() as i32 - 3;
        // The ends are round numbers of two digits: a thousandth of their power of ten is exact
        // enough.
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

/// Returns the roundest number near a..=b: what is left of them without it is about as long as b −
/// a.
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

/// `n · 10^exponent`, with as many decimals as the exponent says or in scientific form, whichever
/// is readable: 0.25, −2, 20,000, 3e−9.
fn number(n: i64, exponent: i32) -> String {
    if n == 0 && !(-4..0).contains(&exponent) {
        return "0".into();
    }
    let digits = n.unsigned_abs().to_string();
    let significant = digits.trim_end_matches('0').len() as i32;
    let magnitude = digits.len() as i32 - 1 + exponent;
    let value = nice::decimal(n, exponent);
    if (-4..=5).contains(&magnitude) || n == 0 || significant > 4 && (0..15).contains(&magnitude) {
        text::fixed(value, (-exponent).max(0) as usize)
    } else {
        text::scientific(value, (significant - 1) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(lo: f64, hi: f64, spacing: f64) -> Ticks {
        Ticks::new(Range::from((lo, hi)), spacing)
    }

    fn labels(ticks: &Ticks) -> Vec<&str> {
        ticks.ticks.iter().map(|tick| tick.label.as_str()).collect()
    }

    #[test]
    fn ordinary_numbers_are_written_in_full() {
        let ticks = made(-1.4, 6.2, 1.7);
        assert_eq!(labels(&ticks), ["0", "2", "4", "6"]);
        assert_eq!(ticks.offset, None);
        assert_eq!(labels(&made(-0.3, 0.3, 0.15)), ["−0.2", "0.0", "0.2"]);
        assert_eq!(labels(&made(2500.0, 6500.0, 900.0)), ["3000", "4000", "5000", "6000"]);
    }

    #[test]
    fn extreme_scales_are_written_with_a_power_of_ten() {
        assert_eq!(labels(&made(-1.4e-9, 6e-9, 1.7e-9)), ["0", "2e−9", "4e−9", "6e−9"]);
        assert_eq!(
            labels(&made(-1.1e120, 1e120, 5e119)),
            ["−1e120", "−5e119", "0", "5e119", "1e120"]
        );
    }

    #[test]
    fn long_numbers_close_together_have_an_offset() {
        let ticks = made(1e9 - 3.0, 1e9 + 3.0, 2.0);
        assert_eq!(
            (labels(&ticks), ticks.offset.as_deref()),
            (vec!["−2", "0", "2"], Some("1e9 +"))
        );
        assert_eq!(ticks.ticks[0].at, 999_999_998.0);
        let ticks = made(-123_456_793.0, -123_456_787.0, 2.0);
        assert_eq!(
            (labels(&ticks), ticks.offset.as_deref()),
            (vec!["−2", "0", "2"], Some("−123,456,790 +"))
        );
    }

    #[test]
    fn likelihoods_near_one_another_keep_their_digits() {
        let one = Ticks::new(Range::holding([-24.512_532_3], 1e-9), 0.1);
        assert_eq!(
            (labels(&one), one.offset.as_deref()),
            (vec!["−24.7", "−24.6", "−24.5", "−24.4", "−24.3"], None)
        );
        let near = made(-24.512_532_34, -24.512_532_30, 1e-8);
        assert_eq!(near.offset.as_deref(), Some("−24.5125323 +"));
        assert_eq!(labels(&near), ["−4e−8", "−3e−8", "−2e−8", "−1e−8", "0"]);
        let wide = made(-212_000.0, -208_000.0, 900.0);
        assert_eq!(labels(&wide), ["−212,000", "−211,000", "−210,000", "−209,000", "−208,000"]);
    }

    #[test]
    fn a_logarithmic_axis_is_labelled_with_its_numbers() {
        let of = |lo, hi, spacing| Ticks::logarithmic(Range::from((lo, hi)), spacing);
        let decades = of(-1.5, 1.5, 0.6);
        assert_eq!(labels(&decades), ["0.1", "1", "10"]);
        assert_eq!(decades.ticks[2].at, 1.0);
        assert_eq!(labels(&of(-1.0, 0.5, 0.3)), ["0.1", "0.2", "0.5", "1", "2"]);
        let near = of(0.61, 0.62, 0.003);
        assert_eq!(labels(&near), ["4.10", "4.15"]);
        assert!((near.ticks[0].at - 4.1_f64.log10()).abs() < 1e-12);
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
