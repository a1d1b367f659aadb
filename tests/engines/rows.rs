//! The rows that the engines hold: several cases in one table, told apart by a column.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// A row of the table.
pub(crate) struct Row {
    pub(crate) case: &'static str,
    pub(crate) x: Option<f64>,
    pub(crate) weight: Option<f64>,
    pub(crate) group: &'static str,
}

/// The columns: a reserved word, a dot, a quote, Unicode.
pub(crate) const CASE: &str = "case";
pub(crate) const X: &str = "x.y";
pub(crate) const WEIGHT: &str = "we\"ight";
pub(crate) const GROUP: &str = "größe";

const GROUPS: [&str; 3] = ["a, \"b\"", "größer", "2"];
/// What cannot be taken in.
pub(crate) const ODD: [Option<f64>; 6] =
    [None, Some(f64::NAN), Some(f64::INFINITY), Some(f64::NEG_INFINITY), Some(1e200), Some(-1e200)];
/// What can, but not by any grid about the other values.
pub(crate) const FAR: [f64; 2] = [1e140, -1e140];

/// Numbers that look drawn, the same everywhere.
struct Draws(u64);

impl Draws {
    /// Returns a number between 0 and 1 (Steele et al. 2014, SplitMix64).
    fn even(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (((z ^ (z >> 31)) >> 11) as f64 + 0.5) / 2f64.powi(53)
    }

    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * self.even().ln()).sqrt();
        radius * (std::f64::consts::TAU * self.even()).cos()
    }

    /// Two components, and between them one that is 1,000 times narrower.
    fn spike(&mut self) -> f64 {
        let which = self.even();
        let z = self.normal();
        if which < 0.4 {
            z - 4.0
        } else if which < 0.7 {
            z + 5.0
        } else {
            0.4 + 1e-3 * z
        }
    }

    fn mixture(&mut self) -> f64 {
        let which = self.even();
        let z = self.normal();
        if which < 0.5 {
            z
        } else if which < 0.8 {
            6.0 + 2.0 * z
        } else {
            -5.0 + 0.5 * z
        }
    }
}

/// Returns powers of two and their neighbours, of both signs, and the zeros.
fn powers(exponents: std::ops::RangeInclusive<i32>) -> Vec<f64> {
    let near = |power: f64| [power, power.next_down(), power.next_up()];
    let powers = exponents.flat_map(|exponent| near(2f64.powi(exponent)));
    powers.flat_map(|x| [x, -x]).chain([0.0, -0.0]).collect()
}

/// Returns all rows, of which the case "mixture" has as many as this.
pub(crate) fn rows(mixture: usize) -> Vec<Row> {
    let mut draws = Draws(1);
    let mut rows = Vec::new();
    let mut add = |case, x, weight| {
        let group = GROUPS[rows.len() % GROUPS.len()];
        rows.push(Row { case, x, weight, group });
    };
    for x in powers(-40..=3) {
        add("mixture", Some(x), Some(1.0));
    }
    for x in ODD {
        add("mixture", x, Some(1.0));
    }
    for _ in 0..mixture {
        add("mixture", Some(draws.mixture()), Some(1.0));
    }
    for x in powers(-300..=55) {
        add("powers", Some(x), Some(1.0));
    }
    for _ in 0..50_000 {
        add("offset", Some(1e9 + draws.mixture()), Some(1.0));
        let angle = std::f64::consts::PI * (draws.even() - 0.5);
        add("cauchy", Some(angle.tan()), Some(1.0));
        add("lattice", Some(0.1 * (draws.even() * 5.0).floor() + 0.3), Some(1.0));
        add("weights", Some(draws.mixture()), Some(draws.even()));
    }
    add("weights", Some(1.0), Some(0.0));
    for weight in [None, Some(-1.0), Some(1e150)] {
        add("bad weights", Some(1.0), weight);
    }
    add("bad weights", Some(2.0), Some(1.0));
    let mut weights = Draws(2);
    for _ in 0..50_000 {
        add("spike", Some(draws.spike()), Some(weights.even()));
    }
    // Pairs of values among many others that cannot be taken in, which have no weights either.
    for i in 0..4_000 {
        let x = Some(draws.mixture());
        let beyond = 1e140f64.next_up() * (1.0 + f64::from(i));
        add("odd", x, Some(1.0));
        add(
            "odd",
            Some(if i % 4 == 0 { -beyond } else { beyond }),
            [None, Some(-1.0)][i as usize % 2],
        );
        add("odd", x, Some(1.0));
    }
    for x in ODD {
        add("odd", x, None);
    }
    add("odd", Some(-0.0), Some(1.0));
    for x in FAR {
        add("far", Some(x), Some(1.0));
    }
    rows
}

/// Writes the rows as CSV, with 17 digits.
pub(crate) fn write(rows: &[Row], path: &Path) {
    let mut text = format!("{CASE},{X},\"we\"\"ight\",{GROUP}\n");
    let number = |x: Option<f64>| match x {
        None => String::new(),
        Some(x) if x.is_nan() => "NaN".to_owned(),
        Some(x) if x.is_infinite() => (if x > 0.0 { "Infinity" } else { "-Infinity" }).to_owned(),
        Some(x) => format!("{x:.16e}"),
    };
    for row in rows {
        let group = row.group.replace('"', "\"\"");
        let (x, weight) = (number(row.x), number(row.weight));
        writeln!(text, "{},{x},{weight},\"{group}\"", row.case).expect("a string takes all");
    }
    fs::write(path, text).expect("the rows are written");
}
