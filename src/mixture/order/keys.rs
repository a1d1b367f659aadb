//! Floating-point numbers as whole numbers in the same order, so that they can be counted through
//! and halved.

/// Returns a whole number whose order is the order of `x`, which is not NaN; −0 is 0.
pub(super) fn of(x: f64) -> u64 {
    let bits = (x + 0.0).to_bits();
    if bits >> 63 == 0 { bits | 1 << 63 } else { !bits }
}

/// Returns the number that has this key.
pub(super) fn number(key: u64) -> f64 {
    f64::from_bits(if key >> 63 == 1 { key & !(1 << 63) } else { !key })
}

/// Returns the first of the keys from `lo` to `hi` for which `is_there`, which holds for `hi` and
/// for all keys after the first.
pub(super) fn first(mut lo: u64, mut hi: u64, is_there: impl Fn(u64) -> bool) -> u64 {
    while lo < hi {
        let middle = lo + (hi - lo) / 2;
        if is_there(middle) {
            hi = middle;
        } else {
            lo = middle + 1;
        }
    }
    lo
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_in_the_order_of_their_numbers() {
        let numbers = [f64::NEG_INFINITY, -1e140, -1.5, -5e-324, 0.0, 5e-324, 1.0, 1e140];
        for pair in numbers.windows(2) {
            assert!(of(pair[0]) < of(pair[1]), "{pair:?}");
        }
        for x in numbers {
            assert_eq!(number(of(x)).to_bits(), x.to_bits());
        }
        assert_eq!(of(-0.0), of(0.0));
    }

    #[test]
    fn the_first_key_is_found() {
        for wanted in 3..=40 {
            assert_eq!(first(3, 40, |key| key >= wanted), wanted);
        }
    }
}
