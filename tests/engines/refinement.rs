//! A second query, over the cells that a narrow component needs.

use std::fs;
use std::path::PathBuf;

use emstep::mixture::condensed::CondensedTable;
use emstep::mixture::{Sample, Theta, e_step, m_step};
use tempfile::TempDir;

use crate::cases::{Trial, read, weighted};
use crate::program::{emstep, stderr};
use crate::rows::{GROUP, WEIGHT};

const CONDITION: &str = "`case` = 'spike'";
/// θ₀ as `emstep sql --refine` takes it, and as `emstep fit` does.
const MIXTURE: &str = "0.4 N(-3,2) + 0.3 N(0.4,2e-6) + 0.3 N(4,2)";
const OPTIONS: [&str; 5] =
    ["--weights", "0.4,0.3,0.3", "--means=-3,0.4,4", "--variances", "2,2e-6,2"];

/// The most that EM on a refined table may be away from EM on the rows after ten iterations: in ℓ,
/// π, μ and σ². Each of the two is a few roundings away from EM in exact numbers, and ℓ is a sum of
/// terms of both signs that are seven times as large.
const AT_THE_LAST: [f64; 4] = [3e-15, 1e-15, 1e-15, 3e-15];
/// The same on the way there: cells are as narrow as twelve digits need.
const ON_THE_WAY: [f64; 4] = [2e-15, 2e-15, 2e-15, 4e-14];
/// The least that the table alone is away.
const WITHOUT: [f64; 4] = [1e-11, 1e-11, 1e-12, 1e-10];

impl Trial<'_> {
    /// A table with one refinement is as good as the rows for a component that is 1,000 times
    /// narrower than the others; the table alone is not.
    pub(crate) fn refines_a_narrow_component(&mut self) {
        let [coarse, fine] = self.table_and_refinement(&[]);
        let exact = path(&Sample::new(self.values("spike")).expect("numbers"));
        let of_tables = |texts: &[&str]| {
            let table = read(texts).whole;
            path(&Sample::condensed(&table).expect("a table"))
        };
        agree("spike", &of_tables(&[&coarse, &fine]), &exact);
        let without = distances(&of_tables(&[&coarse])[10], &exact[10]);
        assert!(without.iter().zip(WITHOUT).all(|(is, least)| *is > least), "{without:?}");
    }

    /// One refinement also does this with weights, and for the table of each group.
    pub(crate) fn refines_each_group(&mut self) {
        let options = ["--weight", WEIGHT, "--group-by", GROUP];
        let [coarse, fine] = self.table_and_refinement(&options);
        let found = read(&[&coarse, &fine]);
        let of_case = || self.rows.iter().filter(|row| row.case == "spike");
        let agree = |case: &str, table: &CondensedTable, exact: &Sample| {
            agree(case, &path(&Sample::condensed(table).expect("a table")), &path(exact));
        };
        agree("weights", &found.whole, &weighted(of_case()));
        let groups = found.groups.expect("groups");
        assert_eq!(groups.len(), 3);
        for (key, table) in groups.iter() {
            agree(key, table, &weighted(of_case().filter(|row| row.group == key)));
        }
    }

    /// Returns a table that is too coarse, and what the query that refines it gives, as text. What
    /// `emstep fit` says of them is checked.
    fn table_and_refinement(&mut self, more: &[&str]) -> [String; 2] {
        let folder = TempDir::new().expect("a folder");
        let file = |name: &str, text: &str| -> PathBuf {
            let path = folder.path().join(name);
            fs::write(&path, text).expect("its own folder");
            path
        };
        let coarse = self.text_of_two_passes(CONDITION, more).expect("a table");
        let sums = file("sums.csv", &coarse);
        let refine = ["--refine", sums.to_str().expect("UTF-8"), "--theta", MIXTURE];
        let query = self.query(CONDITION, &[more, &refine].concat());
        let fine = self.engine.run(&query);
        let parts = file("fine.csv", &fine);
        let fit = |tables: &[&PathBuf]| {
            let mut command = emstep();
            command.arg("fit").args(tables).args(OPTIONS).args(["--steps", "10"]);
            stderr(&command.assert().success())
        };
        let (before, after) = (fit(&[&sums]), fit(&[&sums, &parts]));
        assert!(before.contains("the bins are too wide for θ_0"), "{before}");
        assert!(!after.contains("too wide"), "{after}");
        [coarse, fine]
    }
}

/// Returns θ₀ to θ₁₀, each with its ℓ.
fn path(sample: &Sample) -> Vec<(Theta, f64)> {
    let (means, variances) = ([-3.0, 0.4, 4.0], [2.0, 2e-6, 2.0]);
    let mut theta = Theta::from_lists(&[0.4, 0.3, 0.3], &means, &variances).expect("a θ");
    let mut path = Vec::new();
    for _ in 0..=10 {
        let expectation = e_step(sample, &theta).expect("a step");
        let next = m_step(&expectation).expect("a step");
        path.push((std::mem::replace(&mut theta, next), expectation.log_likelihood()));
    }
    path
}

fn agree(case: &str, refined: &[(Theta, f64)], exact: &[(Theta, f64)]) {
    for (t, (a, b)) in refined.iter().zip(exact).enumerate() {
        let most = if t == 10 { AT_THE_LAST } else { ON_THE_WAY };
        let distances = distances(a, b);
        let is_near = distances.iter().zip(most).all(|(is, most)| *is <= most);
        assert!(is_near, "{case}, θ_{t}: {distances:?} away, which may be {most:?}");
    }
}

/// Returns how far ℓ, π, μ and σ² are apart, relative to themselves; μ relative to σ if that is
/// larger.
fn distances(a: &(Theta, f64), b: &(Theta, f64)) -> [f64; 4] {
    let mut most = [(a.1 - b.1).abs() / b.1.abs(), 0.0, 0.0, 0.0];
    for (a, b) in a.0.components().iter().zip(b.0.components()) {
        let unit = b.mean().abs().max(b.variance().sqrt());
        let apart = [
            (a.weight() - b.weight()).abs() / b.weight(),
            (a.mean() - b.mean()).abs() / unit,
            (a.variance() - b.variance()).abs() / b.variance(),
        ];
        most.iter_mut().skip(1).zip(apart).for_each(|(most, apart)| *most = most.max(apart));
    }
    most
}
