//! Which format the bytes of a file look like: f64, or another that somebody took for it.
//!
//! Nothing in such a file says what it is, and almost any bytes are f64. So each format is asked how many bits it takes
//! to write the file down. A number is a sign, an exponent and digits: the exponents of real data are close to one
//! another, and take few bits; in the wrong format they are all over the place, and take as many as there are. A
//! format is named only if it takes far fewer bits than little-endian f64, or if f64 needs magnitudes that no unit
//! has.

use std::collections::{BTreeMap, BTreeSet};

/// Eight bytes of a file.
pub(super) type Word = [u8; 8];

/// The most words of a file that are looked at.
pub(super) const MOST: usize = 4096;

/// A format is named if it takes this many bits less for the whole file …
const LEAST: f64 = 24.0;
/// … and this many for each of its words.
const LEAST_A_WORD: f64 = 3.0;
/// Exponents away from 1 that take one bit: 10^±100 takes 17, and the smallest numbers of all more than 50.
const EXPONENTS_A_BIT: f64 = 20.0;

/// What a file may hold besides little-endian f64.
#[derive(Clone, Copy)]
enum Kind {
    F64 { big: bool },
    I64 { big: bool },
    F32 { big: bool },
    I32 { big: bool },
}

const OTHERS: [(Kind, &str); 7] = [
    (Kind::F64 { big: true }, "big-endian f64"),
    (Kind::F32 { big: false }, "f32"),
    (Kind::F32 { big: true }, "big-endian f32"),
    (Kind::I64 { big: false }, "64-bit integers"),
    (Kind::I64 { big: true }, "big-endian 64-bit integers"),
    (Kind::I32 { big: false }, "32-bit integers"),
    (Kind::I32 { big: true }, "big-endian 32-bit integers"),
];

/// A number that is not 0.
#[derive(Clone, Copy)]
struct Item {
    is_negative: bool,
    /// ⌊log₂|x|⌋.
    exponent: i32,
    /// Bits behind the first.
    digits: u32,
}

impl Kind {
    /// Bits of a sign and an exponent.
    fn exponent_bits(self) -> f64 {
        match self {
            Self::F64 { .. } => 12.0,
            Self::F32 { .. } => 9.0,
            Self::I64 { .. } => 7.0,
            Self::I32 { .. } => 6.0,
        }
    }

    /// The numbers of a word, in their order in the file; none for 0.
    fn items(self, word: Word) -> Vec<Option<Item>> {
        let halves = || {
            let (halves, _) = word.as_chunks::<4>();
            halves.iter().copied()
        };
        match self {
            Self::F64 { big } => {
                let bits = if big { u64::from_be_bytes(word) } else { u64::from_le_bytes(word) };
                vec![float(bits, 52, 1023)]
            }
            Self::I64 { big } => {
                vec![integer(if big { i64::from_be_bytes(word) } else { i64::from_le_bytes(word) })]
            }
            Self::F32 { big } => halves()
                .map(|half| if big { u32::from_be_bytes(half) } else { u32::from_le_bytes(half) })
                .map(|bits| {
                    let sign = u64::from(bits >> 31) << 63;
                    float(sign | u64::from(bits & 0x7FFF_FFFF), 23, 127)
                })
                .collect(),
            Self::I32 { big } => halves()
                .map(|half| if big { i32::from_be_bytes(half) } else { i32::from_le_bytes(half) })
                .map(|x| integer(i64::from(x)))
                .collect(),
        }
    }
}

/// The number with this sign in bit 63 and so many bits of fraction.
fn float(bits: u64, fraction_bits: u32, bias: i32) -> Option<Item> {
    let is_negative = bits >> 63 == 1;
    let magnitude = bits & (u64::MAX >> 1);
    let exponent = (magnitude >> fraction_bits) as i32;
    let fraction = magnitude & ((1 << fraction_bits) - 1);
    if magnitude == 0 {
        return None;
    }
    if exponent == 0 {
        // Subnormal: the first bit that is set is the leading one.
        let length = 64 - fraction.leading_zeros();
        let exponent = 1 - bias - fraction_bits as i32 + length as i32 - 1;
        return Some(Item { is_negative, exponent, digits: digits(fraction, length - 1) });
    }
    Some(Item { is_negative, exponent: exponent - bias, digits: digits(fraction, fraction_bits) })
}

fn integer(x: i64) -> Option<Item> {
    let magnitude = x.unsigned_abs();
    let length = (64 - magnitude.leading_zeros()).checked_sub(1)?;
    Some(Item { is_negative: x < 0, exponent: length as i32, digits: length })
}

/// How many digits are written: zeros at the end are not, if they are two bytes or more.
fn digits(fraction: u64, length: u32) -> u32 {
    let zeros = fraction.trailing_zeros().min(length);
    if zeros < 16 { length } else { length - zeros }
}

/// What a format takes to write the words down.
struct Cost {
    /// Signs, exponents and digits, in bits.
    bits: f64,
    /// How far the numbers are from 1, in bits.
    magnitude: f64,
}

/// What `kind` takes; none if it cannot be this one, whatever it takes.
fn cost(kind: Kind, words: &BTreeSet<Word>) -> Option<Cost> {
    let mut symbols: Vec<(bool, i32)> = Vec::new();
    let mut exponents: [Vec<i32>; 2] = [Vec::new(), Vec::new()];
    let mut bits = 0.0;
    for word in words {
        let items = kind.items(*word);
        for (at, item) in items.iter().enumerate() {
            let Some(item) = item else {
                bits += 1.0;
                continue;
            };
            exponents[at].push(item.exponent);
            if at == 1 && word[..4] == word[4..] {
                // The same number twice.
                bits += 1.0;
                continue;
            }
            symbols.push((item.is_negative, item.exponent));
            bits += f64::from(item.digits);
        }
    }
    let median = |exponents: &mut Vec<i32>| {
        let middle = exponents.len() / 2;
        (!exponents.is_empty()).then(|| *exponents.select_nth_unstable(middle).1)
    };
    let [even, odd] = &mut exponents;
    let (even, odd) = (median(even), median(odd));
    if let Kind::F32 { .. } | Kind::I32 { .. } = kind
        && even.zip(odd).is_none_or(|(even, odd)| (even - odd).abs() > 3)
    {
        // Halves of the same numbers would be alike.
        return None;
    }
    let magnitude = even.map_or(0.0, |exponent| f64::from(exponent.abs()) / EXPONENTS_A_BIT);
    Some(Cost { bits: bits + symbol_bits(&symbols, kind.exponent_bits()), magnitude })
}

/// What signs and exponents take, written in the shortest of three ways: each as it is, each from the smallest on, or
/// the frequent ones shorter.
fn symbol_bits(symbols: &[(bool, i32)], bits: f64) -> f64 {
    let n = symbols.len() as f64;
    let mut counts: BTreeMap<(bool, i32), f64> = BTreeMap::new();
    for symbol in symbols {
        *counts.entry(*symbol).or_default() += 1.0;
    }
    let exponents = || counts.keys().map(|(_, exponent)| *exponent);
    let (Some(min), Some(max)) = (exponents().min(), exponents().max()) else { return 0.0 };
    let signs =
        if counts.keys().any(|key| key.0) && counts.keys().any(|key| !key.0) { 2 } else { 1 };
    let from_the_smallest = bits + n * f64::from((max - min + 1) * signs).log2();
    let entropy: f64 = counts.values().map(|count| count * (n / count).log2()).sum();
    let table = counts.len() as f64 * (0.5 * n.log2() + 4.0);
    (n * bits).min(from_the_smallest).min(entropy + table)
}

/// The format that the bytes look like; none if they may well be little-endian f64. `head` is the file's beginning.
pub(super) fn likely(head: &[u8], words: &[Word]) -> Option<&'static str> {
    let zero = |word: &Word| *word == [0; 8] || is_missing(f64::from_le_bytes(*word).to_bits());
    let words: BTreeSet<Word> = words.iter().filter(|word| !zero(word)).copied().collect();
    if are_short_decimals(&words) {
        return None;
    }
    if is_text(head) {
        return Some("text");
    }
    let here = cost(Kind::F64 { big: false }, &words)?;
    let others = OTHERS.iter().filter_map(|(kind, name)| Some((cost(*kind, &words)?, *name)));
    let (best, name) = others
        .min_by(|(a, _), (b, _)| (a.bits + a.magnitude).total_cmp(&(b.bits + b.magnitude)))?;
    let n = words.len() as f64;
    let (bits, magnitude) = (here.bits - best.bits, here.magnitude - best.magnitude);
    let takes_less = bits + magnitude >= LEAST && bits >= LEAST_A_WORD * n;
    // Then the bits may be the very same, as of small integers that are tiny f64.
    let is_plausible_alone = magnitude >= LEAST && bits >= -0.5 * n;
    (takes_less || is_plausible_alone).then_some(name)
}

/// Whether most of the words are f64 that were decimal numbers of ten digits or fewer: bytes of any other format would need
/// sixteen or seventeen.
fn are_short_decimals(words: &BTreeSet<Word>) -> bool {
    let is_short = |word: &&Word| {
        let x = f64::from_le_bytes(**word);
        let short = format!("{x:.9e}").parse().unwrap_or(f64::NAN);
        // A change of unit costs the last bits.
        (1e-150..1e150).contains(&x.abs()) && (x - short).abs() <= 8.0 * f64::EPSILON * x.abs()
    };
    words.iter().filter(is_short).count() * 2 > words.len()
}

/// Whether these are the bits of a NaN that a program writes for a missing number: C's and Java's, R's NA.
fn is_missing(bits: u64) -> bool {
    matches!(
        bits & (u64::MAX >> 1),
        0x7FF8_0000_0000_0000 | 0x7FF0_0000_0000_07A2 | 0x7FF8_0000_0000_07A2
    )
}

/// Whether a file that begins so is text: letters, digits and signs, and nothing else. Eight bytes of a number may be by
/// chance, so a text that is short or repeats itself has to be mostly digits.
fn is_text(head: &[u8]) -> bool {
    let is_letter =
        |byte: &u8| (b' '..=b'~').contains(byte) || matches!(byte, b'\t' | b'\n' | b'\r');
    let is_numeral = |byte: &u8| byte.is_ascii_digit() || b" ,.;+-eE\t\r\n".contains(byte);
    let numerals = head.iter().filter(|byte| is_numeral(byte)).count();
    // Letters of other alphabets are in text, too, but then they are in UTF-8.
    let text = match str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 => {
            str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    let is_plain = text.bytes().all(|byte| is_letter(&byte) || byte >= 0x80);
    let (words, _) = head.as_chunks::<8>();
    let is_varied = words.iter().collect::<BTreeSet<_>>().len() > 3;
    is_plain && !head.is_empty() && (is_varied || numerals * 2 > head.len())
}
