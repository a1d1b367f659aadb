//! How the rows of a column are divided among its panels.

/// What a panel makes of more rows, in the order in which rows are given away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// The panel gets this many rows if they are there, otherwise none of those it lacks.
    Whole(usize, u16),
    /// The panel gets as many of these rows as there are.
    UpTo(usize, u16),
}

/// Returns the heights of `N` panels: each claim in turn takes what it lacks of the rows that are
/// left.
pub(super) fn divide<const N: usize>(rows: u16, claims: &[Claim]) -> [u16; N] {
    let mut heights = [0; N];
    let mut left = rows;
    for claim in claims {
        let (Claim::Whole(panel, wanted) | Claim::UpTo(panel, wanted)) = *claim;
        let lacking = wanted.saturating_sub(heights[panel]);
        let given = match claim {
            Claim::Whole(..) if lacking > left => 0,
            Claim::Whole(..) | Claim::UpTo(..) => lacking.min(left),
        };
        heights[panel] += given;
        left -= given;
    }
    heights
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_first_claims_come_first_and_whole_ones_leave_what_is_too_little() {
        use Claim::{UpTo, Whole};
        let claims = [Whole(0, 4), Whole(1, 6), Whole(0, 10), UpTo(1, 20)];
        assert_eq!(divide(3, &claims), [0, 3]);
        assert_eq!(divide(10, &claims), [4, 6]);
        assert_eq!(divide(15, &claims), [4, 11]);
        assert_eq!(divide(16, &claims), [10, 6]);
        assert_eq!(divide(100, &claims), [10, 20]);
    }

    proptest! {
        #[test]
        fn no_row_is_given_twice(
            rows in 0..300u16,
            claims in prop::collection::vec((any::<bool>(), 0..3usize, 0..400u16), 0..12),
        ) {
            let claim = |(whole, panel, rows)| {
                if whole { Claim::Whole(panel, rows) } else { Claim::UpTo(panel, rows) }
            };
            let claims: Vec<Claim> = claims.into_iter().map(claim).collect();
            let heights: [u16; 3] = divide(rows, &claims);
            prop_assert!(heights.iter().sum::<u16>() <= rows);
            for (panel, height) in heights.into_iter().enumerate() {
                let most = claims.iter().filter_map(|claim| match claim {
                    Claim::Whole(of, rows) | Claim::UpTo(of, rows) => (*of == panel).then_some(*rows),
                });
                prop_assert!(height <= most.max().unwrap_or(0));
            }
        }
    }
}
