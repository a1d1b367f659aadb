//! The first pass, on values that can be taken in among many that cannot.

use std::str::FromStr;

use crate::cases::{Trial, read};
use crate::rows::{FAR, ODD, Row, WEIGHT};

/// The farthest value that can be taken in.
const MOST: f64 = 1e140;
const QUANTILES: [(&str, f64); 7] = [
    ("q01", 0.01),
    ("q10", 0.1),
    ("q25", 0.25),
    ("q50", 0.5),
    ("q75", 0.75),
    ("q90", 0.9),
    ("q99", 0.99),
];

impl Trial<'_> {
    /// Counts, range and quantiles are those of the values that can be taken in.
    pub(crate) fn passes_over_what_is_no_value(&mut self) {
        let is_in = |row: &&Row| row.case == "odd" || row.case == "far";
        let xs: Vec<Option<f64>> = self.rows.iter().filter(is_in).map(|row| row.x).collect();
        let mut valid: Vec<f64> = xs.iter().flatten().copied().collect();
        valid.retain(|x| x.abs() <= MOST);
        valid.sort_by(f64::total_cmp);
        let mut distinct = valid.clone();
        distinct.dedup();
        for more in [&[][..], &["--weight", WEIGHT]] {
            let found = self.first_row("`case` IN ('odd', 'far')", more);
            assert_eq!(found.get::<usize>("row_count"), xs.len());
            assert_eq!(found.get::<usize>("non_null_count"), xs.iter().flatten().count());
            assert_eq!(found.get::<usize>("valid_count"), valid.len());
            assert_eq!((found.get("minimum"), found.get("maximum")), (-MOST, MOST));
            for (name, share) in QUANTILES {
                let value: f64 = found.get(name);
                let below = |share: f64| valid[(valid.len() as f64 * share) as usize];
                let off = (0.5 * share.min(1.0 - share)).min(0.01);
                let (least, most) = (below(share - off), below(share + off));
                assert!((least..=most).contains(&value), "{name}: {value}, {least} to {most}");
            }
            // Sketches are a few percent off.
            let share = found.get::<f64>("distinct_values") / distinct.len() as f64;
            assert!((0.8..=1.2).contains(&share), "{share} of {}", distinct.len());
            for what in ["missing", "zero", "negative", "extreme"] {
                // Weights of what is left out anyway do not matter.
                let name = format!("{what}_weights");
                assert!(more.is_empty() || found.get::<u64>(&name) == 0, "{name}");
            }
        }
    }

    /// Values that no grid reaches are told from the others; without them both passes agree.
    pub(crate) fn passes_twice_over_what_is_no_value(&mut self) {
        let far = self.two_passes("`case` IN ('odd', 'far')", &[]).unwrap_err();
        assert!(far.contains("-1e140 to 1e140 is too wide for a grid"), "{far}");
        for more in [&[][..], &["--weight", WEIGHT]] {
            let found = self.two_passes("`case` = 'odd'", more).expect("a table");
            self.same_rows("odd", &found.whole, !more.is_empty());
            let all = self.rows.iter().filter(|row| row.case == "odd").count();
            let left_out = (all - self.values("odd").len()) as u64;
            assert_eq!(found.left_out, Some(left_out));
        }
    }

    /// On a grid that is given, what cannot be taken in is counted, and what it does not reach.
    pub(crate) fn counts_what_is_left_out(&mut self) {
        let query = self.query("`case` IN ('mixture', 'far')", &["--grid", "0.5,4"]);
        let found = read(&[&self.engine.run(&query)]);
        let grid = found.whole.grid();
        assert_eq!((grid.centre(), grid.scale()), (0.5, 4.0));
        self.same_rows("mixture", &found.whole, false);
        assert_eq!(found.left_out, Some((ODD.len() + FAR.len()) as u64));
    }

    fn first_row(&mut self, condition: &str, more: &[&str]) -> FirstRow {
        let query = self.query(condition, more);
        let text = self.engine.run(&query);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().expect("a header").clone();
        let mut rows: Vec<_> = reader.records().map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len(), 1, "{text}");
        FirstRow { header, cells: rows.remove(0) }
    }
}

/// What a first pass printed.
struct FirstRow {
    header: csv::StringRecord,
    cells: csv::StringRecord,
}

impl FirstRow {
    fn get<T: FromStr>(&self, column: &str) -> T {
        let at = self.header.iter().position(|name| name == column);
        let cell = at.and_then(|at| self.cells.get(at)).unwrap_or_else(|| panic!("no {column}"));
        cell.parse().unwrap_or_else(|_| panic!("{column}: {cell}"))
    }
}
