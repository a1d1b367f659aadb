//! How many bits a format takes to write a file down.
//!
//! A number is a sign, an exponent and digits. Exponents that are close to one another take few
//! bits, and so do the digits of a number that is short, in binary or in decimal, and numbers that
//! are multiples of one unit, such as integers and times.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::Word;

/// Exponents away from 1 that take one bit: 10^±100 takes 17, and the smallest numbers of all more
/// than 50.
const EXPONENTS_PER_BIT: f64 = 20.0;
/// Farther from 1 no number is looked at in decimal, which takes long there: no unit has numbers
/// like that.
const MOST_EXPONENT: i32 = 500;
/// A change of unit costs the last bits, this many units of them.
const SLACK: f64 = 8.0;
/// Bits of a decimal digit.
const BITS_PER_DECIMAL: f64 = std::f64::consts::LOG2_10;

/// Numbers of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberType {
    is_float: bool,
    bytes: usize,
    is_big: bool,
}

impl fmt::Display for NumberType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (big, bits) = (if self.is_big { "big-endian " } else { "" }, 8 * self.bytes);
        if self.is_float {
            write!(f, "{big}f{bits}")
        } else {
            write!(f, "{big}{bits}-bit integers")
        }
    }
}

/// A number that is not 0.
#[derive(Clone, Copy)]
struct Item {
    x: f64,
    /// ⌊log₂|x|⌋.
    exponent: i32,
    /// The bits behind the first one.
    fraction: u64,
    /// How many bits it takes to write them.
    digits: f64,
    /// The place of the last decimal digit, if the number is short: a power of ten.
    last_decimal: Option<f64>,
    /// The place of the last binary digit: a power of two.
    last_binary: f64,
}

impl NumberType {
    /// What a `.f64` file should hold.
    pub(super) const HERE: Self = Self { is_float: true, bytes: 8, is_big: false };

    /// Returns all other kinds.
    pub(super) fn others() -> impl Iterator<Item = Self> {
        let kinds = [(true, 8), (true, 4), (true, 2), (false, 8), (false, 4), (false, 2)];
        let both = |(is_float, bytes)| [false, true].map(|is_big| Self { is_float, bytes, is_big });
        let bytes = Self { is_float: false, bytes: 1, is_big: false };
        kinds.into_iter().flat_map(both).filter(|kind| *kind != Self::HERE).chain([bytes])
    }

    /// Returns the smallest and the largest exponent of all numbers; none if they are all 0.
    pub(super) fn exponents(self, words: &BTreeSet<Word>) -> Option<(i32, i32)> {
        let items = words.iter().flat_map(|word| self.numbers(word));
        let exponents = items.filter_map(|bits| self.item(bits)).map(|item| item.exponent);
        exponents.fold(None, |range, exponent| {
            let (min, max) = range.unwrap_or((exponent, exponent));
            Some((min.min(exponent), max.max(exponent)))
        })
    }

    /// Bits of a fraction, and of a sign and an exponent.
    fn widths(self) -> (u32, u32) {
        match (self.is_float, self.bytes) {
            (true, 8) => (52, 12),
            (true, 4) => (23, 9),
            (true, _) => (10, 6),
            (false, bytes) => (8 * bytes as u32 - 1, (8 * bytes).ilog2() + 1),
        }
    }

    /// Returns the bits of the numbers of a word, in their order in the file.
    fn numbers(self, word: &Word) -> impl Iterator<Item = u64> {
        let join = |bits: u64, byte: &u8| bits << 8 | u64::from(*byte);
        word.chunks(self.bytes).map(move |bytes| {
            if self.is_big { bytes.iter().fold(0, join) } else { bytes.iter().rev().fold(0, join) }
        })
    }

    /// Returns the number with these bits; none for 0.
    fn item(self, bits: u64) -> Option<Item> {
        let unused = 64 - 8 * self.bytes as u32;
        if !self.is_float {
            return integer((bits << unused).cast_signed() >> unused);
        }
        let (fraction_bits, exponent_bits) = self.widths();
        let is_negative = bits << unused >> 63 == 1;
        let magnitude = bits & (u64::MAX >> (unused + 1));
        let fraction = magnitude & ((1 << fraction_bits) - 1);
        let bias = (1 << (exponent_bits - 2)) - 1;
        if magnitude == 0 {
            return None;
        }
        let (exponent, length) = match (magnitude >> fraction_bits) as i32 {
            // Subnormal: the first bit that is set is the leading one.
            0 => (1 - bias - fraction_bits as i32 + fraction.ilog2() as i32, fraction.ilog2()),
            exponent => (exponent - bias, fraction_bits),
        };
        let rest = fraction & ((1 << length) - 1);
        let x = (1.0 + rest as f64 / (1_u64 << length) as f64) * f64::from(exponent).exp2();
        let is_usual = exponent.abs() < MOST_EXPONENT;
        let decimals = is_usual.then(|| Decimals::of(x, fraction_bits)).flatten();
        let zeros = rest.trailing_zeros().min(length);
        let short = decimals.map_or(f64::MAX, Decimals::bits).min(f64::from(length - zeros));
        let short = if fraction_bits == 52 { short.min(ratio_bits(x)) } else { short };
        // How many there are has to be said, too.
        let short = short + f64::from(fraction_bits).log2();
        Some(Item {
            x: if is_negative { -x } else { x },
            exponent,
            fraction: rest.checked_shl(64 - length).unwrap_or(0),
            digits: short.min(f64::from(length)),
            last_decimal: decimals.map(|decimals| 10_f64.powf(f64::from(decimals.last))),
            last_binary: f64::from(exponent - (length - zeros) as i32).exp2(),
        })
    }
}

fn integer(x: i64) -> Option<Item> {
    let length = x.unsigned_abs().checked_ilog2()?;
    let (mut short, mut last) = (x.unsigned_abs(), 0);
    while short.is_multiple_of(10) {
        (short, last) = (short / 10, last + 1);
    }
    let decimals = Decimals { count: short.ilog10() as usize + 1, last };
    Some(Item {
        x: x as f64,
        exponent: length as i32,
        fraction: x.unsigned_abs().checked_shl(64 - length).unwrap_or(0),
        digits: f64::from(length).min(decimals.bits() + 63_f64.log2()),
        last_decimal: Some(10_f64.powf(f64::from(last))),
        last_binary: 1.0,
    })
}

/// Returns the bits of a fraction, as an average of a few numbers is one; infinitely many for a
/// number that is not.
fn ratio_bits(x: f64) -> f64 {
    const MOST: f64 = 1000.0;
    // The convergents of its continued fraction, of which this is what is left.
    let (mut rest, mut last, mut next) = (x, [1.0, 0.0], [x.floor(), 1.0]);
    while next[1] <= MOST {
        if (x - next[0] / next[1]).abs() <= SLACK * f64::EPSILON * x {
            return (next[0] + 1.0).log2() + next[1].log2();
        }
        rest = 1.0 / (rest - rest.floor());
        (last, next) = (next, [0, 1].map(|i| rest.floor() * next[i] + last[i]));
    }
    f64::INFINITY
}

/// The decimal digits of a short number.
#[derive(Clone, Copy)]
struct Decimals {
    count: usize,
    /// The power of ten of the last one.
    last: i32,
}

impl Decimals {
    /// Returns the digits of a number above 0 with a fraction of this many bits; none if they are
    /// as many as any number's.
    fn of(x: f64, fraction_bits: u32) -> Option<Self> {
        // Two digits fewer than it would have by chance.
        let most = (f64::from(fraction_bits) / BITS_PER_DECIMAL) as usize - 2;
        let slack = if fraction_bits == 52 { SLACK } else { 0.5 };
        let text = format!("{x:.0$e}", most - 1);
        let short: f64 = text.parse().ok()?;
        if (x - short).abs() > slack * 0.5_f64.powi(fraction_bits as i32) * x {
            return None;
        }
        let (digits, exponent) = text.split_once('e')?;
        let count = digits.trim_end_matches(['0', '.']).bytes().filter(u8::is_ascii_digit).count();
        Some(Self { count, last: exponent.parse::<i32>().ok()? - count as i32 + 1 })
    }

    fn bits(self) -> f64 {
        BITS_PER_DECIMAL * self.count as f64
    }
}

/// What a format takes to write the words down.
pub(super) struct Cost {
    /// Signs, exponents and digits, in bits.
    pub(super) bits: f64,
    /// How far the numbers are from 1, in bits.
    pub(super) magnitude: f64,
}

/// Returns what `kind` takes; none if its numbers would not be alike at each place in a word.
pub(super) fn cost(kind: NumberType, words: &BTreeSet<Word>) -> Option<Cost> {
    let medians = || (0..8 / kind.bytes).filter_map(|place| median(kind, words, place));
    let (lowest, highest) = (medians().min()?, medians().max()?);
    if highest - lowest > 3 {
        return None;
    }
    let mut items: Vec<Option<Item>> = Vec::new();
    let mut repeated = 0;
    for word in words {
        let mut last = None;
        for bits in kind.numbers(word) {
            if last.replace(bits) == Some(bits) {
                repeated += 1;
            } else {
                items.push(kind.item(bits));
            }
        }
    }
    let (_, exponent_bits) = kind.widths();
    let mut digits: f64 = items.iter().flatten().map(|item| item.digits).sum();
    if kind.bytes == 8 {
        // Multiples of a unit by powers of two share their digits.
        let shared = items.iter().flatten().map(|item| (item.fraction, item.digits));
        let shared: BTreeMap<u64, f64> = shared.collect();
        let which = items.len() as f64 * (shared.len() as f64).log2();
        digits = digits.min(shared.values().sum::<f64>() + which);
    }
    let floating = digits + symbol_bits(&items, exponent_bits);
    let bits = floating.min(fixed_point(&items, exponent_bits, 8 * kind.bytes as u32));
    let magnitude = f64::from((lowest + highest).abs() / 2) / EXPONENTS_PER_BIT;
    // That a number is the one before it again takes a bit.
    Some(Cost { bits: bits + f64::from(repeated), magnitude })
}

/// Returns what numbers take if each is written as how many times a power of ten, or of two, it is
/// more than the smallest one.
fn fixed_point(items: &[Option<Item>], exponent_bits: u32, number_bits: u32) -> f64 {
    let n = items.len() as f64;
    let values = || items.iter().map(|item| item.map_or(0.0, |item| item.x));
    let (min, max) = (values().fold(f64::MAX, f64::min), values().fold(f64::MIN, f64::max));
    let items = || items.iter().flatten();
    let decimal = items().map(|item| item.last_decimal.unwrap_or(0.0)).fold(f64::MAX, f64::min);
    let binary = items().map(|item| item.last_binary).fold(f64::MAX, f64::min);
    let unit = decimal.max(binary);
    let bits = |x: f64| (x / unit + 1.0).log2();
    let first = f64::from(exponent_bits) + bits(min.abs());
    first.min(f64::from(number_bits)) + n * bits(max - min)
}

/// Returns the median exponent of the numbers at this place in a word; none if all are 0.
fn median(kind: NumberType, words: &BTreeSet<Word>, place: usize) -> Option<i32> {
    let items = words.iter().filter_map(|word| kind.item(kind.numbers(word).nth(place)?));
    let mut exponents: Vec<i32> = items.map(|item| item.exponent).collect();
    let middle = exponents.len() / 2;
    (!exponents.is_empty()).then(|| *exponents.select_nth_unstable(middle).1)
}

/// Returns what signs and exponents take, written in the shortest of three ways: each as it is,
/// each from the smallest on, or the frequent ones shorter.
fn symbol_bits(items: &[Option<Item>], bits: u32) -> f64 {
    let mut counts: BTreeMap<Option<(bool, i32)>, f64> = BTreeMap::new();
    for item in items {
        *counts.entry(item.map(|item| (item.x < 0.0, item.exponent))).or_default() += 1.0;
    }
    let (n, bits) = (items.len() as f64, f64::from(bits));
    let exponents = || counts.keys().flatten().map(|(_, exponent)| *exponent);
    let (Some(min), Some(max)) = (exponents().min(), exponents().max()) else { return 0.0 };
    let signs: BTreeSet<bool> =
        counts.keys().flatten().map(|(is_negative, _)| *is_negative).collect();
    let all = (max - min + 1) * signs.len() as i32 + i32::from(counts.contains_key(&None));
    let from_the_smallest = bits + n * f64::from(all).log2();
    let entropy: f64 = counts.values().map(|count| count * (n / count).log2()).sum();
    let table = bits + 4.0 * (counts.len() as f64 - 1.0) + 0.5 * n.log2() * counts.len() as f64;
    (n * bits).min(from_the_smallest).min(entropy + table)
}
