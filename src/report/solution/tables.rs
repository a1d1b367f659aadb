//! The tables: θ, γ, and ℓ over the iterations.

use std::ops::Range;

use super::EmRun;
use super::{write_number, written};
use crate::explain::Quantity;
use crate::explain::number::{LONGEST, factor, share, signed_difference};
use crate::mixture::Component;
use crate::report::document::Table;
use crate::report::document::plain::COLUMNS;
use crate::text::{component, grouped, index_text, shortest, with_minus_signs};
use crate::timeline::HalfStep;

/// As many components are side by side at most.
const BESIDE: usize = 4;

/// Returns θ at the run's cursor: in one table, or with π and μ in one and the variances in another
/// if one would be wider than a line of text. Markdown and LaTeX have the same tables.
pub(crate) fn theta_tables(run: &EmRun) -> Vec<Table> {
    let table = theta_table(run);
    if table.width() <= COLUMNS {
        return vec![table];
    }
    let part = |columns: &[usize]| {
        let cells =
            |row: &Vec<String>| columns.iter().filter_map(|at| row.get(*at).cloned()).collect();
        Table { header: cells(&table.header), rows: table.rows.iter().map(cells).collect() }
    };
    // The ratio is not there at θ₀.
    vec![part(&[0, 1, 2]), part(&[0, 3, 4, 5])]
}

/// Returns θ at the run's cursor: a row per component. After an M-step it says by which factor each
/// variance changed. Without a θ there are no rows.
fn theta_table(run: &EmRun) -> Table {
    let before = run.previous_theta().filter(|before| before.len() == run.components());
    let names = ["k", "π_k", "μ_k", "σ_k²", "σ_k"];
    let ratio = before.map(|_| "ratio of σ_k²".to_owned());
    let header = names.map(str::to_owned).into_iter().chain(ratio).collect();
    let row = |(k, now): (usize, &Component)| {
        let numbers = [Quantity::Weight, Quantity::Mean, Quantity::Variance, Quantity::Sd];
        let numbers = numbers.map(|number| written(run, number(k)).unwrap_or_default());
        let ratio = before
            .map(|before| factor(now.variance() / before.components()[k].variance(), LONGEST));
        std::iter::once(component(k)).chain(numbers).chain(ratio).collect()
    };
    let theta = run.current().map(|iterate| iterate.theta().components());
    let rows = theta.unwrap_or_default().iter().enumerate().map(row).collect();
    Table { header, rows }
}

/// Returns γ at the run's cursor of some observations: a row for each, and one for N_k. Many
/// components are in several tables, each as wide as a line of text at most.
pub(crate) fn gamma_tables(run: &EmRun, rows: Range<usize>) -> Vec<Table> {
    let (mut tables, mut first) = (Vec::new(), 0);
    while first < run.components() {
        let most = BESIDE.min(run.components() - first);
        let part = |count: usize| gamma_table(run, rows.clone(), first..first + count);
        let fits = |(_, table): &(usize, Table)| table.width() <= COLUMNS;
        let parts = (2..=most).rev().map(|count| (count, part(count)));
        // One has to fit.
        let (count, table) = parts.into_iter().find(fits).unwrap_or_else(|| (1, part(1)));
        tables.push(table);
        first += count;
    }
    tables
}

fn gamma_table(run: &EmRun, rows: Range<usize>, components: Range<usize>) -> Table {
    let sample = &run.data().sample;
    let weights = sample.weights();
    let is_last = components.end == run.components();
    let mut header = vec!["i".to_owned()];
    header.push(if sample.bins().is_some() { "bin" } else { "x_i" }.to_owned());
    header.extend(weights.map(|_| if sample.bins().is_some() { "c_i" } else { "w_i" }.to_owned()));
    header.extend(components.clone().map(|k| format!("γ_{}", index_text(k))));
    header.extend(is_last.then(|| "largest".to_owned()));
    let gamma = run.gamma();
    let row = |i: usize| {
        let gammas = gamma.and_then(|gamma| gamma.rows.row(sample, i)).unwrap_or_default();
        let (numbers, largest) = shares(&gammas);
        let x = match sample.bins() {
            Some(bins) => with_minus_signs(&bins[i].to_string()),
            None => shortest(sample.values()[i]),
        };
        let mut row = vec![grouped(i as u64), x];
        row.extend(weights.map(|weights| shortest(weights[i])));
        row.extend(numbers.into_iter().skip(components.start).take(components.len()));
        row.extend(is_last.then_some(largest));
        row
    };
    let mut rows: Vec<Vec<String>> = rows.map(row).collect();
    let mut counts = vec!["N_k".to_owned(), String::new()];
    counts.extend(weights.map(|_| String::new()));
    counts.extend(components.map(|k| written(run, Quantity::Count(k)).unwrap_or_default()));
    counts.extend(is_last.then(String::new));
    rows.push(counts);
    Table { header, rows }
}

/// Returns γ_i1 … γ_iK as they are written, and the component with the largest: with all digits
/// where the usual ones do not show which it is.
fn shares(gammas: &[f64]) -> (Vec<String>, String) {
    let largest = gammas.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut best = (0..gammas.len()).filter(|k| gammas[*k] == largest);
    let name = match (best.next(), best.next()) {
        (Some(k), None) => component(k),
        _ => "=".to_owned(),
    };
    let usual = |gamma: f64| share(gamma, 6, LONGEST);
    let looks_equal = |gamma: f64| gamma != largest && usual(gamma) == usual(largest);
    let decides = gammas.iter().any(|gamma| looks_equal(*gamma));
    let write = |gamma: &f64| {
        let all = decides && usual(*gamma) == usual(largest);
        if all { shortest(*gamma) } else { usual(*gamma) }
    };
    (gammas.iter().map(write).collect(), name)
}

/// Returns ℓ, or what the run has in its place, and its change at some iterations.
pub(super) fn likelihood_table(run: &EmRun, iterations: Range<usize>) -> Table {
    let objective = run.method().objective();
    let header = ["t", objective.symbol(), objective.change()].map(str::to_owned).to_vec();
    let row = |t: usize| {
        let mut there = run.clone();
        there.go_to(HalfStep::theta(t));
        let value = there.current_or_first().objective();
        let change = run
            .change_at(t)
            .map_or_else(String::new, |change| signed_difference(change, value, LONGEST));
        vec![grouped(t as u64), write_number(&there, Quantity::LogLikelihood, value), change]
    };
    Table { header, rows: iterations.map(row).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_digits_are_written_where_they_decide() {
        let (numbers, largest) = shares(&[0.5 - 1e-9, 0.5 + 1e-9]);
        assert_eq!(largest, "2");
        assert_eq!(numbers, ["0.499999999", "0.500000001"]);
        assert_eq!(shares(&[0.25, 0.75]).0, ["0.250000", "0.750000"]);
        assert_eq!(shares(&[0.5, 0.5]).1, "=");
    }
}
