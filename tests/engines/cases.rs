//! What holds on each engine.

use std::fs;
use std::ops::ControlFlow;
use std::path::PathBuf;

use emstep::data::{TableSum, read_tables};
use emstep::mixture::condensed::{CondensedTable, Condenser};
use emstep::mixture::{Sample, Theta, e_step, m_step};
use tempfile::TempDir;

use crate::engine::Engine;
use crate::program::{emstep, stderr, stdout};
use crate::rows::{CASE, GROUP, Row, WEIGHT, X};

/// How far sums may be from emstep's, relative to the weight of their bin. The most that was seen
/// is 9·10⁻¹⁶.
const SUMS: f64 = 4e-15;

/// Returns a θ of three components.
pub(crate) fn theta(means: [f64; 3], variances: [f64; 3]) -> Theta {
    Theta::from_lists(&[0.4, 0.3, 0.3], &means, &variances).expect("a θ")
}

/// An engine with its rows.
pub(crate) struct Trial<'a> {
    pub(crate) engine: &'a mut dyn Engine,
    pub(crate) rows: &'a [Row],
    /// The dialect, if it is not the engine's own.
    pub(crate) dialect: &'static str,
}

impl Trial<'_> {
    /// The bins of all values of a case are those of emstep, and so are ten iterations from them.
    pub(crate) fn agrees(&mut self, case: &str, theta: &Theta) {
        let found = self.two_passes(&format!("`case` = '{case}'"), &[]);
        let table = found.unwrap_or_else(|said| panic!("{case}: {said}")).whole;
        self.same_rows(case, &table, false);
        let exact = Sample::new(self.values(case)).expect("numbers");
        goes_the_same_way(case, &table, &exact, theta);
    }

    /// Runs the first pass and then the second one; an error is what emstep says of the first.
    pub(crate) fn two_passes(
        &mut self,
        condition: &str,
        more: &[&str],
    ) -> Result<TableSum, String> {
        self.text_of_two_passes(condition, more).map(|text| read(&[&text]))
    }

    pub(crate) fn text_of_two_passes(
        &mut self,
        condition: &str,
        more: &[&str],
    ) -> Result<String, String> {
        let first = self.query(condition, more);
        let first = self.engine.run(&first);
        let folder = TempDir::new().expect("a folder");
        let scout = folder.path().join("first.csv");
        fs::write(&scout, first).expect("its own folder");
        let scout = scout.to_str().expect("UTF-8");
        let mut command = self.command(condition);
        let second = command.args(more).args(["--scout", scout]).assert();
        if !second.get_output().status.success() {
            return Err(stderr(&second));
        }
        Ok(self.engine.run(&stdout(&second)))
    }

    pub(crate) fn query(&self, condition: &str, more: &[&str]) -> String {
        stdout(&self.command(condition).args(more).assert().success())
    }

    /// `emstep sql` for the rows of a condition, whose names are in backticks.
    fn command(&self, condition: &str) -> assert_cmd::Command {
        let mut condition = condition.to_owned();
        if self.engine.dialect() != "spark" {
            condition = condition.replace('`', "\"");
        }
        let mut command = emstep();
        command.args(["sql", "--dialect", self.dialect, "--table", self.engine.table()]);
        command.args(["--column", X, "--where", &condition]);
        command
    }

    pub(crate) fn values(&self, case: &str) -> Vec<f64> {
        let of_case = self.rows.iter().filter(|row| row.case == case);
        of_case.filter_map(|row| row.x).filter(|x| x.abs() < 1e30).collect()
    }

    /// The table has the rows that emstep makes itself of this case, or of a group of it.
    pub(crate) fn same_rows(&self, case: &str, table: &CondensedTable, is_weighted: bool) {
        let rows = self.rows.iter().filter(|row| row.case == case);
        let rows = rows.filter(|row| row.x.is_some_and(|x| x.abs() < 1e30));
        same_as(case, table, rows, is_weighted);
    }

    /// The octave is right beside each power of two, also about a centre that is one.
    pub(crate) fn is_right_beside_powers_of_two(&mut self) {
        for grid in ["0,1", "0.0009765625,1", "-3,0.5", "1000000,1024"] {
            let query = self.query("`case` = 'powers'", &["--grid", grid]);
            let found = read(&[&self.engine.run(&query)]);
            self.same_rows("powers", &found.whole, false);
        }
    }

    /// Few distinct values are counted first, and no rounding errors add up.
    pub(crate) fn counts_equal_values_first(&mut self) {
        let found = self.two_passes("`case` = 'lattice'", &[]).expect("a table");
        assert_eq!(found.whole.rows().len(), 5);
        for row in found.whole.rows() {
            let [s0, s1, s2, ..] = row.sums.0;
            let u = s1 / s0;
            assert!((s2 / s0 - u * u).abs() <= 1e-15, "{row:?}");
        }
        self.same_rows("lattice", &found.whole, false);
        let exact = Sample::new(self.values("lattice")).expect("numbers");
        let theta = theta([0.35, 0.5, 0.65], [0.02, 0.01, 0.02]);
        goes_the_same_way("lattice", &found.whole, &exact, &theta);
    }

    /// Weights, in groups, by value and as they come; bad ones are refused with their counts.
    pub(crate) fn takes_weights_and_groups(&mut self) {
        let options = ["--weight", WEIGHT, "--group-by", GROUP];
        let by_value = ["--weight", WEIGHT, "--group-by", GROUP, "--by-value"];
        let of_case = || self.rows.iter().filter(|row| row.case == "weights");
        let theta = theta([-4.0, 0.5, 7.0], [1.0, 1.0, 3.0]);
        for more in [&options[..], &by_value] {
            let found = self.two_passes("`case` = 'weights'", more).expect("a table");
            self.same_rows("weights", &found.whole, true);
            goes_the_same_way("weights", &found.whole, &weighted(of_case()), &theta);
            let groups = found.groups.expect("groups");
            assert_eq!(groups.len(), 3);
            for (key, table) in groups.iter() {
                let of_group = || of_case().filter(|row| row.group == key);
                same_as(key, table, of_group(), true);
                goes_the_same_way(key, table, &weighted(of_group()), &theta);
            }
        }
        let said = self.two_passes("`case` = 'bad weights'", &options).unwrap_err();
        let counts = "(1 missing, 1 negative, 1 not a number from 1e-140 to 1e140)";
        assert!(said.contains(counts), "{said}");
        let nothing = self.two_passes(&format!("`{CASE}` = 'none'"), &[]).unwrap_err();
        assert!(nothing.contains("none of the 0 rows has a value"), "{nothing}");
    }
}

/// Returns the observations in these rows, with their weights.
pub(crate) fn weighted<'r>(rows: impl Iterator<Item = &'r Row>) -> Sample {
    let (values, weights) = taken(rows, true);
    Sample::weighted(values, weights).expect("weights")
}

/// Returns the values of rows that are taken in, and their weights.
fn taken<'r>(rows: impl Iterator<Item = &'r Row>, is_weighted: bool) -> (Vec<f64>, Vec<f64>) {
    rows.filter(|row| !is_weighted || row.weight.is_some_and(|weight| weight > 0.0))
        .map(|row| (row.x.unwrap_or_default(), row.weight.unwrap_or_default()))
        .unzip()
}

/// Ten iterations from a table end where those from the observations do.
fn goes_the_same_way(case: &str, table: &CondensedTable, exact: &Sample, theta: &Theta) {
    let ours = Sample::condensed(table).expect("a table");
    let (exact, ours) = (after_ten(exact, theta), after_ten(&ours, theta));
    let is_near = |a: f64, b: f64, unit: f64| (a - b).abs() <= 1e-12 * unit;
    assert!(is_near(ours.1, exact.1, exact.1.abs()), "{case}: ℓ {} {}", ours.1, exact.1);
    for (a, b) in ours.0.components().iter().zip(exact.0.components()) {
        let (sd, variance) = (b.variance().sqrt(), b.variance());
        assert!(is_near(a.weight(), b.weight(), b.weight()), "{case}: {a:?} {b:?}");
        assert!(is_near(a.mean(), b.mean(), sd), "{case}: {a:?} {b:?}");
        assert!(is_near(a.variance(), variance, variance), "{case}: {a:?} {b:?}");
    }
}

/// The table has the rows that emstep makes itself of these.
fn same_as<'r>(
    case: &str,
    table: &CondensedTable,
    rows: impl Iterator<Item = &'r Row>,
    is_weighted: bool,
) {
    let (values, weights) = taken(rows, is_weighted);
    let mut condenser = Condenser::new(table.grid(), is_weighted);
    let weights = is_weighted.then_some(&weights[..]);
    condenser.push(&values, weights).expect("the grid reaches all");
    let wanted = condenser.finish().expect("the grid reaches all");
    assert_eq!(table.is_weighted(), is_weighted);
    assert_eq!(table.rows().len(), wanted.len(), "{case}");
    for (row, wanted) in table.rows().iter().zip(&wanted) {
        assert_eq!((row.depth, row.bin, row.count), (wanted.depth, wanted.bin, wanted.count));
        assert_eq!((row.min, row.max), (wanted.min, wanted.max), "{case}: {wanted:?}");
        for (sum, exact) in row.sums.0.iter().zip(wanted.sums.0) {
            assert!((sum - exact).abs() <= SUMS * wanted.sums.0[0], "{case}: {row:?} {wanted:?}");
        }
    }
}

/// Reads tables as the stepper does, and adds them up.
pub(crate) fn read(texts: &[&str]) -> TableSum {
    let folder = TempDir::new().expect("a folder");
    let file = |(i, text): (usize, &&str)| -> PathBuf {
        let file = folder.path().join(format!("{i}.csv"));
        fs::write(&file, text).expect("its own folder");
        file
    };
    let files: Vec<PathBuf> = texts.iter().enumerate().map(file).collect();
    read_tables(&files, &mut |_| ControlFlow::Continue(()))
        .unwrap_or_else(|error| panic!("{error}"))
}

/// Returns θ after ten iterations, and its ℓ.
fn after_ten(sample: &Sample, theta: &Theta) -> (Theta, f64) {
    let mut theta = theta.clone();
    for _ in 0..10 {
        theta = m_step(&e_step(sample, &theta).expect("a step")).expect("a step");
    }
    let expectation = e_step(sample, &theta).expect("a step");
    assert!(expectation.too_wide().is_none(), "{theta:?}");
    (theta, expectation.log_likelihood())
}
