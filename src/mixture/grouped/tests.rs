use super::*;

const OPEN: f64 = f64::INFINITY;

fn bin(lower: f64, upper: f64, count: f64) -> Bin {
    Bin { lower, upper, count }
}

fn said(bins: &[Bin]) -> String {
    Grouped::new(bins).unwrap_err().to_string()
}

#[test]
fn bins_are_sorted_and_may_be_open_and_empty() {
    let bins = [bin(1.0, OPEN, 0.0), bin(-OPEN, 0.0, 2.5), bin(0.0, 1.0, 3.0)];
    let grouped = Grouped::new(&bins).unwrap();
    assert_eq!(grouped.bins(), [bins[1], bins[2], bins[0]]);
    assert_eq!([0, 1, 2].map(|i| grouped.drawn(i)), [(-1.0, 0.0), (0.0, 1.0), (1.0, 2.0)]);
    let texts: Vec<String> = grouped.bins().iter().map(ToString::to_string).collect();
    assert_eq!(texts, ["x < 0", "[0, 1)", "x ≥ 1"]);
}

#[test]
fn what_is_no_bin_is_named() {
    let good = bin(0.0, 1.0, 1.0);
    assert_eq!(
        said(&[good, bin(2.0, 1.0, 1.0)]),
        "the lower edge of bin 1, 2, must be below its upper edge, 1"
    );
    assert_eq!(
        said(&[bin(1.0, 1.0, 1.0)]),
        "the lower edge of bin 0, 1, must be below its upper edge, 1"
    );
    assert_eq!(
        said(&[good, bin(f64::NAN, 1.0, 1.0)]),
        "an edge of bin 1 is NaN; it must be a number within ±1e140"
    );
    for count in [-1.0, f64::NAN, OPEN, 1e141] {
        assert_eq!(
            said(&[bin(0.0, 1.0, count)]),
            format!("the count of bin 0 must be 0 or between 1e-140 and 1e140, not {count:?}")
        );
    }
    assert_eq!(said(&[bin(-OPEN, OPEN, 1.0)]), "bin 0 has neither edge; at most one may be empty");
    assert_eq!(said(&[]), "no bin has both edges: at least one is needed");
    assert_eq!(said(&[bin(-OPEN, 0.0, 1.0), bin(0.0, OPEN, 1.0)]), said(&[]));
    assert_eq!(
        said(&[bin(0.0, 1.0, 0.0), bin(1.0, 2.0, 0.0)]),
        "every count is 0: there are no observations"
    );
}

#[test]
fn bins_that_overlap_or_leave_a_gap_are_named() {
    assert_eq!(
        said(&[bin(2.0, 3.0, 1.0), bin(0.0, 1.0, 1.0)]),
        "no bin covers 1 to 2, between bin 1 and bin 0; add one, with count 0 if nothing was \
         observed there"
    );
    assert_eq!(
        said(&[bin(0.0, 1.0, 1.0), bin(0.5, 2.0, 1.0)]),
        "bin 0 and bin 1 overlap from 0.5 to 1"
    );
    // One within the other, two of the same, and two that are open on the same side.
    assert_eq!(
        said(&[bin(0.0, 9.0, 1.0), bin(2.0, 3.0, 1.0)]),
        "bin 0 and bin 1 overlap from 2 to 3"
    );
    assert_eq!(
        said(&[bin(0.0, 1.0, 1.0), bin(0.0, 1.0, 2.0)]),
        "bin 0 and bin 1 overlap from 0 to 1"
    );
    let open = [bin(-OPEN, 0.0, 1.0), bin(-OPEN, 1.0, 1.0)];
    assert_eq!(said(&open), "bin 0 and bin 1 overlap from -inf to 0");
    let open = [bin(0.0, 1.0, 1.0), bin(1.0, OPEN, 1.0), bin(1.5, OPEN, 1.0)];
    assert_eq!(said(&open), "bin 1 and bin 2 overlap from 1.5 to inf");
    // What rounding leaves between two edges is no gap.
    let apart = [bin(0.0, 0.3, 1.0), bin(0.1 + 0.2, 1.0, 1.0)];
    assert_eq!(Grouped::new(&apart).unwrap().bins()[1].lower, 0.3);
    let over = [bin(0.1 + 0.2, 1.0, 1.0), bin(0.0, 0.300_000_1, 1.0)];
    assert_eq!(Grouped::new(&over).unwrap().bins()[1].lower, 0.300_000_1);
}
