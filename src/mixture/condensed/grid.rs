//! Where bins lie: even ones near the centre, and wider ones in proportion to the distance from it.

/// Each octave has 2¹¹ bins.
pub(super) const DEPTH: u32 = 11;
/// From here on the place of a point in its bin is below what x − centre can tell.
pub(super) const DEEPEST: u32 = 30;
const FRACTION_BITS: u32 = 52;
const FRACTION: u64 = (1 << FRACTION_BITS) - 1;
const EXPONENT_BIAS: u64 = 1023;

/// The line cut into bins. With t = (x − centre) / scale, octave e is 2ᵉ ≤ 1 + |t| < 2ᵉ⁺¹, on each side of the
/// centre, and it is cut into 2¹¹ bins of equal width: for |t| < 1 they are `scale`/2048 wide, and further out in
/// proportion to the distance. So a point that lies a million scales away costs twenty octaves, not a million bins.
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

    /// A grid about `centre` whose scale is the power of two at or below `scale`. `None` where one of them is not finite,
    /// or `scale` is not a normal number above 0, or its reciprocal is not one.
    pub fn new(centre: f64, scale: f64) -> Option<Self> {
        let scale = f64::from_bits(scale.to_bits() & !FRACTION);
        let is_fine =
            centre.is_finite() && scale > 0.0 && scale.is_normal() && (1.0 / scale).is_normal();
        is_fine.then_some(Self { centre, scale })
    }

    /// The grid's centre, in the data's unit.
    pub fn centre(&self) -> f64 {
        self.centre
    }

    /// The grid's scale, a power of two, in the data's unit.
    pub fn scale(&self) -> f64 {
        self.scale
    }

    /// t of an observation.
    #[inline]
    pub(super) fn t(&self, x: f64) -> f64 {
        (x - self.centre) * (1.0 / self.scale)
    }

    /// x − centre of a t.
    pub(super) fn distance(&self, t: f64) -> f64 {
        t * self.scale
    }

    /// The middle of a bin and half its width, in the data's unit.
    pub fn bin(&self, bin: i64) -> (f64, f64) {
        let cell = Cell::of_bin(bin);
        (self.centre + self.distance(cell.centre()), self.distance(cell.half()))
    }
}

/// The octave and the place in it, as a number that grows with |t|: the bits of 1 + |t|, counted from those of 1.
#[inline]
pub(super) fn place(t: f64) -> u64 {
    (1.0 + t.abs()).to_bits() - (EXPONENT_BIAS << FRACTION_BITS)
}

/// The number of the cell of 2^`depth` an octave in which a place lies, counted outwards over all octaves.
#[inline]
pub(super) fn outward(place: u64, depth: u32) -> u64 {
    place >> (FRACTION_BITS - depth)
}

/// u ∈ [−1, 1]: where t lies in the cell of 2^`depth` an octave that holds it.
#[inline]
pub(super) fn u_in_cell(t: f64, place: u64, depth: u32) -> f64 {
    let bits = place + (EXPONENT_BIAS << FRACTION_BITS);
    let below = FRACTION_BITS - depth;
    let middle = f64::from_bits((bits >> below << below) | (1 << (below - 1))) - 1.0;
    let exponent = bits >> FRACTION_BITS;
    let per_half =
        f64::from_bits((2 * EXPONENT_BIAS + u64::from(depth) + 1 - exponent) << FRACTION_BITS);
    (t - middle.copysign(t)) * per_half
}

/// Whether a t lies on the left side; 0 does not.
#[inline]
pub(super) fn is_left(t: f64) -> bool {
    t < 0.0
}

/// 2ᵉ, for exponents of normal numbers.
fn power_of_two(exponent: i64) -> f64 {
    f64::from_bits(((EXPONENT_BIAS as i64 + exponent) as u64) << FRACTION_BITS)
}

/// One of the 2^depth equal parts of an octave on one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cell {
    pub left: bool,
    pub octave: u32,
    pub depth: u32,
    /// Outwards from the octave's inner end.
    pub index: u64,
}

impl Cell {
    pub fn of_bin(bin: i64) -> Self {
        let left = bin < 0;
        let outward = if left { !bin } else { bin }.unsigned_abs();
        let (octave, index) = ((outward >> DEPTH) as u32, outward & ((1 << DEPTH) - 1));
        Self { left, octave, depth: DEPTH, index }
    }

    /// The number of a cell that is a bin.
    pub fn bin(&self) -> i64 {
        let outward = self.outward() as i64;
        if self.left { !outward } else { outward }
    }

    /// Its number among the cells of its depth, counted over all octaves.
    pub fn outward(&self) -> u64 {
        (u64::from(self.octave) << self.depth) + self.index
    }

    /// Half its width, as a t.
    pub fn half(&self) -> f64 {
        power_of_two(i64::from(self.octave) - i64::from(self.depth) - 1)
    }

    /// Its middle, as a t.
    pub fn centre(&self) -> f64 {
        let parts = (2 * self.index + 1) as f64;
        let middle = power_of_two(self.octave.into()) - 1.0 + parts * self.half();
        if self.left { -middle } else { middle }
    }

    /// The cell that is so many levels finer and has this place in it, outwards.
    pub fn part(&self, levels: u32, index: u64) -> Self {
        Self { depth: self.depth + levels, index: (self.index << levels) + index, ..*self }
    }
}
