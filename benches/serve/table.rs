//! The table that is printed: a row a measure, the median of its rounds, its goal.

use std::fmt;

/// What is wanted of a measure.
#[derive(Clone, Copy, Debug)]
pub enum Goal {
    /// Nothing; it is there to be compared with.
    None,
    /// No more than this.
    AtMost(f64),
    /// Less than this.
    Below(f64),
}

/// One measure with its rounds.
#[derive(Debug)]
struct Row {
    what: String,
    unit: &'static str,
    goal: Goal,
    rounds: Vec<f64>,
}

/// All measures, in the order in which they were first taken.
#[derive(Debug, Default)]
pub struct Table {
    rows: Vec<Row>,
}

impl Table {
    /// Notes a round of the measure with this name.
    pub fn note(&mut self, what: &str, value: f64, unit: &'static str, goal: Goal) {
        eprintln!("  {what}: {value:.3} {unit}");
        match self.rows.iter_mut().find(|row| row.what == what) {
            Some(row) => row.rounds.push(value),
            None => {
                self.rows.push(Row { what: what.to_owned(), unit, goal, rounds: vec![value] });
            }
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        writeln!(f, "| what | median | all rounds | goal | met |")?;
        writeln!(f, "|---|---:|---:|---:|---|")?;
        for Row { what, unit, goal, rounds } in &self.rows {
            let median = quantile(rounds, 0.5);
            let all: Vec<String> = rounds.iter().map(|value| short(*value)).collect();
            let (wanted, is_met) = match goal {
                Goal::None => (String::new(), ""),
                Goal::AtMost(most) => (format!("≤ {}", short(*most)), yes_or_no(median <= *most)),
                Goal::Below(end) => (format!("< {}", short(*end)), yes_or_no(median < *end)),
            };
            let (median, all) = (short(median), all.join(", "));
            writeln!(f, "| {what} | {median} {unit} | {all} | {wanted} | {is_met} |")?;
        }
        Ok(())
    }
}

fn yes_or_no(is_met: bool) -> &'static str {
    if is_met { "yes" } else { "no" }
}

/// Three digits that count.
fn short(value: f64) -> String {
    let digits = if value >= 100.0 {
        0
    } else if value >= 10.0 {
        1
    } else if value >= 1.0 {
        2
    } else {
        4
    };
    format!("{value:.digits$}")
}

/// The smallest value that at least a share `q` of `values` do not exceed; NaN where there are none.
pub fn quantile(values: &[f64], q: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (q * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.max(1) - 1).copied().unwrap_or(f64::NAN)
}
