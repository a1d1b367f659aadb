//! The levels at the beginning of a page, which say in which rows there is a value: runs of one
//! level, and groups of eight that are packed
//! ([the format](https://parquet.apache.org/docs/file-format/data-pages/encodings/)).

/// Returns how many of the levels of a page are the highest, and what is behind the levels; `None`
/// if they are cut off.
pub(super) fn count_highest(page: &[u8], highest: i16, rows: usize) -> Option<(usize, &[u8])> {
    let (length, rest) = page.split_first_chunk::<4>()?;
    let (mut levels, data) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    let bits = (16 - highest.leading_zeros()) as usize;
    let highest = u64::try_from(highest).ok()?;
    let (mut count, mut seen) = (0, 0);
    while seen < rows {
        let header = varint(&mut levels)?;
        let many = usize::try_from(header >> 1).ok()?;
        if header & 1 == 0 {
            let (level, rest) = levels.split_at_checked(bits.div_ceil(8))?;
            levels = rest;
            let level = level.iter().rev().fold(0, |level, byte| level << 8 | u64::from(*byte));
            let many = many.min(rows - seen);
            count += if level == highest { many } else { 0 };
            seen += many;
            if many == 0 {
                return None;
            }
        } else {
            let (packed, rest) = levels.split_at_checked(many.checked_mul(bits)?)?;
            levels = rest;
            let many = (8 * many).min(rows - seen);
            let bit = |at: usize| u64::from(packed[at / 8] >> (at % 8) & 1);
            let level = |i: usize| (0..bits).fold(0, |level, b| level | bit(i * bits + b) << b);
            count += (0..many).filter(|i| level(*i) == highest).count();
            seen += many;
            if many == 0 {
                return None;
            }
        }
    }
    Some((count, data))
}

/// Takes a number in groups of seven bits, the lowest first.
fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..63).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_counted() {
        // Five rows at 1, then eight packed ones (1, 0, 1, 0, …), then three at 0.
        let levels = [5 << 1, 1, 1 << 1 | 1, 0b0101_0101, 3 << 1, 0];
        let page = [&[levels.len() as u8, 0, 0, 0][..], &levels, b"data"].concat();
        assert_eq!(count_highest(&page, 1, 16), Some((9, &b"data"[..])));
        assert_eq!(count_highest(&page, 1, 7), Some((6, &b"data"[..])));
        assert_eq!(count_highest(&page, 1, 17), None);
        assert_eq!(count_highest(&page[..9], 1, 16), None);
        // Two bits each: a run at 3, and eight of 0, 1, 2, 3 twice.
        let levels = [4 << 1, 3, 1 << 1 | 1, 0b1110_0100, 0b1110_0100];
        let page = [&[levels.len() as u8, 0, 0, 0][..], &levels].concat();
        assert_eq!(count_highest(&page, 3, 12), Some((6, &[][..])));
        assert_eq!(count_highest(&[2, 0, 0, 0, 0, 1], 1, 1), None, "a run of none");
        assert_eq!(count_highest(&[1, 0, 0, 0, 1], 1, 1), None, "a group of none");
    }
}
