//! The second pass: the sums of powers of each bin, by one `GROUP BY`.
//!
//! The arithmetic is that of [`Grid`], to the last bit, and each step of it is a step of the query:
//! t in two parts; a = 1 + |t|; the octave of a, by comparisons; the cell, by FLOOR; u. Logarithms
//! and powers would miss the octave beside powers of two.

use std::fmt::Write;

use super::dialect::Dialect;
use super::rows::Rows;
use crate::mixture::condensed::{FORMAT_VERSION, Grid, POWERS};

/// What a second pass is to do.
#[derive(Clone, Debug)]
pub(crate) struct SecondPass {
    pub(crate) grid: Grid,
    /// How deep the cells are.
    pub(crate) depth: u32,
    /// How many octaves the values reach; those beyond are left out, and counted.
    pub(crate) octaves: u32,
    /// Whether equal values are counted first, and powers are summed over distinct ones.
    pub(crate) by_value: bool,
    /// How many values the table must have, if that is known.
    pub(crate) expected: Option<u64>,
    /// The cells that are wanted alone, if not all are.
    pub(crate) within: Option<CellRanges>,
}

/// Some of the cells of a grid.
#[derive(Clone, Debug)]
pub(crate) struct CellRanges {
    /// The first and the last number of each stretch of them, ascending.
    pub(crate) numbers: Vec<(i64, i64)>,
    /// A range of x that holds them, so that the engine need not look at the rest.
    pub(crate) x: (f64, f64),
}

/// Returns the query of the second pass.
pub(crate) fn second_pass(rows: &Rows, pass: &SecondPass) -> String {
    let query = Query { rows, dialect: rows.dialect, pass };
    let mut text = query.comment();
    text.push_str("WITH\n");
    let steps = query.steps();
    let last = steps.last().map_or("", |step| step.name);
    for step in &steps {
        let Step { name, is_fenced, text: step } = step;
        let fence = if *is_fenced { rows.dialect.fence() } else { "" };
        let comma = if *name == last { "" } else { "," };
        let _ = write!(text, "{name} AS (\n{step}{fence}\n){comma}\n");
    }
    text.push_str(&query.result(last));
    text
}

/// A step of the query.
struct Step {
    name: &'static str,
    /// Whether the next step reads its columns so often that they should be computed once.
    is_fenced: bool,
    text: String,
}

/// Returns the step that keeps the values in these cells.
fn wanted(within: &CellRanges) -> String {
    let stretch = |(first, last): &(i64, i64)| format!("bin BETWEEN {first} AND {last}");
    let stretches: Vec<String> = within.numbers.iter().map(stretch).collect();
    format!("SELECT *\nFROM emstep_units\nWHERE {}", stretches.join("\n  OR "))
}

struct Query<'a> {
    rows: &'a Rows,
    dialect: Dialect,
    pass: &'a SecondPass,
}

impl Query<'_> {
    fn comment(&self) -> String {
        let grid = self.pass.grid;
        let mut text = format!(
            "-- emstep, second pass: sums of powers per bin, on the grid --grid {:?},{:?}\n",
            grid.centre(),
            grid.scale()
        );
        let (file, then) = match self.pass.within {
            None => ("sums.csv", "emstep sums.csv"),
            Some(_) => ("fine.csv", "open fine.csv together with the tables that it refines"),
        };
        let _ = match self.dialect.command() {
            Some(command) => writeln!(text, "--   emstep sql ... | {command} > {file}"),
            None => writeln!(
                text,
                "--   emstep sql ... > pass.sql\n--   {} > {file}",
                self.dialect.file_command()
            ),
        };
        let _ = writeln!(text, "-- Then: {then}");
        text
    }

    fn steps(&self) -> Vec<Step> {
        let step = |name, text| Step { name, is_fenced: false, text };
        let fenced = |name, text| Step { name, is_fenced: true, text };
        let mut steps =
            vec![step("emstep_rows", self.rows.read()), step("emstep_values", self.values())];
        if self.pass.by_value {
            steps.push(step("emstep_counted", self.counted()));
        }
        steps.push(step("emstep_distances", self.distances()));
        steps.push(step("emstep_positions", self.positions()));
        steps.push(fenced("emstep_octaves", self.octaves()));
        if self.dialect.has_floor() {
            steps.push(fenced("emstep_cells", self.cells("FLOOR(a * cells)", "emstep_octaves")));
        } else {
            steps.push(step("emstep_rounded", self.rounded()));
            let below = format!("nearest - {}", self.dialect.literal(1.0));
            let floor = format!("CASE WHEN nearest > a * cells THEN {below} ELSE nearest END");
            steps.push(fenced("emstep_cells", self.cells(&floor, "emstep_rounded")));
        }
        steps.push(fenced("emstep_units", self.units()));
        if let Some(within) = &self.pass.within {
            steps.push(step("emstep_within", wanted(within)));
        }
        steps.push(step("emstep_sums", self.sums()));
        steps.push(step("emstep_table", self.table()));
        steps
    }

    /// Returns the columns that go from step to step beside what a step computes.
    fn carried(&self) -> String {
        let mut columns = "x".to_owned();
        if self.pass.by_value {
            columns.push_str(", times");
        }
        if self.is_summed_with_weights() {
            columns.push_str(", w");
        }
        if self.rows.has_groups() {
            columns.push_str(", group_key");
        }
        columns
    }

    fn is_summed_with_weights(&self) -> bool {
        self.rows.is_weighted() || self.pass.by_value
    }

    /// Returns the values, with NULL for those that cannot be taken in: they are counted as a group
    /// without a bin.
    fn values(&self) -> String {
        let mut is_taken = self.rows.is_value();
        let mut more = String::new();
        if self.rows.is_weighted() {
            let _ = write!(is_taken, " AND {}", self.rows.is_weight());
            // In ClickHouse SUM(w) AS w would be a sum of sums.
            let name = if self.pass.by_value { "single_w" } else { "w" };
            let _ = write!(more, ", {} AS {name}", self.dialect.real("emstep_w"));
        }
        if self.rows.has_groups() {
            more.push_str(", emstep_key AS group_key");
        }
        let x = self.dialect.real("emstep_x");
        let near = self.pass.within.as_ref().map(|within| {
            let (from, to) = within.x;
            let [from, to] = [from, to].map(|x| self.dialect.literal(x));
            format!("\nWHERE emstep_x BETWEEN {from} AND {to}")
        });
        let near = near.unwrap_or_default();
        format!("SELECT CASE WHEN {is_taken} THEN {x} END AS x{more}\nFROM emstep_rows{near}")
    }

    /// Returns equal values counted: sums over many rows of few values would add up one rounding
    /// error again and again.
    fn counted(&self) -> String {
        let key = if self.rows.has_groups() { ", group_key" } else { "" };
        let count = self.dialect.real("COUNT(*)");
        let weight = if self.rows.is_weighted() { self.dialect.sum("single_w") } else { count };
        format!(
            "SELECT x{key}, COUNT(*) AS times, {weight} AS w\nFROM emstep_values\nGROUP BY x{key}"
        )
    }

    fn distances(&self) -> String {
        let source = if self.pass.by_value { "emstep_counted" } else { "emstep_values" };
        let centre = self.dialect.literal(self.pass.grid.centre());
        format!("SELECT {}, x - {centre} AS d\nFROM {source}", self.carried())
    }

    /// Returns t, and what its `f64` lacks (Knuth's sum of two numbers).
    fn positions(&self) -> String {
        let grid = self.pass.grid;
        let scaled = |what: &str| match grid.scale() {
            1.0 => what.to_owned(),
            scale => format!("{what} * {}", self.dialect.literal(1.0 / scale)),
        };
        let tail = if grid.centre() == 0.0 {
            self.dialect.literal(0.0)
        } else {
            let minus_centre = self.dialect.literal(-grid.centre());
            scaled(&format!("((x - (d - (d - x))) + ({minus_centre} - (d - x)))"))
        };
        format!(
            "SELECT {}, {} AS t, {tail} AS tail, {} + ABS({}) AS a\nFROM emstep_distances",
            self.carried(),
            scaled("d"),
            self.dialect.literal(1.0),
            scaled("d"),
        )
    }

    /// Returns how many cells there are per unit of a, and how many in the octaves further in, less
    /// those of a unit: a value beyond the last octave has none.
    fn octaves(&self) -> String {
        let depth = self.pass.depth as i32;
        let literal = |x: f64| self.dialect.literal(x);
        let (mut cells, mut before) = (String::new(), String::new());
        for octave in 0..self.pass.octaves as i32 {
            let end = literal(2f64.powi(octave + 1));
            let per_unit = literal(2f64.powi(depth - octave));
            let inside = literal(f64::from(octave - 1) * 2f64.powi(depth));
            let _ = write!(cells, "\n    WHEN a < {end} THEN {per_unit}");
            let _ = write!(before, "\n    WHEN a < {end} THEN {inside}");
        }
        let carried = self.carried();
        format!(
            "SELECT {carried}, t, tail, a,\n  CASE{cells} END AS cells,\n  CASE{before} END AS \
             cells_before\nFROM emstep_positions"
        )
    }

    /// Returns the whole number that a CAST makes of how many cells a comes to: some engines cut
    /// off, others round.
    fn rounded(&self) -> String {
        let nearest = self.dialect.real(&self.dialect.whole("a * cells"));
        format!(
            "SELECT {}, t, tail, a, cells, cells_before, {nearest} AS nearest\n\
             FROM emstep_octaves",
            self.carried()
        )
    }

    fn cells(&self, floor: &str, source: &str) -> String {
        let floor = self.dialect.real(floor);
        format!(
            "SELECT {}, t, tail, cells, cells_before, {floor} AS k\nFROM {source}",
            self.carried()
        )
    }

    /// Returns the number of the cell, and u.
    fn units(&self) -> String {
        let literal = |x| self.dialect.literal(x);
        let (zero, half, one, two) = (literal(0.0), literal(0.5), literal(1.0), literal(2.0));
        let outward = self.dialect.whole("cells_before + k");
        let middle = format!("(k + {half}) / cells - {one}");
        format!(
            "SELECT {},\n  CASE WHEN t < {zero} THEN -1 - {outward} ELSE {outward} END AS bin,\n  \
             ((t - CASE WHEN t < {zero} THEN -({middle}) ELSE {middle} END) + tail) * ({two} * \
             cells) AS u\nFROM emstep_cells",
            self.carried()
        )
    }

    fn sums(&self) -> String {
        let key = if self.rows.has_groups() { "group_key, " } else { "" };
        let count = if self.pass.by_value { "SUM(times)" } else { "COUNT(*)" };
        let mut text = format!("SELECT {key}bin, {} AS n", self.dialect.whole(count));
        let powers: [&str; POWERS] = [
            "",
            "u",
            "(u * u)",
            "(u * u * u)",
            "((u * u) * (u * u))",
            "((u * u) * (u * u) * u)",
            "((u * u) * (u * u) * (u * u))",
            "((u * u) * (u * u) * (u * u * u))",
        ];
        for (p, power) in powers.into_iter().enumerate() {
            let sum = match (self.is_summed_with_weights(), power) {
                (false, "") => self.dialect.real("COUNT(*)"),
                (false, power) => self.dialect.sum(power),
                (true, "") => self.dialect.sum("w"),
                (true, power) => self.dialect.sum(&format!("w * {power}")),
            };
            let _ = write!(text, ",\n  {sum} AS s{p}");
        }
        let source = if self.pass.within.is_some() { "emstep_within" } else { "emstep_units" };
        let _ =
            write!(text, ",\n  MIN(x) AS x_min, MAX(x) AS x_max\nFROM {source}\nGROUP BY {key}bin");
        text
    }

    /// Returns the sums with how many values there are in all of them, and how many have no bin.
    fn table(&self) -> String {
        let sum = |case: &str| self.dialect.whole(&format!("SUM(CASE WHEN {case} END) OVER ()"));
        format!(
            "SELECT emstep_sums.*,\n  {} AS observations,\n  {} AS left_out\nFROM emstep_sums",
            sum("bin IS NULL THEN 0 ELSE n"),
            sum("bin IS NULL THEN n ELSE 0"),
        )
    }

    fn result(&self, last: &str) -> String {
        let number = |expression: &str| self.dialect.every_digit(expression);
        let literal = |x: f64| self.dialect.every_digit(&self.dialect.literal(x));
        let mut text = format!(
            "SELECT {FORMAT_VERSION} AS format_version, {} AS centre, {} AS scale, {} AS depth, \
             {} AS weighted,\n  observations",
            literal(self.pass.grid.centre()),
            literal(self.pass.grid.scale()),
            self.pass.depth,
            u8::from(self.rows.is_weighted()),
        );
        if let Some(expected) = self.pass.expected {
            let _ = write!(text, ", {expected} AS first_pass");
        }
        text.push_str(", left_out");
        let key = if self.rows.has_groups() { "group_key, " } else { "" };
        let _ = write!(text, ", {key}bin, n");
        for p in 0..POWERS {
            let _ = write!(text, ",\n  {} AS s{p}", number(&format!("s{p}")));
        }
        let _ = write!(
            text,
            ",\n  {} AS x_min, {} AS x_max\nFROM {last}\nWHERE bin IS NOT NULL\n\
             ORDER BY {key}bin;\n",
            number("x_min"),
            number("x_max")
        );
        text
    }
}
