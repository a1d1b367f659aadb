//! Sums over the observations: written out whole where they are short, else by their largest terms.

use crate::explain::expression::{Expression, Number};
use crate::mixture::Sample;
use crate::text::grouped;

/// As many terms as are written out.
pub(super) const WRITTEN_OUT: usize = 9;
/// As many observations as are searched for the largest terms: a few milliseconds.
pub(super) const SEARCHED: usize = 20_000;

/// Σ_i of `term`, which gives a term's value and how it is written. `total` is what all of them
/// come to; only in a sample with more than [`SEARCHED`] observations is it used, for the terms
/// that no one looked at, and in a condensed table, of which no term is known.
pub(super) fn over_observations(
    sample: &Sample,
    total: f64,
    value: impl Fn(usize) -> f64,
    written: impl Fn(usize) -> Expression,
) -> Expression {
    if sample.summed().is_some() {
        return Expression::Number(Number::new(total));
    }
    let n = sample.len();
    if n <= WRITTEN_OUT {
        return Expression::sum((0..n).map(written).collect());
    }
    let values: Vec<f64> = (0..n.min(SEARCHED)).map(value).collect();
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*b].abs().total_cmp(&values[*a].abs()));
    let (largest, others) = order.split_at(WRITTEN_OUT);
    let rest = if values.len() == n {
        others.iter().map(|i| values[*i]).sum()
    } else {
        total - largest.iter().map(|i| values[*i]).sum::<f64>()
    };
    Expression::Sum {
        terms: largest.iter().map(|i| written(*i)).collect(),
        more: Some((n - WRITTEN_OUT, Number::new(rest))),
    }
}

/// Returns a sum of a few numbers, the first ones written out.
pub(super) fn over_components(count: usize, number: impl Fn(usize) -> Number) -> Expression {
    let written = count.min(WRITTEN_OUT);
    let rest: f64 = (written..count).map(|k| number(k).value).sum();
    let more = (count > written).then(|| (count - written, Number::new(rest)));
    Expression::Sum { terms: (0..written).map(|k| Expression::Number(number(k))).collect(), more }
}

/// Returns the words that go with a sum whose largest terms are written out.
pub(super) fn search_note(sample: &Sample) -> Option<String> {
    if let Some(summed) = sample.summed() {
        let bins = grouped(summed.cells().len() as u64);
        return Some(format!(
            "The data are a condensed table, so that single terms are not known: the sum is made of \
             the sums in its {bins} bins."
        ));
    }
    let which = match sample.len() {
        0..=WRITTEN_OUT => return None,
        n if n <= SEARCHED => String::new(),
        _ => format!(" (of the first {} observations)", grouped(SEARCHED as u64)),
    };
    let lists = format!("A long sum lists its {WRITTEN_OUT} largest terms{which} first");
    Some(format!("{lists}, then what the others come to."))
}
