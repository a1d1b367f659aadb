//! Ticks: round numbers along an axis, short. What all of them have in common, an offset or a power
//! of ten, goes to the title of the axis.

use super::page::Label;
use crate::app::looks::axes::{Range, nice};
use crate::text::{self, with_minus_signs};

/// The ticks of an axis.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ticks {
    /// Ascending.
    pub(super) all: Vec<Tick>,
    /// What is subtracted from every number, without its sign; none if nothing is.
    pub(super) offset: Option<Label>,
    /// Whether that is negative, so that it is added.
    is_below_zero: bool,
    /// The power of ten that every label is multiplied with.
    pub(super) power: i32,
}

/// A value on an axis with its label.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tick {
    pub(super) at: f64,
    pub(super) label: Label,
}

/// Labels of more digits than these share an offset.
const LONGEST: usize = 6;
/// An offset with more zeros than these is written with a power of ten.
const FULL: i32 = 9;
/// As [`FULL`], along a logarithmic axis.
const DECADES: i32 = 4;

impl Ticks {
    /// Returns the ticks of a range, at least `spacing` apart (positive).
    pub(super) fn new(range: Range, spacing: f64) -> Self {
        let (mantissa, exponent) = match nice::step_above(spacing) {
            (10, exponent) => (1, exponent + 1),
            step => step,
        };
        let step = nice::decimal(mantissa, exponent);
        // An end that is a tick counts, whatever its last bit.
        let slack = 1e-9;
        let first = (range.lo() / step - slack).ceil() as i64;
        let last = (range.hi() / step + slack).floor() as i64;
        let numbers: Vec<i64> = (first..=last).map(|i| i.saturating_mul(mantissa)).collect();
        let base = base(&numbers);
        let largest = numbers.iter().map(|n| n.saturating_sub(base).unsigned_abs()).max();
        let power = power(largest.unwrap_or(0), exponent);
        let tick = |n: &i64| Tick {
            at: nice::decimal(*n, exponent).clamp(range.lo(), range.hi()),
            label: fixed(n.saturating_sub(base), exponent - power).into(),
        };
        Self {
            all: numbers.iter().map(tick).collect(),
            offset: (base != 0).then(|| in_full_or_power(base.saturating_abs(), exponent, FULL)),
            is_below_zero: base < 0,
            power,
        }
    }

    /// Returns ticks at whole numbers, as of iterations and of K.
    pub(super) fn whole(range: Range, spacing: f64) -> Self {
        Self::new(range, spacing.max(1.0))
    }

    /// Returns ticks at powers of ten, given the range of the exponents.
    pub(super) fn powers_of_ten(range: Range, spacing: f64) -> Self {
        let mut ticks = Self::whole(range, spacing);
        for tick in &mut ticks.all {
            let exponent = with_minus_signs(&format!("{}", tick.at.round()));
            tick.label = Label::formula(&format!("10^{{{exponent}}}"));
        }
        Self { offset: None, power: 0, ..ticks }
    }

    /// Returns the ticks of a logarithmic axis, given the range of the exponents; they are at the
    /// logarithms of their numbers.
    pub(super) fn logarithmic(range: Range, spacing: f64) -> Self {
        let numbers = nice::along_decades((range.lo(), range.hi()), spacing);
        let at = |value: f64| value.log10().clamp(range.lo(), range.hi());
        if numbers.len() > 1 {
            let tick = |(mantissa, exponent): (i64, i32)| Tick {
                at: at(nice::decimal(mantissa, exponent)),
                label: in_full_or_power(mantissa, exponent, DECADES),
            };
            let all = numbers.into_iter().map(tick).collect();
            return Self { all, offset: None, is_below_zero: false, power: 0 };
        }
        // So short a part of it is hardly curved.
        let values = Range::from((10_f64.powf(range.lo()), 10_f64.powf(range.hi())));
        let mut ticks = Self::new(values, values.length() * spacing / range.length());
        ticks.all.iter_mut().for_each(|tick| tick.at = at(tick.at));
        ticks
    }

    /// Returns the title of their axis: a name with what is subtracted and the unit.
    pub(super) fn title(&self, name: &Label, unit: Option<&Label>) -> Label {
        let mut title = name.clone();
        if let Some(offset) = &self.offset {
            let sign = if self.is_below_zero { " + " } else { " − " };
            title = title.plain(sign).then(offset.clone());
        }
        let power = with_minus_signs(&self.power.to_string());
        let power = (self.power != 0).then(|| Label::formula(&format!("10^{{{power}}}")));
        match (power, unit) {
            (None, None) => title,
            (Some(power), None) => title.plain(" (× ").then(power).plain(")"),
            (None, Some(unit)) => title.plain(" (").then(unit.clone()).plain(")"),
            (Some(power), Some(unit)) => {
                title.plain(" (").then(power).plain(" ").then(unit.clone()).plain(")")
            }
        }
    }

    /// Returns the width of the widest label.
    pub(super) fn width(&self, size: f64) -> f64 {
        self.all.iter().map(|tick| tick.label.width(size)).fold(0.0, f64::max)
    }
}

/// Returns what numbers that are long but close together have in common, from where their labels
/// count.
fn base(numbers: &[i64]) -> i64 {
    let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else { return 0 };
    let digits = |n: u64| n.to_string().trim_end_matches('0').len().max(1);
    let longest = numbers.iter().map(|n| digits(n.unsigned_abs())).max().unwrap_or(0);
    if longest <= LONGEST || (*first < 0) != (*last < 0) {
        return 0;
    }
    let unit = 10_i64.pow(((last - first).max(1) as u64).ilog10() + 1);
    let below = first.div_euclid(unit) * unit;
    // 1,000,000,000 is shorter than 999,999,990.
    let nearest = (first.midpoint(*last) + unit / 2).div_euclid(unit) * unit;
    let length = |n: i64| n.to_string().trim_end_matches('0').len();
    if length(nearest) < length(below) { nearest } else { below }
}

/// Returns the power of ten to take out of labels of which the largest is this times
/// `10^exponent`: none for numbers that are short as they are.
fn power(largest: u64, exponent: i32) -> i32 {
    if largest == 0 {
        return 0;
    }
    let size = largest.ilog10() as i32 + exponent;
    let is_short = (-3..=4).contains(&size) && exponent >= -5;
    if is_short { 0 } else { size.div_euclid(3) * 3 }
}

/// Returns `n · 10^exponent` in full, with a minus sign, digits grouped from 10,000 on.
fn fixed(n: i64, exponent: i32) -> String {
    if n == 0 {
        return "0".to_owned();
    }
    let sign = if n < 0 { "−" } else { "" };
    let mut digits = n.unsigned_abs().to_string();
    let decimals = (-exponent).max(0) as usize;
    digits.extend(std::iter::repeat_n('0', exponent.max(0) as usize));
    if digits.len() <= decimals {
        digits.insert_str(0, &"0".repeat(decimals + 1 - digits.len()));
    }
    let (whole, part) = digits.split_at(digits.len() - decimals);
    let whole = text::group(whole);
    let point = if part.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{part}")
}

/// Returns `n · 10^exponent`: in full, or with a power of ten if it would have more zeros than
/// `most`.
fn in_full_or_power(n: i64, exponent: i32, most: i32) -> Label {
    if exponent.abs() <= most {
        return fixed(n, exponent).into();
    }
    let power = with_minus_signs(&exponent.to_string());
    Label::from(fixed(n, 0)).and(&format!(" · 10^{{{power}}}"))
}

/// Returns the unit of a density of what has this unit.
pub(super) fn per(unit: &str) -> Label {
    if unit.chars().all(|c| c.is_alphabetic() || c == '°') {
        Label::from(unit).and("^{−1}")
    } else if let Some(unit) = unit.strip_prefix("1/").filter(|rest| !rest.contains('/')) {
        Label::from(unit)
    } else {
        Label::from(format!("1/({unit})"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn labels(ends: (f64, f64), spacing: f64) -> (Vec<String>, String) {
        let ticks = Ticks::new(Range::from(ends), spacing);
        let labels = ticks.all.iter().map(|tick| tick.label.text()).collect();
        (labels, ticks.title(&"x".into(), Some(&"s".into())).text())
    }

    #[test]
    fn labels_are_short_and_say_what_they_leave_out() {
        let of = |ends, spacing| {
            let (labels, title) = labels(ends, spacing);
            format!("{} {title}", labels.join(" "))
        };
        assert_eq!(of((-1.2, 6.3), 2.0), "0 2 4 6 x (s)");
        assert_eq!(of((0.0, 0.3), 0.1), "0 0.1 0.2 0.3 x (s)");
        assert_eq!(of((0.0, 3e-7), 1e-7), "0 100 200 300 x (10−9 s)");
        assert_eq!(of((0.0, 4e6), 2e6), "0 2 4 x (106 s)");
        assert_eq!(of((9e9, 9.5e9), 2e8), "9.0 9.2 9.4 x (109 s)");
        assert_eq!(of((1e9 - 1.0, 1e9 + 2.0), 1.0), "−1 0 1 2 x − 1,000,000,000 (s)");
        assert_eq!(of((1e9 + 15.0, 1e9 + 19.0), 2.0), "6 8 x − 1,000,000,010 (s)");
    }

    #[test]
    fn a_logarithmic_axis_has_round_numbers() {
        let of = |ends, spacing| {
            let ticks = Ticks::logarithmic(Range::from(ends), spacing);
            ticks.all.iter().map(|tick| tick.label.text()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(of((-1.0, 0.5), 0.2), "0.1 0.2 0.5 1 2");
        assert_eq!(of((3.0, 8.0), 1.0), "1000 10,000 1 · 105 1 · 106 1 · 107 1 · 108");
        assert_eq!(of((0.61, 0.62), 0.003), "4.10 4.15");
    }

    proptest! {
        #[test]
        fn labels_with_offset_and_power_are_the_ticks(
            middle in -1e9..1e9f64, length in 1e-3..1e6f64, scale in -6..6i32, count in 1.5..9.0f64
        ) {
            let unit = 10f64.powi(scale);
            let range = Range::from(((middle - length) * unit, (middle + length) * unit));
            let ticks = Ticks::new(range, range.length() / count);
            prop_assert!(ticks.all.len() <= 10);
            let number = |text: &str| -> f64 {
                text.replace('−', "-").replace(',', "").parse().unwrap()
            };
            let offset = ticks.offset.as_ref().map_or(0.0, |offset| number(&offset.text()));
            let offset = if ticks.is_below_zero { -offset } else { offset };
            for tick in &ticks.all {
                let text = tick.label.text();
                prop_assert!(text.chars().count() <= 9, "{}", text);
                let said = offset + number(&text) * 10f64.powi(ticks.power);
                let tolerance = 1e-9 * tick.at.abs() + 1e-6 * range.length();
                prop_assert!((said - tick.at).abs() <= tolerance, "{} is not {}", said, tick.at);
            }
        }
    }
}
