//! Which format the bytes of a file look like: f64, or another that was taken for it.
//!
//! The files of some programs begin with bytes that say what they are ([`signature`]). Other files
//! do not, and almost any bytes are f64. So each format is asked how many bits it takes to write
//! the file down ([`cost`]): in the wrong one numbers are all over the range, and take as many bits
//! as there are. A format is named only if it takes far fewer bits than little-endian f64, or if
//! f64 needs magnitudes that no unit has.

mod cost;
mod signature;

use std::collections::BTreeSet;
use std::fmt;

pub use cost::NumberType;
use cost::{Cost, cost};

/// Eight bytes of a file.
pub(super) type Word = [u8; 8];

/// The most words of a file that are looked at.
pub(super) const MOST: usize = 512;

/// A format is named if it takes this many bits less for the whole file …
const LEAST: f64 = 24.0;
/// … and this many for each of its words.
const LEAST_PER_WORD: f64 = 3.0;

/// The exponents of numbers of usual sizes: 10^±42.
const USUAL: i32 = 140;

/// Exponents that data may have beside each other.
const WIDE: i32 = 64;

/// A format that is not plain little-endian f64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForeignFormat {
    /// Numbers and nothing else.
    Numbers(NumberType),
    /// A text in this encoding.
    Text(&'static str),
    /// A file of another program.
    File {
        /// what it is
        name: &'static str,
        /// what to do with it
        advice: &'static str,
    },
    /// Little-endian f64 behind an integer that counts them.
    Counted,
    /// Something whose numbers would be smaller than those of any unit.
    Tiny,
}

impl ForeignFormat {
    /// Returns whether the file says so itself: then what is wrong with its numbers does not
    /// matter.
    pub(super) fn is_signed(self) -> bool {
        matches!(self, Self::File { .. })
    }
}

impl fmt::Display for ForeignFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const NOT: &str = "not like little-endian f64";
        match self {
            Self::Numbers(kind) => {
                write!(f, "the bytes look like {kind}, {NOT}; check how the file was written")
            }
            Self::Text(encoding) => {
                write!(f, "the bytes look like {encoding}text, {NOT}; rename the file to .csv")
            }
            Self::File { name, advice } => write!(f, "the bytes look like {name}, {NOT}; {advice}"),
            Self::Tiny => f.write_str(
                "most numbers are below 1e-285, as no unit has them; check how the file was written",
            ),
            Self::Counted => f.write_str(
                "the first 8 bytes look like a count of the numbers behind them; remove them",
            ),
        }
    }
}

/// Returns the format that the bytes look like; none if they may well be little-endian f64. `head`
/// is the file's beginning, `words` some of its words, and `total` how many bytes it has.
pub(super) fn likely(head: &[u8], words: &[Word], total: usize) -> Option<ForeignFormat> {
    signature::of(head)
        .or_else(|| cheaper(head, words))
        .or_else(|| signature::is_counted(head, total).then_some(ForeignFormat::Counted))
        .or_else(|| are_tiny(words).then_some(ForeignFormat::Tiny))
}

/// Returns whether most of the numbers that are not 0 are below 10⁻²⁸⁵.
fn are_tiny(words: &[Word]) -> bool {
    let sizes = words.iter().map(|word| f64::from_le_bytes(*word).abs());
    let sizes: Vec<f64> = sizes.filter(|x| *x > 0.0).collect();
    2 * sizes.iter().filter(|x| **x < 1e-285).count() > sizes.len()
}

/// Returns the format that takes far fewer bits than little-endian f64, if there is one.
fn cheaper(head: &[u8], words: &[Word]) -> Option<ForeignFormat> {
    // What is 0 or missing is so in most formats.
    let says_nothing = |word: &Word| *word == [0; 8] || is_missing(u64::from_le_bytes(*word));
    let words: BTreeSet<Word> = words.iter().filter(|word| !says_nothing(word)).copied().collect();
    let n = words.len() as f64;
    let here = cost(NumberType::HERE, &words)?;
    let takes_less = |cost: &Cost| {
        let (bits, magnitude) = (here.bits - cost.bits, here.magnitude - cost.magnitude);
        let takes_less = bits + magnitude >= LEAST && bits >= LEAST_PER_WORD * n;
        // Then the bits may be the very same, as of small integers that are tiny f64.
        let is_plausible_alone = magnitude >= LEAST && bits >= -0.5 * n;
        takes_less || is_plausible_alone
    };
    if let Some((encoding, bits)) = signature::text(head)
        && takes_less(&Cost { bits: bits * n, magnitude: 0.0 })
    {
        return Some(ForeignFormat::Text(encoding));
    }
    // Numbers of usual sizes are not taken for others that are all over the range.
    let range = NumberType::HERE.exponents(&words);
    let is_usual = range.is_some_and(|(min, max)| min >= -USUAL && max <= USUAL);
    let spread = |range: Option<(i32, i32)>| range.map_or(0, |(min, max)| max - min);
    let most = spread(range).max(WIDE);
    let is_as_narrow = |kind: &NumberType| spread(kind.exponents(&words)) <= most;
    let kinds = NumberType::others().filter(|kind| !is_usual || is_as_narrow(kind));
    let costs = kinds.filter_map(|kind| Some((cost(kind, &words)?, kind)));
    let total = |cost: &Cost| cost.bits + cost.magnitude;
    let (best, kind) = costs.min_by(|(a, _), (b, _)| total(a).total_cmp(&total(b)))?;
    takes_less(&best).then_some(ForeignFormat::Numbers(kind))
}

/// Returns whether these are the bits of a NaN that a program writes for a missing number: C's and
/// Java's, R's NA.
fn is_missing(bits: u64) -> bool {
    matches!(
        bits & (u64::MAX >> 1),
        0x7FF8_0000_0000_0000 | 0x7FF0_0000_0000_07A2 | 0x7FF8_0000_0000_07A2
    )
}
