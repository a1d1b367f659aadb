//! Where bins lie: even ones near the centre, and wider ones in proportion to the distance from it.

use crate::mixture::sum::two_sum;

/// Each octave has 2¹¹ bins.
pub(super) const DEPTH: u32 = 11;
/// Cells of this depth are not cut again: 1 + |t| has 52 bits to number cells by, and
/// [`super::build`] cuts by six of them.
pub(super) const DEEPEST: u32 = 47;
/// The centre is a multiple of the scale divided by this: its decimals are few, and x − centre
/// loses nothing near it.
const CENTRE_PARTS: f64 = 1024.0;
const FRACTION_BITS: u32 = 52;
const FRACTION: u64 = (1 << FRACTION_BITS) - 1;
const EXPONENT_BIAS: u64 = 1023;

/// The line cut into bins. With t = (x − centre) / scale, octave e is 2ᵉ ≤ 1 + |t| < 2ᵉ⁺¹, on each
/// side of the centre, and it is cut into 2¹¹ bins of equal width: for |t| < 1 they are
/// `scale`/2048 wide, and further out in proportion to the distance. So a point that lies a million
/// scales away costs twenty octaves, not a million bins.
///
/// Bins are numbered outwards: (e · 2048 + j) for t ≥ 0, and −1 − (e · 2048 + j) for t < 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    centre: f64,
    scale: f64,
}

impl Grid {
    /// The furthest octave a grid has: x beyond it would make the sums of powers useless.
    pub const LAST_OCTAVE: u32 = 63;
    /// The depth of bins: there are 2¹¹ in each octave.
    pub const BIN_DEPTH: u32 = DEPTH;

    /// Returns a grid whose scale is the power of two at or below `scale`, and whose centre is the
    /// multiple of scale/1024 that is nearest to `centre`. `None` if one of them is not finite, or
    /// `scale` or its reciprocal is not a normal number above 0.
    pub fn new(centre: f64, scale: f64) -> Option<Self> {
        let scale = f64::from_bits(scale.to_bits() & !FRACTION);
        let is_fine =
            centre.is_finite() && scale > 0.0 && scale.is_normal() && (1.0 / scale).is_normal();
        let parts = centre / scale * CENTRE_PARTS;
        // So far away every number is such a multiple. Adding 0 makes a centre of −0 a 0.
        let is_multiple = !parts.is_finite() || parts.abs() > FRACTION as f64;
        let centre = if is_multiple { centre } else { parts.round() / CENTRE_PARTS * scale } + 0.0;
        is_fine.then_some(Self { centre, scale })
    }

    /// Returns the grid's centre, in the data's unit.
    pub fn centre(&self) -> f64 {
        self.centre
    }

    /// Returns the grid's scale, a power of two, in the data's unit.
    pub fn scale(&self) -> f64 {
        self.scale
    }

    /// Returns t of an observation.
    #[inline]
    pub(super) fn t(&self, x: f64) -> GridCoordinate {
        let (distance, tail) = two_sum(x, -self.centre);
        let per_scale = 1.0 / self.scale;
        GridCoordinate { head: distance * per_scale, tail: tail * per_scale }
    }

    /// Returns x − centre of a t.
    pub(super) fn distance(&self, t: f64) -> f64 {
        t * self.scale
    }

    /// Returns the middle of a cell and half its width, in the data's unit.
    ///
    /// # Panics
    /// Panics if there is no such cell: beyond [`Grid::LAST_OCTAVE`], or of a depth below
    /// [`Grid::BIN_DEPTH`] or above 47.
    pub fn cell(&self, depth: u32, number: i64) -> (f64, f64) {
        let cell = GridCell::numbered(depth, number);
        (self.centre + self.distance(cell.centre()), self.distance(cell.half()))
    }

    /// Returns the middle of a bin and half its width, in the data's unit.
    pub fn bin(&self, bin: i64) -> (f64, f64) {
        self.cell(DEPTH, bin)
    }

    /// Returns the number of the cell that an observation lies in, of 2^depth per octave.
    pub fn cell_of(&self, x: f64, depth: u32) -> i64 {
        let t = self.t(x);
        let number = outward(t.ordinal(), depth) as i64;
        if t.is_left() { !number } else { number }
    }

    /// Returns where an observation lies in its cell of this depth, from −1 to 1.
    pub(super) fn u(&self, x: f64, depth: u32) -> f64 {
        let t = self.t(x);
        t.u_in_cell(t.ordinal(), depth)
    }
}

/// t of an observation, in two parts: x − centre need not be an `f64` where x and the centre have
/// digits in different positions.
#[derive(Clone, Copy, Debug)]
pub(super) struct GridCoordinate {
    /// The `f64` nearest to t; it decides in which cell the observation lies.
    pub head: f64,
    /// What `head` lacks.
    pub tail: f64,
}

impl GridCoordinate {
    /// Returns whether t lies on the left side; 0 does not, whatever its sign.
    #[inline]
    pub(super) fn is_left(self) -> bool {
        self.head < 0.0
    }

    /// Returns a whole number that grows with |t|, its octave in the upper bits: the bits of 1 +
    /// |t|, counted from those of 1.
    #[inline]
    pub(super) fn ordinal(self) -> u64 {
        (1.0 + self.head.abs()).to_bits() - (EXPONENT_BIAS << FRACTION_BITS)
    }

    /// Returns u ∈ [−1, 1]: where t lies in the cell that holds its ordinal, of 2^`depth` per
    /// octave.
    #[inline]
    pub(super) fn u_in_cell(self, ordinal: u64, depth: u32) -> f64 {
        let bits = ordinal + (EXPONENT_BIAS << FRACTION_BITS);
        let below = FRACTION_BITS - depth;
        let middle = f64::from_bits((bits >> below << below) | (1 << (below - 1))) - 1.0;
        let exponent = bits >> FRACTION_BITS;
        let per_half =
            f64::from_bits((2 * EXPONENT_BIAS + u64::from(depth) + 1 - exponent) << FRACTION_BITS);
        let middle = if self.is_left() { -middle } else { middle };
        ((self.head - middle) + self.tail) * per_half
    }
}

/// Returns the number of the cell that holds an ordinal, of 2^`depth` per octave, counted outwards
/// over all octaves.
#[inline]
pub(super) fn outward(ordinal: u64, depth: u32) -> u64 {
    ordinal >> (FRACTION_BITS - depth)
}

/// Returns 2ᵉ, for exponents of normal numbers.
fn power_of_two(exponent: i64) -> f64 {
    f64::from_bits(((EXPONENT_BIAS as i64 + exponent) as u64) << FRACTION_BITS)
}

/// One of the 2^depth equal parts of an octave on one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct GridCell {
    pub left: bool,
    pub octave: u32,
    pub depth: u32,
    /// Outwards from the octave's inner end.
    pub index: u64,
}

impl GridCell {
    /// Returns the cell of this depth that has this number.
    pub(super) fn numbered(depth: u32, number: i64) -> Self {
        let left = number < 0;
        let outward = if left { !number } else { number }.unsigned_abs();
        let (octave, index) = ((outward >> depth) as u32, outward & ((1 << depth) - 1));
        Self { left, octave, depth, index }
    }

    /// Returns its number among the cells of its depth: outwards from 0 on the right, and from −1
    /// on the left.
    pub(super) fn number(&self) -> i64 {
        let outward = self.outward() as i64;
        if self.left { !outward } else { outward }
    }

    /// Returns the cell of this depth that it is part of.
    pub(super) fn ancestor(&self, depth: u32) -> Self {
        Self { depth, index: self.index >> (self.depth - depth), ..*self }
    }

    /// Returns its number among the cells of its depth, counted over all octaves.
    pub(super) fn outward(&self) -> u64 {
        (u64::from(self.octave) << self.depth) + self.index
    }

    /// Returns Half its width, as a t.
    pub(super) fn half(&self) -> f64 {
        power_of_two(i64::from(self.octave) - i64::from(self.depth) - 1)
    }

    /// Returns its middle, as a t.
    pub(super) fn centre(&self) -> f64 {
        let parts = (2 * self.index + 1) as f64;
        // In this order, so that it is what [`GridCoordinate::u_in_cell`] takes for the middle, to
        // the last bit.
        let middle = power_of_two(self.octave.into()) + parts * self.half() - 1.0;
        if self.left { -middle } else { middle }
    }

    /// Returns the part with this number, counted outwards, of 2^`levels` equal parts.
    pub(super) fn part(&self, levels: u32, index: u64) -> Self {
        Self { depth: self.depth + levels, index: (self.index << levels) + index, ..*self }
    }
}
